"""Every question answered once with its own key: the right answer must be accepted, a blank one must be refused.

A new kind of question gets its line in `ROUND_TRIPS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tutor.language import _, current
from tutor.lesson.answers import Answer, AnswerError
from tutor.lesson.arranging import right_order
from tutor.lesson.cells import right_cells
from tutor.lesson.check_exercises import question_lanes, questions
from tutor.lesson.facts import Facts
from tutor.lesson.faults import Fault
from tutor.lesson.grading import bounds_of, grade, is_correct
from tutor.lesson.matching import NO_PARTNER, right_partners
from tutor.lesson.model import Lesson
from tutor.lesson.problem import quote
from tutor.lesson.questions import (
    Cells,
    Choice,
    Choices,
    FriendPick,
    Match,
    Number,
    Order,
    Question,
    Reflect,
    WitnessHunt,
    Words,
)
from tutor.lesson.rules import Rule
from tutor.lesson.walk import Place
from tutor.lesson.witness_hunt import NEVER, a_witness, places_of

Q = Any
"""A question of the kind that a line of `ROUND_TRIPS` is for."""


def round_trip_faults(lesson: Lesson, facts: Facts, unrun: set[str]) -> Iterator[Fault]:
    """Yield every question whose key is not accepted, or that takes an empty answer; all expressions are sound."""
    for place, question in questions(lesson):
        if not unrun.intersection(lane for _inside, lane in question_lanes(question)):
            yield from round_trip(question, place, facts)


def round_trip(question: Question, place: Place, facts: Facts) -> Iterator[Fault]:
    """Answer one question with what its key says, and with nothing."""
    keys, blank = next(trip for kind, trip in ROUND_TRIPS.items() if isinstance(question, kind))
    for key in keys(question, facts):
        try:
            accepted = grade(question, key, facts).correct is not False
        except AnswerError:
            accepted = False
        if not accepted:
            yield place, _("the right answer {answer} is not accepted").format(answer=_said(key)), Rule.ANSWER_KEY
    try:
        grade(question, blank(question), facts)
    except AnswerError:
        return
    yield place, _("an empty answer is accepted"), Rule.ANSWER_KEY


def _said(answer: Answer) -> str:
    return quote(", ".join(map(str, answer)) if isinstance(answer, tuple) else str(answer))


def _right_options(question: Choice | Choices, facts: Facts) -> tuple[int, ...]:
    return tuple(index for index, option in enumerate(question.options) if is_correct(option, facts))


def _numbers(question: Number, facts: Facts) -> tuple[str, ...]:
    low, high = bounds_of(question.answer, facts)
    return tuple(f"{value:.15g}" for value in dict.fromkeys((low, high)))


def _written(question: Words, facts: Facts) -> tuple[str, ...]:
    return tuple(dict.fromkeys(facts.fill_words(text.in_language(current())) for text in question.answers))


def _witness(question: WitnessHunt, facts: Facts) -> tuple[Answer, ...]:
    found = a_witness(question, facts) if question.exists else NEVER
    return () if found is None else (found,)


ROUND_TRIPS: Mapping[type[Question], tuple[Callable[[Q, Facts], tuple[Answer, ...]], Callable[[Q], Answer]]] = {
    Choice: (_right_options, lambda _question: ""),
    Choices: (lambda question, facts: (_right_options(question, facts),), lambda _question: ()),
    Number: (_numbers, lambda _question: ""),
    Words: (_written, lambda _question: ""),
    Match: (
        lambda question, _facts: (right_partners(question),),
        lambda question: (NO_PARTNER,) * len(question.pairs),
    ),
    FriendPick: (lambda question, _facts: question.right, lambda _question: ""),
    Cells: (
        lambda question, facts: (right_cells(question, facts),),
        lambda question: ("",) * (36 if question.blank == "all" else len(question.blank)),
    ),
    Order: (lambda question, facts: (right_order(question, facts),), lambda _question: ()),
    WitnessHunt: (_witness, lambda question: ("",) * len(places_of(question))),
    Reflect: (lambda _question, _facts: (), lambda _question: " "),
}
"""By the kind of question: every answer that its key calls right, and an answer in which nothing is filled in."""
