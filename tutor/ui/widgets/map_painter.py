"""Draws the lines of one feature map for the Line API: cells with their numbers, or a heat map of half blocks.

A map of several channels has one of them in full and, below it, a strip of small heat maps of them all.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
from rich.segment import Segment
from rich.style import Style

from tutor.nn.arguments import FloatArray
from tutor.paint.colour import LEVELS, largest_amount, magnitude_levels, signed_levels
from tutor.paint.marks import PREFIXES, Mark, Marks, all_marked
from tutor.paint.number import texts_apart
from tutor.paint.scale import factor_for, is_numbered, shrunk
from tutor.ui.widgets.cell_styles import Look, Table, cell_styles, half_style, shade_style
from tutor.ui.widgets.lane_data import THUMB

Levels = npt.NDArray[np.int64]
Drawn = tuple[str, Style | None]
"""Characters in one style."""
UPPER_HALF = "▀"
USUAL_SIDE = 64
"""Display cells along the longer side of a heat map whose room is not known yet."""
MOST_LINES = 256
"""Lines that a map keeps as they were drawn."""
RISING, FALLING = " ░▒▓█", " -=≡#"
"""Shades of amounts above and below zero where colours cannot tell them."""


class MapPainter:
    """The values of a map as texts and colour levels, for cells of a size that can change."""

    def __init__(
        self, values: FloatArray, *, signed: bool, largest: float | None = None, cell_width: int = 3, strip: bool = True
    ) -> None:
        """Paint `values`, (channels, rows, columns); `signed` chooses PuOr around zero, else Cividis from low to high.

        `largest` is the value at the end of the signed scale, so that several maps can share it; without `strip` only
        one channel is drawn.
        """
        self._stripped = strip
        self.values = values
        self.signed = signed
        self.channels, self.rows, self.columns = map(int, values.shape)
        self.numbered = is_numbered(self.rows, self.columns)
        self._range = self._ends(largest)
        self.cell_width, self.cell_height, self.factor = 0, 0, 0
        self._texts: dict[int, tuple[tuple[str, ...], ...]] = {}
        self._drawn: dict[tuple[int, int, Look, Style, bytes], list[Segment]] = {}
        """Lines as they were drawn, by all that they were made of."""
        self.fit(cell_width, 1, USUAL_SIDE)

    def _ends(self, largest: float | None) -> tuple[float, float]:
        """Return the values at both ends of the scale of colours."""
        if self.signed and largest is not None:
            return -largest, largest
        if self.signed:
            largest = largest_amount(self.values)
            return -largest, largest
        finite = self.values[np.isfinite(self.values)]
        return float(finite.min(initial=0.0)), float(finite.max(initial=0.0))

    @cached_property
    def _strip(self) -> _Strip:
        return _Strip(self._levelled(shrunk(self.values, factor_for(self.rows, self.columns, THUMB))))

    def _levelled(self, values: FloatArray) -> Levels:
        low, high = self._range
        return signed_levels(values, high) if self.signed else magnitude_levels(values, low, high)

    def fit(self, cell_width: int, cell_height: int, side: int) -> None:
        """Give every numbered cell this size in characters, and a heat map at most `side` display cells a side.

        In cells two wide a mark gives way to a second digit.
        """
        before = self.cell_width, self.cell_height, self.factor
        factor = 1 if self.numbered else factor_for(self.rows, self.columns, side)
        if factor != self.factor:
            self.factor = factor
            self._levels = self._levelled(shrunk(self.values, factor))
        width = max(2, cell_width)
        if width != self.cell_width:
            self._texts.clear()
        self.cell_width, self.cell_height = (width, max(1, cell_height)) if self.numbered else (1, 1)
        if before != (self.cell_width, self.cell_height, self.factor):
            self._drawn.clear()

    def paints_like(self, other: MapPainter) -> bool:
        """Return whether both paint the same values in the same colours, which is never sure of NaN."""
        return (
            self.signed == other.signed
            and self._range == other._range
            and self.values.dtype == other.values.dtype
            and np.array_equal(self.values, other.values)
        )

    @property
    def side(self) -> int:
        """The longer side, in cells."""
        return max(self.rows, self.columns)

    @property
    def shown_rows(self) -> int:
        """Display cells down."""
        return int(self._levels.shape[1])

    @property
    def shown_columns(self) -> int:
        """Display cells across."""
        return int(self._levels.shape[2])

    @property
    def width(self) -> int:
        """Characters across."""
        return self.shown_columns * self.cell_width

    @property
    def grid_height(self) -> int:
        """Lines of the map itself."""
        return self.rows * self.cell_height if self.numbered else -(-self.shown_rows // 2)

    @property
    def height(self) -> int:
        """Lines down, with the strip of channels below."""
        return self.grid_height + (self._strip.height(self.width) if self.channels > 1 and self._stripped else 0)

    def blank(self, mark: Mark = Mark.PLAIN) -> Marks:
        """Return the same mark for every display cell."""
        return all_marked(mark, self.shown_rows, self.shown_columns)

    def lines_of(self, row: int) -> range:
        """Return the lines on which a row of display cells stands."""
        if not self.numbered:
            return range(row // 2, row // 2 + 1)
        return range(row * self.cell_height, (row + 1) * self.cell_height)

    def line(self, y: int, marks: Marks, look: Look, ground: Style, channel: int = 0) -> list[Segment]:
        """Return line `y` of the map, or blanks below its end; numbers stand on the middle line of their cells.

        `ground` is the style of what lies beside the cells. Neighbours of one style are one segment. A line is not made
        again while all that it is made of stays.
        """
        channel = min(channel, self.channels - 1)
        down, each = (self.cell_height, 1) if self.numbered else (1, 2)
        top = y // down * each
        made_of = y, channel, look, ground, marks[top : top + each].tobytes()
        if made_of not in self._drawn:
            if len(self._drawn) >= MOST_LINES:
                self._drawn.clear()
            self._drawn[made_of] = _joined(self._line(y, marks, look, ground, channel))
        return self._drawn[made_of]

    def _line(self, y: int, marks: Marks, look: Look, ground: Style, channel: int) -> Iterable[Drawn]:
        if not 0 <= y < self.height:
            return [(" " * self.width, ground)]
        styles = cell_styles(self.signed, look)
        if y >= self.grid_height:
            line = self._strip.line(y - self.grid_height, self.width, channel, styles, look, ground)
            return (segment[:2] for segment in line)
        if not self.numbered:
            return (segment[:2] for segment in heat_line(y, self._levels[channel], marks, styles, look))
        row, within = divmod(y, self.cell_height)
        numbered = within == (self.cell_height - 1) // 2
        levels, texts = self._levels[channel, row].tolist(), self._texts_of(channel)[row]
        width, blank = self.cell_width, " " * self.cell_width
        return [
            (_cell(text, mark, width) if numbered else blank, styles[mark][level + LEVELS])
            for text, level, mark in zip(texts, levels, marks[row].tolist(), strict=True)
        ]

    def _texts_of(self, channel: int) -> tuple[tuple[str, ...], ...]:
        if channel not in self._texts:
            self._texts[channel] = texts_apart(self.values[channel].tolist(), self.cell_width)
        return self._texts[channel]

    def cell_at(self, x: int, y: int) -> tuple[int, int] | None:
        """Return (row, column) of the cell at a character, or None beside the map; in a heat map the upper one."""
        if not 0 <= x < self.width or not 0 <= y < self.grid_height:
            return None
        if self.numbered:
            return y // self.cell_height, x // self.cell_width
        row, column = 2 * y * self.factor, x * self.factor
        return (row, column) if row < self.rows else None

    def channel_at(self, x: int, y: int) -> int | None:
        """Return the channel whose small map stands at a character, or None."""
        if self.channels == 1 or y < self.grid_height:
            return None
        return self._strip.channel_at(x, y - self.grid_height, self.width)


@lru_cache(maxsize=4096)
def _cell(text: str, mark: int, width: int) -> str:
    """Return what stands in a numbered cell so many characters wide."""
    if mark == Mark.EMPTY:
        return "·".center(width)
    if mark == Mark.HIDDEN:
        return PREFIXES[mark].center(width)
    marked = PREFIXES[mark] + text
    return (marked if len(marked) <= width else text).rjust(width)


def _joined(cells: Iterable[Drawn]) -> list[Segment]:
    """Return segments, of neighbours in one style only one; tables hold a style once, so that none are compared."""
    joined: list[Segment] = []
    text, current = "", None
    for part, style in cells:
        if style is not current:
            if text:
                joined.append(Segment(text, current))
            text, current = "", style
        text += part
    joined.append(Segment(text, current))
    return joined


def heat_line(y: int, levels: Levels, marks: Marks, styles: Table, look: Look) -> list[Segment]:
    """Return line `y` of a heat map: two rows of cells, one above the other in each character."""
    if look.shaded:
        return _shaded_line(y, levels, marks, styles, look)
    upper = _row_styles(2 * y, levels, marks, styles)
    if 2 * y + 1 >= len(levels):
        return [Segment(UPPER_HALF, Style(color=style.bgcolor)) for style in upper]
    lower = _row_styles(2 * y + 1, levels, marks, styles)
    return [Segment(UPPER_HALF, half_style(one, other)) for one, other in zip(upper, lower, strict=True)]


def _row_styles(row: int, levels: Levels, marks: Marks, styles: Table) -> list[Style]:
    return [styles[mark][level + LEVELS] for mark, level in zip(marks[row].tolist(), levels[row].tolist(), strict=True)]


def _shaded_line(y: int, levels: Levels, marks: Marks, styles: Table, look: Look) -> list[Segment]:
    """Return a line of a heat map without fine colours: of two rows the cell that is further from zero, as a shade."""
    pair = slice(2 * y, 2 * y + 2)
    rows, lit = levels[pair], marks[pair].max(axis=0).tolist()
    strongest = np.take_along_axis(rows, np.abs(rows).argmax(axis=0)[None], axis=0)[0].tolist()
    return [
        Segment(_shade(level), shade_style(level > 0, look))
        if mark in (Mark.PLAIN, Mark.KEPT)
        else Segment(PREFIXES[mark] or "·", styles[mark][level + LEVELS])
        for level, mark in zip(strongest, lit, strict=True)
    ]


def _shade(level: int) -> str:
    shades = RISING if level >= 0 else FALLING
    return shades[-(-abs(level) * (len(shades) - 1) // LEVELS)]


class _Strip:
    """Small heat maps of all channels, as many beside each other as there is room for."""

    def __init__(self, levels: Levels) -> None:
        self._levels = levels
        self._rows, self._columns = map(int, levels.shape[1:])
        self._each = -(-self._rows // 2) + 1
        """Lines of one small map and of the rule above it, which names the channel that is shown in full."""

    def _across(self, width: int) -> int:
        return max(1, (width + 1) // (self._columns + 1))

    def height(self, width: int) -> int:
        return -(-len(self._levels) // self._across(width)) * self._each

    def line(self, y: int, width: int, channel: int, styles: Table, look: Look, ground: Style) -> list[Segment]:
        across = self._across(width)
        band, within = divmod(y, self._each)
        segments: list[Segment] = []
        used = 0
        for number in range(band * across, min((band + 1) * across, len(self._levels))):
            if used:
                segments.append(Segment(" ", ground))
                used += 1
            if within == 0:
                rule = "▁" if number == channel else " "
                segments.append(Segment(rule * self._columns, ground))
            else:
                plain = all_marked(Mark.PLAIN, self._rows, self._columns)
                segments += heat_line(within - 1, self._levels[number], plain, styles, look)
            used += self._columns
        return [*segments, Segment(" " * max(width - used, 0), ground)]

    def channel_at(self, x: int, y: int, width: int) -> int | None:
        across = self._across(width)
        number = y // self._each * across + x // (self._columns + 1)
        return number if x // (self._columns + 1) < across and number < len(self._levels) else None
