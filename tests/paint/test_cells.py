"""Finished pictures: split into runs of one style, and compared cell by cell."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.paint.cells import Cells


class Part(IntEnum):
    SKY = 0
    SEA = 1
    SHIP = 2


def cells(*rows: str, roles: tuple[str, ...] = (), shaded: tuple[str, ...] = ()) -> Cells[Part]:
    zeros = tuple("0" * len(row) for row in rows)
    return Cells(
        Part,
        np.array([[ord(c) for c in row] for row in rows], dtype=np.uint32),
        np.array([list(map(int, row)) for row in roles or zeros], dtype=np.uint8),
        np.array([list(map(int, row)) for row in shaded or zeros], dtype=np.uint8),
    )


def test_runs_share_role_and_shade() -> None:
    picture = cells("ab∿∿⛵", "     ", roles=("00112", "00000"), shaded=("01110", "00000"))
    assert picture.runs(0) == [
        ("a", Part.SKY, False),
        ("b", Part.SKY, True),
        ("∿∿", Part.SEA, True),
        ("⛵", Part.SHIP, False),
    ]
    assert picture.runs(1) == [("     ", Part.SKY, False)]
    assert picture.runs(0, 1, 3) == [("b", Part.SKY, True), ("∿", Part.SEA, True)]
    assert picture.runs(0, 4) == [("⛵", Part.SHIP, False)]
    assert picture.runs(0, 2, 2) == []
    assert picture.rows == ("ab∿∿⛵", "     ")
    assert (picture.width, picture.height) == (5, 2)


def test_a_change_of_glyph_role_or_shade_counts() -> None:
    before = cells("....", "....", "....", "....")
    assert cells("....", ".x..", "....", "....").changed(before) == [(1, 1, 2)]
    assert before.changed(cells("....", "....", "....", "....", roles=("0000", "0000", "0210", "0000"))) == [(2, 1, 3)]
    assert before.changed(cells("....", "....", "....", "....", shaded=("1000", "0000", "0000", "0001"))) == [
        (0, 0, 1),
        (3, 3, 4),
    ]
    assert before.changed(before) == []


def test_what_lies_close_together_is_one_span() -> None:
    before = cells("." * 30)
    assert cells("x" + "." * 7 + "x" + "." * 21).changed(before) == [(0, 0, 9)]
    assert cells("x" + "." * 8 + "x" + "." * 20).changed(before) == [(0, 0, 1), (0, 9, 10)]


def test_pictures_of_other_sizes_differ_everywhere() -> None:
    assert cells("ab", "cd").changed(cells("abc", "cde")) == [(0, 0, 2), (1, 0, 2)]
    assert cells("ab") != cells("abc")


def test_equal_pictures_are_equal() -> None:
    assert cells("ab", roles=("01",)) == cells("ab", roles=("01",))
    assert cells("ab", roles=("01",)) != cells("ab", roles=("00",))
    assert cells("ab") != cells("ac")
    assert cells("ab") != "ab"


def test_a_picture_cannot_be_painted_over() -> None:
    with pytest.raises(ValueError, match="read-only"):
        cells("ab").glyphs[0, 0] = 7


@given(st.lists(st.lists(st.integers(0, 1), min_size=25, max_size=25), min_size=1, max_size=4))
def test_the_spans_cover_every_change_and_begin_and_end_with_one(flips: list[list[int]]) -> None:
    before = cells(*("." * 25 for _ in flips))
    after = cells(*("".join(".x"[flip] for flip in row) for row in flips))
    spans = after.changed(before)
    covered = {(row, column) for row, first, last in spans for column in range(first, last)}
    changed = {(y, x) for y, row in enumerate(flips) for x, flip in enumerate(row) if flip}
    assert changed <= covered
    assert all({(row, first), (row, last - 1)} <= changed for row, first, last in spans)
    assert spans == sorted(spans)
