"""The same problem for several values of one setting, measured over many runs beside what theory gives."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from tutor.nn.descent.arguments import check_choice, check_real
from tutor.nn.descent.problem import Problem
from tutor.nn.descent.statistics import Spread, measure, spread
from tutor.nn.descent.theory import expected_steps

Over = Literal["dims", "batch", "rho", "step"]
OVERS: tuple[Over, ...] = get_args(Over)

MOST_POINTS = 200


@dataclass(frozen=True)
class SweepPoint:
    """One value of a sweep: the quartiles of what was measured, and what theory gives.

    `diverged`: share, 0 to 1, of the runs that diverged. `theory_steps`: steps of the mean over all draws, see
    `expected_steps`; None if unknown or never.
    """

    value: float
    steps: Spread
    detour: Spread
    same_sign: Spread
    diverged: float
    theory_steps: float | None
    condition_number: float

    @property
    def mostly_diverged(self) -> bool:
        """Whether more than half of the runs diverged, so that the medians are of runs that were cut off."""
        return self.diverged > 0.5


@dataclass(frozen=True)
class Sweep:
    """A sweep `over` one setting, one point for each of `values`."""

    over: Over
    values: tuple[float, ...]
    points: tuple[SweepPoint, ...]


def sweep(problem: Problem, over: Over, values: Iterable[float], runs: int = 101) -> Sweep:
    """Measure `problem` for each of `values` of one setting, over `runs` independent runs each.

    `over`: "dims" (the start becomes the usual one), "batch" (FULL for the whole set), "rho" (of inputs that are
    correlated) or "step" (the value of the step rule). Values that the problem refuses raise ValueError or TypeError,
    as do values that are none or more than MOST_POINTS.
    """
    check_choice("over", over, OVERS)
    values = tuple(check_real("a value of the sweep", value) for value in values)
    if not 1 <= len(values) <= MOST_POINTS:
        raise ValueError(f"a sweep needs 1 to {MOST_POINTS} values, not {len(values)}.")
    problems = [with_value(problem, over, value) for value in values]  # all are checked before any is run
    points = (_point(changed, value, runs) for changed, value in zip(problems, values, strict=True))
    return Sweep(over, values, tuple(points))


def with_value(problem: Problem, over: Over, value: float) -> Problem:
    """Return `problem` with another `value` of the setting that a sweep goes over; errors as `sweep` raises them."""
    if over == "dims":
        return dataclasses.replace(problem, dims=_whole(over, value), start=())
    if over == "batch":
        return dataclasses.replace(problem, batch=_whole(over, value))
    if over == "step":
        return dataclasses.replace(problem, step=dataclasses.replace(problem.step, value=value))
    if problem.inputs.kind != "correlated":
        raise ValueError("a sweep over rho needs inputs that are correlated.")
    return dataclasses.replace(problem, inputs=dataclasses.replace(problem.inputs, rho=value))


def _whole(name: str, value: float) -> int:
    if not value.is_integer():  # also refuses NaN and infinity
        raise ValueError(f"{name} must be a whole number, not {value:g}.")
    return int(value)


def _point(problem: Problem, value: float, runs: int) -> SweepPoint:
    measured = measure(problem, runs)
    theory = expected_steps(problem)
    return SweepPoint(
        value,
        spread(measured.steps),
        spread(measured.detour),
        spread(measured.same_sign),
        measured.diverged_share,
        None if theory is None else float(theory),
        problem.condition_number,
    )
