"""What a lesson must mean, beyond its form: references resolve, layers fit, every expression can be computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from tutor.language import LANGUAGES, _
from tutor.lesson.check_exercises import exercise_faults, question_lanes, questions
from tutor.lesson.expressions import ExpressionError
from tutor.lesson.facts import Facts
from tutor.lesson.faults import Fault, unknown
from tutor.lesson.grading import is_correct, number_of
from tutor.lesson.lanes import CHOSEN, lane_friend
from tutor.lesson.model import BenchStep, Data, Frame, Lesson, RunStep, TextStep
from tutor.lesson.problem import quote
from tutor.lesson.questions import Choice, Choices, FriendPick, Mistake, Number, Option, Question
from tutor.lesson.text import Text
from tutor.lesson.walk import Place, parts

RESERVED = frozenset({CHOSEN, "descent", "typical", "true", "false", "and", "or", "not"})
UNFILLED = frozenset({"title", "summary", "course", "name"})
"""Texts at the top of a lesson and its parts that are shown where nothing has been computed."""


def check(lesson: Lesson) -> list[Fault]:
    """Return every fault of meaning; none means that the lesson can be run from end to end."""
    faults = [*_identifiers(lesson), *_step_faults(lesson), *_data_faults(lesson)]
    if faults:
        return faults
    facts = Facts(lesson)
    faults += _lane_faults(lesson, facts)
    return faults or [*exercise_faults(lesson, facts), *_expression_faults(lesson, facts)]


def _identifiers(lesson: Lesson) -> Iterator[Fault]:
    for key, named in (("steps", lesson.steps), ("sources", lesson.sources)):
        yield from _repeated(key, [part.id for part in named])
    # Friends and experiments share one namespace, because expressions name both.
    seen = {name: _("a name of the program") for name in RESERVED}
    groups = {"friends": [part.id for part in lesson.friends], "experiments": [part.id for part in lesson.experiments]}
    for key, ids in groups.items():
        for index, name in enumerate(ids):
            if name in seen:
                yield (key, index, "id"), _("the id {id} is taken already: {by}").format(id=quote(name), by=seen[name])
            seen[name] = f"{key}[{index}]"


def _repeated(key: str, ids: list[str]) -> Iterator[Fault]:
    for index, name in enumerate(ids):
        if name in ids[:index]:
            yield (
                (key, index, "id"),
                _("the id {id} is taken already: {by}").format(id=quote(name), by=f"{key}[{ids.index(name)}]"),
            )


def _data_faults(lesson: Lesson) -> Iterator[Fault]:
    yield from _ragged(lesson.data, ("data",))
    for index, experiment in enumerate(lesson.experiments):
        yield from _ragged(experiment.data, ("experiments", index, "data"))
    if not any(lesson.descent.start):
        yield ("descent", "start"), _("the descent must not start at its target, 0, 0")


def _ragged(data: Data, place: Place) -> Iterator[Fault]:
    for key, grid in (("picture", data.picture), ("kernel", data.kernel)):
        for index, row in enumerate(grid or ()):
            if grid and len(row) != len(grid[0]):
                message = _("all rows must be equally long: the first one has {first} cells, this one {n}")
                yield (*place, key, index), message.format(n=len(row), first=len(grid[0]))


def _step_faults(lesson: Lesson) -> Iterator[Fault]:
    sources = [source.id for source in lesson.sources]
    friends = [friend.id for friend in lesson.friends]
    for index, step in enumerate(lesson.steps):
        place: Place = ("steps", index)
        for number, name in enumerate(step.sources):
            yield from unknown((*place, "sources", number), name, sources, _("source"))
        if isinstance(step, TextStep):
            if step.body is None:
                yield place, _("a step of kind 'text' needs a body")
            if step.recall is not None:
                earlier = [other.id for other in lesson.steps[:index] if other.question is not None]
                yield from unknown((*place, "recall"), step.recall, earlier, _("earlier question"))
            for name in step.replies:
                yield from unknown((*place, "replies", name), name, friends, _("friend"))
        if isinstance(step, BenchStep):
            yield from _bench_faults(lesson, step, place)
    lanes = [lane for lane in known_lanes(lesson) if lane != CHOSEN]
    for place, question in questions(lesson):
        for inside, lane in question_lanes(question):
            yield from unknown((*place, *inside), lane, lanes, _("lane"))
        yield from _question_faults(question, place, friends)


def _bench_faults(lesson: Lesson, step: BenchStep, place: Place) -> Iterator[Fault]:
    lanes = known_lanes(lesson)
    for number, lane in enumerate(step.lanes):
        yield from unknown((*place, "lanes", number), lane, lanes, _("lane"))
    shown = [lane for lane in step.lanes if lane in lanes]
    for number, lane in enumerate(step.compare or ()):
        yield from unknown((*place, "compare", number), lane, shown, _("lane of this bench"))
    if CHOSEN in step.lanes:
        earlier = lesson.steps[: lesson.steps.index(step)]
        if not any(isinstance(other.question, FriendPick) for other in earlier):
            yield (*place, "lanes"), _("'chosen' needs an earlier step in which a friend is picked")


def known_lanes(lesson: Lesson) -> list[str]:
    """Return every lane that a bench may name."""
    friends = [friend.id for friend in lesson.friends]
    return [CHOSEN, *friends, *(f"{part.id}.{friend}" for part in lesson.experiments for friend in friends)]


def _question_faults(question: Question, place: Place, friends: list[str]) -> Iterator[Fault]:
    if not isinstance(question, FriendPick):
        return
    if not friends:
        yield place, _("there are no friends to pick from")
    for number, name in enumerate(question.among):
        yield from unknown((*place, "among", number), name, friends, _("friend"))
    among = question.among or tuple(friends)
    answers = (question.answer,) if isinstance(question.answer, str) else question.answer or ()
    for name in answers:
        yield from unknown((*place, "answer"), name, among, _("friend to pick"))
    for name in question.because:
        yield from unknown((*place, "because", name), name, among, _("friend to pick"))


def _lane_faults(lesson: Lesson, facts: Facts) -> Iterator[Fault]:
    """Run every friend on the lesson's data, and every lane that a bench shows or a question runs."""
    places: dict[str, Place] = {}
    if lesson.data.picture is not None:
        places = {friend.id: ("friends", index, "layers") for index, friend in enumerate(lesson.friends)}
    for index, step in enumerate(lesson.steps):
        if isinstance(step, BenchStep):
            for number, lane in enumerate(step.lanes):
                if lane != CHOSEN:
                    places.setdefault(lane, ("steps", index, "lanes", number))
    for place, question in questions(lesson):
        for inside, lane in question_lanes(question):
            places.setdefault(lane, (*place, *inside))
    for lane, place in places.items():
        yield from _run(facts, lane, place)


def _run(facts: Facts, lane: str, place: Place) -> Iterator[Fault]:
    try:
        with np.errstate(all="ignore"):  # what it would warn of is refused here
            trace = facts.trace(lane)
        if all(np.isfinite(stage.output).all() for stage in trace.stages):
            return
        why = _("its numbers grow too large")
    except (ValueError, TypeError) as error:
        why = str(error)
    yield place, _("{lane} cannot be run: {why}").format(lane=lane_friend(lane), why=why)


def _expression_faults(lesson: Lesson, facts: Facts) -> Iterator[Fault]:
    for place, part in parts(lesson):
        if isinstance(part, Text):
            if place and place[-1] not in UNFILLED:
                yield from _text_faults(part, place, facts)
        elif isinstance(part, Option):
            yield from _attempt(lambda part=part: is_correct(part, facts), (*place, "correct"))  # type: ignore[misc]
        elif isinstance(part, Number | Mistake):
            yield from _number_faults(part, place, facts)
    for index, step in enumerate(lesson.steps):
        yield from _option_faults(step, index, facts)


def _text_faults(text: Text, place: Place, facts: Facts) -> Iterator[Fault]:
    for code in LANGUAGES:
        words = getattr(text, code)
        if words is not None:
            yield from _attempt(lambda words=words: facts.fill_words(words), (*place, code))  # type: ignore[misc]


def _number_faults(part: Number | Mistake, place: Place, facts: Facts) -> Iterator[Fault]:
    yield from _attempt(lambda: number_of(part.answer, facts), (*place, "answer"))


def _option_faults(step: Frame, index: int, facts: Facts) -> Iterator[Fault]:
    question = step.question
    if not isinstance(question, Choice | Choices):
        return
    inside = ("predict",) if isinstance(step, RunStep) else ()
    place: Place = ("steps", index, *inside, "options")
    try:
        right = sum(is_correct(option, facts) for option in question.options)
    except ValueError:
        return  # said already, at the option
    if isinstance(question, Choice) and right != 1:
        yield place, _("exactly one option must be correct, but {n} are").format(n=right)
    elif right == 0:
        yield place, _("at least one option must be correct")


def _attempt(work: Callable[[], object], place: Place) -> Iterator[Fault]:
    try:
        work()
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        yield place, error.message if isinstance(error, ExpressionError) else str(error)
