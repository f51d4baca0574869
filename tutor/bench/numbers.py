"""Numbers and grids as short texts that read back exactly: `0,1,2/3,4,5` is two rows of three cells."""

from __future__ import annotations

import math
import re

from tutor.bench.problem import BenchError
from tutor.language import _
from tutor.quoting import quote

Grid = tuple[tuple[float, ...], ...]
"""Rows of cells, all of one length."""

MOST_SIDE = 64
"""Rows or columns of a grid that is typed."""
LARGEST = 1e6
_NUMBER = re.compile(r"[+-]?([0-9]{1,20}(\.[0-9]{0,20})?|\.[0-9]{1,20})(e[+-]?[0-9]{1,3})?", re.ASCII | re.IGNORECASE)


def parse_number(text: str) -> float | None:
    """Read one finite number, with a point and either minus sign; None when it is none."""
    plain = text.strip().replace("\u2212", "-")
    if not _NUMBER.fullmatch(plain):
        return None
    value = float(plain)
    return value if math.isfinite(value) else None


def write_number(value: float) -> str:
    """Write a number so that it reads back exactly, without a needless `.0`."""
    text = repr(float(value))
    return text.removesuffix(".0")


def parse_grid(text: str) -> Grid:
    """Read rows with / between and cells with commas between; BenchError when rows differ or a cell is no number."""
    rows = tuple(tuple(_cell(cell) for cell in row.split(",")) for row in text.split("/"))
    if len(rows) > MOST_SIDE or any(len(row) > MOST_SIDE for row in rows):
        raise BenchError(_("a typed grid has at most {n} rows and columns").format(n=MOST_SIDE))
    if len({len(row) for row in rows}) > 1:
        raise BenchError(_("the rows of the grid {text} are not equally long").format(text=quote(text)))
    return rows


def write_grid(grid: Grid) -> str:
    """Write a grid as `parse_grid` reads it."""
    return "/".join(",".join(map(write_number, row)) for row in grid)


def parse_grids(text: str) -> tuple[Grid, ...]:
    """Read grids with // between; all must have one size."""
    grids = tuple(parse_grid(part) for part in text.split("//"))
    if len({(len(grid), len(grid[0])) for grid in grids}) > 1:
        raise BenchError(_("the grids in {text} are not equally large").format(text=quote(text)))
    return grids


def write_grids(grids: tuple[Grid, ...]) -> str:
    """Write grids as `parse_grids` reads them."""
    return "//".join(map(write_grid, grids))


def looks_typed(text: str) -> bool:
    """Return whether a text is meant as a typed grid, not as a name or a file."""
    return bool(re.fullmatch(r"[0-9eE+\-\u2212.,;/ ]+", text, re.ASCII)) and any(c.isdigit() for c in text)


def _cell(text: str) -> float:
    value = parse_number(text)
    if value is None:
        raise BenchError(
            _("{text} is no number; write a grid as {example}").format(text=quote(text), example="0,1/2,3")
        )
    if abs(value) > LARGEST:
        raise BenchError(_("the number {text} is too large; {n} at most").format(text=quote(text), n="1000000"))
    return value
