"""Large maps shown small: blocks tile the map, and each is shown by its mean."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.bench.shrink import block, shown_cell, shown_size, shrink

SIDES = st.integers(1, 40)


def test_a_block_is_shown_by_its_mean() -> None:
    pixels = np.arange(24, dtype=np.float32).reshape(1, 4, 6)
    assert shrink(pixels, 2, 3).tolist() == [[[3.5, 5.5, 7.5], [15.5, 17.5, 19.5]]]
    assert shrink(pixels, 2, 3).dtype == np.float32
    assert shrink(pixels, 1, 1).tolist() == [[[11.5]]]


@pytest.mark.parametrize(("rows", "columns"), [(4, 6), (9, 9)])
def test_what_is_small_enough_stays_as_it_is(rows: int, columns: int) -> None:
    pixels = np.arange(24.0).reshape(1, 4, 6)
    assert shrink(pixels, rows, columns) is pixels


def test_only_the_direction_that_is_too_long_shrinks() -> None:
    assert shrink(np.ones((3, 4, 60)), 10, 6).shape == (3, 4, 6)


@given(SIDES, SIDES, SIDES, SIDES)
def test_every_displayed_cell_is_the_mean_of_its_block(height: int, width: int, rows: int, columns: int) -> None:
    pixels = np.random.default_rng(0).random((2, height, width))
    small = shrink(pixels, rows, columns)
    shown = shown_size((height, width), rows, columns)
    assert small.shape == (2, *shown)
    for cell in np.ndindex(*shown):
        down, across = block(cell, (height, width), shown)
        np.testing.assert_allclose(small[(slice(None), *cell)], pixels[:, down, across].mean(axis=(1, 2)), rtol=1e-12)


@given(SIDES, SIDES, SIDES, SIDES)
def test_every_real_cell_stands_behind_exactly_one_displayed_one(
    height: int, width: int, rows: int, columns: int
) -> None:
    size, shown = (height, width), shown_size((height, width), rows, columns)
    behind = np.zeros(size, dtype=int)
    for cell in np.ndindex(*shown):
        down, across = block(cell, size, shown)
        behind[down, across] += 1
        assert shown_cell((down.start, across.start), size, shown) == cell
        assert shown_cell((down.stop - 1, across.stop - 1), size, shown) == cell
    assert (behind == 1).all()


@pytest.mark.parametrize("cell", [(-1, 0), (2, 0), (0, 3), (0, -1)])
def test_a_cell_that_is_not_there_is_refused(cell: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="there is no cell"):
        block(cell, (4, 6), (2, 3))


def test_no_room_and_a_real_cell_outside_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be shown in 0 rows"):
        shrink(np.ones((1, 2, 2)), 0, 3)
    with pytest.raises(ValueError, match="there is no cell"):
        shown_cell((4, 0), (4, 6), (2, 3))
