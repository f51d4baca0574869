"""Numbers as short texts: a typographic minus, the decimal sign of the language, a width that fits a cell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from tutor.language import decimal

MINUS = "−"
TINY = "ε"
"""Stands in a cell for a number that is not 0 but too small to be written there."""
Grid = Sequence[Sequence[float]]


def short(value: float, decimals: int = 2) -> str:
    """Return `value` with at most so many decimals and none that are 0: −3, 0.25."""
    return decimal(_short(value, decimals))


@lru_cache(maxsize=4096)
def _short(value: float, decimals: int) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else MINUS + "∞"
    text = f"{abs(value):.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    sign = MINUS if value < 0 and float(text) != 0 else ""
    return sign + text


def precise(value: float, decimals: int = 2) -> str:
    """Return `value` as `short` does, but never as 0 unless it is: −0.003, and 2e−9 far below that."""
    text = short(value, decimals)
    if value == 0 or text not in ("0", "-0"):
        return text
    if abs(value) >= 1e-6:
        return short(value, -math.floor(math.log10(abs(value))))
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", MINUS)


def grid_texts(values: Grid, width: int) -> tuple[tuple[str, ...], ...]:
    """Return every value as a text of at most `width` characters, all with as many decimals as fit all of them.

    Where even whole numbers are too wide, such a cell shows only its sign and `#`.
    """
    different = {value for row in values for value in row}  # maps of a cell have few, many times over
    for decimals in (2, 1, 0):
        texts = {value: _tight(_cell(value, decimals), width) for value in different}
        if all(len(text) <= width for text in texts.values()):
            return tuple(tuple(texts[value] for value in row) for row in values)
    fitting = {value: text if len(text) <= width else _too_wide(text, width) for value, text in texts.items()}
    return tuple(tuple(fitting[value] for value in row) for row in values)


def texts_apart(values: Grid, width: int) -> tuple[tuple[str, ...], ...]:
    """Return every value as a text for a cell of `width` columns, one of which is left for a mark, or as a gap.

    Where not all can be told so, each has the decimals for which it has room itself, and one that still is not told
    the whole cell, if a minus keeps it apart from its neighbour or it has no decimals: 1.2 behind 1.2 is 1.21.2.
    """
    room = max(2, width - 1)
    texts = grid_texts(values, room)
    if width <= room or not any(_unsaid(text) for row in texts for text in row):
        return texts
    wide = grid_texts(values, width)
    if all(_apart(text, width) for row in wide for text in row):
        return wide
    alone = {value: _alone(value, room, width) for row in values for value in row}
    return tuple(tuple(alone[value] for value in row) for row in values)


def _alone(value: float, room: int, width: int) -> str:
    text: str = grid_texts([[value]], room)[0][0]
    if not _unsaid(text):
        return text
    wide: str = grid_texts([[value]], width)[0][0]
    return wide if _apart(wide, width) else text


def _apart(text: str, width: int) -> bool:
    """Return whether a text tells its number, and cannot be taken for the decimals of the one to its left."""
    return not _unsaid(text) and (len(text) < width or text.startswith(MINUS) or text.isalnum())


def _unsaid(text: str) -> bool:
    """Return whether a text does not tell its number."""
    return TINY in text or "#" in text


def _cell(value: float, decimals: int) -> str:
    """Return `value` as `short` does, but ε or −ε for what would look like 0 and is not."""
    text = short(value, decimals)
    if text == "0" and value != 0 and not math.isnan(value):
        return MINUS + TINY if value < 0 else TINY
    return text


def _tight(text: str, width: int) -> str:
    """Drop the zero before a decimal sign where the text would not fit otherwise: −.33."""
    for sign in ("0.", "0,"):
        if len(text) > width and text.lstrip(MINUS).startswith(sign):
            return text.replace(sign, sign[1], 1)
    return text


def _too_wide(text: str, width: int) -> str:
    return (MINUS + "#" * (width - 1)) if text.startswith(MINUS) else "#" * width
