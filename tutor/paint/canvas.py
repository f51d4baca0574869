"""A canvas of dots, two across and four down in each character cell, shown in braille, in blocks or in plain ASCII.

Dots are counted from the top left corner: x to the right, y downwards.
A dot is about square, since a terminal's cell is about twice as high as it is wide.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
AnyInts = npt.NDArray[np.signedinteger[Any]]
Codes = npt.NDArray[np.uint8]
Glyphs = npt.NDArray[np.uint32]
"""Code points of characters: (height, width) for a picture, (256,) for a table from a cell's code."""

DOTS_ACROSS, DOTS_DOWN = 2, 4
_DOTS = DOTS_ACROSS * DOTS_DOWN


class Renderer(StrEnum):
    """The characters that dots are shown in."""

    BRAILLE = "braille"
    """Every dot of a cell by itself."""
    BLOCK = "block"
    """The dots of a cell in four quarters, for fonts without braille."""
    ASCII = "ascii"
    """The nearest stroke of a keyboard."""


class Raster:
    """A grid of `width` × `height` cells as a flat row of dots, eight to a cell; ValueError if either is below 1.

    Dot (x, y) is bit 2 · (y mod 4) + x mod 2 of its cell: row by row, left before right.
    """

    def __init__(self, width: int, height: int) -> None:
        if width < 1 or height < 1:
            raise ValueError(f"a canvas needs at least one cell, not {width} × {height}.")
        self.width, self.height = width, height
        self.across, self.down = width * DOTS_ACROSS, height * DOTS_DOWN
        x, y = np.arange(self.across), np.arange(self.down)
        self._columns = x // DOTS_ACROSS * _DOTS + x % DOTS_ACROSS
        self._rows = y // DOTS_DOWN * (width * _DOTS) + y % DOTS_DOWN * DOTS_ACROSS

    @property
    def dots(self) -> int:
        """How many dots there are."""
        return self.width * self.height * _DOTS

    def inside(self, dots: AnyInts) -> AnyInts:
        """Return those of the dots (n, 2) that lie within the grid."""
        x, y = dots[:, 0], dots[:, 1]
        return dots[(x >= 0) & (x < self.across) & (y >= 0) & (y < self.down)]

    def cell(self, x: int, y: int) -> tuple[int, int] | None:
        """Return the cell (row, column) of a dot, None for one outside the grid."""
        if not (0 <= x < self.across and 0 <= y < self.down):
            return None
        return y // DOTS_DOWN, x // DOTS_ACROSS

    def places(self, dots: AnyInts) -> Ints:
        """Return where the dots (n, 2), all within the grid, lie in the flat row, (n,)."""
        places: Ints = self._columns[dots[:, 0]] + self._rows[dots[:, 1]]
        return places

    def codes(self, lit: npt.NDArray[np.bool_]) -> Codes:
        """Pack a flat row of dots into the eight bits of every cell, (height, width)."""
        return np.packbits(lit, bitorder="little").reshape(self.height, self.width)

    def codes_at(self, places: Ints) -> Codes:
        """Return the codes (height, width) of a grid on which only these places of the flat row are lit."""
        lit = np.zeros(self.dots, dtype=np.bool_)
        lit[places] = True
        return self.codes(lit)


class Canvas:
    """A `width` × `height` grid of cells to draw dots and text on; ValueError if either is below 1."""

    def __init__(self, width: int, height: int) -> None:
        self.raster = Raster(width, height)
        self.width, self.height = width, height
        self._lit = np.zeros(self.raster.dots, dtype=np.bool_)
        self._text: dict[tuple[int, int], str] = {}

    def plot(self, dots: Ints) -> None:
        """Set the dots (x, y) of an (n, 2) array; those outside the canvas are left out."""
        self._lit[self.raster.places(self.raster.inside(dots))] = True

    def dot(self, x: int, y: int) -> None:
        """Set one dot."""
        self.plot(np.array([[x, y]]))

    def line(self, x0: int, y0: int, x1: int, y1: int) -> None:
        """Draw a straight line, both ends included."""
        self.plot(line_dots(np.array([[x0, y0]]), np.array([[x1, y1]])))

    def polyline(self, corners: Ints) -> None:
        """Join the corners (n, 2) by straight lines."""
        self.plot(line_dots(corners[:-1], corners[1:]))

    def text(self, column: int, row: int, words: str) -> None:
        """Write `words` over the dots from a cell on, one character a cell; what falls outside is left out."""
        for offset, character in enumerate(words):
            if 0 <= column + offset < self.width and 0 <= row < self.height:
                self._text[column + offset, row] = character

    def codes(self) -> Codes:
        """Return the dots of every cell as eight bits in the order of `Raster`, shape (height, width)."""
        return self.raster.codes(self._lit)

    def rows(self, renderer: Renderer = Renderer.BRAILLE) -> tuple[str, ...]:
        """Return the picture, a string a row: text over dots."""
        glyphs = GLYPHS[renderer][self.codes()]
        for (column, row), character in self._text.items():
            glyphs[row, column] = ord(character)
        return to_strings(glyphs)


def line_dots(starts: AnyInts, ends: AnyInts) -> Ints:
    """Dots of many straight lines at once, from `starts` (n, 2) to `ends` (n, 2), ends included; shape (m, 2).

    Bresenham's line written as a division: along the longer axis one dot a step, across it the nearest dot.
    """
    delta = ends - starts
    reach = np.abs(delta).max(axis=1)  # steps of each line
    after = np.cumsum(reach + 1)
    line = np.repeat(np.arange(len(reach)), reach + 1)
    step = np.arange(len(line)) - (after - reach - 1)[line]
    length = np.maximum(reach, 1)[line, None]
    # floor((2·Δ·step + length) / (2·length)) rounds Δ·step / length to the nearest whole number
    moved = (2 * delta[line] * step[:, None] + length) // (2 * length)
    dots: Ints = starts[line] + moved
    return dots


def to_strings(glyphs: Glyphs) -> tuple[str, ...]:
    """Turn code points (height, width) into a string a row."""
    return tuple(row.astype("<u4").tobytes().decode("utf-32-le") for row in glyphs)


def _sides(code: int) -> tuple[list[int], list[int]]:
    """Return the rows of the dots that are set on the left and on the right side of a cell."""
    left, right = ([row for row in range(DOTS_DOWN) if code >> (DOTS_ACROSS * row + side) & 1] for side in (0, 1))
    return left, right


# Unicode counts the dots 1-3 and 7 down the left side, 4-6 and 8 down the right.
_BRAILLE_BITS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"  # bits: upper left, upper right, lower left, lower right


def _braille_glyph(code: int) -> str:
    bits = sum(_BRAILLE_BITS[side][row] for side, rows in enumerate(_sides(code)) for row in rows)
    return chr(0x2800 + bits) if bits else " "


def _block_glyph(code: int) -> str:
    return _QUARTERS[sum({1 << (row // 2 * 2 + side) for side, rows in enumerate(_sides(code)) for row in rows})]


def _ascii_glyph(code: int) -> str:
    """Choose the ASCII stroke that lies most nearly as the dots of a cell do."""
    left, right = _sides(code)
    if not left and not right:
        return " "
    if not left or not right:
        rows = left or right
        return "|" if len(rows) >= 3 else "'" if sum(rows) / len(rows) < 1.5 else "."
    if len(left) + len(right) >= 7:
        return "#"
    fall = sum(right) / len(right) - sum(left) / len(left)
    if abs(fall) >= 1:
        return "\\" if fall > 0 else "/"
    return "|" if len(left) >= 3 else "_" if min(left + right) == DOTS_DOWN - 1 else "-"


def single_glyph(character: str) -> Glyphs:
    """Return a table that shows every cell with a dot in it as one and the same character."""
    return np.array([ord(" ")] + [ord(character)] * 255, dtype=np.uint32)


GLYPHS: dict[Renderer, Glyphs] = {
    renderer: np.array([ord(glyph(code)) for code in range(256)], dtype=np.uint32)
    for renderer, glyph in (
        (Renderer.BRAILLE, _braille_glyph),
        (Renderer.BLOCK, _block_glyph),
        (Renderer.ASCII, _ascii_glyph),
    )
}
"""For each renderer and each of the 256 codes of a cell, the code point that shows it; a space for no dot only."""
