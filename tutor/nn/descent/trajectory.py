"""A finished descent, and what is read off it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tutor.nn.descent.arguments import check_whole
from tutor.nn.descent.inputs import Floats
from tutor.nn.descent.measures import same_sign, turning_angles
from tutor.nn.descent.problem import Problem


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
        return self.problem.locked

    @cached_property
    def curvature(self) -> Floats:
        """E[x xᵀ], shape (d, d): the Hessian of the expected loss."""
        return self.problem.curvature

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
