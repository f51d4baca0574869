"""The tables of styles that feature maps are drawn with: made once for each look, never in a frame."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from rich.color import Color
from rich.style import Style
from textual.app import App

from tutor.paint.colour import LEVELS, RGB, magnitude_colour, readable, signed_colour, text_on
from tutor.paint.marks import Mark
from tutor.ui.themes import CONTRAST


class Look(NamedTuple):
    """What decides how cells are coloured."""

    dark: bool
    contrast: bool = False
    """Whether text must stand out by 7:1."""
    sixteen: bool = False
    """Whether the terminal has no more than 16 colours."""
    grey: bool = False
    """Whether no colours are wanted at all."""

    @property
    def shaded(self) -> bool:
        """Whether a heat map must tell amounts, and their signs, by its characters."""
        return self.sixteen or self.grey


def look_of(app: App[object]) -> Look:
    """Return the look of the program's theme in its terminal."""
    sixteen = app.console.color_system in ("standard", "windows")
    return Look(app.current_theme.dark, app.theme == CONTRAST.name, sixteen, app.no_color)


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

# The sixteen colours as rich knows them: any other would be taken for the nearest of these, text and ground alike.
_BLACK, _RED, _BROWN, _BLUE, _MAGENTA, _SILVER, _GREY = (
    (0, 0, 0), (170, 0, 0), (170, 85, 0), (0, 0, 170), (170, 0, 170), (170, 170, 170), (85, 85, 85),
)  # fmt: skip
_GREEN, _YELLOW, _PINK, _CYAN, _WHITE = (85, 255, 85), (255, 255, 85), (255, 85, 255), (85, 255, 255), (255, 255, 255)
_LIT_16: dict[Mark, tuple[RGB, RGB]] = {
    Mark.SOURCE: (_BLACK, _YELLOW),
    Mark.TARGET: (_BLACK, _CYAN),
    Mark.HIDDEN: (_BLACK, _CYAN),
    Mark.WINNER: (_BLACK, _GREEN),
    Mark.DIFFERENT: (_WHITE, _RED),
    Mark.FIELD: (_BLACK, _YELLOW),
}

Table = Sequence[Sequence[Style]]
"""Styles by mark, then by level + LEVELS."""


@cache
def cell_styles(signed: bool, look: Look) -> Table:
    """Return the style of every mark and colour level (see `tutor.paint.colour`); levels begin at −LEVELS."""
    levels = range(-LEVELS, LEVELS + 1)
    return [[_cell_style(level, mark, signed=signed, look=look) for level in levels] for mark in Mark]


@cache
def half_style(upper: Style, lower: Style) -> Style:
    """Return the style of a character whose upper half has the ground of one cell and whose lower half of another."""
    return Style(color=upper.bgcolor, bgcolor=lower.bgcolor)


@cache
def shade_style(rising: bool, look: Look) -> Style:
    """Return the style of a shade character: amounts above zero and below it in two colours, on the empty ground."""
    if look.sixteen:
        return _style(_PINK if rising else _YELLOW, _BLACK)
    return _style(text_on(PAPER[look.dark]), PAPER[look.dark])


def _cell_style(level: int, mark: Mark, *, signed: bool, look: Look) -> Style:
    if look.sixteen:
        text, ground = _pair_of_16(level, mark, signed=signed)
        return _style(text, ground, bold=mark is Mark.KEPT)
    if mark is Mark.EMPTY:
        return _style(FAINT[look.dark], PAPER[look.dark])
    if look.grey and mark in LIT:
        return _style((0, 0, 0), (235, 235, 235), bold=True)
    least = 7.0 if look.contrast else 4.5
    if mark in LIT:
        ground = readable(LIT[mark], least)
        return _style(text_on(ground), ground, bold=True)
    colour = signed_colour(level, dark=look.dark) if signed else magnitude_colour(max(level, 0))
    if mark in GONE:
        colour = _mix(colour, PAPER[look.dark], 0.75)
        if not look.contrast:
            return _style(_mix(text_on(colour), colour, 0.3), colour)
    colour = readable(colour, least)
    return _style(text_on(colour), colour, bold=mark is Mark.KEPT)


def _pair_of_16(level: int, mark: Mark, *, signed: bool) -> tuple[RGB, RGB]:
    """Return text and ground from sixteen colours."""
    if mark in _LIT_16:
        return _LIT_16[mark]
    if mark is Mark.EMPTY or mark in GONE or (signed and level == 0):
        return _SILVER, _BLACK
    if signed:
        strong = abs(level) > LEVELS // 2
        if level > 0:
            return (_WHITE, _MAGENTA) if strong else (_PINK, _BLACK)
        return (_BLACK, _BROWN) if strong else (_YELLOW, _BLACK)
    steps = ((_WHITE, _BLUE), (_WHITE, _GREY), (_BLACK, _SILVER), (_BLACK, _WHITE))
    return steps[min(max(level, 0) * len(steps) // (LEVELS + 1), len(steps) - 1)]


def _style(text: RGB, background: RGB, *, bold: bool = False) -> Style:
    return Style(color=Color.from_rgb(*text), bgcolor=Color.from_rgb(*background), bold=bold or None)


def _mix(one: RGB, other: RGB, share: float) -> RGB:
    """Return the colour at `share` of the way from one to the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
