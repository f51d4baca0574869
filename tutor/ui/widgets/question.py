"""A question and the means to answer it; what the answer is worth is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Static

from tutor.language import _
from tutor.lesson.answers import Findings
from tutor.lesson.cells import CellFindings, blanks
from tutor.lesson.facts import Facts
from tutor.lesson.grading import Answer, friends_of
from tutor.lesson.questions import Cells, Choices, FriendPick, Number, Order, Question, WitnessHunt
from tutor.lesson.witness_hunt import NEVER
from tutor.session import Attempt
from tutor.ui.widgets.answer_words import answer_texts, sureness
from tutor.ui.widgets.arrangement import Arrangement
from tutor.ui.widgets.cell_editor import CellEditor
from tutor.ui.widgets.cells_question import CellsView
from tutor.ui.widgets.number_field import NumberField
from tutor.ui.widgets.options import MultiOptions, Options
from tutor.ui.widgets.witness_question import WitnessView


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
        yield from self._means()
        if self.question.sure:
            with Vertical(classes="question--sure"):
                yield Static(Content(_("How sure are you?")), classes="question--ask")
                yield Options(sureness(), id="sure")
        yield Static(markup=False, classes="question--problem")

    def _means(self) -> ComposeResult:
        """Yield what the question is answered with."""
        question, facts, answer = self.question, self.facts, self._attempt.answer if self._attempt else None
        if isinstance(question, Number):
            with Horizontal():
                yield NumberField(self._typed(), id="answer", max_length=40, select_on_focus=False)
                if question.unit is not None:
                    yield Static(Content(facts.fill(question.unit)), classes="question--unit")
        elif isinstance(question, Choices):
            yield MultiOptions(answer_texts(question, facts), id="answer")
        elif isinstance(question, Cells):
            yield CellsView(question, facts, self._still_right(answer))
            yield self._keys(_("Enter goes to the next empty cell, and commits after the last one."))
        elif isinstance(question, Order):
            order = [index for index in answer if isinstance(index, int)] if isinstance(answer, tuple) else []
            yield Arrangement(answer_texts(question, facts), order, id="answer")
            yield self._keys(_("Enter or a digit puts a layer in or out, [ ] move it, a full stop commits."))
        elif isinstance(question, WitnessHunt):
            yield WitnessView(question, facts, answer)
            yield self._keys(_("Type numbers and press Enter; the arrow down leads to the other answer."))
        else:
            yield Options(answer_texts(question, facts), id="answer")

    def _keys(self, text: str) -> Static:
        return Static(Content(text), classes="question--keys")

    def _still_right(self, answer: Answer | None) -> Answer | None:
        """Return typed cells, for a second try without those that were wrong."""
        wrong = self._findings
        if self.locked or self._drafted or not isinstance(self.question, Cells) or not isinstance(answer, tuple):
            return answer
        if not isinstance(wrong, CellFindings):
            return None
        places = blanks(self.question, self.facts)
        return tuple("" if place in wrong.wrong else str(text) for place, text in zip(places, answer, strict=False))

    def on_mount(self) -> None:
        """Show the latest answer, and wait for one if none is committed."""
        self._restore()
        self._lock()

    def _typed(self) -> str:
        # A question that is open again starts with an empty field, or the new number would be typed behind the old.
        return str(self._attempt.answer) if self._attempt is not None and (self.locked or self._drafted) else ""

    def _restore(self) -> None:
        attempt = self._attempt
        if attempt is None:
            return
        widget = self.query_one("#answer")
        if isinstance(widget, MultiOptions) and isinstance(attempt.answer, tuple):
            for index in attempt.answer:
                if isinstance(index, int) and 0 <= index < widget.option_count:
                    widget.choose(index)
        elif isinstance(widget, Options):
            chosen = self._index_of(attempt.answer)
            if chosen is not None and chosen < widget.option_count:
                widget.highlighted = chosen

    def _index_of(self, answer: Answer) -> int | None:
        if isinstance(self.question, FriendPick) and isinstance(answer, str):
            among = friends_of(self.question, self.facts.lesson)
            return among.index(answer) if answer in among else None
        return answer if isinstance(answer, int) else None

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
        if isinstance(widget, NumberField):
            return widget.value or None
        if isinstance(widget, MultiOptions):
            return tuple(sorted(widget.ticked)) or None
        if isinstance(widget, CellEditor):
            return widget.typed if any(widget.typed) else None
        if isinstance(widget, Arrangement):
            return widget.order or None
        return self._answer_at(widget.highlighted) if isinstance(widget, Options) else None

    def _answer_at(self, index: int | None) -> Answer | None:
        if index is not None and isinstance(self.question, FriendPick):
            return friends_of(self.question, self.facts.lesson)[index]
        return index

    def judge(self, findings: Findings | None) -> None:
        """Mark the cells that were typed as right or wrong."""
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
        answer = self._answer_at(event.index)
        if answer is not None:
            self._take(answer)

    def on_multi_options_committed(self, event: MultiOptions.Committed) -> None:
        """Take every ticked option."""
        event.stop()
        if not self.locked:
            self._take(event.indices)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the number that was typed."""
        event.stop()
        if not self.locked:
            self._take(event.value)

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
