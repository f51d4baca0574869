"""Backward passes of the activations: f_backward(dy, x) = dy · f′(x), cell by cell, in the float type of dy.

Where a function has a kink, its derivative there is what PyTorch takes: relu′(0) = relu6′(0) = relu6′(6) = abs′(0) = 0,
leaky_relu′(0) = negative_slope, elu′(0) = alpha, hard_swish′(−3) = 0 and hard_swish′(3) = 1. At ±∞ a derivative is its
limit. `x` is what went into the activation. ValueError where the shapes of dy and x differ.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from tutor.nn.activations import sigmoid, softplus
from tutor.nn.arguments import FloatArray, as_float, as_number, same_shape
from tutor.nn.erf import erfc
from tutor.nn.extremes import quiet


def relu_backward(dy: npt.ArrayLike, x: npt.ArrayLike) -> FloatArray:
    """Return dx for `relu`: dy where x > 0 and 0 elsewhere, so ReLU′(0) = 0."""
    dy, x = _checked(dy, x)
    dx: FloatArray = np.where(x > 0, dy, np.zeros_like(dy))
    return dx


def relu6_backward(dy: npt.ArrayLike, x: npt.ArrayLike) -> FloatArray:
    """Return dx for `relu6`: dy where 0 < x < 6 and 0 elsewhere."""
    dy, x = _checked(dy, x)
    dx: FloatArray = np.where((x > 0) & (x < 6), dy, np.zeros_like(dy))
    return dx


@quiet
def leaky_relu_backward(dy: npt.ArrayLike, x: npt.ArrayLike, negative_slope: float = 0.01) -> FloatArray:
    """Return dx for `leaky_relu`: dy where x > 0 and negative_slope · dy elsewhere."""
    dy, x = _checked(dy, x)
    slope = as_number(negative_slope, "negative_slope")
    return _typed(np.where(x > 0, dy, slope * dy), dy)


@quiet
def elu_backward(dy: npt.ArrayLike, x: npt.ArrayLike, alpha: float = 1.0) -> FloatArray:
    """Return dx for `elu`: dy where x > 0 and alpha · eˣ · dy elsewhere."""
    dy, x = _checked(dy, x)
    alpha = as_number(alpha, "alpha")
    return _typed(np.where(x > 0, dy, dy * (alpha * np.exp(np.minimum(x, 0)))), dy)


@quiet
def sigmoid_backward(dy: npt.ArrayLike, x: npt.ArrayLike) -> FloatArray:
    """Return dx for `sigmoid`: dy · σ(x) · (1 − σ(x)), where 1 − σ(x) = σ(−x)."""
    dy, x = _checked(dy, x)
    return _typed(dy * (sigmoid(x) * sigmoid(-x)), dy)


@quiet
def tanh_backward(dy: npt.ArrayLike, x: npt.ArrayLike) -> FloatArray:
    """Return dx for `tanh`: dy · (1 − tanh²(x)), written as dy / cosh²(x), which keeps its digits far from 0."""
    dy, x = _checked(dy, x)
    return _typed(dy * np.square(1 / np.cosh(x)), dy)


@quiet
def softplus_backward(dy: npt.ArrayLike, x: npt.ArrayLike) -> FloatArray:
    """Return dx for `softplus`: dy · σ(x)."""
    dy, x = _checked(dy, x)
    return _typed(dy * sigmoid(x), dy)


@quiet
def gelu_backward(dy: npt.ArrayLike, x: npt.ArrayLike, approximate: Literal["none", "tanh"] = "none") -> FloatArray:
    """Return dx for `gelu`: dy · (Φ(x) + x · φ(x)), φ being the normal density e^(−x²/2) / √(2π).

    For the approximation with tanh, whose Φ(x) is σ(2u) with u = √(2/π) · (x + 0.044715 · x³):
    dy · (σ(2u) + x · σ(2u) · σ(−2u) · 2u′).
    """
    if approximate not in ("none", "tanh"):
        raise ValueError(f'approximate must be "none" or "tanh", not {approximate!r}')
    dy, x = _checked(dy, x)
    x = np.clip(x, -40, 40)  # both summands have reached their limits there
    if approximate == "none":
        density = np.exp(-np.square(x) / 2) / math.sqrt(2 * math.pi)
        return _typed(dy * (0.5 * erfc(-x / math.sqrt(2)) + x * density), dy)
    scale = 2 * math.sqrt(2 / math.pi)
    double_u = scale * (x + 0.044715 * x * x * x)
    steepness = scale * (1 + 3 * 0.044715 * np.square(x))
    share = sigmoid(double_u)
    return _typed(dy * (share + x * share * sigmoid(-double_u) * steepness), dy)


def gelu_tanh_backward(dy: npt.ArrayLike, x: npt.ArrayLike) -> FloatArray:
    """Return dx for `gelu_tanh`."""
    return gelu_backward(dy, x, "tanh")


@quiet
def silu_backward(dy: npt.ArrayLike, x: npt.ArrayLike) -> FloatArray:
    """Return dx for `silu`: dy · σ(x) · (1 + x · (1 − σ(x)))."""
    dy, x = _checked(dy, x)
    x = np.clip(x, -800, 800)  # σ(−800) is 0, so that these are the limits
    return _typed(dy * (sigmoid(x) * (1 + x * sigmoid(-x))), dy)


@quiet
def mish_backward(dy: npt.ArrayLike, x: npt.ArrayLike) -> FloatArray:
    """Return dx for `mish`: dy · (t + x · (1 − t²) · σ(x)) with t = tanh(softplus(x)), as softplus′ = σ."""
    dy, x = _checked(dy, x)
    x = np.clip(x, -800, 800)  # σ(−800) is 0 and t(800) is 1, so that these are the limits
    t = np.tanh(softplus(x))
    return _typed(dy * (t + x * ((1 - t) * (1 + t)) * sigmoid(x)), dy)


@quiet
def hard_swish_backward(dy: npt.ArrayLike, x: npt.ArrayLike) -> FloatArray:
    """Return dx for `hard_swish`: 0 where x ≤ −3, dy where x ≥ 3, and dy · (x/3 + 1/2) between them."""
    dy, x = _checked(dy, x)
    between = dy * (np.clip(x, -3, 3) / 3 + 0.5)
    return _typed(np.where(x >= 3, dy, np.where(x <= -3, np.zeros_like(dy), between)), dy)


@quiet
def absolute_backward(dy: npt.ArrayLike, x: npt.ArrayLike) -> FloatArray:
    """Return dx for `absolute`: dy with the sign of x, 0 where x is 0."""
    dy, x = _checked(dy, x)
    return _typed(np.where(x == 0, np.zeros_like(dy), dy * np.sign(x)), dy)


@quiet
def square_backward(dy: npt.ArrayLike, x: npt.ArrayLike) -> FloatArray:
    """Return dx for `square`: dy · 2x."""
    dy, x = _checked(dy, x)
    return _typed(dy * (2 * x), dy)


@quiet
def sin_backward(dy: npt.ArrayLike, x: npt.ArrayLike) -> FloatArray:
    """Return dx for `sin`: dy · cos(x)."""
    dy, x = _checked(dy, x)
    return _typed(dy * np.cos(x), dy)


def _checked(dy: npt.ArrayLike, x: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return both as float arrays of one shape."""
    dy, x = as_float(dy, "dy"), as_float(x, "x")
    same_shape(dy, x.shape)
    return dy, x


def _typed(dx: FloatArray, dy: FloatArray) -> FloatArray:
    """Return `dx` in the float type of `dy`."""
    return dx.astype(dy.dtype, copy=False)


ACTIVATION_GRADIENTS: Mapping[str, Callable[..., FloatArray]] = MappingProxyType(
    {
        "relu": relu_backward,
        "relu6": relu6_backward,
        "leaky_relu": leaky_relu_backward,
        "elu": elu_backward,
        "sigmoid": sigmoid_backward,
        "tanh": tanh_backward,
        "softplus": softplus_backward,
        "gelu": gelu_backward,
        "gelu_tanh": gelu_tanh_backward,
        "silu": silu_backward,
        "mish": mish_backward,
        "hard_swish": hard_swish_backward,
        "abs": absolute_backward,
        "square": square_backward,
        "sin": sin_backward,
    }
)
"""The backward pass of every activation in `ACTIVATIONS`, by the same names; each takes (dy, x) and its parameter."""
