"""Amounts as bars."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.paint.bars import EIGHTHS, bar


@pytest.mark.parametrize(
    ("value", "drawn"),
    [(8, "████"), (4, "██"), (5, "██▌"), (1, "▌"), (0.25, "▏"), (0.0001, "▏"), (0, ""), (-3, ""), (80, "████")],
)
def test_a_bar_is_as_long_as_its_share(value: float, drawn: str) -> None:
    assert bar(value, 8, 4) == drawn


def test_where_nothing_can_be_drawn_nothing_is() -> None:
    assert bar(3, 0, 4) == ""
    assert bar(3, 8, 0) == ""


@given(st.floats(0, 1e12), st.floats(1e-6, 1e12), st.integers(1, 80))
def test_a_bar_fits_and_is_never_empty_above_zero(value: float, largest: float, width: int) -> None:
    drawn = bar(value, largest, width)
    assert len(drawn) <= width
    assert bool(drawn) == (value > 0)
    assert set(drawn) <= {"█", *EIGHTHS[1:]}


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=2), st.integers(1, 40))
def test_more_is_never_drawn_shorter(values: list[int], width: int) -> None:
    def length(text: str) -> int:
        return sum(8 if block == "█" else EIGHTHS.index(block) for block in text)

    less, more = sorted(values)
    assert length(bar(less, 10**6, width)) <= length(bar(more, 10**6, width))
