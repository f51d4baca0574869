"""Pooling: every output cell sums up one window of the input, by its maximum or by its mean."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from tutor.nn.arguments import FloatArray, Pair, as_float, as_pair, same_shape
from tutor.nn.shapes import output_shape


def max_pool2d(x: npt.ArrayLike, size: Pair = 2, *, stride: Pair | None = None, padding: Pair = 0) -> FloatArray:
    """Return the largest value of every window: (N, C, H, W) → (N, C, Ho, Wo).

    `stride` is `size` unless given. The padding is −∞, so it never wins; it may be at most half a window.
    NaN wins over everything.
    """
    windows = _windows(as_float(x, "x", 4), size, stride, padding, fill=-np.inf)
    y: FloatArray = windows.max(axis=-1)
    return y


def max_pool2d_winners(
    x: npt.ArrayLike, size: Pair = 2, *, stride: Pair | None = None, padding: Pair = 0
) -> npt.NDArray[np.intp]:
    """Return which input cell won every window of `max_pool2d`, as row · W + column: (N, C, Ho, Wo).

    Of equal cells the first wins, row by row.
    """
    x = as_float(x, "x", 4)
    windows = _windows(x, size, stride, padding, fill=-np.inf)
    places = _places(x, size, stride, padding)  # (1, 1, Ho, Wo, size); −1 where there is only padding
    peak = windows.max(axis=-1, keepdims=True)
    won = ((windows == peak) | (np.isnan(windows) & np.isnan(peak))) & (places >= 0)
    first = won.argmax(axis=-1)[..., None]
    winners: npt.NDArray[np.intp] = np.take_along_axis(np.broadcast_to(places, windows.shape), first, axis=-1)[..., 0]
    return winners


def max_pool2d_backward(
    dy: npt.ArrayLike, x: npt.ArrayLike, size: Pair = 2, *, stride: Pair | None = None, padding: Pair = 0
) -> FloatArray:
    """Return dx: the winner of every window gets that window's whole gradient, the others nothing."""
    x, dy = as_float(x, "x", 4), as_float(dy, "dy", 4)
    winners = max_pool2d_winners(x, size, stride=stride, padding=padding)
    same_shape(dy, winners.shape)
    n, c, height, width = x.shape
    dx = np.zeros((n * c, height * width), dtype=dy.dtype)
    # add.at, because where windows overlap one cell can win several of them.
    np.add.at(dx, (np.arange(n * c)[:, None], winners.reshape(n * c, -1)), dy.reshape(n * c, -1))
    return dx.reshape(x.shape)


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
    windows = _windows(x, size, stride, padding, fill=0.0)
    y: FloatArray = windows.sum(axis=-1) / _counted(x, size, stride, padding, count_include_pad)
    return y


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
    (kh, kw), (sh, sw), (ph, pw) = _window(size, stride, padding)
    n, c, height, width = x.shape
    ho, wo = output_shape(height, width, (kh, kw), (sh, sw), (ph, pw))
    same_shape(dy, (n, c, ho, wo))
    share = dy / _counted(x, size, stride, padding, count_include_pad).astype(dy.dtype)
    dx = np.zeros((n, c, height + 2 * ph, width + 2 * pw), dtype=dy.dtype)
    for k in range(kh):
        for col in range(kw):
            dx[:, :, k : k + sh * ho : sh, col : col + sw * wo : sw] += share
    return dx[:, :, ph : ph + height, pw : pw + width]


def _window(size: Pair, stride: Pair | None, padding: Pair) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
    """Return size, stride and padding as pairs; the padding must leave a real cell in every window."""
    sizes = as_pair(size, "size", 1)
    strides = as_pair(size if stride is None else stride, "stride", 1)
    paddings = as_pair(padding, "padding", 0)
    for cells, pad in zip(sizes, paddings, strict=True):
        if pad > cells // 2:
            raise ValueError(f"padding must be at most half the window: {pad} is too much for a window of {cells}")
    return sizes, strides, paddings


def _windows(x: FloatArray, size: Pair, stride: Pair | None, padding: Pair, *, fill: float) -> FloatArray:
    """Return every window of `x` as a row of kh·kw values: (N, C, Ho, Wo, kh·kw)."""
    (kh, kw), (sh, sw), (ph, pw) = _window(size, stride, padding)
    output_shape(x.shape[2], x.shape[3], (kh, kw), (sh, sw), (ph, pw))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=fill)
    view = sliding_window_view(padded, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw]  # (N, C, Ho, Wo, kh, kw)
    return view.reshape(*view.shape[:4], -1)


def _places(x: FloatArray, size: Pair, stride: Pair | None, padding: Pair) -> npt.NDArray[np.intp]:
    """Return for every window where its cells lie in `x`, row · W + column, −1 for padding: (1, 1, Ho, Wo, kh·kw)."""
    height, width = x.shape[2:]
    # +1 and −1, so that the zero padding of the helper arrives as −1.
    numbered = np.arange(1, height * width + 1, dtype=np.float64).reshape(1, 1, height, width)
    return _windows(numbered, size, stride, padding, fill=0.0).astype(np.intp) - 1


def _counted(x: FloatArray, size: Pair, stride: Pair | None, padding: Pair, include_pad: bool) -> FloatArray:
    """Return by how many cells the sum of each window is divided: broadcastable to (N, C, Ho, Wo)."""
    kh, kw = as_pair(size, "size", 1)
    if include_pad:
        return np.asarray(kh * kw, dtype=x.dtype)
    real = np.ones((1, 1, *x.shape[2:]), dtype=x.dtype)
    counts: FloatArray = _windows(real, size, stride, padding, fill=0.0).sum(axis=-1)
    return counts
