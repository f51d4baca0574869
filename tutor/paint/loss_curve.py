"""The losses of one or two runs against the steps, on a logarithmic scale, in characters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import IntEnum
from typing import Protocol

import numpy as np

from tutor.paint.axes import LINES, power_label
from tutor.paint.canvas import DOTS_ACROSS, DOTS_DOWN, GLYPHS, Raster, Renderer, single_glyph
from tutor.paint.cells import Cells
from tutor.paint.descent_marks import code_points
from tutor.paint.growing_line import GrowingLine
from tutor.paint.plane import Floats

_DASHES = (4, 2)  # dots
_DEEPEST = 1e-16  # of the greatest loss: below, there is nothing but rounding error
_LEAST_WIDTH = 8  # cells that must be left for the curve beside its labels
_ONE, _TWO = ("●", "@"), ("1", "2")


class CurveRole(IntEnum):
    """What a cell shows."""

    EMPTY = 0
    AXIS = 1
    FIRST = 2
    SECOND = 3


class Walk(Protocol):
    """What a curve needs to know of a descent of T steps."""

    @property
    def losses(self) -> Floats:
        """The expected loss at every point, shape (T+1,)."""


class LossCurve:
    """Loss curves of one or two `runs` in `width` × `height` cells, prepared once; `frame(t)` shows t of their steps.

    The first and the last power of ten are written at the left where there is room. The first run's line is solid, the
    second's dashed (in ASCII: strokes, and o), and of two each ends in its number. A loss of 0 or below
    `floor`, by default 1e−16 of the greatest, is drawn there, or beside the least of the others if no floor is given;
    one that is not finite is left out. ValueError for more than two runs, none, or no cells.
    """

    def __init__(
        self,
        runs: Sequence[Walk],
        width: int,
        height: int,
        renderer: Renderer = Renderer.BRAILLE,
        floor: float | None = None,
    ) -> None:
        if not 1 <= len(runs) <= 2:
            raise ValueError(f"a loss curve shows one run or two, not {len(runs)}.")
        Raster(width, height)  # refuses what has no cells
        losses = [np.asarray(run.losses, dtype=np.float64) for run in runs]
        self.low, self.high, least = _decades(losses, floor)
        labels = [power_label(exponent, renderer) for exponent in (self.high, self.low)]
        gutter = max(map(len, labels)) + 1
        if width < gutter + _LEAST_WIDTH:
            gutter = 0
        self.renderer = renderer
        self._gutter = gutter
        self._raster = Raster(width - gutter, height)
        self._last = max(len(curve) for curve in losses) - 1
        self._lines = [
            GrowingLine(self._raster, self._places(curve, least), _DASHES if number else None)
            for number, curve in enumerate(losses)
        ]
        self._glyphs = np.full((height, width), ord(" "), dtype=np.uint32)
        self._roles = np.zeros((height, width), dtype=np.uint8)
        if gutter:
            self._label(labels)

    def _places(self, losses: Floats, least: float) -> Floats:
        """Return where the losses lie, in dots."""
        with np.errstate(all="ignore"):
            exponents = np.log10(np.maximum(losses, least))  # NaN stays NaN
        x = np.arange(len(losses)) * ((self._raster.across - 1) / max(self._last, 1))
        y = (self.high - exponents) * ((self._raster.down - 1) / (self.high - self.low))
        return np.column_stack([x, y])

    def _label(self, labels: list[str]) -> None:
        column = self._gutter - 1
        upright, tick, *_ = LINES[self.renderer]
        self._glyphs[:, column] = ord(upright)
        self._roles[:, column] = CurveRole.AXIS
        rows = (0, self._raster.height - 1)
        for row, words in list(zip(rows, labels, strict=True))[: len(set(rows))]:
            self._glyphs[row, : column + 1] = code_points(words.rjust(column) + tick)
            self._roles[row, : column + 1] = CurveRole.AXIS

    def frame(self, t: int) -> Cells[CurveRole]:
        """Draw the losses of the first `t` steps; a run that has ended keeps its last."""
        glyphs, roles = self._glyphs.copy(), self._roles.copy()
        within = glyphs[:, self._gutter :], roles[:, self._gutter :]
        moments = [min(max(t, 0), line.steps) for line in self._lines]
        before = np.zeros(within[0].shape, dtype=np.uint8)
        for role, line, moment in zip((CurveRole.FIRST, CurveRole.SECOND), self._lines, moments, strict=False):
            codes = line.codes(moment)
            lit = codes.astype(np.bool_)
            table = GLYPHS[self.renderer]
            if self.renderer is Renderer.ASCII and role is CurveRole.SECOND:
                table = single_glyph("o")
            # Where they cross, a cell shows the dots of both and has the colour of the second.
            np.copyto(within[0], table[codes | before], where=lit)
            within[1][lit] = role
            before = codes
        taken: set[tuple[int, int]] = set()
        for number in reversed(range(len(self._lines))):
            x, y = self._lines[number].dots[moments[number]].tolist()
            column, row = x // DOTS_ACROSS, y // DOTS_DOWN
            if (column, row) in taken:
                column += -1 if column else 1
            if 0 <= column < self._raster.width and 0 <= row < self._raster.height:
                taken.add((column, row))
                within[0][row, column] = ord(self._mark(number))
                within[1][row, column] = (CurveRole.FIRST, CurveRole.SECOND)[number]
        return Cells(CurveRole, glyphs, roles, np.zeros_like(roles))

    def _mark(self, number: int) -> str:
        if len(self._lines) == 1:
            return _ONE[self.renderer is Renderer.ASCII]
        return _TWO[number]


def _decades(losses: list[Floats], floor: float | None) -> tuple[int, int, float]:
    """Return the powers of ten that bound all losses, at least one apart, and the least loss that is told from 0."""
    if floor is not None and not 0 < floor < math.inf:
        raise ValueError(f"the floor of a loss curve must be above 0 and finite, not {floor}.")
    every = np.concatenate(losses)
    seen = every[np.isfinite(every) & (every > 0)]
    greatest = float(seen.max(initial=0.0)) or floor or 1.0
    least = max(float(seen.min(initial=greatest)), floor or greatest * _DEEPEST, 1e-300)
    if floor is not None and (every <= 0).any():
        least = floor
    high = math.ceil(math.log10(max(greatest, least)))
    return min(math.floor(math.log10(least)), high - 1), high, least
