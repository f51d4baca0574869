"""The error function and its complement for whole arrays: numpy has none, and `math` takes one number at a time.

Source: W. J. Cody, *Rational Chebyshev approximations for the error function*, Mathematics of Computation 23 (1969),
631-637; the coefficients are those of his routine CALERF in SPECFUN (1990), good to 18 digits. Three fractions of
polynomials share the line: one for erf near zero, two for erfc beyond.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tutor.nn.arguments import FloatArray, as_float

_NEAR = 0.46875  # up to here erf itself is approximated, from here on erfc
_FAR = 4.0
_NOTHING_LEFT = 30.0  # erfc(30) is below the smallest float64: anything larger gives 0 as well

# Coefficients of numerator and denominator, the highest power first.
_NEAR_TOP = (
    1.85777706184603153e-1,
    3.16112374387056560e0,
    1.13864154151050156e2,
    3.77485237685302021e2,
    3.20937758913846947e3,
)
_NEAR_BOTTOM = (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3)
_MIDDLE_TOP = (
    2.15311535474403846e-8,
    5.64188496988670089e-1,
    8.88314979438837594e0,
    6.61191906371416295e1,
    2.98635138197400131e2,
    8.81952221241769090e2,
    1.71204761263407058e3,
    2.05107837782607147e3,
    1.23033935479799725e3,
)
_MIDDLE_BOTTOM = (
    1.0,
    1.57449261107098347e1,
    1.17693950891312499e2,
    5.37181101862009858e2,
    1.62138957456669019e3,
    3.29079923573345963e3,
    4.36261909014324716e3,
    3.43936767414372164e3,
    1.23033935480374942e3,
)
_FAR_TOP = (
    1.63153871373020978e-2,
    3.05326634961232344e-1,
    3.60344899949804439e-1,
    1.25781726111229246e-1,
    1.60837851487422766e-2,
    6.58749161529837803e-4,
)
_FAR_BOTTOM = (
    1.0,
    2.56852019228982242e0,
    1.87295284992346047e0,
    5.27905102951428412e-1,
    6.05183413124413191e-2,
    2.33520497626869185e-3,
)
_ONE_OVER_ROOT_PI = 5.6418958354775628695e-1


def erf(x: npt.ArrayLike) -> FloatArray:
    """Return 2/√π · ∫₀ˣ e^(−t²) dt, cell by cell, to two units of the last place; ±1 at ±∞, NaN stays NaN."""
    x = as_float(x, "x")
    near, tail = _parts(x)
    y: FloatArray = np.where(np.abs(x) <= _NEAR, near, np.copysign(1 - tail, x))
    return y.astype(x.dtype, copy=False)


def erfc(x: npt.ArrayLike) -> FloatArray:
    """Return 1 − erf(x), cell by cell, with all its digits where erf(x) is close to 1; 2 and 0 at −∞ and ∞."""
    x = as_float(x, "x")
    near, tail = _parts(x)
    y: FloatArray = np.where(np.abs(x) <= _NEAR, 1 - near, np.where(x < 0, 2 - tail, tail))
    return y.astype(x.dtype, copy=False)


def _parts(x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return erf(x) where |x| is near zero, and erfc(|x|) elsewhere; the other cells of the two mean nothing."""
    x = np.asarray(x, dtype=np.float64)
    size = np.minimum(np.abs(x), _NOTHING_LEFT)
    near, far = size <= _NEAR, size > _FAR
    erf_near, tail = np.zeros_like(x), np.zeros_like(x)
    erf_near[near] = x[near] * _fraction(_NEAR_TOP, _NEAR_BOTTOM, np.square(x[near]))
    middle = ~(near | far)  # NaN, too
    tail[middle] = _bell(size[middle]) * _fraction(_MIDDLE_TOP, _MIDDLE_BOTTOM, size[middle])
    inverse = 1 / np.square(size[far])
    correction = inverse * _fraction(_FAR_TOP, _FAR_BOTTOM, inverse)
    tail[far] = _bell(size[far]) * (_ONE_OVER_ROOT_PI - correction) / size[far]
    return erf_near, tail


def _fraction(top: tuple[float, ...], bottom: tuple[float, ...], x: FloatArray) -> FloatArray:
    """Return one polynomial in `x` divided by another, both by Horner's rule."""
    numerator, denominator = np.full_like(x, top[0]), np.full_like(x, bottom[0])
    for above, below in zip(top[1:], bottom[1:], strict=True):
        numerator = numerator * x + above
        denominator = denominator * x + below
    return numerator / denominator


def _bell(x: FloatArray) -> FloatArray:
    """Return e^(−x²) for x ≥ 0, without the digits that rounding x² would cost: x² = c² + (x − c)(x + c)."""
    coarse = np.trunc(x * 16) / 16  # few digits, so that its square is exact
    return np.exp(-coarse * coarse) * np.exp(-(x - coarse) * (x + coarse))
