"""Judging an answer. Whatever is right is computed by `Facts`, never by this module's own arithmetic."""

from __future__ import annotations

import math

from tutor.language import _
from tutor.lesson.answers import Answer, AnswerError, Findings, Verdict, near, parse_number
from tutor.lesson.arranging import grade_order
from tutor.lesson.cells import grade_cells
from tutor.lesson.expressions import ExpressionError, template
from tutor.lesson.facts import Facts
from tutor.lesson.model import Lesson
from tutor.lesson.questions import (
    Cells,
    Choice,
    Choices,
    Computed,
    FriendPick,
    Number,
    Option,
    Order,
    Question,
    WitnessHunt,
)
from tutor.lesson.witness_hunt import grade_witness

__all__ = [
    "Answer",
    "AnswerError",
    "Findings",
    "Verdict",
    "friends_of",
    "grade",
    "is_correct",
    "number_of",
    "parse_number",
]


def grade(question: Question, answer: Answer, facts: Facts) -> Verdict:
    """Judge `answer`. AnswerError when it is no answer to this kind of question."""
    if isinstance(question, Choice):
        return _grade_choice(question, answer, facts)
    if isinstance(question, Choices):
        return _grade_choices(question, answer, facts)
    if isinstance(question, Number):
        return _grade_number(question, answer, facts)
    if isinstance(question, FriendPick):
        return _grade_friend(question, answer, facts)
    if isinstance(question, Cells):
        return grade_cells(question, answer, facts)
    if isinstance(question, Order):
        return grade_order(question, answer, facts)
    if isinstance(question, WitnessHunt):
        return grade_witness(question, answer, facts)
    raise TypeError(f"no way to grade {type(question).__name__}")


def is_correct(option: Option, facts: Facts) -> bool:
    """Return whether an option is right: as the lesson says, or as the engine computes it.

    ExpressionError for a text, which YAML makes of `no`, and for anything else that is neither true nor false.
    """
    value = facts.value(option.correct)
    if not isinstance(value, bool):
        raise ExpressionError(_("'correct' must be true, false or an expression in braces that is one of them"))
    return value


def number_of(computed: Computed, facts: Facts) -> float:
    """Return the number that an answer of a lesson is or computes; ExpressionError when it is none, or not finite."""
    if isinstance(computed, str) and template(computed).single is None:
        raise ExpressionError(_("an answer is a number or one expression in braces"))
    value = facts.value(computed)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ExpressionError(_("the answer must be a number"))
    if not math.isfinite(value):
        raise ExpressionError(_("the answer must be a finite number"))
    return float(value)


def friends_of(question: FriendPick, lesson: Lesson) -> tuple[str, ...]:
    """Return the ids of the friends to pick from."""
    return question.among or tuple(friend.id for friend in lesson.friends)


def _grade_choice(question: Choice, answer: Answer, facts: Facts) -> Verdict:
    if not isinstance(answer, int) or not 0 <= answer < len(question.options):
        raise AnswerError(_("Choose one of the options."))
    option = question.options[answer]
    return Verdict(is_correct(option, facts), () if option.because is None else (option.because,))


def _grade_choices(question: Choices, answer: Answer, facts: Facts) -> Verdict:
    if not isinstance(answer, tuple) or not answer or not set(answer) <= set(range(len(question.options))):
        raise AnswerError(_("Choose at least one of the options."))
    misjudged = [
        option for index, option in enumerate(question.options) if is_correct(option, facts) != (index in answer)
    ]
    return Verdict(not misjudged, tuple(option.because for option in misjudged if option.because is not None))


def _grade_number(question: Number, answer: Answer, facts: Facts) -> Verdict:
    if not isinstance(answer, str):
        raise AnswerError(_("Type one number, for example 12 or 0.5."))
    typed = parse_number(answer)
    if near(typed, number_of(question.answer, facts), question.tolerance):
        return Verdict(True)
    for mistake in question.mistakes:
        if near(typed, number_of(mistake.answer, facts), question.tolerance):
            return Verdict(False, (mistake.because,))
    return Verdict(False)


def _grade_friend(question: FriendPick, answer: Answer, facts: Facts) -> Verdict:
    if answer not in friends_of(question, facts.lesson):
        raise AnswerError(_("Choose one of the friends."))
    because = question.because.get(str(answer))
    feedback = () if because is None else (because,)
    if question.answer is None:
        return Verdict(None, feedback)
    right = (question.answer,) if isinstance(question.answer, str) else question.answer
    return Verdict(answer in right, feedback)
