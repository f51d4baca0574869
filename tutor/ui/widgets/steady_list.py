"""A list of options that can be paged through before it has been laid out."""

from __future__ import annotations

from textual.widgets import OptionList


class SteadyList(OptionList):
    """An option list that leaves Page Up and Page Down alone while it has no lines, where Textual's own fails.

    It has none until it is laid out for the first time, and in a window that has no room for it.
    """

    def action_page_up(self) -> None:
        """Move the highlight up one page."""
        if self.scrollable_content_region:
            super().action_page_up()  # type: ignore[no-untyped-call]

    def action_page_down(self) -> None:
        """Move the highlight down one page."""
        if self.scrollable_content_region:
            super().action_page_down()  # type: ignore[no-untyped-call]
