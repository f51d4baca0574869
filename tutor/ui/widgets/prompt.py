"""A line that asks for one text, and says what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static


class Prompt(Vertical):
    """Enter commits, Escape leaves everything as it was; the field stays open while what was typed is not possible."""

    DEFAULT_CSS = """
    Prompt { height: auto; width: 1fr; background: $panel; display: none; }
    Prompt.-open { display: block; }
    Prompt Horizontal { height: 1; width: 1fr; }
    Prompt .prompt--label { width: auto; max-width: 40; height: 1; padding: 0 1; color: $accent; text-style: bold; }
    Prompt Input { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
    Prompt Input:focus { border: none; }
    Prompt .prompt--problem { width: 1fr; height: auto; max-height: 3; padding: 0 1; color: $error; display: none; }
    Prompt.-problem .prompt--problem { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", show=False)]

    @dataclass
    class Answered(Message):
        """A text was typed."""

        prompt: Prompt
        about: object
        text: str

        @property
        def control(self) -> Prompt:
            """The line that was answered."""
            return self.prompt

    @dataclass
    class Closed(Message):
        """The line has gone, answered or not."""

        prompt: Prompt

        @property
        def control(self) -> Prompt:
            """The line that was closed."""
            return self.prompt

    def __init__(self) -> None:
        super().__init__()
        self._about: object = None

    def compose(self) -> ComposeResult:
        """Lay out what is asked, the field, and what is wrong."""
        with Horizontal():
            yield Static(markup=False, classes="prompt--label")
            yield Input(max_length=4000, select_on_focus=True)
        yield Static(markup=False, classes="prompt--problem")

    @property
    def is_open(self) -> bool:
        """Whether the line is on display."""
        return self.has_class("-open")

    def ask(self, about: object, label: str, text: str = "") -> None:
        """Open the line; `about` comes back with the answer."""
        self._about = about
        self.query_one(".prompt--label", Static).update(Content(label))
        self.say("")
        field = self.query_one(Input)
        field.value = text
        self.add_class("-open")
        field.focus()

    def say(self, problem: str) -> None:
        """Say why what was typed is not possible."""
        self.set_class(bool(problem), "-problem")
        self.query_one(".prompt--problem", Static).update(Content(problem))

    def close(self) -> None:
        """Take the line away."""
        self.remove_class("-open")
        self.post_message(self.Closed(self))

    def action_cancel(self) -> None:
        """Leave everything as it was."""
        self.close()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand on what was typed."""
        event.stop()
        self.post_message(self.Answered(self, self._about, event.value))
