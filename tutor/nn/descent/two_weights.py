"""A descent of two weights in plain numbers: for so few, an array costs ten times the arithmetic in it."""

from __future__ import annotations

import math

import numpy as np

from tutor.nn.descent.feed import Block, Feed
from tutor.nn.descent.hessian import target
from tutor.nn.descent.optimisers import update
from tutor.nn.descent.problem import DIVERGED_BEYOND, Problem
from tutor.nn.descent.trajectory import Trajectory

Numbers = list[float]


class _Walker:
    """Goes from the start until a reason to stop; what it passed is in the lists."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.x, self.y = problem.start
        self.points: Numbers = [self.x, self.y]
        self.gradients: Numbers = []
        self.diverged = False
        self._near = problem.tolerance * problem.straight
        self._left = problem.max_steps
        self._change_x = update(problem.optimiser, problem.learning_rate, 0.0)
        self._change_y = update(problem.optimiser, problem.learning_rate, 0.0)

    def step(self, gx: float, gy: float) -> bool:
        """Take one step against the gradient; whether another may follow."""
        self.x -= self._change_x(gx)
        self.y -= self._change_y(gy)
        distance = math.hypot(self.x, self.y)
        if not distance <= DIVERGED_BEYOND:
            self.diverged = True
            return False
        self.points += (self.x, self.y)
        self.gradients += (gx, gy)
        self._left -= 1
        return distance > self._near and self._left > 0


def can_walk(problem: Problem) -> bool:
    """Whether `two_weight_walk` can run `problem`: two weights, and a squared loss or one example a step."""
    return problem.weights == 2 and (problem.loss != "cross_entropy" or problem.batch == 1)


def two_weight_walk(problem: Problem) -> Trajectory:
    """Run a problem for which `can_walk` holds; see `descend`."""
    walker, examples = _Walker(problem), []
    for block in Feed(problem).blocks():
        examples.append(block.examples[:, 0].copy())  # a view would keep the whole block alive
        if not _walk(walker, block):
            break
    gradients = np.array(walker.gradients).reshape(-1, 2)
    return Trajectory(
        problem,
        np.array(walker.points).reshape(-1, 2),
        gradients,
        np.concatenate(examples)[: len(gradients)].copy(),
        walker.diverged,
    )


def _walk(walker: _Walker, block: Block) -> bool:
    """Take the steps of one block; whether more may follow."""
    problem = walker.problem
    if problem.whole:
        return _walk_whole(walker, len(block.examples))
    if problem.rows > 1:
        return _walk_quadratic(walker, block)
    residual = _cross_entropy_residual if problem.loss == "cross_entropy" else _squared_residual
    examples = block.examples[:, 0]  # (n, 2)
    aims = (examples @ target(2)).tolist()
    noise = [0.0] * len(examples) if block.noise is None else block.noise[:, 0].tolist()
    step = walker.step
    for (u, v), aim, error in zip(examples.tolist(), aims, noise, strict=True):
        # r·x and not a matrix times w: rounding must not part the signs that one example gives to all components.
        r = residual(u * walker.x + v * walker.y, aim) + error
        if not step(r * u, r * v):
            return False
    return True


def _squared_residual(output: float, _aim: float) -> float:
    return output


def _cross_entropy_residual(output: float, aim: float) -> float:
    return 0.5 * math.tanh(0.5 * (aim + output)) - 0.5 * math.tanh(0.5 * aim)  # the ½ of either σ falls out


def _walk_quadratic(walker: _Walker, block: Block) -> bool:
    """Squared loss over several examples a step: the gradient is A w + c with A = mean x xᵀ and c = mean noise · x."""
    rows = block.examples.shape[1]
    u, v = block.examples[..., 0], block.examples[..., 1]  # (n, rows)
    a, b, d = ((one * other).mean(1).tolist() for one, other in ((u, u), (u, v), (v, v)))
    noise = block.noise
    e, f = ([0.0] * len(u) if noise is None else ((noise * part).sum(1) / rows).tolist() for part in (u, v))
    step = walker.step
    for uu, uv, vv, nu, nv in zip(a, b, d, e, f, strict=True):
        x, y = walker.x, walker.y
        if not step(uu * x + uv * y + nu, uv * x + vv * y + nv):
            return False
    return True


def _walk_whole(walker: _Walker, steps: int) -> bool:
    """Squared loss, the gradient of its expectation."""
    (a, b), (_, d) = walker.problem.curvature.tolist()
    for _ in range(steps):
        x, y = walker.x, walker.y
        if not walker.step(a * x + b * y, b * x + d * y):
            return False
    return True
