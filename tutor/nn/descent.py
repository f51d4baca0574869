"""Stochastic gradient descent of one linear neuron: the staggering path, step by step.

The neuron answers w·x and should answer w*·x. Its loss on one example is L = ½ (w·x − w*·x)². Only the offset
w − w* matters, so w* is put at the origin and every point here is an offset from the target. Then
∂L/∂wᵢ = (w·x) xᵢ: when no input is negative, every component has the sign of w·x, and one step moves
all weights up or all weights down, never one up and another down.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tutor.nn.descent_inputs import (
    Floats,
    Inputs,
    check_inputs,
    check_whole,
    condition_number,
    scale_inputs,
    second_moment,
)
from tutor.nn.descent_measures import same_sign, turning_angles

__all__ = ["TYPICAL_SEED", "Problem", "Trajectory", "condition_number", "descend", "second_moment"]

DIVERGED_BEYOND = 1e6
TYPICAL_SEED = 48
"""A seed whose standard runs are close to the medians on both ranges: 101 steps and 2.65, 25 steps and 1.47."""

_BLOCK = 256  # steps drawn from the generator at once: drawing them one by one costs more than the arithmetic


@dataclass(frozen=True)
class Problem:
    """What to descend, from where and how.

    `start` is the offset w − w* of the first point, `dims` numbers; empty means (−1, 1, −1, …), from which the
    target lies to the south-east. A step is −η · gradient with η = `step_fraction` / E|x|², and E|x|² = dims / 3
    on both ranges. The run ends when |w − w*| has shrunk to `tolerance` times its first value: at 0.001 the medians
    are about 102 steps on [0, 1] and 24 on [−1, 1]. Bad values raise TypeError or ValueError.
    """

    inputs: Inputs = "01"
    dims: int = 2
    start: tuple[float, ...] = ()
    step_fraction: float = 0.5
    batch: int = 1
    tolerance: float = 0.001
    max_steps: int = 5000
    seed: int = TYPICAL_SEED

    def __post_init__(self) -> None:
        check_inputs(self.inputs)
        for name, least in (("dims", 1), ("batch", 1), ("max_steps", 1), ("seed", 0)):
            check_whole(name, getattr(self, name), least)
        _check_between("step_fraction", self.step_fraction, 100.0)
        _check_between("tolerance", self.tolerance, 1.0)
        start = self.start or tuple(-1.0 if i % 2 == 0 else 1.0 for i in range(self.dims))
        if len(start) != self.dims:
            raise ValueError(f"start must have {self.dims} numbers, one for each weight, not {len(start)}.")
        if not 0.0 < math.hypot(*start) < DIVERGED_BEYOND:  # also refuses NaN and infinity
            raise ValueError(f"start must be finite, not the target itself and within {DIVERGED_BEYOND:g} of it.")
        object.__setattr__(self, "start", tuple(float(offset) for offset in start))

    @property
    def learning_rate(self) -> float:
        """η = step_fraction / E|x|²."""
        return self.step_fraction * 3.0 / self.dims

    @property
    def condition_number(self) -> float:
        """κ of the loss: how much steeper its steepest direction is than its flattest."""
        return condition_number(self.inputs, self.dims)


def _check_between(name: str, value: object, most: float) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{name} must be a number, not {value!r}.")
    if not 0.0 < value <= most:
        raise ValueError(f"{name} must be above 0 and at most {most:g}, not {value!r}.")


@dataclass(frozen=True, eq=False)
class Trajectory:
    """One finished descent of T steps in d weights; every array is read-only.

    `points` (T+1, d): offsets from the target, the start first. `gradients` (T, d): the batch gradient of each step.
    `examples` (T, d): the first example of each batch. `losses` (T+1,): the expected loss ½ wᵀ E[x xᵀ] w at each point.
    The `…_until(t)` methods speak of the first `t` steps, and of all of them if `t` is beyond the end.
    """

    problem: Problem
    points: Floats
    gradients: Floats
    examples: Floats
    losses: Floats
    diverged: bool

    def __post_init__(self) -> None:
        for array in (self.points, self.gradients, self.examples, self.losses):
            array.setflags(write=False)

    @property
    def steps(self) -> int:
        """T, the number of steps taken."""
        return len(self.gradients)

    @property
    def converged(self) -> bool:
        """Whether the last point is within the tolerance of the target."""
        return bool(np.linalg.norm(self.points[-1]) <= self.problem.tolerance * self.straight)

    @property
    def learning_rate(self) -> float:
        """η, the factor between a gradient and its step."""
        return self.problem.learning_rate

    @property
    def locked(self) -> bool:
        """Whether a single step can reach only two of the 2ᵈ orthants: one example, and no input negative."""
        return self.problem.inputs == "01" and self.problem.batch == 1

    @cached_property
    def curvature(self) -> Floats:
        """E[x xᵀ], shape (d, d): the Hessian of the expected loss."""
        return second_moment(self.problem.inputs, self.problem.dims)

    @cached_property
    def _same_signs(self) -> list[int]:
        same = same_sign(self.gradients)
        return [0, *np.cumsum(same).tolist()]

    @cached_property
    def _lengths(self) -> list[float]:
        return [0.0, *np.cumsum(np.linalg.norm(np.diff(self.points, axis=0), axis=1)).tolist()]

    @cached_property
    def turns(self) -> Floats:
        """Degrees between each step and the one before, 0 to 180, shape (max(T−1, 0),)."""
        turns = turning_angles(np.diff(self.points, axis=0))
        turns.setflags(write=False)
        return turns

    @cached_property
    def _turned(self) -> list[float]:
        return [0.0, *np.cumsum(self.turns).tolist()]

    def _within(self, t: int) -> int:
        return min(check_whole("t", t, 0), self.steps)

    def same_sign_steps(self, t: int) -> int:
        """How many of the first `t` steps had a gradient whose components all had one sign."""
        return self._same_signs[self._within(t)]

    def same_sign_until(self, t: int) -> float:
        """Share, 0 to 1, of such steps among the first `t`; 0 before the first step."""
        return self.same_sign_steps(t) / max(self._within(t), 1)

    @property
    def same_sign(self) -> float:
        """Share, 0 to 1, of all steps whose gradient components all had one sign."""
        return self.same_sign_until(self.steps)

    def path_until(self, t: int) -> float:
        """Length of the first `t` steps, in units of weight."""
        return self._lengths[self._within(t)]

    @property
    def path_length(self) -> float:
        """Length of the whole path, in units of weight."""
        return self._lengths[-1]

    @property
    def straight(self) -> float:
        """Distance from the start to the target, the length of the arrow, in units of weight."""
        return math.hypot(*self.problem.start)

    def detour_until(self, t: int) -> float:
        """Length of the first `t` steps over the straight line from the start to the target."""
        return self.path_until(t) / self.straight

    @property
    def detour(self) -> float:
        """Length of the whole path over the straight line from the start to the target."""
        return self.path_length / self.straight

    def mean_turn_until(self, t: int) -> float:
        """Mean of the turns within the first `t` steps, in degrees; 0 before the second step."""
        turns = max(self._within(t) - 1, 0)
        return self._turned[turns] / max(turns, 1)

    @property
    def mean_turn(self) -> float:
        """Mean turn of the whole path, in degrees."""
        return self.mean_turn_until(self.steps)


def _batches(problem: Problem) -> Iterator[Floats]:
    """Yield the batch of every step, shape (batch, dims), from the one stream that the seed fixes."""
    generator = np.random.default_rng(problem.seed)
    while True:
        yield from scale_inputs(problem.inputs, generator.random((_BLOCK, problem.batch, problem.dims)))


def descend(problem: Problem) -> Trajectory:
    """Run `problem` to its tolerance, to `max_steps`, or until |w| passes 1e6 (then `diverged` is set)."""
    point = np.array(problem.start)
    points, gradients, examples = [point], [], []
    near = problem.tolerance * math.hypot(*problem.start)
    distance = math.inf
    for examples_now in _batches(problem):  # (batch, d)
        gradient = (examples_now @ point) @ examples_now / problem.batch  # mean of (w·x) x, shape (d,)
        point = point - problem.learning_rate * gradient
        points.append(point)
        gradients.append(gradient)
        examples.append(examples_now[0])
        distance = math.hypot(*point.tolist())
        if distance <= near or len(gradients) == problem.max_steps or not distance <= DIVERGED_BEYOND:
            break
    path = np.array(points)
    moment = second_moment(problem.inputs, problem.dims)
    losses = 0.5 * ((path @ moment) * path).sum(1)
    diverged = not distance <= DIVERGED_BEYOND
    return Trajectory(problem, path, np.array(gradients), np.array(examples), losses, diverged)
