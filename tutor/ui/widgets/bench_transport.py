"""The line below a bench: what can be done with the run, as keys and as places to click."""

from __future__ import annotations

from tutor.language import _
from tutor.ui.widgets.key_bar import KeyBar, KeyItem


class BenchTransport(KeyBar):
    """Play, step, speed, view and cursor; with a cursor on a map, how to move and leave it."""

    def tell(self, *, playing: bool, cells_a_second: int, cursor: bool) -> None:
        """Show what can be done now."""
        if cursor:
            self.items = (
                KeyItem("c", "c", _("leave the cursor")),
                KeyItem("left", "←", ""),
                KeyItem("up", "↑", ""),
                KeyItem("down", "↓", ""),
                KeyItem("right", "→", _("move it")),
            )
            return
        self.items = (
            KeyItem("space", _("Space"), _("pause") if playing else _("play")),
            KeyItem("left", "←", _("back")),
            KeyItem("right", "→", _("cell")),
            KeyItem("n", "n", _("stage")),
            KeyItem("minus", "−", _("slow")),
            KeyItem("plus", "+", _("{n}/s").format(n=cells_a_second)),
            KeyItem("v", "v", _("view")),
            KeyItem("c", "c", _("cursor")),
            KeyItem("r", "r", _("restart")),
        )
