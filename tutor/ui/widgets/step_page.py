"""A step as a page: its text, its question, and all that may be said once the question is answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tutor.language import _
from tutor.lesson.grading import Answer, Verdict, is_correct
from tutor.lesson.model import BenchStep, RunStep, TextStep
from tutor.lesson.questions import Choice, Choices, FriendPick, Number, Question
from tutor.lesson.text import Text
from tutor.paint.number import short
from tutor.session import Attempt, Session
from tutor.ui.widgets.compare import Compare
from tutor.ui.widgets.data_view import DataView, lane_data_for
from tutor.ui.widgets.note import Note, NoteKind
from tutor.ui.widgets.question import QuestionView, answer_in_words, answer_texts, sureness


class StepPage(VerticalScroll):
    """One page of a lesson. `refresh_notes` says again what may be said after an answer, a hint or a retry."""

    DEFAULT_CSS = """
    StepPage { width: 1fr; height: 1fr; padding: 1 1 0 2; scrollbar-size-vertical: 1; }
    StepPage > #page { padding-right: 1; width: 1fr; max-width: 92; height: auto; }
    StepPage .page--title { text-style: bold; color: $primary; height: auto; margin-bottom: 1; }
    StepPage .page--body { height: auto; margin-bottom: 1; }
    StepPage #notes { height: auto; margin-top: 1; }
    StepPage Compare { margin-bottom: 1; }
    """

    @dataclass
    class Scrolled(Message):
        """Another part of the page is in view, or the page has another length."""

        page: StepPage

        @property
        def control(self) -> StepPage:
            """The page that was scrolled."""
            return self.page

    def __init__(self, session: Session, *, draft: Answer | None = None) -> None:
        """Show the step on display; `draft` is an answer that was entered but not committed."""
        super().__init__()
        self.session = session
        self._draft = draft

    @property
    def more(self) -> bool:
        """Whether the page goes on below the window; its last row is only the margin of the last note."""
        return self.max_scroll_y - self.scroll_y >= 2

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Say that another part is in view."""
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Scrolled(self))

    def watch_virtual_size(self) -> None:
        """Say that the page has another length."""
        self.post_message(self.Scrolled(self))

    def compose(self) -> ComposeResult:
        """Lay out title, text, question, and an empty place for notes."""
        step, session = self.session.step, self.session
        with Vertical(id="page"):
            yield Static(Content(session.facts.fill(step.title)), classes="page--title")
            reconciling = isinstance(step, RunStep) and session.committed and session.state.seen
            if step.body is not None and not reconciling:
                yield Static(Content(session.facts.fill(step.body)), classes="page--body")
            if isinstance(step, BenchStep) and not reconciling:
                yield DataView(session, step)
            if step.question is not None and not reconciling:
                state = session.state
                locked = session.committed
                yield QuestionView(step.question, session.facts, attempt=state.last, locked=locked, draft=self._draft)
            if reconciling and isinstance(step, BenchStep) and step.compare is not None:
                pair = tuple(lane_data_for(session, lane) for lane in session.resolved(step.compare))
                yield Compare(pair[0], pair[1])
            yield Vertical(id="notes")

    async def on_mount(self) -> None:
        """Say what may be said already."""
        for compare in self.query(Compare):
            compare.open(True)
        await self.refresh_notes()

    async def refresh_notes(self, *, scroll: bool = False) -> None:
        """Say again what may be said now; with `scroll`, bring the newest into view."""
        notes = self.query_one("#notes", Vertical)
        await notes.remove_children()
        made = list(page_notes(self.session))
        if made:
            await notes.mount_all(made)
        for view in self.query(QuestionView):
            view.locked = self.session.committed
        if scroll and made:
            self.call_after_refresh(self.scroll_end, animate=False)


def page_notes(session: Session) -> list[Note]:
    """Return what may be said at the step on display, in the order in which it is said."""
    step, fill = session.step, session.facts.fill
    notes = [Note("hint", fill(text), heading=_("Hint {n}").format(n=n)) for n, text in enumerate(session.hints, 1)]
    if isinstance(step, TextStep) and step.recall is not None:
        notes += _recalled(session, step.recall, step.replies)
    if step.question is not None and session.committed:
        notes += _judged(session, step.question)
    if session.explained:
        if step.question is not None and step.question.explain is not None:
            notes.append(Note("explain", fill(step.question.explain)))
        if isinstance(step, RunStep) and step.outcome is not None:
            notes.append(Note("explain", fill(step.outcome), heading=_("What was seen")))
        if step.caveat is not None:
            notes.append(Note("caveat", fill(step.caveat), heading=_("Caveat")))
        if step.sources:
            notes.append(Note("source", _sources(session, step.sources), heading=_("Sources")))
    return notes


def _recalled(session: Session, step_id: str, replies: Mapping[str, Text]) -> list[Note]:
    step = session.lesson.step(step_id)
    last = session.state_of(step).last
    if step.question is None or last is None:
        return []
    said = _said(step.question, last, session)
    reply = replies.get(str(last.answer))
    if reply is not None:
        said += "\n" + session.facts.fill(reply)
    return [Note("said", said, heading=_("At the start you said"))]


def _said(question: Question, attempt: Attempt, session: Session) -> str:
    words = answer_in_words(question, attempt.answer, session.facts)
    return words if attempt.sure is None else f"{words} ({sureness()[attempt.sure]})"


def _judged(session: Session, question: Question) -> list[Note]:
    """Return prediction or answer, the verdict on it, and the lesson's feedback to it."""
    verdict, last, fill = session.verdict, session.state.last, session.facts.fill
    run = isinstance(session.step, RunStep)
    if run and not session.state.seen:
        return []  # a prediction is judged by the run, not before it
    notes: list[Note] = []
    if run and last is not None and verdict is not None:
        notes.append(_prediction_beside_truth(question, last, verdict, session))
        if verdict.feedback:
            notes.append(Note("said", " ".join(fill(text) for text in verdict.feedback)))
        return notes
    if session.state.revealed and (verdict is None or verdict.correct is False):
        notes.append(Note("said", _truth(question, session), heading=_("The answer")))
    elif verdict is not None:
        because = " ".join(fill(text) for text in verdict.feedback)
        if verdict.correct is None:
            notes.append(Note("said", because, heading=_("Noted.")))
        elif verdict.correct:
            notes.append(Note("right", because, heading="✓ " + _("Right.")))
        else:
            way_out = _("h gives a hint, r tries again.") if session.may_hint else _("r tries again.")
            notes.append(Note("wrong", because or way_out, heading="✗ " + _("Not yet.")))
    return notes


def _prediction_beside_truth(question: Question, attempt: Attempt, verdict: Verdict, session: Session) -> Note:
    asked = session.facts.fill(question.ask)
    said = asked + "\n" + _("You predicted: {answer}").format(answer=_said(question, attempt, session))
    truth = _truth(question, session)
    if truth:
        said += "\n" + _("The run says: {answer}").format(answer=truth)
    if verdict.correct is None:
        return Note("said", said)
    kind: NoteKind = "right" if verdict.correct else "wrong"
    heading = "✓ " + _("As predicted.") if verdict.correct else "✗ " + _("Not as predicted.")
    return Note(kind, said, heading=heading + "\n")


def _truth(question: Question, session: Session) -> str:
    """Return the right answer, as the engine computes it."""
    facts = session.facts
    if isinstance(question, Number):
        value = facts.value(question.answer)
        text = short(float(value), 4) if isinstance(value, int | float) else str(value)
        return text if question.unit is None else f"{text} {facts.fill(question.unit)}"
    texts = answer_texts(question, facts)
    if isinstance(question, Choice | Choices):
        return "\n".join(
            text for text, option in zip(texts, question.options, strict=True) if is_correct(option, facts)
        )
    if isinstance(question, FriendPick) and question.answer is not None:
        right: Iterable[str] = (question.answer,) if isinstance(question.answer, str) else question.answer
        return ", ".join(answer_in_words(question, name, facts) for name in right)
    return ""


def _sources(session: Session, ids: Iterable[str]) -> str:
    def one(source_id: str) -> str:
        source = session.lesson.source(source_id)
        title = session.facts.fill(source.title)
        return title if source.link is None else f"{title}, {source.link}"

    return "\n".join(one(source_id) for source_id in ids)
