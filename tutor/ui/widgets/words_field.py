"""Fields for words: one line, or several. Escape leaves the field, so that the letters are keys of the screen again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input, TextArea

LEAVE: list[BindingType] = [Binding("escape", "leave_field", show=False)]


def printable(text: str) -> str:
    """Return a text with a space for every character that does not print, line ends excepted."""
    return "".join(ch if ch.isprintable() or ch == "\n" else " " for ch in text.replace("\r\n", "\n"))


class WordsField(Input):
    """Takes every character that can be typed; Enter submits."""

    DEFAULT_CSS = """
    WordsField { width: 1fr; max-width: 64; height: 3; border: tall $primary; background: $surface; }
    WordsField:focus { border: tall $accent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = LEAVE

    def _on_paste(self, event: events.Paste) -> None:
        event.text = printable(event.text)

    def action_leave_field(self) -> None:
        """Give the keys back to the screen."""
        self.screen.set_focus(None)


class WritingField(TextArea):
    """Takes a text that wraps; Enter submits, and so line ends come only from pasting."""

    DEFAULT_CSS = """
    WritingField { width: 1fr; height: 6; border: tall $primary; background: $surface; padding: 0 1; }
    WritingField:focus { border: tall $accent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = LEAVE

    @dataclass
    class Submitted(Message):
        """The text is the answer."""

        field: WritingField

        @property
        def control(self) -> WritingField:
            """The field that was filled in."""
            return self.field

    def __init__(self, text: str, *, most: int, id: str | None = None) -> None:  # noqa: A002
        """Begin with `text`; more than `most` characters are not taken."""
        super().__init__(printable(text)[:most], soft_wrap=True, tab_behavior="focus", id=id)
        self._most = most

    async def _on_paste(self, event: events.Paste) -> None:
        event.text = printable(event.text)[: max(0, self._most - len(self.text))]

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Submitted(self))
        elif event.is_printable and len(self.text) >= self._most and not self.selected_text:
            event.stop()
            event.prevent_default()

    def action_leave_field(self) -> None:
        """Give the keys back to the screen."""
        self.screen.set_focus(None)
