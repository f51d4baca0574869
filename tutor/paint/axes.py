"""The axes of a chart: which stretch of numbers they show, linear or logarithmic, and the ticks on them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tutor.paint.canvas import Renderer
from tutor.paint.number import MINUS, short
from tutor.paint.plane import Floats

_DECADE = 10.0
_MARGIN = 0.04  # of the axis, to each side
_FAR = 10.0  # axes
_LEAST, _MOST = 1e-100, 1e100
_ALIKE = 1e-9  # of their size: numbers closer together are one, to a reader of the axis
_NEAR_ZERO = 0.4  # an axis of numbers that begin below this share of their greatest begins at 0

LINES = {Renderer.BRAILLE: tuple("│┤─┬└"), Renderer.BLOCK: tuple("│┤─┬└"), Renderer.ASCII: tuple("|+-++")}
"""The characters of an upright axis and its ticks, of a level axis and its ticks, and of the corner between them."""
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
SIGNS = {MINUS: "-", "–": "-", "÷": "/", "×": "x", "·": "*", "∞": "inf"}
"""The signs of arithmetic, and what stands for them where there is ASCII only."""
_TO_ASCII = str.maketrans(SIGNS)


@dataclass(frozen=True)
class Scale:
    """The numbers from `low` to `high`, low < high; `log` spaces them by their logarithms, and then low > 0."""

    low: float
    high: float
    log: bool = False

    @classmethod
    def over(cls, values: Floats) -> Scale:
        """Return a scale that shows all finite `values`: logarithmic where they span more than a decade above 0.

        Numbers within 1e−100 of 0 count as 0, and those beyond 1e100 as infinite: what is reckoned here stays finite.
        """
        finite = values[np.abs(values) <= _MOST]
        finite = np.where(np.abs(finite) < _LEAST, 0.0, finite)
        if not len(finite):
            return cls(0.0, 1.0)
        low, high = float(finite.min()), float(finite.max())
        if low > 0 and high / low > _DECADE:
            margin = (high / low) ** _MARGIN
            return cls(low / margin, high * margin, log=True)
        if 0 < low < _NEAR_ZERO * high:
            low = 0.0
        if high - low <= _ALIKE * max(abs(low), abs(high)):
            return cls(low - (abs(low) / 2 or 1.0), high + (abs(high) / 2 or 1.0))
        margin = _MARGIN * (high - low)
        return cls(low - margin * (low != 0), high + margin)

    def share(self, values: Floats) -> Floats:
        """Return how far along the axis the values lie, 0 at its low end, 1 at its high one, NaN far off."""
        with np.errstate(all="ignore"):
            if self.log:
                places = np.log(values / self.low) / math.log(self.high / self.low)
            else:
                places = (values - self.low) / (self.high - self.low)
        return np.where(np.abs(places) <= _FAR, places, np.nan)

    def ticks(self, most: int) -> tuple[float, ...]:
        """Return round numbers on the axis, at most `most`, ascending."""
        if most < 1:
            return ()
        return self._log_ticks(most) if self.log else self._linear_ticks(most)

    def _linear_ticks(self, most: int) -> tuple[float, ...]:
        exponent = math.floor(math.log10((self.high - self.low) / most))
        for step in (m * 10.0**e for e in (exponent, exponent + 1, exponent + 2) for m in (1, 2, 5)):
            first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
            if last - first < most:
                return tuple(number * step for number in range(first, last + 1))
        return ()

    def _log_ticks(self, most: int) -> tuple[float, ...]:
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        decades = range(first, last + 1)
        for heads in ((1, 2, 5), (1, 3), (1,)):
            inside = tuple(t for t in (m * 10.0**e for e in decades for m in heads) if self.low <= t <= self.high)
            if len(inside) <= most:
                return inside
        every = -(-len(inside) // most)
        return inside[::every]


def tick_label(value: float) -> str:
    """Write a number as briefly as its digits allow, with the decimal sign of the language: 0.05, 2000, 1e6."""
    size = abs(value)
    if size >= 1e6 or 0 < size < 1e-4:
        mantissa, exponent = f"{value:.2e}".split("e")
        return f"{short(float(mantissa), 2)}e{int(exponent)}".replace("-", MINUS)
    decimals = 0 if size >= 1000 or size == 0 else max(2 - math.floor(math.log10(size)), 0)
    return short(value, decimals)


def power_label(exponent: int, renderer: Renderer) -> str:
    """Write a power of ten: 10⁻³, or 1e-3 where the font may lack raised digits."""
    if renderer is Renderer.BRAILLE:
        return "10" + str(exponent).translate(_SUPERSCRIPTS)
    return f"1e{exponent}"


def written(words: str, renderer: Renderer) -> str:
    """Return `words` with the signs of arithmetic that a keyboard has, where the renderer is ASCII."""
    return words.translate(_TO_ASCII) if renderer is Renderer.ASCII else words
