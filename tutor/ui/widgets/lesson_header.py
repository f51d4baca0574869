"""The line above a lesson: its title, the step, and how much of the way is done."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tutor.language import _


class LessonHeader(Widget):
    """Title on the left, `step n of m` and a progress line on the right."""

    DEFAULT_CSS = "LessonHeader { height: 1; width: 1fr; background: $surface; padding: 0 1; }"

    title: reactive[str] = reactive("")
    step: reactive[int] = reactive(1)
    steps: reactive[int] = reactive(1)
    done: reactive[int] = reactive(0)

    def render(self) -> Content:
        """Draw the line; the title gives way where it is too long."""
        length = 20 if self.content_size.width >= 70 else 10
        filled = round(length * self.done / self.steps)
        place = _("step {n} of {m}").format(n=self.step, m=self.steps)
        room = self.content_size.width - len(place) - length - 4
        title = self.title if len(self.title) <= room else self.title[: max(room - 1, 0)] + "…"
        return Content.assemble(
            (title.ljust(room), "bold"),
            ("  ", ""),
            (place, "$text-muted"),
            ("  ", ""),
            ("━" * filled, "$success"),
            ("━" * (length - filled), "$rule"),
        )
