"""Examples, drawn from one stream of uniform numbers that only the seed fixes.

An example takes as many numbers from the stream as it has inputs, whatever their kind: two problems that differ in
their inputs alone see the same random numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from tutor.nn.descent.inputs import Floats, Inputs
from tutor.nn.descent.moments import (
    FAINTEST,
    INKED,
    copula_correlation,
    grid_width,
    marginal,
    patches_of,
    scaling,
)
from tutor.nn.descent.normal import logistic, normal_cdf, normal_quantile

Sampler = Callable[[Floats], Floats]
"""Turns uniform numbers on [0, 1), shape (…, d), into examples of the same shape."""

LEAST_EXAMPLES = 512
EXAMPLES_A_WEIGHT = 4


def sampler(inputs: Inputs, d: int) -> Sampler:
    """Return what turns uniform numbers into examples of `d` inputs.

    "skewed" inverts its distribution function. "correlated" is a Gaussian copula: Φ(z) of normals z that follow an
    AR(1) process along either axis of their square, see `correlations`. "mixed" is M^½ z with z uniform of variance 1
    and M = E[x xᵀ] of "uniform" on [0, 1]. "patches" takes the position of an example from the first of its numbers.
    ValueError if a patch does not fit.
    """
    if inputs.kind == "patches":
        return _patches(inputs, d)
    before = _BEFORE[inputs.kind]
    if inputs.kind in ("mixed", "sigmoid", "tanh"):
        return lambda uniform: before(inputs, uniform)
    unscaled = marginal(Inputs(inputs.kind))
    factor, shift = scaling(inputs.range, unscaled.mean, math.sqrt(unscaled.variance))
    if (factor, shift) == (1.0, 0.0):
        return lambda uniform: before(inputs, uniform)
    return lambda uniform: factor * before(inputs, uniform) + shift


def _uniform(_: Inputs, uniform: Floats) -> Floats:
    return uniform


def _skewed(_: Inputs, uniform: Floats) -> Floats:
    blank = 1.0 - INKED
    return np.where(uniform < blank, 0.0, FAINTEST + (1.0 - FAINTEST) * (uniform - blank) / INKED)


def _mix(values: Floats, apart: float, together: float) -> Floats:
    """Multiply by the symmetric root of a matrix that shrinks what differs by `apart`² and the mean by `together`²."""
    return np.asarray(apart * values + (together - apart) * values.mean(axis=-1, keepdims=True))


def _correlated(inputs: Inputs, uniform: Floats) -> Floats:
    if inputs.rho == 0:
        return uniform
    d, width = uniform.shape[-1], grid_width(uniform.shape[-1])
    square = np.zeros((*uniform.shape[:-1], width * width))  # what is missing of the last row influences nothing
    square[..., :d] = normal_quantile(uniform)
    root = _ar1_root(copula_correlation(inputs.rho), width)
    square = root @ square.reshape(*uniform.shape[:-1], width, width) @ root.T
    return normal_cdf(square.reshape(*uniform.shape[:-1], width * width)[..., :d])


def _ar1_root(r: float, n: int) -> Floats:
    """Return the lower triangular root of the matrix r^|i−j|, shape (n, n): zᵢ = r zᵢ₋₁ + √(1 − r²) εᵢ."""
    lag = np.arange(n)[:, None] - np.arange(n)
    root = np.where(lag >= 0, r ** np.maximum(lag, 0), 0.0)
    root[:, 1:] *= math.sqrt(max(1.0 - r * r, 0.0))
    return root


def _mixed(_: Inputs, uniform: Floats) -> Floats:
    d = uniform.shape[-1]
    return _mix(math.sqrt(3.0) * (2.0 * uniform - 1.0), math.sqrt(1 / 12), math.sqrt(1 / 12 + d / 4))


def _sigmoid(_: Inputs, uniform: Floats) -> Floats:
    return logistic(normal_quantile(uniform))


def _tanh(_: Inputs, uniform: Floats) -> Floats:
    return np.asarray(np.tanh(normal_quantile(uniform)))


_BEFORE: dict[str, Callable[[Inputs, Floats], Floats]] = {
    "uniform": _uniform,
    "skewed": _skewed,
    "correlated": _correlated,
    "mixed": _mixed,
    "sigmoid": _sigmoid,
    "tanh": _tanh,
}


def _patches(inputs: Inputs, d: int) -> Sampler:
    patches = patches_of(inputs, d)

    def draw(uniform: Floats) -> Floats:
        return patches[(uniform[..., 0] * len(patches)).astype(np.intp)]

    return draw


def with_bias(examples: Floats, bias: bool) -> Floats:
    """Append the input 1 to every example where there is a bias: (…, d) → (…, d + 1)."""
    if not bias:
        return examples
    return np.concatenate([examples, np.ones((*examples.shape[:-1], 1))], axis=-1)


def finite_set(inputs: Inputs, d: int, bias: bool, seed: int) -> Floats:
    """Return the fixed examples over which cross-entropy is averaged, shape (n, d + bias).

    n = 512, or 4 times the weights if that is more; `seed` fixes them, apart from the stream that a run draws from.
    """
    n = max(LEAST_EXAMPLES, EXAMPLES_A_WEIGHT * (d + bias))
    uniform = np.random.default_rng([seed, LEAST_EXAMPLES]).random((n, d))
    return with_bias(sampler(inputs, d)(uniform), bias)
