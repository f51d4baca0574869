"""The descents of a lesson: what its settings amount to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tutor.descent.setup import DescentSetup
from tutor.descent.words import parse_batch, parse_optimiser, parse_step
from tutor.lesson.descent_model import DescentSettings, Goal, lesson_inputs
from tutor.lesson.model import DescentStep
from tutor.nn.descent import StepRule


def setup_of(settings: Sequence[DescentSettings], inputs: Sequence[str]) -> DescentSetup:
    """Return what a descent is computed from: of several settings the last goes before those in front of it."""
    said = {name: getattr(one, name) for one in settings for name in one.model_fields_set}
    setup = DescentSetup(inputs=tuple(lesson_inputs(text) for text in inputs))
    plain = {name: said[name] for name in said if name not in ("step", "optimiser", "batch")}
    changed = replace(setup, **plain)
    if "step" in said:
        step = said["step"]
        changed = replace(changed, step=parse_step(step) if isinstance(step, str) else StepRule("mean_square", step))
    if "optimiser" in said:
        changed = replace(changed, optimiser=parse_optimiser(said["optimiser"]))
    if "batch" in said:
        changed = replace(changed, batch=parse_batch(str(said["batch"])))
    return changed


def step_setup(step: DescentStep, lesson_settings: DescentSettings) -> DescentSetup:
    """Return what a step's descents are computed from at first."""
    return setup_of((lesson_settings, step.settings), step.inputs)


def solution_setup(step: DescentStep, goal: Goal, lesson_settings: DescentSettings) -> DescentSetup:
    """Return the settings that the lesson says reach the goal of a step."""
    return setup_of((lesson_settings, step.settings, goal.solution), goal.inputs or step.inputs)
