"""Draws the lines of one feature map: coloured cells with their numbers, ready for the Line API."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment

from tutor.paint.colour import magnitude_level, signed_level
from tutor.paint.marks import Mark, Marks
from tutor.paint.number import grid_texts
from tutor.ui.widgets.cell_styles import cell_style


class MapPainter:
    """The values of a map as texts and colour levels, for cells of a size that can change."""

    def __init__(
        self, values: Sequence[Sequence[float]], *, signed: bool, largest: float | None = None, cell_width: int = 3
    ) -> None:
        """Paint `values`; `signed` chooses PuOr around zero, else Cividis from the lowest to the highest value.

        `largest` is the value at the end of the signed scale, so that several maps can share it.
        """
        self.values = tuple(tuple(row) for row in values)
        self.signed = signed
        self.rows, self.columns = len(self.values), len(self.values[0])
        flat = [value for row in self.values for value in row]
        top = largest if largest is not None else max(map(abs, flat))
        low, high = min(0.0, *flat), max(flat)
        self._levels = tuple(
            tuple(signed_level(v, top) if signed else magnitude_level(v, low, high) for v in row) for row in self.values
        )
        self.cell_width, self.cell_height = 0, 0
        self._texts: tuple[tuple[str, ...], ...] = ()
        self.fit(cell_width, 1)

    def fit(self, cell_width: int, cell_height: int) -> None:
        """Give every cell this size in characters. In cells two wide a mark gives way to a second digit."""
        self.cell_width, self.cell_height = max(2, cell_width), max(1, cell_height)
        self._texts = grid_texts(self.values, max(2, self.cell_width - 1))

    @property
    def width(self) -> int:
        """Characters across."""
        return self.columns * self.cell_width

    @property
    def height(self) -> int:
        """Lines down."""
        return self.rows * self.cell_height

    def blank(self, mark: Mark = Mark.PLAIN) -> Marks:
        """Return the same mark for every cell."""
        return ((mark,) * self.columns,) * self.rows

    def line(self, y: int, marks: Marks, *, dark: bool) -> list[Segment]:
        """Return line `y` of the map, or blanks below its end; numbers stand on the middle line of their cells."""
        row, within = divmod(y, self.cell_height)
        if not 0 <= row < self.rows:
            return [Segment(" " * self.width)]
        numbered = within == (self.cell_height - 1) // 2
        return [
            Segment(
                self._cell(row, column, mark) if numbered else " " * self.cell_width,
                cell_style(self._levels[row][column], mark, signed=self.signed, dark=dark),
            )
            for column, mark in enumerate(marks[row])
        ]

    def _cell(self, row: int, column: int, mark: Mark) -> str:
        if mark is Mark.EMPTY:
            return "·".center(self.cell_width)
        if mark is Mark.HIDDEN:
            return mark.prefix.center(self.cell_width)
        text = self._texts[row][column]
        marked = mark.prefix + text
        return (marked if len(marked) <= self.cell_width else text).rjust(self.cell_width)

    def cell_at(self, x: int, y: int) -> tuple[int, int] | None:
        """Return (row, column) of the cell at a character, or None beside the map."""
        row, column = y // self.cell_height, x // self.cell_width
        return (row, column) if 0 <= row < self.rows and 0 <= column < self.columns else None
