"""A lane in short: its name, its count of operations, and its output."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from tutor.language import _
from tutor.nn.playback import Playback
from tutor.paint.lane import lane_marks
from tutor.ui.widgets.feature_map import FeatureMap
from tutor.ui.widgets.lane_data import LaneData, rows_of


class LaneSummary(Widget):
    """Stands for a lane that is not in front; a click brings it there."""

    DEFAULT_CSS = """
    LaneSummary { width: auto; height: auto; margin-right: 4; layout: vertical; }
    LaneSummary Static { width: auto; height: 1; }
    LaneSummary.-front Static { text-style: bold; }
    """

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
        self._playback = Playback(lane.trace)
        self._title = lane.title

    def compose(self) -> ComposeResult:
        """Lay out the title above the output."""
        output = rows_of(self._playback.trace.output)
        marks = lane_marks(self._playback, 0)[-1]
        label = Static(self._said(0))
        # As wide as its longest text from the start, so that a growing count is no new layout.
        label.styles.width = self._said(self._playback.trace.cost.operations).cell_length
        yield label
        yield FeatureMap(output, signed=True, cell_width=4, marks=marks)

    def show(self, index: int) -> None:
        """Show the output after `index` cells."""
        self.query_one(FeatureMap).show(lane_marks(self._playback, index)[-1])
        self.query_one(Static).update(self._said(sum(self._playback.at(index).operations)), layout=False)

    def _said(self, spent: int) -> Content:
        count = _("{n} ops").format(n=spent)
        return Content.assemble((f"{self.number} {self._title} ", "$primary"), (count, "$text-muted"))

    async def _on_click(self, event: events.Click) -> None:
        self.post_message(self.Picked(self))

    def on_feature_map_pointed(self, event: FeatureMap.Pointed) -> None:
        """Take a click on the output for a click on the summary."""
        event.stop()
        self.post_message(self.Picked(self))
