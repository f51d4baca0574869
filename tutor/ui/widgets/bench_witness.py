"""Two lanes of a bench held against each other: where they differ, and what is known of them for all pictures."""

from __future__ import annotations

import numpy as np

from tutor.bench.verdict import Judgement, judge
from tutor.language import _
from tutor.nn.witness import Cell, differing_cells
from tutor.paint.number import precise
from tutor.ui.widgets.lane_data import LaneData, short_titles


def differences(one: LaneData, other: LaneData) -> list[Cell]:
    """Return the output cells in which two lanes differ; none where the outputs have different shapes."""
    outputs = one.trace.output, other.trace.output
    return differing_cells(*outputs) if outputs[0].shape == outputs[1].shape else []


def difference_told(one: LaneData, other: LaneData, cells: list[Cell], number: int) -> str:
    """Return what both lanes have in one of the cells in which they differ, and which of them it is, from 0."""
    _n, channel, row, column = cells[number]
    first, second = (precise(float(lane.trace.output[0, channel, row, column]), 4) for lane in (one, other))
    titles = short_titles((one, other))
    said = _("({row}, {column}): {one} {first}, {other} {second}. {n} of {all} differing cells.")
    return said.format(
        row=row + 1,
        column=column + 1,
        one=titles[0],
        first=first,
        other=titles[1],
        second=second,
        n=number + 1,
        all=len(cells),
    )


def same_input(one: LaneData, other: LaneData) -> bool:
    """Return whether two lanes compute from the same numbers, so that only their layers can make them differ."""
    return np.array_equal(one.trace.input, other.trace.input, equal_nan=True)


def judged(one: LaneData, other: LaneData) -> Judgement:
    """Compare two lanes for all pictures; takes up to a second."""
    first, second = (tuple(stage.layer for stage in lane.trace.stages) for lane in (one, other))
    return judge(first, second, one.trace.input, (one.trace.output, other.trace.output))
