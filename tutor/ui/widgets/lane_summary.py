"""A lane in short: its name, its count of operations, and its output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from tutor.bench.verdict import differing
from tutor.language import _
from tutor.nn.arguments import FloatArray
from tutor.nn.playback import Playback
from tutor.paint.lane import LaneMarks
from tutor.paint.marks import Mark
from tutor.paint.scale import factor_for
from tutor.ui.columns import columns_of
from tutor.ui.widgets.lane_data import LaneData, numbered
from tutor.ui.widgets.map_painter import MapPainter
from tutor.ui.widgets.part_styles import PartStyles, on_display

CELL, HEAT_SIDE = 4, 16


class LaneSummary(PartStyles):
    """Stands for a lane that is not in front; a click brings it there."""

    DEFAULT_CSS = """
    LaneSummary { width: auto; height: auto; margin-right: 4; }
    LaneSummary > .lane-summary--name { color: $primary; }
    LaneSummary > .lane-summary--count { color: $text-muted; }
    LaneSummary.-front > .lane-summary--name, LaneSummary.-front > .lane-summary--count { text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"lane-summary--name", "lane-summary--count"}

    @dataclass
    class Picked(Message):
        """The summary was clicked: its lane should come to the front."""

        summary: LaneSummary

        @property
        def control(self) -> LaneSummary:
            """The summary that was clicked."""
            return self.summary

    def __init__(self, lane: LaneData, number: int) -> None:
        super().__init__()
        self.number = number
        self._channel = 0
        self._waiting: LaneData | None = None
        self._take(lane)

    def _take(self, lane: LaneData) -> None:
        self._title = numbered(self.number, lane.title, lane)
        self._playback = Playback(lane.trace)
        self._map = MapPainter(lane.maps[-1], signed=True, cell_width=CELL, strip=False)
        self._map.fit(CELL, 1, HEAT_SIDE)
        # Only the output is drawn, but the marks of the maps before it are worked out as well: in as few cells.
        factors = (*(factor_for(one.shape[1], one.shape[2], HEAT_SIDE) for one in lane.maps[:-1]), self._map.factor)
        self._marker = LaneMarks(self._playback, factors)
        self._spent = 0
        self.marks = self._marker.at(0)[-1]
        """What every cell of the output is doing."""

    def lay(self, lane: LaneData) -> None:
        """Stand for another run; while nobody sees it, nothing is made ready."""
        if not on_display(self):
            self._waiting = lane
            return
        before = self._widest(), self._map.height
        self._waiting = None
        self._take(lane)
        self.refresh(layout=before != (self._widest(), self._map.height))

    def show(self, index: int, channel: int = 0, *, beside: FloatArray | None = None) -> None:
        """Show one channel of the output after `index` cells, marked where it differs from another output."""
        self._catch_up()
        if channel != self._channel:
            self._channel = channel
            self.refresh()
        spent, marks = sum(self._playback.at(index).operations), self._marker.at(index, None, channel)[-1]
        output = self._playback.trace.output
        if beside is not None and beside.shape == output.shape and self._map.factor == 1:
            marks = marks.copy()
            marks[differing(beside, output)[0, min(channel, output.shape[1] - 1)]] = Mark.DIFFERENT
        if spent != self._spent:
            self._spent = spent
            self.refresh(Region(0, 0, self.size.width, 1))
        if (marks != self.marks).any():
            self.marks = marks
            self.refresh(Region(0, 1, self.size.width, self._map.height))

    def _catch_up(self) -> None:
        if self._waiting is not None:
            lane, self._waiting = self._waiting, None
            self._take(lane)
            self.refresh(layout=True)

    def _said(self, spent: int) -> tuple[str, str]:
        return f"{self._title} ", _("{n} ops").format(n=spent)

    def _widest(self) -> int:
        # As wide as the longest text from the start, so that a growing count is no new layout.
        said = "".join(self._said(self._playback.trace.cost.operations))
        return max(columns_of(said), self._map.width)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width of the output, or of its title with the last count."""
        return self._widest()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the title and the output below it."""
        return 1 + self._map.height

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        if y == 0:
            name, count = self._said(self._spent)
            segments = [
                Segment(name, self.part_style("lane-summary--name")),
                Segment(count, self.part_style("lane-summary--count")),
            ]
        else:
            segments = self._map.line(y - 1, self.marks, self.look, self.part_style(), self._channel)
        return Strip(segments).adjust_cell_length(self.size.width, self.part_style())

    async def _on_click(self, event: events.Click) -> None:
        self.post_message(self.Picked(self))
