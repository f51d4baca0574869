"""A descent laboratory: one or two panels in lock-step, their read-outs, and everything that can be changed."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import var
from textual.timer import Timer
from textual.widget import Widget

from tutor.nn.descent import Problem, Trajectory, descend
from tutor.ui.widgets.descent_controls import DescentControls
from tutor.ui.widgets.descent_face import DescentFace
from tutor.ui.widgets.descent_scrub import DescentScrub
from tutor.ui.widgets.descent_settings import ADJUSTMENTS, SPEEDS, Settings, following, preceding


class Descent(Widget, can_focus=True):
    """One or two descents side by side, on the same random numbers, shown up to the same frame.

    `frame` counts steps from 0 to the longest run's; a run that has ended stays on its last frame.
    `speed` is in steps a second. With `reduced_motion`, play shows the finished picture at once.
    ValueError if there are not one or two problems, or if one has other than two weights.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "play", "Play or pause", id="descent.play", show=False),
        Binding("right", "step", "Step", id="descent.step", show=False),
        Binding("left", "back", "Step back", id="descent.back", show=False),
        Binding("plus,equals_sign", "speed_up", "Faster", id="descent.faster", show=False),
        Binding("minus", "speed_down", "Slower", id="descent.slower", show=False),
        Binding("r,к,home", "restart", "Restart", id="descent.restart", show=False),
        Binding("end", "finish", "To the end", id="descent.finish", show=False),
        Binding("left_square_bracket,х", "adjust('seed_down')", "Previous seed", id="descent.seed_down", show=False),
        Binding("right_square_bracket,ъ", "adjust('seed_up')", "Next seed", id="descent.seed_up", show=False),
        Binding("comma,б", "adjust('step_size_down')", "Shorter steps", id="descent.step_size_down", show=False),
        Binding("full_stop,ю", "adjust('step_size_up')", "Longer steps", id="descent.step_size_up", show=False),
        Binding("o,щ", "adjust('batch_cycle')", "Batch", id="descent.batch", show=False),
    ]
    DEFAULT_CSS = """
    Descent {
        height: 1fr;
        &:focus .descent--status { color: $text-primary; }
    }
    """

    frame: var[int] = var(0, init=False)
    playing: var[bool] = var(False, init=False)
    speed: var[int] = var(8, init=False)

    class _News(Message):
        """Something of a descent has changed."""

        def __init__(self, descent: Descent) -> None:
            super().__init__()
            self.descent = descent

        @property
        def control(self) -> Descent:
            """The laboratory it comes from."""
            return self.descent

    class Finished(_News):
        """The last frame was reached for the first time."""

    class FrameChanged(_News):
        """Another frame is shown."""

        def __init__(self, descent: Descent, frame: int) -> None:
            super().__init__(descent)
            self.frame = frame

    class ProblemChanged(_News):
        """Batch, step size or seed was changed, and the runs with it."""

        def __init__(self, descent: Descent, problems: tuple[Problem, ...]) -> None:
            super().__init__(descent)
            self.problems = problems

    def __init__(
        self,
        problems: tuple[Problem, ...],
        *,
        frame: int = 0,
        speed: int = 8,
        reduced_motion: bool = False,
        ascii: bool = False,  # noqa: A002 - the name the interface uses throughout
        id: str | None = None,  # noqa: A002 - as Textual names it
    ) -> None:
        super().__init__(id=id)
        if len(problems) not in (1, 2):
            raise ValueError(f"a descent shows one or two problems, not {len(problems)}.")
        if any(problem.dims != 2 for problem in problems):
            raise ValueError("a descent can draw two weights only.")
        self._trajectories = tuple(descend(problem) for problem in problems)
        self._reduced_motion = reduced_motion
        self._was_finished = False
        self._timer: Timer | None = None
        self.set_reactive(Descent.frame, min(max(frame, 0), self.last_frame))
        self.set_reactive(Descent.speed, min(max(speed, SPEEDS[0]), SPEEDS[-1]))
        self._face = DescentFace(len(problems), self._settings(), ascii=ascii)

    def compose(self) -> ComposeResult:
        """Only the face: this widget holds the state."""
        yield self._face

    # What it knows

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems shown, as changed so far."""
        return tuple(run.problem for run in self._trajectories)

    @property
    def trajectories(self) -> tuple[Trajectory, ...]:
        """The finished runs behind the panels."""
        return self._trajectories

    @property
    def last_frame(self) -> int:
        """Steps of the longest run."""
        return max(run.steps for run in self._trajectories)

    def _settings(self) -> Settings:
        problem = self._trajectories[0].problem
        return Settings(self.playing, self.speed, problem.batch, problem.step.value, problem.seed)

    def on_mount(self) -> None:
        """Start the clock, halted, and draw the first frame."""
        self._wind_clock()
        self._draw()
        self._note_end()

    def retranslate(self) -> None:
        """Draw every word anew, after the language was switched."""
        self._draw()
        self._face.retranslate()

    def _draw(self) -> None:
        self._face.show(self._trajectories, self.frame)

    # Playing

    def _wind_clock(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_interval(1 / self.speed, self._tick, pause=not self.playing)

    def _tick(self) -> None:
        if self.app.screen is self.screen:
            self.frame += 1
        else:  # timers go on under a covering screen
            self.playing = False

    def on_hide(self) -> None:
        """Nobody is looking: pause."""
        self.playing = False

    def _note_end(self) -> None:
        if self.frame == self.last_frame:
            self.playing = False
            if not self._was_finished:
                self._was_finished = True
                self.post_message(self.Finished(self))

    def validate_frame(self, frame: int) -> int:
        """Keep the frame within the longest run."""
        return min(max(frame, 0), self.last_frame)

    def watch_frame(self, frame: int) -> None:
        """Draw another frame and tell of it."""
        self._draw()
        self.post_message(self.FrameChanged(self, frame))
        self._note_end()

    def watch_playing(self, playing: bool) -> None:
        """Let the clock run or halt it."""
        self._face.show_settings(self._settings())
        if self._timer is not None:
            if playing:
                self._timer.reset()
                self._timer.resume()
            else:
                self._timer.pause()

    def validate_speed(self, speed: int) -> int:
        """Keep the speed within what the control offers."""
        return min(max(speed, SPEEDS[0]), SPEEDS[-1])

    def watch_speed(self) -> None:
        """Wind the clock anew."""
        self._wind_clock()
        self._face.show_settings(self._settings())

    # Actions, of keys and buttons alike

    @on(DescentControls.Pressed)
    async def _pressed(self, event: DescentControls.Pressed) -> None:
        event.stop()
        await self.run_action(event.action)

    @on(DescentScrub.Scrubbed)
    def _scrubbed(self, event: DescentScrub.Scrubbed) -> None:
        event.stop()
        self.playing = False
        self.frame = event.frame

    def action_play(self) -> None:
        """Play or pause; from the end, play again."""
        if self._reduced_motion:
            self.frame = self.last_frame
            return
        if not self.playing and self.frame == self.last_frame:
            self.frame = 0
        self.playing = not self.playing

    def _go(self, frame: int) -> None:
        self.playing = False
        self.frame = frame

    def action_step(self) -> None:
        """Show one step more."""
        self._go(self.frame + 1)

    def action_back(self) -> None:
        """Show one step less."""
        self._go(self.frame - 1)

    def action_restart(self) -> None:
        """Go back to the start."""
        self._go(0)

    def action_finish(self) -> None:
        """Go to the end."""
        self._go(self.last_frame)

    def action_speed_up(self) -> None:
        """Play faster."""
        self.speed = following(SPEEDS, self.speed)

    def action_speed_down(self) -> None:
        """Play slower."""
        self.speed = preceding(SPEEDS, self.speed)

    def action_adjust(self, name: str) -> None:
        """Change both problems alike; a finished picture stays finished, any other begins anew."""
        at_end = self.frame == self.last_frame
        adjusted = tuple(ADJUSTMENTS[name](problem) for problem in self.problems)
        if adjusted == self.problems:
            return
        self._trajectories = tuple(descend(problem) for problem in adjusted)
        self._face.show_settings(self._settings())
        self.post_message(self.ProblemChanged(self, adjusted))
        frame = self.last_frame if at_end else 0
        if frame == self.frame:
            self._draw()
        else:
            self.frame = frame
