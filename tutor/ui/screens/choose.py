"""A list to choose one thing from, with a line about each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.language import _
from tutor.ui.screens.base import Overlay
from tutor.ui.widgets.steady_list import SteadyList

Choice = tuple[str, str, str]
"""What is answered, its name, and a line about it."""


class ChooseScreen(Overlay[str | None]):
    """Answers with the first part of the choice, or None."""

    DEFAULT_CSS = """
    ChooseScreen { align: center middle; }
    ChooseScreen > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 96%; background: $surface;
        border: round $primary; border-title-color: $primary; border-title-style: bold; padding: 0 1;
    }
    ChooseScreen OptionList, ChooseScreen OptionList:focus { border: none; }
    ChooseScreen OptionList { height: auto; max-height: 1fr; background: transparent; padding: 0; }
    ChooseScreen OptionList { scrollbar-size-vertical: 1; }
    ChooseScreen OptionList > .option-list--option-highlighted { background: $primary; color: $background; }
    ChooseScreen #about { height: 2; dock: bottom; color: $text-muted; background: $surface; padding: 0 1; }
    ChooseScreen OptionList { margin-bottom: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,й", "leave", show=False)]

    def __init__(self, title: str, choices: Sequence[Choice], *, chosen: str = "") -> None:
        super().__init__()
        self._title, self._choices, self._chosen = title, tuple(choices), chosen

    def compose(self) -> ComposeResult:
        """Lay out the list, and below it the line about the one under the highlight."""
        box = Vertical(
            SteadyList(*(Option(Content(f" {name}")) for _answer, name, _about in self._choices)),
            Static(Content(""), id="about"),
        )
        box.border_title = Content(self._title)
        box.border_subtitle = _("Enter chooses, Esc closes")
        yield box

    def on_mount(self) -> None:
        """Put the highlight on what is in use."""
        answers = [answer for answer, _name, _about in self._choices]
        self.query_one(OptionList).highlighted = answers.index(self._chosen) if self._chosen in answers else 0

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say what the choice under the highlight is about."""
        event.stop()
        self.query_one("#about", Static).update(Content(self._choices[event.option_index][2]))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer."""
        event.stop()
        self.dismiss(self._choices[event.option_index][0])

    def on_click(self, event: events.Click) -> None:
        """Close where the click is beside the list."""
        if event.widget is self:
            self.dismiss(None)

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)
