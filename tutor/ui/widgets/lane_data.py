"""What a lane of the bench is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tutor.language import _
from tutor.nn.arguments import FloatArray
from tutor.nn.layers import Conv2d
from tutor.nn.pipeline import Trace
from tutor.paint.scale import factor_for, is_numbered

GAP = 3
"""Columns between two maps, with an arrow in them."""


@dataclass(frozen=True, eq=False)
class LaneData:
    """A friend's name, the experiment it runs in, if any, and the run."""

    friend: str
    """Whose cell it is, '' for nobody's."""
    trace: Trace
    experiment: str = ""
    signed_input: bool = False
    """Whether the picture has negative values and is drawn as signed values are."""
    number: int = 0
    """Its place on the bench, from 1; 0 where lanes are told apart by their names."""

    @property
    def name(self) -> str:
        """Whose cell it is, or which lane."""
        return self.friend or _("lane {n}").format(n=self.number)

    @property
    def title(self) -> str:
        """The friend and the experiment."""
        return f"{self.name} · {self.experiment}" if self.experiment else self.name

    @cached_property
    def maps(self) -> list[FloatArray]:
        """The picture and the output of every stage, (channels, rows, columns) each."""
        return [self.trace.input[0], *(stage.output[0] for stage in self.trace.stages)]

    @property
    def kernel(self) -> FloatArray | None:
        """The weights of the first convolution, which are shown below the last map."""
        return next((stage.layer.weight for stage in self.trace.stages if isinstance(stage.layer, Conv2d)), None)

    @cached_property
    def columns(self) -> int:
        """How many columns of cells all maps with numbers have together; a wider kernel below the last one counts."""
        maps = sum(int(one.shape[2]) for one in self.maps if is_numbered(*one.shape[1:]))
        kernel = 0 if self.kernel is None else int(self.kernel.shape[3])
        return maps + max(kernel - int(self.maps[-1].shape[2]), 0)

    @cached_property
    def rows(self) -> int:
        """How many lines the tallest map with numbers has at the least, with the strip of its channels."""
        return max((_lines(one) for one in self.maps if is_numbered(*one.shape[1:])), default=0)

    @property
    def gaps(self) -> int:
        """How many columns lie between the maps."""
        return GAP * len(self.trace.stages)

    def heat(self, side: int) -> tuple[int, int]:
        """Return columns of all heat maps together, and lines of the tallest, with at most `side` cells a side."""
        sizes = [_heat_size(one, side) for one in self.maps if not is_numbered(*one.shape[1:])]
        return sum(width for width, _height in sizes), max((height for _width, height in sizes), default=0)


def short_titles(lanes: Sequence[LaneData]) -> list[str]:
    """Return what tells these lanes apart: friends in one experiment, or experiments with one friend."""
    names = [lane.name for lane in lanes]
    if len({lane.experiment for lane in lanes}) > 1:
        # A friend's lane on the lesson's own data is in no experiment: the name tells it from those that are.
        names = [lane.experiment or lane.name if len(set(names)) == 1 else lane.title for lane in lanes]
    # Of two lanes with the same friend's cell each says which it is.
    return [
        f"{name} ({lane.number})" if lane.number and names.count(name) > 1 else name
        for name, lane in zip(names, lanes, strict=True)
    ]


def numbered(number: int, title: str, lane: LaneData) -> str:
    """Return a title with the key before it that brings the lane to the front; a nameless lane has it in its name."""
    return f"{number} {title}" if lane.friend else title


def _lines(one: FloatArray) -> int:
    channels, rows, columns = map(int, one.shape)
    return rows + (strip_height(channels, rows, columns, 2 * columns) if channels > 1 else 0)


def _heat_size(one: FloatArray, side: int) -> tuple[int, int]:
    channels, rows, columns = map(int, one.shape)
    factor = factor_for(rows, columns, side)
    width, height = -(-columns // factor), -(-rows // factor)
    return width, -(-height // 2) + (strip_height(channels, rows, columns, width) if channels > 1 else 0)


THUMB = 6
"""Cells along the side of a small map in the strip of channels."""


def strip_height(channels: int, rows: int, columns: int, width: int) -> int:
    """Return how many lines the small maps of so many channels take in `width` columns, a rule above each."""
    factor = factor_for(rows, columns, THUMB)
    across = max(1, (width + 1) // (-(-columns // factor) + 1))
    small_rows = -(-rows // factor)
    return -(-channels // across) * (-(-small_rows // 2) + 1)
