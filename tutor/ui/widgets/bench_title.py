"""The line above the free bench: what is on it, and what the two lanes in front have to do with each other."""

from __future__ import annotations

from typing import ClassVar

from textual.strip import Strip

from tutor.language import _
from tutor.ui.columns import columns_of, shortened
from tutor.ui.widgets.part_styles import PartStyles, changed_part, text_of

BETWEEN = 3


class BenchTitle(PartStyles):
    """Name and description on the left, the comparison on the right; the description gives way to it."""

    DEFAULT_CSS = """
    BenchTitle { height: 1; width: 1fr; background: $surface; padding: 0 1; }
    BenchTitle > .bench-title--name { color: $primary; text-style: bold; }
    BenchTitle > .bench-title--what { color: $text-muted; }
    BenchTitle > .bench-title--compared { color: $accent; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"bench-title--{name}" for name in ("name", "what", "compared")}

    def __init__(self, step: str = "") -> None:
        """Name the free bench, or the bench of the step called `step`."""
        super().__init__()
        self._step = step
        self._what = self._compared = ""

    def tell(self, what: str, compared: str) -> None:
        """Say what is on the bench, and how its two lanes in front compare."""
        before = self._text
        self._what, self._compared = what, compared
        if before != self._text:
            self.refresh(changed_part(0, before, self._text))

    def say(self, text: str) -> None:
        """Say something in the place of the comparison."""
        self.tell(self._what, text)

    @property
    def _text(self) -> str:
        return text_of(self._parts())

    def _parts(self) -> list[tuple[str, str]]:
        name = _("{step}, taken apart").format(step=self._step) if self._step else _("The free bench")
        room = self.size.width - columns_of(name) - columns_of(self._compared) - 2 * BETWEEN
        what = shortened(self._what, room)
        between = " " * max(room + BETWEEN - columns_of(what), 1)
        return [
            (name, "bench-title--name"),
            (" " * BETWEEN, ""),
            (what, "bench-title--what"),
            (between, ""),
            (self._compared, "bench-title--compared"),
        ]

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        return self.drawn(self._parts(), self.size.width)
