"""Descents given point by point, with a quadratic loss, for what draws them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tutor.paint.plane import Floats

ROUND = np.eye(2) / 3
"""The Hessian of inputs on [−1, 1]."""
LONG = np.array([[1 / 3, 1 / 4], [1 / 4, 1 / 3]])
"""The Hessian of inputs on [0, 1]."""


@dataclass(frozen=True, eq=False)
class Walk:
    """A path (T+1, w), the gradients (T, w) it went down, and the loss ½ wᵀ H w."""

    points: Floats
    gradients: Floats
    hessian: Floats
    locked: bool = True

    @property
    def losses(self) -> Floats:
        return self.expected_loss(self.points)

    def whole_gradient(self, t: int, /) -> Floats:
        with np.errstate(invalid="ignore"):  # points that are no numbers
            gradient: Floats = self.hessian @ self.points[t]
        return gradient

    def expected_loss(self, points: Floats, /) -> Floats:
        losses: Floats = 0.5 * ((points @ self.hessian) * points).sum(axis=1)
        return losses


def walk(*points: tuple[float, ...], hessian: Floats = ROUND, locked: bool = True) -> Walk:
    """Return the walk through these points."""
    path = np.array(points, dtype=np.float64)
    return Walk(path, -np.diff(path, axis=0), hessian, locked)


def stagger(steps: int, seed: int = 0, size: float = 0.3) -> Walk:
    """Return a walk that wanders about the target and never arrives."""
    moves = np.random.default_rng(seed).normal(0, size, (steps, 2))
    path = np.zeros((steps + 1, 2))
    path[0] = -1, 1
    for t, move in enumerate(moves):
        path[t + 1] = 0.9 * path[t] + move
    return Walk(path, -np.diff(path, axis=0), LONG)


STAIRS = walk((-1, 1), (-0.5, 1), (-0.5, 0.5), (0, 0.5), (0, 0))
"""Down in four steps: east, south, east, south."""
