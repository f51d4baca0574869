"""What the marks of a descent mean, in a row."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tutor.paint.descent import ASCII_MARKS, MARKS, Role
from tutor.ui.widgets import descent_words as words


class DescentLegend(Widget):
    """Each mark in its own colour, and its name."""

    COMPONENT_CLASSES = {  # noqa: RUF012 - as Textual has it
        "descent-legend--start",
        "descent-legend--current",
        "descent-legend--optimum",
        "descent-legend--arrow",
        "descent-legend--shade",
    }
    DEFAULT_CSS = """
    DescentLegend {
        height: 1;
        color: $foreground 70%;
        & > .descent-legend--start { color: $foreground; text-style: bold; }
        & > .descent-legend--current { color: $text-accent; text-style: bold; }
        & > .descent-legend--optimum { color: $primary; text-style: bold; }
        & > .descent-legend--arrow { color: $primary; text-style: bold; }
        & > .descent-legend--shade { background: $accent 13%; color: $foreground 60%; }
    }
    """

    def __init__(self, *, ascii: bool = False, id: str | None = None) -> None:  # noqa: A002 - as Textual names it
        super().__init__(id=id)
        plain = {Role.ARROW: "+++", Role.SHADE: " , "}
        fine = {Role.ARROW: "⠤⠤⠤", Role.SHADE: " · "}
        self._marks: dict[Role, str] = {**ASCII_MARKS, **plain} if ascii else {**MARKS, **fine}

    def render_line(self, y: int) -> Strip:
        """Draw the row."""
        base: Style = self.rich_style
        segments = []
        for role, name in words.legend():
            style = self.get_component_rich_style(f"descent-legend--{role.name.lower()}")
            segments += [Segment(self._marks[role], style), Segment(f" {name}    ", base)]
        return Strip(segments).adjust_cell_length(self.size.width, base)
