"""One lane of the bench: a friend's cell as a row of feature maps, with its arithmetic and its counters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from tutor.language import _
from tutor.nn.arguments import FloatArray
from tutor.nn.pipeline import Trace
from tutor.nn.playback import Moment, Playback
from tutor.paint.arithmetic import spell
from tutor.paint.lane import lane_marks
from tutor.paint.names import chain, layer_label
from tutor.ui.widgets.feature_map import FeatureMap

GAP = 3
"""Columns between two maps, with an arrow in them."""


@dataclass(frozen=True, eq=False)
class LaneData:
    """What a lane shows: a name and a run."""

    title: str
    trace: Trace
    signed_input: bool = False
    """Whether the picture has negative values and is drawn as signed values are."""

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


def rows_of(array: FloatArray) -> Sequence[Sequence[float]]:
    """Return the first channel of the first example as rows of plain numbers."""
    rows: list[list[float]] = array[0, 0].tolist()
    return rows


class Lane(Vertical):
    """One friend's cell; `show(index, cursor)` puts it at a moment of its run."""

    DEFAULT_CSS = """
    Lane { height: auto; width: auto; }
    Lane .lane--maps { height: auto; width: auto; }
    Lane .lane--column { height: auto; width: auto; }
    Lane .lane--title { height: 1; width: 100%; }
    Lane .lane--sum { height: 1; width: 100%; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
    Lane .lane--label { height: 1; width: auto; color: $text-muted; }
    Lane .lane--arrow { width: 3; height: 100%; color: $text-muted; content-align: center middle; }
    """

    @dataclass
    class CellPointed(Message):
        """A cell was clicked: map 0 is the picture, map n the output of stage n."""

        lane: Lane
        map: int
        row: int
        column: int

        @property
        def control(self) -> Lane:
            """The lane that was clicked."""
            return self.lane

    def __init__(self, data: LaneData, *, number: int, cell_width: int = 3, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.data = data
        self.number = number
        """The key that brings this lane to the front, 1 to 3."""
        self.playback = Playback(data.trace)
        self._start_width = cell_width
        self._shown: tuple[int, tuple[int, int, int] | None] = (0, None)
        self._maps: list[FeatureMap] = []

    def compose(self) -> ComposeResult:
        """Lay out title, arithmetic, and the maps with arrows between them."""
        trace = self.data.trace
        yield Static(classes="lane--title")
        yield Static(classes="lane--sum", markup=False)
        # One scale for all signed maps of the lane, so that equal colours are equal values.
        largest = max((float(abs(stage.output).max()) for stage in trace.stages), default=1.0)
        picture = FeatureMap(
            rows_of(trace.input), signed=self.data.signed_input, cell_width=self._start_width, id="map-0"
        )
        marks = lane_marks(self.playback, 0)
        self._maps = [picture] + [
            FeatureMap(
                rows_of(stage.output),
                signed=True,
                largest=largest,
                cell_width=self._start_width,
                marks=marks[number],
                id=f"map-{number}",
            )
            for number, stage in enumerate(trace.stages, start=1)
        ]
        labels = [_("picture"), *(layer_label(stage.name) for stage in trace.stages)]
        with Horizontal(classes="lane--maps"):
            for number, (feature_map, label) in enumerate(zip(self._maps, labels, strict=True)):
                if number:
                    yield Static("→", classes="lane--arrow")
                with Vertical(classes="lane--column"):
                    yield Static(Content(label), classes="lane--label")
                    yield feature_map

    def on_mount(self) -> None:
        """Draw the first moment."""
        self.show(*self._shown)

    def show(self, index: int, cursor: tuple[int, int, int] | None = None) -> None:
        """Show the lane after `index` cells; a cursor (map, row, column) shows its receptive field instead."""
        self._shown = (index, cursor)
        if not self._maps:
            return
        for feature_map, marks in zip(self._maps, lane_marks(self.playback, index, cursor), strict=True):
            feature_map.show(marks)
        moment = self.playback.at(index)
        self.query_one(".lane--title", Static).update(self._title(moment), layout=False)
        self.query_one(".lane--sum", Static).update(Content(self._sum(moment, cursor)), layout=False)

    def fit(self, cell_width: int, cell_height: int) -> None:
        """Give every cell this size in characters."""
        for feature_map in self._maps:
            feature_map.cell_width = cell_width
            feature_map.cell_height = cell_height

    def _title(self, moment: Moment) -> Content:
        stages = self.data.trace.stages
        spent, all_of_it = sum(moment.operations), self.data.trace.cost.operations
        relu = [(done, stage.cost.operations) for done, stage in zip(moment.operations, stages, strict=True)
                if stage.layer.name == "relu"]  # fmt: skip
        relus, all_relus = sum(done for done, _all in relu), sum(every for _done, every in relu)
        return Content.assemble(
            (f"{self.number} {self.data.title}", "bold $primary"),
            (f"  {chain(stage.name for stage in stages)}   ", "$text-muted"),
            ("ReLU ", "$text-muted"),
            (f"{relus}/{all_relus}", "bold"),
            (f"  {_('operations')} ", "$text-muted"),
            (f"{spent}/{all_of_it}", "bold"),
        )

    def _sum(self, moment: Moment, cursor: tuple[int, int, int] | None) -> str:
        stages = self.data.trace.stages
        if cursor is not None:
            number, row, column = cursor
            if number == 0:
                return _("a cell of the picture; put the cursor on another map to see where its cells come from")
            done = moment.filled[number - 1] > row * stages[number - 1].output.shape[3] + column
            return spell(stages[number - 1], row, column) if done else _("not computed yet")
        if moment.stage is None:
            return _("nothing computed yet")
        return spell(stages[moment.stage], moment.row, moment.column)

    def on_feature_map_pointed(self, event: FeatureMap.Pointed) -> None:
        """Say which map of this lane was clicked."""
        event.stop()
        self.post_message(self.CellPointed(self, self._maps.index(event.feature_map), event.row, event.column))

    def sizes(self) -> list[tuple[int, int]]:
        """Return (rows, columns) of every map."""
        return [(len(one.values), len(one.values[0])) for one in self._maps]


class LaneSummary(Widget):
    """A lane in short: its name, its counters and its output."""

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
        yield Static()
        yield FeatureMap(output, signed=True, cell_width=4, marks=marks)

    def show(self, index: int) -> None:
        """Show the output after `index` cells."""
        moment = self._playback.at(index)
        marks = lane_marks(self._playback, index)[-1]
        self.query_one(FeatureMap).show(marks)
        spent = sum(moment.operations)
        text = Content.assemble((f"{self.number} {self._title} ", "$primary"), (f"{spent} {_('ops')}", "$text-muted"))
        self.query_one(Static).update(text)

    async def _on_click(self, event: events.Click) -> None:
        self.post_message(self.Picked(self))

    def on_feature_map_pointed(self, event: FeatureMap.Pointed) -> None:
        """Take a click on the output for a click on the summary."""
        event.stop()
