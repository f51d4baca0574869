"""What a lane of the bench is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.nn.arguments import FloatArray
from tutor.nn.pipeline import Trace

GAP = 3
"""Columns between two maps, with an arrow in them."""


@dataclass(frozen=True, eq=False)
class LaneData:
    """A friend's name, the experiment it runs in, if any, and the run."""

    friend: str
    trace: Trace
    experiment: str = ""
    signed_input: bool = False
    """Whether the picture has negative values and is drawn as signed values are."""

    @property
    def title(self) -> str:
        """The friend and the experiment."""
        return f"{self.friend} · {self.experiment}" if self.experiment else self.friend

    @property
    def columns(self) -> int:
        """How many columns of cells all maps have together."""
        return int(self.trace.input.shape[3] + sum(stage.output.shape[3] for stage in self.trace.stages))

    @property
    def rows(self) -> int:
        """How many rows the tallest map has."""
        return int(max(self.trace.input.shape[2], *(stage.output.shape[2] for stage in self.trace.stages)))

    @property
    def gaps(self) -> int:
        """How many columns lie between the maps."""
        return GAP * len(self.trace.stages)


def short_titles(lanes: Sequence[LaneData]) -> list[str]:
    """Return what tells these lanes apart: friends in one experiment, or experiments with one friend."""
    if len({lane.experiment for lane in lanes}) == 1:
        return [lane.friend for lane in lanes]
    if len({lane.friend for lane in lanes}) == 1:
        return [lane.experiment for lane in lanes]
    return [lane.title for lane in lanes]


def rows_of(array: FloatArray) -> Sequence[Sequence[float]]:
    """Return the first channel of the first example as rows of plain numbers."""
    rows: list[list[float]] = array[0, 0].tolist()
    return rows
