"""Two outputs laid over each other: which cells differ, exactly, and by how much at the most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip

from tutor.bench.verdict import differing, largest_difference
from tutor.language import _, ngettext
from tutor.paint.marks import Mark
from tutor.paint.number import precise
from tutor.ui.columns import columns_of, fitted
from tutor.ui.widgets.lane_data import LaneData, short_titles
from tutor.ui.widgets.map_painter import MapPainter
from tutor.ui.widgets.part_styles import PartStyles, on_display

CELL = 3
"""Columns of a cell."""
HEAT_SIDE = 12
WIDEST = 1_000
"""Columns that nothing is wider than, while nobody knows how much room there is."""
BETWEEN = 2


def difference_sentence(one: LaneData, other: LaneData) -> str:
    """Return how many cells of two outputs differ, compared bit for bit, and the largest difference."""
    first, second = one.trace.output, other.trace.output
    if first.shape != second.shape:
        return _("The outputs have different shapes.")
    count = int(differing(first, second).sum())  # not a list of them: a large picture may have a million
    said = ngettext("{n} of {cells} cell differs", "{n} of {cells} cells differ", count).format(
        n=count, cells=first.size
    )
    if not count:
        return said
    return said + _(", by {amount} at most").format(amount=precise(largest_difference(first, second)))


class Compare(PartStyles):
    """The outputs of two lanes and their difference; closed until the run is over."""

    DEFAULT_CSS = """
    Compare { height: auto; width: auto; }
    Compare > .compare--label { color: $text-muted; }
    Compare > .compare--said { text-style: bold; color: $primary; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"compare--label", "compare--said"}

    def __init__(self, one: LaneData, other: LaneData, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._open = False
        self._channel = 0
        self._room = WIDEST
        self._waiting: tuple[LaneData, LaneData] | None = None
        self._take(one, other)

    def _take(self, one: LaneData, other: LaneData) -> None:
        self._lanes = (one, other)
        self._titles = short_titles(self._lanes)
        outputs = [one.trace.output[0], other.trace.output[0]]
        self.comparable = outputs[0].shape == outputs[1].shape
        if self.comparable:
            with np.errstate(all="ignore"):
                outputs.append(np.where(outputs[0] == outputs[1], 0, outputs[0] - outputs[1]))
            self._titles = [*self._titles, _("difference")]
        self._maps = [MapPainter(output, signed=True, cell_width=CELL, strip=False) for output in outputs]
        for one_map in self._maps:
            one_map.fit(CELL, 1, HEAT_SIDE)

    def lay(self, one: LaneData, other: LaneData) -> None:
        """Compare two other runs; while nobody sees it, nothing is made ready."""
        if not on_display(self):
            self._waiting = (one, other)
            return
        self._waiting = None
        before = self._width(), self._height()
        self._take(one, other)
        self.refresh(layout=before != (self._width(), self._height()))

    def open(self, is_open: bool) -> None:
        """Show the outputs and what differs, or hide them again."""
        if self._waiting is not None and on_display(self):
            waiting, self._waiting = self._waiting, None
            self._take(*waiting)
            self.refresh(layout=True)
        if is_open != self._open:
            self._open = is_open
            self.refresh(layout=True)

    def show_channel(self, channel: int) -> None:
        """Show another channel of the outputs."""
        if channel != self._channel:
            self._channel = channel
            self.refresh()

    @property
    def said(self) -> str:
        """The sentence above the outputs."""
        return difference_sentence(*self._lanes) if self._open else _("compared at the end")

    # ── drawing ──────────────────────────────────────────────────────────────────────────────────

    def _widths(self) -> list[int]:
        """Return how wide each block is: its map, or its title where that is longer."""
        maps, titles = [one.width for one in self._maps], list(map(columns_of, self._titles))
        return fitting(maps, titles, self._room - BETWEEN * (len(self._maps) - 1))

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width of all blocks, or of the sentence where that is longer; long titles give way."""
        self._room = container.width or WIDEST
        return self._width()

    def _width(self) -> int:
        return max(sum(self._widths()) + BETWEEN * (len(self._maps) - 1), columns_of(self.said))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the sentence, the titles, and the tallest map."""
        return self._height()

    def _height(self) -> int:
        return 2 + max(one.height for one in self._maps)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        plain = self.part_style()
        if y == 0:
            segments = [Segment(self.said, self.part_style("compare--said"))]
        elif y == 1:
            label = self.part_style("compare--label")
            titles = [fitted(title, width) for title, width in zip(self._titles, self._widths(), strict=True)]
            segments = [Segment((" " * BETWEEN).join(titles), label)]
        else:
            segments = self._map_line(y - 2)
        return Strip(segments).adjust_cell_length(self.size.width, plain)

    def _map_line(self, y: int) -> list[Segment]:
        segments: list[Segment] = []
        plain, look = self.part_style(), self.look
        for one, width in zip(self._maps, self._widths(), strict=True):
            if segments:
                segments.append(Segment(" " * BETWEEN, plain))
            segments += one.line(y, self._marks(one), look, plain, self._channel)
            segments.append(Segment(" " * (width - one.width), plain))
        return segments

    def _marks(self, one: MapPainter) -> np.ndarray:
        if not self._open:
            return one.blank(Mark.EMPTY)
        marks = one.blank()
        if self.comparable and one.factor == 1:
            channel = min(self._channel, one.channels - 1)
            first, second = (lane.trace.output[0, channel] for lane in self._lanes)
            marks[differing(first, second)] = Mark.DIFFERENT
        return marks


def fitting(least: Sequence[int], wanted: Sequence[int], room: int) -> list[int]:
    """Return how wide each block is: as its title wants, the widest giving way first, but no less than its `least`."""
    widths = [max(pair) for pair in zip(least, wanted, strict=True)]
    while sum(widths) > room:
        shrinking = [number for number, width in enumerate(widths) if width > least[number]]
        if not shrinking:
            break
        widths[max(shrinking, key=widths.__getitem__)] -= 1
    return widths


def lanes_to_compare(lanes: Sequence[LaneData], front: int) -> tuple[int, int] | None:
    """Return the lane in front and the one after it, in their order; None where there is only one."""
    if len(lanes) < 2:
        return None
    one, other = sorted((front, (front + 1) % len(lanes)))
    return one, other
