"""Where on the plane of the first two weights a panel looks."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tutor.paint.plane import Floats, Plane, fit

_LEAST, _MOST = 1e-9, 1e9  # half a window: beyond, a 64-bit number has too few digits left to draw with
_FARTHEST = 1e12
_ROOM = 3.0  # how many times the start's size a path may widen the window: one that flies away must not shrink the rest


class Walk(Protocol):
    """What fitting a window needs to know of a descent."""

    @property
    def points(self) -> Floats:
        """The offsets from the target, shape (T+1, w), the start first."""


@dataclass(frozen=True)
class View:
    """A window about the world point `centre` that shows `half` a unit of weight to each side, more where it is longer.

    World coordinates: the first weight to the right, the second upwards, the target at (0, 0). The window is kept
    within what 64-bit numbers can draw. ValueError if a number is not finite or `half` is not above 0.
    """

    centre: tuple[float, float]
    half: float

    def __post_init__(self) -> None:
        if not (all(map(math.isfinite, self.centre)) and math.isfinite(self.half) and self.half > 0):
            raise ValueError(f"a view needs a finite centre and a size above 0, not {self.centre} and {self.half}.")
        x, y = (min(max(float(value), -_FARTHEST), _FARTHEST) for value in self.centre)
        object.__setattr__(self, "centre", (x, y))
        object.__setattr__(self, "half", min(max(float(self.half), _LEAST), _MOST))

    @classmethod
    def fitted(cls, *walks: Walk) -> View:
        """Return the view that shows the start, the target and the path of all `walks`.

        Where a path runs far away it is cut at three times the distance of the start. Give the walks of both panels
        to have them drawn to one scale. ValueError without a walk, or for one with fewer than two weights.
        """
        if not walks:
            raise ValueError("a view is fitted to at least one walk.")
        points = np.concatenate([pair_of(walk.points) for walk in walks])
        starts = np.array([pair_of(walk.points)[0] for walk in walks])
        size = float(np.abs(starts).max())
        if not 0 < size < math.inf:
            seen = np.abs(points[np.isfinite(points)])
            size = float(seen.max()) if len(seen) and seen.max() > 0 else 1.0
        near = np.clip(np.nan_to_num(points), -_ROOM * size, _ROOM * size)
        # A quarter of the start beyond it and the rest beyond the target, where the last steps crowd.
        usual = np.concatenate([starts / 4 - size, starts / 4 + size])
        low, high = (edge(np.concatenate([near, usual]), axis=0) for edge in (np.min, np.max))
        x, y = ((low + high) / 2).tolist()
        return cls((x, y), float((high - low).max()) / 2)

    def zoomed(self, factor: float) -> View:
        """Return the view `factor` times as near, with the same centre; ValueError unless the factor is above 0."""
        if not 0 < factor < math.inf:
            raise ValueError(f"a zoom must be above 0 and finite, not {factor}.")
        return dataclasses.replace(self, half=min(max(self.half / factor, _LEAST), _MOST))

    def panned(self, right: float, up: float) -> View:
        """Return the view moved by these fractions of its shorter side."""
        x, y = self.centre
        return dataclasses.replace(self, centre=(x + 2 * self.half * right, y + 2 * self.half * up))

    def plane(self, width: int, height: int) -> Plane:
        """Lay the view out on `width` × `height` cells."""
        return fit(self.centre, self.half, width, height)


def pair_of(points: Floats) -> Floats:
    """Return the first two weights of points (n, w), shape (n, 2); ValueError for one weight."""
    if points.ndim != 2 or points.shape[1] < 2:
        raise ValueError("a panel shows descents of at least two weights.")
    return points[:, :2]
