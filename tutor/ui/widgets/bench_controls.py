"""The controls of a bench as a list: picture, range, kernel, settings of layers, and the layers of every lane.

It changes nothing itself: every change is a message with a function from one setup to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from tutor.bench import edits
from tutor.bench.controls import Control, controls_of
from tutor.bench.setup import Setup
from tutor.language import _
from tutor.paint.controls import control_label, control_value
from tutor.paint.names import layer_label
from tutor.ui.widgets.part_styles import PartStyles

COLUMN = 38
"""Characters that one column of controls takes."""
LABEL = 15
"""Characters of a control's name."""
LANES = "lanes"
Row = Control | int | str
"""A control, the number of a lane, or LANES: how many lanes there are."""
Change = Callable[[Setup], Setup]


class BenchControls(PartStyles, can_focus=True):
    """Up and down choose a control, left and right turn it, Enter asks for a value."""

    DEFAULT_CSS = """
    BenchControls { width: 1fr; height: auto; background: $surface; padding: 0 1; }
    BenchControls > .controls--label { color: $text-muted; }
    BenchControls > .controls--value { color: $foreground; }
    BenchControls > .controls--chosen { background: $primary; color: $background; text-style: bold; }
    BenchControls > .controls--layer { background: $accent; color: $background; text-style: bold; }
    BenchControls > .controls--hint { color: $text-muted; }
    BenchControls > .controls--problem { color: $error; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"controls--{name}" for name in ("label", "value", "chosen", "layer", "hint", "problem")
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", show=False),
        Binding("down", "choose(1)", show=False),
        Binding("left", "turn(-1)", show=False),
        Binding("right", "turn(1)", show=False),
        Binding("enter", "ask", show=False),
        Binding("a,ф", "add", show=False),
        Binding("x,ч,delete", "remove", show=False),
        Binding("left_square_bracket,х", "shift(-1)", show=False),
        Binding("right_square_bracket,ъ", "shift(1)", show=False),
    ]

    chosen: reactive[int] = reactive(0)
    """Which row is under the highlight."""
    place: reactive[int] = reactive(0)
    """Which layer of a lane is, where the row is a lane."""
    problem: reactive[str] = reactive("")
    """Why the last change was not possible."""

    @dataclass
    class Changed(Message):
        """The learner wants another setup."""

        controls: BenchControls
        change: Change

        @property
        def control(self) -> BenchControls:
            """The list that was used."""
            return self.controls

    @dataclass
    class Asked(Message):
        """The learner wants to give a value of his own: to a control, or another layer in a lane."""

        controls: BenchControls
        what: Control | None
        lane: int = 0
        layer: int = 0
        adding: bool = False
        """Whether the layer is to be added behind that one, not put in its place."""

        @property
        def control(self) -> BenchControls:
            """The list that was used."""
            return self.controls

    @dataclass
    class LaneChosen(Message):
        """A lane is under the highlight and should be in front."""

        controls: BenchControls
        lane: int

        @property
        def control(self) -> BenchControls:
            """The list that was used."""
            return self.controls

    def __init__(self, setup: Setup, groups: Sequence[str], front: int = 0) -> None:
        """Show the controls of `setup` that belong to `groups` (see `tutor.bench.controls`)."""
        super().__init__(id="controls")
        self._groups = tuple(groups)
        self._front = front
        self._take(setup)

    def _take(self, setup: Setup) -> None:
        self.setup = setup
        self.rows: list[Row] = list(controls_of(setup, self._groups))
        if "layers" in self._groups:
            self.rows += list(range(len(setup.lanes)))
        if "lanes" in self._groups:
            self.rows.append(LANES)

    def show(self, setup: Setup, front: int) -> None:
        """Show another setup; the highlight stays on its row, where that is still there."""
        row = self.rows[self.chosen] if self.rows else None
        before = [self._told(one) for one in self.rows]
        self._take(setup)
        self._front = front
        self.problem = ""
        names = [_identity(one) for one in self.rows]
        wanted = None if row is None else _identity(row)
        self.chosen = names.index(wanted) if wanted in names else min(self.chosen, max(len(self.rows) - 1, 0))
        self.place = min(self.place, self._last_layer())
        now = [self._told(one) for one in self.rows]
        if len(before) != len(now):
            self.refresh(layout=True)
            return
        _across, deep, first = self._grid()
        changed = {
            number % deep - first for number, (old, new) in enumerate(zip(before, now, strict=True)) if old != new
        }
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed if 0 <= y < self.size.height))

    def _told(self, row: Row) -> object:
        """Return what a row says, so that it can be compared."""
        if isinstance(row, Control):
            return row.id, control_value(row, self.setup)
        return self.setup.lanes[row].layers if isinstance(row, int) else len(self.setup.lanes)

    # ── what the learner does ────────────────────────────────────────────────────────────────────

    @property
    def row(self) -> Row:
        """The row under the highlight."""
        return self.rows[self.chosen]

    def _last_layer(self) -> int:
        if not self.rows or not isinstance(self.row, int):
            return 0
        return len(self.setup.lanes[self.row].layers) - 1

    def action_choose(self, step: int) -> None:
        """Move the highlight."""
        self.chosen = (self.chosen + step) % len(self.rows)
        self.problem = ""
        self.place = min(self.place, self._last_layer())
        if isinstance(self.row, int):
            self.post_message(self.LaneChosen(self, self.row))

    def action_turn(self, step: int) -> None:
        """Turn the control; in a lane, go to the next layer."""
        row = self.row
        if isinstance(row, int):
            self.place = min(max(self.place + step, 0), self._last_layer())
        elif isinstance(row, Control):
            self.change(lambda setup: row.step(setup, step))
        elif step > 0:
            self.change(lambda setup: edits.add_lane(setup, self._front))
        else:
            self.change(lambda setup: edits.remove_lane(setup, self._front))

    def action_ask(self) -> None:
        """Ask for a value."""
        if isinstance(self.row, int):
            self.post_message(self.Asked(self, None, self.row, self.place))
        elif isinstance(self.row, Control) and self.row.typed is not None:
            self.post_message(self.Asked(self, self.row))
        elif isinstance(self.row, Control):
            self.action_turn(1)

    def action_add(self) -> None:
        """Ask for a layer to add behind the one under the highlight."""
        if isinstance(self.row, int):
            self.post_message(self.Asked(self, None, self.row, self.place, adding=True))

    def action_remove(self) -> None:
        """Take the layer under the highlight out."""
        if isinstance(self.row, int):
            lane, place = self.row, self.place
            self.change(lambda setup: edits.remove_layer(setup, lane, place))

    def action_shift(self, step: int) -> None:
        """Let the layer under the highlight change places with its neighbour."""
        if isinstance(self.row, int) and 0 <= self.place + step <= self._last_layer():
            lane, place = self.row, self.place
            self.place = place + step
            self.change(lambda setup: edits.swap_layers(setup, lane, place, place + step))

    def go_to_lane(self, lane: int) -> None:
        """Put the highlight on a lane, where the keys are here and the lane is."""
        if self.has_focus and lane in self.rows:
            self.chosen = self.rows.index(lane)

    def change(self, change: Change) -> None:
        """Ask for another setup."""
        self.problem = ""
        self.post_message(self.Changed(self, change))

    # ── drawing ──────────────────────────────────────────────────────────────────────────────────

    def _across(self, width: int) -> int:
        return max(1, width // COLUMN)

    def _grid(self) -> tuple[int, int, int]:
        """Return how many columns of rows there are, how deep they are, and which row of each is shown first."""
        across = self._across(self.size.width)
        deep = max(-(-len(self.rows) // across), 1)
        shown = max(self.size.height - 1, 1)
        # Where not all rows fit, those around the highlight are shown.
        return across, deep, min(max(self.chosen % deep - shown + 1, 0), max(deep - shown, 0))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the rows of a column, and the line below them."""
        return -(-len(self.rows) // self._across(width)) + 1

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
            cells = self._row(number, room - 1) if first + y < deep and number < len(self.rows) else []
            segments += Strip(cells).adjust_cell_length(room, plain)
        return Strip(segments).adjust_cell_length(width, plain).simplify()

    def _row(self, number: int, width: int) -> list[Segment]:
        style = self.part_style
        row, lit = self.rows[number], number == self.chosen and self.has_focus
        label, value = style("controls--label"), style("controls--value")
        if lit:
            label = value = style("controls--chosen")
        if isinstance(row, int):
            return self._lane(row, number == self.chosen, width, label, value)
        if isinstance(row, Control):
            name, shown = control_label(row.id), control_value(row, self.setup)
        else:
            name, shown = _("lanes"), str(len(self.setup.lanes))
        turned = f"‹ {shown} ›" if lit else f"  {shown}"
        return [Segment(_fitted(name, LABEL), label), Segment(_fitted(turned, width - LABEL), value)]

    def _lane(self, lane: int, here: bool, width: int, label: Style, value: Style) -> list[Segment]:
        """Return the layers of a lane; those to the left give way where they do not all fit."""
        layers = [layer_label(spec.kind) for spec in self.setup.lanes[lane].layers]
        lit = self.place if here and self.has_focus else None
        first = 0
        while lit is not None and first < lit and len("→".join(layers[first:])) > width - 4:
            first += 1
        segments = [Segment(f"{lane + 1} ", label), Segment("…→" if first else "", value)]
        for number, name in enumerate(layers[first:], start=first):
            segments.append(Segment("→" if number > first else "", value))
            segments.append(Segment(name, self.part_style("controls--layer") if number == lit else value))
        return list(Strip(segments).adjust_cell_length(width, value))

    def _said(self, width: int) -> Strip:
        if self.problem:
            return Strip([Segment(_fitted(self.problem, width), self.part_style("controls--problem"))])
        if not self.has_focus or not self.rows:
            text = _("e brings you here")
        elif isinstance(self.row, int):
            text = _("← → layer  a add  x remove  [ ] move  Enter replace")
        elif self.row == LANES:
            text = _("→ a copy of the lane in front, ← take it away")
        elif isinstance(self.row, Control) and self.row.typed is None:
            text = _("← → change")
        else:
            text = _("← → change  Enter type it")
        return Strip([Segment(_fitted(text, width), self.part_style("controls--hint"))])

    async def _on_click(self, event: events.Click) -> None:
        """Choose the row that was clicked; a second click asks for its value."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y >= self.size.height - 1:
            return
        across, deep, first = self._grid()
        number = min(offset.x // max(self.size.width // across, 1), across - 1) * deep + first + offset.y
        if first + offset.y < deep and number < len(self.rows):
            again = number == self.chosen
            self.action_choose(number - self.chosen)
            if again:
                self.action_ask() if isinstance(self.row, int) else self.action_turn(1)


def _identity(row: Row) -> object:
    return row.id if isinstance(row, Control) else row


def _fitted(text: str, width: int) -> str:
    """Return a text exactly so wide."""
    length = Content(text).cell_length
    return text + " " * (width - length) if length <= width else text[: max(width - 1, 0)] + "…"
