"""A bar that shows how far a descent has been played and lets the mouse drag it."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from tutor.paint.canvas import Renderer
from tutor.ui.widgets.part_styles import PartStyles


class DescentScrub(PartStyles):
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

    def __init__(self, renderer: Renderer) -> None:
        super().__init__()
        self._ascii = renderer is Renderer.ASCII
        self._frame = 0
        self._ends: tuple[int, ...] = (1,)
        self._dragging = False

    def use(self, renderer: Renderer) -> None:
        """Draw with the characters of another renderer."""
        self._ascii = renderer is Renderer.ASCII
        self.refresh()

    def show(self, frame: int, ends: tuple[int, ...]) -> None:
        """Show `frame` of runs that end at `ends`."""
        before, anew = self._handle(), ends != self._ends
        self._frame, self._ends = frame, ends
        now = self._handle()
        if not self.size.width:
            return
        if anew:
            self.refresh()
        elif now != before:
            self.refresh(Region(min(before, now), 0, abs(now - before) + 1, 1))

    def _handle(self) -> int:
        return min(self._column(self._frame), self.size.width - 1)

    def _column(self, frame: int) -> int:
        return round(frame * (self.size.width - 1) / max(*self._ends, 1))

    def render_line(self, y: int) -> Strip:
        """Draw the bar."""
        width = self.size.width
        played, rest, tick, handle = ("=", "-", "+", "O") if self._ascii else ("━", "─", "┴", "●")
        at = self._handle()
        cells = [played] * at + [rest] * (width - at)
        for end in self._ends:
            if end < max(self._ends):
                cells[min(self._column(end), width - 1)] = tick
        styles = {name: self.part_style(f"descent-scrub--{name}") for name in ("played", "handle", "rest")}
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
