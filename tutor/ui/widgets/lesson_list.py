"""The lessons on Home as a list of lines; a thousand of them cost no more than those that are seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tutor.ui.columns import fitted

CURSOR = "▸"


@dataclass(frozen=True)
class Line:
    """One line of the list; what has no path cannot be chosen."""

    text: str
    path: str = ""
    kind: Literal["lesson", "broken", "heading", "note"] = "lesson"


class LessonList(ScrollView, can_focus=True):
    """Lines of which one is highlighted; Enter or a click chooses a lesson."""

    DEFAULT_CSS = """
    LessonList { background: transparent; scrollbar-size-vertical: 1; padding: 0 1; overflow-x: hidden; }
    LessonList > .lesson-list--heading { color: $text-muted; text-style: bold; }
    LessonList > .lesson-list--note { color: $text-muted; }
    LessonList > .lesson-list--broken { color: $text-error; }
    LessonList > .lesson-list--highlighted { background: $panel; color: $foreground; }
    LessonList:focus > .lesson-list--highlighted {
        background: $primary; color: $background; text-style: bold;
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lesson-list--heading",
        "lesson-list--note",
        "lesson-list--broken",
        "lesson-list--highlighted",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home", "end(0)", show=False),
        Binding("end", "end(1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    @dataclass
    class Highlighted(Message):
        """Another lesson is under the highlight; an empty path where none is."""

        path: str

    @dataclass
    class Chosen(Message):
        """A lesson was chosen."""

        path: str

    def __init__(self, lines: Sequence[Line] = (), *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._lines: tuple[Line, ...] = ()
        self._row: int | None = None
        self._take(lines, "")

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line, from the first."""
        return self._lines

    @property
    def highlighted(self) -> str:
        """The path under the highlight, or an empty one."""
        return "" if self._row is None else self._lines[self._row].path

    def show(self, lines: Sequence[Line], path: str = "") -> None:
        """Show other lines, with the highlight on `path`, or else on the first lesson; what is seen stays in place."""
        below = self.scroll_offset.y if self._row is None else self._row - self.scroll_offset.y
        had = self.highlighted
        self._take(lines, path)
        if self._row is not None and path and had == path:
            self.scroll_to(y=self._row - below, animate=False, force=True, immediate=True)
        self._reveal()
        self.refresh()

    def _take(self, lines: Sequence[Line], path: str) -> None:
        self._lines = tuple(lines)
        rows = [row for row, line in enumerate(self._lines) if line.path and path in ("", line.path)]
        if not rows and path:
            rows = [row for row, line in enumerate(self._lines) if line.path]
        self._row = rows[0] if rows else None
        self.virtual_size = Size(0, len(self._lines))

    # ── drawing ──────────────────────────────────────────────────────────────────────────────────

    def render_line(self, y: int) -> Strip:
        """Draw one line of the window."""
        width, row = self.scrollable_content_region.width, y + self.scroll_offset.y
        if row >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        line = self._lines[row]
        style = self.rich_style
        if row == self._row:
            style = self._style("highlighted")
        elif line.kind != "lesson":
            style = self._style(line.kind)
        text = f"{CURSOR if row == self._row else ' '} {line.text}" if line.path else line.text
        return Strip([Segment(fitted(text, width), style)], width)

    def _style(self, kind: str) -> Style:
        return self.get_component_rich_style(f"lesson-list--{kind}")

    # ── moving ───────────────────────────────────────────────────────────────────────────────────

    def _go(self, row: int | None) -> None:
        if row is None or row == self._row:
            return
        self._row = row
        self._reveal()
        self.refresh()
        self.post_message(self.Highlighted(self.highlighted))

    def _reveal(self) -> None:
        """Scroll as far as it takes to see the highlight, and a heading right above it."""
        if self._row is None or not self.scrollable_content_region.height:
            return
        top = self._row - 1 if self._row and not self._lines[self._row - 1].path else self._row
        height = min(self._row - top + 1, self.scrollable_content_region.height)
        self.scroll_to_region(Region(0, top, 1, height), animate=False, force=True, immediate=True, x_axis=False)

    def _nearest(self, row: int, step: int) -> int | None:
        """Return the first row with a lesson from `row` on, in steps of `step`."""
        while 0 <= row < len(self._lines):
            if self._lines[row].path:
                return row
            row += step
        return None

    def action_move(self, step: int) -> None:
        """Highlight the next lesson or the one before; behind the last comes the first."""
        if self._row is None:
            return
        row = self._nearest(self._row + step, step)
        self._go(row if row is not None else self._nearest(0 if step > 0 else len(self._lines) - 1, step))

    def action_page(self, step: int) -> None:
        """Highlight the lesson a window further."""
        if self._row is None:
            return
        row = self._row + step * max(self.scrollable_content_region.height - 1, 1)
        row = min(max(row, 0), len(self._lines) - 1)
        found = self._nearest(row, step)
        self._go(found if found is not None else self._nearest(row, -step))

    def action_end(self, last: int) -> None:
        """Highlight the first lesson or the last."""
        self._go(self._nearest(len(self._lines) - 1, -1) if last else self._nearest(0, 1))

    def action_choose(self) -> None:
        """Choose the lesson under the highlight."""
        if self.highlighted:
            self.post_message(self.Chosen(self.highlighted))

    def on_click(self, event: events.Click) -> None:
        """Choose the lesson under the mouse."""
        offset = event.get_content_offset(self)
        row = None if offset is None else offset.y + self.scroll_offset.y
        if row is not None and row < len(self._lines) and self._lines[row].path:
            event.stop()
            self._go(row)
            self.action_choose()
