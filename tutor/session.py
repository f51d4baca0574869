"""The state of one run through a lesson: where the learner is, what was answered, what may be shown. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from tutor.lesson.facts import Facts
from tutor.lesson.grading import Answer, AnswerError, Findings, Verdict, grade
from tutor.lesson.lanes import CHOSEN
from tutor.lesson.model import BenchStep, Frame, Lesson, RunStep
from tutor.lesson.questions import FriendPick
from tutor.lesson.text import Text
from tutor.step_state import MOST_CHARACTERS, MOST_PARTS, Attempt, StepState

__all__ = ["MOST_CHARACTERS", "MOST_PARTS", "Attempt", "Session", "StepState"]


@dataclass
class Session:
    """One learner in one lesson. Every change is a method; a display asks again after each."""

    lesson: Lesson
    facts: Facts
    states: dict[str, StepState] = field(default_factory=dict)
    position: int = 0
    """The index of the step on display."""

    def __post_init__(self) -> None:
        self.position = min(max(self.position, 0), len(self.lesson.steps) - 1)

    @property
    def step(self) -> Frame:
        """The step on display."""
        return self.lesson.steps[self.position]

    @property
    def state(self) -> StepState:
        """What has happened at the step on display."""
        return self.state_of(self.step)

    def state_of(self, step: Frame) -> StepState:
        """Return what has happened at a step."""
        return self.states.get(step.id, StepState())

    # ── answering ────────────────────────────────────────────────────────────────────────────────

    def submit(self, answer: Answer, sure: int | None = None) -> Verdict:
        """Commit an answer to the question on display. AnswerError when it is no answer; nothing changes then."""
        question = self.step.question
        if question is None:
            raise AnswerError("this step asks nothing")
        verdict = grade(question, answer, self.facts)
        attempt = Attempt(answer, verdict.correct, sure, verdict.score)
        self._change(attempts=(*self.state.attempts, attempt), open=False)
        return verdict

    @property
    def verdict(self) -> Verdict | None:
        """The judgement of the latest answer at this step, None while the question is open."""
        return None if self.state.open else self._judgement

    @property
    def findings(self) -> Findings | None:
        """What running the latest answer at this step has shown, be the question open again or not."""
        judgement = self._judgement
        return None if judgement is None else judgement.findings

    @property
    def _judgement(self) -> Verdict | None:
        question, last = self.step.question, self.state.last
        if question is None or last is None:
            return None
        try:
            return grade(question, last.answer, self.facts)
        except AnswerError:  # the lesson has changed since the answer was recorded
            return None

    @property
    def may_hint(self) -> bool:
        """Whether there is one more hint, or the answer, to show."""
        question = self.step.question
        if question is None or self.state.revealed or (self.state.solved and not self.state.open):
            return False
        return self.state.hints < len(question.hints) or not self.predicts

    def hint(self) -> bool:
        """Show one more hint; after the last one, the answer itself. Returns whether anything was added."""
        question = self.step.question
        if question is None or not self.may_hint:
            return False
        if self.state.hints < len(question.hints):
            self._change(hints=self.state.hints + 1)
        else:
            unaided = self.state.unaided
            self._change(revealed=True, unaided=len(self.state.attempts) if unaided is None else unaided)
        return True

    @property
    def hints(self) -> tuple[Text, ...]:
        """The hints that have been shown at this step."""
        question = self.step.question
        return () if question is None else question.hints[: self.state.hints]

    def retry(self) -> bool:
        """Open the question again; what was answered stays recorded. Returns whether there was anything to open."""
        if self.step.question is None or not self.committed:
            return False
        self._change(open=True, revealed=False)
        return True

    @property
    def predicts(self) -> bool:
        """Whether the question on display has no answer to show: part of a run, a pick or a text that is not judged."""
        question = self.step.question
        return isinstance(self.step, RunStep) or (question is not None and not question.judged)

    @property
    def committed(self) -> bool:
        """Whether nothing is left to answer before the step can show what it has to show."""
        return self.step.question is None or (not self.state.open and bool(self.state.attempts)) or self.state.revealed

    @property
    def explained(self) -> bool:
        """Whether the explanation and the caveat may be shown."""
        if isinstance(self.step, RunStep):
            return self.state.seen and self.committed
        if self.step.question is None:
            return True
        verdict = self.verdict
        return self.state.revealed or (verdict is not None and verdict.correct is not False)

    # ── moving ───────────────────────────────────────────────────────────────────────────────────

    def mark_seen(self) -> None:
        """Note that the page was read, or the run watched to its end."""
        self._change(seen=True)

    def mark_reached(self) -> bool:
        """Note that the goal of this step was reached. Returns whether that is new."""
        new = not self.state.reached
        self._change(reached=True)
        return new

    @property
    def may_leave(self) -> bool:
        """Whether the learner may go on: a question needs an attempt, a run needs to have been seen."""
        if isinstance(self.step, RunStep):
            return self.committed and self.state.seen
        return self.step.question is None or bool(self.state.attempts) or self.state.revealed

    def forward(self) -> bool:
        """Go to the next step if this one may be left. Returns whether the position changed."""
        if not self.may_leave:
            return False
        if self.step.question is None:
            self.mark_seen()
        if self.position + 1 == len(self.lesson.steps):
            return False
        self.position += 1
        return True

    def back(self) -> bool:
        """Go to the step before. Returns whether the position changed."""
        if self.position == 0:
            return False
        self.position -= 1
        return True

    def go(self, index: int) -> bool:
        """Go to any step that has been reached. Returns whether the position changed."""
        if not 0 <= index <= self.furthest or index == self.position:
            return False
        self.position = index
        return True

    def done(self, step: Frame) -> bool:
        """Return whether a step counts as done."""
        state = self.state_of(step)
        if isinstance(step, RunStep) or step.question is None:
            return state.seen
        return bool(state.attempts) or state.revealed

    @property
    def furthest(self) -> int:
        """The index of the last step that may be opened: the first that is not done, or the one on display."""
        undone = (index for index, step in enumerate(self.lesson.steps) if not self.done(step))
        return max(next(undone, len(self.lesson.steps) - 1), self.position)

    @property
    def finished(self) -> bool:
        """Whether every step is done."""
        return all(self.done(step) for step in self.lesson.steps)

    # ── what it comes to ─────────────────────────────────────────────────────────────────────────

    @property
    def possible(self) -> float:
        """The points that the lesson gives for right answers."""
        return sum(step.points for step in self.lesson.steps)

    @property
    def earned(self) -> float:
        """The points that the best attempts at its steps are worth."""
        return sum(self.points_of(step) for step in self.lesson.steps)

    def points_of(self, step: Frame) -> float:
        """Return the points that the best attempt at a step is worth."""
        return step.points * self.state_of(step).best

    def covered(self, objective: str) -> bool:
        """Return whether every step that serves an objective is done, and every question there was answered rightly.

        The page on display counts as read.
        """
        serving = [step for step in self.lesson.steps if objective in step.objectives]
        return bool(serving) and all(map(self._served, serving))

    def _served(self, step: Frame) -> bool:
        if step.question is None:
            return self.done(step) or step is self.step
        return self.done(step) and self.state_of(step).solved

    # ── what the step shows ──────────────────────────────────────────────────────────────────────

    def lanes(self, step: BenchStep) -> tuple[str, ...]:
        """Return the lanes of a bench, with the learner's own pick in place of `chosen`."""
        return self.resolved(step.lanes)

    def resolved(self, lanes: Iterable[str]) -> tuple[str, ...]:
        """Return lanes with the learner's own pick in place of `chosen`."""
        return tuple(self.pick if lane == CHOSEN else lane for lane in lanes)

    @property
    def pick(self) -> str:
        """The friend whom the learner picked last before this step; the first friend where none was picked."""
        friends = [friend.id for friend in self.lesson.friends]
        for step in reversed(self.lesson.steps[: self.position + 1]):
            last = self.state_of(step).last
            # The lesson may have lost a friend since the answer was recorded.
            if isinstance(step.question, FriendPick) and last is not None and last.answer in friends:
                return str(last.answer)
        return friends[0]

    def _change(self, **changes: Any) -> None:
        self.states[self.step.id] = replace(self.state, **changes)
