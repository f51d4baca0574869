"""What can be said of a descent without running it."""

from __future__ import annotations

import math

import numpy as np

from tutor.nn.descent.arguments import check_whole
from tutor.nn.descent.hessian import are_alike, common_and_apart
from tutor.nn.descent.inputs import MOST_DIMS, Floats, Inputs
from tutor.nn.descent.moments import FAINTEST, INKED, marginal, second_moment
from tutor.nn.descent.normal import normal_cdf, normal_mean
from tutor.nn.descent.problem import FULL, MOST_BATCH, MOST_STEPS, Problem


def theoretical_rate(problem: Problem) -> float | None:
    """Return the factor by which a step shrinks the mean distance at last, above 1 if it grows.

    The spectral radius of the expected step: max |1 − ηλ| of "sgd"; for "momentum" the largest root of
    z² − (1 + β − ηλ) z + β over all λ (Goh, *Why momentum really works*, 2017). None for "rmsprop" and "adam", whose
    steps are not linear. For cross-entropy it holds near the target.
    """
    curve = problem.learning_rate * problem.eigenvalues
    if problem.optimiser.kind == "sgd":
        return float(np.abs(1.0 - curve).max())
    if problem.optimiser.kind == "momentum":
        beta = problem.optimiser.beta
        middle = (1.0 + beta - curve) / 2.0
        root = np.sqrt((middle * middle - beta).astype(np.complex128))
        return float(np.maximum(np.abs(middle + root), np.abs(middle - root)).max())
    return None


def expected_steps(problem: Problem) -> int | None:
    """Return after how many steps the mean of the weights, over all draws, is within the tolerance.

    The mean follows descent on the whole set, w ← (I − ηM) w, with the velocity of "momentum" where there is one.
    None where some of it does not shrink (for "momentum": where it does not arrive within MOST_STEPS), and where the
    steps are not linear: for cross-entropy, "rmsprop" and "adam".
    """
    if problem.loss == "cross_entropy" or problem.optimiser.kind not in ("sgd", "momentum"):
        return None
    eigenvalues, offsets = _modes(problem)
    curve = problem.learning_rate * eigenvalues
    near = problem.tolerance * problem.straight
    if problem.optimiser.kind == "momentum":
        return _steps_with_momentum(offsets, curve, problem.optimiser.beta, near)
    factors = np.abs(1.0 - curve)
    if near >= problem.straight:
        return 1  # a run takes a step before it looks
    if factors.max() >= 1.0:
        return None

    def arrived(t: int) -> bool:
        return float(np.linalg.norm(offsets * factors**t)) <= near

    above = 1
    while not arrived(above):
        above *= 2
    below = above // 2
    while above - below > 1:
        middle = (above + below) // 2
        below, above = (below, middle) if arrived(middle) else (middle, above)
    return above


def _modes(problem: Problem) -> tuple[Floats, Floats]:
    """Return eigenvalues and how far the start is from the target along an eigenvector of each, without zeros.

    Where inputs are alike, two or three do for any number of weights: what has one eigenvalue shrinks as one.
    """
    start = np.array(problem.start)
    if are_alike(problem.inputs):
        common, apart = common_and_apart(problem.inputs, problem.dims, problem.bias)
        eigenvalues, axes = np.linalg.eigh(common)
        inputs, last = start[: problem.dims], start[problem.dims :]
        offsets = axes.T @ np.append(inputs.sum() / math.sqrt(problem.dims), last)
        eigenvalues = np.append(eigenvalues, apart)
        offsets = np.append(offsets, np.linalg.norm(inputs - inputs.mean()))
    else:
        eigenvalues, axes = np.linalg.eigh(problem.curvature)
        offsets = axes.T @ start
    there = np.abs(offsets) > 1e-12 * problem.straight  # the rest is rounding, and no way to go
    return np.maximum(eigenvalues[there], 0.0), offsets[there]


def _steps_with_momentum(offsets: Floats, curve: Floats, beta: float, near: float) -> int | None:
    """Go there step by step: with momentum the distance swings, and the first arrival is asked for."""
    velocity = np.zeros_like(offsets)
    for t in range(1, MOST_STEPS + 1):
        velocity = beta * velocity + curve * offsets
        offsets = offsets - velocity
        distance = math.sqrt(float(offsets @ offsets))
        if distance <= near:
            return t
        if not distance < 1e12:
            break
    return None


def same_sign_limit(inputs: Inputs, d: int, batch: int = 1) -> float | None:
    """Return the exact share, 0 to 1, of gradients whose `d` components all have one sign, residuals being noise.

    The gradient is the mean of δ·x over `batch` examples with δ from N(0, 1), as in `same_sign_share_of_batch`:

    * one example without negative inputs: 1; of independent inputs: P(x > 0)^d + P(x < 0)^d, which is 2^(1−d)
      where both are equally likely, then whatever the batch;
    * FULL stands for a large batch, whose mean is normal with the covariance E[x xᵀ]: ½ + arcsin(c)/π for d = 2 and
      the cosine c = E[xy] / E[x²] (Sheppard 1899), ½ + arcsin(¾)/π ≈ 0.77 on [0, 1]; for more, an integral over what
      the components share.

    None where no closed form is known. Bad arguments raise TypeError or ValueError.
    """
    check_whole("d", d, 1, MOST_DIMS)
    check_whole("batch", batch, FULL, MOST_BATCH)
    if d == 1 or (batch == 1 and inputs.non_negative):
        return 1.0
    if inputs.kind == "tanh" or (inputs.kind == "uniform" and not inputs.non_negative):
        return 2.0 ** (1 - d)
    if batch == 1 and inputs.kind == "skewed":
        return _inked_above_zero(inputs) ** d + (1.0 - _inked_above_zero(inputs)) ** d
    if batch == FULL:
        return _normal_limit(inputs, d)
    return None


def _inked_above_zero(inputs: Inputs) -> float:
    """P(x > 0) of "skewed" inputs in a range in which a blank pixel is negative: whether there is ink, mostly."""
    threshold = {"half": 0.5, "11": 0.5}.get(inputs.range, marginal(Inputs("skewed")).mean)
    return INKED * min((1.0 - threshold) / (1.0 - FAINTEST), 1.0)


def _normal_limit(inputs: Inputs, d: int) -> float | None:
    moment = second_moment(inputs, d)
    if d == 2:
        cosine = float(moment[0, 1] / math.sqrt(moment[0, 0] * moment[1, 1])) if moment.diagonal().all() else 0.0
        return 0.5 + math.asin(min(max(cosine, -1.0), 1.0)) / math.pi
    if inputs.kind in ("patches", "correlated"):
        return None
    shared = float(moment[0, 1] / moment[0, 0])  # of the variance; at least 0 for all these kinds
    slope = math.sqrt(shared / (1.0 - shared))
    return 2.0 * normal_mean(lambda z: normal_cdf(slope * z) ** d)
