"""One run through a lesson: what may be answered, shown and opened, and what survives being written down."""

# mypy: no-warn-unreachable
# (it takes a property for a constant: what was False above stays False for it)

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lesson.exercises import CELLS, ORDER, WITNESS
from tests.lesson.exercises import lesson as exercises
from tests.lesson.tiny import tiny, tiny_facts
from tutor.lesson.cells import CellFindings
from tutor.lesson.facts import Facts
from tutor.lesson.grading import Answer, AnswerError
from tutor.lesson.model import BenchStep
from tutor.session import Attempt, Session, StepState

FACTS = tiny_facts()
LESSON = FACTS.lesson
STEPS = [step.id for step in LESSON.steps]
RIGHT: dict[str, Answer] = {
    "pick": "alex", "count": "16", "choose": 0, "all": (0, 1), "judge": "ilya", "fall": "101",
}  # fmt: skip
WRONG: dict[str, Answer] = {"count": "4", "choose": 1, "all": (2,), "judge": "alex", "fall": "1"}


def at(step: str, **states: StepState) -> Session:
    return Session(LESSON, FACTS, dict(states), STEPS.index(step))


def walked() -> Session:
    """A session in which everything was done and nothing was wrong."""
    session = Session(LESSON, FACTS)
    while True:
        if session.step.id in RIGHT:
            session.submit(RIGHT[session.step.id])
        session.mark_seen()
        if not session.forward():
            return session


# ── where it begins ──────────────────────────────────────────────────────────────────────────────


def test_a_session_begins_at_the_first_step_with_nothing_done() -> None:
    session = Session(LESSON, FACTS)
    assert session.step.id == "read"
    assert session.state == StepState()
    assert session.furthest == 0
    assert not session.finished


@pytest.mark.parametrize(("given", "position"), [(-5, 0), (3, 3), (8, 8), (9, 8), (10**9, 8)])
def test_a_place_outside_the_lesson_is_brought_inside(given: int, position: int) -> None:
    assert Session(LESSON, FACTS, {}, given).position == position


def test_states_of_steps_that_are_gone_do_no_harm() -> None:
    session = Session(LESSON, FACTS, {"gone": StepState(seen=True)})
    assert not session.finished
    assert session.furthest == 0


# ── answering ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("step", WRONG)
def test_a_wrong_answer_closes_the_question_and_explains_nothing_yet(step: str) -> None:
    session = at(step)
    verdict = session.submit(WRONG[step], sure=2)
    assert verdict.correct is False
    assert session.verdict == verdict
    assert session.state.attempts == (Attempt(WRONG[step], False, 2),)
    assert not session.state.open
    assert not session.state.solved
    assert session.committed
    assert not session.explained


@pytest.mark.parametrize("step", ["count", "choose", "all", "judge"])
def test_a_right_answer_explains(step: str) -> None:
    session = at(step)
    assert not session.explained
    assert session.submit(RIGHT[step]).correct is True
    assert session.state.solved
    assert session.explained
    assert session.may_leave


def test_a_prediction_is_neither_right_nor_wrong() -> None:
    session = at("pick")
    assert session.predicts
    assert session.submit("ilya", sure=0).correct is None
    assert session.state.solved
    assert session.explained
    assert session.state.last == Attempt("ilya", None, 0)


@pytest.mark.parametrize(("step", "answer"), [("count", "many"), ("choose", 5), ("all", ()), ("judge", "masha")])
def test_what_is_no_answer_changes_nothing(step: str, answer: Answer) -> None:
    session = at(step)
    with pytest.raises(AnswerError):
        session.submit(answer)
    assert session.state == StepState()
    assert session.states == {}


def test_a_page_cannot_be_answered() -> None:
    for step in ("read", "watch"):
        with pytest.raises(AnswerError):
            at(step).submit("16")


def test_a_retry_opens_the_question_and_forgets_nothing() -> None:
    session = at("count")
    assert not session.retry()  # it is open already
    session.submit("4")
    assert session.retry()
    assert session.state.open
    assert session.verdict is None
    assert not session.committed
    assert len(session.state.attempts) == 1
    session.submit("16")
    assert [attempt.correct for attempt in session.state.attempts] == [False, True]
    assert session.explained
    assert session.may_leave


def test_a_page_has_nothing_to_retry() -> None:
    assert not at("read").retry()
    assert not at("watch").retry()


def test_an_explanation_hides_while_a_solved_question_is_tried_again() -> None:
    session = at("count")
    session.submit("16")
    session.retry()
    assert session.state.solved
    assert not session.explained
    assert session.may_leave  # what was achieved stays


# ── hints ────────────────────────────────────────────────────────────────────────────────────────


def test_hints_come_one_by_one_and_then_the_answer() -> None:
    session = at("count")
    assert list(session.hints) == []
    one, two = LESSON.step("count").question.hints  # type: ignore[union-attr]
    assert session.hint()
    assert list(session.hints) == [one]
    assert session.hint()
    assert list(session.hints) == [one, two]
    assert not session.state.revealed
    assert session.hint()
    assert session.state.revealed
    assert session.explained
    assert session.committed
    assert session.may_leave
    assert not session.hint()


def test_a_revealed_question_is_done_but_not_solved() -> None:
    session = at("choose")
    session.hint()
    session.hint()
    assert session.state.revealed
    assert not session.state.solved
    assert session.done(session.step)


def test_no_hint_is_needed_behind_a_right_answer_but_behind_a_wrong_one() -> None:
    session = at("count")
    session.submit("4")
    assert session.hint()
    session.retry()
    session.submit("16")
    assert not session.hint()
    session.retry()
    assert session.hint()


def test_a_retry_takes_the_revealed_answer_back() -> None:
    session = at("count")
    for _ in range(3):
        session.hint()
    session.submit("16")
    assert session.retry()
    assert not session.state.revealed
    assert session.state.hints == 2


def test_a_prediction_is_never_revealed() -> None:
    session = at("fall")
    assert session.hint()
    assert not session.hint()
    assert not session.state.revealed
    assert not at("pick").hint()
    assert not at("read").hint()
    assert at("read").hints == ()


# ── runs ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_run_is_predicted_then_watched_then_explained() -> None:
    session = at("fall")
    assert session.predicts
    assert not session.committed
    assert not session.may_leave
    session.submit("1")
    assert session.committed
    assert not session.explained
    assert not session.may_leave
    assert not session.done(session.step)
    session.mark_seen()
    assert session.explained
    assert session.may_leave
    assert session.done(session.step)


def test_a_run_that_was_watched_without_its_prediction_explains_nothing() -> None:
    session = at("fall")
    session.mark_seen()
    assert not session.explained
    assert not session.may_leave


def test_a_run_without_a_prediction_only_has_to_be_watched() -> None:
    session = at("watch")
    assert session.committed
    assert not session.explained
    session.mark_seen()
    assert session.explained
    assert session.may_leave


def test_chosen_is_whom_the_learner_picked() -> None:
    session = at("pick")
    session.submit("ilya")
    session.forward()
    step = session.step
    assert isinstance(step, BenchStep)
    assert session.lanes(step) == ("ilya", "ilya")
    assert session.resolved(("bright.alex", "chosen")) == ("bright.alex", "ilya")


def test_chosen_follows_the_latest_pick_but_not_a_later_step() -> None:
    session = at("watch", judge=StepState((Attempt("ilya", True),)))
    assert session.pick == "alex"  # nobody was picked: the first friend
    picks = StepState((Attempt("alex", None), Attempt("ilya", None)))
    assert at("watch", pick=picks).pick == "ilya"
    assert at("end", pick=picks, judge=StepState((Attempt("alex", False),))).pick == "alex"


@pytest.mark.parametrize("answer", ["masha", "", 0, (1, 2)])
def test_a_pick_that_the_lesson_no_longer_has_is_no_pick(answer: Answer) -> None:
    session = at("watch", pick=StepState((Attempt(answer, None),), open=False))
    assert session.pick == "alex"
    step = session.step
    assert isinstance(step, BenchStep)
    assert session.lanes(step) == ("alex", "ilya")


def test_an_answer_that_no_longer_fits_its_question_has_no_verdict() -> None:
    for step, answer in (("choose", 7), ("all", "x"), ("count", (1,)), ("judge", "masha")):
        session = at(step, **{step: StepState((Attempt(answer, True),), open=False)})
        assert session.verdict is None
        assert session.retry()
        session.submit(RIGHT[step])
        assert session.explained


# ── moving ───────────────────────────────────────────────────────────────────────────────────────


def test_forward_reads_a_page_and_stops_at_an_open_question() -> None:
    session = Session(LESSON, FACTS)
    assert session.forward()
    assert session.state_of(LESSON.step("read")).seen
    assert session.step.id == "pick"
    assert not session.forward()
    session.submit("alex")
    assert session.forward()
    assert session.step.id == "watch"
    assert not session.forward()
    session.mark_seen()
    assert session.forward()
    assert session.step.id == "count"


def test_a_wrong_answer_lets_one_go_on() -> None:
    session = at("count")
    session.submit("4")
    assert session.forward()


def test_back_always_goes_to_the_step_before() -> None:
    session = at("count")
    assert [session.back() for _ in range(4)] == [True, True, True, False]
    assert session.step.id == "read"


def test_one_may_go_to_what_was_reached_and_no_further() -> None:
    session = at("count")
    assert session.furthest == 3  # the step on display, though the ones before it are not done
    assert not session.go(4)
    assert not session.go(3)
    assert not session.go(-1)
    assert session.go(0)
    assert session.furthest == 0
    assert not session.go(1)


def test_the_last_step_has_no_next() -> None:
    session = walked()
    assert session.step.id == "end"
    assert session.finished
    assert not session.forward()
    assert all(session.go(index) for index in range(len(STEPS) - 1))


def test_a_lesson_is_finished_when_every_step_is_done() -> None:
    states = walked().states
    assert Session(LESSON, FACTS, dict(states)).finished
    for step in STEPS:
        partial = Session(LESSON, FACTS, {name: state for name, state in states.items() if name != step})
        assert not partial.finished
        assert partial.furthest == STEPS.index(step)


def test_two_sessions_share_nothing() -> None:
    one, other = Session(LESSON, FACTS), Session(LESSON, FACTS)
    one.mark_seen()
    assert not other.state.seen


def test_a_finished_lesson_can_be_gone_through_again_without_losing_it() -> None:
    session = walked()
    session.go(STEPS.index("count"))
    session.retry()
    assert session.finished
    session.submit("4")
    assert session.finished
    assert session.state.solved


# ── any walk at all ──────────────────────────────────────────────────────────────────────────────

MOVES = st.one_of(
    st.sampled_from(["right", "wrong", "nonsense", "hint", "retry", "seen", "forward", "back"]),
    st.integers(-2, len(STEPS) + 1),
)


def do(session: Session, move: str | int) -> None:
    if isinstance(move, int):
        session.go(move)
    elif move in ("right", "wrong", "nonsense"):
        table: dict[str, Answer] = {"right": RIGHT, "wrong": WRONG, "nonsense": {}}[move]
        answer = table.get(session.step.id, "nonsense")
        try:
            session.submit(answer)
        except AnswerError:
            return
    else:
        actions: dict[str, Any] = {
            "hint": session.hint,
            "retry": session.retry,
            "seen": session.mark_seen,
            "forward": session.forward,
            "back": session.back,
        }
        actions[move]()


@given(st.lists(MOVES, max_size=60))
def test_whatever_the_learner_does_the_session_stays_sound(moves: list[str | int]) -> None:
    session = Session(LESSON, FACTS)
    for move in moves:
        done = {step.id for step in LESSON.steps if session.done(step)}
        attempts = {name: len(state.attempts) for name, state in session.states.items()}
        do(session, move)
        assert 0 <= session.position <= session.furthest < len(STEPS)
        # What was done stays done, except a page whose answer was only shown and is taken back.
        for step in LESSON.steps:
            assert session.done(step) or step.id not in done or move == "retry"
        assert all(len(session.states[name].attempts) >= count for name, count in attempts.items())
        if session.explained and session.step.question is not None:
            assert session.committed
        if session.may_leave:
            assert session.position + 1 == len(STEPS) or session.furthest >= session.position
        assert session.finished == all(map(session.done, LESSON.steps))
        assert StepState.from_plain(json.loads(json.dumps(session.state.plain()))) == session.state


# ── written down and read again ──────────────────────────────────────────────────────────────────

ATTEMPTS = st.builds(
    Attempt,
    st.one_of(st.integers(0, 8), st.text(max_size=20), st.lists(st.integers(0, 8), max_size=5).map(tuple)),
    st.sampled_from([True, False, None]),
    st.sampled_from([None, 0, 1, 2]),
)
STATES = st.builds(
    StepState,
    st.lists(ATTEMPTS, max_size=4).map(tuple),
    st.integers(0, 10),
    st.booleans(),
    st.booleans(),
    st.booleans(),
).map(lambda state: state if state.attempts else StepState((), state.hints, state.revealed, state.seen, True))


@given(STATES)
def test_a_state_survives_json(state: StepState) -> None:
    assert StepState.from_plain(json.loads(json.dumps(state.plain()))) == state
    assert StepState.from_plain(json.loads(json.dumps(state.plain(), ensure_ascii=False))) == state


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
HOSTILE_ATTEMPTS = st.fixed_dictionaries({}, optional={"answer": JSON, "correct": JSON, "sure": JSON})
HOSTILE = st.fixed_dictionaries(
    {},
    optional={
        "attempts": JSON | st.lists(HOSTILE_ATTEMPTS | JSON, max_size=4),
        "hints": JSON, "revealed": JSON, "seen": JSON, "open": JSON,
    },
)  # fmt: skip


@given(HOSTILE, st.sampled_from(STEPS))
def test_whatever_stands_in_the_record_can_be_gone_on_with(plain: dict[str, Any], step: str) -> None:
    state = StepState.from_plain(json.loads(json.dumps(plain)))
    assert StepState.from_plain(json.loads(json.dumps(state.plain()))) == state
    assert isinstance(state.hints, int)
    assert state.hints >= 0
    assert {type(flag) for flag in (state.revealed, state.seen, state.open)} == {bool}
    session = at(step, **{step: state, "pick": state})
    assert session.verdict is None or session.verdict.correct in (True, False, None)
    assert session.pick in ("alex", "ilya")
    assert isinstance(session.explained, bool)
    assert len(session.hints) <= 2
    session.hint()
    session.retry()
    if step in RIGHT:
        session.submit(RIGHT[step])
    session.mark_seen()
    assert session.may_leave


@pytest.mark.parametrize(
    "plain",
    [
        {"attempts": None},
        {"attempts": 3},
        {"attempts": "abc"},
        {"attempts": {"answer": 1}},
        {"attempts": [None, 3, "x", []]},
        {"attempts": [{}]},
        {"attempts": [{"answer": None, "correct": True}]},
        {"attempts": [{"answer": True, "correct": True}]},
        {"attempts": [{"answer": 1.5, "correct": True}]},
        {"attempts": [{"answer": ["1", 1], "correct": True}]},
        {"attempts": [{"answer": [True], "correct": True}]},
        {"attempts": [{"answer": ["1"] * 1000, "correct": True}]},
        {"attempts": [{"answer": ["1" * 1000], "correct": True}]},
        {"attempts": [{"answer": [["1"]], "correct": True}]},
        {"attempts": [{"answer": {"a": 1}, "correct": True}]},
        {"attempts": [{"answer": 1, "correct": "yes"}]},
        {"attempts": [{"answer": 1, "correct": 1}]},
        {"hints": "3"},
        {"hints": None},
        {"hints": -1},
        {"hints": 2.0},
        {"hints": True},
        {"revealed": "no"},
        {"seen": 1},
        {"open": False},
        {"open": "no"},
    ],
)
def test_what_does_not_fit_has_not_happened(plain: dict[str, Any]) -> None:
    assert StepState.from_plain(plain) == StepState()


def test_what_fits_is_kept_beside_what_does_not() -> None:
    plain = {"attempts": [{"answer": [0, "x"]}, {"answer": [0, 1], "correct": False, "sure": 9}], "hints": 2, "seen": 0}
    assert StepState.from_plain(plain) == StepState((Attempt((0, 1), False, None),), hints=2, open=False)


@pytest.mark.parametrize("answer", [("7", "-1", ""), (2, 4, 0), (), "never", 3])
def test_every_shape_of_answer_comes_back_from_the_record(answer: Answer) -> None:
    state = StepState((Attempt(answer, False, 1),), open=False)
    assert StepState.from_plain(json.loads(json.dumps(state.plain()))) == state


@pytest.mark.parametrize("answer", [("7",), ("a", "b", "c"), (1, 2, 3), "never", "", 3])
def test_an_answer_to_another_question_is_no_verdict(answer: Answer) -> None:
    # The record may hold what was answered before the lesson was changed, or what somebody wrote into it.
    lesson = exercises(CELLS, ORDER, WITNESS)
    facts = Facts(lesson)
    for position, step in enumerate(lesson.steps):
        session = Session(lesson, facts, {step.id: StepState((Attempt(answer, True),), open=False)}, position)
        if (step.id, answer) in (("three", "never"), ("two", (1, 2, 3))):
            assert session.verdict is not None
        else:
            assert session.verdict is None
            assert session.findings is None


def test_the_findings_stay_while_the_question_is_open_again() -> None:
    lesson = exercises(CELLS)
    session = Session(lesson, Facts(lesson))
    session.submit(("7", "-1", "5"))
    assert session.retry()
    assert session.verdict is None
    assert session.findings == CellFindings(frozenset({(1, 2)}))


def test_a_session_goes_on_where_it_was_left() -> None:
    session = walked()
    session.go(STEPS.index("choose"))
    saved = {name: json.loads(json.dumps(state.plain())) for name, state in session.states.items()}
    states = {name: StepState.from_plain(plain) for name, plain in saved.items()}
    again = Session(tiny(), Facts(tiny()), states, session.position)
    assert again.finished
    assert again.step.id == "choose"
    assert again.verdict == session.verdict
    assert again.explained
