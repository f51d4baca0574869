"""A question and the means to answer it; what the answer is worth is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Static

from tutor.language import _, current
from tutor.lesson.facts import Facts
from tutor.lesson.grading import Answer, friends_of
from tutor.lesson.questions import Choice, Choices, FriendPick, Number, Question
from tutor.paint.names import chain
from tutor.session import Attempt
from tutor.ui.widgets.number_field import NumberField
from tutor.ui.widgets.options import MultiOptions, Options


def sureness() -> tuple[str, str, str]:
    """Return how sure a learner can be, from a guess upwards."""
    return _("a guess"), _("fairly sure"), _("certain")


def answer_texts(question: Question, facts: Facts) -> list[str]:
    """Return the options of a question as texts; none for a number."""
    if isinstance(question, Choice | Choices):
        return [facts.fill(option.text) for option in question.options]
    if isinstance(question, FriendPick):
        friends = [facts.lesson.friend(name) for name in friends_of(question, facts.lesson)]
        names = [friend.name.in_language(current()) for friend in friends]
        width = max(map(len, names))
        return [f"{name.ljust(width)}   {chain(friend.layers)}" for name, friend in zip(names, friends, strict=True)]
    return []


def answer_in_words(question: Question, answer: Answer, facts: Facts) -> str:
    """Return an answer as the learner gave it, for display."""
    if isinstance(question, FriendPick) and isinstance(answer, str):
        return facts.lesson.friend(answer).name.in_language(current())
    if isinstance(question, Number):
        unit = "" if question.unit is None else f" {facts.fill(question.unit)}"
        return f"{answer}{unit}"
    texts = answer_texts(question, facts)
    indices = answer if isinstance(answer, tuple) else (answer,)
    return "; ".join(texts[index] for index in indices if isinstance(index, int) and index < len(texts))


class QuestionView(Vertical):
    """Asks, takes an answer and, where the lesson wants it, how sure the learner is of it."""

    DEFAULT_CSS = """
    QuestionView { height: auto; width: 1fr; }
    QuestionView .question--ask { height: auto; width: 1fr; text-style: bold; margin-bottom: 1; }
    QuestionView .question--sure { display: none; height: auto; margin-top: 1; }
    QuestionView.-sure .question--sure { display: block; }
    QuestionView Horizontal { height: auto; }
    QuestionView .question--unit { width: auto; height: 3; content-align: left middle; padding-left: 1; }
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
    ) -> None:
        """Show `question`; `attempt` is the latest answer, shown as chosen, `draft` one that is not committed yet."""
        super().__init__()
        self.question = question
        self.facts = facts
        self._attempt = attempt if draft is None or locked else Attempt(draft, None)
        self._drafted = draft is not None
        self._answer: Answer | None = None
        self.set_reactive(QuestionView.locked, locked)

    def compose(self) -> ComposeResult:
        """Lay out the question above its options or its field."""
        yield Static(Content(self.facts.fill(self.question.ask)), classes="question--ask")
        if isinstance(self.question, Number):
            with Horizontal():
                yield NumberField(self._typed(), id="answer", max_length=40, select_on_focus=False)
                if self.question.unit is not None:
                    yield Static(Content(self.facts.fill(self.question.unit)), classes="question--unit")
        elif isinstance(self.question, Choices):
            yield MultiOptions(answer_texts(self.question, self.facts), id="answer")
        else:
            yield Options(answer_texts(self.question, self.facts), id="answer")
        if self.question.sure:
            with Vertical(classes="question--sure"):
                yield Static(Content(_("How sure are you?")), classes="question--ask")
                yield Options(sureness(), id="sure")
        yield Static(markup=False, classes="question--problem")

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
                if index < widget.option_count:
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
        for widget in self.query("#answer, #sure"):
            widget.can_focus = not self.locked
            widget.set_class(self.locked, "-locked")
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
        widget = self.query_one("#answer")
        if isinstance(widget, NumberField):
            return widget.value or None
        if isinstance(widget, MultiOptions):
            return tuple(sorted(widget.ticked)) or None
        return self._answer_at(widget.highlighted) if isinstance(widget, Options) else None

    def _answer_at(self, index: int | None) -> Answer | None:
        if index is not None and isinstance(self.question, FriendPick):
            return friends_of(self.question, self.facts.lesson)[index]
        return index

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
