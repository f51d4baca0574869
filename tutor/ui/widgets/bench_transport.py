"""The line below a bench: what can be done with the run, as keys and as places to click."""

from __future__ import annotations

from tutor.language import _
from tutor.ui.widgets.key_bar import KeyBar, KeyItem


class BenchTransport(KeyBar):
    """Play, step, speed, view and cursor; with a cursor on a map, how to move and leave it."""

    def tell(
        self,
        *,
        playing: bool,
        cells_a_second: int,
        cursor: bool,
        views: bool,
        lanes: int,
        cell: bool = False,
        channels: int = 1,
        finished: bool = False,
    ) -> None:
        """Show what can be done now: `views` if there are several below the lanes, `lanes` if some are hidden.

        With a cursor, `cell` says whether the value under it can be typed; `channels` is how many a map has.
        """
        if cursor:
            self.items = (
                KeyItem("i", "i Esc", _("leave the cursor")),
                KeyItem("left", "←", ""),
                KeyItem("up", "↑", ""),
                KeyItem("down", "↓", ""),
                KeyItem("right", "→", _("move it")),
                *([KeyItem("enter", "Enter", _("type its value"))] if cell else []),
            )
            return
        self.items = (
            KeyItem("space", _("Space"), _("pause") if playing else _("replay") if finished else _("play")),
            KeyItem("left", "←", ""),
            KeyItem("right", "→", _("cell")),
            KeyItem("n", "n", _("stage")),
            KeyItem("minus", "−", ""),
            KeyItem("plus", "+", _("{n} cells/s").format(n=cells_a_second)),
            *([KeyItem("tab", f"1–{lanes}", _("lane"))] if lanes > 1 else []),
            *([KeyItem("v", "v", _("view"))] if views else []),
            *([KeyItem("full_stop", ", .", _("channel"))] if channels > 1 else []),
            KeyItem("r", "r", _("restart")),
            KeyItem("i", "i", _("inspect")),
        )
