"""Mean, variance and E[x xᵀ] of the inputs: closed forms, and what they cost a descent."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from tutor.nn.descent.arguments import check_flag, check_whole
from tutor.nn.descent.inputs import MOST_DIMS, Floats, Inputs, Range, square_side
from tutor.nn.descent.normal import logistic, normal_mean

MNIST_MEAN, MNIST_DEVIATION = 0.1307, 0.3081
"""Mean and standard deviation of MNIST's training pixels on [0, 1], as PyTorch's MNIST example normalises them."""


def _skewed() -> tuple[float, float]:
    """Return the share p of pixels that are not 0, and the a of their uniform [a, 1], that give MNIST's moments.

    p (1 + a) / 2 = mean and p (1 + a + a²) / 3 = mean² + deviation²; their ratio is a quadratic equation for a.
    """
    ratio = 1.5 * (MNIST_MEAN**2 + MNIST_DEVIATION**2) / MNIST_MEAN  # (1 + a + a²) / (1 + a)
    rise = ratio - 1.0
    least = 0.5 * (rise + math.sqrt(rise * rise + 4.0 * rise))
    return 2.0 * MNIST_MEAN / (1.0 + least), least


INKED, FAINTEST = _skewed()
"""What "skewed" draws: 0 with probability 1 − INKED (about 0.846), else uniform on [FAINTEST, 1] (about 0.696)."""


@dataclass(frozen=True)
class Marginal:
    """Mean and variance of each input, and the correlation of every two of them where it is always the same."""

    mean: float
    variance: float
    correlation: float = 0.0


def marginal(inputs: Inputs) -> Marginal:
    """Return what every input has in common; ValueError for "patches". Of "correlated" see `correlations`."""
    kind = inputs.kind
    if kind == "patches":
        raise ValueError("the pixels of patches have no one mean and variance.")
    if kind in ("sigmoid", "tanh"):
        return _activation(kind)
    if kind == "mixed":  # E[x²] = 1/3 and E[xy] = 1/4, as on [0, 1], with a mean of 0
        return Marginal(0.0, 1 / 3, 0.75)
    before = Marginal(MNIST_MEAN, MNIST_DEVIATION**2) if kind == "skewed" else Marginal(0.5, 1 / 12)
    factor, shift = scaling(inputs.range, before.mean, math.sqrt(before.variance))
    return Marginal(factor * before.mean + shift, factor**2 * before.variance)


@cache
def _activation(kind: str) -> Marginal:
    if kind == "sigmoid":
        return Marginal(0.5, normal_mean(lambda z: logistic(z) ** 2) - 0.25)
    return Marginal(0.0, normal_mean(lambda z: np.asarray(np.tanh(z) ** 2)))


def scaling(name: Range, mean: float, deviation: float) -> tuple[float, float]:
    """Return the factor and the shift that bring pixels of `mean` and `deviation` on [0, 1] into a range."""
    return {
        "01": (1.0, 0.0),
        "11": (2.0, -1.0),
        "half": (1.0, -0.5),
        "centred": (1.0, -mean),
        "standardised": (1.0 / deviation, -mean / deviation) if deviation > 0 else (0.0, 0.0),
    }[name]


def copula_correlation(rho: float) -> float:
    """Return the correlation of two normals whose Φ(z) have the correlation `rho`: 2 sin(π rho / 6).

    K. Pearson, "On further methods of determining correlation" (1907).
    """
    return 2.0 * math.sin(math.pi * rho / 6.0)


def grid_width(d: int) -> int:
    """Return in how long rows `d` correlated inputs lie: ⌈√d⌉."""
    return math.isqrt(d - 1) + 1


def correlations(rho: float, d: int) -> Floats:
    """Return the correlation of every two of `d` inputs of the kind "correlated", shape (d, d).

    Their normals are correlated by r^distance with r = 2 sin(π rho / 6) and the distance |Δrow| + |Δcolumn|
    (an AR(1) process along either axis), so they themselves by 6/π · arcsin(r^distance / 2): by `rho` for
    neighbours and nearly rho^distance for others.
    """
    row, column = np.divmod(np.arange(d), grid_width(d))
    distance = np.abs(row[:, None] - row) + np.abs(column[:, None] - column)
    return np.asarray(6.0 / np.pi * np.arcsin(copula_correlation(rho) ** distance / 2.0))


def patches_of(inputs: Inputs, d: int) -> Floats:
    """Return every √d × √d patch of the scaled image, a row each: (positions, d). ValueError if none fits."""
    inputs.check_dims(d)
    side = square_side("dims", d)
    factor, shift = scaling(inputs.range, float(inputs.pixels.mean()), float(inputs.pixels.std()))
    windows = np.lib.stride_tricks.sliding_window_view(factor * inputs.pixels + shift, (side, side))
    return np.ascontiguousarray(windows.reshape(-1, d))


def mean_square(inputs: Inputs, d: int, bias: bool = False) -> float:
    """E|x|² of `d` inputs, and of the 1 that a bias adds: the trace of E[x xᵀ]."""
    if inputs.kind == "patches":
        return float((patches_of(inputs, d) ** 2).sum(1).mean()) + bias
    each = marginal(inputs)
    return d * (each.variance + each.mean**2) + bias


def second_moment(inputs: Inputs, d: int, bias: bool = False) -> Floats:
    """E[x xᵀ] of `d` inputs, shape (d, d); with `bias`, of (x, 1), shape (d+1, d+1).

    It is variance · C + mean² 1 1ᵀ with the correlations C: on [0, 1] independent inputs have mean 1/2 and variance
    1/12, on [−1, 1] 0 and 1/3. For "patches" it is the average over every position of the image;
    the variances of "sigmoid" and "tanh" are integrated numerically. It is the Hessian of the expected squared loss
    of a linear neuron.
    """
    d = check_whole("d", d, 1, MOST_DIMS)
    check_flag("bias", bias)
    if inputs.kind == "patches":
        examples = patches_of(inputs, d)
        moment, means = examples.T @ examples / len(examples), examples.mean(0)
    else:
        each = marginal(inputs)
        if inputs.kind == "correlated":
            alike = correlations(inputs.rho, d)
        else:
            alike = np.full((d, d), each.correlation)
            np.fill_diagonal(alike, 1.0)
        moment = each.variance * alike + each.mean**2
        means = np.full(d, each.mean)
    if not bias:
        return moment
    return np.block([[moment, means[:, None]], [means[None, :], np.ones((1, 1))]])
