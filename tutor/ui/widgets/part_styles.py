"""For widgets that draw their own lines: the styles of their parts, kept, and what of a line has changed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tutor.ui.columns import columns_of, is_even, is_even_line
from tutor.ui.widgets.cell_styles import Look, look_of

Parts = Sequence[tuple[str, str]]
"""One line: texts, each with the name of the component class it is drawn in ('' for the widget's own style)."""


class PartStyles(Widget):
    """A widget that asks for the styles of its component classes with `part_style`, which keeps them."""

    _part_styles: dict[str, Style] | None = None
    _look: Look | None = None

    def notify_style_update(self) -> None:
        """Forget styles that the theme, a class or the focus has changed."""
        self._part_styles = self._look = None
        super().notify_style_update()

    @property
    def look(self) -> Look:
        """What decides how cells are coloured."""
        if self._look is None:
            self._look = look_of(self.app)
        return self._look

    def part_style(self, name: str = "") -> Style:
        """Return the style of a component, or of the widget itself; Textual would work it out anew each time."""
        if self._part_styles is None:
            self._part_styles = {}
        if name not in self._part_styles:
            part = self.get_component_rich_style(name, partial=True) if name else Style.null()
            self._part_styles[name] = self.rich_style + part
        return self._part_styles[name]

    def render_part(self, y: int, first: int, last: int) -> Sequence[Segment] | None:
        """Return columns `first` … `last` − 1 of a line, or None of one that has wide characters."""
        line = self.render_line(y)
        return list(line.crop(first, last)) if is_even_line(line) else None

    def drawn(self, line: Parts, width: int) -> Strip:
        """Return a line in its styles, exactly so wide."""
        return Strip([Segment(text, self.part_style(name)) for text, name in line]).adjust_cell_length(
            width, self.part_style()
        )


def text_of(line: Parts) -> str:
    """Return what stands on a line."""
    return "".join(text for text, _name in line)


def on_display(widget: Widget) -> bool:
    """Return whether neither a widget nor what it lies in is hidden."""
    return all(one.display for one in widget.ancestors_with_self if isinstance(one, Widget))


def changed_part(y: int, before: str, now: str) -> Region:
    """Return the part of line `y` in which two texts differ; all of it where a character takes two columns."""
    longer, shorter = max(len(before), len(now)), min(len(before), len(now))
    if before == now or not (is_even(before) and is_even(now)):
        return Region(0, y, max(columns_of(before), columns_of(now)), 1)
    first = next((n for n in range(shorter) if before[n] != now[n]), shorter)
    if len(before) != len(now):
        return Region(first, y, longer - first, 1)
    last = next(n for n in reversed(range(longer)) if before[n] != now[n])
    return Region(first, y, last + 1 - first, 1)
