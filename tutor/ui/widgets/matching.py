"""Items, each to be given one of the partners listed below them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
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
from tutor.lesson.matching import NO_PARTNER

_LEAST = 8
"""Columns that texts keep in the narrowest window."""


@dataclass(frozen=True)
class _Row:
    """One line of the widget, and what it belongs to."""

    kind: str
    """`item`, `partner`, `commit` or `label`."""
    index: int
    text: str


class Matching(Widget, can_focus=True):
    """Rows: the items with the partners they have so far, the way to commit them, and the partners.

    On an item ← and → go through the partners, a digit gives it one and goes on to the next item without a partner,
    Backspace takes it away. Enter goes on, and commits once every item has a partner. A click on an item chooses it, a
    click on a partner gives it to that item.
    """

    DEFAULT_CSS = """
    Matching { width: 1fr; height: auto; }
    Matching > .matching--row { color: $foreground; }
    Matching > .matching--label { color: $text-muted; }
    Matching > .matching--cursor { color: $background; background: $primary; text-style: bold; }
    Matching > .matching--right { color: $success; }
    Matching > .matching--wrong { color: $error; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "matching--row", "matching--label", "matching--cursor", "matching--right", "matching--wrong",
    }  # fmt: skip

    chosen: reactive[tuple[int, ...]] = reactive((), layout=True)
    """For each item the index of its partner, or NO_PARTNER."""
    at: reactive[int] = reactive(0)
    """The item under the cursor; one more for the way to commit."""
    wrong: reactive[frozenset[int] | None] = reactive(None)
    """The items that have been judged wrong; None before they are judged."""

    @dataclass
    class Committed(Message):
        """The pairs are the answer."""

        matching: Matching
        chosen: tuple[int, ...]

        @property
        def control(self) -> Matching:
            """The widget that was answered."""
            return self.matching

    def __init__(
        self,
        items: Sequence[str],
        partners: Sequence[str],
        order: Sequence[int],
        chosen: Sequence[int] = (),
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        """Show the partners in the given order of their indices; `chosen` are those that were given before."""
        super().__init__(id=id)
        self.items, self.partners, self.order = tuple(items), tuple(partners), tuple(order)
        known = [index if 0 <= index < len(self.partners) else NO_PARTNER for index in chosen]
        known += [NO_PARTNER] * len(self.items)
        self.set_reactive(Matching.chosen, tuple(known[: len(self.items)]))

    # ── what the learner does ────────────────────────────────────────────────────────────────────

    @property
    def complete(self) -> bool:
        """Whether every item has a partner."""
        return NO_PARTNER not in self.chosen

    def give(self, item: int, partner: int) -> None:
        """Give an item a partner, or NO_PARTNER."""
        self.chosen = (*self.chosen[:item], partner, *self.chosen[item + 1 :])

    def commit(self) -> None:
        """Say that the pairs are the answer."""
        self.post_message(self.Committed(self, self.chosen))

    def _go_on(self) -> None:
        """Go to the next item without a partner, or to the way to commit."""
        count = len(self.items)
        following = [*range(self.at + 1, count), *range(min(self.at, count))]
        self.at = next((item for item in following if self.chosen[item] == NO_PARTNER), count)

    def on_key(self, event: events.Key) -> None:
        """Serve the keys of the pairs and leave all others to the screen."""
        if self._serve(event.key, event.character or ""):
            event.stop()
            event.prevent_default()

    def _serve(self, key: str, character: str) -> bool:
        on_item = self.at < len(self.items)
        if key in ("up", "down"):
            there = self.at + (1 if key == "down" else -1)
            if not 0 <= there <= len(self.items):
                return False
            self.at = there
        elif key in ("left", "right"):
            if on_item:
                self._turn(1 if key == "right" else -1)
        elif key in ("enter", "space"):
            self._press(on_item)
        elif key == "backspace":
            if on_item:
                self.give(self.at, NO_PARTNER)
        elif character == ".":
            self.commit()
        elif character.isdecimal() and character.isascii():
            if on_item and 1 <= int(character) <= len(self.order):
                self.give(self.at, self.order[int(character) - 1])
                self._go_on()
        else:
            return False
        return True

    def _turn(self, by: int) -> None:
        now = self.chosen[self.at]
        place = self.order.index(now) + by if now != NO_PARTNER else (0 if by > 0 else -1)
        self.give(self.at, self.order[place % len(self.order)])

    def _press(self, on_item: bool) -> None:
        if not on_item:
            self.commit()
        elif self.chosen[self.at] != NO_PARTNER or self.complete:
            self._go_on()
        else:
            self.at = min(self.at + 1, len(self.items))

    async def _on_click(self, event: events.Click) -> None:
        if not self.can_focus:
            return
        event.stop()
        self.focus()
        rows = self._rows(self.size.width)
        if not 0 <= event.y < len(rows):
            return
        row = rows[event.y]
        if row.kind == "item":
            self.at = row.index
        elif row.kind == "partner":
            self.at = min(self.at, len(self.items) - 1)
            self.give(self.at, row.index)
            self._go_on()
        elif row.kind == "commit":
            self.at = len(self.items)
            self.commit()

    # ── drawing ──────────────────────────────────────────────────────────────────────────────────

    def _rows(self, width: int) -> list[_Row]:
        rows = [row for item in range(len(self.items)) for row in self._item_rows(item, width)]
        if self.can_focus:
            rows.append(_Row("commit", 0, "   ▸ " + _("commit these pairs")))
        rows += [_Row("label", 0, ""), _Row("label", 0, "   " + _("partners:"))]
        for place, partner in enumerate(self.order, start=1):
            lines = _wrapped(self.partners[partner], width - 6)
            rows += [
                _Row("partner", partner, f"   {place if first else ' '}  {line}")
                for first, line in zip((True, *(False for _line in lines[1:])), lines, strict=True)
            ]
        return rows

    def _item_rows(self, item: int, width: int) -> Iterator[_Row]:
        partner = self.chosen[item]
        widest = min(max(map(len, self.items)), max(_LEAST, (width - 8) * 2 // 5))
        place = str(self.order.index(partner) + 1) if partner != NO_PARTNER else "·"
        text = f"{place}  {self.partners[partner]}" if partner != NO_PARTNER else place
        left = _wrapped(self.items[item], widest)
        right = _wrapped(text, width - widest - 7)
        for number, (one, other) in enumerate(zip_longest(left, right, fillvalue="")):
            mark = " " if self.wrong is None or number else "✗" if item in self.wrong else "✓"
            arrow = "→" if not number else " "
            indent = "   " if number and other else ""
            yield _Row("item", item, f" {mark} {one.ljust(widest)} {arrow} {indent}{other}")

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height of all rows."""
        return len(self._rows(width))

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        rows = self._rows(self.size.width)
        if y >= len(rows):
            return Strip.blank(self.size.width)
        row = rows[y]
        style = self._style_of(row)
        return Strip([Segment(row.text, style)]).adjust_cell_length(self.size.width, style).simplify()

    def _style_of(self, row: _Row) -> Style:
        here = len(self.items) if row.kind == "commit" else row.index if row.kind == "item" else -1
        if self.has_focus and here == self.at:
            kind = "cursor"
        elif row.kind == "item" and self.wrong is not None:
            kind = "wrong" if row.index in self.wrong else "right"
        else:
            kind = "label" if row.kind == "label" else "row"
        return self.get_component_rich_style(f"matching--{kind}")


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, _LEAST)) or [""]
