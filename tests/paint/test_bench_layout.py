"""How a bench uses its room: the plan for a window, as numbers."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from tutor.ui.widgets.bench_layout import ABOVE_MAPS, SIDE, SMALLEST, WIDEST, arrange


@dataclass(frozen=True)
class Room:
    """A lane as the layout sees it."""

    columns: int
    rows: int
    gaps: int
    heat_sides: tuple[int, ...] = ()
    """The sides of its square heat maps."""

    def heat(self, side: int) -> tuple[int, int]:
        shown = [-(-natural // -(-natural // side)) for natural in self.heat_sides]
        return sum(shown), max(((width + 1) // 2 for width in shown), default=0)


ALEX, ILYA, JEFFREY = Room(23, 8, 9), Room(20, 8, 9), Room(17, 8, 6)
FRIENDS = (ALEX, ILYA, JEFFREY)
lanes = st.lists(st.builds(Room, st.integers(2, 60), st.integers(1, 32), st.integers(3, 24)), min_size=1, max_size=3)


def test_a_small_window_shows_one_lane_and_something_below_it() -> None:
    plan = arrange(FRIENDS, 78, 19, compared=True)
    assert (plan.all_lanes, plan.side, plan.below) == (False, False, True)
    assert (plan.cell_width, plan.cell_height, plan.spacing) == (3, 1, 0)


def test_a_large_window_shows_all_lanes_and_the_ledger_beside_them() -> None:
    plan = arrange(FRIENDS, 118, 34, compared=True)
    assert (plan.all_lanes, plan.side) == (True, True)
    assert (plan.cell_width, plan.cell_height) == (3, 1)


def test_a_huge_window_makes_cells_wider_but_not_endlessly() -> None:
    assert arrange(FRIENDS, 198, 54, compared=True).cell_width > 3
    assert arrange(FRIENDS, 2000, 300, compared=True).cell_width == WIDEST
    assert arrange(FRIENDS, 2000, 300, compared=True).cell_height == 2


def test_one_lane_is_all_lanes() -> None:
    plan = arrange((ILYA,), 78, 18, compared=False)
    assert plan.all_lanes
    assert plan.below


def test_tall_and_narrow_has_all_lanes_but_no_side() -> None:
    plan = arrange(FRIENDS, 80, 60, compared=True)
    assert (plan.all_lanes, plan.side, plan.below) == (True, False, True)


def test_wide_and_flat_has_one_lane_with_the_ledger_beside_it() -> None:
    plan = arrange(FRIENDS, 158, 20, compared=True)
    assert (plan.all_lanes, plan.side) == (False, True)


def test_the_smallest_window_squeezes_the_cells_until_the_longest_lane_fits() -> None:
    plan = arrange(FRIENDS, 58, 12, compared=True)
    assert (plan.cell_width, plan.all_lanes, plan.side) == (2, False, False)
    assert ALEX.columns * plan.cell_width + ALEX.gaps <= 58


@given(lanes, st.integers(20, 300), st.integers(5, 120), st.booleans())
def test_no_plan_takes_more_room_than_there_is(rooms: list[Room], width: int, height: int, compared: bool) -> None:
    plan = arrange(rooms, width, height, compared=compared)
    assert SMALLEST <= plan.cell_width <= WIDEST
    assert plan.cell_height in (1, 2)
    across = max(lane.columns for lane in rooms) * plan.cell_width + max(lane.gaps for lane in rooms)
    down = sum(lane.rows * plan.cell_height + ABOVE_MAPS + plan.spacing for lane in rooms)
    if plan.side:
        assert across + SIDE <= width
    if plan.cell_width > SMALLEST:
        assert across <= width, "cells grow only where there is room"
    if plan.all_lanes and len(rooms) > 1:
        assert down <= height
    if plan.cell_height == 2 or plan.spacing:
        assert plan.all_lanes
        assert down <= height
    if plan.below and not plan.side:
        shown = down if plan.all_lanes else max(lane.rows for lane in rooms) + ABOVE_MAPS
        assert shown + 3 <= height


@given(lanes, st.integers(20, 300), st.integers(5, 120))
def test_more_room_never_shows_fewer_lanes(rooms: list[Room], width: int, height: int) -> None:
    small = arrange(rooms, width, height, compared=True)
    large = arrange(rooms, width + 10, height + 10, compared=True)
    assert large.all_lanes >= small.all_lanes
    assert large.side >= small.side
