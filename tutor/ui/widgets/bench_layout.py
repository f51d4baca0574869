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


class Measured(Protocol):
    """What must be known of a lane."""

    @property
    def columns(self) -> int:
        """How many columns of cells all maps have together."""

    @property
    def rows(self) -> int:
        """How many rows the tallest map has."""

    @property
    def gaps(self) -> int:
        """How many columns lie between the maps."""


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


def arrange(lanes: Sequence[Measured], width: int, height: int, *, compared: bool) -> Plan:
    """Return how to show `lanes` in `width` columns and `height` rows."""
    tallest = sum(lane.rows + ABOVE_MAPS for lane in lanes)
    all_lanes = len(lanes) == 1 or tallest <= height
    columns, gaps = max(lane.columns for lane in lanes), max(lane.gaps for lane in lanes)
    side = (width - SIDE - gaps) // columns >= COMFORTABLE
    room = width - gaps - (SIDE if side else 0)
    cell_width = min(max(room // columns, SMALLEST), WIDEST)
    doubled = sum(2 * lane.rows + ABOVE_MAPS for lane in lanes) <= height
    cell_height = 2 if all_lanes and side and doubled and cell_width == WIDEST else 1
    used = tallest if all_lanes else max(lane.rows for lane in lanes) + ABOVE_MAPS
    if cell_height == 2:
        used += sum(lane.rows for lane in lanes)
    spacing = min((height - used) // len(lanes), 2) if all_lanes and side else 0
    needed = 5 if compared or not all_lanes else 3
    return Plan(cell_width, cell_height, all_lanes, side, height - used >= needed, max(spacing, 0))
