"""Convolution, max-pool and ReLU in one go: the map between convolution and pool is never written out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tutor.nn.arguments import FloatArray, Pair
from tutor.nn.conv import checked
from tutor.nn.sliding import Axis, plan
from tutor.nn.tiles import Scratch, convolved_tiles


def conv_pool_relu(
    x: npt.ArrayLike,
    w: npt.ArrayLike,
    b: npt.ArrayLike | None = None,
    *,
    stride: Pair = 1,
    padding: Pair = 0,
    size: Pair = 2,
    pool_stride: Pair | None = None,
    pool_padding: Pair = 0,
    relu: bool = True,
) -> FloatArray:
    """Return relu(max_pool2d(conv2d(x, w, b))), pooled tile by tile: (N, C, H, W) → (N, F, Ho, Wo).

    `stride` and `padding` are the convolution's; `size`, `pool_stride` (`size` unless given) and `pool_padding` the
    pool's. Without `relu`, the pooled map as it is. Beside the output it takes at most 8 MB, whatever the size,
    where x and w are contiguous arrays of one float type and the kernel has at most 512×512 cells.
    ValueError when shapes do not fit, TypeError when something is not a number.

    A maximum that starts from 0 is ReLU's already: relu(max v) = max(0, v₁, v₂, …). Sums are those of `conv2d` up to
    the order of addition.
    """
    x, w, b = checked(x, w, b)
    windows = plan(x.shape, w.shape, stride, padding, size, size if pool_stride is None else pool_stride, pool_padding)
    _down, _across, pool_down, pool_across, gather = windows
    shape = (len(x), len(w), pool_down.outputs, pool_across.outputs)
    floor = 0.0 if relu else -np.inf
    if gather is not None:
        y = w.reshape(len(w), -1).dot(windows.padded(x).take(gather))  # (F, pool cells · pooled windows)
        if b is not None:
            y += b[:, None]
        pooled: FloatArray = np.maximum.reduce(y.reshape(len(w), -1, shape[2] * shape[3]), axis=1, initial=floor)
        return pooled.reshape(shape)

    out = np.full(shape, floor, dtype=x.dtype)
    scratch = Scratch(x.dtype)
    for tile, y in convolved_tiles(x, w, b, windows, scratch):
        # The pooled rows that reach into this tile; what their windows hold in the next one, that will add to `out`.
        top = pool_down.windows(pool_down.window - 1, tile.top, tile.bottom)[0]
        bottom = pool_down.windows(0, tile.top, tile.bottom)[1]
        peaks = scratch.array("peaks", (*y.shape[:2], max(0, bottom - top), y.shape[3]))
        _raise_to(peaks, y, pool_down, 2, top, tile.top, fresh=True)
        _raise_to(out[tile.examples, tile.kernels, top:bottom], peaks, pool_across, 3, 0, tile.left)
    return out


def _raise_to(
    peaks: FloatArray, y: FloatArray, pool: Axis, direction: int, window: int, cell: int, *, fresh: bool = False
) -> None:
    """Raise `peaks` to the largest of the cells that each window has in `y`; what is in a `fresh` one does not count.

    In that direction `peaks` begins with the pool's window number `window`, and `y` with cell number `cell`.
    """
    before = (slice(None),) * direction
    pairs: list[tuple[FloatArray, FloatArray]] = []
    for place in range(pool.window):
        low, high = pool.windows(place, cell, cell + y.shape[direction])
        if low < high:
            cells = pool.cells(place, low, high)
            found = y[(*before, slice(cells.start - cell, cells.stop - cell, cells.step))]
            pairs.append((peaks[(*before, slice(low - window, high - window))], found))
    if fresh and len(pairs) > 1 and all(found.shape == peaks.shape for _raised, found in pairs[:2]):
        np.maximum(pairs[0][1], pairs[1][1], out=peaks)  # the usual case: every window lies in `y` whole
        del pairs[:2]
    elif fresh:
        peaks[...] = -np.inf
    for raised, found in pairs:
        np.maximum(raised, found, out=raised)
