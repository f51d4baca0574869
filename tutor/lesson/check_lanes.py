"""Whether every lane of a lesson can be run, and shows what a bench is said to show."""

from __future__ import annotations

from collections.abc import Container, Iterator

import numpy as np

from tutor.language import _
from tutor.lesson.check_exercises import question_lanes, questions
from tutor.lesson.check_expressions import written_expressions
from tutor.lesson.check_references import known_lanes, ragged_rows
from tutor.lesson.facts import Facts
from tutor.lesson.faults import Fault
from tutor.lesson.lanes import CHOSEN, lane_data, lane_experiment, lane_friend
from tutor.lesson.model import BenchStep, Lesson
from tutor.lesson.problem import quote
from tutor.lesson.rules import Rule
from tutor.lesson.walk import Place
from tutor.nn.witness import differing_cells


def lane_faults(lesson: Lesson, facts: Facts, unrun: set[str]) -> Iterator[Fault]:
    """Run every friend on the lesson's data, and every lane that a bench shows or a question runs.

    A lane that cannot be run is put into `unrun`. It gives a fault only if what is wrong with it has not been said of
    a name or of its data.
    """
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
    known = set(known_lanes(lesson)) - {CHOSEN}
    for lane in sorted(_named_in_expressions(lesson, known)):
        places.setdefault(lane, ())
    for lane, shown in places.items():
        place = _own_picture(lesson, lane) or shown
        if lane in unrun:
            continue
        if lane not in known or any(ragged_rows(lane_data(lesson, lane), ())):
            unrun.add(lane)
            continue
        why = _refusal(facts, lane)
        if why is not None:
            unrun.add(lane)
            message = _("{lane} cannot be run: {why}")
            yield place, message.format(lane=lane_friend(lane), why=why), Rule.CANNOT_RUN
            if lane_data(lesson, lane).picture is None:  # no other lane without a picture needs to be told of it
                unrun |= {other for other in known if lane_data(lesson, other).picture is None}


def _named_in_expressions(lesson: Lesson, known: Container[str]) -> set[str]:
    """Return the lanes of experiments that expressions run, `{dark.alex.output}` for instance."""
    found = {".".join(path[:2]) for expression in written_expressions(lesson) for path in expression.paths()}
    return {lane for lane in found if "." in lane and lane in known}


def _own_picture(lesson: Lesson, lane: str) -> Place:
    """Return the place of the picture that only the experiment of a lane has; () where it has none of its own."""
    names = [part.id for part in lesson.experiments]
    experiment = lane_experiment(lane)
    if experiment not in names or lesson.experiment(experiment).data.picture is None:
        return ()
    return "experiments", names.index(experiment), "data", "picture"


def _refusal(facts: Facts, lane: str) -> str | None:
    """Return why a lane cannot be run, or None if it can."""
    try:
        with np.errstate(all="ignore"):  # what it would warn of is refused here
            trace = facts.trace(lane)
        if all(np.isfinite(stage.output).all() for stage in trace.stages):
            return None
    except (ValueError, TypeError) as error:
        return str(error)
    return _("its numbers grow too large")


def claim_faults(lesson: Lesson, facts: Facts, unrun: set[str]) -> Iterator[Fault]:
    """Yield what a bench is said to show and does not: that two outputs differ, or that they do not."""
    for index, step in enumerate(lesson.steps):
        if not isinstance(step, BenchStep) or step.differs is None:
            continue
        place: Place = ("steps", index, "differs")
        if step.compare is None:
            yield place, _("'differs' is said of the two lanes that 'compare' names; there is no 'compare'"), Rule.CLAIM
        elif CHOSEN in step.compare:
            yield place, _("whether the learner's own choice differs is not known beforehand"), Rule.CLAIM
        elif not unrun.intersection(step.compare):
            yield from _claim(step.compare, step.differs, place, facts)


def _claim(lanes: tuple[str, str], differs: bool, place: Place, facts: Facts) -> Iterator[Fault]:
    one, other = (facts.trace(lane).output for lane in lanes)
    names = {"one": quote(lanes[0]), "other": quote(lanes[1])}
    if one.shape != other.shape:
        if not differs:
            yield place, _("{one} and {other} differ: their outputs have different sizes").format(**names), Rule.CLAIM
        return
    count = len(differing_cells(one, other))
    if differs and not count:
        message = _("{one} and {other} do not differ on this data: change the picture, the kernel or the claim")
        yield place, message.format(**names), Rule.CLAIM
    elif count and not differs:
        message = _("{one} and {other} differ in {n} of {all} cells")
        yield place, message.format(**names, n=count, all=one.size), Rule.CLAIM
