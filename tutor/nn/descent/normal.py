"""The normal distribution for whole arrays, its quantiles and averages over it, and the logistic function."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from tutor.nn.descent.inputs import Floats
from tutor.nn.erf import erfc

# M. J. Wichura, "Algorithm AS 241: The percentage points of the normal distribution", Applied Statistics 37 (1988),
# 477-484, routine PPND16: three fractions of polynomials, good to 16 digits. The highest power first.
_CENTRE_TOP = (
    2.5090809287301226727e3,
    3.3430575583588128105e4,
    6.7265770927008700853e4,
    4.5921953931549871457e4,
    1.3731693765509461125e4,
    1.9715909503065514427e3,
    1.3314166789178437745e2,
    3.3871328727963666080e0,
)
_CENTRE_BOTTOM = (
    5.2264952788528545610e3,
    2.8729085735721942674e4,
    3.9307895800092710610e4,
    2.1213794301586595867e4,
    5.3941960214247511077e3,
    6.8718700749205790830e2,
    4.2313330701600911252e1,
    1.0,
)
_TAIL_TOP = (
    7.74545014278341407640e-4,
    2.27238449892691845833e-2,
    2.41780725177450611770e-1,
    1.27045825245236838258e0,
    3.64784832476320460504e0,
    5.76949722146069140550e0,
    4.63033784615654529590e0,
    1.42343711074968357734e0,
)
_TAIL_BOTTOM = (
    1.05075007164441684324e-9,
    5.47593808499534494600e-4,
    1.51986665636164571966e-2,
    1.48103976427480074590e-1,
    6.89767334985100004550e-1,
    1.67638483018380384940e0,
    2.05319162663775882187e0,
    1.0,
)
_FAR_TOP = (
    2.01033439929228813265e-7,
    2.71155556874348757815e-5,
    1.24266094738807843860e-3,
    2.65321895265761230930e-2,
    2.96560571828504891230e-1,
    1.78482653991729133580e0,
    5.46378491116411436990e0,
    6.65790464350110377720e0,
)
_FAR_BOTTOM = (
    2.04426310338993978564e-15,
    1.42151175831644588870e-7,
    1.84631831751005468180e-5,
    7.86869131145613259100e-4,
    1.48753612908506148525e-2,
    1.36929880922735805310e-1,
    5.99832206555887937690e-1,
    1.0,
)
_CENTRE = 0.425
_LEAST = 2.0**-54  # half of the smallest step of a generator, so that a 0 gives a number too
_REACH, _NODES = 12.0, 961


def normal_quantile(uniform: Floats) -> Floats:
    """Return z with P(Z ≤ z) = u for Z from N(0, 1); a 0 counts as 2⁻⁵⁴."""
    u = np.maximum(uniform, _LEAST)
    q = u - 0.5
    r = _CENTRE * _CENTRE - q * q
    z = np.asarray(q * _fraction(_CENTRE_TOP, _CENTRE_BOTTOM, np.maximum(r, 0.0)))
    outside = r < 0
    if outside.any():
        tail = np.minimum(u[outside], 1.0 - u[outside])
        r = np.sqrt(-np.log(tail))
        size = np.where(
            r <= 5.0,
            _fraction(_TAIL_TOP, _TAIL_BOTTOM, r - 1.6),
            _fraction(_FAR_TOP, _FAR_BOTTOM, r - 5.0),
        )
        z[outside] = np.copysign(size, q[outside])
    return z


def _fraction(top: tuple[float, ...], bottom: tuple[float, ...], x: Floats) -> Floats:
    above, below = np.full_like(x, top[0]), np.full_like(x, bottom[0])
    for high, low in zip(top[1:], bottom[1:], strict=True):  # Horner's scheme
        above *= x
        above += high
        below *= x
        below += low
    above /= below
    return above


def normal_cdf(z: Floats) -> Floats:
    """Return P(Z ≤ z) for Z from N(0, 1)."""
    return np.asarray(0.5 * erfc(-z / math.sqrt(2.0)), dtype=np.float64)


def logistic(x: Floats) -> Floats:
    """Return σ(x) = 1 / (1 + e⁻ˣ), as ½ + ½ tanh(x / 2), which overflows nowhere."""
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * x))


def normal_mean(function: Callable[[Floats], Floats]) -> float:
    """Return E f(Z) of a smooth `function` for Z from N(0, 1).

    The trapezoidal rule from −12 to 12, which for such an integrand is exact to rounding.
    """
    z = np.linspace(-_REACH, _REACH, _NODES)
    weights = np.exp(-0.5 * z * z)
    return float((function(z) * weights).sum() / weights.sum())
