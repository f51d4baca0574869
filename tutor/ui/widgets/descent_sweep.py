"""The sweep: what one setting does to the walk, measured over many runs, over the curve that theory gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.message import Message
from textual.reactive import var
from textual.worker import get_current_worker

from tutor.descent.problem import DescentError, control_label
from tutor.descent.setup import DescentSetup
from tutor.descent.sweep import RUNS, SweepSpec, parse_sweep, swept
from tutor.language import _
from tutor.nn.descent import Sweep, sweep
from tutor.paint.canvas import Renderer
from tutor.paint.descent_names import inputs_label
from tutor.paint.sweep_chart import ChartRole, draw_sweep
from tutor.paint.sweep_series import MEASURES, series_of
from tutor.paint.sweep_words import measure_name, sweep_sentence, sweep_table
from tutor.ui.widgets.cells_view import CellsView

SWEEPS = ("d=2..64", "batch=1..256", "rho=0..0.95", "step=0.05..1.9")
"""What can be turned, each over a range of its own."""


@dataclass(frozen=True)
class _Wanted:
    """What is to be measured."""

    setup: DescentSetup
    text: str


class DescentSweep(CellsView):
    """One chart for both kinds of inputs; it is computed off the thread that draws, and what was computed is kept."""

    PREFIX = "descent-sweep"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"descent-sweep--{role.name.lower().replace('_', '-')}" for role in ChartRole
    }
    DEFAULT_CSS = """
    DescentSweep {
        height: 1fr;
        background: $surface;
        & > .descent-sweep--axis { color: $text-muted; }
        & > .descent-sweep--label { color: $foreground; }
        & > .descent-sweep--first { color: $text-accent; text-style: bold; }
        & > .descent-sweep--second { color: $text-primary; text-style: bold; }
        & > .descent-sweep--first-theory { color: $text-accent; }
        & > .descent-sweep--second-theory { color: $text-primary; }
    }
    """

    over: var[int] = var(0, init=False)
    """Which of SWEEPS."""
    measure: var[int] = var(0, init=False)
    """Which of MEASURES."""

    @dataclass
    class Told(Message):
        """There is something to say about the sweep: what it shows, or why it cannot be made."""

        sweep: DescentSweep
        text: str

        @property
        def control(self) -> DescentSweep:
            """The sweep that is spoken of."""
            return self.sweep

    def __init__(self, renderer: Renderer) -> None:
        super().__init__()
        self._renderer = renderer
        self._setup: DescentSetup | None = None
        self._wanted: _Wanted | None = None
        self._known: dict[_Wanted, tuple[Sweep, ...]] = {}

    def use(self, renderer: Renderer) -> None:
        """Draw in another way from now on."""
        self._renderer = renderer
        self._draw()

    def show(self, setup: DescentSetup) -> None:
        """Show the sweep that starts from a setup."""
        self._setup = setup
        self._compute()

    def retranslate(self) -> None:
        """Draw and say everything in the language in use."""
        self._compute()

    def turn_over(self, step: int) -> None:
        """Turn another setting."""
        self.over = (self.over + step) % len(SWEEPS)

    def turn_measure(self, step: int) -> None:
        """Measure something else."""
        self.measure = (self.measure + step) % len(MEASURES)

    def watch_over(self) -> None:
        """Compute the other sweep."""
        self._compute()

    def watch_measure(self) -> None:
        """Draw the other measure."""
        self._draw()

    def on_resize(self) -> None:
        """Draw anew for the new size."""
        self._draw()

    @property
    def table(self) -> list[str]:
        """The sweep in lines of words and numbers; empty while it is being computed."""
        if self._wanted is None or self._wanted not in self._known:
            return []
        names = [inputs_label(problem.inputs) for problem in self._wanted.setup.problems()]
        return sweep_table(self._known[self._wanted], names)

    # ── computing ────────────────────────────────────────────────────────────────────────────────

    def _compute(self) -> None:
        if self._setup is None:
            return
        wanted = self._wanted = _Wanted(self._setup, SWEEPS[self.over])
        if wanted in self._known:
            self._draw()
            return
        try:
            spec = parse_sweep(wanted.text, squares=wanted.setup.needs_square)
            start = swept(wanted.setup, spec, RUNS)
        except DescentError as error:
            self._wanted = None
            self.put(None)
            self.post_message(self.Told(self, str(error)))
            return
        self.put(None)
        self.post_message(self.Told(self, _("computing…")))
        self.run_worker(lambda: self._measure(wanted, start, spec), thread=True, exclusive=True, exit_on_error=False)

    def _measure(self, wanted: _Wanted, start: DescentSetup, spec: SweepSpec) -> None:
        worker = get_current_worker()
        found: list[Sweep] = []
        for problem in start.problems():
            found.append(sweep(problem, spec.over, spec.values, RUNS))
            if worker.is_cancelled:
                return
        self.app.call_from_thread(self._take, wanted, tuple(found))

    def _take(self, wanted: _Wanted, found: tuple[Sweep, ...]) -> None:
        self._known[wanted] = found
        if wanted == self._wanted:
            self._draw()

    # ── drawing ──────────────────────────────────────────────────────────────────────────────────

    def _draw(self) -> None:
        width, height = self.size
        if self._wanted is None or self._wanted not in self._known or width < 1 or height < 1:
            return
        found, measure = self._known[self._wanted], MEASURES[self.measure]
        names = [inputs_label(problem.inputs) for problem in self._wanted.setup.problems()]
        series = [series_of(one.points, name, measure) for one, name in zip(found, names, strict=True)]
        over = found[0].over
        cells = draw_sweep(
            series,
            width,
            height,
            self._renderer,
            x_name=control_label(over),
            y_name=measure_name(measure),
            theory_name=_("theory, of the mean"),
        )
        self.put(cells, anew=True)
        self.post_message(self.Told(self, sweep_sentence(found, names, measure)))
