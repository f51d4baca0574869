"""The table of styles that feature maps are drawn with: made once for each level and mark, never in a frame."""

from __future__ import annotations

from functools import cache

from rich.color import Color
from rich.style import Style

from tutor.paint.colour import RGB, magnitude_colour, signed_colour, text_on
from tutor.paint.marks import Mark

PAPER: dict[bool, RGB] = {True: (26, 32, 41), False: (241, 239, 233)}
"""What lies under an empty cell, by whether the theme is dark."""
FAINT: dict[bool, RGB] = {True: (132, 144, 162), False: (108, 104, 95)}
LIT: dict[Mark, RGB] = {
    Mark.SOURCE: (255, 212, 90),
    Mark.TARGET: (96, 220, 255),
    Mark.HIDDEN: (96, 220, 255),
    Mark.WINNER: (110, 235, 150),
    Mark.DIFFERENT: (224, 60, 66),
    Mark.FIELD: (255, 212, 90),
}
GONE = frozenset({Mark.LOST, Mark.WASTED})


@cache
def cell_style(level: int, mark: Mark, *, signed: bool, dark: bool) -> Style:
    """Return the style of a cell of that colour level (see `tutor.paint.colour`) and mark."""
    if mark is Mark.EMPTY:
        return _style(FAINT[dark], PAPER[dark])
    if mark in LIT:
        return _style(text_on(LIT[mark]), LIT[mark], bold=True)
    colour = signed_colour(level, dark=dark) if signed else magnitude_colour(level)
    if mark in GONE:
        faded = _mix(colour, PAPER[dark], 0.75)
        return _style(_mix(text_on(faded), faded, 0.3), faded)
    return _style(text_on(colour), colour, bold=mark is Mark.KEPT)


def _style(text: RGB, background: RGB, *, bold: bool = False) -> Style:
    return Style(color=Color.from_rgb(*text), bgcolor=Color.from_rgb(*background), bold=bold or None)


def _mix(one: RGB, other: RGB, share: float) -> RGB:
    """Return the colour at `share` of the way from one to the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
