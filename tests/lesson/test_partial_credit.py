"""Answers that are partly right, tolerances, ranges, and texts that nobody judges."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lesson.exercises import facts, share_of
from tutor.lesson.answers import Answer, AnswerError, Verdict, within
from tutor.lesson.grading import MOST_WRITTEN, grade
from tutor.lesson.questions import Question

CHOICES = (
    "kind: choices, credit: partial, options: [{text: a, correct: true}, {text: b, correct: true}, "
    "{text: c, correct: true}, {text: d, because: d is not.}, {text: e}]"
)


def judge(answer: Answer, keys: str) -> Verdict:
    made = facts(keys)
    question = made.lesson.steps[0].question
    assert isinstance(question, Question)
    return grade(question, answer, made)


@pytest.mark.parametrize(
    ("answer", "share"),
    [
        ((0, 1, 2), 1),
        ((0, 1), 2 / 3),
        ((0,), 1 / 3),
        ((0, 1, 2, 3), 2 / 3),
        ((0, 3), 0),
        ((3, 4), 0),
        ((0, 1, 2, 3, 4), 1 / 3),
    ],
)
def test_right_picks_count_for_and_wrong_ones_against(answer: Answer, share: float) -> None:
    verdict = judge(answer, CHOICES)
    assert share_of(verdict) == pytest.approx(share)
    assert verdict.correct is (share == 1)
    assert bool(verdict.feedback) is (isinstance(answer, tuple) and 3 in answer)


def test_picking_everything_is_never_better_than_picking_what_is_right() -> None:
    answers = chain.from_iterable(combinations(range(5), count) for count in range(1, 6))
    shares = {answer: share_of(judge(answer, CHOICES)) for answer in answers}
    assert [answer for answer, share in shares.items() if share == 1] == [(0, 1, 2)]
    assert min(shares.values()) == 0


def test_all_or_nothing_unless_the_lesson_says_otherwise() -> None:
    verdict = judge((0, 1), CHOICES.replace("credit: partial, ", ""))
    assert (verdict.correct, verdict.score, share_of(verdict)) == (False, None, 0)


@pytest.mark.parametrize(
    ("keys", "right", "wrong"),
    [
        ("answer: 200, relative: 0.05", ["190", "210", "200"], ["189,9", "210.1"]),
        ("answer: -200, relative: 0.05", ["-190", "−210"], ["-189.9", "190"]),
        ("answer: 200, relative: 0.05, tolerance: 1", ["189", "211"], ["188.9", "211.1"]),
        ("answer: {low: 2, high: 3}", ["2", "2,5", "3"], ["1.99", "3.01"]),
        ("answer: {low: 2, high: 3}, tolerance: 0.5", ["1.5", "3.5"], ["1.49", "3.51"]),
        ("answer: {low: '{alex.relus}', high: '{alex.relus + 1}'}", ["36", "37"], ["35", "38"]),
        ("answer: 0.25", ["0,25", "1/4", ".25"], ["0,2500001"]),
    ],
)
def test_tolerances_and_ranges(keys: str, right: list[str], wrong: list[str]) -> None:
    assert [judge(answer, "kind: number, " + keys).correct for answer in right] == [True] * len(right)
    assert [judge(answer, "kind: number, " + keys).correct for answer in wrong] == [False] * len(wrong)


def test_a_mistake_may_be_a_range() -> None:
    keys = "kind: number, answer: 4, mistakes: [{answer: {low: 10, high: 20}, because: Far too many.}]"
    assert judge("15", keys).feedback
    assert not judge("21", keys).feedback
    assert judge("4", keys).correct


@given(st.floats(-1e6, 1e6), st.floats(0, 1e3), st.floats(0, 1))
def test_the_bounds_themselves_are_within(value: float, tolerance: float, relative: float) -> None:
    for end in (value, value + tolerance + relative * abs(value), value - tolerance - relative * abs(value)):
        assert within(end, (value, value), tolerance, relative)
    far = tolerance + relative * abs(value) + 1e-3 * (1 + abs(value))
    assert not within(value + far, (value, value), tolerance, relative)
    assert not within(value - far, (value, value), tolerance, relative)


def test_a_reflection_is_taken_and_not_judged() -> None:
    assert judge("I see.\nNow.", "kind: reflect") == Verdict(None)


@pytest.mark.parametrize("answer", ["", " \n ", "a" * (MOST_WRITTEN + 1), 3, (1,)])
def test_what_is_no_reflection(answer: Answer) -> None:
    with pytest.raises(AnswerError):
        judge(answer, "kind: reflect")
