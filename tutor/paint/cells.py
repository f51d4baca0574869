"""A finished picture in character cells: what each cell shows, what it means, and which cells differ from another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from tutor.paint.canvas import Glyphs, to_strings

R = TypeVar("R", bound=IntEnum, covariant=True)
Span = tuple[int, int, int]
"""(row, first column, last column + 1)."""

_NEAR = 8
"""Cells: moving a terminal's cursor over fewer costs more than writing them again."""


@dataclass(frozen=True, eq=False)
class Cells(Generic[R]):
    """A picture of (height, width) cells; the arrays are read-only.

    `glyphs`: the code point each cell shows. `roles`: what it is part of, as a number of the enumeration `kind`.
    `shaded`: 1 where the cell has the second background, else 0.
    """

    kind: type[R]
    glyphs: Glyphs
    roles: npt.NDArray[np.uint8]
    shaded: npt.NDArray[np.uint8]

    def __post_init__(self) -> None:
        for array in (self.glyphs, self.roles, self.shaded):
            array.setflags(write=False)

    @property
    def width(self) -> int:
        """How many cells a row has."""
        return len(self.glyphs[0])

    @property
    def height(self) -> int:
        """How many rows there are."""
        return len(self.glyphs)

    @property
    def rows(self) -> tuple[str, ...]:
        """The picture without its roles, a string a row."""
        return to_strings(self.glyphs)

    def runs(self, row: int, first: int = 0, last: int | None = None) -> list[tuple[str, R, bool]]:
        """Split the cells `first` … `last` − 1 of one row into stretches of text that share role and shade."""
        return [(text, self.kind(look >> 1), bool(look & 1)) for text, look in self.stretches(row, first, last)]

    def stretches(self, row: int, first: int = 0, last: int | None = None) -> list[tuple[str, int]]:
        """Return the same stretches, role and shade as one number: twice the role, and one more where it is shaded."""
        looks = 2 * self.roles[row, first:last] + self.shaded[row, first:last]
        if not len(looks):
            return []
        text = self.glyphs[row, first:last].astype("<u4").tobytes().decode("utf-32-le")
        if len(looks) == 1:
            return [(text, int(looks[0]))]
        cuts = [0, *(np.flatnonzero(looks[1:] != looks[:-1]) + 1).tolist(), len(text)]
        return [
            (text[start:end], look) for start, end, look in zip(cuts, cuts[1:], looks[cuts[:-1]].tolist(), strict=False)
        ]

    def changed(self, other: Cells[Any]) -> list[Span]:
        """Return the spans that cover every cell in which the pictures differ; every row if their sizes do.

        Neighbouring spans of a row are joined where fewer than eight equal cells lie between them.
        """
        if self.glyphs.shape != other.glyphs.shape:
            return [(row, 0, self.width) for row in range(self.height)]
        differ = self.glyphs != other.glyphs
        differ |= self.roles != other.roles
        differ |= self.shaded != other.shaded
        places = np.flatnonzero(differ)
        if not len(places):
            return []
        row = places // self.width
        cut = np.flatnonzero((places[1:] - places[:-1] > _NEAR) | (row[1:] != row[:-1])) + 1
        firsts, lasts = places[[0, *cut]], places[[*(cut - 1), -1]]
        at = firsts // self.width
        base = at * self.width
        return list(zip(at.tolist(), (firsts - base).tolist(), (lasts - base + 1).tolist(), strict=True))

    def __eq__(self, other: object) -> bool:
        """Whether both show the same."""
        if not isinstance(other, Cells):
            return NotImplemented
        return (
            self.kind is other.kind
            and np.array_equal(self.glyphs, other.glyphs)
            and np.array_equal(self.roles, other.roles)
            and np.array_equal(self.shaded, other.shaded)
        )

    __hash__ = None  # type: ignore[assignment]
