"""The steps of a lesson, to go to any that has been reached."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tutor.language import _
from tutor.session import Session
from tutor.ui.screens.base import Overlay
from tutor.ui.widgets.steady_list import SteadyList


class StepList(Overlay[int | None]):
    """Answers with the index of the step that was chosen, or None."""

    DEFAULT_CSS = """
    StepList { align: center middle; }
    StepList > Vertical {
        width: 72; max-width: 96%; height: auto; max-height: 100%; background: $surface;
        border: round $primary; border-title-color: $primary; border-title-style: bold; padding: 0 1;
    }
    StepList OptionList, StepList OptionList:focus { border: none; }
    StepList OptionList { height: auto; max-height: 1fr; background: transparent; padding: 0; }
    StepList OptionList { scrollbar-size-vertical: 1; }
    StepList OptionList > .option-list--option-highlighted { background: $primary; color: $background; }
    StepList OptionList > .option-list--option-disabled { color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,l,д,q,й", "dismiss_list", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    def compose(self) -> ComposeResult:
        """Lay out one line a step: done, reached, or still closed."""
        session = self._session
        options = []
        for index, step in enumerate(session.lesson.steps):
            reached = index <= session.furthest
            mark = "●" if session.done(step) else "○" if reached else "·"
            title = session.facts.fill(step.title)
            options.append(Option(Content(f"{mark} {index + 1:>2}  {title}"), disabled=not reached))
        box = Vertical(SteadyList(*options))
        box.border_title = _("Steps")
        box.border_subtitle = _("Esc or a click outside closes")
        yield box

    def on_mount(self) -> None:
        """Put the highlight on the step on display."""
        self.query_one(OptionList).highlighted = self._session.position

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go there."""
        event.stop()
        self.dismiss(event.option_index)

    def on_click(self, event: events.Click) -> None:
        """Close where the click is beside the list."""
        if event.widget is self:
            self.dismiss(None)

    def action_dismiss_list(self) -> None:
        """Stay where the lesson is."""
        self.dismiss(None)
