"""What a cell of a feature map is doing at one moment, and the character that says so without colour."""

from __future__ import annotations

from enum import Enum


class Mark(Enum):
    """The state of one cell; the value is the character before its number."""

    EMPTY = " "
    """Not computed yet."""
    PLAIN = "  "
    """Computed, nothing going on."""
    SOURCE = ":"
    """In the window that is being read."""
    TARGET = "▸"
    """Just computed."""
    WINNER = "•"
    """In the window that is being read, and the largest there."""
    KEPT = "• "
    """The largest of a window that has been pooled."""
    LOST = "·"
    """In a pooled window, but not the largest."""
    WASTED = "×"
    """An activation that was computed and that pooling then threw away."""
    DIFFERENT = "≠"
    """Unequal to the same cell of the other lane."""
    FIELD = "+"
    """In the receptive field of the cell under the cursor."""
    HIDDEN = "?"
    """Under the cursor, but not computed yet."""

    @property
    def prefix(self) -> str:
        """The one character that is drawn before the number, or '' for none."""
        return self.value[0].strip()


Marks = tuple[tuple[Mark, ...], ...]
