"""A descent laboratory: one or two panels in lock-step, their read-outs, and everything that can be changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message
from textual.reactive import var
from textual.timer import Timer
from textual.widget import Widget

from tutor.bench.history import History
from tutor.descent.controls import DescentControl, controls_of, ids_of
from tutor.descent.problem import DescentError, control_label
from tutor.descent.setup import DescentSetup
from tutor.language import _
from tutor.nn.descent import Trajectory
from tutor.paint.canvas import Renderer
from tutor.paint.descent_controls import control_value
from tutor.paint.descent_view import View
from tutor.ui.widgets.descent_clock import FRAMES, Clock
from tutor.ui.widgets.descent_controls import Change, DescentControls
from tutor.ui.widgets.descent_face import DescentFace
from tutor.ui.widgets.descent_panel import DescentPanel
from tutor.ui.widgets.descent_scrub import DescentScrub
from tutor.ui.widgets.descent_sweep import DescentSweep
from tutor.ui.widgets.descent_title import DescentTitle
from tutor.ui.widgets.descent_transport import DescentTransport
from tutor.ui.widgets.prompt import Prompt

WIDE = 112
"""Columns from which the controls stand beside the panels instead of below them."""
LONG = 50_000
"""Numbers drawn at most, from which on a run is not computed on the thread that draws."""
ZOOM, PAN = 1.5, 0.125
"""What one key makes of a view: a factor, and a share of the window."""


class Descent(Widget, can_focus=True):
    """One or two descents on the same random numbers, shown up to the same frame.

    `frame` counts steps from 0 to the longest run's; a run that has ended stays on its last frame.
    `speed` is in steps a second. Where motion is reduced, play shows the finished picture at once.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "play", show=False),
        Binding("right", "along(1)", show=False),
        Binding("left", "along(-1)", show=False),
        Binding("up", "measure(-1)", show=False),
        Binding("down", "measure(1)", show=False),
        Binding("n,т", "turn(1)", show=False),
        Binding("p,з", "turn(-1)", show=False),
        Binding("plus,equals_sign", "speed(1)", show=False),
        Binding("minus", "speed(-1)", show=False),
        Binding("r,к,home", "restart", show=False),
        Binding("end", "finish", show=False),
        Binding("z,я", "zoom(1)", show=False),
        Binding("x,ч", "zoom(-1)", show=False),
        Binding("0", "fit", show=False),
        Binding("shift+left", "pan(-1, 0)", show=False),
        Binding("shift+right", "pan(1, 0)", show=False),
        Binding("shift+up", "pan(0, 1)", show=False),
        Binding("shift+down", "pan(0, -1)", show=False),
        Binding("a,ф", "renderer", show=False),
        Binding("v,м", "sweep", show=False),
        Binding("e,у", "controls", show=False),
        Binding("u,г", "undo", show=False),
        Binding("y,н", "redo", show=False),
        Binding("left_square_bracket,х", "quick('seed', -1)", show=False),
        Binding("right_square_bracket,ъ", "quick('seed', 1)", show=False),
        Binding("comma,б", "quick('step', -1)", show=False),
        Binding("full_stop,ю", "quick('step', 1)", show=False),
        Binding("o,щ", "quick('batch', 1)", show=False),
        Binding("escape", "close_controls", show=False),
    ]
    DEFAULT_CSS = """
    Descent { height: 1fr; width: 1fr; layout: vertical; }
    Descent #descent-body { height: 1fr; width: 1fr; layout: vertical; }
    Descent DescentFace { padding: 0 1; }
    Descent DescentControls { display: none; max-height: 7; }
    Descent.-controls DescentControls { display: block; }
    Descent #descent-body.-wide { layout: horizontal; }
    Descent #descent-body.-wide DescentControls { width: 40; height: 1fr; max-height: 100%; }
    Descent DescentTransport { background: $background; }
    Descent:focus DescentTransport, Descent:focus-within DescentTransport { background: $surface; }
    """

    frame: var[int] = var(0, init=False)
    playing: var[bool] = var(False, init=False)
    speed: var[int] = var(8, init=False)
    sweeping: var[bool] = var(False, init=False)
    """Whether the sweep is shown in the place of the panels."""
    renderer: var[Renderer] = var(Renderer.BRAILLE, init=False)

    @dataclass
    class Finished(Message):
        """The last frame is shown."""

        descent: Descent

        @property
        def control(self) -> Descent:
            """The laboratory it comes from."""
            return self.descent

    @dataclass
    class Left(Message):
        """The last frame is no longer shown."""

        descent: Descent

        @property
        def control(self) -> Descent:
            """The laboratory that is at an earlier frame."""
            return self.descent

    @dataclass
    class SetupChanged(Message):
        """Other descents are shown."""

        descent: Descent
        setup: DescentSetup

        @property
        def control(self) -> Descent:
            """The laboratory that was changed."""
            return self.descent

    @dataclass
    class RendererChanged(Message):
        """The learner prefers another way of drawing."""

        descent: Descent
        renderer: Renderer

        @property
        def control(self) -> Descent:
            """The laboratory that is drawn that way now."""
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
        super().__init__(id=id)
        self.history = history
        self._runs = history.now.runs()
        self._hidden, self._fixed = tuple(hidden), tuple(fixed)
        self._timer: Timer | None = None
        self._clock = Clock(speed)
        self._view = View.fitted(*self._runs)
        self._pictures = 0
        """How often the panels were drawn."""
        self._changing = asyncio.Lock()
        """Held while a change is computed: the next one begins from what it has made."""
        self.set_reactive(Descent.frame, min(max(frame, 0), self.last_frame))
        self.set_reactive(Descent.speed, self._clock.speed)
        self.set_reactive(Descent.renderer, renderer)
        self._title = DescentTitle(title)
        self._face = DescentFace(renderer)
        self._transport = DescentTransport(id="transport")

    def compose(self) -> ComposeResult:
        """Lay out the title, the panels with the controls, and the keys."""
        yield self._title
        with Container(id="descent-body"):
            yield self._face
            yield DescentControls(self.setup, hidden=self._hidden, fixed=self._fixed)
        yield Prompt()
        yield self._transport

    # ── what it knows ────────────────────────────────────────────────────────────────────────────

    @property
    def setup(self) -> DescentSetup:
        """What the runs are computed from."""
        return self.history.now

    @property
    def runs(self) -> tuple[Trajectory, ...]:
        """The finished runs behind the panels."""
        return self._runs

    @property
    def last_frame(self) -> int:
        """Steps of the longest run."""
        return max(run.steps for run in self._runs)

    @property
    def finished(self) -> bool:
        """Whether the last frame is shown."""
        return self.frame >= self.last_frame

    @property
    def sentence(self) -> str:
        """What is said below the panels."""
        return self._face.sentence

    @property
    def controls(self) -> DescentControls:
        """The list of controls."""
        return self.query_one(DescentControls)

    def on_mount(self) -> None:
        """Start the clock, halted, and draw the first frame."""
        self._wind_clock()
        self.retranslate()
        if self.finished:
            self.post_message(self.Finished(self))

    def on_resize(self, event: events.Resize) -> None:
        """Put the controls beside the panels, or below them."""
        self.query_one("#descent-body").set_class(event.size.width >= WIDE, "-wide")

    def retranslate(self) -> None:
        """Say everything in the language in use."""
        self._title.show_setup(self.setup)
        self._face.retranslate()
        self.controls.problem = ""
        self.controls.refresh()
        self._draw()
        self._tell()

    def _draw(self) -> None:
        # Nobody reads numbers that change sixty times a second: played so fast they change with every other picture.
        self._pictures += 1
        words_too = not self.playing or self.finished or self.speed < FRAMES or self._pictures % 2 == 0
        self._face.show(self._runs, self.frame, self._view, self.renderer, words_too=words_too)

    def _tell(self) -> None:
        self._transport.tell(
            playing=self.playing,
            finished=self.finished,
            steps_a_second=self.speed,
            sweeping=self.sweeping,
            controls=any(controls.rows for controls in self.query(DescentControls)),
        )

    # ── playing ──────────────────────────────────────────────────────────────────────────────────

    def _wind_clock(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_interval(self._clock.interval, self._tick, pause=not self.playing)

    def _tick(self) -> None:
        if self.app.screen is self.screen:
            self.frame += self._clock.tick()
        else:  # timers go on under a covering screen
            self.playing = False

    def on_hide(self) -> None:
        """Nobody is looking: pause."""
        self.playing = False

    def validate_frame(self, frame: int) -> int:
        """Keep the frame within the longest run."""
        return min(max(frame, 0), self.last_frame)

    def watch_frame(self, before: int, _frame: int) -> None:
        """Draw another frame and tell of it; at the end stop."""
        self._draw()
        if self.finished:
            self.playing = False
            self.post_message(self.Finished(self))
            self._tell()
        elif before >= self.last_frame:
            self.post_message(self.Left(self))
            self._tell()

    def watch_playing(self, playing: bool) -> None:
        """Let the clock run or halt it."""
        if self._timer is not None:
            if playing:
                self._timer.reset()
                self._timer.resume()
            else:
                self._timer.pause()
        if not playing:
            self._draw()  # the numbers may be one picture behind
        self._tell()

    def watch_speed(self) -> None:
        """Wind the clock anew."""
        self._clock = Clock(self.speed)
        self._wind_clock()
        self._tell()

    def action_play(self) -> None:
        """Play or pause; from the end, play again."""
        if self.sweeping:
            self.sweeping = False
        if self.app.animation_level == "none":  # motion is reduced
            self.frame = self.last_frame
            return
        if not self.playing and self.finished:
            self.frame = 0
        self.playing = not self.playing

    def go(self, frame: int) -> None:
        """Pause, and show a frame."""
        self.playing = False
        self.frame = frame

    def action_along(self, step: int) -> None:
        """Show one step more or less; over a sweep, turn another control."""
        if self.sweeping:
            self._face.sweep.turn_over(step)
        else:
            self.go(self.frame + step)

    def action_turn(self, direction: int) -> None:
        """Go to the next sharp turn of either path, or back to the one before; the ends count as turns."""
        turns = sorted({0, self.last_frame, *(int(t) for run in self._runs for t in run.turning_points)})
        here = self.frame
        if direction > 0:
            self.go(next((turn for turn in turns if turn > here), here))
        else:
            self.go(next((turn for turn in reversed(turns) if turn < here), here))

    def action_restart(self) -> None:
        """Go back to the start."""
        self.go(0)

    def action_finish(self) -> None:
        """Go to the end."""
        self.go(self.last_frame)

    def action_speed(self, by: int) -> None:
        """Play faster or slower."""
        self.speed = self._clock.faster(by)

    def on_descent_scrub_scrubbed(self, event: DescentScrub.Scrubbed) -> None:
        """Go where the mouse asks for."""
        event.stop()
        self.go(event.frame)

    def on_descent_sweep_told(self, event: DescentSweep.Told) -> None:
        """Say what the sweep shows."""
        event.stop()
        if self.sweeping:
            self._face.say(event.text)

    # ── looking ──────────────────────────────────────────────────────────────────────────────────

    def _look(self, view: View) -> None:
        """Look at both planes from elsewhere: one view for both, so that they stay comparable."""
        self._view = view
        self._draw()

    def action_zoom(self, direction: int) -> None:
        """Look closer, or from farther away."""
        self._look(self._view.zoomed(ZOOM if direction > 0 else 1 / ZOOM))

    def action_pan(self, right: int, up: int) -> None:
        """Look elsewhere."""
        self._look(self._view.panned(PAN * right, PAN * up))

    def action_fit(self) -> None:
        """Look at everything again."""
        self._look(View.fitted(*self._runs))

    def on_descent_panel_moved(self, event: DescentPanel.Moved) -> None:
        """Zoom with the wheel, and pull the plane along with the pointer."""
        event.stop()
        width, height = event.panel.size
        side = max(min(width, 2 * height), 1)
        self._look(self._view.zoomed(event.zoom).panned(event.right / side, 2 * event.up / side))

    def action_renderer(self) -> None:
        """Draw in braille, in blocks, or in plain ASCII."""
        renderers = list(Renderer)
        self.renderer = renderers[(renderers.index(self.renderer) + 1) % len(renderers)]
        self.post_message(self.RendererChanged(self, self.renderer))

    def watch_renderer(self) -> None:
        """Draw in another way."""
        self._face.use(self.renderer)
        self._draw()

    def action_sweep(self) -> None:
        """Show the sweep, or the panels again."""
        self.sweeping = not self.sweeping

    def watch_sweeping(self) -> None:
        """Put the sweep in the place of the panels, or take it away."""
        self.playing = False
        self._face.show_sweep(self.setup if self.sweeping else None)
        self._draw()
        self._tell()

    def action_measure(self, step: int) -> None:
        """Measure something else over the sweep."""
        if self.sweeping:
            self._face.sweep.turn_measure(step)

    # ── changes ──────────────────────────────────────────────────────────────────────────────────

    async def change(self, change: Change) -> str:
        """Make a change, and show what comes of it; return why it is not possible, or ''."""
        return await self._step(lambda history: history.do(change(history.now)))

    async def _step(self, step: Callable[[History[DescentSetup]], History[DescentSetup]]) -> str:
        # One after the other: a key may ask for a change while another one is being computed.
        async with self._changing:
            try:
                history = step(self.history)
                if history is self.history:
                    return ""
                runs = await self._run(history.now)
            except DescentError as error:
                return str(error)
            if self.is_attached:  # else the learner did not wait for it
                self._lay(history, runs)
        return ""

    async def _run(self, setup: DescentSetup) -> tuple[Trajectory, ...]:
        """Run the descents: at once, or off the thread that draws where they are long."""
        if max(setup.batch, 1) * setup.weights * setup.max_steps <= LONG:
            return setup.runs()
        self._face.say(_("computing…"))
        return await asyncio.to_thread(setup.runs)

    def _lay(self, history: History[DescentSetup], runs: tuple[Trajectory, ...]) -> None:
        """Show other runs; a finished picture stays finished, any other begins anew."""
        at_end = self.finished
        self.playing = False
        fitted = self._view == View.fitted(*self._runs)
        self.history, self._runs = history, runs
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

    def tell_problem(self, problem: str) -> None:
        """Say why a change was not possible, where it was not; the last good picture stays."""
        if not self.is_attached:
            return
        self.controls.problem = problem
        if problem:  # the line below the controls may be too short for all of it
            self._face.say(problem)

    async def on_descent_controls_changed(self, event: DescentControls.Changed) -> None:
        """Turn a control."""
        event.stop()
        self.tell_problem(await self.change(event.change))

    def on_descent_controls_asked(self, event: DescentControls.Asked) -> None:
        """Ask for a value on a line of its own."""
        event.stop()
        what = event.what
        self.query_one(Prompt).ask(what, control_label(what.id), what.value)

    async def on_prompt_answered(self, event: Prompt.Answered) -> None:
        """Set what was asked for, or say why it cannot be."""
        event.stop()
        about = event.about
        if not isinstance(about, DescentControl):
            return
        problem = await self.change(lambda setup: about.typed(setup, event.text))
        if problem:
            event.prompt.say(problem)
        else:
            event.prompt.close()

    def on_prompt_closed(self, event: Prompt.Closed) -> None:
        """Go on where the learner was."""
        event.stop()
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
            self._face.say(f"{control_label(control)}: {control_value(now, self.setup)}")

    async def action_undo(self) -> None:
        """Take the last change back."""
        await self._go_back(History.undo)

    async def action_redo(self) -> None:
        """Make the change again that was taken back."""
        await self._go_back(History.redo)

    async def _go_back(self, step: Callable[[History[DescentSetup]], History[DescentSetup]]) -> None:
        if step(self.history) is self.history and not self._changing.locked():
            self._face.say(_("There is nothing to go back to."))
            return
        self.tell_problem(await self._step(step))

    def action_controls(self) -> None:
        """Open the controls, or close them."""
        if not self.controls.rows:
            return
        self.toggle_class("-controls")
        self.controls.focus() if self.has_class("-controls") else self.focus()

    def action_close_controls(self) -> None:
        """Close the controls, or leave Escape to the screen."""
        if self.has_class("-controls"):
            self.action_controls()
        else:
            self.screen.action_leave()  # type: ignore[attr-defined]
