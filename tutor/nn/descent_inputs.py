"""The two input ranges a descent compares, and the shape of the loss each of them makes."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Inputs = Literal["01", "11"]
"""`"01"`: every input uniform on [0, 1]; `"11"`: every input uniform on [-1, 1]."""

INPUTS: tuple[Inputs, ...] = get_args(Inputs)


def check_inputs(inputs: object) -> Inputs:
    """Return `inputs` if it names a range; ValueError otherwise."""
    for known in INPUTS:
        if inputs == known:
            return known
    raise ValueError(f"inputs must be '01' or '11', not {inputs!r}.")


def check_whole(name: str, value: object, least: int) -> int:
    """Return `value` if it is a whole number of at least `least`; TypeError or ValueError otherwise."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} must be a whole number, not {value!r}.")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, not {value}.")
    return int(value)


def scale_inputs(inputs: Inputs, uniform: Floats) -> Floats:
    """Turn draws u from U[0, 1) of any shape into inputs: x = u, or x = 2u - 1.

    One stream of u feeds both ranges, so that two runs differ in the scaling and in nothing else.
    """
    return uniform if inputs == "01" else 2.0 * uniform - 1.0


def second_moment(inputs: Inputs, d: int, bias: bool = False) -> Floats:
    """E[x xᵀ] of `d` independent uniform inputs, shape (d, d); with `bias`, of (x, 1), shape (d+1, d+1).

    On [0, 1] the mean is 1/2 and the variance 1/12; on [-1, 1] they are 0 and 1/3, and
    E[x xᵀ] = variance · I + mean · meanᵀ. It is the Hessian of the expected squared loss of a linear neuron.
    """
    mean, variance = (0.5, 1.0 / 12.0) if check_inputs(inputs) == "01" else (0.0, 1.0 / 3.0)
    d = check_whole("d", d, 1)
    means = np.full(d + bias, mean)
    variances = np.full(d + bias, variance)
    if bias:
        means[-1], variances[-1] = 1.0, 0.0
    return np.diag(variances) + np.outer(means, means)


def condition_number(inputs: Inputs, d: int, bias: bool = False) -> float:
    """κ of E[x xᵀ], its largest eigenvalue over its smallest: 3d + 1 on [0, 1] and 1 on [-1, 1] without `bias`."""
    eigenvalues = np.linalg.eigvalsh(second_moment(inputs, d, bias))
    return float(eigenvalues[-1] / eigenvalues[0])
