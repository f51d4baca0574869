"""A run through a lesson that is being written: every step may be opened, and a new version goes on from the old."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tutor.lesson.facts import Facts
from tutor.lesson.grading import AnswerError, grade
from tutor.lesson.model import Frame
from tutor.lesson.questions import Question
from tutor.session import Session
from tutor.step_state import Attempt, StepState

_MISFITS = (AnswerError, LookupError, TypeError, ValueError, ArithmeticError)
"""What judging an answer may raise that was given to another version of a question."""


@dataclass
class PreviewSession(Session):
    """A session whose steps may be opened in any order."""

    @property
    def furthest(self) -> int:
        """The last step: its author may look at any of them."""
        return len(self.lesson.steps) - 1


def first_session(facts: Facts, step: str | None) -> PreviewSession:
    """Return a session that begins at the step called `step`, or at the first one where there is none."""
    ids = [one.id for one in facts.lesson.steps]
    return PreviewSession(facts.lesson, facts, {}, ids.index(step) if step in ids else 0)


def next_session(old: Session, facts: Facts) -> PreviewSession:
    """Return the session of a new version: at the step where the old one was, with the answers that still fit.

    Where the step is gone, the one is shown that stands in its place.
    """
    before = {step.id: step for step in old.lesson.steps}
    states = {
        step.id: fitting(old.states[step.id], before[step.id], step, facts)
        for step in facts.lesson.steps
        if step.id in old.states and step.id in before
    }
    ids = [step.id for step in facts.lesson.steps]
    position = ids.index(old.step.id) if old.step.id in ids else old.position
    return PreviewSession(facts.lesson, facts, states, position)


def fitting(state: StepState, old: Frame, new: Frame, facts: Facts) -> StepState:
    """Return what has happened at a step as far as it fits the step's new version; answers are judged anew."""
    if _kind(old) != _kind(new):
        return StepState()
    question = new.question
    if question is None:
        return state
    try:
        attempts = tuple(_judged(attempt, question, facts) for attempt in state.attempts)
    except _MISFITS:
        return StepState(hints=min(state.hints, len(question.hints)))
    return replace(state, attempts=attempts, hints=min(state.hints, len(question.hints)))


def _kind(step: Frame) -> tuple[object, object]:
    return type(step), getattr(step.question, "kind", None)


def _judged(attempt: Attempt, question: Question, facts: Facts) -> Attempt:
    verdict = grade(question, attempt.answer, facts)
    return replace(attempt, correct=verdict.correct, score=verdict.score)


# ── what of a page can stay as it is ─────────────────────────────────────────────────────────────

_SETS = ("friends", "data", "experiments", "descent")
_RUNS = ("lanes", "compare", "inputs", "settings", "hidden", "fixed")
_SAID = ("ask", "hints", "explain", "because", "mistakes")


def same_run(old: Session, new: Session) -> bool:
    """Return whether the runs of two versions are the same, whatever is said about them."""
    return all(getattr(old.lesson, key) == getattr(new.lesson, key) for key in _SETS) and all(
        getattr(old.step, key, None) == getattr(new.step, key, None) for key in _RUNS
    )


def same_entry(old: Session, new: Session) -> bool:
    """Return whether what was entered in one version of a question can stand in the other."""
    before, after = old.step.question, new.step.question
    if before is None or after is None or type(before) is not type(after):
        return False
    keys = [key for key in type(before).model_fields if key not in _SAID]
    return all(getattr(before, key) == getattr(after, key) for key in keys)
