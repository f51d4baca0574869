"""Where a panel looks: fitting, zooming, panning."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.paint.walks import STAIRS, walk
from tutor.paint.descent_view import View, pair_of


def test_a_fitted_view_leaves_a_quarter_beyond_the_start() -> None:
    assert View.fitted(STAIRS) == View((-0.25, 0.25), 1.0)


def test_a_fitted_view_grows_to_hold_the_path_of_every_walk() -> None:
    wide = walk((-1, 1), (1.75, 0.5), (0, 0))
    assert View.fitted(STAIRS, wide) == View((0.25, 0.25), 1.5)
    assert View.fitted(STAIRS, wide) == View.fitted(wide, STAIRS)


def test_a_path_that_flies_away_does_not_shrink_the_rest() -> None:
    assert View.fitted(walk((-1, 1), (5e5, -9e5))) == View((0.875, -0.875), 2.125)


def test_odd_walks_are_fitted_all_the_same() -> None:
    assert View.fitted(walk((0, 0, 1), (0.5, -0.25, 0))).half == pytest.approx(0.5)
    assert View.fitted(walk((0, 0), (0, 0))).half == 1.0
    assert View.fitted(walk((-1, 1), (math.nan, math.inf))).half < 4


def test_zooming_keeps_the_centre() -> None:
    view = View((0.3, -0.2), 2.0)
    assert view.zoomed(4) == View((0.3, -0.2), 0.5)
    assert view.zoomed(4).zoomed(0.25) == view


def test_panning_is_in_fractions_of_the_window() -> None:
    assert View((1.0, 2.0), 0.5).panned(0.25, -1) == View((1.25, 1.0), 0.5)


@given(st.floats(1e-200, 1e200), st.floats(-1e200, 1e200), st.floats(-1e200, 1e200))
def test_no_zoom_and_no_pan_leads_out_of_the_numbers(factor: float, right: float, up: float) -> None:
    view = View((0.0, 0.0), 1.0).zoomed(factor).panned(right, up).zoomed(factor)
    plane = view.plane(7, 3)
    assert 0 < plane.scale < math.inf
    assert np.isfinite(plane.to_dots(np.array([[-1.0, 1.0], [0.0, 0.0]]))).all()


def test_what_cannot_be_looked_at_is_refused() -> None:
    with pytest.raises(ValueError, match="finite centre"):
        View((math.nan, 0.0), 1.0)
    with pytest.raises(ValueError, match="above 0"):
        View((0.0, 0.0), 0.0)
    with pytest.raises(ValueError, match="above 0"):
        View((0.0, 0.0), 1.0).zoomed(0.0)
    with pytest.raises(ValueError, match="at least one walk"):
        View.fitted()
    with pytest.raises(ValueError, match="at least two weights"):
        View.fitted(walk((1.0,), (0.0,)))


def test_the_first_two_weights_are_shown() -> None:
    assert pair_of(np.arange(8.0).reshape(2, 4)).tolist() == [[0, 1], [4, 5]]
