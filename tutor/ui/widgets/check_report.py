"""What `layer-tutor check` says of a lesson, in a frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual import events
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.language import _

LEAST = 20
"""Columns in which a line of a file is shown at least."""


class CheckReport(VerticalScroll):
    """Lines as `check` prints them: a headline for each problem, and below it the line of the file with a mark."""

    DEFAULT_CSS = """
    CheckReport {
        height: auto; width: 1fr; background: $surface; border: round $error; border-title-color: $error;
        border-title-style: bold; border-subtitle-color: $text-muted; padding: 0 1; scrollbar-size-vertical: 1;
    }
    CheckReport.-warnings { border: round $warning; border-title-color: $warning; }
    CheckReport:focus { border: heavy $error; }
    CheckReport.-warnings:focus { border: heavy $warning; }
    CheckReport > Static { height: auto; width: 1fr; }
    """

    def __init__(self, title: str = "", lines: Sequence[str] = (), *, warnings: bool = False) -> None:
        """Show `lines` under `title`; `warnings` says that none of them is an error."""
        super().__init__()
        self._lines = tuple(lines)
        self._text = Static(markup=False)
        self.say(title, lines, warnings=warnings)

    def say(self, title: str, lines: Sequence[str], *, warnings: bool = False) -> None:
        """Show other lines."""
        self.border_title = Content(title)
        self.border_subtitle = Content(_("Tab, ↑ ↓ scroll")) if lines else None
        self._lines = tuple(lines)
        self.set_class(warnings, "-warnings")
        self._draw()
        self.scroll_home(animate=False)

    def compose(self) -> Iterator[Static]:
        """Lay out the text."""
        yield self._text

    def on_resize(self, event: events.Resize) -> None:
        """Cut the lines of the file where they are too wide now."""
        self._draw()

    def _draw(self) -> None:
        width = self.content_size.width or 76
        mark = "$warning" if self.has_class("-warnings") else "$error"
        parts = [
            Content.styled(line, "bold" if not line.startswith("  ") else mark if _is_mark(line) else "$text-muted")
            for line in fitted(self._lines, width)
        ]
        self._text.update(Content("\n").join(parts))


def fitted(lines: Sequence[str], width: int) -> Iterator[str]:
    """Yield lines of `check` so that the place of each problem is within `width` columns.

    A line of the file begins with two spaces and is followed by its mark; both are cut at the same place. Headlines
    are left to be wrapped.
    """
    number = 0
    while number < len(lines):
        line = lines[number]
        mark = lines[number + 1] if number + 1 < len(lines) else ""
        if line.startswith("  ") and mark.startswith("  ") and _is_mark(mark):
            yield from _cut(line, mark, max(width, LEAST))
            number += 2
        else:
            yield line
            number += 1


def _is_mark(line: str) -> bool:
    return "^" in line and not line.strip(" |^~")


def _cut(line: str, mark: str, width: int) -> Iterator[str]:
    """Cut a line of a file and its mark to a width; from the left only if the mark would be out of view."""
    margin = mark.index("|") + 2
    room, body, below = width - margin, line[margin:], mark[margin:]
    start = 0
    if len(below) > room:
        start = max(min(below.index("^") - room // 3, len(body) - room), 0)
    if start:
        body, below = "…" + body[start + 1 :], below[start:]
    yield line[:margin] + (body if len(body) <= room else body[: room - 1] + "…")
    yield (mark[:margin] + below)[:width]
