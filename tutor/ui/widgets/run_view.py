"""A step while it runs: a line of text above the bench or the descent."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tutor.lesson.model import BenchStep, DescentStep, RunStep
from tutor.nn.descent import Problem
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
    problems: tuple[Problem, ...] = ()
    """For a descent: what the learner has made of its settings."""


class RunView(Vertical):
    """The bench or the descent of a step."""

    DEFAULT_CSS = """
    RunView { height: 1fr; width: 1fr; }
    RunView .run--title { height: 1; width: 1fr; padding: 0 1; text-overflow: ellipsis; }
    RunView .run--title { text-style: bold; color: $primary; }
    RunView .run--body { height: auto; max-height: 2; width: 1fr; margin-bottom: 1; padding: 0 1; }
    RunView Descent { padding: 0 1; }
    """

    def __init__(self, session: Session, step: RunStep, *, place: RunPlace | None = None) -> None:
        """Run `step`, from its beginning or from where it was."""
        super().__init__()
        self._session = session
        self._step = step
        self._place = place or RunPlace()

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
            problems = self._place.problems or tuple(session.facts.problem(inputs) for inputs in step.inputs)
            yield Descent(problems, frame=self._place.frame)

    def on_mount(self) -> None:
        """Give the keys to the run, and look at it as before."""
        run, place = self._run, self._place
        if run is None:  # the page was left before it was laid out
            return
        run.focus()
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
        return RunPlace(run.frame, run.speed, problems=run.problems)

    @property
    def over(self) -> bool:
        """Whether the run is at its end."""
        run = self._run
        if run is None:
            return False
        return run.finished if isinstance(run, Bench) else run.frame >= run.last_frame

    def finish(self) -> None:
        """Go to the end of the run."""
        run = self._run
        if run is not None:
            run.action_finish()
