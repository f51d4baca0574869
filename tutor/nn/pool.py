"""Max-pool and min-pool: every output cell is the largest, or the smallest, cell of one window of the input."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from tutor.nn.arguments import FloatArray, Pair, as_float, same_shape
from tutor.nn.extremes import quiet
from tutor.nn.pool_windows import Windows

Pad = Literal["infinity", "zero"]
"""What surrounds the input: an infinity that never wins, or zeros that win like any other cell."""


def max_pool2d(
    x: npt.ArrayLike, size: Pair = 2, *, stride: Pair | None = None, padding: Pair = 0, pad: Pad = "infinity"
) -> FloatArray:
    """Return the largest value of every window: (N, C, H, W) → (N, C, Ho, Wo).

    `stride` is `size` unless given. The padding may be at most half a window. It is −∞, so that it never wins;
    with `pad="zero"` it is 0 and beats negative cells. NaN wins over everything.
    """
    x, fill = as_float(x, "x", 4), _fill(pad, -np.inf)
    windows = Windows.over(x, size, stride, padding)
    return windows.merged(windows.padded(x, fill), np.maximum)


def max_pool2d_winners(
    x: npt.ArrayLike, size: Pair = 2, *, stride: Pair | None = None, padding: Pair = 0, pad: Pad = "infinity"
) -> npt.NDArray[np.intp]:
    """Return which input cell won every window of `max_pool2d`, as row · W + column: (N, C, Ho, Wo).

    Of equal cells the first wins, row by row. With `pad="zero"` the zeros take part, and −1 stands where one won.
    """
    x, fill = as_float(x, "x", 4), _fill(pad, -np.inf)
    windows = Windows.over(x, size, stride, padding)
    best = np.full((*x.shape[:2], *windows.output), -np.inf, dtype=x.dtype)
    winners = np.full(best.shape, -1, dtype=np.intp)
    for value, place in zip(windows.views(windows.padded(x, fill)), windows.places(), strict=True):
        wins = ~(value <= best) & ~np.isnan(best)  # not value > best, because a NaN wins
        np.copyto(best, value, where=wins)
        np.copyto(winners, place, where=wins)
    unbeaten = np.isneginf(best)  # nothing was above −∞: a real −∞ beats the padding
    if unbeaten.any():
        np.copyto(winners, windows.first_places(), where=unbeaten)
    return winners


def max_pool2d_backward(
    dy: npt.ArrayLike,
    x: npt.ArrayLike,
    size: Pair = 2,
    *,
    stride: Pair | None = None,
    padding: Pair = 0,
    pad: Pad = "infinity",
) -> FloatArray:
    """Return dx: the winner of every window gets that window's whole gradient, the others nothing.

    What a padding of zeros won is lost.
    """
    x, dy = as_float(x, "x", 4), as_float(dy, "dy", 4)
    return _to_winners(dy, x, max_pool2d_winners(x, size, stride=stride, padding=padding, pad=pad))


def min_pool2d(
    x: npt.ArrayLike, size: Pair = 2, *, stride: Pair | None = None, padding: Pair = 0, pad: Pad = "infinity"
) -> FloatArray:
    """Return the smallest value of every window, −max_pool2d(−x): (N, C, H, W) → (N, C, Ho, Wo).

    Everything is as in `max_pool2d`, but that the padding which never wins is +∞, and zeros beat positive cells.
    """
    x, fill = as_float(x, "x", 4), _fill(pad, np.inf)
    windows = Windows.over(x, size, stride, padding)
    return windows.merged(windows.padded(x, fill), np.minimum)


def min_pool2d_winners(
    x: npt.ArrayLike, size: Pair = 2, *, stride: Pair | None = None, padding: Pair = 0, pad: Pad = "infinity"
) -> npt.NDArray[np.intp]:
    """Return which input cell won every window of `min_pool2d`; see `max_pool2d_winners`."""
    return max_pool2d_winners(-as_float(x, "x", 4), size, stride=stride, padding=padding, pad=pad)


def min_pool2d_backward(
    dy: npt.ArrayLike,
    x: npt.ArrayLike,
    size: Pair = 2,
    *,
    stride: Pair | None = None,
    padding: Pair = 0,
    pad: Pad = "infinity",
) -> FloatArray:
    """Return dx: the winner of every window gets that window's whole gradient; see `max_pool2d_backward`."""
    x, dy = as_float(x, "x", 4), as_float(dy, "dy", 4)
    return _to_winners(dy, x, min_pool2d_winners(x, size, stride=stride, padding=padding, pad=pad))


def _fill(pad: Pad, never_wins: float) -> float:
    """Return the value of the padding; ValueError for an unknown word."""
    if pad not in ("infinity", "zero"):
        raise ValueError(f'pad must be "infinity" or "zero", not {pad!r}')
    return 0.0 if pad == "zero" else never_wins


@quiet
def _to_winners(dy: FloatArray, x: FloatArray, winners: npt.NDArray[np.intp]) -> FloatArray:
    """Return dx: each gradient of `dy` at its winner; where windows overlap, one cell can win several."""
    same_shape(dy, winners.shape)
    maps, cells = x.shape[0] * x.shape[1], x.shape[2] * x.shape[3]
    won = winners.reshape(maps, -1) + np.arange(maps, dtype=np.intp)[:, None] * cells
    real = winners.reshape(maps, -1) >= 0
    dx = np.bincount(won[real], weights=dy.reshape(maps, -1)[real], minlength=maps * cells)
    return dx.astype(dy.dtype, copy=False).reshape(x.shape)
