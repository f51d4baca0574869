"""Activations: functions of one cell at a time. Each takes an array of any shape and returns one like it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from tutor.nn.arguments import FloatArray, as_float, same_shape


def relu(x: npt.ArrayLike) -> FloatArray:
    """max(x, 0): negative cells become 0; NaN passes through."""
    y: FloatArray = np.maximum(as_float(x, "x"), 0)
    return y


def relu_backward(dy: npt.ArrayLike, x: npt.ArrayLike) -> FloatArray:
    """Return dx for `relu`: dy where x > 0 and 0 elsewhere, so ReLU′(0) = 0."""
    dy, x = as_float(dy, "dy"), as_float(x, "x")
    same_shape(dy, x.shape)
    dx: FloatArray = np.where(x > 0, dy, np.zeros_like(dy))
    return dx


def leaky_relu(x: npt.ArrayLike, negative_slope: float = 0.01) -> FloatArray:
    """Return x where x > 0 and negative_slope · x elsewhere; it falls where the slope is negative."""
    x = as_float(x, "x")
    y: FloatArray = np.where(x > 0, x, x * x.dtype.type(negative_slope))
    return y


def sigmoid(x: npt.ArrayLike) -> FloatArray:
    """1 / (1 + e⁻ˣ), in (0, 1): never negative. Written with tanh, which cannot overflow."""
    y: FloatArray = 0.5 * (1 + np.tanh(0.5 * as_float(x, "x")))
    return y


def tanh(x: npt.ArrayLike) -> FloatArray:
    """Hyperbolic tangent, in (−1, 1): centred on zero."""
    return np.tanh(as_float(x, "x"))


def softplus(x: npt.ArrayLike) -> FloatArray:
    """log(1 + eˣ), a smooth ReLU. Written so that eˣ cannot overflow, and NaN passes without a warning."""
    x = as_float(x, "x")
    y: FloatArray = np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))
    return y


def gelu(x: npt.ArrayLike) -> FloatArray:
    """Return x · Φ(x) with Φ the normal distribution function (Hendrycks & Gimpel 2016), by the exact erf."""
    x = as_float(x, "x")
    phi = 0.5 * (1 + _erf(x / math.sqrt(2)))
    return (x * phi).astype(x.dtype)


def silu(x: npt.ArrayLike) -> FloatArray:
    """Return x · sigmoid(x) (Elfwing, Uchibe & Doya 2017), also known as swish."""
    x = as_float(x, "x")
    return x * sigmoid(x)


def mish(x: npt.ArrayLike) -> FloatArray:
    """Return x · tanh(softplus(x)) (Misra 2019)."""
    x = as_float(x, "x")
    return x * np.tanh(softplus(x))


def hard_swish(x: npt.ArrayLike) -> FloatArray:
    """Return x · clip(x + 3, 0, 6) / 6 (Howard et al. 2019)."""
    x = as_float(x, "x")
    return x * np.clip(x + 3, 0, 6) / 6


def _erf(x: FloatArray) -> FloatArray:
    """Return the error function, cell by cell (numpy has none of its own)."""
    return np.asarray([math.erf(value) for value in x.ravel().tolist()], dtype=np.float64).reshape(x.shape)


ACTIVATIONS: Mapping[str, Callable[[npt.ArrayLike], FloatArray]] = MappingProxyType(
    {
        "relu": relu,
        "leaky_relu": leaky_relu,
        "sigmoid": sigmoid,
        "tanh": tanh,
        "softplus": softplus,
        "gelu": gelu,
        "silu": silu,
        "mish": mish,
        "hard_swish": hard_swish,
    }
)
"""The activations by the names that a pipeline uses."""
