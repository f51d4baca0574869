"""Activations: functions of one cell at a time. Each takes an array of any shape and returns one like it.

At ±∞ they return their limit, for NaN they return NaN, and neither makes numpy warn. Those that never fall (relu,
relu6, leaky_relu and elu with their usual parameters, sigmoid, tanh, softplus) are composed of steps that never fall,
so that rounding does not make them fall either. numpy's eˣ of float32 does step back between some neighbours, so they
take that of float64. Their derivatives are in `tutor.nn.activation_gradients`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np
import numpy.typing as npt

from tutor.nn.arguments import FloatArray, as_float, as_number
from tutor.nn.erf import erfc
from tutor.nn.extremes import lowest_finite, quiet

SOFTPLUS_IS_X = 40
"""From here on log(1 + eˣ) and x are the same float64."""


def relu(x: npt.ArrayLike) -> FloatArray:
    """max(x, 0): negative cells become 0; NaN passes through (Nair & Hinton 2010)."""
    y: FloatArray = np.maximum(as_float(x, "x"), 0)
    return y


def relu6(x: npt.ArrayLike) -> FloatArray:
    """min(max(x, 0), 6): a ReLU with a ceiling (Krizhevsky 2010, *Convolutional deep belief networks on CIFAR-10*)."""
    y: FloatArray = np.minimum(np.maximum(as_float(x, "x"), 0), 6)
    return y


@quiet
def leaky_relu(x: npt.ArrayLike, negative_slope: float = 0.01) -> FloatArray:
    """Return x where x > 0 and negative_slope · x elsewhere (Maas, Hannun & Ng 2013).

    The slope is any finite number; the function falls where it is negative. ValueError unless it is finite.
    """
    x, slope = as_float(x, "x"), as_number(negative_slope, "negative_slope")
    if slope == 0:
        return relu(x)  # 0 · −∞ would be NaN
    y: FloatArray = np.where(x > 0, x, x * slope)
    return y.astype(x.dtype, copy=False)


@quiet
def elu(x: npt.ArrayLike, alpha: float = 1.0) -> FloatArray:
    """Return x where x > 0 and alpha · (eˣ − 1) elsewhere (Clevert, Unterthiner & Hochreiter 2016).

    ValueError unless alpha is finite; below 0 the function falls where x is negative.
    """
    x, alpha = as_float(x, "x"), as_number(alpha, "alpha")
    wide = x.astype(np.float64, copy=False)
    y: FloatArray = np.where(x > 0, wide, alpha * np.expm1(np.minimum(wide, 0)))
    return y.astype(x.dtype, copy=False)


@quiet
def sigmoid(x: npt.ArrayLike) -> FloatArray:
    """1 / (1 + e⁻ˣ), in (0, 1): never negative. Where e⁻ˣ is ∞, it is 0."""
    x = as_float(x, "x")
    y: FloatArray = 1 / (1 + np.exp(-x.astype(np.float64, copy=False)))
    return y.astype(x.dtype, copy=False)


def tanh(x: npt.ArrayLike) -> FloatArray:
    """Hyperbolic tangent, in (−1, 1): centred on zero."""
    return np.tanh(as_float(x, "x"))


def softplus(x: npt.ArrayLike) -> FloatArray:
    """log(1 + eˣ), a smooth ReLU (Dugas et al. 2001). Written so that eˣ cannot overflow."""
    x = as_float(x, "x")
    wide = x.astype(np.float64, copy=False)
    y: FloatArray = np.where(x > SOFTPLUS_IS_X, wide, np.log1p(np.exp(np.minimum(wide, SOFTPLUS_IS_X))))
    return y.astype(x.dtype, copy=False)


@quiet
def gelu(x: npt.ArrayLike, approximate: Literal["none", "tanh"] = "none") -> FloatArray:
    """Return x · Φ(x), Φ being the normal distribution function, (1 + erf(x/√2)) / 2 (Hendrycks & Gimpel 2016).

    `approximate="tanh"` is their approximation x/2 · (1 + tanh(√(2/π) · (x + 0.044715 · x³))), often used because it
    needs no erf. ValueError for another word.
    """
    if approximate not in ("none", "tanh"):
        raise ValueError(f'approximate must be "none" or "tanh", not {approximate!r}')
    x = as_float(x, "x")
    if approximate == "none":
        share = 0.5 * erfc(-x / math.sqrt(2))  # 1 + erf(z) = erfc(−z), which keeps its digits where erf is near −1
    else:
        # (1 + tanh u) / 2 = sigmoid(2u)
        share = sigmoid(2 * math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x))
    return (lowest_finite(x) * share).astype(x.dtype, copy=False)


def gelu_tanh(x: npt.ArrayLike) -> FloatArray:
    """Return `gelu(x, "tanh")`, the approximation with tanh."""
    return gelu(x, "tanh")


def silu(x: npt.ArrayLike) -> FloatArray:
    """Return x · sigmoid(x) (Elfwing, Uchibe & Doya 2017), also known as swish."""
    x = as_float(x, "x")
    return lowest_finite(x) * sigmoid(x)


def mish(x: npt.ArrayLike) -> FloatArray:
    """Return x · tanh(softplus(x)) (Misra 2019)."""
    x = as_float(x, "x")
    return lowest_finite(x) * np.tanh(softplus(x))


def hard_swish(x: npt.ArrayLike) -> FloatArray:
    """Return x · clip(x + 3, 0, 6) / 6 (Howard et al. 2019): 0 up to −3, x from 3 on, a parabola between them."""
    x = as_float(x, "x")
    between = np.clip(x, -3, 3)
    y: FloatArray = np.where(x >= 3, x, between * (between + 3) / 6)
    return y


def absolute(x: npt.ArrayLike) -> FloatArray:
    """|x|: falls to the left of 0 and rises to the right."""
    y: FloatArray = np.abs(as_float(x, "x"))
    return y


@quiet
def square(x: npt.ArrayLike) -> FloatArray:
    """x²: falls to the left of 0 and rises to the right."""
    y: FloatArray = np.square(as_float(x, "x"))
    return y


@quiet
def sin(x: npt.ArrayLike) -> FloatArray:
    """Sine of x in radians (as in Sitzmann et al. 2020); NaN at ±∞, where it has no limit."""
    y: FloatArray = np.sin(as_float(x, "x"))
    return y


ACTIVATIONS: Mapping[str, Callable[..., FloatArray]] = MappingProxyType(
    {
        "relu": relu,
        "relu6": relu6,
        "leaky_relu": leaky_relu,
        "elu": elu,
        "sigmoid": sigmoid,
        "tanh": tanh,
        "softplus": softplus,
        "gelu": gelu,
        "gelu_tanh": gelu_tanh,
        "silu": silu,
        "mish": mish,
        "hard_swish": hard_swish,
        "abs": absolute,
        "square": square,
        "sin": sin,
    }
)
"""The activations by the names that a pipeline uses; each takes an array, some also a parameter with a default."""
