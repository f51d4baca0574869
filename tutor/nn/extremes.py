"""Arithmetic at the ends of the number line: no warnings, and no 0 · ∞ where a formula has a limit."""

from __future__ import annotations

import numpy as np

from tutor.nn.arguments import FloatArray

quiet = np.errstate(over="ignore", invalid="ignore")
"""Decorates functions in which ∞ and NaN are answers like any other, so that numpy need not warn of them."""


def lowest_finite(x: FloatArray) -> FloatArray:
    """Return `x` with the lowest finite number in place of −∞, so that times 0 it makes 0; NaN stays NaN."""
    y: FloatArray = np.maximum(x, np.finfo(x.dtype).min)
    return y
