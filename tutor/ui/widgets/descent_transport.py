"""The line below a descent: what can be done with the run, as keys and as places to click."""

from __future__ import annotations

from tutor.language import _
from tutor.ui.widgets.key_bar import KeyBar, KeyItem


class DescentTransport(KeyBar):
    """Play, step, jump, speed, zoom, the sweep and the controls; over a sweep, how to choose what it goes over."""

    def tell(self, *, playing: bool, finished: bool, steps_a_second: int, sweeping: bool, controls: bool) -> None:
        """Show what can be done now; `controls` if there are any to open."""
        opened = (KeyItem("e", "e", _("controls")),) if controls else ()
        if sweeping:
            self.items = (
                KeyItem("v", "v", _("the paths")),
                KeyItem("left", "←", ""),
                KeyItem("right", "→", _("what is turned")),
                KeyItem("up", "↑", ""),
                KeyItem("down", "↓", _("what is measured")),
                *opened,
            )
            return
        self.items = (
            KeyItem("space", _("Space"), _("pause") if playing else _("replay") if finished else _("play")),
            KeyItem("left", "←", ""),
            KeyItem("right", "→", _("step")),
            *opened,
            KeyItem("v", "v", _("sweep")),
            KeyItem("p", "p", ""),
            KeyItem("n", "n", _("turn")),
            KeyItem("minus", "−", ""),
            KeyItem("plus", "+", _("{n}/s").format(n=steps_a_second)),
            KeyItem("x", "x", ""),
            KeyItem("z", "z", _("zoom")),
            KeyItem("r", "r", _("restart")),
        )
