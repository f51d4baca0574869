"""The plane of two weights: coordinates checked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tutor.paint.canvas import Raster
from tutor.paint.plane import arrow_head, clip, dashes, fit, reachable


def test_up_is_up_and_the_scale_is_the_same_both_ways() -> None:
    plane = fit((0.0, 0.0), 1.0, 20, 5)  # 40 × 20 dots: ten dots to a unit
    assert plane.scale == 10
    dots = plane.to_dots(np.array([[0.05, -0.05], [0.55, -0.05], [0.05, 0.45]]))
    assert dots.tolist() == [[19, 10], [24, 10], [19, 5]]
    raster = Raster(20, 5)
    at, beyond = plane.to_dots(np.array([[0.0, 0.0], [0.0, 3.0]])).tolist()
    assert raster.cell(*at) == (2, 9)
    assert raster.cell(*beyond) is None


def test_points_far_away_stay_finite() -> None:
    assert np.abs(fit((0.0, 0.0), 1.0, 20, 5).to_dots(np.array([[1e300, -1e300]]))).max() < 2**21


def test_lines_are_cut_to_the_window() -> None:
    starts = np.array([[-10, 5], [2, 2], [3, -4], [-5, 0], [4, -9]])
    ends = np.array([[20, 5], [7, 9], [3, 40], [0, -5], [4, -2]])
    first, last, seen = clip(starts, ends, 10, 12)
    assert first.tolist() == [[0, 5], [2, 2], [3, 0]]
    assert last.tolist() == [[9, 5], [7, 9], [3, 11]]
    assert seen.tolist() == [True, True, True, False, False]


def test_a_single_point_is_kept_or_dropped_whole() -> None:
    first, last, _ = clip(np.array([[1, 1], [99, 1]]), np.array([[1, 1], [99, 1]]), 10, 12)
    assert first.tolist() == last.tolist() == [[1, 1]]


def test_a_line_between_far_places_keeps_its_slope() -> None:
    first, last, _ = clip(np.array([[-3e9, -1e9]]), np.array([[3e9, 1e9]]), 9, 4)  # down to the right, one in three
    assert first.tolist() == [[0, 0]]
    assert last.tolist() == [[8, 3]]


def test_dashes_end_on_a_dash() -> None:
    dots = dashes((0, 0), (13, 0), on=2, off=2)
    assert dots[:, 0].tolist() == [0, 1, 4, 5, 8, 9, 12, 13]


def test_an_arrow_head_opens_backwards() -> None:
    tips, barbs = arrow_head((0, 0), (10, 0))
    assert tips.tolist() == [[10, 0], [10, 0]]
    assert (barbs[:, 0] < 10).all()
    assert barbs[0, 1] == -barbs[1, 1] != 0


def test_what_one_step_can_reach() -> None:
    def shown(column: int, row: int) -> list[str]:
        return ["".join(".#"[cell] for cell in line) for line in reachable(column, row, 5, 3, locked=True)]

    assert shown(2, 1) == ["...##", ".....", "##..."]
    assert shown(-4, 9) == ["#####"] * 3, "from below on the left, all of the window is to the north-east"
    assert shown(-4, -9) == ["....."] * 3, "from above on the left, none of it"
    assert shown(7, 1) == [".....", ".....", "#####"]
    assert reachable(2, 1, 5, 3, locked=False).all()


@pytest.mark.parametrize("size", [(38, 12), (58, 21), (99, 40), (7, 3)])
def test_what_comes_near_the_origin_shares_its_cell(size: tuple[int, int]) -> None:
    plane = fit((-0.25, 0.25), 1.0, *size)
    near = 0.4 / plane.scale
    dots = plane.to_dots(np.array([(x, y) for x in (-near, 0.0, near) for y in (-near, 0.0, near)]))
    cells = {Raster(*size).cell(x, y) for x, y in dots.tolist()}
    assert len(cells) == 1
