"""A tray of layers, and the cell that is put together from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tutor.language import _

ARROW = " → "
_INDENT = 1
_EARLIER, _LATER = frozenset("[х"), frozenset("]ъ")


class Arrangement(Widget, can_focus=True):
    """Rows: the layers of the tray, the cell so far, and one that commits it.

    Enter, Space, a digit or a click puts a layer at the end of the cell, or takes it out again; Backspace takes the
    last one out. On the cell's row ← and → choose a layer, and `[` and `]` move it. A full stop commits.
    """

    DEFAULT_CSS = """
    Arrangement { width: 1fr; height: auto; }
    Arrangement > .arrangement--row { color: $foreground; }
    Arrangement > .arrangement--used { color: $text-muted; }
    Arrangement > .arrangement--label { color: $text-muted; }
    Arrangement > .arrangement--cursor { color: $background; background: $primary; text-style: bold; }
    Arrangement > .arrangement--chosen { color: $accent; text-style: bold reverse; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "arrangement--row", "arrangement--used", "arrangement--label", "arrangement--cursor", "arrangement--chosen",
    }  # fmt: skip

    order: reactive[tuple[int, ...]] = reactive((), layout=True)
    """The layers of the cell so far, as indices of the tray."""
    at: reactive[int] = reactive(0)
    """The row under the cursor: a layer of the tray, then the cell, then the way to commit it."""
    chosen: reactive[int] = reactive(0)
    """Which layer of the cell `[` and `]` move."""

    @dataclass
    class Committed(Message):
        """The cell is the answer."""

        arrangement: Arrangement
        order: tuple[int, ...]

        @property
        def control(self) -> Arrangement:
            """The arrangement that was committed."""
            return self.arrangement

    def __init__(self, labels: Sequence[str], order: Sequence[int] = (), *, id: str | None = None) -> None:  # noqa: A002
        """Offer layers with these names; `order` is a cell that was put together before."""
        super().__init__(id=id)
        self.labels = tuple(labels)
        known = dict.fromkeys(index for index in order if 0 <= index < len(self.labels))
        self.set_reactive(Arrangement.order, tuple(known))
        self.set_reactive(Arrangement.chosen, max(0, len(known) - 1))

    @property
    def _cell_row(self) -> int:
        return len(self.labels)

    @property
    def _commit_row(self) -> int:
        return len(self.labels) + 1

    # ── what the learner does ────────────────────────────────────────────────────────────────────

    def toggle(self, index: int) -> None:
        """Put a layer of the tray at the end of the cell, or take it out."""
        if index in self.order:
            self.order = tuple(other for other in self.order if other != index)
        else:
            self.order = (*self.order, index)

    def move(self, by: int) -> None:
        """Move the chosen layer of the cell to the left (−1) or right (1)."""
        there = self.chosen + by
        if not self.order or not 0 <= there < len(self.order):
            return
        order = list(self.order)
        order[self.chosen], order[there] = order[there], order[self.chosen]
        self.order = tuple(order)
        self.chosen = there

    def commit(self) -> None:
        """Say that the cell is the answer."""
        self.post_message(self.Committed(self, self.order))

    def watch_order(self, old: tuple[int, ...], new: tuple[int, ...]) -> None:
        """Choose the layer that was put in last, and one that is there in any case."""
        if len(new) != len(old):
            self.chosen = max(0, len(new) - 1)

    def on_key(self, event: events.Key) -> None:
        """Serve the keys of the tray and leave all others to the screen."""
        if self._serve(event.key, event.character or ""):
            event.stop()
            event.prevent_default()

    def _serve(self, key: str, character: str) -> bool:
        on_cell = self.at == self._cell_row
        if key in ("up", "down"):
            there = self.at + (1 if key == "down" else -1)
            if not 0 <= there <= self._commit_row:
                return False
            self.at = there
        elif key in ("left", "right"):
            if on_cell and self.order:
                self.chosen = (self.chosen + (1 if key == "right" else -1)) % len(self.order)
        elif key in ("enter", "space"):
            self._press()
        elif key == "backspace":
            self.order = self.order[:-1]
        elif character == ".":
            self.commit()
        elif character and character in _EARLIER | _LATER:
            self.move(-1 if character in _EARLIER else 1)
        elif character.isdecimal() and character.isascii() and 1 <= int(character) <= len(self.labels):
            self.at = int(character) - 1
            self.toggle(self.at)
        else:
            return character == "0"
        return True

    def _press(self) -> None:
        if self.at < self._cell_row:
            self.toggle(self.at)
        elif self.at == self._cell_row:
            self.at = self._commit_row
        else:
            self.commit()

    async def _on_click(self, event: events.Click) -> None:
        if not self.can_focus:
            return
        event.stop()
        self.focus()
        lines = self._cell_lines()
        if event.y < len(self.labels):
            self.at = event.y
            self.toggle(event.y)
        elif event.y >= self._top + len(lines):
            self.at = self._commit_row
            self.commit()
        elif event.y >= self._top:
            self.at = self._cell_row
            line = lines[event.y - self._top]
            for position, start, width in line:
                if start <= event.x < start + width:
                    self.chosen = position

    # ── drawing ──────────────────────────────────────────────────────────────────────────────────

    def _cell_lines(self) -> list[list[tuple[int, int, int]]]:
        """Return the lines of the cell's row: (position in the cell, column, width) of each layer."""
        first = _INDENT + len(self._label)
        width = self.size.width or 76
        lines: list[list[tuple[int, int, int]]] = [[]]
        x = first
        for position, index in enumerate(self.order):
            wide = len(self.labels[index])
            if position:
                x += len(ARROW)
            if x + wide > width and lines[-1]:
                lines.append([])
                x = first
            lines[-1].append((position, x, wide))
            x += wide
        return lines

    @property
    def _top(self) -> int:
        """The first line of the cell, with one between it and the tray."""
        return len(self.labels) + 1

    @property
    def _label(self) -> str:
        return _("your cell:") + "  "

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return a line for each layer, for the cell, and for committing it."""
        return self._top + len(self._cell_lines()) + 1

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        lines = self._cell_lines()
        if y < len(self.labels):
            used = self.order.index(y) + 1 if y in self.order else 0
            mark = f"{used}." if used else "  "
            return self._row(f" {y + 1}  {self.labels[y]}", y, "used" if used else "row", mark)
        if self._top <= y < self._top + len(lines):
            return self._cell_line(lines[y - self._top], first=y == self._top)
        if y == self._top + len(lines) and self.can_focus:
            return self._row(" " * _INDENT + "▸ " + _("commit this cell"), self._commit_row, "row")
        return self._padded([])

    def _row(self, text: str, row: int, kind: str, mark: str = "") -> Strip:
        here = self.has_focus and self.at == row
        if mark:
            wide = max(map(len, self.labels)) + 6
            text = f"{text.ljust(wide)}{mark}"
        return self._padded([Segment(text, self._style("cursor" if here else kind))], here=here)

    def _cell_line(self, line: list[tuple[int, int, int]], *, first: bool) -> Strip:
        here = self.has_focus and self.at == self._cell_row
        label = " " * _INDENT + self._label
        segments = [Segment(label if first else " " * len(label), self._style("label"))]
        for position, start, _wide in line:
            if position and start != len(label):
                segments.append(Segment(ARROW, self._style("label")))
            elif position:
                segments[0] = Segment(" " * (len(label) - 2) + "→ ", self._style("label"))
            kind = "chosen" if here and position == self.chosen else "row"
            segments.append(Segment(self.labels[self.order[position]], self._style(kind)))
        if not self.order:
            segments.append(Segment("…", self._style("cursor" if here else "label")))
        return self._padded(segments)

    def _padded(self, segments: list[Segment], *, here: bool = False) -> Strip:
        style = self._style("cursor" if here else "row")
        return Strip(segments).adjust_cell_length(self.size.width, style).simplify()

    def _style(self, kind: str) -> Style:
        return self.get_component_rich_style(f"arrangement--{kind}")
