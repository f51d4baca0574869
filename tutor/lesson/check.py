"""What a lesson must mean, beyond its form: references resolve, layers fit, every expression and key holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from tutor.language import _
from tutor.lesson.check_descents import descent_faults
from tutor.lesson.check_exercises import exercise_faults
from tutor.lesson.check_expressions import expression_faults
from tutor.lesson.check_lanes import claim_faults, lane_faults
from tutor.lesson.check_questions import question_faults, step_part_faults
from tutor.lesson.check_references import known_lanes, reference_faults
from tutor.lesson.check_sizes import size_faults
from tutor.lesson.facts import descent_name
from tutor.lesson.faults import Fault, UnknownName
from tutor.lesson.lost import Lost
from tutor.lesson.model import DescentStep, Lesson
from tutor.lesson.patience import OutOfPatienceError, Patience, PatientFacts
from tutor.lesson.round_trip import round_trip_faults
from tutor.lesson.rules import Rule

_BROKEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a check may raise that was written for a lesson in which everything before it is sound."""


def check(lesson: Lesson, patience: Patience | None = None, lost: Lost | None = None) -> list[Fault]:
    """Return every fault of meaning; none means that the lesson can be run from end to end.

    It is checked for as long as there is `patience`. What is `lost` could not be saved of a broken lesson.
    """
    faults = [*reference_faults(lesson), *_tolerant(step_part_faults(lesson), lost is None)]
    unrun = _ambiguous(lesson, faults)
    ambiguous = bool(unrun)
    if lost is not None and lost.data:
        unrun.update(known_lanes(lesson))
    faults += computed_faults(lesson, patience, faults if lost is None else [*faults, _UNSOUND], unrun)
    # The name that nothing bears may be the one which a repeated id should have been.
    return [one for one in faults if not (ambiguous and (one[2:] == (Rule.NAME,) or isinstance(one[1], UnknownName)))]


_UNSOUND: Fault = ((), "")
"""Stands for what is wrong with the form of a lesson."""


def _ambiguous(lesson: Lesson, faults: Iterable[Fault]) -> set[str]:
    """Return the ids that two friends or experiments have: nobody knows which one an expression means."""
    places = [fault[0] for fault in faults if fault[2:] == (Rule.DUPLICATE_ID,)]
    friends = {lesson.friends[int(place[1])].id for place in places if place[0] == "friends"}
    return friends | {lesson.experiments[int(place[1])].id for place in places if place[0] == "experiments"}


def computed_faults(
    lesson: Lesson, patience: Patience | None = None, before: Sequence[Fault] = (), unrun: Iterable[str] = ()
) -> list[Fault]:
    """Return every fault that shows when a lesson is computed.

    What cannot be computed because of the faults found `before`, or leans on what is in `unrun`, is passed over.
    """
    patience = patience or Patience()
    facts = PatientFacts(lesson, patience)
    faults: list[Fault] = []
    cannot = set(unrun)
    try:
        faults += lane_faults(lesson, facts, cannot)
        for work in (exercise_faults, claim_faults):
            faults += _tolerant(work(lesson, facts, cannot), not (faults or before))
        descents = _descent_faults(lesson, facts, not (faults or before))
        if any(fault[0][0] == "descent" for fault in descents):
            cannot |= {"descent", "typical"}
        cannot |= _broken_descents(lesson, descents)
        faults += descents
        faults += _tolerant(expression_faults(lesson, facts, cannot), not (faults or before))
        sound = not (faults or before)
        faults += _of_each_step(lesson, lambda part: question_faults(part, facts), sound)
        # A key that contradicts itself, or that names what is not there, needs no second sentence.
        told = {fault[0][:2] for fault in (*before, *faults)}
        trips = _of_each_step(lesson, lambda part: round_trip_faults(part, facts, cannot), sound)
        faults += [fault for fault in trips if fault[0][:2] not in told]
    except OutOfPatienceError:
        faults.append(costly(patience))
    return faults


def costly(patience: Patience) -> Fault:
    """Return the fault of a lesson that was too much for the patience."""
    message = _("this lesson computes so much that checking it was given up after {n} seconds")
    return (), message.format(n=patience.seconds), Rule.COSTLY


def _tolerant(faults: Iterator[Fault], sound: bool) -> Iterator[Fault]:
    """Yield the faults up to what the check was not made for; in a sound lesson there is no such thing."""
    try:
        yield from faults
    except _BROKEN:
        if sound:
            raise


def _descent_faults(lesson: Lesson, facts: PatientFacts, sound: bool) -> list[Fault]:
    """Return the faults of the descents; those that are too large are not run."""
    large = list(size_faults(lesson, facts.go_on))
    if any(fault[0] == ("descent",) for fault in large):
        return large
    skipped = {fault[0][1] for fault in large}
    steps = [index for index in range(len(lesson.steps)) if index not in skipped]
    return large + _of_each_step(lesson, lambda part: _patiently(part, facts), sound, steps)


def _broken_descents(lesson: Lesson, faults: Iterable[Fault]) -> set[str]:
    """Return what expressions call the descents that were found at fault."""
    steps = [lesson.steps[place[1]] for place, *_why in faults if place[0] == "steps" and isinstance(place[1], int)]
    return {f"descent.{descent_name(step)}" for step in steps if isinstance(step, DescentStep)}


def _patiently(lesson: Lesson, facts: PatientFacts) -> Iterator[Fault]:
    facts.patience.go_on()
    return descent_faults(lesson, facts)


def _of_each_step(
    lesson: Lesson,
    check_part: Callable[[Lesson], Iterator[Fault]],
    sound: bool,
    steps: Iterable[int] | None = None,
) -> list[Fault]:
    """Return the faults of each step by itself, so that one which cannot be computed does not hide the next."""
    found: dict[Fault, None] = {}
    for index in range(len(lesson.steps)) if steps is None else steps:
        part = lesson.model_copy(update={"steps": (lesson.steps[index],)})
        for fault in _tolerant(check_part(part), sound):
            place = ("steps", index, *fault[0][2:]) if fault[0][0] == "steps" else fault[0]
            found[(place, fault[1], fault[2]) if len(fault) == 3 else (place, fault[1])] = None
    return list(found)
