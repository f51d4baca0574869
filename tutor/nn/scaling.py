"""Scaling of pixels: the range that a picture has before a network sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from tutor.nn.arguments import FloatArray, as_float


def to_unit(x: npt.ArrayLike, brightest: float) -> FloatArray:
    """Scale pixels from [0, brightest] to [0, 1]. ValueError unless `brightest` is positive."""
    if not brightest > 0:
        raise ValueError(f"the brightest pixel must be above 0, not {brightest}")
    x = as_float(x, "x")
    return x / x.dtype.type(brightest)


def to_signed(x: npt.ArrayLike, brightest: float) -> FloatArray:
    """Scale pixels from [0, brightest] to [−1, 1]."""
    return 2 * to_unit(x, brightest) - 1


def to_centred(x: npt.ArrayLike, brightest: float) -> FloatArray:
    """Scale pixels from [0, brightest] to [0, 1], then subtract their mean."""
    x = to_unit(x, brightest)
    return x - np.mean(x)


SCALINGS: Mapping[str, Callable[[npt.ArrayLike, float], FloatArray]] = MappingProxyType(
    {"unit": to_unit, "signed": to_signed, "centred": to_centred}
)
"""The scalings by the names that a lesson uses."""
