"""A step while it runs: a line of text above the bench or the descent."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tutor.bench.history import History
from tutor.descent.setup import DescentSetup
from tutor.language import _
from tutor.lesson.descent_model import Goal
from tutor.lesson.descents import step_setup
from tutor.lesson.expressions import ExpressionError
from tutor.lesson.goals import is_reached
from tutor.lesson.model import BenchStep, DescentStep, RunStep
from tutor.paint.canvas import Renderer
from tutor.session import Session
from tutor.ui.widgets.bench import Bench
from tutor.ui.widgets.data_view import lane_data_for
from tutor.ui.widgets.descent import Descent


@dataclass(frozen=True)
class RunPlace:
    """Where a run is and how it is looked at, so that it can be laid out anew."""

    frame: int = 0
    speed: int | None = None
    front: int = 0
    view: int = 0
    history: History[DescentSetup] | None = None
    """For a descent: what the learner has made of its settings."""


class RunView(Vertical):
    """The bench or the descent of a step."""

    DEFAULT_CSS = """
    RunView { height: 1fr; width: 1fr; }
    RunView .run--title { height: 1; width: 1fr; padding: 0 1; text-overflow: ellipsis; }
    RunView .run--title { text-style: bold; color: $primary; }
    RunView .run--body { height: auto; max-height: 2; width: 1fr; margin-bottom: 1; padding: 0 1; }
    RunView .run--goal { height: auto; max-height: 2; width: 1fr; padding: 0 1; color: $text-accent; }
    RunView .run--goal.-reached { color: $text-success; text-style: bold; }
    """

    def __init__(
        self,
        session: Session,
        step: RunStep,
        *,
        place: RunPlace | None = None,
        renderer: Renderer = Renderer.BRAILLE,
    ) -> None:
        """Run `step`, from its beginning or from where it was; a descent is drawn as `renderer` says."""
        super().__init__()
        self._session = session
        self._step = step
        self._place = place or RunPlace()
        self._renderer = renderer
        self.held_back = False
        """Whether it was said that the end would leave the goal unreached, and nothing was changed since."""

    def compose(self) -> ComposeResult:
        """Lay out title, text and run."""
        step, session = self._step, self._session
        yield Static(Content(session.facts.fill(step.title)), classes="run--title")
        if step.body is not None:
            yield Static(Content(session.facts.fill(step.body)), classes="run--body")
        if isinstance(step, BenchStep):
            lanes = session.lanes(step)
            pair = None
            if step.compare is not None:
                one, other = session.resolved(step.compare)
                pair = lanes.index(one), lanes.index(other)
            yield Bench([lane_data_for(session, lane) for lane in lanes], compare=pair, index=self._place.frame)
        elif isinstance(step, DescentStep):
            setup = step_setup(step, session.lesson.descent)
            if step.goal is not None:
                yield Static(markup=False, classes="run--goal")
            yield Descent(
                self._place.history or History(setup),
                frame=self._place.frame,
                renderer=self._renderer,
                hidden=step.hidden,
                fixed=step.fixed,
            )

    def on_mount(self) -> None:
        """Give the keys to the run, and look at it as before."""
        run, place = self._run, self._place
        if run is None:  # the page was left before it was laid out
            return
        run.focus()
        self.judge()
        if place.speed is not None:
            run.speed = place.speed
        if isinstance(run, Bench):
            run.front, run.view = place.front, place.view

    @property
    def _run(self) -> Bench | Descent | None:
        """The run; None before it is laid out."""
        return next(iter([*self.query(Bench), *self.query(Descent)]), None)

    @property
    def place(self) -> RunPlace:
        """Where the run is now."""
        run = self._run
        if run is None:
            return self._place
        if isinstance(run, Bench):
            return RunPlace(run.index, run.speed, run.front, run.view)
        return RunPlace(run.frame, run.speed, history=run.history)

    @property
    def over(self) -> bool:
        """Whether the run is at its end."""
        run = self._run
        if run is None:
            return False
        return run.finished

    def finish(self) -> None:
        """Go to the end of the run."""
        run = self._run
        if run is not None:
            run.action_finish()

    @property
    def _goal(self) -> Goal | None:
        return self._step.goal if isinstance(self._step, DescentStep) else None

    def _reaches(self, goal: Goal, run: Descent) -> bool:
        try:
            return is_reached(goal, run.runs, self._session.facts)
        except ExpressionError:  # a learner may have closed the panel that the goal speaks of
            return False

    def judge(self) -> bool:
        """Say whether what is set reaches the goal, where there is one; return whether that was seen to its end."""
        goal, run = self._goal, self._run
        self.held_back = False
        if goal is None or not isinstance(run, Descent):
            return False
        reached = run.finished and self._reaches(goal, run)
        said = self._session.facts.fill(goal.ask)
        mark = "✓ " + _("reached:") if reached else "○ " + _("goal:")
        self._say_goal(f"{mark} {said}", reached=reached)
        return reached

    def hold_back(self) -> bool:
        """Say once that the goal is not reached yet, before the result tells a way to it; return whether it is said."""
        goal, run = self._goal, self._run
        if self.held_back or goal is None or not isinstance(run, Descent):
            return False
        self.held_back = True
        warned = _("not reached yet; Enter once more ends without it:")
        self._say_goal(f"○ {warned} {self._session.facts.fill(goal.ask)}", reached=False)
        return True

    def _say_goal(self, said: str, *, reached: bool) -> None:
        for line in self.query(".run--goal").results(Static):
            line.update(Content(said))
            line.set_class(reached, "-reached")
