"""From an output cell back to the input: which cells it sees, and how small an input can be."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.nn.layer_facts import sliding
from tutor.nn.layers import Layer

Window = tuple[int, int, int, int]
"""A rectangle of cells as (top, bottom, left, right), bottom and right being the first row and column outside."""


def receptive_field(layers: Sequence[Layer], row: int, column: int, height: int, width: int) -> Window:
    """Return which cells of a height × width input the output cell (row, column) sees; padding is cut off."""
    top, bottom, left, right = row, row, column, column  # the last row and column are still inside
    for layer in reversed(layers):
        (kh, kw), (sh, sw), (ph, pw) = sliding(layer)
        top, bottom = top * sh - ph, bottom * sh - ph + kh - 1
        left, right = left * sw - pw, right * sw - pw + kw - 1
    return max(top, 0), min(bottom + 1, height), max(left, 0), min(right + 1, width)


def smallest_shape(layers: Sequence[Layer]) -> tuple[int, int]:
    """Return (rows, columns) of the smallest input for which the pipeline has an output cell."""
    height = width = 1
    for layer in reversed(layers):
        (kh, kw), (sh, sw), (ph, pw) = sliding(layer)
        height = max((height - 1) * sh + kh - 2 * ph, 1)
        width = max((width - 1) * sw + kw - 2 * pw, 1)
    return height, width
