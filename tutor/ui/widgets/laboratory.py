"""What both laboratories have: controls, and changes that are made one after the other and can be undone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widget import Widget

from tutor.bench.history import History
from tutor.bench.problem import BenchError
from tutor.language import _
from tutor.ui.widgets.control_list import ControlList
from tutor.ui.widgets.prompt import Prompt

S = TypeVar("S")
"""What is set in a laboratory."""
R = TypeVar("R")
"""What is computed from it."""
WIDE = 112
"""Columns from which the controls stand beside the rest instead of below it."""


class Laboratory(Widget, Generic[S, R]):
    """Every change is computed and shown at once. It is a second base: what is experimented with is the first.

    Textual takes styles from the first base only, so those of `-controls` (they are open) and `-wide` are a subclass's.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e,у", "controls", show=False),
        Binding("u,г", "undo", show=False),
        Binding("y,н", "redo", show=False),
    ]

    history: History[S]
    controls: ControlList
    """The list of controls."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - as Textual names it
        super().__init__(id=id)
        self._changing = asyncio.Lock()
        """Held while a change is computed: the next one begins from what it has made."""

    # ── what a subclass says ─────────────────────────────────────────────────────────────────────

    async def _run(self, setup: S) -> R:
        """Compute with a setup: at once, or off the thread that draws where that takes long."""
        raise NotImplementedError

    async def _lay(self, made: R) -> None:
        """Show what was computed from the setup, which is in use from now on."""
        raise NotImplementedError

    def _typed(self, about: object, text: str) -> Callable[[S], S] | None:
        """Return the change that was typed, or None where nothing was asked for."""
        raise NotImplementedError

    def say(self, text: str) -> None:
        """Say something about what the learner has just done."""
        raise NotImplementedError

    def tell_problem(self, problem: str) -> None:
        """Say why a change was not possible; '' where it was."""
        raise NotImplementedError

    def _tell_lost(self, problem: str) -> None:
        """Say why there is no way back to a setup that has been in use; '' where there is."""
        self.tell_problem(problem)

    # ── changes ──────────────────────────────────────────────────────────────────────────────────

    @property
    def setup(self) -> S:
        """What is set."""
        return self.history.now

    async def change(self, change: Callable[[S], S]) -> str:
        """Make a change, and show what comes of it; return why it is not possible, or ''."""
        return await self._step(lambda history: history.do(change(history.now)))

    async def _step(self, step: Callable[[History[S]], History[S]]) -> str:
        # One after the other: a list, a sheet or a key may ask for a change while another one is being computed.
        async with self._changing:
            try:
                history = step(self.history)
                if history is self.history:
                    return ""
                made = await self._run(history.now)
            except BenchError as error:
                return str(error)
            if self.is_attached:  # else the learner did not wait for it
                self.history = history
                await self._lay(made)
        return ""

    async def action_undo(self) -> None:
        """Take the last change back."""
        await self._go_back(History.undo)

    async def action_redo(self) -> None:
        """Make the change again that was taken back."""
        await self._go_back(History.redo)

    async def _go_back(self, step: Callable[[History[S]], History[S]]) -> None:
        if step(self.history) is self.history and not self._changing.locked():
            self.say(_("There is nothing to go back to."))
            return
        self._tell_lost(await self._step(step))

    async def on_control_list_changed(self, event: ControlList.Changed) -> None:
        """Turn a control."""
        event.stop()
        self.tell_problem(await self.change(event.change))

    async def on_prompt_answered(self, event: Prompt.Answered) -> None:
        """Set what was asked for, or say why it cannot be."""
        event.stop()
        change = self._typed(event.about, event.text)
        if change is None:
            return
        problem = await self.change(change)
        if problem:
            event.prompt.say(problem)
        else:
            self.tell_problem("")
            event.prompt.close()

    # ── the controls ─────────────────────────────────────────────────────────────────────────────

    def on_resize(self, event: events.Resize) -> None:
        """Put the controls beside the rest, or below it."""
        self.set_class(event.size.width >= WIDE, "-wide")

    def action_controls(self) -> None:
        """Open the controls, or close them."""
        self.toggle_class("-controls")
        self.controls.focus() if self.has_class("-controls") else self.focus()
