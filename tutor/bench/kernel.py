"""The kernels of a bench: presets of any size, random by seed, or typed cell by cell."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from tutor.bench.numbers import Grid, looks_typed, parse_grids, parse_number, write_grids
from tutor.bench.problem import BenchError, unknown
from tutor.language import _
from tutor.nn.arguments import FloatArray
from tutor.quoting import quote

LARGEST_KERNEL = 9
MOST_FILTERS = 8
RANDOM, TYPED = "random", "typed"


def _edge(size: int) -> FloatArray:
    """Brighter to the right: −1 on the left half, 1 on the right half."""
    return np.tile(np.sign(np.arange(size) - (size - 1) / 2), (size, 1))


def _blur(size: int) -> FloatArray:
    """Binomial weights, a small Gaussian; their sum is 1, and all are exact binary fractions."""
    row = np.array([math.comb(size - 1, k) for k in range(size)], dtype=np.float64)
    return np.outer(row, row) / 4.0 ** (size - 1)


def _centre(size: int) -> FloatArray:
    grid = np.zeros((size, size))
    grid[size // 2, size // 2] = 1
    return grid


def _sharpen(size: int) -> FloatArray:
    """−1 along the row and the column of the centre, and so much there that the sum is 1."""
    grid = np.zeros((size, size))
    grid[size // 2, :] = grid[:, size // 2] = -1
    grid[size // 2, size // 2] = 2 * (size - 1) + 1
    return grid


def _outline(size: int) -> FloatArray:
    """−1 all around, and so much in the centre that the sum is 0."""
    return size * size * _centre(size) - 1


PRESETS: Mapping[str, Callable[[int], FloatArray]] = MappingProxyType(
    {
        "edge": _edge,
        "edge_down": lambda size: _edge(size).T,
        "blur": _blur,
        "sharpen": _sharpen,
        "outline": _outline,
        "sum": lambda size: np.ones((size, size)),
        "identity": _centre,
        "minus": lambda size: -np.ones((size, size)),
    }
)
"""Named kernels as functions of their side length; several filters are this one and those that follow."""


@dataclass(frozen=True)
class Kernel:
    """What the convolutions of a bench look for: one kernel or several (`filters`), each the same on every channel.

    A random kernel differs from channel to channel.
    """

    name: str = "edge"
    """One of PRESETS, `random` or `typed`."""
    size: int = 3
    filters: int = 1
    seed: int = 0
    grids: tuple[Grid, ...] = ()
    """The kernels of a typed one."""

    def weight(self, channels: int) -> FloatArray:
        """Return the weights, (filters, channels, rows, columns), as float32."""
        if self.name == RANDOM:
            shape = (self.filters, channels, self.size, self.size)
            # The raw stream of PCG64 is the one thing that numpy promises never to change (NEP 19): a seed that one
            # learner sends to another must mean the same kernel there.
            raw = np.random.PCG64(self.seed).random_raw(math.prod(shape))
            # Tenths, so that the arithmetic on the screen can be followed.
            tenths = (raw % np.uint64(41)).astype(np.int64) - 20
            return (tenths.reshape(shape) / 10).astype(np.float32)
        flat = np.array(self.typed().grids, dtype=np.float32)
        return np.repeat(flat[:, None], channels, axis=1)

    def typed(self) -> Kernel:
        """Return the same kernel cell by cell, so that a cell can be changed; a random one as for one channel."""
        if self.name == TYPED:
            return self
        if self.name == RANDOM:
            arrays = list(self.weight(1)[:, 0])
        else:
            names = list(PRESETS)
            first = names.index(self.name)
            arrays = [PRESETS[names[(first + n) % len(names)]](self.size) for n in range(self.filters)]
        grids = tuple(tuple(tuple(_plain(value) for value in row) for row in array.tolist()) for array in arrays)
        return Kernel(TYPED, len(grids[0]), len(grids), 0, grids)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return (len(self.grids[0]), len(self.grids[0][0])) if self.name == TYPED else (self.size, self.size)

    def with_cell(self, number: int, row: int, column: int, value: float) -> Kernel:
        """Return a typed kernel with one cell changed."""
        typed = self.typed()
        grids = [list(map(list, grid)) for grid in typed.grids]
        grids[number][row][column] = value
        return replace(typed, grids=tuple(tuple(map(tuple, grid)) for grid in grids))

    def resized(self, size: int) -> Kernel:
        """Return the kernel with another side length; a typed one is cut, or grows by zeros on the right and below."""
        if not 1 <= size <= LARGEST_KERNEL:
            raise BenchError(_("a kernel has a side of 1 to {n} cells").format(n=LARGEST_KERNEL))
        if self.name != TYPED:
            return replace(self, size=size)
        return replace(self, size=size, grids=tuple(_cut(grid, size) for grid in self.grids))

    def with_filters(self, filters: int) -> Kernel:
        """Return another number of filters; a typed kernel repeats its last one."""
        if not 1 <= filters <= MOST_FILTERS:
            raise BenchError(_("a convolution has 1 to {n} filters here").format(n=MOST_FILTERS))
        if self.name != TYPED:
            return replace(self, filters=filters)
        more = (self.grids[-1],) * (filters - len(self.grids))
        return replace(self, filters=filters, grids=(*self.grids[:filters], *more))

    @classmethod
    def parse(cls, text: str) -> Kernel:
        """Read `edge`, `random:seed=7:size=5:filters=2` or typed rows `-1,0,1/-1,0,1`; BenchError if it is none."""
        if looks_typed(text):
            grids = parse_grids(text)
            if max(len(grids[0]), len(grids[0][0])) > LARGEST_KERNEL or len(grids) > MOST_FILTERS:
                raise BenchError(
                    _("a kernel has at most {n} rows and columns, and a bench at most {m} of them").format(
                        n=LARGEST_KERNEL, m=MOST_FILTERS
                    )
                )
            return cls(TYPED, len(grids[0]), len(grids), 0, grids)
        name, *parts = text.split(":")
        if name not in (*PRESETS, RANDOM):
            raise unknown(_("there is no kernel {name}").format(name=quote(name)), name, (*PRESETS, RANDOM))
        kernel = cls(name)
        for part in parts:
            kernel = kernel._with(part)
        return kernel

    def _with(self, part: str) -> Kernel:
        key, _equals, text = part.partition("=")
        value = parse_number(text)
        if value is not None and value == int(value) and 0 <= value < 2**32:
            if key == "size":
                return self.resized(int(value))
            if key == "filters":
                return self.with_filters(int(value))
            if key == "seed":
                return replace(self, seed=int(value))
        message = _("{part} is no setting of a kernel; there are: {names}")
        raise BenchError(message.format(part=quote(part), names="size=3, filters=1, seed=0"))

    def __str__(self) -> str:
        if self.name == TYPED:
            return write_grids(self.grids)
        parts = [self.name]
        usual = Kernel(self.name)
        for key in ("seed", "size", "filters"):
            value = getattr(self, key)
            if value != getattr(usual, key) and (key != "seed" or self.name == RANDOM):
                parts.append(f"{key}={value}")
        return ":".join(parts)


def _plain(value: float) -> float:
    """Return a float32 value as the shortest decimal that stands for it."""
    return float(np.format_float_positional(np.float32(value), unique=True))


def _cut(grid: Grid, size: int) -> Grid:
    rows = [(*row[:size], *(0.0,) * (size - len(row))) for row in grid[:size]]
    return (*rows, *((0.0,) * size,) * (size - len(rows)))
