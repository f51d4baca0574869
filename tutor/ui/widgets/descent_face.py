"""What a descent laboratory looks like: panels, legend, bar, sentence and buttons, laid out for the room there is."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from tutor.nn.descent import Trajectory
from tutor.ui.widgets import descent_words as words
from tutor.ui.widgets.descent_controls import DescentControls
from tutor.ui.widgets.descent_legend import DescentLegend
from tutor.ui.widgets.descent_scrub import DescentScrub
from tutor.ui.widgets.descent_settings import Settings
from tutor.ui.widgets.descent_side import DescentSide

_STACK_BELOW, _ROOMY_FROM = 50, 24  # columns, rows


class DescentFace(Vertical):
    """Shows what it is handed; its bar and buttons post their own messages."""

    DEFAULT_CSS = """
    DescentFace {
        height: 1fr;
        & > .descent--sides { layout: horizontal; height: 1fr; }
        & > .descent--sides > DescentSide.-second { margin-left: 2; }
        &.-stacked > .descent--sides { layout: vertical; }
        &.-stacked > .descent--sides > DescentSide.-second { margin-left: 0; }
        & > Static { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        & > .descent--status { text-style: bold; }
        & > .descent--caveat { display: none; color: $foreground 70%; }
        & > DescentLegend { display: none; margin-top: 1; }
        &.-roomy > .descent--caveat, &.-roomy > DescentLegend { display: block; }
        &.-roomy > DescentControls { margin-top: 1; }
        &.-stacked > .descent--status { height: 2; text-wrap: wrap; }
        &.-stacked > .descent--caveat, &.-stacked > DescentLegend { display: none; }
    }
    """

    def __init__(self, panels: int, settings: Settings, *, ascii: bool = False) -> None:  # noqa: A002
        super().__init__()
        self._sides = tuple(DescentSide(ascii=ascii) for _ in range(panels))
        for side in self._sides[1:]:
            side.add_class("-second")
        self._legend = DescentLegend(ascii=ascii)
        self._scrub = DescentScrub(ascii=ascii)
        self._status = Static(classes="descent--status", markup=False)
        self._caveat = Static(classes="descent--caveat", markup=False)
        self._controls = DescentControls(settings, ascii=ascii)
        self._sentence = ""

    def compose(self) -> ComposeResult:
        """Panels, then the legend, the bar, the sentence and the buttons."""
        yield Container(*self._sides, classes="descent--sides")
        yield self._legend
        yield self._scrub
        yield self._status
        yield self._caveat
        yield self._controls

    @property
    def sentence(self) -> str:
        """What the status line says now."""
        return self._sentence

    def on_mount(self) -> None:
        """Write what never changes but with the language."""
        self.retranslate()

    def on_resize(self, event: events.Resize) -> None:
        """Stack the panels when narrow, and add lines when there is room for them."""
        self.set_class(event.size.width < _STACK_BELOW, "-stacked")
        self.set_class(event.size.height >= _ROOMY_FROM, "-roomy")

    def show(self, trajectories: tuple[Trajectory, ...], frame: int) -> None:
        """Show every run up to `frame`."""
        for side, run in zip(self._sides, trajectories, strict=True):
            side.show(run, frame)
        self._scrub.show(frame, tuple(run.steps for run in trajectories))
        sentence = words.status(trajectories, frame)
        if sentence != self._sentence:
            self._sentence = sentence
            self._status.update(Content(sentence), layout=False)

    def show_settings(self, settings: Settings) -> None:
        """Show other settings on the buttons."""
        self._controls.show(settings)

    def retranslate(self) -> None:
        """Write legend, caveat and buttons anew."""
        self._caveat.update(Content(words.caveat()), layout=False)
        self._legend.refresh()
        self._controls.retranslate()
