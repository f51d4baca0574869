"""How a map too large for the screen is drawn smaller: one display cell stands for a square block of cells.

Only what is shown is shrunk. Whatever is computed is computed whole.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.nn.arguments import FloatArray

NUMBERED = 12
"""Rows or columns up to which a map is drawn with its numbers; a larger one is a heat map."""


def is_numbered(rows: int, columns: int) -> bool:
    """Return whether a map of this size is drawn with its numbers."""
    return max(rows, columns) <= NUMBERED


def factor_for(rows: int, columns: int, side: int) -> int:
    """Return how many cells along each side one display cell stands for, so that no side has more than `side`."""
    return max(1, -(-max(rows, columns) // max(side, 1)))


def shrunk(values: FloatArray, factor: int) -> FloatArray:
    """Return the mean of every block of factor × factor cells of (…, rows, columns); edge blocks may be smaller."""
    if factor == 1:
        return values
    with np.errstate(all="ignore"):
        rows = np.add.reduceat(values.astype(np.float64), np.arange(0, values.shape[-2], factor), axis=-2)
        sums = np.add.reduceat(rows, np.arange(0, values.shape[-1], factor), axis=-1)
        return sums / np.outer(_lengths(values.shape[-2], factor), _lengths(values.shape[-1], factor))


def gathered(values: npt.NDArray[Any], factor: int, how: np.ufunc) -> npt.NDArray[Any]:
    """Return `how` (np.minimum or np.maximum) of every `factor` values of a row."""
    return values if factor == 1 else np.asarray(how.reduceat(values, np.arange(0, len(values), factor)))


def _lengths(length: int, factor: int) -> npt.NDArray[np.intp]:
    starts = np.arange(0, length, factor)
    return np.minimum(starts + factor, length) - starts
