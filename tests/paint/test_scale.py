"""Maps drawn smaller than they are: what a display cell stands for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.paint.scale import factor_for, gathered, is_numbered, shrunk

sides = st.integers(1, 40)


@given(sides, sides, st.integers(1, 12))
def test_every_display_cell_is_the_mean_of_its_block(rows: int, columns: int, factor: int) -> None:
    values = np.arange(rows * columns, dtype=np.float32).reshape(rows, columns)
    small = shrunk(values, factor)
    for row, column in np.ndindex(*small.shape):
        block = values[row * factor : (row + 1) * factor, column * factor : (column + 1) * factor]
        assert small[row, column] == pytest.approx(float(block.mean()), rel=1e-6)


@given(sides, sides, st.integers(1, 64))
def test_no_side_has_more_display_cells_than_there_is_room_for(rows: int, columns: int, side: int) -> None:
    small = shrunk(np.zeros((2, rows, columns)), factor_for(rows, columns, side))
    assert max(small.shape[1:]) <= side
    assert small.shape[0] == 2


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=30), st.integers(1, 8))
def test_blocks_keep_their_smallest_or_largest(row: list[int], factor: int) -> None:
    blocks = [row[start : start + factor] for start in range(0, len(row), factor)]
    assert gathered(np.array(row), factor, np.minimum).tolist() == [min(block) for block in blocks]
    assert gathered(np.array(row), factor, np.maximum).tolist() == [max(block) for block in blocks]


def test_up_to_twelve_cells_a_side_have_numbers() -> None:
    assert is_numbered(12, 12)
    assert not is_numbered(13, 1)
    assert not is_numbered(1, 13)
