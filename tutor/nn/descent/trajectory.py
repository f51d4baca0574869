"""A finished descent, and what is read off it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tutor.nn.descent.arguments import check_whole
from tutor.nn.descent.inputs import Floats
from tutor.nn.descent.losses import ExpectedLoss, loss_of
from tutor.nn.descent.measures import moves, reversal_shares, same_sign, turning_angles
from tutor.nn.descent.problem import Problem
from tutor.nn.descent.theory import expected_steps, theoretical_rate

SHARP = 90.0
"""Degrees from which on a turn is a turning point: the step goes back on the one before."""


@dataclass(frozen=True, eq=False)
class Trajectory:
    """One finished descent of T steps in w weights; every array is read-only.

    `points` (T+1, w): offsets from the target, the start first. `gradients` (T, w): the gradient each step was made of.
    `examples` (T, w): the first example of each batch (of a kernel: the first patch), the 1 of a bias included; with
    the whole set in every batch, an example that had no part in the step. A run that `diverged` ends at its last
    point within 1e6 of the target, T may then be 0. The `…_until(t)` methods speak of the first `t` steps, and of all
    of them if `t` is beyond the end; they take the same time for any `t`.
    """

    problem: Problem
    points: Floats
    gradients: Floats
    examples: Floats
    diverged: bool

    def __post_init__(self) -> None:
        for array in (self.points, self.gradients, self.examples):
            array.setflags(write=False)

    @property
    def steps(self) -> int:
        """T, the number of steps taken."""
        return len(self.gradients)

    @property
    def converged(self) -> bool:
        """Whether the last point is within the tolerance of the target."""
        return bool(self._distances[-1] <= self.problem.tolerance * self.straight)

    @property
    def learning_rate(self) -> float:
        """η, the factor between a gradient and its step."""
        return self.problem.learning_rate

    @property
    def locked(self) -> bool:
        """Whether a single step can reach only two of the orthants: all weights up, or all of them down."""
        return self.problem.locked

    def _within(self, t: int) -> int:
        return min(check_whole("t", t, 0), self.steps)

    # The loss

    @cached_property
    def _loss(self) -> ExpectedLoss:
        return loss_of(self.problem)

    def expected_loss(self, points: npt.ArrayLike) -> Floats:
        """Return the expected loss at `points` (n, w), offsets of all weights: shape (n,), 0 at the target.

        For squared losses ½ wᵀ E[x xᵀ] w; for cross-entropy the mean over a fixed set of at least 512 examples, drawn
        from the seed, less its value at the target. ValueError if `points` has another shape.
        """
        points = np.asarray(points, dtype=np.float64)
        if points.ndim != 2 or points.shape[1] != self.problem.weights:
            raise ValueError(f"points must have the shape (n, {self.problem.weights}), not {points.shape}.")
        return self._loss.at(points)

    @cached_property
    def losses(self) -> Floats:
        """The expected loss at each point, shape (T+1,)."""
        losses = self._loss.at(self.points)
        losses.setflags(write=False)
        return losses

    def whole_gradient(self, t: int) -> Floats:
        """Return the gradient of the expected loss at point `t`, shape (w,)."""
        return self._loss.gradient(self.points[self._within(t)])

    @property
    def curvature(self) -> Floats:
        """The Hessian of the expected loss at the target, shape (w, w)."""
        return self.problem.curvature

    @property
    def eigenvalues(self) -> Floats:
        """The eigenvalues of the Hessian, ascending, shape (w,)."""
        return self.problem.eigenvalues

    @property
    def condition_number(self) -> float:
        """κ of the Hessian, its largest eigenvalue over its smallest; inf if that is 0."""
        return self.problem.condition_number

    # Signs

    @cached_property
    def _same_signs(self) -> list[int]:
        return [0, *np.cumsum(same_sign(self.gradients)).tolist()]

    @cached_property
    def _moved(self) -> list[int]:
        return [0, *np.cumsum(moves(self.gradients)).tolist()]

    def moved_steps(self, t: int) -> int:
        """How many of the first `t` steps had a gradient at all; inputs that are all 0 have none."""
        return self._moved[self._within(t)]

    @cached_property
    def has_still_weights(self) -> bool:
        """Whether some step moved one weight and left another where it was, because its input was 0."""
        return bool(((self.gradients == 0).any(axis=-1) & moves(self.gradients)).any())

    def same_sign_steps(self, t: int) -> int:
        """How many of the first `t` steps had a gradient whose components all had one sign."""
        return self._same_signs[self._within(t)]

    def same_sign_until(self, t: int) -> float:
        """Share, 0 to 1, of such steps among those of the first `t` that moved; 0 before the first step."""
        return self.same_sign_steps(t) / max(self.moved_steps(t), 1)

    @property
    def same_sign(self) -> float:
        """Share, 0 to 1, of all steps whose gradient components all had one sign."""
        return self.same_sign_until(self.steps)

    @cached_property
    def _reversed(self) -> list[float]:
        return [0.0, *np.cumsum(reversal_shares(np.diff(self.points, axis=0))).tolist()]

    def reversals_until(self, t: int) -> float:
        """Mean share, 0 to 1, of weights that a step moved against the step before, within the first `t` steps."""
        pairs = max(self._within(t) - 1, 0)
        return self._reversed[pairs] / max(pairs, 1)

    @property
    def reversals(self) -> float:
        """Mean share, 0 to 1, of weights that a step moved against the step before."""
        return self.reversals_until(self.steps)

    # Length

    @cached_property
    def _lengths(self) -> list[float]:
        return [0.0, *np.cumsum(np.linalg.norm(np.diff(self.points, axis=0), axis=1)).tolist()]

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
        return self.problem.straight

    def detour_until(self, t: int) -> float:
        """Length of the first `t` steps over the straight line from the start to the target."""
        return self.path_until(t) / self.straight

    @property
    def detour(self) -> float:
        """Length of the whole path over the straight line from the start to the target."""
        return self.path_length / self.straight

    # Turns

    @cached_property
    def turns(self) -> Floats:
        """Degrees between each step and the one before, 0 to 180, shape (max(T−1, 0),)."""
        turns = turning_angles(np.diff(self.points, axis=0))
        turns.setflags(write=False)
        return turns

    @cached_property
    def _turned(self) -> list[float]:
        return [0.0, *np.cumsum(self.turns).tolist()]

    def mean_turn_until(self, t: int) -> float:
        """Mean of the turns within the first `t` steps, in degrees; 0 before the second step."""
        turns = max(self._within(t) - 1, 0)
        return self._turned[turns] / max(turns, 1)

    @property
    def mean_turn(self) -> float:
        """Mean turn of the whole path, in degrees."""
        return self.mean_turn_until(self.steps)

    @cached_property
    def turning_points(self) -> npt.NDArray[np.intp]:
        """The `t` of the points at which the path turns by 90° or more, ascending, from 1 to T−1."""
        corners = np.flatnonzero(self.turns >= SHARP) + 1
        corners.setflags(write=False)
        return corners

    # Rate

    @cached_property
    def _distances(self) -> list[float]:
        return [float(distance) for distance in np.linalg.norm(self.points, axis=1)]

    def rate_until(self, t: int) -> float:
        """Factor by which a step has shrunk the distance to the target, the geometric mean of the first `t`; 1 at 0."""
        t = self._within(t)
        return float((self._distances[t] / self._distances[0]) ** (1.0 / t)) if t else 1.0

    @property
    def measured_rate(self) -> float:
        """Factor by which a step has shrunk the distance to the target, the geometric mean of all."""
        return self.rate_until(self.steps)

    @cached_property
    def theoretical_rate(self) -> float | None:
        """The factor by which theory shrinks the mean over all draws, None if it knows none; see `theory`."""
        return theoretical_rate(self.problem)

    @cached_property
    def expected_steps(self) -> int | None:
        """Steps after which the mean over all draws is within the tolerance, None if unknown or never."""
        return expected_steps(self.problem)
