"""A descent laboratory: one or two panels in lock-step, their read-outs, and everything that can be changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message
from textual.reactive import var

from tutor.bench.history import History
from tutor.descent.controls import DescentControl, controls_of, ids_of
from tutor.descent.problem import control_label
from tutor.descent.setup import DescentSetup
from tutor.language import _
from tutor.nn.descent import Trajectory
from tutor.paint.canvas import Renderer
from tutor.paint.descent_controls import control_value
from tutor.paint.descent_view import View
from tutor.paint.descent_words import status
from tutor.ui.widgets.descent_controls import DescentControls
from tutor.ui.widgets.descent_player import DescentPlayer
from tutor.ui.widgets.descent_sweep import DescentSweep
from tutor.ui.widgets.descent_title import DescentTitle
from tutor.ui.widgets.laboratory import Laboratory
from tutor.ui.widgets.prompt import Prompt

LONG = 50_000
"""Numbers drawn at most, from which on a run is not computed on the thread that draws."""


class Descent(DescentPlayer, Laboratory[DescentSetup, tuple[Trajectory, ...]]):
    """Descents on the same random numbers, with controls; every change is drawn at once, and can be undone."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "measure(-1)", show=False),
        Binding("down", "measure(1)", show=False),
        Binding("v,м", "sweep", show=False),
        Binding("left_square_bracket,х", "quick('seed', -1)", show=False),
        Binding("right_square_bracket,ъ", "quick('seed', 1)", show=False),
        Binding("comma,б", "quick('step', -1)", show=False),
        Binding("full_stop,ю", "quick('step', 1)", show=False),
        Binding("o,щ", "quick('batch', 1)", show=False),
        Binding("escape", "close", show=False),
    ]
    DEFAULT_CSS = """
    Descent { height: 1fr; width: 1fr; layout: vertical; }
    Descent #descent-body { height: 1fr; width: 1fr; layout: vertical; }
    Descent DescentFace { padding: 0 1; }
    Descent DescentControls { display: none; max-height: 7; }
    Descent.-controls DescentControls { display: block; }
    Descent.-wide #descent-body { layout: horizontal; }
    Descent.-wide DescentControls { width: 40; height: 1fr; max-height: 100%; }
    Descent DescentTransport { background: $background; }
    Descent:focus DescentTransport, Descent:focus-within DescentTransport { background: $surface; }
    """

    sweeping: var[bool] = var(False, init=False)
    """Whether the sweep is shown in the place of the panels."""

    @dataclass
    class SetupChanged(Message):
        """Other descents are shown."""

        descent: Descent
        setup: DescentSetup

        @property
        def control(self) -> Descent:
            """The laboratory that was changed."""
            return self.descent

    def __init__(
        self,
        history: History[DescentSetup],
        *,
        frame: int = 0,
        speed: int = 8,
        renderer: Renderer = Renderer.BRAILLE,
        hidden: Sequence[str] = (),
        fixed: Sequence[str] = (),
        title: str | None = None,
        id: str | None = None,  # noqa: A002 - as Textual names it
    ) -> None:
        """Show the setup in use. The controls called `hidden` are not there, those called `fixed` do not turn.

        `title` is said on the first line; without one there is no such line. DescentError where the setup has no runs.
        """
        super().__init__(history.now.runs(), frame=frame, speed=speed, renderer=renderer, id=id)
        self.history = history
        self._hidden, self._fixed = tuple(hidden), tuple(fixed)
        self.controls: DescentControls = DescentControls(self.setup, hidden=self._hidden, fixed=self._fixed)
        self._title = DescentTitle(title)

    def compose(self) -> ComposeResult:
        """Lay out the title, the panels with the controls, and the keys."""
        yield self._title
        with Container(id="descent-body"):
            yield self._face
            yield self.controls
        yield Prompt()
        yield self._transport

    # ── what it knows ────────────────────────────────────────────────────────────────────────────

    def on_mount(self) -> None:
        """Start the clock, halted, and draw the first frame."""
        self._wind_clock()
        self.retranslate()
        if self.finished:
            self.post_message(self.Finished(self))

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._title.show_setup(self.setup)
        self._face.retranslate()
        self.controls.problem = ""
        self.controls.refresh()
        self._draw()
        self._tell()

    def _tell(self) -> None:
        self._transport.tell(
            playing=self.playing,
            finished=self.finished,
            steps_a_second=self.speed,
            sweeping=self.sweeping,
            controls=bool(self.controls.rows),
        )

    @property
    def sweep_table(self) -> list[str]:
        """The sweep on display in lines of words and numbers; empty where there is none."""
        return self._face.sweep.table if self.sweeping else []

    # ── the sweep ────────────────────────────────────────────────────────────────────────────────

    def action_sweep(self) -> None:
        """Show the sweep, or the panels again."""
        self.sweeping = not self.sweeping

    def watch_sweeping(self) -> None:
        """Put the sweep in the place of the panels, or take it away."""
        self.playing = False
        self._face.show_sweep(self.setup if self.sweeping else None)
        self._draw()
        self._tell()

    def action_play(self) -> None:
        """Play or pause; a sweep gives way to the panels."""
        self.sweeping = False
        super().action_play()

    def action_along(self, step: int) -> None:
        """Show one step more or less; over a sweep, turn another control."""
        if self.sweeping:
            self._face.sweep.turn_over(step)
        else:
            super().action_along(step)

    def action_measure(self, step: int) -> None:
        """Measure something else over the sweep."""
        if self.sweeping:
            self._face.sweep.turn_measure(step)

    def on_descent_sweep_told(self, event: DescentSweep.Told) -> None:
        """Say what the sweep shows."""
        event.stop()
        if self.sweeping:
            self.say(event.text)

    # ── changes ──────────────────────────────────────────────────────────────────────────────────

    async def _run(self, setup: DescentSetup) -> tuple[Trajectory, ...]:
        if max(setup.batch, 1) * setup.weights * setup.max_steps <= LONG:
            return setup.runs()
        self.say(_("computing…"))
        return await asyncio.to_thread(setup.runs)

    async def _lay(self, runs: tuple[Trajectory, ...]) -> None:
        """Show other runs; a finished picture stays finished, any other begins anew."""
        at_end = self.finished
        self.playing = False
        fitted = self._view == View.fitted(*self._runs)
        self._runs = runs
        if fitted:  # a view that the learner has chosen stays
            self._view = View.fitted(*runs)
        self.set_reactive(Descent.frame, self.last_frame if at_end else 0)
        self.controls.show(self.setup)
        self._title.show_setup(self.setup)
        if self.sweeping:
            self._face.show_sweep(self.setup)
        self._draw()
        self._tell()
        self.post_message(self.SetupChanged(self, self.setup))
        if self.finished:
            self.post_message(self.Finished(self))

    def say(self, text: str) -> None:
        """Say something below the panels, until something else is to be said there."""
        self._face.say(text)

    def tell_problem(self, problem: str) -> None:
        """Say why a change was not possible, where it was not; the last good picture stays."""
        if not self.is_attached:
            return
        self.controls.problem = problem
        if problem:  # the line below the controls may be too short for all of it
            self.say(problem)

    def on_descent_controls_asked(self, event: DescentControls.Asked) -> None:
        """Ask for a value on a line of its own."""
        event.stop()
        what = event.what
        self.controls.typing = True
        self.query_one(Prompt).ask(what, control_label(what.id), what.value)

    def _typed(self, about: object, text: str) -> Callable[[DescentSetup], DescentSetup] | None:
        return (lambda setup: about.typed(setup, text)) if isinstance(about, DescentControl) else None

    def on_prompt_closed(self, event: Prompt.Closed) -> None:
        """Go on where the learner was."""
        event.stop()
        self.controls.typing = False
        self.controls.focus() if self.has_class("-controls") else self.focus()

    async def action_quick(self, control: str, step: int) -> None:
        """Turn one of the controls that have keys of their own."""
        if control in ids_of(self._fixed):
            self.tell_problem(_("this step of the lesson keeps it as it is"))
            return
        wanted = next((one for one in controls_of(self.setup, hidden=self._hidden) if one.id == control), None)
        if wanted is None:
            return
        problem = await self.change(lambda setup: wanted.step(setup, step))
        self.tell_problem(problem)
        if not problem:
            now = next(one for one in controls_of(self.setup) if one.id == control)
            self.say(f"{control_label(control)}: {control_value(now, self.setup)}.  {status(self._runs, self.frame)}")

    def action_controls(self) -> None:
        """Open the controls, where there are any, or close them."""
        if self.controls.rows:
            super().action_controls()

    def action_close(self) -> None:
        """Close the controls, or the sweep, or leave Escape to the screen."""
        if self.has_class("-controls"):
            self.action_controls()
        elif self.sweeping:
            self.sweeping = False
        else:
            self.screen.action_leave()  # type: ignore[attr-defined]
