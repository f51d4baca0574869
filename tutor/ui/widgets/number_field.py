"""A field for one number that leaves every letter to the keys of the screen."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

WRITTEN_WITH = frozenset("0123456789.,-−+/% ")


class NumberField(Input):
    """Takes the characters that numbers are written with; all other keys go on to the screen."""

    DEFAULT_CSS = """
    NumberField { width: 24; height: 3; border: tall $primary; background: $surface; }
    NumberField:focus { border: tall $accent; }
    """

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Claim only what a number is written with."""
        return character is not None and character in WRITTEN_WITH

    async def _on_key(self, event: events.Key) -> None:
        if event.is_printable and event.character not in WRITTEN_WITH:
            event.prevent_default()
            return
        await super()._on_key(event)
