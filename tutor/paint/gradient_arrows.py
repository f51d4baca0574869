"""Arrows of one length in any direction from a dot, ready-made: a frame only moves them to their place."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tutor.paint.canvas import Ints, line_dots
from tutor.paint.plane import arrow_head

_DIRECTIONS = 128  # a hundredth of a turn apart: half a dot at the tip
_LEAST = 4  # dots: below, there is no telling where an arrow points
_GAP = 3  # dots the shaft keeps from the mark it starts at


@dataclass(frozen=True)
class Arrow:
    """One arrow about the dot (0, 0): the dots (n, 2) of shaft and head, its tip, and the quarter it points to.

    Quarters count anticlockwise: 0 east, 1 north, 2 west, 3 south.
    """

    dots: Ints
    tip: tuple[int, int]
    quarter: int


class ArrowMaker:
    """Arrows of `length` dots; `dotted` ones have every third dot of the shaft and a closed head, others an open one.

    Without `heads` there is the shaft alone, for a character to be put at its tip.
    """

    def __init__(self, length: float, *, dotted: bool, heads: bool) -> None:
        self.length = length
        self._dotted, self._heads = dotted, heads
        self._made: dict[int, Arrow] = {}

    def towards(self, right: float, up: float) -> Arrow | None:
        """Return the arrow in a direction of the plane; None if it has none or the arrow would be a dot or two."""
        if self.length < _LEAST or not (math.isfinite(right) and math.isfinite(up)) or (right == 0 and up == 0):
            return None
        number = round(math.atan2(up, right) / (2 * math.pi) * _DIRECTIONS) % _DIRECTIONS
        arrow = self._made.get(number)
        if arrow is None:
            arrow = self._made[number] = self._make(2 * math.pi * number / _DIRECTIONS)
        return arrow

    def _make(self, angle: float) -> Arrow:
        across, down = math.cos(angle), -math.sin(angle)
        tail = round(_GAP * across), round(_GAP * down)
        tip = round(self.length * across), round(self.length * down)
        shaft = line_dots(np.array([tail]), np.array([tip]))
        parts = [shaft[::-3] if self._dotted else shaft]
        if self._heads:
            tips, barbs = arrow_head((0, 0), tip, length=max(self.length / 4, 4.0))
            parts.append(line_dots(tips, barbs))
            if self._dotted:
                parts.append(line_dots(barbs[:1], barbs[1:]))
        return Arrow(np.unique(np.concatenate(parts), axis=0), tip, round(angle / (math.pi / 2)) % 4)
