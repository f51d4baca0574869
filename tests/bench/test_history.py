"""The past of a bench: undo and redo take every step, and only so many steps are remembered."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.bench.history import DEEPEST, History
from tutor.bench.kernel import Kernel
from tutor.bench.setup import Setup, story_setup

STEPS = st.lists(st.one_of(st.integers(0, 4), st.sampled_from(["undo", "redo"])), max_size=40)


def numbered(number: int) -> Setup:
    return Setup(story_setup().lanes, kernel=Kernel("random", seed=number))


@given(STEPS)
@settings(deadline=None)
def test_it_behaves_like_a_list_with_a_pointer(steps: list[int | str]) -> None:
    history, line, at = History(numbered(0)), [numbered(0)], 0
    for step in steps:
        before = (history.now, history.past, history.undone)
        if step == "undo":
            following, at = history.undo(), max(at - 1, 0)
        elif step == "redo":
            following, at = history.redo(), min(at + 1, len(line) - 1)
        else:
            assert isinstance(step, int)
            following = history.do(numbered(step))
            if numbered(step) != line[at]:
                line = [*line[: at + 1], numbered(step)]
                at += 1
        assert (history.now, history.past, history.undone) == before
        history = following
        assert history.now == line[at]
        assert list(history.past) == line[:at]
        assert list(reversed(history.undone)) == line[at + 1 :]


def test_where_there_is_nothing_to_undo_nothing_happens() -> None:
    history = History(numbered(0))
    assert history.undo() is history
    assert history.redo() is history
    assert history.do(numbered(0)) is history


def test_only_so_much_is_remembered() -> None:
    history = History(numbered(0))
    for number in range(1, DEEPEST + 50):
        history = history.do(numbered(number))
    assert len(history.past) == DEEPEST
    for _ in range(DEEPEST + 50):
        history = history.undo()
    assert history.now == numbered(49)
    for _ in range(DEEPEST + 50):
        history = history.redo()
    assert history.now == numbered(DEEPEST + 49)
    assert len(history.past) == DEEPEST
