"""A list of controls, each a name and a value: up and down choose one, left and right turn it, Enter asks for a value.

It changes nothing itself: subclasses say what there is to turn, and post what the learner wants.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from tutor.language import _
from tutor.ui.columns import fitted
from tutor.ui.widgets.part_styles import PartStyles

COLUMN = 38
"""Characters that one column of controls takes."""
LABEL = 15
"""Characters of a control's name."""


class ControlList(PartStyles, can_focus=True):
    """Rows of names and values in as many columns as there is room for, and a line below them that helps."""

    DEFAULT_CSS = """
    ControlList { width: 1fr; height: auto; background: $surface; padding: 0 1; }
    ControlList > .controls--label { color: $text-muted; }
    ControlList > .controls--value { color: $foreground; }
    ControlList > .controls--chosen { background: $primary; color: $background; text-style: bold; }
    ControlList > .controls--layer { background: $accent; color: $background; text-style: bold; }
    ControlList > .controls--hint { color: $text-muted; }
    ControlList > .controls--problem { color: $error; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"controls--{name}" for name in ("label", "value", "chosen", "layer", "hint", "problem")
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", show=False),
        Binding("down", "choose(1)", show=False),
        Binding("enter", "ask", show=False),
    ]

    chosen: reactive[int] = reactive(0)
    """Which row is under the highlight."""
    problem: reactive[str] = reactive("")
    """Why the last change was not possible."""
    typing: reactive[bool] = reactive(False)
    """Whether a value is being typed elsewhere, so that letters are no keys."""

    @dataclass
    class Changed(Message):
        """The learner wants another setup."""

        controls: ControlList
        change: Callable[[Any], Any]
        """From the setup of these controls to the next."""

        @property
        def control(self) -> ControlList:
            """The list that was used."""
            return self.controls

    _contents: Sequence[Hashable] = ()
    """What the rows said when they were changed last, where they have been."""

    # ── what a subclass says ─────────────────────────────────────────────────────────────────────

    @property
    def names(self) -> Sequence[Hashable]:
        """What each row is known by, whatever it is set to."""
        raise NotImplementedError

    def label_and_value(self, number: int) -> tuple[str, str]:
        """Return what stands in a row."""
        raise NotImplementedError

    def contents(self, number: int) -> Hashable:
        """Return all that a row says, so that it can be compared."""
        return self.label_and_value(number)

    @property
    def hint(self) -> str:
        """What the keys do with the row under the highlight."""
        raise NotImplementedError

    def turn(self, number: int, step: int) -> None:
        """Turn the control of a row."""
        raise NotImplementedError

    def ask(self, number: int) -> None:
        """Let the learner give a value to the control of a row."""
        raise NotImplementedError

    def take(self) -> None:
        """Note what is to be shown from now on; `change_rows` calls it between looking at the rows before and after."""

    # ── what the learner does ────────────────────────────────────────────────────────────────────

    def change_rows(self) -> None:
        """Show other rows; the highlight stays on its row, where that is still there."""
        names = self.names
        row = names[self.chosen] if names else None
        before = self._contents or [self.contents(number) for number in range(len(names))]
        self.take()
        self.problem = ""
        names = self.names
        self.chosen = names.index(row) if row in names else min(self.chosen, max(len(names) - 1, 0))
        now = self._contents = [self.contents(number) for number in range(len(names))]
        if len(before) != len(now):
            self.refresh(layout=True)
            return
        _across, deep, first = self._grid()
        changed = {
            number % deep - first for number, (old, new) in enumerate(zip(before, now, strict=True)) if old != new
        }
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed if 0 <= y < self.size.height))

    def action_choose(self, step: int) -> None:
        """Move the highlight."""
        if self.names:
            self.chosen = (self.chosen + step) % len(self.names)
            self.problem = ""

    # A bound key is looked up only when it has passed every widget above this one. These two are held down, and the
    # screen is to keep up with them: they are served where they arrive.

    def key_left(self, event: events.Key) -> None:
        """Turn the control under the highlight back."""
        self._turn_by(event, -1)

    def key_right(self, event: events.Key) -> None:
        """Turn the control under the highlight on."""
        self._turn_by(event, 1)

    def _turn_by(self, event: events.Key, step: int) -> None:
        event.stop()
        if self.names:
            self.turn(self.chosen, step)

    def action_ask(self) -> None:
        """Ask for a value."""
        if self.names:
            self.ask(self.chosen)

    # ── drawing ──────────────────────────────────────────────────────────────────────────────────

    def _across(self, width: int) -> int:
        return max(1, width // COLUMN)

    def _grid(self) -> tuple[int, int, int]:
        """Return how many columns of rows there are, how deep they are, and which row of each is shown first."""
        across = self._across(self.size.width)
        deep = max(-(-len(self.names) // across), 1)
        shown = max(self.size.height - 1, 1)
        # Where not all rows fit, those around the highlight are shown.
        return across, deep, min(max(self.chosen % deep - shown + 1, 0), max(deep - shown, 0))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the rows of a column, and the line below them."""
        return -(-len(self.names) // self._across(width)) + 1

    def render_line(self, y: int) -> Strip:
        """Draw one line: a row of each column, or the line below them."""
        width, plain = self.size.width, self.part_style()
        if y >= self.size.height - 1:
            return self._said(width).adjust_cell_length(width, plain)
        across, deep, first = self._grid()
        segments: list[Segment] = []
        for column in range(across):
            number = column * deep + first + y
            room = width // across
            cells = self.row(number, room - 1) if first + y < deep and number < len(self.names) else []
            segments += Strip(cells).adjust_cell_length(room, plain)
        return Strip(segments).adjust_cell_length(width, plain).simplify()

    def row(self, number: int, width: int) -> list[Segment]:
        """Return one row, `width` columns wide."""
        lit = number == self.chosen and self.has_focus
        label, value = (self.part_style("controls--chosen" if lit else f"controls--{it}") for it in ("label", "value"))
        name, shown = self.label_and_value(number)
        turned = f"‹ {shown} ›" if lit else f"  {shown}"
        return [Segment(fitted(name, LABEL), label), Segment(fitted(turned, width - LABEL), value)]

    def _said(self, width: int) -> Strip:
        if self.problem:
            return Strip([Segment(fitted(self.problem, width), self.part_style("controls--problem"))])
        text = "" if self.typing else self.hint if self.has_focus and self.names else _("e brings you here")
        _across, deep, first = self._grid()
        shown = self.size.height - 1
        if text and deep > shown:  # the rest is out of sight
            text += "   " + _("↓ {n} more").format(n=deep - shown - first) if first + shown < deep else "   ↑"
        return Strip([Segment(fitted(text, width), self.part_style("controls--hint"))])

    async def _on_click(self, event: events.Click) -> None:
        """Choose the row that was clicked; a second click does with it what Enter or → do."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y >= self.size.height - 1:
            return
        across, deep, first = self._grid()
        number = min(offset.x // max(self.size.width // across, 1), across - 1) * deep + first + offset.y
        if first + offset.y < deep and number < len(self.names):
            again = number == self.chosen
            self.action_choose(number - self.chosen)
            if again:
                self.clicked_again(number)

    def clicked_again(self, number: int) -> None:
        """Serve a click on the row that is chosen already."""
        self.turn(number, 1)
