"""A widget that shows pictures made of character cells, one after the other, and redraws only the cells that change."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from tutor.paint.cells import Cells
from tutor.ui.widgets.part_styles import PartStyles


class CellsView(PartStyles):
    """Subclasses have a component class for each role, called as `component` says, and hand over pictures to `put`."""

    PREFIX: ClassVar[str] = ""
    """What the names of the component classes begin with."""
    SHADE: ClassVar[str] = ""
    """The component class whose background shaded cells have, where there are any."""

    _cells: Cells[Any] | None = None
    _table: dict[int, Style] | None = None

    @classmethod
    def component(cls, role: IntEnum) -> str:
        """Return the component class that a role is drawn in."""
        return f"{cls.PREFIX}--{role.name.lower().replace('_', '-')}"

    def notify_style_update(self) -> None:
        """Forget the colours of the theme before."""
        self._table = None
        super().notify_style_update()

    def put(self, cells: Cells[Any] | None, *, anew: bool = False) -> None:
        """Show a picture; with `anew` all of it is drawn again."""
        before, self._cells = self._cells, cells
        if cells is None or before is None or anew or (before.width, before.height) != (cells.width, cells.height):
            self.refresh()
            return
        changed = cells.changed(before)
        if changed:
            self.refresh(*(Region(first, row, last - first, 1) for row, first, last in changed))

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        cells, width = self._cells, self.size.width
        if cells is None or y >= cells.height:
            return Strip.blank(width, self.part_style())
        return Strip(self._segments(cells, y), cells.width).adjust_cell_length(width, self.part_style())

    def render_part(self, y: int, first: int, last: int) -> list[Segment] | None:
        """Draw columns `first` … `last` − 1 of one row; every character of a picture takes one column."""
        cells = self._cells
        if cells is None or y >= cells.height or last > cells.width:
            return None
        return self._segments(cells, y, first, last)

    def _segments(self, cells: Cells[Any], y: int, first: int = 0, last: int | None = None) -> list[Segment]:
        table = self._table or {}
        return [
            Segment(text, table.get(look) or self._cell_style(cells.kind(look >> 1), bool(look & 1)))
            for text, look in cells.stretches(y, first, last)
        ]

    def _cell_style(self, role: IntEnum, shaded: bool) -> Style:
        """Return the style of a role, from a table filled once a theme: making a style costs more than drawing."""
        if self._table is None:
            self._table = {}
        key = 2 * role + shaded
        style = self._table.get(key)
        if style is None:
            # Not in part: a colour that lets the ground through must be mixed with it.
            style = self.get_component_rich_style(self.component(role))
            # Of sixteen colours none is a faint one: there the texture alone must tell.
            shaded = shaded and bool(self.SHADE) and not self.look.shaded
            ground = self.get_component_rich_style(self.SHADE) if shaded else self.part_style()
            style += Style(bgcolor=ground.bgcolor)
            self._table[key] = style
        return style
