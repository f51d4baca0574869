"""A cursor over the maps of a lane: which cell it is on, and where an arrow key takes it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.paint.lane import Cursor

__all__ = ["STEPS", "Cursor", "moved", "nearest", "within"]

Sizes = Sequence[tuple[int, int]]
"""(rows, columns) of every map."""

STEPS = {"right": (0, 1), "left": (0, -1), "down": (1, 0), "up": (-1, 0)}


def moved(cursor: Cursor, direction: str, sizes: Sizes) -> Cursor:
    """Return the cursor one cell on; beyond the left or right edge it enters the neighbouring map."""
    # The lane that has come to the front since may have fewer maps.
    number, row, column = min(cursor[0], len(sizes) - 1), *cursor[1:]
    down, right = STEPS[direction]
    row, column = row + down, column + right
    if column >= sizes[number][1] and number + 1 < len(sizes):
        number, column = number + 1, 0
    elif column < 0 and number > 0:
        number, column = number - 1, sizes[number - 1][1] - 1
    rows, columns = sizes[number]
    return number, min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)


def nearest(cursor: Cursor, sizes: Sizes) -> Cursor:
    """Return the cell that is nearest to where the cursor was, in maps of other sizes."""
    number = min(cursor[0], len(sizes) - 1)
    rows, columns = sizes[number]
    return number, min(cursor[1], rows - 1), min(cursor[2], columns - 1)


def within(cursor: Cursor | None, sizes: Sizes) -> Cursor | None:
    """Return the cursor if a lane with maps of these sizes has such a cell, else None."""
    if cursor is None:
        return None
    number, row, column = cursor
    exists = number < len(sizes) and row < sizes[number][0] and column < sizes[number][1]
    return cursor if exists else None
