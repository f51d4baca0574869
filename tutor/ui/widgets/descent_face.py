"""What a descent laboratory looks like: panels or a sweep, curve, legend, bar and sentence, laid out for the room."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical

from tutor.descent.setup import MOST_PANELS, DescentSetup
from tutor.nn.descent import Trajectory
from tutor.paint import descent_words as words
from tutor.paint.canvas import Renderer
from tutor.paint.descent_view import View
from tutor.ui.columns import fitted
from tutor.ui.widgets.descent_curve import DescentCurve
from tutor.ui.widgets.descent_legend import DescentLegend
from tutor.ui.widgets.descent_scrub import DescentScrub
from tutor.ui.widgets.descent_side import DescentSide, aligned, widths_of
from tutor.ui.widgets.descent_sweep import DescentSweep
from tutor.ui.widgets.part_lines import PartLines, Parts

CURVE_FROM, LEGEND_FROM, TWO_ROWS_FROM = 19, 24, 14
"""Rows from which there is room for the curve of the losses, for the legend, and for two rows of words."""
AROUND = 9
"""Rows that everything but the pictures takes."""


class DescentStatus(PartLines):
    """One sentence on what was seen, and the caveat to it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"descent-status--said", "descent-status--caveat"}
    DEFAULT_CSS = """
    DescentStatus > .descent-status--said { text-style: bold; }
    DescentStatus > .descent-status--caveat { color: $text-muted; }
    """


class DescentFace(Vertical):
    """Shows what it is handed; what it is made of posts its own messages."""

    DEFAULT_CSS = """
    DescentFace {
        height: 1fr;
        width: 1fr;
        & > .descent--sides { layout: horizontal; height: 1fr; }
        & > .descent--sides > DescentSide.-second { margin-left: 2; }
        &.-stacked > .descent--sides { layout: vertical; }
        &.-stacked > .descent--sides > DescentSide.-second { margin-left: 0; }
        & > DescentStatus { height: 2; }
        & > DescentSweep { display: none; }
        &.-sweeping > DescentSweep { display: block; }
        &.-sweeping > .descent--sides, &.-sweeping > DescentScrub { display: none; }
    }
    """

    def __init__(self, renderer: Renderer) -> None:
        super().__init__()
        self._sides = [DescentSide(renderer) for _panel in range(MOST_PANELS)]
        for side in self._sides[1:]:
            side.add_class("-second")
        self._runs: tuple[Trajectory, ...] = ()
        self._frame = 0
        self._width = 0
        self._said = self._caveat = ""
        self._widths: list[int] = []
        """How wide each read-out is at the end of the runs: those before it keep its place."""
        self._curve = DescentCurve()
        self._legend = DescentLegend(renderer)
        self._scrub = DescentScrub(renderer)
        self._sweep = DescentSweep(renderer)
        self._status = DescentStatus()

    def compose(self) -> ComposeResult:
        """Panels or sweep, then curve, legend, bar and sentence."""
        yield Container(*self._sides, classes="descent--sides")
        yield self._sweep
        yield self._curve
        yield self._legend
        yield self._scrub
        yield self._status

    @property
    def sentence(self) -> str:
        """What the status line says now."""
        return self._said

    @property
    def sweep(self) -> DescentSweep:
        """The sweep, on display or not."""
        return self._sweep

    def on_resize(self, event: events.Resize) -> None:
        """Lay the panels side by side or stack them, whichever makes them larger, and add lines where there is room."""
        self._fit()
        self.say(self._said)

    def _fit(self) -> None:
        width, height = self.size
        self._width = self.content_size.width
        pictures = max(height - AROUND, 1)
        # A cell is about twice as high as it is wide, and a picture about square.
        beside, stacked = min(width // 2, 2 * pictures), min(width, pictures)
        self.set_class(self._sides[-1].display and stacked > beside, "-stacked")
        sweeping = self.has_class("-sweeping")
        self._curve.display = not sweeping and height >= CURVE_FROM
        self._legend.display = not sweeping and height >= LEGEND_FROM
        self._status.styles.height = 1 if height < TWO_ROWS_FROM else 2

    def show(
        self, runs: Sequence[Trajectory], frame: int, view: View, renderer: Renderer, *, words_too: bool = True
    ) -> None:
        """Show every run up to `frame`, all through one view; without `words_too` only the pictures."""
        for side in self._sides[len(runs) :]:
            side.display = False
        for side, run in zip(self._sides, runs, strict=False):
            side.display = True
            side.show(run, frame, view, renderer)
        if not words_too:
            return
        others, more = self._runs != tuple(runs), len(self._runs) != len(runs)
        self._runs, self._frame = tuple(runs), frame
        if others:
            self._caveat = words.caveat(self._runs)
            self._widths = widths_of([words.read_outs(run, run.steps) for run in runs])
        if more and self.size:
            self._fit()
        self.write()
        self._curve.show(runs, frame, renderer)
        self._scrub.show(frame, tuple(run.steps for run in runs))
        if not self.has_class("-sweeping"):
            self.say(words.status(runs, frame))

    def write(self) -> None:
        """Write what was measured in every panel, in the language in use."""
        columns = aligned([words.read_outs(run, self._frame) for run in self._runs], self._widths)
        for number, (side, numbers) in enumerate(zip(self._sides, columns, strict=False), 1):
            side.write(numbers, number if len(columns) > 1 else 0)

    def show_sweep(self, setup: DescentSetup | None) -> None:
        """Show the sweep from a setup in the place of the panels, or with None the panels again."""
        self.set_class(setup is not None, "-sweeping")
        self._fit()
        if setup is not None:
            self._sweep.show(setup)

    def use(self, renderer: Renderer) -> None:
        """Draw in another way from now on; the panels and the curve are told with every frame."""
        self._legend.use(renderer)
        self._scrub.use(renderer)
        self._sweep.use(renderer)

    def say(self, text: str) -> None:
        """Say one sentence on the status line; where it takes one row of two, the caveat stands below it."""
        self._said = text
        width = self._width
        if not width:  # it is said again once there is room
            return
        rows = 1 if self.size.height < TWO_ROWS_FROM else 2
        lines = [text] if len(text) <= width else wrap(text, width, max_lines=rows, placeholder=" …")
        parts: list[Parts] = [((line, "descent-status--said"),) for line in lines]
        if len(parts) < rows and self._caveat:
            parts.append(((fitted(self._caveat, width), "descent-status--caveat"),))
        self._status.show(parts)

    def retranslate(self) -> None:
        """Write everything anew that does not change with the frame."""
        self._caveat = words.caveat(self._runs)
        self._legend.refresh()
        self.write()
        self.say(self._said)
        if self.has_class("-sweeping"):
            self._sweep.retranslate()
