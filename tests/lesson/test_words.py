"""Words that are typed: what is ignored when they are compared, and what is said to those that are wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lesson.exercises import facts
from tutor.lesson.grading import AnswerError, Verdict, grade
from tutor.lesson.words import MOST_CHARACTERS, fold

WORDS = (
    "kind: words, answers: [{en: max-pool, ru: макс-пул}, {en: Max pooling}, '{alex.conv.cells} cells'], "
    "mistakes: [{answers: [average-pool, {ru: усреднение}], because: That keeps the mean.}]"
)


def judge(answer: str) -> Verdict:
    lesson_facts = facts(WORDS)
    question = lesson_facts.lesson.steps[0].question
    assert question is not None
    return grade(question, answer, lesson_facts)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("ReLU", "relu"),
        ("ещё", "ЕЩЕ"),
        ("е\u0308лка", "елка"),
        ("max – pool", "max - pool"),
        ("  max\u00a0\tpool\n", "max pool"),
        ("«свёртка».", "свертка"),
        ('"Well?!"', "well"),
        ("can’t", "can't"),
        ("ﬁlter", "filter"),
        ("straße", "STRASSE"),
        ("3×3", "3×3"),
    ],
)
def test_what_does_not_count(text: str, same: str) -> None:
    assert fold(text) == fold(same)


@pytest.mark.parametrize(("one", "other"), [("max pool", "maxpool"), ("-1", "1"), ("a, b", "a b"), ("й", "и")])
def test_what_counts(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("answer", ["max-pool", " MAX—POOL. ", "Макс-пул", "max  pooling", "36 cells"])
def test_every_alternative_is_right_in_every_language(answer: str) -> None:
    assert judge(answer) == Verdict(True)


@pytest.mark.parametrize("answer", ["Average-pool!", "усреднение"])
def test_a_foreseen_mistake_has_its_own_words(answer: str) -> None:
    verdict = judge(answer)
    assert verdict.correct is False
    assert [text.in_language("en") for text in verdict.feedback] == ["That keeps the mean."]


def test_anything_else_is_wrong() -> None:
    assert judge("max-pools") == Verdict(False)


@pytest.mark.parametrize("answer", ["", "  ", ".", "«»", "a" * (MOST_CHARACTERS + 1)])
def test_nothing_and_too_much_are_no_answers(answer: str) -> None:
    with pytest.raises(AnswerError):
        judge(answer)
