"""What a cell of a feature map is doing at one moment, and the character that says so without colour."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt


class Mark(IntEnum):
    """The state of one cell; the numbers are those of the arrays called `Marks`."""

    EMPTY = 0
    """Not computed yet."""
    PLAIN = 1
    """Computed, nothing going on."""
    SOURCE = 2
    """In the window that is being read."""
    TARGET = 3
    """Just computed."""
    WINNER = 4
    """In the window that is being read, and what a max- or min-pool takes from it."""
    KEPT = 5
    """What a max- or min-pool took from a window."""
    LOST = 6
    """In a pooled window, but not taken."""
    WASTED = 7
    """An activation that was computed and that pooling then threw away."""
    DIFFERENT = 8
    """Unequal to the same cell of the other lane."""
    FIELD = 9
    """In the receptive field of the cell under the cursor."""
    HIDDEN = 10
    """Under the cursor, but not computed yet."""

    @property
    def prefix(self) -> str:
        """The one character that is drawn before the number, or '' for none."""
        return PREFIXES[self]


PREFIXES = ("", "", ":", "▸", "•", "•", "·", "×", "≠", "+", "?")
"""The character of each mark, by its number."""

Marks = npt.NDArray[np.uint8]
"""One mark for each cell of a map, (rows, columns)."""


def all_marked(mark: Mark, rows: int, columns: int) -> Marks:
    """Return the same mark for every cell."""
    return np.full((rows, columns), mark, dtype=np.uint8)
