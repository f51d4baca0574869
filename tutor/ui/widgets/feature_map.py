"""A feature map: a grid of coloured cells with their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tutor.paint.colour import magnitude_level, signed_level
from tutor.paint.marks import Mark, Marks
from tutor.paint.number import grid_texts
from tutor.ui.widgets.cell_styles import cell_style


class FeatureMap(Widget):
    """Cells of one map, each `cell_width` × `cell_height` characters; what a cell is doing is set with `show`."""

    DEFAULT_CSS = "FeatureMap { width: auto; height: auto; }"

    cell_width: reactive[int] = reactive(3, layout=True)
    cell_height: reactive[int] = reactive(1, layout=True)

    @dataclass
    class Pointed(Message):
        """A cell was clicked."""

        feature_map: FeatureMap
        row: int
        column: int

        @property
        def control(self) -> FeatureMap:
            """The map that was clicked."""
            return self.feature_map

    def __init__(
        self,
        values: Sequence[Sequence[float]],
        *,
        signed: bool,
        largest: float | None = None,
        cell_width: int = 3,
        marks: Marks | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        """Draw `values`; `signed` chooses PuOr around zero, else Cividis from the lowest to the highest value.

        `largest` is the value at the end of the signed scale, so that several maps can share it.
        """
        super().__init__(id=id, classes=classes)
        self.values = tuple(tuple(row) for row in values)
        self.signed = signed
        flat = [value for row in self.values for value in row]
        top = largest if largest is not None else max(map(abs, flat))
        self._levels = tuple(
            tuple(signed_level(v, top) if signed else magnitude_level(v, min(0.0, *flat), max(flat)) for v in row)
            for row in self.values
        )
        self._texts: tuple[tuple[str, ...], ...] = ()
        self._marks: Marks = marks or tuple((Mark.PLAIN,) * len(row) for row in self.values)
        self.set_reactive(FeatureMap.cell_width, cell_width)
        self._spell()

    def _spell(self) -> None:
        self._texts = grid_texts(self.values, self.cell_width - 1)

    def validate_cell_width(self, width: int) -> int:
        """Keep room for a mark and one digit."""
        return max(2, width)

    def watch_cell_width(self) -> None:
        """Fit the numbers to the new width."""
        self._spell()

    def show(self, marks: Marks) -> None:
        """Set what every cell is doing; only rows that changed are drawn again."""
        if marks == self._marks:
            return
        changed = [row for row, (new, old) in enumerate(zip(marks, self._marks, strict=True)) if new != old]
        self._marks = marks
        height = self.cell_height
        self.refresh(*(Region(0, row * height, self.size.width, height) for row in changed))

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width of all columns."""
        return len(self.values[0]) * self.cell_width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height of all rows."""
        return len(self.values) * self.cell_height

    def render_line(self, y: int) -> Strip:
        """Draw one line of cells; the number stands on the middle line of its cell."""
        row, line = divmod(y, self.cell_height)
        if not 0 <= row < len(self.values):
            return Strip.blank(self.size.width)
        dark = self.app.current_theme.dark
        numbered = line == (self.cell_height - 1) // 2
        segments = []
        for column, mark in enumerate(self._marks[row]):
            text = self._cell(row, column, mark) if numbered else " " * self.cell_width
            segments.append(Segment(text, cell_style(self._levels[row][column], mark, signed=self.signed, dark=dark)))
        return Strip(segments, len(segments) * self.cell_width).simplify()

    def _cell(self, row: int, column: int, mark: Mark) -> str:
        if mark is Mark.EMPTY:
            return "·".center(self.cell_width)
        return mark.prefix + self._texts[row][column].rjust(self.cell_width - 1)

    async def _on_click(self, event: events.Click) -> None:
        row, column = event.y // self.cell_height, event.x // self.cell_width
        if row < len(self.values) and column < len(self.values[0]):
            self.post_message(self.Pointed(self, row, column))
