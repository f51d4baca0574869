"""Whether every expression of a lesson can be computed, gives what is wanted there, and is in every language."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator

from tutor.language import LANGUAGES, _
from tutor.lesson.expression_tree import Access, Dot
from tutor.lesson.expressions import Expression, ExpressionError, Template, template
from tutor.lesson.facts import Facts
from tutor.lesson.faults import Fault
from tutor.lesson.grading import bounds_of, is_correct
from tutor.lesson.model import Frame, Lesson, RunStep
from tutor.lesson.problem import quote
from tutor.lesson.questions import Choice, Choices, Mistake, Number, NumberAnswer, Option
from tutor.lesson.rules import Rule
from tutor.lesson.text import Text
from tutor.lesson.walk import Place, parts

UNFILLED = frozenset({("title",), ("summary",), ("course",), ("friends", "name"), ("experiments", "title")})
"""Texts that are shown where nothing has been computed: their keys, without the numbers of list items."""


def expression_faults(lesson: Lesson, facts: Facts, unrun: Collection[str]) -> Iterator[Fault]:
    """Yield what is wrong with expressions; those that need a lane in `unrun` are passed over."""
    for place, part in parts(lesson):
        if isinstance(part, Text):
            if tuple(key for key in place if isinstance(key, str)) not in UNFILLED:
                yield from _text_faults(part, place, facts, unrun)
        elif isinstance(part, Option):
            if not leans_on(part.correct, unrun):
                yield from _attempt(lambda part=part: is_correct(part, facts), (*place, "correct"))  # type: ignore[misc]
        elif isinstance(part, Number | Mistake) and not _answer_leans_on(part.answer, unrun):
            yield from _attempt(lambda part=part: bounds_of(part.answer, facts), (*place, "answer"))  # type: ignore[misc]
    for index, step in enumerate(lesson.steps):
        yield from _option_faults(step, index, facts, unrun)


def written_expressions(lesson: Lesson) -> Iterator[Expression]:
    """Yield the expressions in all texts and computed values; what cannot be read as one, some title say, has none."""
    for _place, part in parts(lesson):
        for words in (part.en, part.ru) if isinstance(part, Text) else (part,):
            if isinstance(words, str) and "{" in words:
                with contextlib.suppress(ExpressionError):
                    yield from template(words).expressions


def leans_on(computed: object, unrun: Collection[str]) -> bool:
    """Return whether an expression in a text needs the run of one of the lanes."""
    if not unrun or not isinstance(computed, str):
        return False
    try:
        read = template(computed)
    except ExpressionError:
        return False
    return any(path[0] in unrun or ".".join(path[:2]) in unrun for one in read.expressions for path in one.paths())


def _answer_leans_on(answer: NumberAnswer, unrun: Collection[str]) -> bool:
    ends = (answer,) if isinstance(answer, int | float | str) else (answer.low, answer.high)
    return any(leans_on(end, unrun) for end in ends)


def _text_faults(text: Text, place: Place, facts: Facts, unrun: Collection[str]) -> Iterator[Fault]:
    faulty = False
    for code in LANGUAGES:
        words = getattr(text, code)
        if words is None or leans_on(words, unrun):
            continue
        found = list(_attempt(lambda words=words: facts.fill_words(words), (*place, code)))  # type: ignore[misc]
        faulty |= bool(found)
        yield from found
    if not faulty and text.en is not None and text.ru is not None and text.en != text.ru:
        yield from placeholder_faults(text.en, text.ru, place)


def placeholder_faults(english: str, russian: str, place: Place) -> Iterator[Fault]:
    """Yield the expressions that one language has and the other has not, in whatever order and number.

    ExpressionError where one cannot be read.
    """
    in_english, in_russian = _normal(template(english)), _normal(template(russian))
    for code, here, there in (("ru", in_english, in_russian), ("en", in_russian, in_english)):
        for missing in sorted(set(here) - set(there)):
            message = _("the text in the other language has {expression}, this one has not")
            yield (*place, code), message.format(expression=quote("{" + here[missing] + "}")), Rule.PLACEHOLDERS


def _normal(read: Template) -> dict[str, str]:
    """Return the expressions of a text by their words without spaces; names are left out, for they are inflected."""
    return {"".join(one.text.split()): one.text for one in read.expressions if not _is_name(one)}


def _is_name(expression: Expression) -> bool:
    root = expression.root
    if not isinstance(root, Access):
        return False
    last = root.steps[-1]
    return isinstance(last, Dot) and last.name == "name"


def _option_faults(step: Frame, index: int, facts: Facts, unrun: Collection[str]) -> Iterator[Fault]:
    question = step.question
    if not isinstance(question, Choice | Choices) or any(leans_on(one.correct, unrun) for one in question.options):
        return
    inside = ("predict",) if isinstance(step, RunStep) else ()
    place: Place = ("steps", index, *inside, "options")
    try:
        right = sum(is_correct(option, facts) for option in question.options)
    except ValueError:
        return  # said already, at the option
    if isinstance(question, Choice) and right != 1:
        yield place, _("exactly one option must be correct, but {n} are").format(n=right), Rule.OPTIONS
    elif right == 0:
        yield place, _("at least one option must be correct"), Rule.OPTIONS


def _attempt(work: Callable[[], object], place: Place) -> Iterator[Fault]:
    try:
        work()
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        yield place, error.message if isinstance(error, ExpressionError) else str(error), Rule.EXPRESSION
