"""The layers once more, as slowly and as plainly as can be: loops over cells, and a tally of what they do.

Nothing here is vectorised and nothing is shared with `tutor.nn`, so that an agreement of the two means something.
A tally's bytes follow the convention of the tutor: unfused, a layer reads each of its arrays once, whole, and writes
its output once; the few values of a bias are not counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tutor.nn import Cost
from tutor.nn.arguments import FloatArray

Two = tuple[int, int]


@dataclass
class Tally:
    """What the loops have done so far."""

    multiply_adds: int = 0
    comparisons: int = 0
    evaluations: int = 0
    bytes_read: int = 0
    bytes_written: int = 0

    def moved(self, *read: FloatArray, written: FloatArray) -> None:
        self.bytes_read += sum(array.nbytes for array in read)
        self.bytes_written += written.nbytes

    @property
    def cost(self) -> Cost:
        return Cost(self.multiply_adds, self.comparisons, self.evaluations, self.bytes_read, self.bytes_written)


def pair(value: int | Two) -> Two:
    return value if isinstance(value, tuple) else (value, value)


def bordered(x: FloatArray, padding: Two, fill: float) -> FloatArray:
    """Return `x` inside a frame of `fill`."""
    n, c, height, width = x.shape
    framed = np.full((n, c, height + 2 * padding[0], width + 2 * padding[1]), fill, dtype=x.dtype)
    for row in range(height):
        for column in range(width):
            framed[:, :, row + padding[0], column + padding[1]] = x[:, :, row, column]
    return framed


def corners(length: int, window: int, stride: int) -> list[int]:
    """Return where windows begin along an axis, found by trying."""
    return [start for start in range(0, length, stride) if start + window <= length]


def slow_conv2d(
    x: FloatArray,
    w: FloatArray,
    b: FloatArray | None = None,
    *,
    stride: int | Two = 1,
    padding: int | Two = 0,
    tally: Tally | None = None,
) -> FloatArray:
    tally = Tally() if tally is None else tally
    framed = bordered(x, pair(padding), 0.0)
    tops = corners(framed.shape[2], w.shape[2], pair(stride)[0])
    lefts = corners(framed.shape[3], w.shape[3], pair(stride)[1])
    y = np.zeros((len(x), len(w), len(tops), len(lefts)), dtype=x.dtype)
    for n, f in np.ndindex(len(x), len(w)):
        for i, top in enumerate(tops):
            for j, left in enumerate(lefts):
                total = 0.0 if b is None else float(b[f])
                for c, k, m in np.ndindex(*w.shape[1:]):
                    total += float(framed[n, c, top + k, left + m]) * float(w[f, c, k, m])
                    tally.multiply_adds += 1
                y[n, f, i, j] = total
    tally.moved(x, w, written=y)
    return y


def slow_max_pool2d(
    x: FloatArray,
    size: int | Two = 2,
    *,
    stride: int | Two | None = None,
    padding: int | Two = 0,
    tally: Tally | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Return (output, winners), a winner being row · width + column of a cell of `x`."""
    tally = Tally() if tally is None else tally
    (kh, kw), (ph, pw) = pair(size), pair(padding)
    sh, sw = pair(size if stride is None else stride)
    framed = bordered(x, (ph, pw), -np.inf)
    tops, lefts = corners(framed.shape[2], kh, sh), corners(framed.shape[3], kw, sw)
    y = np.zeros((*x.shape[:2], len(tops), len(lefts)), dtype=x.dtype)
    winners = np.full(y.shape, -1.0)
    for n, c in np.ndindex(*x.shape[:2]):
        for i, top in enumerate(tops):
            for j, left in enumerate(lefts):
                best: float | None = None
                for k, m in np.ndindex(kh, kw):
                    value = float(framed[n, c, top + k, left + m])
                    row, column = top + k - ph, left + m - pw
                    real = 0 <= row < x.shape[2] and 0 <= column < x.shape[3]
                    if best is None:
                        best = value
                    else:
                        tally.comparisons += 1
                        if value > best:
                            best = value
                            winners[n, c, i, j] = -1
                    if real and value == best and winners[n, c, i, j] < 0:
                        winners[n, c, i, j] = row * x.shape[3] + column
                assert best is not None
                y[n, c, i, j] = best
    tally.moved(x, written=y)
    return y, winners


def slow_avg_pool2d(
    x: FloatArray,
    size: int | Two = 2,
    *,
    stride: int | Two | None = None,
    padding: int | Two = 0,
    count_include_pad: bool = True,
    tally: Tally | None = None,
) -> FloatArray:
    tally = Tally() if tally is None else tally
    (kh, kw), (ph, pw) = pair(size), pair(padding)
    sh, sw = pair(size if stride is None else stride)
    framed = bordered(x, (ph, pw), 0.0)
    real = bordered(np.ones_like(x), (ph, pw), 0.0)
    tops, lefts = corners(framed.shape[2], kh, sh), corners(framed.shape[3], kw, sw)
    y = np.zeros((*x.shape[:2], len(tops), len(lefts)), dtype=x.dtype)
    for n, c in np.ndindex(*x.shape[:2]):
        for i, top in enumerate(tops):
            for j, left in enumerate(lefts):
                total, cells = 0.0, 0
                for k, m in np.ndindex(kh, kw):
                    total += float(framed[n, c, top + k, left + m])
                    tally.multiply_adds += 1
                    cells += int(count_include_pad or real[n, c, top + k, left + m] == 1)
                y[n, c, i, j] = total / cells
    tally.moved(x, written=y)
    return y


def slow_relu(x: FloatArray, *, tally: Tally | None = None) -> FloatArray:
    tally = Tally() if tally is None else tally
    y = np.zeros_like(x)
    for place in np.ndindex(*x.shape):
        tally.comparisons += 1
        if x[place] > 0:
            y[place] = x[place]
    tally.moved(x, written=y)
    return y


def slow_gradient(loss: Callable[[FloatArray], float], x: FloatArray, step: float = 1e-5) -> FloatArray:
    """Return the gradient of `loss` at `x` by central differences, one cell at a time."""
    gradient = np.zeros_like(x)
    for place in np.ndindex(*x.shape):
        above, below = x.copy(), x.copy()
        above[place] += step
        below[place] -= step
        gradient[place] = (loss(above) - loss(below)) / (2 * step)
    return gradient


def whole_numbers(seed: int, *shape: int, low: int = -9, high: int = 9) -> FloatArray:
    """Return whole numbers low … high as float64: sums and products of them are exact."""
    return np.random.default_rng(seed).integers(low, high, shape, endpoint=True).astype(np.float64)


def distinct_numbers(seed: int, *shape: int) -> FloatArray:
    """Return values of which no two are within 0.1 of each other, nor any within 0.05 of 0, in a random order."""
    size = int(np.prod(shape))
    return (np.random.default_rng(seed).permutation(size) - size // 2 + 0.5).reshape(shape) * 0.1


def is_one_plain_sentence(message: str) -> bool:
    return bool(message.strip()) and "\n" not in message and ". " not in message and not message.endswith("..")
