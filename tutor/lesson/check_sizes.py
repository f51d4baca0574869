"""What a lesson may ask of the computer: its descents are kept whole in memory while they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tutor.descent.problem import DescentError
from tutor.language import _
from tutor.lesson.descents import setup_of, solution_setup, step_setup
from tutor.lesson.faults import Fault
from tutor.lesson.model import DescentStep, Lesson
from tutor.lesson.rules import Rule
from tutor.lesson.walk import Place
from tutor.nn.descent import Problem

MOST_NUMBERS = 500_000
"""Weights times steps that a lesson's descent may remember, and inputs that it may look at in one step."""


def size_faults(lesson: Lesson) -> Iterator[Fault]:
    """Yield the fault of each descent that is too large for a lesson; nothing is run."""
    yield from _faults(("descent",), lambda: setup_of((lesson.descent,), ("01", "11")).problems())
    for index, step in enumerate(lesson.steps):
        if isinstance(step, DescentStep):
            yield from _faults(("steps", index), lambda step=step: _problems(step, lesson))  # type: ignore[misc]


def _problems(step: DescentStep, lesson: Lesson) -> Sequence[Problem]:
    shown = step_setup(step, lesson.descent).problems()
    return shown if step.goal is None else [*shown, *solution_setup(step, step.goal, lesson.descent).problems()]


def _faults(place: Place, problems: Callable[[], Sequence[Problem]]) -> Iterator[Fault]:
    try:
        large = any(_numbers(problem) > MOST_NUMBERS for problem in problems())
    except (DescentError, TypeError, ValueError):  # said where it is run
        return
    if large:
        message = _("this descent is too large for a lesson: {n} numbers at most (weights × steps, batch × inputs)")
        yield place, message.format(n=MOST_NUMBERS), Rule.COSTLY


def _numbers(problem: Problem) -> int:
    return max(problem.weights * problem.max_steps, problem.batch * problem.dims)
