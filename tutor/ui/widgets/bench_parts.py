"""The widgets that show the lanes of a bench: the lanes themselves, their outputs in short, a comparison, a ledger.

Comparison and ledger are there twice, once below the lanes and once beside them; the room decides which is seen.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tutor.nn.timing import Timing
from tutor.ui.widgets.bench_cursor import Cursor, within
from tutor.ui.widgets.bench_layout import Plan
from tutor.ui.widgets.bench_legend import legend
from tutor.ui.widgets.compare import Compare
from tutor.ui.widgets.lane import Lane
from tutor.ui.widgets.lane_data import LaneData
from tutor.ui.widgets.lane_maps import Painters
from tutor.ui.widgets.lane_summary import LaneSummary
from tutor.ui.widgets.ledger import COLUMNS, Ledger

Pair = tuple[int, int]
"""Two lanes that are compared, counted from 0."""


class BenchParts:
    """Made for a number of lanes; `lay` puts other runs on them."""

    def __init__(self, lanes: Sequence[LaneData], pair: Pair | None) -> None:
        painters = Painters()
        self.lanes = [Lane(lane, number=number, painters=painters) for number, lane in enumerate(lanes, start=1)]
        self.summaries = [LaneSummary(lane, number) for number, lane in enumerate(lanes, start=1)]
        self.compares: list[Compare] = []
        if pair is not None:
            one, other = lanes[pair[0]], lanes[pair[1]]
            self.compares = [Compare(one, other, id="below-compare"), Compare(one, other, id="side-compare")]
        self.ledgers = [Ledger(lanes, beside=True, id="below-ledger"), Ledger(lanes, beside=False, id="side-ledger")]
        self.side = Vertical(*self.compares[1:], self.ledgers[1], Static(Content(legend()), classes="bench--legend"))
        self.side.add_class("bench--side")
        outputs = Horizontal(*self.summaries, id="below-outputs")
        self.below = Vertical(outputs, *self.compares[:1], self.ledgers[0], classes="bench--below")

    def compose(self) -> ComposeResult:
        """Lay out the lanes, with details below them and beside them."""
        with Vertical(id="bench-left"):
            with Vertical(id="lanes"):
                yield from self.lanes
            yield self.below
        yield self.side

    @property
    def length(self) -> int:
        """How many cells the longest lane computes."""
        return max(len(lane.playback) for lane in self.lanes)

    @property
    def channels(self) -> int:
        """The most channels that a map has."""
        return max(lane.channels for lane in self.lanes)

    def lay(self, lanes: Sequence[LaneData], pair: Pair | None) -> None:
        """Put other runs on the same number of lanes."""
        painters = Painters()
        for lane, data in zip(self.lanes, lanes, strict=True):
            lane.lay(data, painters)
        for summary, data in zip(self.summaries, lanes, strict=True):
            summary.lay(data)
        self.compare(lanes, pair)
        for ledger in self.ledgers:
            ledger.lay(lanes)

    def compare(self, lanes: Sequence[LaneData], pair: Pair | None) -> None:
        """Compare two other lanes."""
        if pair is not None:
            for compare in self.compares:
                compare.lay(lanes[pair[0]], lanes[pair[1]])

    def tell(self, times: Sequence[tuple[Timing, ...]]) -> None:
        """Show how long the stages of every lane took."""
        for ledger in self.ledgers:
            ledger.tell(times)

    def fit(self, plan: Plan, front: int, view: int) -> list[str]:
        """Use the room as planned, and return the ids of what can be shown below the lanes.

        Beside the lanes there is room for everything, and a view is a way of counting that is split by layers: the ids
        are then empty, one for each way. Where there is no room below either, an empty id stands for the lanes, whose
        place the other views take.
        """
        for number, lane in enumerate(self.lanes):
            lane.fit(plan.cell_width, plan.cell_height, plan.heat_side, plan.width)
            lane.styles.margin = (0, 0, plan.spacing, 0)
            lane.display = plan.all_lanes or number == front
        self.side.display = plan.side
        self.below.display = not plan.side and plan.below
        if plan.side:
            self.ledgers[1].split(view % COLUMNS)
        views = self._views(plan)
        chosen = views[view % len(views)]
        for widget in self.below.children:
            widget.display = widget.id == chosen
        if not plan.side and not plan.below and chosen:  # then a view takes the place of the lanes
            self.below.display = True
            for lane in self.lanes:
                lane.display = False
        return views

    def _views(self, plan: Plan) -> list[str]:
        if plan.side:
            return [""] * (COLUMNS if len(self.lanes) > 1 else 1)
        # Outputs in short make no sense where every lane is on display.
        outputs = [] if plan.all_lanes and plan.below else ["below-outputs"]
        views = [*outputs, *(["below-compare"] if self.compares else []), "below-ledger"]
        return views if plan.below else ["", *views]

    @property
    def some_hidden(self) -> bool:
        """Whether not every lane is on display."""
        return len(self.lanes) > 1 and any(not lane.display for lane in self.lanes)

    def show(self, index: int, cursor: Cursor | None, *, front: int, channel: int, gradient: bool) -> None:
        """Show every part that is on display after `index` cells."""
        for lane in self.lanes:
            lane.set_class(len(self.lanes) > 1 and lane.number - 1 == front, "-front")
            if lane.display:
                lane.show(index, self._cursor_in(lane, cursor, front), channel=channel, gradient=gradient)
        for summary in self.summaries:
            if _shown(summary):
                over = index >= self.length and summary.number - 1 != front
                summary.show(index, channel, beside=self.lanes[front].data.trace.output if over else None)
                summary.set_class(summary.number - 1 == front, "-front")
        for compare in self.compares:
            compare.open(index >= self.length)
            compare.show_channel(channel)
        for ledger in self.ledgers:
            if ledger.display and _shown(ledger):
                ledger.show(index)

    def _cursor_in(self, lane: Lane, cursor: Cursor | None, front: int) -> Cursor | None:
        """Return the cursor in another lane: on the output where it is on one, else on the stage of that name."""
        if cursor is None:
            return None
        names, others = self.lanes[front].stage_names, lane.stage_names
        number, row, column = cursor
        if number == 0 or lane is self.lanes[front]:
            there = min(number, len(others))
        elif number >= len(names):
            there = len(others)
        elif names[number - 1] in others:
            there = others.index(names[number - 1]) + 1
        else:
            return None
        return within((there, row, column), lane.sizes())


def _shown(widget: Widget) -> bool:
    return isinstance(widget.parent, Widget) and widget.parent.display
