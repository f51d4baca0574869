"""The controls beneath a descent: a bar to scrub along, and a row of buttons for those who use a mouse."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tutor.language import _, decimal
from tutor.ui.widgets.descent_layout import Button, Group, Placed, place
from tutor.ui.widgets.descent_settings import Settings


class DescentControls(Widget):
    """Buttons to play, step and change the problem; on narrow windows they take more than one row."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "descent-controls--button",
        "descent-controls--hover",
    }
    DEFAULT_CSS = """
    DescentControls {
        height: auto;
        color: $foreground;
        & > .descent-controls--button { color: $text-primary; background: $surface; text-style: bold; }
        & > .descent-controls--hover { color: $background; background: $foreground; text-style: bold; }
    }
    """

    class Pressed(Message):
        """A button was clicked; `action` is the one to run."""

        def __init__(self, controls: DescentControls, action: str) -> None:
            super().__init__()
            self.controls = controls
            self.action = action

        @property
        def control(self) -> DescentControls:
            """The controls it belongs to."""
            return self.controls

    def __init__(self, settings: Settings, *, ascii: bool = False, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._settings = settings
        self._ascii = ascii
        self._placed: list[list[Placed]] = []
        self._hover = ""

    def show(self, settings: Settings) -> None:
        """Show other settings; does nothing if they are the same."""
        if settings != self._settings:
            self._settings = settings
            self.retranslate()

    def retranslate(self) -> None:
        """Draw the words anew."""
        rows = len(self._placed)
        self._placed = []
        self.refresh(layout=rows != len(self._rows(self.size.width)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return as many rows as the buttons need."""
        return len(place(self._groups(), width))

    def on_resize(self) -> None:
        """Place the buttons anew."""
        self._placed = []

    def _rows(self, width: int) -> list[list[Placed]]:
        if not self._placed and width:
            self._placed = place(self._groups(), width)
        return self._placed

    def _groups(self) -> list[Group]:
        now = self._settings
        play, pause = self._sign("▶ ", "> ") + _("play"), self._sign("‖ ", "|| ") + _("pause")
        wide = max(cell_len(play), cell_len(pause))  # one width for both, so that the row keeps still
        play = pause if now.playing else play
        play += " " * (wide - cell_len(play))
        minus = self._sign("−", "-")
        transport: Group = [
            Button(self._sign("|◀", "|<"), "restart"),
            Button(self._sign("◀", "<"), "back"),
            Button(play, "play"),
            Button(self._sign("▶|", ">|"), "step"),
        ]

        def stepper(name: str, value: str, action: str, down: str = minus, up: str = "+") -> Group:
            # A button is labelled with the key that does the same.
            return [Button(down, action.format("down")), Button(f"{name} {value}"), Button(up, action.format("up"))]

        return [
            transport,
            stepper(_("speed"), f"{now.speed:2}", "speed_{}"),
            [*stepper(_("batch"), f"{now.batch:2}", "adjust('batch_{}')")[:2], Button("o", "adjust('batch_cycle')")],
            stepper(_("step"), decimal(f"{now.step_fraction:<4g}"), "adjust('step_size_{}')", ",", "."),
            stepper(_("seed"), f"{now.seed:2}", "adjust('seed_{}')", "[", "]"),
        ]

    def _sign(self, fine: str, plain: str) -> str:
        return plain if self._ascii else fine

    def render_line(self, y: int) -> Strip:
        """Draw one row of buttons."""
        width = self.size.width
        rows = self._rows(width)
        base = self.rich_style
        segments: list[Segment] = []
        at = 0
        for placed in rows[y] if y < len(rows) else []:
            segments.append(Segment(" " * (placed.start - at), base))
            at = placed.start + cell_len(placed.text)
            button = placed.button
            if button.action:
                name = "hover" if button.action == self._hover else "button"
                style = self.get_component_rich_style(f"descent-controls--{name}")
            else:
                style = base
            segments.append(Segment(placed.text, style))
        return Strip(segments).adjust_cell_length(width, base).simplify()

    def _action_at(self, x: int, y: int) -> str:
        rows = self._rows(self.size.width)
        for placed in rows[y] if 0 <= y < len(rows) else []:
            if placed.start <= x < placed.start + cell_len(placed.text):
                return placed.button.action
        return ""

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Light up the button under the pointer."""
        self._light(self._action_at(event.x, event.y))

    def on_leave(self) -> None:
        """Light up nothing."""
        self._light("")

    def _light(self, action: str) -> None:
        if action != self._hover:
            self._hover = action
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Tell which button was clicked."""
        action = self._action_at(event.x, event.y)
        if action:
            event.stop()
            self.post_message(self.Pressed(self, action))
