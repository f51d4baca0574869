"""What can be changed about a descent while looking at it, and by which steps."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TypeVar

from tutor.nn.descent import Problem

SPEEDS = (1, 2, 4, 8, 15, 30)
"""Steps a second."""
BATCHES = (1, 2, 4, 16)
STEP_FRACTIONS = (0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 1.0, 1.3, 2.0)

N = TypeVar("N", int, float)


def following(values: tuple[N, ...], value: N) -> N:
    """Return the least of the ascending `values` above `value`, or the greatest of all."""
    return next((other for other in values if other > value), values[-1])


def preceding(values: tuple[N, ...], value: N) -> N:
    """Return the greatest of the ascending `values` below `value`, or the least of all."""
    return next((other for other in reversed(values) if other < value), values[0])


def _with_batch(problem: Problem, batch: int) -> Problem:
    return dataclasses.replace(problem, batch=batch)


def _with_step(problem: Problem, step_fraction: float) -> Problem:
    return dataclasses.replace(problem, step=dataclasses.replace(problem.step, value=step_fraction))


ADJUSTMENTS: dict[str, Callable[[Problem], Problem]] = {
    "batch_down": lambda problem: _with_batch(problem, preceding(BATCHES, problem.batch)),
    "batch_up": lambda problem: _with_batch(problem, following(BATCHES, problem.batch)),
    "batch_cycle": lambda problem: _with_batch(
        problem, BATCHES[0] if problem.batch >= BATCHES[-1] else following(BATCHES, problem.batch)
    ),
    "step_size_down": lambda problem: _with_step(problem, preceding(STEP_FRACTIONS, problem.step.value)),
    "step_size_up": lambda problem: _with_step(problem, following(STEP_FRACTIONS, problem.step.value)),
    "seed_down": lambda problem: dataclasses.replace(problem, seed=max(problem.seed - 1, 0)),
    "seed_up": lambda problem: dataclasses.replace(problem, seed=problem.seed + 1),
}
"""What each action of the buttons and keys makes of a problem."""


@dataclasses.dataclass(frozen=True)
class Settings:
    """What the row of buttons shows."""

    playing: bool
    speed: int
    batch: int
    step_fraction: float
    seed: int
