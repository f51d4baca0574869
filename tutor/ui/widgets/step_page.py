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
from tutor.lesson.descent_model import Goal
from tutor.lesson.descents import solution_setup
from tutor.lesson.grading import Answer, Verdict
from tutor.lesson.model import BenchStep, DescentStep, RunStep, TextStep
from tutor.lesson.questions import Cells, Choices, Question, Reflect
from tutor.lesson.text import Text
from tutor.paint.descent_controls import setup_sentence, spec_label
from tutor.paint.number import short
from tutor.session import Attempt, Session
from tutor.ui.widgets.answer_words import answer_in_words, findings_in_words, sureness, truth
from tutor.ui.widgets.compare import Compare
from tutor.ui.widgets.data_view import DataView, lane_data_for
from tutor.ui.widgets.image_view import ImageView
from tutor.ui.widgets.note import Note, NoteKind
from tutor.ui.widgets.question import QuestionView


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
            if step.image is not None and not reconciling:
                yield ImageView(step.image, session.facts)
            if isinstance(step, BenchStep) and not reconciling and not isinstance(step.question, Cells):
                yield DataView(session, step)
            if step.question is not None and not reconciling:
                yield QuestionView(
                    step.question,
                    session.facts,
                    attempt=session.state.last,
                    locked=session.committed,
                    draft=self._draft,
                    findings=session.findings,
                )
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
            if view.locked and (not isinstance(self.session.step, RunStep) or self.session.state.seen):
                view.judge(self.session.findings)
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
    if isinstance(step, DescentStep) and step.goal is not None and session.state.seen:
        notes.append(_goal_note(session, step, step.goal))
    if session.explained:
        if step.question is not None and step.question.explain is not None:
            notes.append(Note("explain", fill(step.question.explain)))
        if isinstance(step, RunStep) and step.outcome is not None:
            notes.append(Note("explain", fill(step.outcome), heading=_("What was seen")))
        if step.caveat is not None:
            notes.append(Note("caveat", fill(step.caveat), heading=_("Caveat")))
        if step.sources:
            notes.append(Note("source", _sources(session, step.sources), heading=_("Sources")))
    if step is session.lesson.steps[-1] and (step.question is None or session.committed):
        notes += _balance(session)
    return notes


def _goal_note(session: Session, step: DescentStep, goal: Goal) -> Note:
    """Say whether the goal was reached, and if not, one way to it."""
    asked = session.facts.fill(goal.ask)
    if session.state.reached:
        return Note("right", asked, heading="✓ " + _("Reached.") + "\n")
    setup = solution_setup(step, goal, session.lesson.descent)
    way = setup_sentence(setup)
    if goal.inputs is not None:
        way = "; ".join([*map(spec_label, setup.inputs), way])
    said = asked + "\n" + _("One way: {settings}").format(settings=way)
    return Note("wrong", said, heading="○ " + _("Not reached; w tries again.") + "\n")


def _recalled(session: Session, step_id: str, replies: Mapping[str, Text]) -> list[Note]:
    step = session.lesson.step(step_id)
    last = session.state_of(step).last
    if step.question is None or last is None:
        return []
    said = _said(step.question, last, session)
    reply = replies.get(str(last.answer))
    if reply is not None:
        said += "\n" + session.facts.fill(reply)
    written = isinstance(step.question, Reflect)
    heading = _("You wrote") if written else _("At the start you said")
    return [Note("said", said, heading=heading + _break(said))]


def _said(question: Question, attempt: Attempt, session: Session) -> str:
    words = answer_in_words(question, attempt.answer, session.facts)
    return words if attempt.sure is None else f"{words} ({sureness()[attempt.sure]})"


def _judged(session: Session, question: Question) -> list[Note]:
    """Return prediction or answer, the verdict on it, and the lesson's feedback to it."""
    verdict, last = session.verdict, session.state.last
    run = isinstance(session.step, RunStep)
    if run and not session.state.seen:
        return []  # a prediction is judged by the run, not before it
    notes: list[Note] = []
    if run and last is not None and verdict is not None:
        notes.append(_prediction_beside_truth(question, last, verdict, session))
        said = _feedback(question, verdict, session, with_cells=False)
        if said:
            notes.append(Note("said", said))
        return notes
    if session.state.revealed and (verdict is None or verdict.correct is False):
        right = truth(question, session.facts)
        notes.append(Note("said", right, heading=_("The answer") + _break(right)))
    elif verdict is not None:
        because = _feedback(question, verdict, session)
        if verdict.correct is None:
            notes.append(Note("said", because, heading=_("Noted.")))
        elif verdict.correct:
            notes.append(Note("right", because, heading="✓ " + _("Right.") + _points(session) + _break(because)))
        else:
            way_out = _("h gives a hint, r tries again.") if session.may_hint else _("r tries again.")
            heading = _wrong_heading(verdict) + _points(session) + _break(because)
            notes.append(Note("wrong", because or way_out, heading=heading))
    return notes


def _wrong_heading(verdict: Verdict) -> str:
    if verdict.score is None:
        return "✗ " + _("Not yet.")
    return "◐ " + _("Partly right: {n} %.").format(n=round(100 * verdict.score))


def _points(session: Session) -> str:
    """Return what the best attempt at this step is worth, where the lesson gives points."""
    step = session.step
    if not step.points:
        return ""
    return " " + _("Points: {n} of {m}.").format(n=short(session.points_of(step)), m=short(step.points))


def _balance(session: Session) -> list[Note]:
    """Return what the whole lesson came to, where it gives points or names objectives."""
    lines = []
    if session.possible:
        lines.append(_("Points: {n} of {m}.").format(n=short(session.earned), m=short(session.possible)))
    for objective in session.lesson.objectives:
        mark = "✓" if session.covered(objective.id) else "○"
        lines.append(f"{mark} {session.facts.fill(objective.text)}")
    said = "\n".join(lines)
    return [Note("said", said, heading=_("What you have done") + "\n")] if lines else []


def _feedback(question: Question, verdict: Verdict, session: Session, *, with_cells: bool = True) -> str:
    """Return what is to be said to an answer: the lesson's words, and what running the answer has shown."""
    said = [_because(question, verdict, session)]
    if with_cells or not isinstance(question, Cells):
        said.append(findings_in_words(question, verdict.findings, session.facts))
    return "\n".join(filter(None, said))


def _because(question: Question, verdict: Verdict, session: Session) -> str:
    """Return the lesson's words to an answer; with several options each on a line, behind the option it speaks of."""
    fill = session.facts.fill
    if not isinstance(question, Choices):
        return " ".join(fill(text) for text in verdict.feedback)
    # They are told apart by which object they are, because two options may have equal words.
    spoken = {id(text) for text in verdict.feedback}
    said = [(option.text, option.because) for option in question.options if id(option.because) in spoken]
    return "\n".join(f"{fill(text)} — {fill(because)}" for text, because in said if because)


def _break(text: str) -> str:
    """Return what ends a heading: lines of arithmetic begin below it."""
    return "\n" if "\n" in text else ""


def _prediction_beside_truth(question: Question, attempt: Attempt, verdict: Verdict, session: Session) -> Note:
    asked = session.facts.fill(question.ask)
    said = asked + "\n" + _("You predicted: {answer}").format(answer=_said(question, attempt, session))
    right = truth(question, session.facts)
    if right:
        said += "\n" + _("The run says: {answer}").format(answer="\n" + right if "\n" in right else right)
    if verdict.correct is None:
        return Note("said", said)
    kind: NoteKind = "right" if verdict.correct else "wrong"
    heading = "✓ " + _("As predicted.") if verdict.correct else "✗ " + _("Not as predicted.")
    return Note(kind, said, heading=heading + _points(session) + "\n")


def _sources(session: Session, ids: Iterable[str]) -> str:
    def one(source_id: str) -> str:
        source = session.lesson.source(source_id)
        title = session.facts.fill(source.title)
        return title if source.link is None else f"{title}, {source.link}"

    return "\n".join(one(source_id) for source_id in ids)
