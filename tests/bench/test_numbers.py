"""Numbers and grids as text: what is written reads back exactly, and what is not one is refused in a sentence."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bench.setups import several
from tutor.bench.numbers import (
    looks_typed,
    parse_grid,
    parse_grids,
    parse_number,
    write_grid,
    write_grids,
    write_number,
)
from tutor.bench.problem import BenchError


@given(st.floats(allow_nan=False, allow_infinity=False))
@settings(deadline=None)
def test_every_finite_number_reads_back_to_the_last_bit(value: float) -> None:
    read = parse_number(write_number(value))
    assert read == value
    assert math.copysign(1, read) == math.copysign(1, value)


@pytest.mark.parametrize(
    ("value", "text"), [(3.0, "3"), (-0.0, "-0"), (0.5, "0.5"), (1e-7, "1e-07"), (1e6, "1000000"), (1e300, "1e+300")]
)
def test_how_numbers_are_written(value: float, text: str) -> None:
    assert write_number(value) == text


@pytest.mark.parametrize(
    ("text", "value"), [(" 7 ", 7.0), (".5", 0.5), ("5.", 5.0), ("\u22123", -3.0), ("+2", 2.0), ("1E3", 1000.0)]
)
def test_how_numbers_may_be_typed(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text", ["", "-", ".", "nan", "inf", "1e999", "0x10", "1_0", "٣", "1,5", "1 2", "1e", "--1", "9" * 21, "1\x00"]
)
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text) is None


@given(several(4, 5))
@settings(deadline=None)
def test_grids_read_back_exactly(typed: tuple[tuple[tuple[float, ...], ...], ...]) -> None:
    assert repr(parse_grids(write_grids(typed))) == repr(typed)
    assert repr(parse_grid(write_grid(typed[0]))) == repr(typed[0])


@given(several(2, 4))
@settings(deadline=None)
def test_what_was_written_looks_typed(typed: tuple[tuple[tuple[float, ...], ...], ...]) -> None:
    assert looks_typed(write_grids(typed))


@pytest.mark.parametrize("text", ["moon", "", "e", "-", "a.png", "1.csv", "/data/7.npy", "random:seed=1", "1,x"])
def test_names_and_files_do_not_look_typed(text: str) -> None:
    assert not looks_typed(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1,2/3", "the rows of the grid '1,2/3' are not equally long"),
        ("1,,2", "'' is no number; write a grid as 0,1/2,3"),
        ("1,nan", "'nan' is no number; write a grid as 0,1/2,3"),
        ("1,\x1b[31m", "'\\x1b[31m' is no number; write a grid as 0,1/2,3"),
        ("1,1000001", "the number '1000001' is too large; 1000000 at most"),
        (",".join("1" * 65), "a typed grid has at most 64 rows and columns"),
        ("/".join("1" * 65), "a typed grid has at most 64 rows and columns"),
    ],
)
def test_what_is_no_grid(text: str, sentence: str) -> None:
    with pytest.raises(BenchError) as caught:
        parse_grid(text)
    assert str(caught.value) == sentence


def test_grids_of_one_size_only() -> None:
    with pytest.raises(BenchError, match="not equally large"):
        parse_grids("1,2//1/2")


def test_the_largest_typed_grid() -> None:
    grid = tuple(tuple(float(row * 64 + column) for column in range(64)) for row in range(64))
    assert parse_grid(write_grid(grid)) == grid
