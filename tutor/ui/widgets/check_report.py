"""What `layer-tutor check` says of a lesson, in a frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

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
    CheckReport > ReportLines { height: auto; width: 1fr; }
    """

    def __init__(self, title: str = "", lines: Sequence[str] = (), *, warnings: bool = False) -> None:
        """Show `lines` under `title`; `warnings` says that none of them is an error."""
        super().__init__()
        self._text = ReportLines()
        self.say(title, lines, warnings=warnings)

    def say(self, title: str, lines: Sequence[str], *, warnings: bool = False) -> None:
        """Show other lines."""
        self.border_title = Content(title)
        self.border_subtitle = Content(_("Tab, ↑ ↓ scroll")) if lines else None
        self.set_class(warnings, "-warnings")
        self._text.show(lines, "$warning" if warnings else "$error")
        self.scroll_home(animate=False)

    def compose(self) -> Iterator[ReportLines]:
        """Lay out the text."""
        yield self._text


class ReportLines(Widget):
    """The lines of a report, cut to whatever width the layout gives them."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[str, ...] = ()
        self._mark = ""

    def show(self, lines: Sequence[str], mark: str) -> None:
        """Show other lines, with marks in the colour `mark`."""
        self._lines, self._mark = tuple(lines), mark
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many rows the lines take where they are `width` columns wide.

        The layout asks before the widget has its width, so that no frame shows lines cut to another one.
        """
        return self._at(width).get_height({}, width) if width else 0

    def render(self) -> Content:
        """Draw the lines."""
        return self._at(self.content_size.width)

    def _at(self, width: int) -> Content:
        return Content("\n").join(Content.styled(line, self._style_of(line)) for line in fitted(self._lines, width))

    def _style_of(self, line: str) -> str:
        if not line.startswith("  "):
            return "bold"
        return self._mark if _is_mark(line) else "$text-muted"


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
