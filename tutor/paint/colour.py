"""Values to colours: Cividis for magnitudes, PuOr for signed values, and a text colour that stays readable on each.

Anchors of both maps after Nuñez, Anderton & Renslow 2018 (Cividis) and Brewer's PuOr; in between, straight lines.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tutor.nn.arguments import FloatArray

RGB = tuple[int, int, int]
LEVELS = 16
"""Steps on each side of zero; a signed level runs from −LEVELS to LEVELS, a magnitude from 0 to LEVELS."""

CIVIDIS = ("#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369", "#fee838")
ORANGE = ("#fdb863", "#e08214", "#b35806")
PURPLE = ("#b2abd2", "#8073ac", "#542788")
DARK_ORANGE = ("#5e3a12", "#b06410", "#f19b3c")
DARK_PURPLE = ("#3f3668", "#7263b4", "#b9aef5")


def signed_level(value: float, largest: float) -> int:
    """Return where `value` lies between −largest and largest, from −LEVELS to LEVELS; only 0 itself is level 0."""
    if value == 0 or largest <= 0 or math.isnan(value):
        return 0
    share = abs(value) / largest
    size = max(1, round(LEVELS * share)) if share < 1 else LEVELS  # ∞/∞ is no number and counts as the end
    return size if value > 0 else -size


def magnitude_level(value: float, lowest: float, highest: float) -> int:
    """Return where `value` lies between lowest and highest, from 0 to LEVELS."""
    if not highest > lowest or math.isnan(value):
        return 0
    return round(LEVELS * min(max((value - lowest) / (highest - lowest), 0.0), 1.0))


def largest_amount(values: FloatArray) -> float:
    """Return the largest finite distance from zero, 0 where there is none: the end of a scale of signed values."""
    amounts = np.abs(values)
    largest = float(amounts.max(initial=0.0))
    return largest if math.isfinite(largest) else float(amounts[np.isfinite(amounts)].max(initial=0.0))


def signed_levels(values: FloatArray, largest: float) -> npt.NDArray[np.int64]:
    """Return `signed_level` of every value of an array."""
    if largest <= 0:
        return np.zeros(values.shape, dtype=np.int64)
    with np.errstate(all="ignore"):
        share = np.fmin(np.abs(values) / largest, 1.0)  # ∞/∞ is no number and counts as the end
        size = np.maximum(np.rint(LEVELS * share), 1.0)
        levels: npt.NDArray[np.int64] = np.where(np.isnan(values), 0.0, size * np.sign(values)).astype(np.int64)
    return levels


def magnitude_levels(values: FloatArray, lowest: float, highest: float) -> npt.NDArray[np.int64]:
    """Return `magnitude_level` of every value of an array."""
    if not highest > lowest:
        return np.zeros(values.shape, dtype=np.int64)
    with np.errstate(all="ignore"):
        share = np.clip((values - lowest) / (highest - lowest), 0.0, 1.0)
    levels: npt.NDArray[np.int64] = np.rint(LEVELS * np.where(np.isnan(share), 0.0, share)).astype(np.int64)
    return levels


def readable(background: RGB, least: float) -> RGB:
    """Return `background`, darkened so far that white or black text on it has a contrast of at least `least`."""
    red, green, blue = background
    while contrast(text_on((red, green, blue)), (red, green, blue)) < least:
        red, green, blue = (int(part * 0.94) for part in (red, green, blue))
    return red, green, blue


def signed_colour(level: int, *, dark: bool) -> RGB:
    """Return the PuOr colour of a signed level: orange below zero, purple above, near the background at zero."""
    zero = "#262c36" if dark else "#f2f1ee"
    arm = (DARK_PURPLE if level > 0 else DARK_ORANGE) if dark else PURPLE if level > 0 else ORANGE
    return _between((zero, *arm), abs(level) / LEVELS)


def magnitude_colour(level: int) -> RGB:
    """Return the Cividis colour of a magnitude level."""
    return _between(CIVIDIS, level / LEVELS)


def text_on(background: RGB) -> RGB:
    """Return near-black or near-white, whichever is easier to read on `background` (at least 4.5:1)."""
    black, white = (0, 0, 0), (255, 255, 255)
    return black if contrast(black, background) >= contrast(white, background) else white


def contrast(one: RGB, other: RGB) -> float:
    """Return the contrast ratio of two colours, 1 to 21, as WCAG 2 defines it."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: RGB) -> float:
    linear = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _between(anchors: Sequence[str], share: float) -> RGB:
    """Return the colour at `share` (0 to 1) of the way along evenly spaced anchors."""
    position = share * (len(anchors) - 1)
    index = min(int(position), len(anchors) - 2)
    low, high = _rgb(anchors[index]), _rgb(anchors[index + 1])
    part = position - index
    return tuple(round(a + (b - a) * part) for a, b in zip(low, high, strict=True))  # type: ignore[return-value]


def _rgb(text: str) -> RGB:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)
