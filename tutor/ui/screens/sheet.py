"""A sheet of text over the screen, which is read and put away, or answered with Enter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.language import _
from tutor.ui.screens.base import Overlay


class SheetScreen(Overlay[bool]):
    """Answers with True where Enter was pressed and something was offered for it."""

    DEFAULT_CSS = """
    SheetScreen { align: center middle; }
    SheetScreen > VerticalScroll {
        width: 76; max-width: 96%; height: auto; max-height: 90%; background: $surface; scrollbar-size-vertical: 1;
        border: round $primary; border-title-color: $primary; border-title-style: bold; padding: 1 2;
    }
    SheetScreen Static { height: auto; width: 1fr; margin-bottom: 1; }
    SheetScreen .sheet--offer { color: $accent; text-style: bold; margin-bottom: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer(True)", show=False),
        Binding("escape,q,й", "answer(False)", show=False),
    ]

    def __init__(self, title: str, paragraphs: Sequence[str], *, offer: str = "") -> None:
        """Show `paragraphs`; `offer` says what Enter does, where it does more than put the sheet away."""
        super().__init__()
        self._title, self._paragraphs, self._offer = title, paragraphs, offer

    def compose(self) -> ComposeResult:
        """Lay out one paragraph below the other."""
        with VerticalScroll() as page:
            page.border_title = Content(self._title)
            page.border_subtitle = _("Esc or a click outside closes")
            for text in self._paragraphs:
                yield Static(Content(text))
            if self._offer:
                yield Static(Content(f"Enter  {self._offer}"), classes="sheet--offer")

    def on_mount(self) -> None:
        """Let the arrow keys scroll."""
        self.query_one(VerticalScroll).focus()

    def action_answer(self, answer: bool) -> None:
        """Put the sheet away."""
        self.dismiss(answer and bool(self._offer))

    def on_click(self, event: events.Click) -> None:
        """Close where the click is beside the sheet."""
        if event.widget is self:
            self.dismiss(False)
