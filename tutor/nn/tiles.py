"""Convolution by tiles: a part of the output at a time, each by one matrix product, in memory that stays small.

im2col (Chellapilla, Puri & Simard 2006) turns convolution into a matrix product: every window becomes a column of
C·kh·kw values. All columns together are kh·kw times as large as the picture; those of a tile stay in the cache.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided

from tutor.nn.arguments import FloatArray
from tutor.nn.sliding import Axis, Plan

TILE_BYTES = 3 << 20
"""How much the columns and the products of a tile may take; more falls out of the cache, less calls numpy too often."""
_CHUNK = 1 << 14
"""How many values of a window, and how many kernels, a tile takes at once."""


class Scratch:
    """Memory that tile after tile works in: taking it anew each time would cost as much as the arithmetic."""

    def __init__(self, dtype: np.dtype[np.floating[Any]]) -> None:
        self._dtype = dtype
        self._taken: dict[str, FloatArray] = {}

    def array(self, name: str, shape: tuple[int, ...]) -> FloatArray:
        """Return an array of that shape with anything in it, where the last one of that name was."""
        size = math.prod(shape)
        if name not in self._taken or self._taken[name].size < size:
            self._taken[name] = np.empty(size, dtype=self._dtype)
        return self._taken[name][:size].reshape(shape)


class Tile(NamedTuple):
    """A part of an output: some examples, some kernels, rows top … bottom − 1, columns left … right − 1."""

    examples: slice
    kernels: slice
    top: int
    bottom: int
    left: int
    right: int

    @property
    def place(self) -> tuple[slice, slice, slice, slice]:
        """Where it lies in the output (N, F, Ho, Wo)."""
        return self.examples, self.kernels, slice(self.top, self.bottom), slice(self.left, self.right)


def convolved_tiles(
    x: FloatArray, w: FloatArray, b: FloatArray | None, plan: Plan, scratch: Scratch
) -> Iterator[tuple[Tile, FloatArray]]:
    """Yield the convolution of `x` with `w`, plus `b`, tile by tile: (tile, values of the shape (n, f, rows, columns)).

    The values are overwritten by the next tile.
    """
    w = np.ascontiguousarray(w)
    channels = _channels(w)
    for tile in _tiles(x, w, plan):
        n, f = len(x[tile.examples]), len(w[tile.kernels])
        y = scratch.array("y", (n, f, (tile.bottom - tile.top) * (tile.right - tile.left)))
        for first in range(0, x.shape[1], channels):  # windows of very many channels are summed piece by piece
            chunk = slice(first, first + channels)
            columns = im2col(x[tile.examples, chunk], tile, plan.down, plan.across, scratch)  # (n, C·kh·kw, cells)
            product = y if first == 0 else scratch.array("more", y.shape)
            np.matmul(w[tile.kernels, chunk].reshape(f, -1), columns, out=product)
            if product is not y:
                y += product
        if b is not None:
            y += b[tile.kernels, None]
        yield tile, y.reshape(n, f, tile.bottom - tile.top, tile.right - tile.left)


def im2col(x: FloatArray, tile: Tile, down: Axis, across: Axis, scratch: Scratch) -> FloatArray:
    """Return a tile's windows as columns, (n, C·kh·kw, cells): one strided copy of a view in which they overlap."""
    n, c = x.shape[:2]
    rows, width = tile.bottom - tile.top, tile.right - tile.left
    patch = _patch(x, down.reach(tile.top, tile.bottom), across.reach(tile.left, tile.right), scratch)
    image, channel, row, cell = patch.strides
    windows = as_strided(  # kernel cell (k, m) of output cell (i, j) is patch[…, i·stride + k, j·stride + m]
        patch,
        (n, c, down.window, across.window, rows, width),
        (image, channel, row, cell, row * down.stride, cell * across.stride),
    )
    columns = scratch.array("columns", windows.shape)
    columns[...] = windows
    return columns.reshape(n, -1, rows * width)


def _patch(x: FloatArray, rows: range, columns: range, scratch: Scratch) -> FloatArray:
    """Return those rows and columns of `x`: a view, unless some lie in the padding and must be made of zeros."""
    top, bottom = max(0, rows.start), min(x.shape[2], rows.stop)
    left, right = max(0, columns.start), min(x.shape[3], columns.stop)
    if (top, bottom, left, right) == (rows.start, rows.stop, columns.start, columns.stop):
        return x[:, :, top:bottom, left:right]
    patch = scratch.array("patch", (*x.shape[:2], len(rows), len(columns)))
    patch[...] = 0
    if top < bottom and left < right:
        inside = slice(top - rows.start, bottom - rows.start), slice(left - columns.start, right - columns.start)
        patch[:, :, *inside] = x[:, :, top:bottom, left:right]
    return patch


def _tiles(x: FloatArray, w: FloatArray, plan: Plan) -> Iterator[Tile]:
    """Cut the output into whole examples, else whole rows, else pieces of a row, as large as TILE_BYTES allows."""
    height, width, step = plan.down.outputs, plan.across.outputs, plan.pool_down.stride
    overlap = -(-plan.pool_down.window // step)  # how many pooled rows a row may reach into
    kernels = min(len(w), max(1, _CHUNK // overlap))
    spread = max(plan.down.window, plan.down.stride) * max(plan.across.window, plan.across.stride)
    window = spread * min(w.shape[1], _channels(w))
    # Columns, products and what a pool makes of them: how many output cells may a tile have?
    room = max(1, TILE_BYTES // (x.itemsize * (window + kernels * (1 + overlap))))
    examples = max(1, room // (height * width))
    rows = min(height, max(1, room // width))
    if step < rows < height:
        rows -= rows % step  # so that most windows of the pool lie in one tile
    columns = min(width, room)
    for kernel in range(0, len(w), kernels):
        for example in range(0, len(x), examples):
            here = slice(example, example + examples), slice(kernel, kernel + kernels)
            for top in range(0, height, rows):
                for left in range(0, width, columns):
                    yield Tile(*here, top, min(height, top + rows), left, min(width, left + columns))


def _channels(w: FloatArray) -> int:
    """How many channels are summed in one product."""
    height, width = w.shape[2:]
    return max(1, _CHUNK // int(height * width))
