"""A window on the plane of two weights, and the figures drawn in it, all as coordinates: nothing here draws.

World coordinates: first weight to the right, second weight upwards. Dot coordinates: right and downwards.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutor.paint.canvas import DOTS_ACROSS, DOTS_DOWN, Ints

Floats = npt.NDArray[np.float64]
_ELLIPSE_CORNERS = 180
_FAR = 1 << 20  # dots: far outside any terminal, near enough for whole-number arithmetic


@dataclass(frozen=True)
class Plane:
    """A window of `width` × `height` dots about the world point (`x`, `y`), `scale` dots to one unit both ways."""

    x: float
    y: float
    scale: float
    width: int
    height: int

    def to_dots(self, points: Floats) -> Ints:
        """Dots (n, 2) under the world points (n, 2); beyond the window they go on, up to a million dots away."""
        right = (points[:, 0] - self.x) * self.scale + (self.width - 1) / 2
        down = (self.y - points[:, 1]) * self.scale + (self.height - 1) / 2
        dots: Ints = np.rint(np.clip(np.column_stack([right, down]), -_FAR, _FAR)).astype(np.int64)
        return dots

    def to_cell(self, point: tuple[float, float]) -> tuple[int, int] | None:
        """Return the cell (column, row) under a world point, None if it is outside the window."""
        x, y = self.to_dots(np.array([point]))[0].tolist()
        if not (0 <= x < self.width and 0 <= y < self.height):
            return None
        return x // DOTS_ACROSS, y // DOTS_DOWN


def fit(centre: tuple[float, float], half: float, width: int, height: int) -> Plane:
    """Lay a window of `width` × `height` cells about `centre`, showing at least `half` a unit to each side of it."""
    across, down = width * DOTS_ACROSS, height * DOTS_DOWN
    plane = Plane(centre[0], centre[1], min(across, down) / (2 * half), across, down)
    # Move it by less than a cell, until the origin is in the middle of one: else all that comes near the origin
    # would flicker between cells.
    right, top = -plane.x * plane.scale + (across - 1) / 2, plane.y * plane.scale + (down - 1) / 2
    aside = (DOTS_ACROSS - 1) / 2 - right % DOTS_ACROSS
    below = (DOTS_DOWN - 1) / 2 - top % DOTS_DOWN
    return dataclasses.replace(plane, x=plane.x - aside / plane.scale, y=plane.y + below / plane.scale)


def ellipse(matrix: Floats, level: float) -> Floats:
    """Return a closed polyline (n, 2) on which ½ wᵀ A w = `level`, for a symmetric positive definite (2, 2) matrix A.

    In the eigenvectors of A the curve is an ellipse with half-axes √(2·level/λ).
    """
    eigenvalues, eigenvectors = np.linalg.eigh(matrix)
    angle = np.linspace(0, 2 * np.pi, _ELLIPSE_CORNERS + 1)
    circle = np.column_stack([np.cos(angle), np.sin(angle)])
    points: Floats = (circle * np.sqrt(2 * level / eigenvalues)) @ eigenvectors.T
    return points


def levels(top: float, ratio: float, count: int) -> tuple[float, ...]:
    """`count` log-spaced levels: `top`, top/ratio, top/ratio², …"""
    return tuple(top / ratio**i for i in range(count))


def clip(plane: Plane, starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Cut lines between dots (n, 2) to the window, dropping those that miss it (Liang and Barsky's method)."""
    delta = (ends - starts).astype(float)
    low = np.zeros(len(starts))
    high = np.ones(len(starts))
    for axis, size in ((0, plane.width), (1, plane.height)):
        moving = delta[:, axis] != 0
        slope = np.where(moving, delta[:, axis], 1.0)
        first, second = -starts[:, axis] / slope, (size - 1 - starts[:, axis]) / slope
        inside = (starts[:, axis] >= 0) & (starts[:, axis] < size)
        low = np.where(moving, np.maximum(low, np.minimum(first, second)), np.where(inside, low, 2.0))
        high = np.where(moving, np.minimum(high, np.maximum(first, second)), high)
    seen = low <= high
    low, high, delta, base = low[seen, None], high[seen, None], delta[seen], starts[seen]
    return np.rint(base + low * delta).astype(np.int64), np.rint(base + high * delta).astype(np.int64)


def dashes(start: tuple[int, int], end: tuple[int, int], on: int = 7, off: int = 2) -> Ints:
    """Dots (n, 2) of a dashed line from one dot to another, the first and the last dash whole."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    reach = max(abs(dx), abs(dy))
    places = np.arange(reach + 1)
    places = places[(reach - places) % (on + off) < on]
    share = places[:, None] / max(reach, 1)
    dots: Ints = np.rint(np.array(start) + share * np.array([dx, dy])).astype(np.int64)
    return dots


def arrow_head(start: tuple[int, int], end: tuple[int, int], length: float = 7.0) -> tuple[Ints, Ints]:
    """Return the two strokes of an arrow's head at the dot `end`, as starts and ends (2, 2)."""
    heading = math.atan2(end[1] - start[1], end[0] - start[0])
    barbs = [
        (end[0] - length * math.cos(heading + turn), end[1] - length * math.sin(heading + turn)) for turn in (0.5, -0.5)
    ]
    return np.array([end, end]), np.rint(np.array(barbs)).astype(np.int64)


def reachable(cell: tuple[int, int] | None, width: int, height: int, *, locked: bool) -> npt.NDArray[np.bool_]:
    """Return the cells (height, width) to which one step from `cell` can lead.

    Every cell when not `locked`; otherwise only the north-east and the south-west quadrant, since both weights then
    rise or fall together. None, a point outside the window, shades nothing when locked.
    """
    if not locked:
        return np.ones((height, width), dtype=bool)
    if cell is None:
        return np.zeros((height, width), dtype=bool)
    right, down = np.arange(width) - cell[0], np.arange(height)[:, None] - cell[1]
    return np.asarray((right > 0) & (down < 0) | (right < 0) & (down > 0))
