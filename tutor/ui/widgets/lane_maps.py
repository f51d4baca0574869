"""The maps of a lane as one row: picture, arrow, output, arrow, output …, and the kernel below the last of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from tutor.language import _
from tutor.nn.arguments import FloatArray
from tutor.nn.playback import Playback
from tutor.paint.colour import largest_amount
from tutor.paint.lane import LaneMarks
from tutor.paint.marks import Marks
from tutor.ui.widgets.cell_styles import Look
from tutor.ui.widgets.lane_data import GAP, LaneData
from tutor.ui.widgets.map_painter import MapPainter

SizeOfCells = tuple[int, int, int]
"""Columns and lines of a numbered cell, and the display cells that a heat map may have along a side."""


class Shown(NamedTuple):
    """What a row of maps shows at one moment, and in which styles."""

    marks: tuple[Marks, ...]
    channel: int
    gradient: bool
    """Whether the gradient stands in the place of the picture."""
    look: Look
    plain: Style
    muted: Style


class Painters:
    """The painters of several lanes: where lanes share an array, its texts and lines are made once for all of them."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], MapPainter] = {}
        self._largest: dict[tuple[object, ...], float] = {}
        self._kept: list[FloatArray] = []
        """All arrays that were asked about: while they are kept, their places in memory are nobody else's."""

    def painter(
        self, values: FloatArray, before: MapPainter | None, *, signed: bool, largest: float | None = None
    ) -> MapPainter:
        """Return a painter as `MapPainter` makes it: `before`, with the lines it has drawn, where that is the same."""
        key = *self._place(values), signed, largest
        if key not in self._made:
            self._made[key] = self._new(values, before, signed=signed, largest=largest)
        return self._made[key]

    def _new(self, values: FloatArray, before: MapPainter | None, *, signed: bool, largest: float | None) -> MapPainter:
        if before is None:
            return MapPainter(values, signed=signed, largest=largest)
        if largest is None and before.signed == signed and self._place(before.values) == self._place(values):
            return before  # the very same cells, which alone make the ends of the scale
        new = MapPainter(values, signed=signed, largest=largest)
        return before if before.paints_like(new) else new

    def largest(self, values: FloatArray) -> float:
        """Return the largest finite amount."""
        key = self._place(values)
        if key not in self._largest:
            self._largest[key] = largest_amount(values)
        return self._largest[key]

    def _place(self, values: FloatArray) -> tuple[object, ...]:
        self._kept.append(values)
        return values.__array_interface__["data"], values.shape, values.strides, values.dtype


class LaneMaps:
    """The maps of one run; which of them another run's lane would paint anew, and any piece of their lines."""

    def __init__(self, data: LaneData, size: SizeOfCells, painters: Painters, before: LaneMaps | None = None) -> None:
        """Paint the maps of `data` in cells of this size; a map that `before` paints alike keeps its painter."""
        self.playback = Playback(data.trace)
        self._trace = data.trace
        picture, *outputs = data.maps
        old: Sequence[MapPainter] = () if before is None else before.maps
        earlier = [*old[: 1 + len(outputs)], *[None] * (1 + len(outputs) - len(old))]
        # One scale for all signed maps of the lane, so that equal colours are equal values.
        largest = max(map(painters.largest, outputs), default=1.0)
        self.maps: list[MapPainter] = [
            painters.painter(picture, earlier[0], signed=data.signed_input),
            *(
                painters.painter(output, was, signed=True, largest=largest)
                for output, was in zip(outputs, earlier[1:], strict=True)
            ),
        ]
        weight, kernel = data.kernel, None if before is None else before.kernel
        self.kernel: MapPainter | None = None if weight is None else painters.painter(weight[:, 0], kernel, signed=True)
        self._gradient: MapPainter | None = None
        self.laid = frozenset(n for n, one in enumerate(self.maps) if one is not earlier[n])
        """The maps whose values are not those of `before`; the kernel belongs to the last one."""
        if self.kernel is None or self.kernel is not kernel:
            self.laid |= {len(self.maps) - 1}
        self.fit(size)

    def fit(self, size: SizeOfCells) -> None:
        """Paint in cells of another size."""
        self._size = size
        for one in (*self.maps, self.kernel, self._gradient):
            if one is not None:
                one.fit(*size)
        self.marker = LaneMarks(self.playback, tuple(one.factor for one in self.maps))
        self._heights = [one.height for one in self.maps]
        self.height = max(self._heights)
        """Lines of the tallest map."""
        # An arrow points from one map into the next, so it stands where both have cells.
        grids = [one.grid_height for one in self.maps]
        self._arrows = [(min(pair) - 1) // 2 for pair in pairwise(grids)]
        below = 0 if self.kernel is None else self.kernel.width
        top = self.height - (0 if self.kernel is None else self.kernel.grid_height)
        self._kernel_top = top if self.kernel is not None and self._heights[-1] < top else None
        """The first line of the kernel; its name stands above it. None where there is no room for both."""
        self._widths = [one.width for one in self.maps]
        self._widths[-1] = max(self._widths[-1], below)
        self.width = sum(self._widths) + GAP * (len(self.maps) - 1)
        """Columns of all maps, and of the kernel where it is wider than the last one."""

    def sizes(self) -> list[tuple[int, ...]]:
        """Return for every map what it takes of the screen."""
        return [(one.shown_rows, one.shown_columns, one.width, one.height) for one in self.maps]

    # ── what has changed ─────────────────────────────────────────────────────────────────────────

    def changed(self, laid: frozenset[int], now: Sequence[Marks], before: Sequence[Marks]) -> Iterator[Region]:
        """Yield what must be drawn again: maps that are `laid` anew, and of others the cells whose marks have changed.

        Neighbours that are laid anew are one region, with the gap between them; else each row of a map is one.
        """
        left, start = 0, None
        for number, one in enumerate(self.maps):
            if number in laid:
                start = left if start is None else start
                if number + 1 not in laid:
                    yield Region(start, 0, left + self._widths[number] - start, self.height)
                    start = None
            else:
                yield from _changed_rows(one, left, now[number] != before[number])
            left += self._widths[number] + GAP

    # ── drawing ──────────────────────────────────────────────────────────────────────────────────

    def columns(self, y: int, first: int, last: int, shown: Shown) -> list[Segment]:
        """Return columns `first` … `last` − 1 of line `y` of the row; only maps that reach into them are painted."""
        segments: list[Segment] = []
        left = 0
        for number, width in enumerate(self._widths):
            if number:
                if left < last and first < left + GAP:
                    between = " → " if y == self._arrows[number - 1] else " " * GAP
                    segments += _cut([Segment(between, shown.plain)], left, GAP, first, last)
                left += GAP
            if left < last and first < left + width:
                segments += _cut(self._line(number, y, shown), left, width, first, last)
            left += width
        if left < last:
            segments.append(Segment(" " * (last - max(left, first)), shown.plain))
        return segments

    def _line(self, number: int, y: int, shown: Shown) -> list[Segment]:
        """Return a line of one map, or of what stands below it."""
        one = self.maps[number]
        if y >= self._heights[number]:
            return self._below(number, y, shown)
        if number == 0 and shown.gradient:
            one = self._gradient_painter()
        segments = one.line(y, shown.marks[number], shown.look, shown.plain, shown.channel)
        beside = self._widths[number] - one.width
        return [*segments, Segment(" " * beside, shown.plain)] if beside else segments

    def _gradient_painter(self) -> MapPainter:
        """Return the gradient at the picture, made when it is first asked for."""
        if self._gradient is None:
            self._gradient = MapPainter(self._trace.gradient()[0], signed=True)
            self._gradient.fit(*self._size)
        return self._gradient

    def _below(self, number: int, y: int, shown: Shown) -> list[Segment]:
        """Return what stands below a map: the kernel, where it is the last one and there is room, or nothing."""
        kernel, width, top = self.kernel, self._widths[number], self._kernel_top
        if kernel is None or top is None or number + 1 < len(self.maps) or y < top - 1:
            return [Segment(" " * width, shown.plain)]
        if y == top - 1:
            count = kernel.channels
            name = _("kernel") + (f" {min(shown.channel, count - 1) + 1}/{count}" if count > 1 else "")
            return list(Strip([Segment(name, shown.muted)]).adjust_cell_length(width, shown.plain))
        segments = kernel.line(y - top, kernel.blank(), shown.look, shown.plain, shown.channel)
        return [*segments, Segment(" " * (width - kernel.width), shown.plain)]


def _cut(segments: list[Segment], left: int, width: int, first: int, last: int) -> list[Segment]:
    """Return columns `first` … `last` − 1 of segments that begin at `left` and of which some lie there."""
    if first <= left and left + width <= last:
        return segments
    return list(Strip(segments, width).crop(max(first - left, 0), min(last - left, width)))


def _changed_rows(one: MapPainter, left: int, unequal: np.ndarray) -> Iterator[Region]:
    for row in np.flatnonzero(unequal.any(axis=1)).tolist():
        columns = np.flatnonzero(unequal[row])
        start, end = int(columns[0]), int(columns[-1]) + 1
        lines = one.lines_of(row)
        yield Region(left + start * one.cell_width, lines.start, (end - start) * one.cell_width, len(lines))
