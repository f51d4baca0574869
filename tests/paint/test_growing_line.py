"""A line that grows, against drawing its first segments anew each time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tutor.paint import growing_line
from tutor.paint.canvas import Codes, Raster, line_dots
from tutor.paint.growing_line import GrowingLine
from tutor.paint.plane import Floats, clip


def drawn_anew(raster: Raster, places: Floats) -> Codes:
    """Draw every segment by itself."""
    parts = [np.zeros((0, 2), dtype=np.int64)]
    for start, end in pairwise(places):
        first, last, _ = clip(start[None], end[None], raster.across, raster.down)
        parts.append(line_dots(first, last))
    return raster.codes_at(raster.places(np.concatenate(parts)))


def random_places(count: int, seed: int = 1) -> Floats:
    return np.random.default_rng(seed).uniform(-15, 35, (count, 2))


@settings(deadline=None)
@example([(0.0, 0.0), (0.0, 2.225e-309)], 1, 1)  # hardly a move: its slope has no inverse
@given(
    st.lists(st.tuples(st.floats(-60, 60), st.floats(-60, 60)), min_size=1, max_size=12),
    st.integers(1, 9),
    st.integers(1, 5),
)
def test_every_moment_shows_its_first_segments(places: list[tuple[float, float]], width: int, height: int) -> None:
    raster, corners = Raster(width, height), np.array(places)
    line = GrowingLine(raster, corners)
    for t in range(len(places)):
        np.testing.assert_array_equal(line.codes(t), drawn_anew(raster, corners[: t + 1]))


def test_the_last_segments_by_age() -> None:
    raster, places = Raster(12, 6), random_places(40)
    line = GrowingLine(raster, places)
    for t in (0, 1, 3, 4, 9, 10, 39):
        middle, recent = line.last_codes(t, (3, 9))
        np.testing.assert_array_equal(recent, drawn_anew(raster, places[max(t - 3, 0) : t + 1]))
        older = places[max(t - 9, 0) : max(t - 3, 0) + 1]
        np.testing.assert_array_equal(middle, drawn_anew(raster, older))


def test_it_does_not_matter_how_much_is_prepared_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    raster, places = Raster(12, 6), random_places(200)
    whole = GrowingLine(raster, places)
    monkeypatch.setattr(growing_line, "_SEGMENTS_AT_ONCE", 7)
    monkeypatch.setattr(growing_line, "_DOTS_AT_ONCE", 11)
    pieces = GrowingLine(raster, places)
    for t in range(0, 200, 13):
        np.testing.assert_array_equal(pieces.codes(t), whole.codes(t))
        np.testing.assert_array_equal(pieces.last_codes(t, (2, 5)), whole.last_codes(t, (2, 5)))


def test_segments_that_are_not_finite_are_left_out() -> None:
    raster = Raster(4, 1)
    places = np.array([[0, 0], [2, 0], [np.nan, 0], [4, np.inf], [6, 3], [7, 3]])
    line = GrowingLine(raster, places)
    expected = raster.codes_at(raster.places(np.array([[0, 0], [1, 0], [2, 0], [6, 3], [7, 3]])))
    np.testing.assert_array_equal(line.codes(5), expected)
    assert line.dots[2, 0] > raster.across, "such a corner lies outside"


def test_dashes_leave_columns_of_dots_dark() -> None:
    raster = Raster(4, 1)
    line = GrowingLine(raster, np.array([[0.0, 1.0], [7.0, 1.0]]), dashes=(3, 2))
    lit = np.array([[x, 1] for x in (0, 1, 2, 5, 6, 7)])
    np.testing.assert_array_equal(line.codes(1), raster.codes_at(raster.places(lit)))


def test_a_line_out_of_sight_shows_nothing() -> None:
    line = GrowingLine(Raster(1, 1), np.array([[50.0, 50.0], [70.0, 90.0]]))
    assert not line.codes(1).any()
    assert not np.any(line.last_codes(1, (1, 2)))
