"""Numbers as short texts, in both languages."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor import language
from tutor.paint.number import MINUS, grid_texts, short, texts_apart


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    language.use("en")
    yield
    language.use("en")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (3, "3"), (-3, "−3"), (0.25, "0.25"), (-0.5, "−0.5"), (1.999, "2"), (100, "100"), (-0.0, "0"),
        (0.001, "0"), (-0.001, "0"), (1e9, "1000000000"), (math.nan, "NaN"), (math.inf, "∞"), (-math.inf, "−∞"),
    ],
)  # fmt: skip
def test_a_number_is_as_short_as_it_can_be(value: float, text: str) -> None:
    assert short(value) == text


def test_more_and_fewer_decimals() -> None:
    assert [short(1 / 3, decimals) for decimals in (0, 1, 2, 4)] == ["0", "0.3", "0.33", "0.3333"]
    assert short(-0.4, 0) == "0", "no minus before nothing"


def test_russian_writes_a_comma() -> None:
    language.use("ru")
    assert [short(value) for value in (0.25, -1.5, 3)] == ["0,25", "−1,5", "3"]
    assert grid_texts([[0.25, -0.33]], 3) == (("0,2", "−,3"),)


def test_whole_numbers_have_no_decimals() -> None:
    assert grid_texts([[7, -8], [0, 3]], 2) == (("7", "−8"), ("0", "3"))


def test_all_cells_have_the_decimals_that_fit_all_of_them() -> None:
    assert grid_texts([[1 / 3, 2]], 4) == (("0.33", "2"),)
    assert grid_texts([[1 / 3, 12.25]], 4) == (("0.3", "12.2"),)
    assert grid_texts([[1 / 3, -12.25]], 3) == (("ε", "−12"),), "0 would be a lie"


def test_what_is_no_number_is_told_in_every_cell() -> None:
    assert grid_texts([[math.nan, float("nan"), -0.0], [math.inf, 0.0, math.nan]], 3) == (
        ("NaN", "NaN", "0"),
        ("∞", "0", "NaN"),
    )


def test_the_zero_before_the_point_goes_first() -> None:
    assert grid_texts([[-0.33, 0.25]], 4) == (("−.33", "0.25"),)
    assert grid_texts([[0.25]], 3) == ((".25",),)
    assert grid_texts([[10.25]], 4) == (("10.2",),), "only a leading zero may go"


def test_what_does_not_fit_shows_its_sign_and_that_something_is_missing() -> None:
    assert grid_texts([[12345, -12345, 7]], 3) == (("###", "−##", "7"),)
    assert grid_texts([[-7, 12]], 1) == (("−", "#"),)


@given(
    st.lists(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3), min_size=1, max_size=3),
    st.integers(1, 6),
)
def test_no_text_is_wider_than_its_cell_and_signs_stay(values: list[list[float]], width: int) -> None:
    for texts, row in zip(grid_texts(values, width), values, strict=True):
        for text, value in zip(texts, row, strict=True):
            assert 1 <= len(text) <= width
            assert not (text.startswith(MINUS) and value >= 0)
            assert text.startswith(MINUS) or value > -1, "a number of at least one keeps its minus"


def test_a_number_that_is_not_0_never_looks_like_it() -> None:
    assert grid_texts([[-5e-15, 0.004, 0, -0.0]], 4) == (("−ε", "ε", "0", "0"),)
    assert grid_texts([[-0.16, 45]], 3) == (("−.2", "45"),), "where there is room it is written"


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        ([7, -8, 10, -12], ("7", "−8", "10", "−12")),
        ([1.25, 2.19, 0.7, 0.2], ("1", "2", ".7", ".2")),
        ([-1 / 3, 1 / 3, 1.0], ("−.3", ".3", "1")),
        ([123, 7, -0.2, 0.04], ("123", "7", "−.2", "ε")),
        ([12345, -12345, 0.5], ("##", "−#", ".5")),
        ([math.nan, 0.7, -math.inf], ("NaN", ".7", "−∞")),
    ],
)
def test_numbers_in_narrow_cells_stand_apart(row: list[float], texts: tuple[str, ...]) -> None:
    assert texts_apart([row], 3) == (texts,)


@given(st.lists(st.floats(-200, 200), min_size=2, max_size=6), st.integers(2, 7))
def test_no_fraction_runs_into_the_number_to_its_right(row: list[float], width: int) -> None:
    texts = texts_apart([row], width)[0]
    assert all(len(text) <= width for text in texts)
    if width > 2:
        assert not [text for text in texts if len(text) == width and text[0] != MINUS and "." in text]
