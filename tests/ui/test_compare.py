"""Two outputs beside each other: what tells the lanes apart, and titles that give way to the maps."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.driver import (
    LARGE,
    SMALL,
    bench_of,
    open_first,
    press,
    quick_app,
    screen_text,
    too_wide,
    wait_for,
    wait_for_text,
)
from tutor.ui.widgets.bench import Bench
from tutor.ui.widgets.compare import fitting

MOON = "[[0, 0, 1, 3], [0, 1, 3, 3], [0, 3, 3, 1], [1, 3, 3, 9]]"
STEPS = f"""\
  - id: bench
    kind: bench
    title: "Two pictures"
    lanes: [alex, night.FRIEND]
    compare: [alex, night.FRIEND]
    points: 2
    predict:
      kind: number
      ask: "How many?"
      answer: "{{size(alex.output)}}"
    outcome: "Seen."
experiments:
  - id: night
    title: TITLE
    data: {{picture: {MOON}}}
"""


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("friend", ["alex", "ilya"])
async def test_lanes_in_an_experiment_are_told_apart_and_nothing_is_cut_off(
    tmp_path: Path, friend: str, size: tuple[int, int]
) -> None:
    steps = STEPS.replace("FRIEND", friend).replace("TITLE", "far out in the middle of the night")
    app = quick_app(tmp_path, steps)
    async with app.run_test(size=size) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "9", "enter")
        await wait_for(pilot, lambda: screen.query(Bench) and bench_of(screen).has_focus, "the run")
        await press(pilot, "end")
        for _view in range(3):
            if "different shapes" not in screen_text(app):
                await press(pilot, "v")
        await wait_for_text(pilot, "different shapes")
        heads = next(line for line in screen_text(app).splitlines() if "Alex  " in line and "operations" not in line)
        assert "Alex  " in heads
        assert ("far out" if friend == "alex" else "Ilya · far") in heads
        await press(pilot, "enter")
        await wait_for_text(pilot, "Points: 2 of 2.")
        assert not too_wide(app)


@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(0, 60)), min_size=1, max_size=3),
    st.integers(1, 120),
)
def test_titles_give_way_and_maps_do_not(blocks: list[tuple[int, int]], room: int) -> None:
    least, wanted = zip(*blocks, strict=True)
    widths = fitting(least, wanted, room)
    assert all(map(int.__ge__, widths, least))
    assert sum(widths) <= max(room, sum(least))
    if sum(map(max, least, wanted)) <= room:
        assert widths == list(map(max, least, wanted))


def test_the_widest_title_gives_way_first() -> None:
    assert fitting((9, 9, 9), (4, 23, 10), 35) == [9, 16, 10]
    assert fitting((9, 9, 9), (20, 20, 10), 31) == [10, 11, 10]
