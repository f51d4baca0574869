"""From some numbers that tell two pipelines apart to the simplest such numbers that small steps lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, islice
from typing import Final

import numpy as np
import numpy.typing as npt

from tutor.nn.arguments import FloatArray

Differ = Callable[[FloatArray], npt.NDArray[np.bool_]]
"""Says for each example of a batch, (N, C, H, W), whether the two pipelines differ on it: (N,)."""

MOST_TRIES: Final = 20_000
"""On how many inputs the pipelines run while one witness shrinks, on fewer of large ones."""
MOST_PAIRED: Final = 16
"""How many cells an input may have for any two of them to be changed at a time; of more, those that are not 0."""

_SIMPLE: Final = (0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0)


def shrink(found: FloatArray, differ: Differ, most_values: int) -> FloatArray:
    """Return the simplest input reached from `found`, (1, C, H, W), finite numbers on which the two differ.

    Simple means, in this order: whole numbers, then halves, then tenths; few cells that are not 0; small magnitudes;
    few negative cells; those that are not 0 close together; large ones first. In each round the simplest neighbour
    that differs is taken, until there is none or `MOST_TRIES` are spent. No batch holds more than `most_values`
    numbers.
    """
    shape = found.shape[1:]
    best = found.ravel() + 0.0  # turns −0 into 0
    left = min(MOST_TRIES, max(most_values * 64 // best.size, 64))
    rows = max(1, most_values // best.size)
    while left > 0:
        for batch in _batches(best, rows):
            better = _simpler(batch[:left], best)
            left -= min(left, len(batch))
            # In order of simplicity, so the first that differs is the one. It must do so alone, too: a large
            # matrix product may round differently from that of one example.
            hits = better[differ(better.reshape(-1, *shape))] if len(better) else better
            winner = next((hit for hit in hits if differ(hit.reshape(1, *shape))[0]), None)
            if winner is not None:
                best = winner
                break
        else:
            break
    return best.reshape(1, *shape)


def _batches(x: FloatArray, rows: int) -> Iterator[FloatArray]:
    """Yield the neighbours of `x`, (N, cells), the boldest changes first, at most so many rows at a time."""
    for moves in (_whole_moves, _block_moves, _cell_moves, _pair_moves):
        neighbours = moves(x)
        while batch := list(islice(neighbours, rows)):
            yield np.stack(batch)


def complexity(batch: FloatArray) -> FloatArray:
    """Return how far from simple each row of (N, cells) is, as rows to be compared from left to right."""
    whole = batch == np.rint(batch)
    half = batch == np.rint(batch * 2) / 2
    tenth = batch == np.rint(batch * 10) / 10
    grain = np.select([whole, half, tenth], [0, 1, 2], 3).sum(axis=1)
    used = batch != 0
    # From the first cell that is not 0 to the last.
    span = np.where(used.any(axis=1), batch.shape[1] - used.argmax(axis=1) - used[:, ::-1].argmax(axis=1), 0)
    columns = (grain, used.sum(axis=1), np.abs(batch).sum(axis=1), (batch < 0).sum(axis=1), span)
    return np.column_stack([*columns, -batch]).astype(np.float64)


def _simpler(candidates: FloatArray, best: FloatArray) -> FloatArray:
    """Return the candidates that are simpler than `best`, the simplest first, none twice."""
    # + 0.0 turns −0 into 0, which looks simpler to a reader.
    rows = np.unique(np.concatenate([best[None], candidates + 0.0]).astype(best.dtype), axis=0)
    keys = complexity(rows)
    rows = rows[np.lexsort(keys.T[::-1])]
    place = int(np.flatnonzero((rows == best).all(axis=1))[0])
    return rows[:place]


def _whole_moves(x: FloatArray) -> Iterator[FloatArray]:
    """Change all cells alike: round, scale, take the signs, replace one number by another wherever it stands."""
    scaled = [x, *(x * factor for factor in (0.5, 0.1, 2.0, 10.0)), x / max(float(np.abs(x).max()), 1e-30)]
    for values in scaled:
        yield from (np.rint(values), np.trunc(values), np.floor(values), np.ceil(values))
        yield from (np.rint(values * 2) / 2, np.rint(values * 10) / 10)
    yield np.sign(x)
    yield np.sort(x)[::-1]
    yield from (np.full_like(x, value) for value in _SIMPLE)
    for number in np.unique(x)[:8]:
        yield from (np.where(x == number, value, x) for value in _SIMPLE)


def _block_moves(x: FloatArray) -> Iterator[FloatArray]:
    """Set a run of cells to 0 or to the signs of its cells, from half of all cells down to single ones."""
    length = x.size // 2
    while length >= 1:
        for start in range(0, x.size, length):
            if x[start : start + length].any():
                for values in (0.0, np.sign(x[start : start + length])):
                    changed = x.copy()
                    changed[start : start + length] = values
                    yield changed
        length //= 2


def _cell_moves(x: FloatArray) -> Iterator[FloatArray]:
    """Give one cell a simpler number."""
    for place, value in enumerate(x.tolist()):
        toward_zero = value - np.sign(value)
        for number in (
            *_SIMPLE,
            0.5,
            -0.5,
            np.trunc(value),
            np.rint(value),
            np.rint(value * 2) / 2,
            toward_zero,
            -value,
        ):
            changed = x.copy()
            changed[place] = number
            yield changed


def _pair_moves(x: FloatArray) -> Iterator[FloatArray]:
    """Let two cells change places, or give both a simpler number."""
    places = range(x.size) if x.size <= MOST_PAIRED else np.flatnonzero(x)[:MOST_PAIRED].tolist()
    for first, second in combinations(places, 2):
        numbers = [(x[second], x[first])]
        if x[first] or x[second]:
            numbers += [(one, other) for one in (0.0, 1.0, -1.0) for other in (0.0, 1.0, -1.0)]
        for pair in numbers:
            changed = x.copy()
            changed[[first, second]] = pair
            yield changed
