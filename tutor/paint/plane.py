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
Dots = npt.NDArray[np.float64] | Ints
_HALF = 0.499  # of a dot: half of it, rounded to no neighbour
_FAR = 1 << 20  # dots: far outside any terminal, near enough for whole-number arithmetic


@dataclass(frozen=True)
class Plane:
    """A window of `width` × `height` dots about the world point (`x`, `y`), `scale` dots to one unit both ways."""

    x: float
    y: float
    scale: float
    width: int
    height: int

    def to_places(self, points: Floats) -> Floats:
        """Return where the world points (n, 2) lie, in dots from the middle of the first one, unrounded."""
        return np.column_stack(
            [
                (points[:, 0] - self.x) * self.scale + (self.width - 1) / 2,
                (self.y - points[:, 1]) * self.scale + (self.height - 1) / 2,
            ]
        )

    def to_dots(self, points: Floats) -> Ints:
        """Dots (n, 2) under the world points (n, 2); beyond the window they go on, up to a million dots away."""
        return whole_dots(self.to_places(points))


def whole_dots(places: Floats) -> Ints:
    """Round places (n, 2) to dots; a million dots away is as far as they go, and where NaN goes."""
    dots: Ints = np.rint(np.clip(np.nan_to_num(places, nan=_FAR), -_FAR, _FAR)).astype(np.int64)
    return dots


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


def clip(starts: Dots, ends: Dots, width: int, height: int) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
    """Cut lines between places (n, 2), in dots, to a window of `width` × `height` dots (Liang and Barsky's method).

    Returns the dots at both ends of the lines that cross it, (m, 2) each, and which of the n lines those are.
    """
    base = starts.astype(np.float64)
    delta = ends - base
    low = np.zeros(len(base))
    high = np.ones(len(base))
    for axis, size in ((0, width), (1, height)):
        moving = delta[:, axis] != 0
        slope = np.where(moving, delta[:, axis], 1.0)
        # A dot reaches half a dot to each side of its middle. A line that hardly moves meets an edge at infinity.
        with np.errstate(over="ignore"):
            first, second = (-_HALF - base[:, axis]) / slope, (size - 1 + _HALF - base[:, axis]) / slope
        inside = (base[:, axis] >= -_HALF) & (base[:, axis] <= size - 1 + _HALF)
        low = np.where(moving, np.maximum(low, np.minimum(first, second)), np.where(inside, low, 2.0))
        high = np.where(moving, np.minimum(high, np.maximum(first, second)), high)
    seen = low <= high
    low, high, delta, base = low[seen, None], high[seen, None], delta[seen], base[seen]
    most = (width - 1, height - 1)
    first_dots, last_dots = (np.clip(np.rint(base + share * delta), 0, most).astype(np.int64) for share in (low, high))
    return first_dots, last_dots, seen


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


def reachable(column: int, row: int, width: int, height: int, *, locked: bool) -> npt.NDArray[np.uint8]:
    """Return 1 for the cells (height, width) to which one step from a cell can lead, 0 for the others.

    Every cell when not `locked`; otherwise only the north-east and the south-west quadrant, since both weights then
    rise or fall together. The cell itself may lie outside the window.
    """
    if not locked:
        return np.ones((height, width), dtype=np.uint8)
    shaded = np.zeros((height, width), dtype=np.uint8)
    shaded[: max(row, 0), max(column + 1, 0) :] = 1
    shaded[max(row + 1, 0) :, : max(column, 0)] = 1
    return shaded
