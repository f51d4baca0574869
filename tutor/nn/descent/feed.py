"""The examples of every step, many steps at once: drawing them one by one costs more than the arithmetic."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tutor.nn.descent.draws import sampler, with_bias
from tutor.nn.descent.inputs import Floats
from tutor.nn.descent.moments import patches_of
from tutor.nn.descent.problem import Problem

_NUMBERS_AT_ONCE = 1 << 18  # 2 MB: still in the cache of any processor
_FIRST, _MOST = 256, 4096  # steps


@dataclass(frozen=True)
class Block:
    """The examples of n consecutive steps, (n, …, rows, weights), and the noise of their labels, (n, …, rows)."""

    examples: Floats
    noise: Floats | None


class Feed:
    """Draws for one `problem` in `runs` independent runs, from the stream that its seed fixes.

    How many steps are drawn at once changes nothing of what is drawn. Label noise has a stream of its own, so that
    it changes no example. With the whole set in every batch, one example a step is drawn to be shown.
    """

    def __init__(self, problem: Problem, runs: tuple[int, ...] = ()) -> None:
        self._problem, self._runs = problem, runs
        self._generator = np.random.default_rng(problem.seed)
        self._labels = np.random.default_rng([problem.seed, 1])
        self._fixed: Floats | None = None  # the same examples in every step
        self._images = False  # whether whole images are drawn, for a kernel to go over
        batch, numbers = 1 if problem.whole else problem.batch, problem.dims
        if problem.loss == "kernel" and not problem.whole:
            if problem.inputs.kind == "patches":
                self._fixed, batch = with_bias(patches_of(problem.inputs, problem.dims), problem.bias), 0
            else:
                self._images, numbers = True, problem.image_side**2
        self._shape = (batch, numbers)
        self._sample = sampler(problem.inputs, numbers)
        self._size = max(problem.rows * problem.weights, batch * numbers) * math.prod(runs)

    def blocks(self) -> Iterator[Block]:
        """Yield the examples of all steps to come, in blocks that grow."""
        steps = _FIRST
        while True:
            yield self.block(max(min(steps, _NUMBERS_AT_ONCE // self._size), 1))
            steps = min(2 * steps, _MOST)

    def block(self, steps: int) -> Block:
        """Return the examples of the next `steps` steps."""
        problem, noise = self._problem, None
        if not problem.whole and problem.noise:
            shape = (steps, *self._runs, problem.rows)
            noise = problem.noise * self._labels.standard_normal(shape)
        if self._fixed is not None:
            return Block(np.broadcast_to(self._fixed, (steps, *self._runs, *self._fixed.shape)), noise)
        drawn = self._sample(self._generator.random((steps, *self._runs, *self._shape)))
        if self._images:
            drawn = self._cut(drawn)
        return Block(with_bias(drawn, problem.bias), noise)

    def _cut(self, images: Floats) -> Floats:
        """Cut images (…, batch, side²) into the patches of every position: (…, batch · positions, dims)."""
        side, kernel = self._problem.image_side, math.isqrt(self._problem.dims)
        square = images.reshape(*images.shape[:-1], side, side)
        patches = np.lib.stride_tricks.sliding_window_view(square, (kernel, kernel), axis=(-2, -1))
        return patches.reshape(*images.shape[:-2], self._problem.rows, self._problem.dims)
