"""Running a descent, one step after another."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from tutor.nn.descent.draws import sampler, with_bias
from tutor.nn.descent.inputs import Floats
from tutor.nn.descent.problem import DIVERGED_BEYOND, Problem
from tutor.nn.descent.trajectory import Trajectory

_BLOCK = 256  # steps drawn from the generator at once: drawing them one by one costs more than the arithmetic


def _batches(problem: Problem) -> Iterator[Floats]:
    """Yield the batch of every step, shape (batch, dims), from the one stream that the seed fixes."""
    generator = np.random.default_rng(problem.seed)
    while True:
        uniform = generator.random((_BLOCK, max(problem.batch, 1), problem.dims))
        yield from with_bias(sampler(problem.inputs, problem.dims)(uniform), problem.bias)


def descend(problem: Problem) -> Trajectory:
    """Run `problem` to its tolerance, to `max_steps`, or until |w| passes 1e6 (then `diverged` is set)."""
    point = np.array(problem.start)
    points, gradients, examples = [point], [], []
    near = problem.tolerance * math.hypot(*problem.start)
    distance = math.inf
    for examples_now in _batches(problem):  # (batch, d)
        gradient = (examples_now @ point) @ examples_now / len(examples_now)  # mean of (w·x) x, shape (d,)
        point = point - problem.learning_rate * gradient
        points.append(point)
        gradients.append(gradient)
        examples.append(examples_now[0])
        distance = math.hypot(*point.tolist())
        if distance <= near or len(gradients) == problem.max_steps or not distance <= DIVERGED_BEYOND:
            break
    path = np.array(points)
    moment = problem.curvature
    losses = 0.5 * ((path @ moment) * path).sum(1)
    diverged = not distance <= DIVERGED_BEYOND
    return Trajectory(problem, path, np.array(gradients), np.array(examples), losses, diverged)
