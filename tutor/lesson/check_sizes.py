"""What a lesson may ask of the computer: how much of its descents is kept in memory, and how much is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tutor.descent.problem import DescentError
from tutor.descent.setup import DescentSetup
from tutor.language import _
from tutor.lesson.descent_work import MOST_WORK, preparation, work_of
from tutor.lesson.descents import setup_of, solution_setup, step_setup
from tutor.lesson.faults import Fault
from tutor.lesson.model import DescentStep, Lesson
from tutor.lesson.rules import Rule
from tutor.lesson.walk import Place
from tutor.nn.descent import Problem

MOST_NUMBERS = 500_000
"""Weights times steps that a lesson's descent may remember, and inputs that it may look at in one step."""


def size_faults(lesson: Lesson, go_on: Callable[[], None] = lambda: None) -> Iterator[Fault]:
    """Yield the fault of each descent that is too large for a lesson; nothing is run.

    `go_on` is called before each of them, and ends the work by raising.
    """
    yield from _faults(("descent",), [lambda: setup_of((lesson.descent,), ("01", "11"))], go_on)
    for index, step in enumerate(lesson.steps):
        if isinstance(step, DescentStep):
            yield from _faults(("steps", index), _setups(step, lesson), go_on)


def _setups(step: DescentStep, lesson: Lesson) -> list[Callable[[], DescentSetup]]:
    made = [lambda: step_setup(step, lesson.descent)]
    goal = step.goal
    return made if goal is None else [*made, lambda: solution_setup(step, goal, lesson.descent)]


def _faults(place: Place, setups: Sequence[Callable[[], DescentSetup]], go_on: Callable[[], None]) -> Iterator[Fault]:
    message = ""
    for made in setups:
        go_on()
        try:
            setup = made()
            message = message or _too_large(setup)
        except (DescentError, TypeError, ValueError):  # said where it is run
            continue
    if message:
        yield place, message, Rule.COSTLY


def _too_large(setup: DescentSetup) -> str:
    """Return why a lesson cannot have a descent; '' where it can."""
    prepared = sum(preparation(inputs.build(), setup.weights, setup.loss) for inputs in setup.inputs)
    problems = () if prepared > MOST_WORK else setup.problems()
    if any(_numbers(problem) > MOST_NUMBERS for problem in problems):
        message = _("this descent is too large for a lesson: {n} numbers at most (weights × steps, batch × inputs)")
        return message.format(n=MOST_NUMBERS)
    if prepared + sum(map(work_of, problems)) > MOST_WORK:
        message = _(
            "this descent takes too long for a lesson; lower max_steps, batch or dims "
            "({n} million numbers at most: steps × examples × weights)"
        )
        return message.format(n=MOST_WORK // 1_000_000)
    return ""


def _numbers(problem: Problem) -> int:
    return max(problem.weights * problem.max_steps, problem.batch * problem.dims)
