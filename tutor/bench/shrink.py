"""A large map shown small: each displayed cell is the mean of a block of real ones. Nothing is computed from it."""

from __future__ import annotations

import numpy as np

from tutor.nn.arguments import FloatArray

Cell = tuple[int, int]
"""(row, column), counted from 0."""


def shrink(pixels: FloatArray, rows: int, columns: int) -> FloatArray:
    """Return (…, H, W) as at most (…, rows, columns), each cell the mean of its block; small enough, it stays as is.

    Blocks tile the map without gap or overlap and differ by at most one cell in height and in width.
    """
    height, width = pixels.shape[-2:]
    shown_rows, shown_columns = shown_size((height, width), rows, columns)
    if (shown_rows, shown_columns) == (height, width):
        return pixels
    starts = [np.arange(shown) * cells // shown for shown, cells in ((shown_rows, height), (shown_columns, width))]
    sums = np.add.reduceat(pixels.astype(np.float64), starts[1], axis=-1)
    sums = np.add.reduceat(sums, starts[0], axis=-2)
    tall, wide = np.diff(starts[0], append=height), np.diff(starts[1], append=width)
    means: FloatArray = (sums / (tall[:, None] * wide)).astype(pixels.dtype)
    return means


def shown_size(size: tuple[int, int], rows: int, columns: int) -> tuple[int, int]:
    """Return how many rows and columns of a map of `size` are shown where there is room for so many."""
    if rows < 1 or columns < 1:
        raise ValueError(f"a map cannot be shown in {rows} rows and {columns} columns")
    return min(size[0], rows), min(size[1], columns)


def block(cell: Cell, size: tuple[int, int], shown: tuple[int, int]) -> tuple[slice, slice]:
    """Return the rows and the columns of a map of `size` that stand behind one cell of the `shown` one."""
    (row, column), (height, width), (rows, columns) = cell, size, shown
    if not (0 <= row < rows and 0 <= column < columns):
        raise ValueError(f"there is no cell {cell} in {rows} rows and {columns} columns")
    return (
        slice(row * height // rows, (row + 1) * height // rows),
        slice(column * width // columns, (column + 1) * width // columns),
    )


def shown_cell(real: Cell, size: tuple[int, int], shown: tuple[int, int]) -> Cell:
    """Return the displayed cell whose block holds a real one: the inverse of `block`."""
    (row, column), (height, width), (rows, columns) = real, size, shown
    if not (0 <= row < height and 0 <= column < width):
        raise ValueError(f"there is no cell {real} in a map of {height}×{width}")
    return ((row + 1) * rows - 1) // height, ((column + 1) * columns - 1) // width
