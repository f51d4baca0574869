"""How much is computed for a descent at most, told before it is run: no run can be interrupted.

The unit is one number that is drawn and multiplied, about 8 ns on an ordinary laptop.
"""

from __future__ import annotations

from tutor.nn.descent import Inputs, Problem

MOST_WORK = 50_000_000
"""Numbers for one descent of a lesson, or for the medians of many: less than half a second."""
_STEP = 1000
"""What a step costs beside its numbers."""
_CORRELATED = 12
"""Correlated inputs go through the normal distribution and back."""
_LEAST_EXAMPLES, _EXAMPLES_A_WEIGHT = 512, 4
"""The set that the expected cross-entropy is a mean over."""


def work_of(problem: Problem, runs: int = 1) -> int:
    """Return the numbers for so many runs of a problem, each with all the steps that it may take."""
    weights = problem.weights
    drawn = problem.rows * weights * (_CORRELATED if problem.inputs.kind == "correlated" else 1)
    if problem.whole:
        runs = 1
        drawn += _set(weights) * weights // 8 if problem.loss == "cross_entropy" else weights**2 // 4
    return problem.max_steps * (runs * drawn + (_STEP if weights > 2 or runs > 1 else _STEP // 8))


def preparation(inputs: Inputs, weights: int, loss: str) -> int:
    """Return the numbers for what is known of a problem before it is run: its Hessian and the eigenvalues."""
    if loss == "cross_entropy":
        return _set(weights) * weights**2 // 16 + weights**3 // 64
    return weights**3 // 64 if inputs.kind in ("correlated", "patches") else 0


def _set(weights: int) -> int:
    return max(_LEAST_EXAMPLES, _EXAMPLES_A_WEIGHT * weights)
