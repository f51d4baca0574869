"""Playing descents: one or two panels in lock-step, up to the same frame, looked at through one view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import var
from textual.timer import Timer
from textual.widget import Widget

from tutor.nn.descent import Trajectory
from tutor.paint.canvas import Renderer
from tutor.paint.descent_view import View
from tutor.ui.widgets.descent_clock import FRAMES, Clock
from tutor.ui.widgets.descent_face import DescentFace
from tutor.ui.widgets.descent_panel import DescentPanel
from tutor.ui.widgets.descent_scrub import DescentScrub
from tutor.ui.widgets.descent_transport import DescentTransport

ZOOM, PAN = 1.5, 0.125
"""What one key makes of a view: a factor, and a share of the window."""
WORDS_EVERY = 6
"""Pictures from one change of the numbers to the next, where a descent is played at full speed."""


class DescentPlayer(Widget, can_focus=True):
    """One or two finished descents, shown up to the same frame; subclasses lay `_face` and `_transport` out.

    `frame` counts steps from 0 to the longest run's; a run that has ended stays on its last frame.
    `speed` is in steps a second. Where motion is reduced, play shows the finished picture at once.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "play", show=False),
        Binding("right", "along(1)", show=False),
        Binding("left", "along(-1)", show=False),
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
    ]

    frame: var[int] = var(0, init=False)
    playing: var[bool] = var(False, init=False)
    speed: var[int] = var(8, init=False)
    renderer: var[Renderer] = var(Renderer.BRAILLE, init=False)

    @dataclass
    class Finished(Message, namespace="descent"):
        """The last frame is shown."""

        descent: DescentPlayer

        @property
        def control(self) -> DescentPlayer:
            """The laboratory it comes from."""
            return self.descent

    @dataclass
    class Left(Message, namespace="descent"):
        """The last frame is no longer shown."""

        descent: DescentPlayer

        @property
        def control(self) -> DescentPlayer:
            """The laboratory that is at an earlier frame."""
            return self.descent

    @dataclass
    class RendererChanged(Message, namespace="descent"):
        """The learner prefers another way of drawing."""

        descent: DescentPlayer
        renderer: Renderer

        @property
        def control(self) -> DescentPlayer:
            """The laboratory that is drawn that way now."""
            return self.descent

    def __init__(
        self,
        runs: Sequence[Trajectory],
        *,
        frame: int,
        speed: int,
        renderer: Renderer,
        id: str | None = None,  # noqa: A002 - as Textual names it
    ) -> None:
        super().__init__(id=id)
        self._runs = tuple(runs)
        self._timer: Timer | None = None
        self._clock = Clock(speed)
        self._view = View.fitted(*self._runs)
        self._pictures = 0
        """How often the panels were drawn."""
        self.set_reactive(DescentPlayer.frame, min(max(frame, 0), self.last_frame))
        self.set_reactive(DescentPlayer.speed, self._clock.speed)
        self.set_reactive(DescentPlayer.renderer, renderer)
        self._face = DescentFace(renderer)
        self._transport = DescentTransport(id="transport")

    # ── what it knows ────────────────────────────────────────────────────────────────────────────

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

    def _draw(self) -> None:
        # Nobody reads numbers that change sixty times a second.
        self._pictures += 1
        words_too = not self.playing or self.finished or self.speed < FRAMES or self._pictures % WORDS_EVERY == 0
        self._face.show(self._runs, self.frame, self._view, self.renderer, words_too=words_too)

    def _tell(self) -> None:
        """Say what can be done now."""
        raise NotImplementedError

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
        """Show one step more or less."""
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
