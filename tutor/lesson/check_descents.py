"""What the steps must mean in which something is descended: they run, and a goal can be reached but is not yet."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.descent.controls import controls_of, ids_of
from tutor.descent.problem import DescentError
from tutor.descent.setup import DescentSetup
from tutor.language import _
from tutor.lesson.descent_model import Goal
from tutor.lesson.descents import setup_of, solution_setup, step_setup
from tutor.lesson.expressions import ExpressionError
from tutor.lesson.facts import Facts
from tutor.lesson.faults import Fault
from tutor.lesson.goals import is_reached
from tutor.lesson.model import DescentStep, Lesson
from tutor.lesson.walk import Place


def descent_faults(lesson: Lesson, facts: Facts) -> Iterator[Fault]:
    """Yield what is wrong with the descents of a lesson; each is run once."""
    try:
        setup_of((lesson.descent,), ("01", "11")).problems()
    except DescentError as error:
        yield ("descent", *_key(error)), str(error)
        return
    for index, step in enumerate(lesson.steps):
        if isinstance(step, DescentStep):
            yield from _step_faults(step, ("steps", index), lesson, facts)


def _step_faults(step: DescentStep, place: Place, lesson: Lesson, facts: Facts) -> Iterator[Fault]:
    try:
        setup = step_setup(step, lesson.descent)
        runs = setup.runs()
    except DescentError as error:
        yield (*place, "settings", *_key(error)), str(error)
        return
    if step.goal is None:
        return
    goal_place: Place = (*place, "goal")
    try:
        if is_reached(step.goal, runs, facts):
            yield (*goal_place, "reached"), _("the goal is reached before anything was changed")
            return
    except (ExpressionError, ValueError, KeyError, TypeError, ArithmeticError) as error:
        yield (*goal_place, "reached"), error.message if isinstance(error, ExpressionError) else str(error)
        return
    yield from _solution_faults(step, step.goal, goal_place, lesson, facts)


def _solution_faults(step: DescentStep, goal: Goal, place: Place, lesson: Lesson, facts: Facts) -> Iterator[Fault]:
    solution = solution_setup(step, goal, lesson.descent)
    for name in _out_of_reach(step, step_setup(step, lesson.descent), solution):
        where = _key_of(name)
        at: Place = (*place, "solution", *where) if where else (*place, "inputs")
        yield at, _("the solution changes {name}, which this step keeps").format(name=name)
    try:
        solved = is_reached(goal, solution.runs(), facts)
    except DescentError as error:
        yield (*place, "solution", *_key(error)), str(error)
        return
    except (ExpressionError, ValueError, ArithmeticError) as error:
        yield (*place, "reached"), error.message if isinstance(error, ExpressionError) else str(error)
        return
    if not solved:
        yield (*place, "solution"), _("these settings do not reach the goal")


def _out_of_reach(step: DescentStep, before: DescentSetup, after: DescentSetup) -> Iterator[str]:
    """Yield the controls that are set otherwise in the solution, though the learner cannot turn them."""
    now = {control.id: control.value for control in controls_of(after)}
    for control in controls_of(before):
        if control.id not in ids_of((*step.hidden, *step.fixed)):
            continue
        if control.id == "start" and before.weights != after.weights:
            continue  # a start that no longer fits gives way by itself
        if now.get(control.id, control.value) != control.value:
            yield control.id


_KEYS = {"rule": "step", "beta": "optimiser"}


def _key(error: DescentError) -> Place:
    """Return the key of the settings that an error is about."""
    return _key_of(error.control)


def _key_of(control: str) -> Place:
    """Return the key of the settings that sets a control; it is the control's id, with few exceptions."""
    name = _KEYS.get(control, control)
    return () if name.startswith("inputs") or name in ("picture", "rho") else (name,)
