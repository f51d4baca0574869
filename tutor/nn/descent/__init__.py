"""Gradient descent of one small neuron: why inputs of one sign stagger, and what really costs the time.

A `Problem` says what to descend, `descend` runs it, and the `Trajectory` it returns answers every question about the
run. `medians` and the `same_sign_share_…` functions tell what many runs have in common.

The linear neuron answers w·x and should answer w*·x. Its loss on one example is L = ½ (w·x − w*·x)². Only the offset
w − w* matters, so w* is put at the origin and every point is an offset from the target. Then ∂L/∂wᵢ = (w·x) xᵢ: when
no input is negative, every component has the sign of w·x, and one step moves all weights up or all weights down,
never one up and another down.
"""

from tutor.nn.descent.hessian import condition_number
from tutor.nn.descent.inputs import KINDS, MOST_DIMS, RANGES, UNSCALED, Floats, Inputs, Kind, Range
from tutor.nn.descent.moments import mean_square, second_moment
from tutor.nn.descent.problem import FULL, LOSSES, MOST_BATCH, MOST_STEPS, TYPICAL_SEED, Loss, Problem
from tutor.nn.descent.rules import OPTIMISER_KINDS, STEP_KINDS, Optimiser, OptimiserKind, StepKind, StepRule
from tutor.nn.descent.run import descend
from tutor.nn.descent.statistics import Medians, medians, same_sign_share_of_batch, same_sign_share_of_kernel
from tutor.nn.descent.trajectory import Trajectory

__all__ = [
    "FULL",
    "KINDS",
    "LOSSES",
    "MOST_BATCH",
    "MOST_DIMS",
    "MOST_STEPS",
    "OPTIMISER_KINDS",
    "RANGES",
    "STEP_KINDS",
    "TYPICAL_SEED",
    "UNSCALED",
    "Floats",
    "Inputs",
    "Kind",
    "Loss",
    "Medians",
    "Optimiser",
    "OptimiserKind",
    "Problem",
    "Range",
    "StepKind",
    "StepRule",
    "Trajectory",
    "condition_number",
    "descend",
    "mean_square",
    "medians",
    "same_sign_share_of_batch",
    "same_sign_share_of_kernel",
    "second_moment",
]
