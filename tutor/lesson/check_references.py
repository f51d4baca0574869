"""Whether the parts of a lesson fit together by name: ids are given once, whatever is named is there, rows are even."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.language import _
from tutor.lesson.check_exercises import question_lanes, questions
from tutor.lesson.faults import Fault, Pointing, unknown
from tutor.lesson.lanes import CHOSEN
from tutor.lesson.model import BenchStep, Data, Lesson, TextStep
from tutor.lesson.problem import quote
from tutor.lesson.questions import FriendPick, Question
from tutor.lesson.rules import Rule
from tutor.lesson.walk import Place

RESERVED = frozenset({CHOSEN, "descent", "typical", "true", "false", "and", "or", "not"})
"""Names that stand for something in every lane or expression."""


def reference_faults(lesson: Lesson) -> Iterator[Fault]:
    """Yield every fault that shows without computing anything."""
    yield from _identifiers(lesson)
    yield from _step_faults(lesson)
    yield from _data_faults(lesson)


def _identifiers(lesson: Lesson) -> Iterator[Fault]:
    for key, named in (("steps", lesson.steps), ("sources", lesson.sources), ("objectives", lesson.objectives)):
        yield from _repeated(key, [part.id for part in named])
    # Friends and experiments share one namespace, because expressions name both.
    seen: dict[str, Place] = {}
    groups = {"friends": [part.id for part in lesson.friends], "experiments": [part.id for part in lesson.experiments]}
    for key, ids in groups.items():
        for index, name in enumerate(ids):
            if name in RESERVED:
                message = _("the id {id} is taken already: {by}")
                by = _("a name of the program")
                yield (key, index, "id"), message.format(id=quote(name), by=by), Rule.DUPLICATE_ID
            elif name in seen:
                yield (key, index, "id"), _taken(name, seen[name]), Rule.DUPLICATE_ID
            seen[name] = (key, index, "id")


def _repeated(key: str, ids: list[str]) -> Iterator[Fault]:
    for index, name in enumerate(ids):
        if name in ids[:index]:
            yield (key, index, "id"), _taken(name, (key, ids.index(name), "id")), Rule.DUPLICATE_ID


def _taken(name: str, place: Place) -> Pointing:
    """Return the sentence that an id was given at an earlier place already."""
    return Pointing(_("the id {id} is taken already, in line {line}").replace("{id}", quote(name)), place)


def _data_faults(lesson: Lesson) -> Iterator[Fault]:
    yield from ragged_rows(lesson.data, ("data",))
    for index, experiment in enumerate(lesson.experiments):
        yield from ragged_rows(experiment.data, ("experiments", index, "data"))


def ragged_rows(data: Data, place: Place) -> Iterator[Fault]:
    """Yield each row of a picture or a kernel that is not as long as the first; `place` is that of the data."""
    for key, grid in (("picture", data.picture), ("kernel", data.kernel)):
        for index, row in enumerate(grid or ()):
            if grid and len(row) != len(grid[0]):
                message = _("all rows must be equally long: the first one has {first} cells, this one {n}")
                yield (*place, key, index), message.format(n=len(row), first=len(grid[0])), Rule.RAGGED


def _step_faults(lesson: Lesson) -> Iterator[Fault]:
    sources = [source.id for source in lesson.sources]
    friends = [friend.id for friend in lesson.friends]
    for index, step in enumerate(lesson.steps):
        place: Place = ("steps", index)
        for number, name in enumerate(step.sources):
            yield from unknown((*place, "sources", number), name, sources, _("source"))
        if isinstance(step, TextStep):
            if step.body is None:
                yield place, _("a step of kind 'text' needs a body"), Rule.MISSING_KEY
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
    shown = step.lanes if set(step.lanes) <= set(lanes) else lanes  # one that is misspelt may be the one compared
    for number, lane in enumerate(step.compare or ()):
        yield from unknown((*place, "compare", number), lane, shown, _("lane of this bench"))
    if CHOSEN in step.lanes:
        earlier = lesson.steps[: lesson.steps.index(step)]
        if not any(isinstance(other.question, FriendPick) for other in earlier):
            yield (*place, "lanes"), _("'chosen' needs an earlier step in which a friend is picked"), Rule.NAME


def known_lanes(lesson: Lesson) -> list[str]:
    """Return every lane that a bench may name."""
    friends = [friend.id for friend in lesson.friends]
    return [CHOSEN, *friends, *(f"{part.id}.{friend}" for part in lesson.experiments for friend in friends)]


def _question_faults(question: Question, place: Place, friends: list[str]) -> Iterator[Fault]:
    if not isinstance(question, FriendPick):
        return
    if not friends:
        yield place, _("there are no friends to pick from"), Rule.NAME
    for number, name in enumerate(question.among):
        yield from unknown((*place, "among", number), name, friends, _("friend"))
    among = question.among or tuple(friends)
    for name in question.right:
        yield from unknown((*place, "answer"), name, among, _("friend to pick"))
    for name in question.because:
        yield from unknown((*place, "because", name), name, among, _("friend to pick"))
