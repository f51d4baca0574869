"""The line above the free bench: what is on it, and what the two lanes in front have to do with each other."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tutor.language import _

BETWEEN = 3


class BenchTitle(Widget):
    """Name and description on the left, the comparison on the right; the description gives way to it."""

    DEFAULT_CSS = "BenchTitle { height: 1; width: 1fr; background: $surface; padding: 0 1; }"

    def __init__(self, step: str = "") -> None:
        """Name the free bench, or the bench of the step called `step`."""
        super().__init__()
        self._step = step

    what: reactive[str] = reactive("")
    compared: reactive[str] = reactive("")

    def render(self) -> Content:
        """Draw the line."""
        name = Content(_("{step}, taken apart").format(step=self._step) if self._step else _("The free bench"))
        compared = Content(self.compared)
        room = self.content_size.width - name.cell_length - compared.cell_length - 2 * BETWEEN
        what = self.what if len(self.what) <= room else self.what[: max(room - 1, 0)] + "…"
        between = " " * max(room + BETWEEN - Content(what).cell_length, 1)
        return Content.assemble(
            name.stylize("bold $primary"),
            " " * BETWEEN,
            (what, "$text-muted"),
            between,
            (self.compared, "$accent"),
        )
