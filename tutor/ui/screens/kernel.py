"""A kernel typed cell by cell; the bench behind the sheet computes with every number as it is typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tutor.bench.kernel import Kernel
from tutor.bench.numbers import parse_number, write_number
from tutor.language import _
from tutor.ui.screens.base import Overlay
from tutor.ui.widgets.cell_editor import CellEditor


class KernelScreen(Overlay[Kernel | None]):
    """Answers with the kernel as it was typed, or None where it is to stay as it was."""

    SEE_THROUGH = True
    DEFAULT_CSS = """
    KernelScreen { align: right bottom; background: transparent; }
    KernelScreen > Vertical {
        width: auto; max-width: 100%; height: auto; background: $surface; margin: 2 2;
        border: round $primary; border-title-color: $primary; border-title-style: bold; padding: 0 1;
    }
    KernelScreen Static { width: auto; height: auto; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "done(False)", show=False, priority=True),
        Binding("space,tab", "next(1)", show=False, priority=True),
        Binding("shift+tab", "next(-1)", show=False, priority=True),
        Binding("pageup", "turn(-1)", show=False),
        Binding("pagedown", "turn(1)", show=False),
    ]

    def __init__(self, kernel: Kernel, typed: Callable[[Kernel], Awaitable[None]]) -> None:
        """Show `kernel`; `typed` is called with the kernel that each complete number makes of it, and waited for."""
        super().__init__()
        self._kernel = kernel.typed()
        self._typed = typed
        self._number = 0

    def compose(self) -> ComposeResult:
        """Lay out one kernel as a grid."""
        with Vertical() as box:
            box.border_title = _("kernel")
            yield Static(Content(self._which()), id="which")
            yield self._editor()
            yield Static(Content(self._keys()))

    def _which(self) -> str:
        count = len(self._kernel.grids)
        return _("filter {n} of {count}").format(n=self._number + 1, count=count) if count > 1 else ""

    def _keys(self) -> str:
        keys = _("Space next cell, Enter when done, Esc takes all back")
        return keys if len(self._kernel.grids) == 1 else keys + "\n" + _("PgUp PgDn other filters")

    def _editor(self) -> CellEditor:
        grid = self._kernel.grids[self._number]
        return CellEditor([[write_number(value) for value in row] for row in grid])

    def on_mount(self) -> None:
        """Give the keys to the grid."""
        self.query_one("#which").display = len(self._kernel.grids) > 1
        self.query_one(CellEditor).focus()

    async def on_cell_editor_changed(self, event: CellEditor.Changed) -> None:
        """Compute with the number."""
        event.stop()
        value = parse_number(event.text.replace(",", "."))
        if value is not None and self.is_current:  # else Escape was faster, and it is to stay as it was
            self._kernel = self._kernel.with_cell(self._number, event.row, event.column, value)
            await self._typed(self._kernel)

    def on_cell_editor_submitted(self, event: CellEditor.Submitted) -> None:
        """Keep what was typed."""
        event.stop()
        self.action_done(True)

    def action_next(self, step: int) -> None:
        """Go to the next cell, or back to the one before."""
        editor = self.query_one(CellEditor)
        at = editor.editable.index(editor.cursor) if editor.cursor in editor.editable else 0
        editor.cursor = editor.editable[(at + step) % len(editor.editable)]

    async def action_turn(self, step: int) -> None:
        """Show another filter."""
        self._number = (self._number + step) % len(self._kernel.grids)
        self.query_one("#which", Static).update(Content(self._which()))
        old, new = self.query_one(CellEditor), self._editor()
        await self.query_one(Vertical).mount(new, before=old)
        await old.remove()
        new.focus()

    def action_done(self, keep: bool) -> None:
        """Go back to the bench."""
        self.dismiss(self._kernel if keep else None)
