"""A feature map: a grid of coloured cells with their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tutor.nn.arguments import FloatArray
from tutor.paint.marks import Marks
from tutor.ui.widgets.cell_styles import look_of
from tutor.ui.widgets.map_painter import MapPainter


class FeatureMap(Widget):
    """Cells of one map; what each is doing is set with `show`."""

    DEFAULT_CSS = "FeatureMap { width: auto; height: auto; }"

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
        values: Sequence[Sequence[float]] | FloatArray,
        *,
        signed: bool,
        cell_width: int = 3,
        marks: Marks | None = None,
        id: str | None = None,  # noqa: A002
    ) -> None:
        """Draw `values`, (rows, columns) or (channels, rows, columns): PuOr around zero if `signed`, else Cividis."""
        super().__init__(id=id)
        array = np.asarray(values)
        self._painter = MapPainter(array if array.ndim == 3 else array[None], signed=signed, cell_width=cell_width)
        self.marks: Marks = self._painter.blank() if marks is None else marks

    def show(self, marks: Marks) -> None:
        """Set what every cell is doing; only rows that changed are drawn again."""
        changed = np.flatnonzero((marks != self.marks).any(axis=1)).tolist()
        self.marks = marks
        if changed:
            lines = [self._painter.lines_of(row) for row in changed]
            self.refresh(*(Region(0, one.start, self._painter.width, len(one)) for one in lines))

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width of all columns."""
        return self._painter.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height of all rows."""
        return self._painter.height

    def render_line(self, y: int) -> Strip:
        """Draw one line of cells."""
        return Strip(self._painter.line(y, self.marks, look_of(self.app), self.rich_style)).simplify()

    async def _on_click(self, event: events.Click) -> None:
        cell = self._painter.cell_at(event.x, event.y)
        if cell is not None:
            self.post_message(self.Pointed(self, *cell))
