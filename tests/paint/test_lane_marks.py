"""What every cell of a lane is doing at a moment, as characters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.paint.moon import ALEX_END, CONV, ILYA_END, ILYA_POOLED, alex, drawn, grid, ilya, jeffrey, lane_marks, trace
from tutor.nn.layers import Activation, Conv2d, MaxPool2d, MinPool2d
from tutor.nn.pipeline import run
from tutor.nn.playback import Playback, window_of
from tutor.paint.lane import LaneMarks
from tutor.paint.marks import Mark


def count(playback: Playback, index: int, mark: Mark, number: int | None = None) -> int:
    """Return how many cells of one map, or of all, bear a mark."""
    maps = lane_marks(playback, index)
    return sum(int((cells == mark).sum()) for cells in (maps if number is None else maps[number : number + 1]))


def test_every_mark_has_a_character_of_its_own_or_stands_for_a_state_of_its_own() -> None:
    assert {mark.name: mark.prefix for mark in Mark} == {
        "EMPTY": "", "PLAIN": "", "SOURCE": ":", "TARGET": "▸", "WINNER": "•", "KEPT": "•", "LOST": "·",
        "WASTED": "×", "DIFFERENT": "≠", "FIELD": "+", "HIDDEN": "?",
    }  # fmt: skip


def test_before_the_first_cell_only_the_picture_is_there() -> None:
    picture, *maps = lane_marks(alex(), 0)
    assert drawn(picture) == ["________"] * 8
    assert [drawn(one) for one in maps] == [["      "] * 6, ["      "] * 6, ["   "] * 3]


def test_the_window_of_a_convolution_slides() -> None:
    picture, conv, *_rest = lane_marks(alex(), 2)
    assert drawn(picture) == ["_:::____", "_:::____", "_:::____"] + ["________"] * 5
    assert drawn(conv) == ["_▸    "] + ["      "] * 5
    picture, conv, *_rest = lane_marks(alex(), CONV)
    assert drawn(picture) == ["________"] * 5 + ["_____:::"] * 3
    assert drawn(conv) == ["______"] * 5 + ["_____▸"]


def test_relu_reads_one_cell() -> None:
    _picture, conv, relu, _pool = lane_marks(alex(), CONV + 7)
    assert drawn(conv) == ["______", ":_____"] + ["______"] * 4
    assert drawn(relu) == ["______", "▸     "] + ["      "] * 4


def test_a_pool_lights_the_winner_and_dims_the_losers() -> None:
    #  7  3 −3 −4 …     8 wins the first window, 0 (made of −3) the second
    #  8 −3 −8 −4 …
    _picture, _conv, relu, pool = lane_marks(alex(), 2 * CONV + 1)
    assert drawn(relu) == ["::____", "•:____"] + ["______"] * 4
    assert drawn(pool) == ["▸  ", "   ", "   "]
    _picture, _conv, relu, pool = lane_marks(alex(), 2 * CONV + 2)
    assert drawn(relu) == ["××•:__", "•×::__"] + ["______"] * 4
    assert drawn(pool) == ["_▸ ", "   ", "   "]


def test_at_the_end_27_of_36_relus_were_wasted_and_nothing_is_being_read() -> None:
    maps = lane_marks(alex(), ALEX_END)
    assert drawn(maps[2]) == ["××•×•×", "•×××××", "•×•×•×", "××××××", "•×•×•×", "××××××"]
    assert count(alex(), ALEX_END, Mark.WASTED) == 27
    assert count(alex(), ALEX_END, Mark.KEPT) == 9
    assert not {Mark.SOURCE, Mark.TARGET, Mark.WINNER, Mark.EMPTY} & {m for one in maps for m in one.ravel().tolist()}


@pytest.mark.parametrize(("lane", "end"), [(ilya, ILYA_END), (jeffrey, ILYA_POOLED)])
def test_a_pool_right_behind_the_convolution_loses_cells_but_wastes_none(lane: object, end: int) -> None:
    assert callable(lane)
    assert count(lane(), end, Mark.WASTED) == 0
    assert count(lane(), end, Mark.LOST, 1) == 27
    assert count(lane(), end, Mark.KEPT, 1) == 9


def test_a_shorter_lane_rests_at_its_end() -> None:
    for late, early in ((ALEX_END, ILYA_POOLED), (-5, 0)):
        pairs = zip(lane_marks(jeffrey(), late), lane_marks(jeffrey(), early), strict=True)
        assert all(np.array_equal(one, other) for one, other in pairs)


def test_the_cursor_lights_its_receptive_field_in_every_map_before_it() -> None:
    picture, conv, relu, pool = lane_marks(alex(), ALEX_END, (3, 0, 0))
    assert drawn(picture) == ["++++____"] * 4 + ["________"] * 4
    assert [row[:2] for row in drawn(conv)] == ["++", "++", "__", "__", "__", "__"]
    assert [row[:2] for row in drawn(relu)] == ["++", "++", "•×", "××", "•×", "××"]
    assert drawn(pool) == ["▸__", "___", "___"]
    picture, conv, relu, pool = lane_marks(alex(), ALEX_END, (1, 5, 5))
    assert drawn(picture) == ["________"] * 5 + ["_____+++"] * 3
    assert drawn(conv) == ["______"] * 5 + ["_____▸"]
    assert not any((marks == Mark.FIELD).any() for marks in (relu, pool))


def test_the_cursor_on_the_picture_marks_that_cell_only() -> None:
    picture, *maps = lane_marks(alex(), 3, (0, 7, 7))
    assert drawn(picture) == ["________"] * 7 + ["_______▸"]
    assert drawn(maps[0]) == ["___   "] + ["      "] * 5, "the sliding window makes way for the cursor"


def test_the_cursor_does_not_give_away_what_is_not_computed_yet() -> None:
    picture, conv, relu, pool = lane_marks(alex(), 1, (3, 0, 0))
    assert drawn(picture)[0] == "++++____"
    assert drawn(conv) == ["+     "] + ["      "] * 5
    assert drawn(relu) == ["      "] * 6
    assert drawn(pool) == ["?  ", "   ", "   "]


def test_overlapping_windows_keep_what_any_of_them_kept() -> None:
    made = run([Activation("relu"), MaxPool2d(2, 1)], grid([[1, 5, 2], [0, 3, 4]]))
    playback = Playback(made)
    assert drawn(lane_marks(playback, len(playback))[1]) == ["×•×", "×××"]


def test_cells_that_no_window_reaches_are_wasted_too() -> None:
    made = run([Activation("relu"), MaxPool2d(2)], grid([[4, 1, 9], [2, 3, 9], [9, 9, 9]]))
    playback = Playback(made)
    assert drawn(lane_marks(playback, len(playback))[1]) == ["•××", "×××", "×××"]
    assert int(made.wasted(0).sum()) == 8


@settings(max_examples=40, deadline=None)
@given(st.integers(4, 8), st.integers(4, 8), st.integers(1, 3), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_wasted_marks_are_the_wasted_activations(height: int, width: int, size: int, stride: int, seed: int) -> None:
    picture = np.random.default_rng(seed).integers(-3, 4, (1, 1, height, width)).astype(np.float32)
    made = run([Conv2d(grid([[1, -1]])), Activation("relu"), MaxPool2d(size, stride)], picture)
    playback = Playback(made)
    marks = lane_marks(playback, len(playback))[2]
    assert np.array_equal(marks == Mark.WASTED, made.wasted(1)[0, 0])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, ALEX_END))
def test_exactly_the_computed_cells_are_there(index: int) -> None:
    playback = alex()
    maps = lane_marks(playback, index)[1:]
    there = [int((one != Mark.EMPTY).sum()) for one in maps]
    assert tuple(there) == playback.at(index).filled
    assert sum(there) == index


def test_a_lane_without_a_pool_marks_nothing_as_lost() -> None:
    playback = Playback(trace("conv", "relu"))
    assert all((one == Mark.PLAIN).all() for one in lane_marks(playback, len(playback)))


@settings(max_examples=40, deadline=None)
@given(
    st.integers(3, 9), st.integers(3, 9), st.integers(1, 3), st.integers(1, 3), st.integers(0, 1), st.integers(0, 60)
)
def test_the_marks_of_a_pool_are_those_of_a_walk_over_its_windows(
    height: int, width: int, size: int, stride: int, padding: int, index: int
) -> None:
    picture = np.random.default_rng(height * width).integers(-3, 4, (1, 2, height, width)).astype(np.float32)
    made = run([MaxPool2d(size, stride, min(padding, size // 2))], picture)
    playback = Playback(made)
    pool = made.stages[0]
    assert pool.winners is not None
    filled = playback.at(index).filled[0]
    for channel in range(2):
        expected = np.full((height, width), Mark.PLAIN, dtype=np.uint8)
        for cell in range(filled):
            window = window_of(pool, *divmod(cell, pool.output.shape[3]))
            part = expected[window.top : window.bottom, window.left : window.right]
            part[part != Mark.KEPT] = Mark.LOST
            expected.reshape(-1)[pool.winners[0, channel].reshape(-1)[cell]] = Mark.KEPT
        marks = LaneMarks(playback).at(index, None, channel)[0]
        being_read = np.isin(marks, [Mark.SOURCE, Mark.WINNER])  # lies over what the last window made of its cells
        assert np.array_equal(marks[~being_read], expected[~being_read])
        assert being_read.any() <= (index < len(playback))


def test_a_min_pool_keeps_the_smallest_and_zero_padding_that_wins_marks_no_cell() -> None:
    playback = Playback(run([MinPool2d(2)], grid([[4, 1], [2, 3]])))
    assert drawn(lane_marks(playback, 1)[0]) == ["·•", "··"]
    padded = Playback(run([MaxPool2d(2, 2, 1, pad="zero")], grid([[-4, -1], [-2, 3]])))
    assert drawn(lane_marks(padded, len(padded))[0]) == ["··", "·•"]


def test_a_map_drawn_smaller_lights_the_blocks_that_a_window_touches() -> None:
    picture = np.zeros((1, 1, 20, 20), np.float32)
    playback = Playback(run([Conv2d(np.ones((1, 1, 3, 3), np.float32))], picture))
    marks = LaneMarks(playback, (4, 3)).at(2)
    assert [one.shape for one in marks] == [(5, 5), (6, 6)]
    assert drawn(marks[0])[0] == ":____", "columns 1 to 3 lie in the first block of four"
    assert drawn(LaneMarks(playback, (4, 3)).at(3)[0])[0] == "::___"
    assert drawn(marks[1])[0][0] == "▸"
