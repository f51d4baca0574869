"""A bar that shows how far a descent has been played and lets the mouse drag it."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget


class DescentScrub(Widget):
    """Frame 0 at the left end, the last frame at the right; a tick where a shorter run has ended."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"descent-scrub--played", "descent-scrub--rest", "descent-scrub--handle"}
    DEFAULT_CSS = """
    DescentScrub {
        height: 1;
        & > .descent-scrub--played { color: $text-accent; }
        & > .descent-scrub--rest { color: $foreground 40%; }
        & > .descent-scrub--handle { color: $text-accent; text-style: bold; }
    }
    """

    class Scrubbed(Message):
        """The mouse asks for `frame`."""

        def __init__(self, scrub: DescentScrub, frame: int) -> None:
            super().__init__()
            self.scrub = scrub
            self.frame = frame

        @property
        def control(self) -> DescentScrub:
            """The bar it belongs to."""
            return self.scrub

    def __init__(self, *, ascii: bool = False, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._ascii = ascii
        self._frame = 0
        self._ends: tuple[int, ...] = (1,)
        self._dragging = False

    def show(self, frame: int, ends: tuple[int, ...]) -> None:
        """Show `frame` of runs that end at `ends`."""
        if (frame, ends) != (self._frame, self._ends):
            self._frame, self._ends = frame, ends
            self.refresh()

    def _column(self, frame: int) -> int:
        return round(frame * (self.size.width - 1) / max(*self._ends, 1))

    def render_line(self, y: int) -> Strip:
        """Draw the bar."""
        width = self.size.width
        played, rest, tick, handle = ("=", "-", "+", "O") if self._ascii else ("━", "─", "┴", "●")
        at = min(self._column(self._frame), width - 1)
        cells = [played] * at + [rest] * (width - at)
        for end in self._ends:
            if end < max(self._ends):
                cells[min(self._column(end), width - 1)] = tick
        styles = {
            name: self.get_component_rich_style(f"descent-scrub--{name}") for name in ("played", "handle", "rest")
        }
        segments = [
            Segment("".join(cells[:at]), styles["played"]),
            Segment(handle, styles["handle"]),
            Segment("".join(cells[at + 1 :]), styles["rest"]),
        ]
        return Strip(segments, width)

    def _ask(self, x: int) -> None:
        share = min(max(x, 0), self.size.width - 1) / max(self.size.width - 1, 1)
        self.post_message(self.Scrubbed(self, round(share * max(self._ends))))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Go to the frame under the pointer and follow it from there."""
        self._dragging = True
        self.capture_mouse()
        self._ask(event.x)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow the pointer while its button is down."""
        if self._dragging:
            self._ask(event.x)

    def on_mouse_up(self) -> None:
        """Let the pointer go."""
        self._dragging = False
        self.release_mouse()
