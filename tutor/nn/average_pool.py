"""Average-pool and L2-pool: every output cell is the mean, or the length as a vector, of one window of the input."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tutor.nn.arguments import FloatArray, Pair, as_float, same_shape
from tutor.nn.extremes import quiet
from tutor.nn.pool_windows import Windows


@quiet
def avg_pool2d(
    x: npt.ArrayLike,
    size: Pair = 2,
    *,
    stride: Pair | None = None,
    padding: Pair = 0,
    count_include_pad: bool = True,
) -> FloatArray:
    """Return the mean of every window: (N, C, H, W) → (N, C, Ho, Wo).

    The padding is zeros and counts as cells of the window, unless `count_include_pad` is False.
    """
    x = as_float(x, "x", 4)
    windows = Windows.over(x, size, stride, padding)
    y: FloatArray = windows.merged(windows.padded(x, 0.0), np.add) / _counted(windows, x.dtype, count_include_pad)
    return y


@quiet
def avg_pool2d_backward(
    dy: npt.ArrayLike,
    x: npt.ArrayLike,
    size: Pair = 2,
    *,
    stride: Pair | None = None,
    padding: Pair = 0,
    count_include_pad: bool = True,
) -> FloatArray:
    """Return dx: every cell of a window gets an equal share of that window's gradient."""
    x, dy = as_float(x, "x", 4), as_float(dy, "dy", 4)
    windows = Windows.over(x, size, stride, padding)
    same_shape(dy, (*x.shape[:2], *windows.output))
    share = dy / _counted(windows, dy.dtype, count_include_pad)
    dx = windows.padded(np.zeros(x.shape, dtype=dy.dtype), 0.0)
    for cells in windows.views(dx):
        cells += share
    return windows.unpadded(dx)


@quiet
def l2_pool2d(x: npt.ArrayLike, size: Pair = 2, *, stride: Pair | None = None, padding: Pair = 0) -> FloatArray:
    """Return √(Σ x²) over every window: (N, C, H, W) → (N, C, Ho, Wo).

    This is PyTorch's power-average pooling, `LPPool2d(norm_type=2)`: the sum is not divided by the cells of the
    window. The padding is zeros. No square overflows or vanishes on the way (see `_scaled`).
    """
    x = as_float(x, "x", 4)
    windows = Windows.over(x, size, stride, padding)
    exponent, length = _scaled(windows, windows.padded(x, 0.0))
    return np.ldexp(length, exponent)


@quiet
def l2_pool2d_backward(
    dy: npt.ArrayLike, x: npt.ArrayLike, size: Pair = 2, *, stride: Pair | None = None, padding: Pair = 0
) -> FloatArray:
    """Return dx: dy · x / y at every cell of a window, as ∂y/∂x = x / y, and 0 where all cells are 0."""
    x, dy = as_float(x, "x", 4), as_float(dy, "dy", 4)
    windows = Windows.over(x, size, stride, padding)
    same_shape(dy, (*x.shape[:2], *windows.output))
    framed = windows.padded(x, 0.0)
    exponent, length = _scaled(windows, framed)
    length[length == 0] = 1  # its cells are 0, too
    dx = windows.padded(np.zeros(x.shape, dtype=dy.dtype), 0.0)
    for value, cells in zip(windows.views(framed), windows.views(dx), strict=True):
        cells += dy * (np.ldexp(value, -exponent) / length)
    return windows.unpadded(dx)


def _scaled(windows: Windows, framed: FloatArray) -> tuple[npt.NDArray[np.intc], FloatArray]:
    """Return (e, s) for every window, its length as a vector being s · 2^e.

    2^e is about its largest cell, so that the squares of the scaled cells neither overflow nor all vanish; and
    scaling by a power of two rounds nothing. After Blue (1978), *A portable Fortran program to find the Euclidean
    norm of a vector*.
    """
    largest = windows.merged(np.abs(framed), np.maximum)
    exponent = np.where(np.isfinite(largest), np.frexp(largest)[1], 0)
    total = np.zeros_like(largest)
    for value in windows.views(framed):
        total += np.square(np.ldexp(value, -exponent))
    return exponent, np.sqrt(total)


def _counted(windows: Windows, dtype: npt.DTypeLike, include_pad: bool) -> FloatArray:
    """Return by how many cells the sum of each window is divided: broadcastable to (N, C, Ho, Wo)."""
    if include_pad:
        return np.asarray(windows.size[0] * windows.size[1], dtype=dtype)
    real = np.ones((1, 1, windows.height, windows.width), dtype=dtype)
    return windows.merged(windows.padded(real, 0.0), np.add)
