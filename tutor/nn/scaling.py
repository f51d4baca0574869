"""Scaling of pixels: the range that a picture has before a network sees it.

Each `f_backward(dy, x, brightest)` returns the gradient at the raw pixels `x`, given the gradient `dy` at the scaled
ones, in the float type of dy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from tutor.nn.arguments import FloatArray, as_float, same_shape
from tutor.nn.extremes import quiet


def to_unit(x: npt.ArrayLike, brightest: float) -> FloatArray:
    """Scale pixels from [0, brightest] to [0, 1]. ValueError unless `brightest` is positive."""
    _check_brightest(brightest)
    x = as_float(x, "x")
    return x / x.dtype.type(brightest)


def to_unit_backward(dy: npt.ArrayLike, x: npt.ArrayLike, brightest: float) -> FloatArray:
    """Return dx for `to_unit`: dy / brightest."""
    dy, _ = _checked(dy, x, brightest)
    return dy / dy.dtype.type(brightest)


def to_signed(x: npt.ArrayLike, brightest: float) -> FloatArray:
    """Scale pixels from [0, brightest] to [−1, 1]."""
    return 2 * to_unit(x, brightest) - 1


def to_signed_backward(dy: npt.ArrayLike, x: npt.ArrayLike, brightest: float) -> FloatArray:
    """Return dx for `to_signed`: 2 · dy / brightest."""
    return 2 * to_unit_backward(dy, x, brightest)


@quiet
def to_centred(x: npt.ArrayLike, brightest: float) -> FloatArray:
    """Scale pixels from [0, brightest] to [0, 1], then subtract their mean."""
    x = _not_empty(to_unit(x, brightest))
    return x - np.mean(x)


@quiet
def to_centred_backward(dy: npt.ArrayLike, x: npt.ArrayLike, brightest: float) -> FloatArray:
    """Return dx for `to_centred`: (dy − mean(dy)) / brightest, as every pixel moves the mean."""
    dy, x = _checked(dy, x, brightest)
    _not_empty(x)
    return to_unit_backward(dy - np.mean(dy), x, brightest)


def to_standardised(x: npt.ArrayLike, brightest: float) -> FloatArray:
    """Scale pixels to mean 0 and standard deviation 1: (x − mean) / σ, with σ² = mean((x − mean)²), not n − 1.

    The `brightest` pixel cancels out. A picture of one colour, whose σ is 0, becomes zeros.
    """
    return _standardised(_not_empty(to_unit(x, brightest)))[0]


@quiet
def to_standardised_backward(dy: npt.ArrayLike, x: npt.ArrayLike, brightest: float) -> FloatArray:
    """Return dx for `to_standardised`: (dy − mean(dy) − y · mean(dy · y)) / σ, with σ that of the raw pixels.

    Every pixel moves the mean and σ, too. It is 0 for a picture of one colour.
    """
    dy, x = _checked(dy, x, brightest)
    y, deviation = _standardised(_not_empty(x))
    if deviation == 0:
        return np.zeros_like(dy)
    dx: FloatArray = (dy - np.mean(dy) - y * np.mean(dy * y)) / deviation
    return dx.astype(dy.dtype, copy=False)


@quiet
def _standardised(x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return `x` with mean 0 and standard deviation 1, and the standard deviation that it had."""
    if x.min() == x.max():  # asked first, because rounding can move the mean of equal pixels away from them
        return np.zeros_like(x), np.zeros_like(x, shape=())
    centred = x - np.mean(x)
    furthest = np.max(np.abs(centred))  # divided out, so that no square overflows or vanishes
    scaled = centred / furthest
    deviation = np.sqrt(np.mean(np.square(scaled)))
    return scaled / deviation, np.asarray(furthest * deviation)


def _check_brightest(brightest: float) -> None:
    if not brightest > 0:
        raise ValueError(f"the brightest pixel must be above 0, not {brightest}")


def _checked(dy: npt.ArrayLike, x: npt.ArrayLike, brightest: float) -> tuple[FloatArray, FloatArray]:
    _check_brightest(brightest)
    dy, x = as_float(dy, "dy"), as_float(x, "x")
    same_shape(dy, x.shape)
    return dy, x


def _not_empty(x: FloatArray) -> FloatArray:
    if x.size == 0:
        raise ValueError(f"x must not be empty, but its shape is {x.shape}")
    return x


SCALINGS: Mapping[str, Callable[[npt.ArrayLike, float], FloatArray]] = MappingProxyType(
    {"unit": to_unit, "signed": to_signed, "centred": to_centred, "standardised": to_standardised}
)
"""The scalings by the names that a lesson uses."""

SCALING_GRADIENTS: Mapping[str, Callable[[npt.ArrayLike, npt.ArrayLike, float], FloatArray]] = MappingProxyType(
    {
        "unit": to_unit_backward,
        "signed": to_signed_backward,
        "centred": to_centred_backward,
        "standardised": to_standardised_backward,
    }
)
"""The backward pass of every scaling, by the same names."""
