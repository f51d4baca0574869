"""Values to colours: which level, and whether the number on it can be read."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.paint.colour import (
    LEVELS,
    contrast,
    largest_amount,
    magnitude_colour,
    magnitude_level,
    signed_colour,
    signed_level,
    text_on,
)

SIGNED = range(-LEVELS, LEVELS + 1)


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("level", SIGNED)
def test_a_number_can_be_read_on_every_signed_level(level: int, dark: bool) -> None:
    colour = signed_colour(level, dark=dark)
    assert contrast(text_on(colour), colour) >= 4.5


@pytest.mark.parametrize("level", range(LEVELS + 1))
def test_a_number_can_be_read_on_every_magnitude(level: int) -> None:
    colour = magnitude_colour(level)
    assert contrast(text_on(colour), colour) >= 4.5


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_a_number_can_be_read_on_any_colour(colour: tuple[int, int, int]) -> None:
    assert contrast(text_on(colour), colour) >= 4.5


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(1e-30, 1e30))
def test_only_zero_is_level_0_and_the_sign_is_kept(value: float, largest: float) -> None:
    level = signed_level(value, largest)
    assert -LEVELS <= level <= LEVELS
    assert (level == 0) == (value == 0)
    assert level * value >= 0


def test_signed_levels_are_symmetric_and_grow() -> None:
    levels = [signed_level(value, 8) for value in range(9)]
    assert levels == [0, 2, 4, 6, 8, 10, 12, 14, 16]
    assert [signed_level(-value, 8) for value in range(9)] == [-level for level in levels]
    assert signed_level(1e-9, 8) == 1
    assert signed_level(100, 8) == LEVELS


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, 1.0])
@pytest.mark.parametrize("largest", [math.inf, math.nan, 0.0])
def test_no_value_is_too_strange_for_a_colour(value: float, largest: float) -> None:
    assert -LEVELS <= signed_level(value, largest) <= LEVELS


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_magnitudes_run_from_lowest_to_highest(value: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= magnitude_level(value, low, high) <= LEVELS
    if high > low:
        assert (magnitude_level(low, low, high), magnitude_level(high, low, high)) == (0, LEVELS)


def test_one_value_everywhere_is_a_magnitude_of_0() -> None:
    assert magnitude_level(5, 5, 5) == 0
    assert magnitude_level(math.nan, 0, 5) == 0


@pytest.mark.parametrize("dark", [True, False])
def test_orange_is_negative_and_purple_is_positive(dark: bool) -> None:
    for level in range(4, LEVELS + 1):
        red, _green, blue = signed_colour(-level, dark=dark)
        assert red > blue, level
        red, _green, blue = signed_colour(level, dark=dark)
        assert blue > red, level


@pytest.mark.parametrize("dark", [True, False])
def test_every_level_has_a_colour_of_its_own(dark: bool) -> None:
    assert len({signed_colour(level, dark=dark) for level in SIGNED}) == 2 * LEVELS + 1
    assert len({magnitude_colour(level) for level in range(LEVELS + 1)}) == LEVELS + 1


def test_cividis_grows_brighter_all_the_way() -> None:
    black = (0, 0, 0)
    brightness = [contrast(magnitude_colour(level), black) for level in range(LEVELS + 1)]
    assert brightness == sorted(brightness)


def test_contrast_is_what_wcag_says() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((255, 255, 255), (118, 118, 118)) == pytest.approx(4.54, abs=0.01)
    assert contrast((10, 20, 30), (10, 20, 30)) == 1


@pytest.mark.parametrize(
    ("values", "largest"),
    [([[1.0, -3.0]], 3.0), ([[math.nan, -2.0, math.inf]], 2.0), ([[math.nan, -math.inf]], 0.0), ([[]], 0.0)],
)
def test_the_scale_of_signed_values_ends_at_the_largest_finite_one(values: list[list[float]], largest: float) -> None:
    assert largest_amount(np.array(values)) == largest
