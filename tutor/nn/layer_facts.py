"""What is known of a layer before it runs: is it monotone, does it keep zero, which values can leave it.

Every statement here holds for whatever numbers come in, infinities and NaN included, unless its docstring says less.
A layer of an unknown kind has no facts: all questions about it are answered with the cautious no.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from tutor.nn.arguments import FloatArray
from tutor.nn.layers import Activation, AvgPool2d, BatchNorm2d, Conv2d, L2Pool2d, Layer, MaxPool2d, MinPool2d, Sliding

Key = tuple[Any, ...]
"""Equal for two layers exactly when they compute the same, as far as their parameters tell; hashable."""

Range = tuple[float, float]
"""(lowest, highest) that a value can be, NaN aside."""

ANYTHING: Final[Range] = (-math.inf, math.inf)

_KNOWN: Final = (Activation, AvgPool2d, BatchNorm2d, Conv2d, L2Pool2d, MaxPool2d, MinPool2d)
EXTREME_POOLS: Final = frozenset({"max_pool", "min_pool"})
POOLS: Final = frozenset({"max_pool", "min_pool", "avg_pool", "l2_pool"})
# Computed by comparisons and single correctly rounded products, which keep the order of any two floats.
_EXACTLY_MONOTONE: Final = frozenset({"relu", "relu6"})
# Computed by exp and tanh, whose last bit may step back between neighbouring floats.
_MONOTONE_BUT_FOR_ROUNDING: Final = frozenset({"sigmoid", "tanh", "softplus"})
_NEVER_NEGATIVE: Final = frozenset({"relu", "relu6", "sigmoid", "softplus", "abs", "square", "l2_pool"})
_KEEPS_NON_NEGATIVE: Final = frozenset({"tanh", "gelu", "gelu_tanh", "silu", "mish", "hard_swish", "avg_pool"})


def kind(layer: Layer) -> str:
    """Return the name of a layer of this package, and "" for any other, whatever it calls itself."""
    return layer.name if isinstance(layer, _KNOWN) else ""


def layer_key(layer: Layer) -> Key:
    """Return a key that two layers share when they compute the same function.

    Spellings of one thing fall together: a stride left out and the size, 2 and (2, 2), a slope that the activation
    does not have. Two layers with different keys may still agree.
    """
    name = kind(layer)
    if not name:
        return (id(layer),)
    if isinstance(layer, Activation):
        if name == "leaky_relu":
            return (name, layer.negative_slope) if layer.negative_slope else ("relu",)
        return (name, layer.alpha) if name == "elu" else (name,)
    if isinstance(layer, BatchNorm2d):
        parts = (layer.weight, layer.bias, layer.running_mean, layer.running_var)
        return (name, *map(_hashable, parts), layer.eps)
    if isinstance(layer, Conv2d):
        return (name, _hashable(layer.weight), None if layer.bias is None else _hashable(layer.bias), layer.window)
    around = (getattr(layer, "pad", None), getattr(layer, "count_include_pad", None))
    return (name, layer.window, around if sliding(layer)[2] != (0, 0) else None)


def sliding(layer: Layer) -> Sliding:
    """Return the size, the stride and the padding of a layer's window; that of a layer without one is one cell."""
    return ((1, 1), (1, 1), (0, 0)) if layer.window is None else layer.window


def sees_zeros(layer: Layer) -> bool:
    """Say whether a max- or min-pool is padded with zeros that take part in its windows."""
    return isinstance(layer, MaxPool2d | MinPool2d) and layer.pad == "zero" and sliding(layer)[2] != (0, 0)


def is_per_cell(layer: Layer) -> bool:
    """Say whether each output cell depends on the one input cell at its place, by the same rule in all of a channel."""
    return isinstance(layer, Activation | BatchNorm2d)


def is_subsampling(layer: Layer) -> bool:
    """Say whether the layer only keeps some cells as they are: a max-, min- or average-pool of size 1."""
    return kind(layer) in EXTREME_POOLS | {"avg_pool"} and sliding(layer)[0] == (1, 1)


def is_non_decreasing(layer: Layer) -> bool:
    """Say whether no output falls when an input rises, in real arithmetic.

    So are ReLU, ReLU6, sigmoid, tanh, softplus, leaky ReLU with slope ≥ 0, ELU with α ≥ 0, the max-, min- and
    average-pool, batch norm with every γ ≥ 0 and a convolution with no negative weight.
    """
    name = kind(layer)
    if isinstance(layer, Activation) and name == "leaky_relu":
        return layer.negative_slope >= 0
    if isinstance(layer, Activation) and name == "elu":
        return layer.alpha >= 0
    if isinstance(layer, BatchNorm2d | Conv2d):
        return bool((layer.weight >= 0).all())
    return name in _EXACTLY_MONOTONE | _MONOTONE_BUT_FOR_ROUNDING | EXTREME_POOLS | {"avg_pool"}


def is_exactly_non_decreasing(layer: Layer) -> bool:
    """Say whether a function of one cell is non-decreasing as computed, in floats: x ≤ y gives f(x) ≤ f(y).

    ReLU and ReLU6 only compare. The slope of a leaky ReLU is one product, and batch norm is a difference, a product
    and a sum with constants: IEEE 754 rounds each of them to the nearest float, which never swaps two results, and a
    chain of non-decreasing steps is non-decreasing. The scale γ/√(σ² + ε) must be above 0 in float32 as well, because
    0 · ∞ is NaN, which a maximum spreads. ELU, sigmoid, tanh and softplus go through exp or tanh, of which numpy makes
    no such promise, however few the steps back that can be found: none of them is named here.
    """
    if isinstance(layer, Activation) and layer.name == "leaky_relu":
        return layer.negative_slope == 0 or (layer.negative_slope > 0 and _ordinary(layer.negative_slope))
    return kind(layer) in _EXACTLY_MONOTONE or (is_non_decreasing(layer) and _keeps_numbers(layer))


def is_non_decreasing_but_for_rounding(layer: Layer) -> bool:
    """Say whether a function of one cell is non-decreasing in real arithmetic, and in floats but for a last bit."""
    if isinstance(layer, Activation) and layer.name == "elu":
        return layer.alpha == 0 or (layer.alpha > 0 and _ordinary(layer.alpha))
    return kind(layer) in _MONOTONE_BUT_FOR_ROUNDING


def keeps_zero(layer: Layer) -> bool:
    """Say whether a function of one cell gives 0 for 0, in float32 as in float64."""
    zeros = np.zeros((1, len(layer.weight) if isinstance(layer, BatchNorm2d) else 1, 1, 1))
    return not any(layer.forward(zeros.astype(precision)).any() for precision in (np.float32, np.float64))


def keeps_sign(layer: Layer) -> bool:
    """Say whether f(x) ≥ 0 for x ≥ 0, f(x) ≤ 0 for x ≤ 0 and so f(0) = 0: such an f commutes with ReLU exactly."""
    if kind(layer) == "leaky_relu":
        return is_exactly_non_decreasing(layer)
    return kind(layer) == "tanh" or (kind(layer) == "elu" and is_non_decreasing_but_for_rounding(layer))


def is_identity(layer: Layer, values: Range) -> bool:
    """Say whether the layer changes nothing when all that reaches it lies in `values`."""
    low, high = values
    if kind(layer) in POOLS:
        return is_subsampling(layer) and sliding(layer)[1] == (1, 1)
    if kind(layer) in {"relu", "abs"}:
        return low >= 0
    if kind(layer) == "relu6":
        return low >= 0 and high <= 6
    if isinstance(layer, Activation) and layer.name in {"leaky_relu", "elu"}:
        parameter = layer.negative_slope if layer.name == "leaky_relu" else layer.alpha
        # At 0 both compute parameter · 0, which is NaN where float32 makes an infinity of the parameter.
        return low >= 0 and (parameter == 0 or _ordinary(parameter))
    return False


def absorbs(second: Layer, first: Layer) -> bool:
    """Say whether `second` directly behind `first` makes it needless: ReLU behind a leaky ReLU, x² behind |x|."""
    if kind(second) in {"relu", "relu6"}:
        return kind(first) == "relu" or (kind(first) != "tanh" and keeps_sign(first))
    return kind(second) in {"square", "l2_pool", "abs"} and kind(first) == "abs"


def range_after(layer: Layer, values: Range) -> Range:
    """Return where the outputs of a layer lie when its inputs lie in `values`; wide rather than wrong.

    The bounds hold for floats as computed. What could round across a bound loses it: the mean of sixes may exceed 6.
    """
    low, high = values
    name = kind(layer)
    if name in EXTREME_POOLS:
        return (min(low, 0.0), max(high, 0.0)) if sees_zeros(layer) else values
    if name == "relu":
        return max(low, 0.0), max(high, 0.0)
    if name == "relu6":
        return min(max(low, 0.0), 6.0), min(max(high, 0.0), 6.0)
    if name in {"leaky_relu", "elu"} and low >= 0:
        return values if is_identity(layer, values) else ANYTHING
    if name in {"sigmoid", "tanh", "sin"}:
        return (0.0 if name == "sigmoid" or (name == "tanh" and low >= 0) else -1.0), 1.0
    if name in _NEVER_NEGATIVE or (name in _KEEPS_NON_NEGATIVE and low >= 0):
        return 0.0, math.inf
    if isinstance(layer, Conv2d) and low >= 0 and is_non_decreasing(layer):
        return (0.0, math.inf) if layer.bias is None or (layer.bias >= 0).all() else ANYTHING
    return ANYTHING


def _keeps_numbers(layer: Layer) -> bool:
    """Say whether a batch norm makes no NaN of a number or an infinity, in float32 as in float64."""
    if not isinstance(layer, BatchNorm2d):
        return False
    with np.errstate(all="ignore"):
        scale = np.abs(layer.weight / np.sqrt(layer.running_var.astype(np.float64) + layer.eps)).astype(np.float32)
        constants = np.stack([scale, layer.bias.astype(np.float32), layer.running_mean.astype(np.float32)])
    return bool(np.isfinite(constants).all() and (scale > 0).all())


def _ordinary(parameter: float) -> bool:
    """Say whether a parameter is neither 0 nor infinite in float32."""
    with np.errstate(all="ignore"):
        return bool(0 < abs(np.float32(parameter)) < math.inf)


def _hashable(array: FloatArray) -> Key:
    """Return the shape and the bytes of an array, the same for float32 as for float64."""
    return array.shape, array.astype(np.float64).tobytes()
