"""A question and the means to answer it; what the answer is worth is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Static

from tutor.language import _
from tutor.lesson.answers import Findings
from tutor.lesson.cells import CellFindings, blanks
from tutor.lesson.facts import Facts
from tutor.lesson.grading import Answer
from tutor.lesson.matching import NO_PARTNER, MatchFindings
from tutor.lesson.questions import Cells, Match, Number, Question, Words
from tutor.lesson.witness_hunt import NEVER
from tutor.session import Attempt
from tutor.ui.widgets.answer_words import sureness
from tutor.ui.widgets.arrangement import Arrangement
from tutor.ui.widgets.cell_editor import CellEditor
from tutor.ui.widgets.matching import Matching
from tutor.ui.widgets.options import MultiOptions, Options
from tutor.ui.widgets.question_means import answer_at, entered, means, place_of, ticked
from tutor.ui.widgets.words_field import WritingField, printable


class QuestionView(Vertical):
    """Asks, takes an answer and, where the lesson wants it, how sure the learner is of it."""

    DEFAULT_CSS = """
    QuestionView { height: auto; width: 1fr; }
    QuestionView .question--ask { height: auto; width: 1fr; text-style: bold; margin-bottom: 1; }
    QuestionView .question--sure { display: none; height: auto; margin-top: 1; }
    QuestionView.-sure .question--sure { display: block; }
    QuestionView Horizontal { height: auto; }
    QuestionView .question--unit { width: auto; height: 3; content-align: left middle; padding-left: 1; }
    QuestionView .question--keys { height: auto; color: $text-muted; margin-top: 1; }
    QuestionView.-locked .question--keys { display: none; }
    QuestionView .question--problem { height: auto; color: $error; display: none; margin-top: 1; }
    QuestionView.-problem .question--problem { display: block; }
    """

    locked: reactive[bool] = reactive(False)
    """Whether an answer has been committed and none is taken now."""

    @dataclass
    class Committed(Message):
        """The learner has committed to an answer."""

        view: QuestionView
        answer: Answer
        sure: int | None

        @property
        def control(self) -> QuestionView:
            """The question that was answered."""
            return self.view

    def __init__(
        self,
        question: Question,
        facts: Facts,
        *,
        attempt: Attempt | None,
        locked: bool,
        draft: Answer | None = None,
        findings: Findings | None = None,
    ) -> None:
        """Show `question`; `attempt` is the latest answer, shown as chosen, `draft` one that is not committed yet.

        `findings` is what running the latest answer has shown.
        """
        super().__init__()
        self.question = question
        self.facts = facts
        self._attempt = attempt if draft is None or locked else Attempt(draft, None)
        self._drafted = draft is not None
        self._findings = findings
        self._answer: Answer | None = None
        self.set_reactive(QuestionView.locked, locked)

    def compose(self) -> ComposeResult:
        """Lay out the question above its options or its field."""
        yield Static(Content(self.facts.fill(self.question.ask)), classes="question--ask")
        yield from means(self.question, self.facts, self._shown())
        if self.question.sure:
            with Vertical(classes="question--sure"):
                yield Static(Content(_("How sure are you?")), classes="question--ask")
                yield Options(sureness(), id="sure")
        yield Static(markup=False, classes="question--problem")

    def _shown(self) -> Answer | None:
        """Return the latest answer as it is to stand in the question's widget."""
        answer = None if self._attempt is None else self._attempt.answer
        if self.locked or self._drafted:
            return answer
        if isinstance(self.question, Number | Words):
            # One that is open again starts with an empty field, or the new answer would be typed behind the old.
            return None
        return self._still_right(answer)

    def _still_right(self, answer: Answer | None) -> Answer | None:
        """Return typed cells or pairs, for a second try without those that were wrong."""
        found = self._findings
        if not isinstance(self.question, Cells | Match) or not isinstance(answer, tuple):
            return answer
        if isinstance(self.question, Match) and isinstance(found, MatchFindings):
            pairs = (NO_PARTNER if item in found.wrong else partner for item, partner in enumerate(answer))
            return tuple(partner for partner in pairs if isinstance(partner, int))
        if isinstance(self.question, Cells) and isinstance(found, CellFindings):
            places = blanks(self.question, self.facts)
            return tuple("" if place in found.wrong else str(text) for place, text in zip(places, answer, strict=False))
        return None

    def on_mount(self) -> None:
        """Show the latest answer, and wait for one if none is committed."""
        self._restore()
        self._lock()

    def _restore(self) -> None:
        attempt = self._attempt
        if attempt is None:
            return
        widget = self.query_one("#answer")
        places = [self._place_of(part) for part in self._parts(attempt.answer)]
        known = [place for place in places if place is not None]
        if isinstance(widget, MultiOptions):
            for place in known:
                widget.choose(place)
        elif isinstance(widget, Options) and known:
            widget.highlighted = known[0]

    def _place_of(self, part: Answer) -> int | None:
        return place_of(self.question, self.facts, part)

    @staticmethod
    def _parts(answer: Answer) -> tuple[Answer, ...]:
        return answer if isinstance(answer, tuple) else (answer,)

    def watch_locked(self) -> None:
        """Take answers, or stop taking them."""
        self._lock()

    def _lock(self) -> None:
        if not self.children:
            return
        for widget in self.query("#answer, #sure, #never"):
            widget.can_focus = not self.locked
            widget.set_class(self.locked, "-locked")
            widget.refresh()  # what can be committed no more offers that no more
        self.set_class(self.locked, "-locked")
        if self.locked:
            self.remove_class("-sure")
            for several in self.query(MultiOptions):
                several.highlighted = None
            self.screen.set_focus(None)
        else:
            self.query_one("#answer").focus()

    @property
    def draft(self) -> Answer | None:
        """What has been entered or highlighted without being committed; None where that is nothing."""
        if self.locked:
            return None
        widget = next(iter(self.query("#answer")), None)  # none before the question is laid out
        return entered(widget, self.question, self.facts)

    def judge(self, findings: Findings | None) -> None:
        """Mark the cells that were typed, or the pairs, as right or wrong."""
        for matching in self.query(Matching):
            matching.wrong = findings.wrong if isinstance(findings, MatchFindings) else None
        for editor in self.query(CellEditor):
            if isinstance(findings, CellFindings):
                editor.judge({place: place not in findings.wrong for place in editor.editable})

    def say_problem(self, message: str) -> None:
        """Say why what was given is no answer."""
        self.set_class(bool(message), "-problem")
        self.query_one(".question--problem", Static).update(Content(message))

    # ── answers ──────────────────────────────────────────────────────────────────────────────────

    def on_options_picked(self, event: Options.Picked) -> None:
        """Take an option, or how sure the learner is of the one taken before."""
        event.stop()
        if self.locked:
            return
        if event.options.id == "sure":
            self._commit(event.index)
            return
        if event.options.id == "never":
            self._take(NEVER)
            return
        answer = answer_at(self.question, self.facts, event.index)
        if answer is not None:
            self._take(answer)

    def on_multi_options_committed(self, event: MultiOptions.Committed) -> None:
        """Take every ticked option."""
        event.stop()
        if not self.locked:
            self._take(ticked(event.options, self.question, self.facts))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the number or the words that were typed."""
        event.stop()
        if not self.locked:
            self._take(printable(event.value))

    def on_writing_field_submitted(self, event: WritingField.Submitted) -> None:
        """Take the text that was written."""
        event.stop()
        if not self.locked:
            self._take(event.field.text)

    def on_matching_committed(self, event: Matching.Committed) -> None:
        """Take the pairs."""
        event.stop()
        if self.locked:
            return
        if event.matching.complete:
            self._take(event.chosen)
            return
        event.matching.at = event.chosen.index(NO_PARTNER)
        missing = _("This one has none: {item}").format(item=event.matching.items[event.matching.at])
        self.say_problem(f"{_('Give every item a partner.')} {missing}")

    def on_cell_editor_submitted(self, event: CellEditor.Submitted) -> None:
        """Take the numbers in the cells."""
        event.stop()
        if not self.locked:
            self._take(event.editor.typed)

    def on_arrangement_committed(self, event: Arrangement.Committed) -> None:
        """Take the cell that was put together."""
        event.stop()
        if not self.locked:
            self._take(event.order)

    def _take(self, answer: Answer) -> None:
        self._answer = answer
        self.say_problem("")
        if self.question.sure:
            self.add_class("-sure")
            sure = self.query_one("#sure", Options)
            sure.highlighted = 1
            sure.focus()
            sure.scroll_visible()
        else:
            self._commit(None)

    def _commit(self, sure: int | None) -> None:
        if self._answer is not None:
            self.post_message(self.Committed(self, self._answer, sure))
