"""Gradient descent of one small neuron: why inputs of one sign stagger, and what really costs the time.

A `Problem` says what to descend: its `Inputs`, its loss, its `StepRule` and its `Optimiser`. `descend` runs it, and
the `Trajectory` it returns answers every question about the run. `measure` and `medians` tell what many runs have in
common, `sweep` how that changes with one setting, `theoretical_rate`, `expected_steps` and `same_sign_limit` what can
be said without running.

The linear neuron answers w·x and should answer w*·x. Its loss on one example is L = ½ (w·x − w*·x)². Only the offset
w − w* matters, so w* is put at the origin and every point is an offset from the target. Then ∂L/∂wᵢ = (w·x) xᵢ: when
no input is negative, every component has the sign of w·x, and one step moves all weights up or all weights down,
never one up and another down.
"""

from tutor.nn.descent.hessian import condition_number
from tutor.nn.descent.inputs import KINDS, MOST_DIMS, MOST_SIDE, RANGES, UNSCALED, Floats, Inputs, Kind, Range
from tutor.nn.descent.moments import mean_square, second_moment
from tutor.nn.descent.problem import (
    FULL,
    LOSSES,
    MOST_BATCH,
    MOST_LOOKED_AT,
    MOST_REMEMBERED,
    MOST_STEPS,
    TYPICAL_SEED,
    Loss,
    Problem,
)
from tutor.nn.descent.rules import OPTIMISER_KINDS, STEP_KINDS, Optimiser, OptimiserKind, StepKind, StepRule
from tutor.nn.descent.run import descend
from tutor.nn.descent.shares import same_sign_share_of_batch, same_sign_share_of_kernel
from tutor.nn.descent.statistics import MOST_RUNS, Measured, Medians, Spread, measure, medians, spread
from tutor.nn.descent.sweep import MOST_POINTS, OVERS, Over, Sweep, SweepPoint, sweep, with_value
from tutor.nn.descent.theory import expected_steps, same_sign_limit, theoretical_rate
from tutor.nn.descent.trajectory import Trajectory

__all__ = [
    "FULL",
    "KINDS",
    "LOSSES",
    "MOST_BATCH",
    "MOST_DIMS",
    "MOST_LOOKED_AT",
    "MOST_POINTS",
    "MOST_REMEMBERED",
    "MOST_RUNS",
    "MOST_SIDE",
    "MOST_STEPS",
    "OPTIMISER_KINDS",
    "OVERS",
    "RANGES",
    "STEP_KINDS",
    "TYPICAL_SEED",
    "UNSCALED",
    "Floats",
    "Inputs",
    "Kind",
    "Loss",
    "Measured",
    "Medians",
    "Optimiser",
    "OptimiserKind",
    "Over",
    "Problem",
    "Range",
    "Spread",
    "StepKind",
    "StepRule",
    "Sweep",
    "SweepPoint",
    "Trajectory",
    "condition_number",
    "descend",
    "expected_steps",
    "mean_square",
    "measure",
    "medians",
    "same_sign_limit",
    "same_sign_share_of_batch",
    "same_sign_share_of_kernel",
    "second_moment",
    "spread",
    "sweep",
    "theoretical_rate",
    "with_value",
]
