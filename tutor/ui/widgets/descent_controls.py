"""The controls of a descent as a list: inputs, neuron, steps, and the walk.

It changes nothing itself: every change is a message with a function from one setup to the next.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from textual.message import Message

from tutor.descent.controls import DescentControl, controls_of, ids_of
from tutor.descent.problem import control_label
from tutor.descent.setup import DescentSetup
from tutor.language import _
from tutor.paint.descent_controls import control_value
from tutor.ui.widgets.control_list import ControlList


class DescentControls(ControlList):
    """The controls of `tutor.descent.controls`, but for those that a lesson hides; those it fixes do not turn."""

    @dataclass
    class Asked(Message):
        """The learner wants to type a value."""

        controls: DescentControls
        what: DescentControl

        @property
        def control(self) -> DescentControls:
            """The list that was used."""
            return self.controls

    def __init__(self, setup: DescentSetup, *, hidden: Sequence[str] = (), fixed: Sequence[str] = ()) -> None:
        """Show the controls of `setup` without those called `hidden`; those called `fixed` are only shown."""
        super().__init__(id="controls")
        self._hidden, self._fixed = tuple(hidden), ids_of(fixed)
        self._wanted = setup
        self.take()

    def take(self) -> None:
        """Work out the rows of the setup that is wanted."""
        self.setup = self._wanted
        self.rows: list[DescentControl] = controls_of(self.setup, self._hidden)

    def show(self, setup: DescentSetup) -> None:
        """Show another setup."""
        self._wanted = setup
        self.change_rows()

    @property
    def names(self) -> Sequence[Hashable]:
        """The ids of the controls."""
        return [row.id for row in self.rows]

    def label_and_value(self, number: int) -> tuple[str, str]:
        """Return the name and the value of a control."""
        row = self.rows[number]
        return control_label(row.id), control_value(row, self.setup)

    @property
    def hint(self) -> str:
        """What the keys do with the control under the highlight."""
        row = self.rows[self.chosen]
        if row.id in self._fixed:
            return _("this step of the lesson keeps it as it is")
        return _("← → change  Enter type it")

    def turn(self, number: int, step: int) -> None:
        """Turn a control, unless the lesson keeps it as it is."""
        row = self.rows[number]
        if row.id in self._fixed:
            self.problem = _("this step of the lesson keeps it as it is")
            return
        self.problem = ""
        self.post_message(self.Changed(self, lambda setup: row.step(setup, step)))

    def ask(self, number: int) -> None:
        """Ask for a value, unless the lesson keeps it as it is."""
        row = self.rows[number]
        if row.id in self._fixed:
            self.turn(number, 1)
        else:
            self.post_message(self.Asked(self, row))
