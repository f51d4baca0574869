"""From gradients to steps. Every optimiser treats each component apart, so one text serves a number and an array.

Formulas: the documentation of torch.optim.SGD, RMSprop and Adam, without weight decay, dampening or Nesterov.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tutor.nn.descent.inputs import Floats
from tutor.nn.descent.rules import Optimiser

N = TypeVar("N", float, Floats)

EPS = 1e-8


def update(optimiser: Optimiser, rate: float, zero: N) -> Callable[[N], N]:
    """Return a function that takes the gradients of a run in turn and returns what to subtract from the weights.

    `rate` is η; `zero` is the state to begin with, 0.0 for one component or an array of zeros.
    """
    if optimiser.kind == "sgd":
        return lambda gradient: rate * gradient
    if optimiser.kind == "momentum":
        return _momentum(rate, optimiser.beta, zero)
    if optimiser.kind == "rmsprop":
        return _rmsprop(rate, optimiser.beta2, zero)
    return _adam(rate, optimiser.beta, optimiser.beta2, zero)


def _momentum(rate: float, beta: float, zero: N) -> Callable[[N], N]:
    """Return the rule v ← βv + g with the step ηv."""
    velocity = zero

    def step(gradient: N) -> N:
        nonlocal velocity
        velocity = beta * velocity + gradient
        return rate * velocity

    return step


def _rmsprop(rate: float, alpha: float, zero: N) -> Callable[[N], N]:
    """Return the rule s ← αs + (1 − α)g² with the step ηg / (√s + ε)."""
    square = zero

    def step(gradient: N) -> N:
        nonlocal square
        square = alpha * square + (1.0 - alpha) * (gradient * gradient)
        root: N = square**0.5
        return rate * gradient / (root + EPS)

    return step


def _adam(rate: float, beta1: float, beta2: float, zero: N) -> Callable[[N], N]:
    """Return the rule m ← β₁m + (1 − β₁)g, s ← β₂s + (1 − β₂)g² with the step η m̂ / (√ŝ + ε).

    m̂ = m / (1 − β₁ᵗ) and ŝ = s / (1 − β₂ᵗ) undo that both begin at 0.
    """
    mean, square = zero, zero
    left1 = left2 = 1.0  # β₁ᵗ and β₂ᵗ

    def step(gradient: N) -> N:
        nonlocal mean, square, left1, left2
        left1, left2 = left1 * beta1, left2 * beta2
        mean = beta1 * mean + (1.0 - beta1) * gradient
        square = beta2 * square + (1.0 - beta2) * (gradient * gradient)
        root: N = (square / (1.0 - left2)) ** 0.5
        return rate / (1.0 - left1) * mean / (root + EPS)

    return step
