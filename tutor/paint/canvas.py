"""A canvas of dots, two across and four down in each character cell, shown in braille or in plain ASCII.

Dots are counted from the top left corner: x to the right, y downwards.
A dot is about square, since a terminal's cell is about twice as high as it is wide.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint8]

DOTS_ACROSS, DOTS_DOWN = 2, 4
_BRAILLE = 0x2800
# The bit of each dot of a cell, row by row: Unicode counts 1-3 and 7 down the left side, 4-6 and 8 down the right.
_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], dtype=np.uint8)


class Canvas:
    """A `width` × `height` grid of cells to draw dots and text on; ValueError if either is below 1."""

    def __init__(self, width: int, height: int) -> None:
        if width < 1 or height < 1:
            raise ValueError(f"a canvas needs at least one cell, not {width} × {height}.")
        self.width, self.height = width, height
        self._dots = np.zeros((height * DOTS_DOWN, width * DOTS_ACROSS), dtype=bool)
        self._text: dict[tuple[int, int], str] = {}

    def plot(self, dots: Ints) -> None:
        """Set the dots (x, y) of an (n, 2) array; those outside the canvas are left out."""
        x, y = dots[:, 0], dots[:, 1]
        inside = (x >= 0) & (x < self._dots.shape[1]) & (y >= 0) & (y < self._dots.shape[0])
        self._dots[y[inside], x[inside]] = True

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
        """Return the dots of every cell as the eight bits of its braille character, shape (height, width)."""
        cells = self._dots.reshape(self.height, DOTS_DOWN, self.width, DOTS_ACROSS)
        codes: Codes = np.einsum("rich,ih->rc", cells.astype(np.uint8), _BITS)
        return codes

    def rows(self, *, ascii: bool = False) -> tuple[str, ...]:  # noqa: A002 - the name the interface uses throughout
        """Return the picture, a string a row: text over dots, these in braille or as the nearest ASCII stroke."""
        glyphs = (ASCII_GLYPHS if ascii else BRAILLE_GLYPHS)[self.codes()]
        for (column, row), character in self._text.items():
            glyphs[row, column] = ord(character)
        return to_strings(glyphs)


def line_dots(starts: Ints, ends: Ints) -> Ints:
    """Dots of many straight lines at once, from `starts` (n, 2) to `ends` (n, 2), ends included; shape (m, 2).

    Bresenham's line written as a division: along the longer axis one dot a step, across it the nearest dot.
    """
    reach = np.abs(ends - starts).max(axis=1)  # steps of each line
    line = np.repeat(np.arange(len(reach)), reach + 1)
    first = np.cumsum(reach + 1) - (reach + 1)
    step = np.arange(len(line)) - first[line]
    length = np.maximum(reach[line], 1)[:, None]
    # floor((2·Δ·step + length) / (2·length)) rounds Δ·step / length to the nearest whole number
    moved = (2 * (ends - starts)[line] * step[:, None] + length) // (2 * length)
    dots: Ints = starts[line] + moved
    return dots


def to_strings(glyphs: npt.NDArray[np.uint32]) -> tuple[str, ...]:
    """Turn code points (height, width) into a string a row."""
    return tuple(row.astype("<u4").tobytes().decode("utf-32-le") for row in glyphs)


def _ascii_glyph(code: int) -> str:
    """Choose the ASCII stroke that lies most nearly as the dots of a cell do."""
    left, right = ([row for row in range(DOTS_DOWN) if code & int(_BITS[row, side])] for side in (0, 1))
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


BRAILLE_GLYPHS: npt.NDArray[np.uint32] = np.array([ord(" "), *range(_BRAILLE + 1, _BRAILLE + 256)], dtype=np.uint32)
ASCII_GLYPHS: npt.NDArray[np.uint32] = np.array([ord(_ascii_glyph(code)) for code in range(256)], dtype=np.uint32)
"""For each of the 256 codes of a cell, the code point that shows it."""
