"""The expected loss and its gradient, and what one example contributes to a step.

For all three losses the gradient of one example is r · x: its residual r times its inputs.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from tutor.nn.descent.draws import finite_set
from tutor.nn.descent.hessian import are_alike, target
from tutor.nn.descent.inputs import Floats
from tutor.nn.descent.normal import logistic
from tutor.nn.descent.problem import Problem

_NUMBERS_AT_ONCE = 1 << 18
_MANY = 100  # inputs from which on a sum is faster than a product with a matrix


class ExpectedLoss(Protocol):
    """The expected loss of a problem above its least value, over offsets from the target."""

    def at(self, points: Floats) -> Floats:
        """Return the loss at `points` (n, weights): shape (n,), 0 at the target."""

    def gradient(self, points: Floats) -> Floats:
        """Return its gradient at `points` (…, weights), of the same shape."""

    def residuals(self, examples: Floats, outputs: Floats) -> Floats:
        """Return what an example's inputs are multiplied by in its gradient, before label noise.

        `examples` (…, weights) and `outputs` = w·x of the offset w, shape (…).
        """


class SquaredLoss:
    """½ wᵀ E[x xᵀ] w, of a linear neuron or a kernel; label noise would add a constant, which is left out."""

    def __init__(self, problem: Problem) -> None:
        self._moment = problem.curvature
        # Where inputs are alike the matrix is a multiple of I plus one of 1 1ᵀ, and many weights need no product.
        self._split = problem.dims if problem.dims >= _MANY and are_alike(problem.inputs) else 0

    def at(self, points: Floats) -> Floats:
        """Return the loss at `points` (n, weights): shape (n,)."""
        return np.asarray(0.5 * (self.gradient(points) * points).sum(-1))

    def gradient(self, points: Floats) -> Floats:
        """Return E[x xᵀ] w."""
        if not self._split:
            return points @ self._moment
        own, shared = float(self._moment[0, 0]), float(self._moment[0, 1])
        inputs, last = points[..., : self._split], points[..., self._split :]
        total, mean = inputs.sum(-1, keepdims=True), float(self._moment[0, -1])
        gradient = np.empty_like(points)
        gradient[..., : self._split] = (own - shared) * inputs + (shared * total + mean * last.sum(-1, keepdims=True))
        gradient[..., self._split :] = mean * total + last
        return gradient

    def residuals(self, examples: Floats, outputs: Floats) -> Floats:  # noqa: ARG002 - cross-entropy needs them
        """Return w·x itself."""
        return outputs


class CrossEntropy:
    """E[KL(t ‖ p)] of a sigmoid neuron with t = σ(w*·x) and p = σ((w* + w)·x): cross-entropy above its least value.

    The expectation is over the fixed finite set of examples of `finite_set`, which the seed determines: 512, or 4 a
    weight if that is more.
    """

    def __init__(self, problem: Problem) -> None:
        self._examples = finite_set(problem.inputs, problem.dims, problem.bias, problem.seed)  # (n, weights)
        self._target = target(problem.weights)
        self._aims = self._examples @ self._target  # the logits of the targets, (n,)
        self._targets = logistic(self._aims)
        self._pull = self._targets @ self._examples / len(self._examples)
        self._least = float((_softplus(self._aims)).mean())

    def at(self, points: Floats) -> Floats:
        """Return the loss at `points` (n, weights): shape (n,), a few thousand logits at a time."""
        losses = np.empty(len(points))
        some = max(_NUMBERS_AT_ONCE // len(self._examples), 1)
        for first in range(0, len(points), some):
            part = points[first : first + some]
            logits = part @ self._examples.T + self._aims  # (some, n)
            losses[first : first + some] = _softplus(logits).mean(1) - part @ self._pull - self._least
        return np.maximum(losses, 0.0)  # next to the target rounding can leave less than nothing

    def gradient(self, points: Floats) -> Floats:
        """Return E[(p − t) x]."""
        logits = points @ self._examples.T + self._aims
        return (logistic(logits) - self._targets) @ self._examples / len(self._examples)

    def residuals(self, examples: Floats, outputs: Floats) -> Floats:
        """Return p − t."""
        aims = examples @ self._target
        return logistic(aims + outputs) - logistic(aims)


def _softplus(x: Floats) -> Floats:
    """Return log(1 + eˣ), in place of several arrays where one will do."""
    small = np.abs(x)
    np.negative(small, out=small)
    np.exp(small, out=small)
    np.log1p(small, out=small)
    small += np.maximum(x, 0.0)
    return small


def loss_of(problem: Problem) -> ExpectedLoss:
    """Return the expected loss of `problem`."""
    return CrossEntropy(problem) if problem.loss == "cross_entropy" else SquaredLoss(problem)
