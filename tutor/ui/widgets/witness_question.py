"""What a `witness` question is answered with: a small grid of numbers, and the answer that there are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tutor.language import _
from tutor.lesson.answers import Answer
from tutor.lesson.facts import Facts
from tutor.lesson.questions import WitnessHunt
from tutor.lesson.witness_hunt import NEVER, skipped_layers
from tutor.paint.names import chain
from tutor.ui.widgets.answer_words import never_says
from tutor.ui.widgets.cell_editor import CellEditor
from tutor.ui.widgets.options import Options


class NeverOption(Options):
    """The one answer that is no number; an arrow up leads back to the numbers."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("up", "numbers", show=False)]

    @dataclass
    class Left(Message):
        """The learner goes back to the numbers."""

    def action_numbers(self) -> None:
        """Go back to the numbers."""
        self.post_message(self.Left())


class WitnessView(Vertical):
    """The grid, whose id is `answer`, above the option that the lanes never differ, whose id is `never`."""

    DEFAULT_CSS = """
    WitnessView { height: auto; width: 1fr; }
    WitnessView .witness--label { height: auto; color: $text-muted; }
    WitnessView NeverOption { margin-top: 1; }
    """

    def __init__(self, question: WitnessHunt, facts: Facts, answer: Answer | None) -> None:
        """Show an empty grid of the question's shape, or an answer that was given before."""
        super().__init__()
        self._skipped = skipped_layers(question, facts)
        rows, columns = question.shape
        texts = [str(text) for text in answer[: rows * columns]] if isinstance(answer, tuple) else []
        texts += [""] * (rows * columns - len(texts))
        self._texts = [texts[row * columns : (row + 1) * columns] for row in range(rows)]
        self._never = answer == NEVER

    def compose(self) -> ComposeResult:
        """Lay out where the numbers go in, the numbers, and the other answer."""
        if self._skipped:
            label = _("numbers after {layers}:").format(layers=chain(self._skipped))
            yield Static(Content(label), classes="witness--label")
        yield CellEditor(self._texts, id="answer")
        yield NeverOption([never_says()], id="never")

    def on_mount(self) -> None:
        """Show the other answer as chosen where it was, and only there."""
        self.query_one(NeverOption).highlighted = 0 if self._never else None

    def on_cell_editor_left(self, event: CellEditor.Left) -> None:
        """Go from the numbers to the answer below them."""
        event.stop()
        never = self.query_one(NeverOption)
        if event.down and never.can_focus:
            never.highlighted = 0
            never.focus()

    def on_never_option_left(self, event: NeverOption.Left) -> None:
        """Go back from there to the numbers."""
        event.stop()
        self.query_one(NeverOption).highlighted = None
        self.query_one(CellEditor).focus()
