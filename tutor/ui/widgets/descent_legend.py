"""What the marks of a descent mean, in a row."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip

from tutor.paint import descent_words as words
from tutor.paint.canvas import Renderer
from tutor.paint.descent_marks import LEGEND, MARKS, Role
from tutor.ui.widgets.part_styles import PartStyles

SHOWN = (Role.START, Role.CURRENT, Role.OPTIMUM, Role.ARROW, Role.EXAMPLE, Role.WHOLE, Role.SHADE)


class DescentLegend(PartStyles):
    """Each mark in its own colour, and its name; the last ones give way where there is no room."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"descent-legend--{role.name.lower()}" for role in SHOWN}
    DEFAULT_CSS = """
    DescentLegend {
        height: 1;
        color: $text-muted;
        & > .descent-legend--start { color: $foreground; text-style: bold; }
        & > .descent-legend--current { color: $text-accent; text-style: bold; }
        & > .descent-legend--optimum { color: $primary; text-style: bold; }
        & > .descent-legend--arrow { color: $primary; text-style: bold; }
        & > .descent-legend--example { color: $text-warning; text-style: bold; }
        & > .descent-legend--whole { color: $text-success; text-style: bold; }
        & > .descent-legend--shade { background: $accent 14%; color: $foreground 60%; }
    }
    """

    def __init__(self, renderer: Renderer) -> None:
        super().__init__()
        self._renderer = renderer

    def use(self, renderer: Renderer) -> None:
        """Show the marks of another renderer."""
        self._renderer = renderer
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the row."""
        width, plain = self.size.width, self.part_style()
        marks = {**MARKS[self._renderer], **LEGEND[self._renderer]}
        segments: list[Segment] = []
        for role, name in words.legend():
            # Not in part: the shade lets the ground through.
            style = self.get_component_rich_style(f"descent-legend--{role.name.lower()}")
            item = [Segment(marks[role], style)]
            item.append(Segment(f" {name}   ", plain))
            if Strip([*segments, *item]).cell_length - 3 > width:
                break
            segments += item
        return Strip(segments).adjust_cell_length(width, plain)
