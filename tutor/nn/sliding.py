"""Where the windows of a convolution, and of a max-pool behind it, lie: worked out once for each shape."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.nn.arguments import FloatArray, Pair, as_pair
from tutor.nn.shapes import output_size

_TINY = 8192
"""The largest index that is kept, in cells: 64 kB."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One direction of a sliding window: cells it slides over, cells it holds, its stride, its padding at each end.

    ValueError when not even one window fits.
    """

    length: int
    window: int
    stride: int
    padding: int
    outputs: int = field(init=False)
    """How many windows there are."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "outputs", output_size(self.length, self.window, self.stride, self.padding))

    def windows(self, place: int, first: int, last: int) -> tuple[int, int]:
        """Return (low, high): windows low … high − 1 are those whose cell number `place` is one of first … last − 1."""
        low, high = (-((place - self.padding - cell) // self.stride) for cell in (first, last))  # rounded up
        return max(0, low), min(self.outputs, high)

    def cells(self, place: int, low: int, high: int) -> slice:
        """Return which cells are cell number `place` of the windows low … high − 1, none of them in the padding."""
        start = low * self.stride + place - self.padding
        return slice(start, start + (high - low - 1) * self.stride + 1, self.stride)

    def reach(self, low: int, high: int) -> range:
        """Return all cells from the first of window `low` to the last of window high − 1; padding is outside of x."""
        return range(low * self.stride - self.padding, (high - 1) * self.stride + self.window - self.padding)

    def clipped(self) -> npt.NDArray[np.intp]:
        """Return the cells of every window, (window, outputs); for padding, the real cell nearest to it."""
        starts = np.arange(self.outputs) * self.stride - self.padding
        cells: npt.NDArray[np.intp] = np.arange(self.window)[:, None] + starts
        return cells.clip(0, self.length - 1)


class Plan(NamedTuple):
    """The windows of a convolution and of the max-pool behind it, each down the rows and across the columns."""

    down: Axis
    across: Axis
    pool_down: Axis
    pool_across: Axis
    gather: npt.NDArray[np.intp] | None
    """For one tiny example: where in the padded picture the cells lie, (C·kh·kw, pool cells · pooled windows)."""

    def padded(self, x: FloatArray) -> FloatArray:
        """Return `x` in a frame of zeros, or `x` itself where there is no padding."""
        ph, pw = self.down.padding, self.across.padding
        if not (ph or pw):
            return x
        n, c, height, width = x.shape
        framed = np.zeros((n, c, height + 2 * ph, width + 2 * pw), dtype=x.dtype)
        framed[:, :, ph : ph + height, pw : pw + width] = x
        return framed


def plan(
    x_shape: tuple[int, ...],
    w_shape: tuple[int, ...],
    stride: Pair,
    padding: Pair,
    size: Pair = 1,
    pool_stride: Pair = 1,
    pool_padding: Pair = 0,
) -> Plan:
    """Return where the windows lie; TypeError or ValueError when they cannot. Pooling by 1 is no pooling."""
    return _plan(
        x_shape,
        w_shape,
        _key(stride, "stride", 1),
        _key(padding, "padding", 0),
        _key(size, "size", 1),
        _key(pool_stride, "pool_stride", 1),
        _key(pool_padding, "pool_padding", 0),
    )


def _key(value: Pair, name: str, least: int) -> Pair:
    """Return what is safe to look up: True and 1.0 would find the plan of 1, and a list cannot be looked up at all."""
    return value if type(value) is int else as_pair(value, name, least)


@lru_cache(maxsize=32)
def _plan(
    x_shape: tuple[int, ...],
    w_shape: tuple[int, ...],
    stride: Pair,
    padding: Pair,
    size: Pair,
    pool_stride: Pair,
    pool_padding: Pair,
) -> Plan:
    strides, paddings = as_pair(stride, "stride", 1), as_pair(padding, "padding", 0)
    sizes, steps, pads = (
        as_pair(size, "size", 1),
        as_pair(pool_stride, "pool_stride", 1),
        as_pair(pool_padding, "pool_padding", 0),
    )
    for side, pad in zip(sizes, pads, strict=True):
        if pad > side // 2:
            raise ValueError(f"pool_padding must be at most half the window: {pad} is too much for a window of {side}")
    down, across = (Axis(x_shape[i + 2], w_shape[i + 2], strides[i], paddings[i]) for i in (0, 1))
    pool_down, pool_across = (Axis(axis.outputs, sizes[i], steps[i], pads[i]) for i, axis in enumerate((down, across)))
    cells = pool_down.outputs * pool_across.outputs * sizes[0] * sizes[1]
    tiny = x_shape[0] == 1 and cells * max(w_shape[0], x_shape[1] * down.window * across.window) <= _TINY
    gather = _gather(x_shape[1], down, across, pool_down, pool_across) if tiny else None
    return Plan(down, across, pool_down, pool_across, gather)


def _gather(channels: int, down: Axis, across: Axis, pool_down: Axis, pool_across: Axis) -> npt.NDArray[np.intp]:
    """Return `Plan.gather`. A pool's padding repeats a cell of the same window, which never changes the maximum."""
    height, width = down.length + 2 * down.padding, across.length + 2 * across.padding
    # Axes: channel, kernel row, kernel column, pool row, pool column, pooled row, pooled column.
    rows = np.arange(down.window)[:, None, None] + pool_down.clipped() * down.stride
    columns = np.arange(across.window)[:, None, None] + pool_across.clipped() * across.stride
    channel = np.arange(channels).reshape(-1, 1, 1, 1, 1, 1, 1)
    cells = (channel * height + rows[:, None, :, None, :, None]) * width + columns[None, :, None, :, None, :]
    index: npt.NDArray[np.intp] = cells.reshape(channels * down.window * across.window, -1)
    index.flags.writeable = False
    return index
