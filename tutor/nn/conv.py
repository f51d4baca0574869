"""Convolution: every output cell is the sum of one window of the input times the kernel."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from tutor.nn.arguments import FloatArray, Pair, as_float, as_pair, same_shape
from tutor.nn.extremes import quiet
from tutor.nn.shapes import output_shape
from tutor.nn.sliding import plan
from tutor.nn.tiles import Scratch, convolved_tiles


@quiet
def conv2d(
    x: npt.ArrayLike, w: npt.ArrayLike, b: npt.ArrayLike | None = None, *, stride: Pair = 1, padding: Pair = 0
) -> FloatArray:
    """Slide the kernels `w` over `x`: y[n,f,i,j] = b[f] + Σ x[n, c, i·s+k, j·s+l] · w[f,c,k,l].

    x is (N, C, H, W), w is (F, C, kh, kw), b is (F,); the result is (N, F, Ho, Wo). The kernel is not
    flipped (cross-correlation, as every framework does it); the padding is zeros. Beside the result it takes
    at most 8 MB, whatever the size, where x and w are contiguous arrays of one float type and the kernel has at most
    512×512 cells.
    ValueError when shapes do not fit, TypeError when something is not a number.
    """
    x, w, b = checked(x, w, b)
    windows = plan(x.shape, w.shape, stride, padding)
    shape = (len(x), len(w), windows.down.outputs, windows.across.outputs)
    y: FloatArray
    if windows.gather is not None:  # (F, C·kh·kw) @ (C·kh·kw, Ho·Wo)
        y = w.reshape(len(w), -1).dot(windows.padded(x).take(windows.gather))
        if b is not None:
            y += b[:, None]
        return y.reshape(shape)
    y = np.empty(shape, dtype=x.dtype)
    for tile, values in convolved_tiles(x, w, b, windows, Scratch(x.dtype)):
        y[tile.place] = values
    return y


@quiet
def conv2d_backward(
    dy: npt.ArrayLike,
    x: npt.ArrayLike,
    w: npt.ArrayLike,
    b: npt.ArrayLike | None = None,
    *,
    stride: Pair = 1,
    padding: Pair = 0,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return (dx, dw, db), the gradients of a loss whose gradient at the output of `conv2d` is `dy`.

    dy is (N, F, Ho, Wo); dx, dw and db have the shapes of x, w and b. `db` is what a bias gets (or would
    get, where none is given): each output cell passes its gradient to it unchanged.
    """
    x, w, b = checked(x, w, b)
    dy = as_float(dy, "dy", 4)
    windows = _windows(x, w, stride, padding)  # (N, Ho, Wo, C·kh·kw)
    n, ho, wo, _ = windows.shape
    same_shape(dy, (n, len(w), ho, wo))
    flat_dy = dy.transpose(0, 2, 3, 1)  # (N, Ho, Wo, F)

    dw = np.tensordot(flat_dy, windows, axes=((0, 1, 2), (0, 1, 2))).reshape(w.shape)
    db = dy.sum(axis=(0, 2, 3))

    # Each input cell collects what every window that saw it sends back, one kernel cell at a time.
    (sh, sw), (ph, pw) = as_pair(stride, "stride", 1), as_pair(padding, "padding", 0)
    height, width = x.shape[2:]
    dx = np.zeros((n, x.shape[1], height + 2 * ph, width + 2 * pw), dtype=np.result_type(dy, w))
    for k in range(w.shape[2]):
        for col in range(w.shape[3]):
            sent = flat_dy @ w[:, :, k, col]  # (N, Ho, Wo, C)
            dx[:, :, k : k + sh * ho : sh, col : col + sw * wo : sw] += sent.transpose(0, 3, 1, 2)
    return dx[:, :, ph : ph + height, pw : pw + width], dw, db


def checked(
    x: npt.ArrayLike, w: npt.ArrayLike, b: npt.ArrayLike | None
) -> tuple[FloatArray, FloatArray, FloatArray | None]:
    """Return the arguments as float arrays whose shapes fit each other."""
    x = as_float(x, "x", 4)
    w = as_float(w, "w", 4).astype(x.dtype, copy=False)  # the picture decides the precision, not the weights
    if x.shape[1] != w.shape[1]:
        raise ValueError(f"x has {x.shape[1]} channels, but the kernel w expects {w.shape[1]}")
    if b is None:
        return x, w, None
    b = as_float(b, "b", 1).astype(x.dtype, copy=False)
    if len(b) != len(w):
        raise ValueError(f"b has {len(b)} values, but there are {len(w)} kernels")
    return x, w, b


def _windows(x: FloatArray, w: FloatArray, stride: Pair, padding: Pair) -> FloatArray:
    """Return every window of `x` laid out as a row: (N, Ho, Wo, C·kh·kw)."""
    (sh, sw), (ph, pw) = as_pair(stride, "stride", 1), as_pair(padding, "padding", 0)
    kh, kw = w.shape[2:]
    ho, wo = output_shape(x.shape[2], x.shape[3], (kh, kw), (sh, sw), (ph, pw))
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    view = sliding_window_view(padded, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw]  # (N, C, Ho, Wo, kh, kw)
    return view.transpose(0, 2, 3, 1, 4, 5).reshape(len(x), ho, wo, -1)
