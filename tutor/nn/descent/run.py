"""Running a descent, one step after another."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from tutor.nn.descent.feed import Feed
from tutor.nn.descent.inputs import Floats
from tutor.nn.descent.losses import loss_of
from tutor.nn.descent.optimisers import update
from tutor.nn.descent.problem import DIVERGED_BEYOND, Problem
from tutor.nn.descent.trajectory import Trajectory
from tutor.nn.descent.two_weights import can_walk, two_weight_walk

Step = tuple[Floats, Floats, Floats]
"""The gradient of one step, the point after it and the example to show, each of shape (weights,)."""


def descend(problem: Problem) -> Trajectory:
    """Run `problem` to its tolerance, to `max_steps`, or until |w| passes 1e6.

    In that case `diverged` is set and the path ends at its last point within 1e6.
    """
    if can_walk(problem):
        return two_weight_walk(problem)
    points, gradients, examples = [np.array(problem.start)], [], []
    near, diverged = problem.tolerance * problem.straight, False
    for gradient, point, example in array_steps(problem):
        distance = math.sqrt(float(point @ point))
        if not distance <= DIVERGED_BEYOND:
            diverged = True
            break
        points.append(point)
        gradients.append(gradient)
        examples.append(example)
        if distance <= near or len(gradients) == problem.max_steps:
            break
    width = problem.weights
    return Trajectory(
        problem,
        np.array(points),
        np.array(gradients).reshape(-1, width),
        np.array(examples).reshape(-1, width),
        diverged,
    )


def array_steps(problem: Problem) -> Iterator[Step]:
    """Yield the steps of any problem without end."""
    loss = loss_of(problem)
    point = np.array(problem.start)
    change = update(problem.optimiser, problem.learning_rate, np.zeros(problem.weights))
    for block in Feed(problem).blocks():
        for t, examples in enumerate(block.examples):  # (rows, weights)
            if problem.whole:
                gradient = loss.gradient(point)
            else:
                residuals = loss.residuals(examples, examples @ point)
                if block.noise is not None:
                    residuals = residuals + block.noise[t]
                gradient = residuals @ examples / len(examples)
            point = point - change(gradient)
            yield gradient, point, examples[0].copy()  # a view would keep the whole block alive
