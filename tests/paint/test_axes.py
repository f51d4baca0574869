"""Axes: what they show, where it lies, and which round numbers stand beside them."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor import language
from tutor.paint.axes import Scale, power_label, tick_label, written
from tutor.paint.canvas import Renderer


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    language.use("en")


def test_more_than_a_decade_is_logarithmic() -> None:
    assert Scale.over(np.array([2.0, 64.0])).log
    assert not Scale.over(np.array([2.0, 20.0])).log
    assert not Scale.over(np.array([0.0, 64.0])).log, "0 has no logarithm"
    assert not Scale.over(np.array([-1.0, 1.0])).log


def test_an_axis_begins_at_nought_when_that_is_near() -> None:
    assert Scale.over(np.array([1.0, 4.0])).low == 0
    assert 2 < Scale.over(np.array([3.0, 4.0])).low < 3


def test_what_is_not_finite_has_no_place() -> None:
    scale = Scale.over(np.array([math.nan, 1.0, math.inf, 9.0]))
    assert [scale.low, scale.high] == pytest.approx([0.0, 9.36])
    shares = Scale(1.0, 100.0, log=True).share(np.array([1.0, 10.0, 100.0, 0.0, -1.0, math.nan]))
    np.testing.assert_allclose(shares, [0, 0.5, 1, math.nan, math.nan, math.nan])
    assert Scale.over(np.array([math.nan])) == Scale(0.0, 1.0)


def test_ticks_are_round_and_few() -> None:
    assert Scale(0.0, 4.0).ticks(5) == (0, 1, 2, 3, 4)
    assert Scale(0.0, 4.0).ticks(3) == (0, 2, 4)
    assert Scale(0.93, 1.07).ticks(3) == pytest.approx((0.95, 1.0, 1.05))
    assert Scale(1.5, 90.0, log=True).ticks(9) == (2, 5, 10, 20, 50)
    assert Scale(1.5, 90.0, log=True).ticks(3) == (3, 10, 30)
    assert Scale(1.5, 90.0, log=True).ticks(1) == (10,)
    assert Scale(1e-9, 1e9, log=True).ticks(4) == pytest.approx((1e-9, 1e-4, 1e1, 1e6))
    assert Scale(0.0, 1.0).ticks(0) == ()


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e9), st.integers(1, 12), st.booleans())
def test_ticks_lie_on_the_axis(low: float, length: float, most: int, log: bool) -> None:
    scale = Scale(abs(low) + 1e-6, abs(low) + 1e-6 + 11 * length, log=True) if log else Scale(low, low + length)
    ticks = scale.ticks(most)
    assert len(ticks) <= most
    assert list(ticks) == sorted(set(ticks))
    slack = 1e-6 * (abs(low) + length)
    assert all(scale.low - slack <= tick <= scale.high + slack for tick in ticks)


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=6))
def test_any_numbers_have_an_axis(values: list[float]) -> None:
    scale = Scale.over(np.array(values, dtype=np.float64))
    assert scale.low < scale.high
    shares = scale.share(np.array([value for value in values if abs(value) <= 1e100], dtype=np.float64))
    assert ((shares >= -1e-9) & (shares <= 1 + 1e-9) | np.isnan(shares)).all()
    scale.ticks(5)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.05, "0.05"),
        (1.5, "1.5"),
        (-2, "−2"),
        (2000, "2000"),
        (0.125, "0.125"),
        (1e6, "1e6"),
        (25e7, "2.5e8"),
        (3e-5, "3e−5"),
        (99999.99999e-9, "1e−4"),
    ],
)
def test_labels_of_ticks(value: float, text: str) -> None:
    assert tick_label(value) == text


def test_labels_follow_the_language_and_the_renderer() -> None:
    language.use("ru")
    assert tick_label(0.25) == "0,25"
    assert power_label(-12, Renderer.BRAILLE) == "10⁻¹²"
    assert power_label(-12, Renderer.BLOCK) == power_label(-12, Renderer.ASCII) == "1e-12"
    assert written("path ÷ line −2", Renderer.ASCII) == "path / line -2"
    assert written("path ÷ line −2", Renderer.BLOCK) == "path ÷ line −2"
