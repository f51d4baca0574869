"""Candidates for a witness: patterns of small whole numbers first, then random ones; many to a forward pass."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

import numpy as np
import numpy.typing as npt

from tutor.nn.arguments import FloatArray
from tutor.nn.layers import Layer
from tutor.nn.witness_shrink import shrink

Shape = tuple[int, int, int]

MOST_VALUES: Final = 1 << 16
"""How many numbers one batch of candidates may hold, so that a large picture does not fill the memory."""
MOST_WORK: Final = 1 << 22
"""How many numbers all candidates of one shape may hold together: large pictures get fewer tries."""
MOST_UNKNOWNS: Final = 256
"""How many cells a picture may have to be solved for, and a quarter of how many equations."""

_ROUNDINGS: Final = 24
_SMALL: Final = (-1.0, 1.0, -2.0, 2.0, -3.0, 3.0, -4.0, 4.0)
# Where activations bend, saturate and change sign; −0 because it must not matter; nothing that overflows float32.
_BOUNDARY: Final = (
    0.0,
    -0.0,
    1e-3,
    -1e-3,
    0.5,
    -0.5,
    1.0,
    -1.0,
    3.0,
    -3.0,
    6.0,
    7.0,
    -6.0,
    50.0,
    -50.0,
    1000.0,
    -1000.0,
)


@dataclass
class Budget:
    """How many inputs may still be tried."""

    limit: int
    used: int = 0
    parent: Budget | None = None

    def take(self, wanted: int) -> int:
        """Count up to `wanted` tries as used and return how many there were left for it."""
        granted = min(wanted, self.limit - self.used)
        if self.parent is not None:
            granted = self.parent.take(granted)
        self.used += granted
        return granted

    def share(self, parts: int) -> Budget:
        """Return one part of what is left, to be spent from this budget."""
        return Budget((self.limit - self.used) // parts, parent=self)


class Pair:
    """Two pipelines, run side by side on batches of inputs."""

    def __init__(self, one: Sequence[Layer], other: Sequence[Layer]) -> None:
        self.one, self.other = tuple(one), tuple(other)

    def outputs(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return what the two make of `x`, (N, C, H, W)."""
        one, other = (reduce(lambda value, layer: layer.forward(value), layers, x) for layers in (self.one, self.other))
        return one, other

    def fits(self, x: FloatArray) -> bool:
        """Say whether both pipelines accept `x` and answer in the same shape."""
        try:
            one, other = self.outputs(x)
        except ValueError:
            return False
        return one.shape == other.shape

    def differ(self, x: FloatArray) -> npt.NDArray[np.bool_]:
        """Say for each example of a batch whether the outputs differ: (N,)."""
        one, other = self.outputs(x)
        unequal = (one != other) & ~(np.isnan(one) & np.isnan(other))
        flags: npt.NDArray[np.bool_] = unequal.reshape(len(x), -1).any(axis=1)
        return flags


def search_values(
    pair: Pair,
    shapes: Sequence[Shape],
    like: FloatArray,
    rng: np.random.Generator,
    budget: Budget,
    *,
    whole: bool = False,
) -> FloatArray | None:
    """Return the simplest numbers found for which the two differ, (1, C, H, W) in one of the `shapes`, or None.

    With `whole` only whole numbers are looked at.
    """
    for count, shape in enumerate(shapes):
        part = budget.share(len(shapes) - count)
        part.limit = min(part.limit, max(MOST_WORK // math.prod(shape), 16))
        found = _first(pair, (_fitted(batch, like) for batch in _candidates(shape, like, rng, whole)), part)
        if found is not None:
            return shrink(found, pair.differ, MOST_VALUES)
    return None


def search_picture(
    pair: Pair,
    prefix: Sequence[Layer],
    shapes: Sequence[Shape],
    x: FloatArray,
    values: FloatArray | None,
    rng: np.random.Generator,
    budget: Budget,
) -> FloatArray | None:
    """Like `search_values`, for the whole pipelines; pictures are tried first that `prefix` should turn into `values`.

    A convolution can be solved for its input, by least squares; the random pictures are for all that cannot.
    """
    if not prefix:
        return search_values(pair, shapes, x, rng, budget)
    found = None
    if values is not None:
        batches = (_solved(prefix, values, shape, x, rng) for shape in shapes)
        found = next((hit for batch in batches if (hit := _first(pair, iter([batch]), budget)) is not None), None)
    if found is not None:
        found = shrink(found, pair.differ, MOST_VALUES)
    if found is not None and (found == np.rint(found)).all():
        return found
    # Whole numbers may do where those that solve the equations are none.
    random = search_values(pair, shapes, x, rng, budget, whole=found is not None)
    return found if random is None else random


def _first(pair: Pair, batches: Iterator[FloatArray], budget: Budget) -> FloatArray | None:
    """Return the first candidate on which the two differ, run once more alone, or None when the budget is spent."""
    for batch in batches:
        for chunk in _chunks(batch):
            granted = budget.take(len(chunk))
            if granted == 0:
                return None
            for index in np.flatnonzero(pair.differ(chunk[:granted])).tolist():
                alone = chunk[index : index + 1].copy()
                # A large matrix product may round differently from that of one picture.
                if pair.differ(alone)[0]:
                    return alone
    return None


def _candidates(shape: Shape, like: FloatArray, rng: np.random.Generator, whole: bool) -> Iterator[FloatArray]:
    """Yield batches of inputs, (N, C, H, W), the simplest first, without end."""
    yield _patterns(shape)
    if like.shape[1:] == shape and not whole:
        base = like[:1]
        changed = np.concatenate([-base, base * 2, -base / 2, base - base.mean(), base * 1000, np.trunc(base)])
        yield changed[np.isfinite(changed).all(axis=(1, 2, 3))]
    small = np.arange(-3, 4)
    examples = min(64, max(1, MOST_VALUES // math.prod(shape)))
    size, each = (examples, *shape), (examples, 1, 1, 1)
    while True:
        yield rng.choice(small, size)
        # Two numbers to a picture: windows of one sign, and steps from one number to another.
        yield np.where(rng.random(size) < rng.random(each), rng.choice(small, each), rng.choice(small, each))
        yield rng.choice(small, size) - rng.integers(-4, 5, each)
        if whole:
            continue
        yield rng.choice(_BOUNDARY, size)
        yield rng.normal(size=size) * rng.choice((0.5, 3.0, 30.0), each)


def _patterns(shape: Shape) -> FloatArray:
    """Return pictures of one number, and of one number with another at a single place: (N, C, H, W)."""
    cells = math.prod(shape)
    places = sorted({0, 1 % cells, cells // 2, cells - 1}) if cells <= MOST_VALUES // 128 else []
    flat = [np.full(cells, value) for value in _SMALL]
    for base in (0.0, -1.0, 1.0):
        for place in places:
            for value in _SMALL:
                picture = np.full(cells, base)
                picture[place] = value
                flat.append(picture)
    return np.stack(flat).reshape(-1, *shape)


def _solved(
    prefix: Sequence[Layer], values: FloatArray, shape: Shape, x: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Return pictures that `prefix`, a linear map plus a constant, turns into `values` or nearly so; maybe none.

    Its matrix is read off from pictures with a single 1 (exact for convolution and batch norm), and the
    equations are solved by least squares, for multiples of `values` too, whose solutions bear rounding better.
    """
    cells = math.prod(shape)
    nothing = _fitted(np.empty((0, *shape)), x)
    if cells > MOST_UNKNOWNS:
        return nothing
    dots = np.concatenate([np.zeros((1, cells)), np.eye(cells)]).reshape(-1, *shape)
    answers = reduce(lambda value, layer: layer.forward(value), prefix, _fitted(dots, x))
    channels, height, width = answers.shape[1:]
    fits = values.shape[1] in (1, channels) and values.shape[2] <= height and values.shape[3] <= width
    if not fits or answers[0].size > 4 * MOST_UNKNOWNS or not np.isfinite(answers).all():
        return nothing
    target = np.zeros((channels, height, width))
    target[:, : values.shape[2], : values.shape[3]] = values[0]
    constant = answers[0].ravel().astype(np.float64)
    matrix = answers[1:].reshape(cells, -1).astype(np.float64) - constant  # (cells, outputs)
    wanted = np.stack([target.ravel() * factor - constant for factor in (1, 2, 3, 5, 10)])
    pictures = np.linalg.lstsq(matrix.T, wanted.T, rcond=None)[0].T
    rounded = [np.floor(pictures + rng.random(pictures.shape)) for _ in range(_ROUNDINGS)]  # up or down by chance
    return _fitted(np.concatenate([np.rint(pictures), *rounded, pictures]).reshape(-1, *shape), x)


def _fitted(batch: FloatArray, like: FloatArray) -> FloatArray:
    return batch.astype(like.dtype, copy=False)


def _chunks(batch: FloatArray) -> Iterator[FloatArray]:
    step = max(1, MOST_VALUES // math.prod(batch.shape[1:]))
    for start in range(0, len(batch), step):
        yield batch[start : start + step]
