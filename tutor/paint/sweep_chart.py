"""A chart of what was measured at several values of one setting, over the curve that theory gives, in characters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import IntEnum

import numpy as np

from tutor.paint.axes import LINES, Scale, tick_label, written
from tutor.paint.canvas import DOTS_ACROSS, DOTS_DOWN, GLYPHS, Canvas, Codes, Glyphs, Renderer, line_dots, single_glyph
from tutor.paint.cells import Cells
from tutor.paint.descent_marks import AXES, code_points
from tutor.paint.plane import Floats, clip
from tutor.paint.sweep_series import Series

_DASHES = (4, 2)  # dots
_TICK_ROWS, _TICK_COLUMNS = 3, 8  # cells to a tick, at least
_LEAST_WIDTH, _LEAST_HEIGHT = 12, 4  # cells for the plot itself: with fewer the axes are left out

POINTS = {Renderer.BRAILLE: "●○◉", Renderer.BLOCK: "●○◙", Renderer.ASCII: "*o&"}
"""The marks of the medians of the first series, of the second, and of both in one cell."""
FLOWN = {Renderer.BRAILLE: "×", Renderer.BLOCK: "×", Renderer.ASCII: "x"}
"""Stands at the top for a value that most runs flew away at."""
CURVES = {Renderer.BRAILLE: ("⠤⠤⠤", "⠤⠄⠤"), Renderer.BLOCK: ("▄▄▄", "▄▖▄"), Renderer.ASCII: ("---", ":::")}
"""What the theory curves of both series look like, for a legend."""


class ChartRole(IntEnum):
    """What a cell shows, from the back to the front."""

    EMPTY = 0
    AXIS = 1
    LABEL = 2
    FIRST_THEORY = 3
    SECOND_THEORY = 4
    FIRST = 5
    SECOND = 6


_POINT_ROLES = (ChartRole.FIRST, ChartRole.SECOND)
_THEORY_ROLES = (ChartRole.FIRST_THEORY, ChartRole.SECOND_THEORY)


def draw_sweep(
    series: Sequence[Series],
    width: int,
    height: int,
    renderer: Renderer = Renderer.BRAILLE,
    *,
    x_name: str = "",
    y_name: str = "",
    theory_name: str = "",
) -> Cells[ChartRole]:
    """Draw one or two series in `width` × `height` cells: medians, whiskers from quartile to quartile, theory curves.

    Axes are logarithmic where the numbers on them span more than a decade. The names come from the caller, in the
    language in use; they and the axes are left out where there is no room. ValueError for more than two series, none,
    or no cells.
    """
    if not 1 <= len(series) <= 2:
        raise ValueError(f"a chart shows one series or two, not {len(series)}.")
    if width < 1 or height < 1:
        raise ValueError(f"a chart needs at least one cell, not {width} × {height}.")
    return _Chart(series, width, height, renderer).draw(x_name, y_name, theory_name)


class _Chart:
    """One drawing under way: the cells so far, and where in them the plot lies."""

    def __init__(self, series: Sequence[Series], width: int, height: int, renderer: Renderer) -> None:
        self.series, self.renderer = series, renderer
        self.width, self.height = width, height
        self.glyphs: Glyphs = np.full((height, width), ord(" "), dtype=np.uint32)
        self.roles = np.zeros((height, width), dtype=np.uint8)
        self.x = Scale.over(np.concatenate([np.array(one.values) for one in series]))
        self.y = Scale.over(
            np.concatenate([np.array([*one.low, *one.median, *one.high, *one.theory]) for one in series])
        )
        self.left, self.top, self.right, self.bottom = 0, 0, width, height  # of the plot, in cells

    def draw(self, x_name: str, y_name: str, theory_name: str) -> Cells[ChartRole]:
        """Draw everything, from the outside in and from the back to the front."""
        up, right = AXES[self.renderer][0][-1], AXES[self.renderer][1][-1]
        names = [f"{name} {way}" for name, way in ((y_name, up), (x_name, right)) if name]
        rows = self._legend("  ".join(names), theory_name)
        ticks = self.y.ticks(max((self.height - rows - 2) // _TICK_ROWS + 1, 2))
        labels = [written(tick_label(tick), self.renderer) for tick in ticks]
        gutter = max(map(len, labels), default=0) + 1
        axes = self.width - gutter >= _LEAST_WIDTH and self.height - rows - 2 >= _LEAST_HEIGHT
        if axes:
            self.left, self.top, self.bottom = gutter, rows, self.height - 2
        else:  # what the legend has written goes as well
            self.glyphs[:], self.roles[:] = ord(" "), ChartRole.EMPTY
        self.canvas_size = self.right - self.left, self.bottom - self.top
        if axes:
            self._upright_axis(ticks, labels)
            self._level_axis()
        for number, one in enumerate(self.series):
            self._theory(one, number)
        for number, one in enumerate(self.series):
            self._whiskers(one, number)
        self._points()
        return Cells(ChartRole, self.glyphs, self.roles, np.zeros_like(self.roles))

    def _write(self, row: int, column: int, words: str, role: ChartRole) -> None:
        words = words[: max(self.width - column, 0)]
        self.glyphs[row, column : column + len(words)] = code_points(words)
        self.roles[row, column : column + len(words)] = role

    def _legend(self, names: str, theory_name: str) -> int:
        """Write what the axes are and whose the marks are; returns how many rows that took."""
        parts: list[tuple[str, ChartRole]] = []
        for number, one in enumerate(self.series):
            if one.name:
                parts.append((f"{POINTS[self.renderer][number]} {one.name}", _POINT_ROLES[number]))
        if theory_name and any(math.isfinite(value) for one in self.series for value in one.theory):
            parts.append((f"{CURVES[self.renderer][0]} {theory_name}", ChartRole.FIRST_THEORY))
        texts = [(written(text, self.renderer), role) for text, role in parts]
        length = sum(len(text) + 2 for text, _ in texts) - 2
        head = written(names, self.renderer)
        together = not head or not texts or len(head) + 2 + length <= self.width
        if head:
            self._write(0, 0, head, ChartRole.LABEL)
        row, column = (0 if together else 1), max(self.width - length, 0)
        if row >= self.height:
            return 1
        for text, role in texts:
            self._write(row, column, text, role)
            column += len(text) + 2
        return row + 1 if texts else int(bool(head))

    def _upright_axis(self, ticks: tuple[float, ...], labels: list[str]) -> None:
        line, tick_mark, *_ = LINES[self.renderer]
        for row in range(self.top, self.bottom):
            self._write(row, self.left - 1, line, ChartRole.AXIS)
        for tick, label in zip(ticks, labels, strict=True):
            row = self.top + self._row_dot(tick) // DOTS_DOWN
            self._write(row, self.left - 1, tick_mark, ChartRole.AXIS)
            self._write(row, 0, label.rjust(self.left - 1), ChartRole.LABEL)

    def _level_axis(self) -> None:
        """Draw the level axis with the values themselves as ticks, or round numbers if their labels would touch."""
        *_, line, tick_mark, corner = LINES[self.renderer]
        self._write(self.bottom, self.left - 1, corner + line * (self.right - self.left), ChartRole.AXIS)
        every = np.unique(np.array([value for one in self.series for value in one.values]))
        values: list[float] = every[np.isfinite(self.x.share(every))].tolist()
        if len(self._level_labels(values)) < len(values):
            values = list(self.x.ticks(max((self.right - self.left) // _TICK_COLUMNS, 2)))
        for column, start, label in self._level_labels(values):
            self._write(self.bottom, column, tick_mark, ChartRole.AXIS)
            self._write(self.bottom + 1, start, label, ChartRole.LABEL)

    def _level_labels(self, values: list[float]) -> list[tuple[int, int, str]]:
        """Return the column of the tick, that of the label, and the label for the values, less those without room."""
        labels, free = [], 0
        for value in values:
            column = self.left + self._column_dot(value) // DOTS_ACROSS
            label = written(tick_label(value), self.renderer)
            start = min(column - len(label) // 2, self.width - len(label))
            if start >= free:
                labels.append((column, start, label))
                free = start + len(label) + 1
        return labels

    def _places(self, values: Floats, heights: Floats) -> Floats:
        """Return where points lie in the plot, in dots, (n, 2); NaN for those that cannot be drawn."""
        across, down = self.canvas_size[0] * DOTS_ACROSS, self.canvas_size[1] * DOTS_DOWN
        return np.column_stack([self.x.share(values) * (across - 1), (1 - self.y.share(heights)) * (down - 1)])

    def _row_dot(self, height: float) -> int:
        return round(float(self._places(np.array([self.x.high]), np.array([height]))[0, 1]))

    def _column_dot(self, value: float) -> int:
        return round(float(self._places(np.array([value]), np.array([self.y.high]))[0, 0]))

    def _lay(self, codes: Codes, role: ChartRole, table: Glyphs | None = None) -> None:
        lit = codes.astype(np.bool_)
        plot = slice(self.top, self.bottom), slice(self.left, self.right)
        np.copyto(self.glyphs[plot], (GLYPHS[self.renderer] if table is None else table)[codes], where=lit)
        self.roles[plot][lit] = role

    def _theory(self, one: Series, number: int) -> None:
        """Join what theory gives by lines, in the scales of the axes."""
        places = self._places(np.array(one.values), np.array(one.theory))
        places = places[np.isfinite(places).all(axis=1)]
        across, down = self.canvas_size[0] * DOTS_ACROSS, self.canvas_size[1] * DOTS_DOWN
        dots = line_dots(*clip(places[:-1], places[1:], across, down)[:2])
        canvas = Canvas(*self.canvas_size)
        canvas.plot(dots[dots[:, 0] % sum(_DASHES) < _DASHES[0]] if number else dots)
        table = single_glyph(CURVES[Renderer.ASCII][number][0]) if self.renderer is Renderer.ASCII else None
        self._lay(canvas.codes(), _THEORY_ROLES[number], table)

    def _whiskers(self, one: Series, number: int) -> None:
        """Draw a line from quartile to quartile: in the left half of a cell for the first series, else in the right."""
        ends = [self._places(np.array(one.values), np.array(edge)) for edge in (one.low, one.high)]
        drawn = np.isfinite(np.concatenate(ends, axis=1)).all(axis=1)
        low, high = (np.rint(end[drawn]).astype(np.int64) for end in ends)
        for end in (low, high):
            end[:, 0] = end[:, 0] // DOTS_ACROSS * DOTS_ACROSS + number
        canvas = Canvas(*self.canvas_size)
        canvas.plot(line_dots(low, high))
        table = single_glyph("|") if self.renderer is Renderer.ASCII else None
        self._lay(canvas.codes(), _POINT_ROLES[number], table)

    def _points(self) -> None:
        """Put the marks of the medians in front of all else; at the top where most runs flew away."""
        taken: dict[tuple[int, int], int] = {}
        for number, one in enumerate(self.series):
            places = self._places(np.array(one.values), np.array(one.median))
            for x, y in places.tolist():
                if not math.isfinite(x):
                    continue
                flown = not math.isfinite(y)
                column = self.left + min(max(round(x), 0) // DOTS_ACROSS, self.canvas_size[0] - 1)
                row = self.top + (0 if flown else min(max(round(y), 0) // DOTS_DOWN, self.canvas_size[1] - 1))
                both = taken.setdefault((column, row), number) != number and not flown
                mark = FLOWN[self.renderer] if flown else POINTS[self.renderer][2 if both else number]
                self.glyphs[row, column], self.roles[row, column] = ord(mark), _POINT_ROLES[number]
