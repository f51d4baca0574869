"""One line of keys and what they do. A click on an item is that key pressed, so a mouse is enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tutor.ui.columns import columns_of


@dataclass(frozen=True)
class KeyItem:
    """One key: the Textual name that is pressed, the label that is shown, and what the key does."""

    key: str
    label: str
    does: str


class KeyBar(Widget):
    """A line of up to six keys; what does not fit is left out from the right, the last item excepted."""

    DEFAULT_CSS = """
    KeyBar { height: 1; width: 1fr; color: $text-muted; background: $surface; padding: 0 1; }
    KeyBar > .key-bar--key { color: $accent; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key"}

    items: reactive[tuple[KeyItem, ...]] = reactive(())

    def __init__(self, items: Sequence[KeyItem] = (), *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.set_reactive(KeyBar.items, tuple(items))

    def _shown(self) -> tuple[list[KeyItem], int]:
        """Return the items that fit on the line, and the gap between them; the last item (help) always stays."""
        room = self.content_size.width
        items = list(self.items)
        while True:
            for gap in (3, 2):
                if sum(_width(item) + _gap(item, gap) for item in items) - gap <= room or len(items) <= 1:
                    return items, gap
            del items[-2]
            while len(items) > 1 and not items[-2].does:  # a key without words belongs to the one that has gone
                del items[-2]

    def render(self) -> Content:
        """Draw `key does   key does   …`."""
        key_style = self.get_visual_style("key-bar--key")
        parts: list[Content | str | tuple[str, object]] = []
        items, gap = self._shown()
        for item in items:
            parts += [Content.styled(item.label, key_style), f" {item.does}" if item.does else ""]
            parts.append(" " * _gap(item, gap))
        return Content.assemble(*parts)  # type: ignore[arg-type]

    async def _on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        start = 0
        items, gap = self._shown()
        for item in items:
            if start <= offset.x < start + _width(item):
                event.stop()
                focused = self.screen.focused
                if focused is not None and len(item.key) == 1 and focused.check_consume_key(item.key, item.key):
                    self.screen.set_focus(None)  # a click means the key, not a letter in a field
                self.app.simulate_key(item.key)
                return
            start += _width(item) + _gap(item, gap)


def _width(item: KeyItem) -> int:
    does = columns_of(item.does)
    return columns_of(item.label) + (1 + does if does else 0)


def _gap(item: KeyItem, gap: int) -> int:
    """Return the gap behind an item; one without words belongs to the item that follows."""
    return gap if item.does else 1
