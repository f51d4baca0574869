"""How a bench uses the room it has: pure arithmetic of rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

ABOVE_MAPS = 3
"""Rows of a lane above its maps: title, arithmetic, labels."""
SIDE = 38
"""Columns that comparison and ledger need beside the lanes."""
SMALLEST, WIDEST = 2, 5
"""Columns of a cell."""
COMFORTABLE = 3
"""Columns of a cell that has room for a mark beside two digits."""
HEAT_SIDES = (64, 56, 48, 40, 32, 28, 24, 20, 16, 12, 8)
"""Display cells that a heat map may have along its longer side."""
ENOUGH = 24
"""Display cells of a heat map that are worth more than comparison and ledger beside it."""


class Measured(Protocol):
    """What must be known of a lane."""

    @property
    def columns(self) -> int:
        """How many columns of cells all maps with numbers have together."""

    @property
    def rows(self) -> int:
        """How many rows the tallest map with numbers has."""

    @property
    def gaps(self) -> int:
        """How many columns lie between the maps."""

    def heat(self, side: int) -> tuple[int, int]:
        """Return the columns of all heat maps together, and the lines of the tallest, at most `side` cells a side."""


@dataclass(frozen=True)
class Plan:
    """The size of the cells, and which parts are on display."""

    cell_width: int
    cell_height: int
    all_lanes: bool
    """Whether every lane is shown, or only the one in front."""
    side: bool
    """Whether comparison and ledger stand beside the lanes."""
    below: bool
    """Whether there is room for a view below the lanes."""
    spacing: int = 0
    """Blank rows under a lane, where there are some to spare."""
    heat_side: int = HEAT_SIDES[0]
    """Display cells that a heat map may have along its longer side."""
    width: int = 0
    """Columns that the lanes may take."""


def arrange(lanes: Sequence[Measured], width: int, height: int, *, compared: bool) -> Plan:
    """Return how to show `lanes` in `width` columns and `height` rows."""
    columns, gaps = max(lane.columns for lane in lanes), max(lane.gaps for lane in lanes)
    heat_side = _heat_side(lanes, width - SIDE, height, COMFORTABLE, at_least=ENOUGH)
    side = heat_side > 0
    if not side:
        heat_side = _heat_side(lanes, width, height, SMALLEST, at_least=0)
    heat = max(lane.heat(heat_side)[0] for lane in lanes)
    room = width - gaps - heat - (SIDE if side else 0)
    cell_width = min(max(room // max(columns, 1), SMALLEST), WIDEST)

    heights = [max(lane.rows, lane.heat(heat_side)[1]) for lane in lanes]
    tallest = sum(heights) + ABOVE_MAPS * len(lanes)
    all_lanes = len(lanes) == 1 or tallest <= height
    doubled = sum(max(2 * lane.rows, lane.heat(heat_side)[1]) + ABOVE_MAPS for lane in lanes)
    cell_height = 2 if all_lanes and side and doubled <= height and cell_width == WIDEST else 1
    used = tallest if all_lanes else max(heights) + ABOVE_MAPS
    if cell_height == 2:
        used = doubled
    spacing = min((height - used) // len(lanes), 2) if all_lanes and side else 0
    needed = 5 if compared or not all_lanes else 3
    below = height - used >= needed
    room = width - (SIDE if side else 0)
    return Plan(cell_width, cell_height, all_lanes, side, below, max(spacing, 0), heat_side, room)


def _heat_side(lanes: Sequence[Measured], width: int, height: int, cell_width: int, *, at_least: int) -> int:
    """Return the largest side at which all lanes fit beside their numbers; 0 where not even `at_least` does.

    With `at_least` 0 the smallest side is better than nothing.
    """
    for side in HEAT_SIDES:
        if side < at_least:
            break
        across = max(lane.columns * cell_width + lane.gaps + lane.heat(side)[0] for lane in lanes)
        down = max(lane.heat(side)[1] for lane in lanes) + ABOVE_MAPS
        if across <= width and (down <= height or down == ABOVE_MAPS):
            return side
    return 0 if at_least else HEAT_SIDES[-1]
