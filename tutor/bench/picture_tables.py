"""A picture from a table of numbers in a text file: one row a line."""

from __future__ import annotations

import math
import re
from contextlib import suppress

import numpy as np

from tutor.bench.picture_problem import PictureError
from tutor.language import _
from tutor.nn.arguments import FloatArray
from tutor.quoting import quote

MOST_NUMBERS, MOST_LINES = 1_000_000, 100_000
"""Reading text is slow: this many numbers take about half a second."""
_PLAIN = re.compile(r"[0-9eE+\-.]*", re.ASCII)
_LONGEST_NUMBER = 80
_NUMBER = re.compile(r"[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})(e[+-]?[0-9]{1,4})?", re.ASCII | re.IGNORECASE)
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity|∞)", re.IGNORECASE)


def parse_table(data: bytes) -> tuple[FloatArray, float]:
    """Return pixels, (1, H, W), and 0: a table does not say what full brightness is.

    Numbers stand between semicolons, commas or white space, whichever the file uses, and have a point; where no
    comma separates them, a comma does as well. Empty lines are skipped. PictureError names line and column.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PictureError(_("this is not a text in UTF-8")) from None
    if text.count("\n") + text.count("\r") > 2 * MOST_LINES or max(text.count(mark) for mark in ",;") > MOST_NUMBERS:
        raise _too_many()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    separator = _separator(text, lines)
    rows: list[list[float]] = []
    count = first = 0
    for number, line in enumerate(lines, start=1):
        cells = _cells(line, separator, MOST_NUMBERS + 1 - count)
        if not cells:
            continue
        count += len(cells)
        if count > MOST_NUMBERS or len(rows) == MOST_LINES:
            raise _too_many()
        rows.append(_row(cells, number, separator))
        first = first or number
        if len(cells) != len(rows[0]):
            message = _("line {line} has {n} numbers, but line {first} has {m}")
            raise PictureError(message.format(line=number, n=len(cells), first=first, m=len(rows[0])))
    if not rows:
        raise PictureError(_("there are no numbers in it"))
    return np.array([rows]), 0.0


def _too_many() -> PictureError:
    return PictureError(
        _("the table is too long; {lines} lines and {n} numbers at most").format(lines=MOST_LINES, n=MOST_NUMBERS)
    )


def _separator(text: str, lines: list[str]) -> str:
    """Return what stands between numbers: a semicolon, a comma, or "" for white space.

    A comma only separates where no white space stands between two things that it leaves together.
    """
    if ";" in text:
        return ";"
    if "," not in text:
        return ""
    alone = all(len(part.split(None, 1)) < 2 for line in lines for part in line.split(",", MOST_NUMBERS))
    return "," if alone else ""


def _cells(line: str, separator: str, most: int) -> list[str]:
    """Return at most so many cells of one line; a separator at its end does not open another cell."""
    if not separator:
        return line.split(None, most)
    if not line.strip():
        return []
    cells = [cell.strip() for cell in line.split(separator, most)]
    return cells[:-1] if len(cells) > 1 and not cells[-1] else cells


def _row(cells: list[str], line: int, separator: str) -> list[float]:
    """Return the numbers in the cells of one line."""
    plain = cells if separator == "," else [cell.replace(",", ".") for cell in cells]
    # Of such characters float() makes a number or nothing; of others, also of "1_0", "nan" or Arabic digits.
    if max(map(len, plain)) <= _LONGEST_NUMBER and _PLAIN.fullmatch("".join(plain)):
        with suppress(ValueError):
            values = [float(cell) for cell in plain]
            if all(map(math.isfinite, values)):
                return values
    return [_number(cell, line, column, separator) for column, cell in enumerate(cells, start=1)]


def _number(cell: str, line: int, column: int, separator: str) -> float:
    """Return the number in one cell; PictureError names what is wrong with it."""
    plain = cell.replace("\u2212", "-")
    if separator != ",":
        plain = plain.replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        if _NOT_FINITE.fullmatch(plain):
            message = _("line {line}, column {column}: {text} is no brightness; a finite number is needed")
        else:
            message = _("line {line}, column {column}: {text} is not a number")
        raise PictureError(message.format(line=line, column=column, text=quote(cell, 30)))
    value = float(plain)
    if math.isinf(value):
        message = _("line {line}, column {column}: {text} is too large")
        raise PictureError(message.format(line=line, column=column, text=quote(cell, 30)))
    return value
