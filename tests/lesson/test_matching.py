"""Pairs: which partners there are, what an answer is worth, and what is said to wrong pairs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lesson.exercises import facts, share_of
from tutor.lesson.answers import Answer, AnswerError, Verdict
from tutor.lesson.grading import grade
from tutor.lesson.matching import NO_PARTNER, MatchFindings, partners, right_partners
from tutor.lesson.questions import Match

MATCH = (
    "kind: match, pairs: [{left: conv, right: linear}, {left: relu, right: nonlinear, because: It bends.}, "
    "{left: avg_pool, right: linear, because: It adds up.}, {left: max_pool, right: nonlinear}], extra: [random]"
)


def asked(keys: str = MATCH) -> tuple[Match, Any]:
    lesson_facts = facts(keys)
    question = lesson_facts.lesson.steps[0].question
    assert isinstance(question, Match)
    return question, lesson_facts


def judge(answer: Answer, keys: str = MATCH) -> Verdict:
    return grade(asked(keys)[0], answer, asked(keys)[1])


def test_equal_partners_are_one_partner() -> None:
    question, _facts = asked()
    assert [text.in_language("en") for text in partners(question)] == ["linear", "nonlinear", "random"]
    assert right_partners(question) == (0, 1, 0, 1)


def test_all_pairs_right() -> None:
    verdict = judge((0, 1, 0, 1))
    assert verdict == Verdict(True, findings=MatchFindings(frozenset()))
    assert share_of(verdict) == 1


def test_wrong_pairs_are_named_and_told_why() -> None:
    verdict = judge((0, 0, 2, 1))
    assert verdict.findings == MatchFindings(frozenset({1, 2}))
    assert [text.in_language("en") for text in verdict.feedback] == ["It bends.", "It adds up."]
    assert (verdict.correct, share_of(verdict)) == (False, 0)


@pytest.mark.parametrize(("answer", "share"), [((0, 1, 0, 1), 1), ((0, 1, 0, 2), 0.75), ((1, 0, 1, 0), 0)])
def test_with_partial_credit_the_score_is_the_share_of_right_pairs(answer: Answer, share: float) -> None:
    verdict = judge(answer, MATCH + ", credit: partial")
    assert share_of(verdict) == share
    assert verdict.correct is (share == 1)


@pytest.mark.parametrize("answer", [(), (0, 1, 0), (0, 1, 0, 3), (0, 1, 0, NO_PARTNER), "0", 1, ("0", "1", "0", "1")])
def test_what_is_no_answer(answer: Answer) -> None:
    with pytest.raises(AnswerError):
        judge(answer)
