"""The controls of a bench as a list: picture, range, kernel, settings of layers, and the layers of every lane.

It changes nothing itself: every change is a message with a function from one setup to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from tutor.bench import edits
from tutor.bench.controls import Control, controls_of
from tutor.bench.setup import Setup
from tutor.language import _
from tutor.paint.controls import control_label, control_value
from tutor.paint.names import layer_label
from tutor.ui.widgets.control_list import ControlList

LANES = "lanes"
Row = Control | int | str
"""A control, the number of a lane, or LANES: how many lanes there are."""
Change = Callable[[Setup], Setup]


class BenchControls(ControlList):
    """The controls of `tutor.bench.controls`, then a row for each lane, whose layers can be moved."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a,ф", "add", show=False),
        Binding("x,ч,delete", "remove", show=False),
        Binding("left_square_bracket,х", "shift(-1)", show=False),
        Binding("right_square_bracket,ъ", "shift(1)", show=False),
    ]

    place: reactive[int] = reactive(0)
    """Which layer of a lane is, where the row is a lane."""

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
        self._wanted = setup
        self.take()

    def take(self) -> None:
        """Work out the rows of the setup that is wanted."""
        self.setup = self._wanted
        self.rows: list[Row] = list(controls_of(self.setup, self._groups))
        if "layers" in self._groups:
            self.rows += list(range(len(self.setup.lanes)))
        if "lanes" in self._groups:
            self.rows.append(LANES)

    def show(self, setup: Setup, front: int) -> None:
        """Show another setup."""
        self._wanted, self._front = setup, front
        self.change_rows()
        self.place = min(self.place, self._last_layer())

    # ── what stands in the rows ──────────────────────────────────────────────────────────────────

    @property
    def names(self) -> Sequence[Hashable]:
        """The id of each control, the numbers of the lanes, LANES."""
        return [row.id if isinstance(row, Control) else row for row in self.rows]

    def label_and_value(self, number: int) -> tuple[str, str]:
        """Return the name and the value of a control, or how many lanes there are."""
        row = self.rows[number]
        if isinstance(row, Control):
            return control_label(row.id), control_value(row, self.setup)
        return _("lanes"), str(len(self.setup.lanes))

    def contents(self, number: int) -> Hashable:
        """Return all that a row says; a lane says its layers."""
        row = self.rows[number]
        return self.setup.lanes[row].layers if isinstance(row, int) else self.label_and_value(number)

    @property
    def chosen_row(self) -> Row:
        """The row under the highlight."""
        return self.rows[self.chosen]

    @property
    def hint(self) -> str:
        """What the keys do with the row under the highlight."""
        row = self.chosen_row
        if isinstance(row, int):
            return _("← → layer  a add  x remove  [ ] move  Enter replace")
        if row == LANES:
            return _("→ a copy of the lane in front, ← take it away")
        if isinstance(row, Control) and row.typed is None:
            return _("← → change")
        return _("← → change  Enter type it")

    def row(self, number: int, width: int) -> list[Segment]:
        """Return one row: a lane shows its layers."""
        lane = self.rows[number]
        if not isinstance(lane, int):
            return super().row(number, width)
        lit = number == self.chosen and self.has_focus
        label, value = (self.part_style("controls--chosen" if lit else f"controls--{it}") for it in ("label", "value"))
        return self._lane(lane, number == self.chosen, width, label, value)

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

    # ── what the learner does ────────────────────────────────────────────────────────────────────

    def _last_layer(self) -> int:
        if not self.rows or not isinstance(self.chosen_row, int):
            return 0
        return len(self.setup.lanes[self.chosen_row].layers) - 1

    def action_choose(self, step: int) -> None:
        """Move the highlight; a lane under it comes to the front."""
        super().action_choose(step)
        self.place = min(self.place, self._last_layer())
        if self.rows and isinstance(self.chosen_row, int):
            self.post_message(self.LaneChosen(self, self.chosen_row))

    def turn(self, number: int, step: int) -> None:
        """Turn the control; in a lane, go to the next layer."""
        row = self.rows[number]
        if isinstance(row, int):
            self.place = min(max(self.place + step, 0), self._last_layer())
        elif isinstance(row, Control):
            self.change(lambda setup: row.step(setup, step))
        elif step > 0:
            self.change(lambda setup: edits.add_lane(setup, self._front))
        else:
            self.change(lambda setup: edits.remove_lane(setup, self._front))

    def ask(self, number: int) -> None:
        """Ask for a value; a control that takes none is turned."""
        row = self.rows[number]
        if isinstance(row, int):
            self.post_message(self.Asked(self, None, row, self.place))
        elif isinstance(row, Control) and row.typed is not None:
            self.post_message(self.Asked(self, row))
        elif isinstance(row, Control):
            self.turn(number, 1)

    def clicked_again(self, number: int) -> None:
        """Turn a control, or offer other layers for the one that is chosen in a lane."""
        if isinstance(self.rows[number], int):
            self.ask(number)
        else:
            self.turn(number, 1)

    def action_add(self) -> None:
        """Ask for a layer to add behind the one under the highlight."""
        if self.rows and isinstance(self.chosen_row, int):
            self.post_message(self.Asked(self, None, self.chosen_row, self.place, adding=True))

    def action_remove(self) -> None:
        """Take the layer under the highlight out."""
        if self.rows and isinstance(self.chosen_row, int):
            lane, place = self.chosen_row, self.place
            self.change(lambda setup: edits.remove_layer(setup, lane, place))

    def action_shift(self, step: int) -> None:
        """Let the layer under the highlight change places with its neighbour."""
        if self.rows and isinstance(self.chosen_row, int) and 0 <= self.place + step <= self._last_layer():
            lane, place = self.chosen_row, self.place
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
