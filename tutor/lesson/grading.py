"""Judging an answer. Whatever is right is computed by `Facts`, never by this module's own arithmetic."""

from __future__ import annotations

import math

from tutor.language import _
from tutor.lesson.answers import Answer, AnswerError, Findings, Verdict, parse_number, within
from tutor.lesson.arranging import grade_order
from tutor.lesson.cells import grade_cells
from tutor.lesson.expressions import ExpressionError, template
from tutor.lesson.facts import Facts
from tutor.lesson.matching import grade_match
from tutor.lesson.model import Lesson
from tutor.lesson.questions import (
    Cells,
    Choice,
    Choices,
    Computed,
    FriendPick,
    Match,
    Number,
    NumberAnswer,
    Option,
    Order,
    Question,
    Range,
    Reflect,
    WitnessHunt,
    Words,
)
from tutor.lesson.witness_hunt import grade_witness
from tutor.lesson.words import grade_words

MOST_WRITTEN = 4000
"""Characters that a reflection may have."""

__all__ = [
    "Answer",
    "AnswerError",
    "Findings",
    "Verdict",
    "bounds_of",
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
    if isinstance(question, Words):
        return grade_words(question, answer, facts)
    if isinstance(question, Match):
        return grade_match(question, answer)
    if isinstance(question, FriendPick):
        return _grade_friend(question, answer, facts)
    if isinstance(question, Reflect):
        return _take_reflection(answer)
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


def bounds_of(answer: NumberAnswer, facts: Facts) -> tuple[float, float]:
    """Return the smallest and the largest number that an answer allows; ExpressionError as from `number_of`."""
    if isinstance(answer, Range):
        return number_of(answer.low, facts), number_of(answer.high, facts)
    value = number_of(answer, facts)
    return value, value


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
    right = [is_correct(option, facts) for option in question.options]
    misjudged = [option for index, option in enumerate(question.options) if right[index] != (index in answer)]
    feedback = tuple(option.because for option in misjudged if option.because is not None)
    if question.credit == "all" or not misjudged:
        return Verdict(not misjudged, feedback)
    hits = sum(right[index] for index in range(len(right)) if index in answer)
    share = (hits - (len(set(answer)) - hits)) / sum(right)
    return Verdict(False, feedback, score=share if share > 0 else None)


def _grade_number(question: Number, answer: Answer, facts: Facts) -> Verdict:
    if not isinstance(answer, str):
        raise AnswerError(_("Type one number, for example 12 or 0.5."))
    typed = parse_number(answer)

    def fits(wanted: NumberAnswer) -> bool:
        return within(typed, bounds_of(wanted, facts), question.tolerance, question.relative)

    if fits(question.answer):
        return Verdict(True)
    for mistake in question.mistakes:
        if fits(mistake.answer):
            return Verdict(False, (mistake.because,))
    return Verdict(False)


def _take_reflection(answer: Answer) -> Verdict:
    if not isinstance(answer, str) or not answer.strip():
        raise AnswerError(_("Write at least a word."))
    if len(answer) > MOST_WRITTEN:
        raise AnswerError(_("This is too long; {n} characters at most.").format(n=MOST_WRITTEN))
    return Verdict(None)


def _grade_friend(question: FriendPick, answer: Answer, facts: Facts) -> Verdict:
    if answer not in friends_of(question, facts.lesson):
        raise AnswerError(_("Choose one of the friends."))
    because = question.because.get(str(answer))
    feedback = () if because is None else (because,)
    return Verdict(answer in question.right if question.judged else None, feedback)
