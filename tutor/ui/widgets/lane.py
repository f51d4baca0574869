"""One lane of the bench: a friend's cell as a row of feature maps, with its arithmetic and its counters.

One widget draws all of it line by line: a lane of nested widgets would cost the compositor ten times as much a frame.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tutor.language import _
from tutor.nn.playback import Moment, Playback
from tutor.paint.arithmetic import spell
from tutor.paint.lane import lane_marks
from tutor.paint.marks import Marks
from tutor.paint.names import chain, layer_label
from tutor.ui.widgets.bench_cursor import Cursor
from tutor.ui.widgets.bench_layout import ABOVE_MAPS
from tutor.ui.widgets.lane_data import GAP, LaneData, rows_of
from tutor.ui.widgets.map_painter import MapPainter


class Lane(Widget):
    """One friend's cell; `show(index, cursor)` puts it at a moment of its run."""

    DEFAULT_CSS = """
    Lane { height: auto; width: auto; }
    Lane > .lane--name { color: $primary; text-style: bold; }
    Lane > .lane--muted { color: $text-muted; }
    Lane > .lane--count { color: $foreground; text-style: bold; }
    """
    COMPONENT_CLASSES = {"lane--name", "lane--muted", "lane--count"}  # noqa: RUF012  # as Textual declares it

    @dataclass
    class CellPointed(Message):
        """A cell was clicked."""

        lane: Lane
        cell: Cursor

        @property
        def control(self) -> Lane:
            """The lane that was clicked."""
            return self.lane

    def __init__(self, data: LaneData, *, number: int, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.data = data
        self.number = number
        """The key that brings this lane to the front, 1 to 3."""
        self.playback = Playback(data.trace)
        trace = data.trace
        # One scale for all signed maps of the lane, so that equal colours are equal values.
        largest = max((float(abs(stage.output).max()) for stage in trace.stages), default=1.0)
        self._maps = [
            MapPainter(rows_of(trace.input), signed=data.signed_input),
            *(MapPainter(rows_of(stage.output), signed=True, largest=largest) for stage in trace.stages),
        ]
        self.marks: tuple[Marks, ...] = lane_marks(self.playback, 0)
        """What every cell of every map is doing."""
        self._moment = self.playback.at(0)
        self._cursor: Cursor | None = None
        self._styles: dict[str, Style] = {}

    def notify_style_update(self) -> None:
        """Forget styles that the theme, or the focus, has changed."""
        self._styles = {}
        super().notify_style_update()

    def _style(self, name: str) -> Style:
        """Return the style of a component, or of the lane itself; kept, because Textual works it out anew each time."""
        if name not in self._styles:
            plain = self.rich_style
            part = self.get_component_rich_style(name, partial=True) if name else Style.null()
            self._styles[name] = plain + part
        return self._styles[name]

    def show(self, index: int, cursor: Cursor | None = None) -> None:
        """Show the lane after `index` cells; a cursor shows its receptive field instead of the sliding window."""
        before = self.marks
        self._moment, self._cursor = self.playback.at(index), cursor
        self.marks = lane_marks(self.playback, index, cursor)
        height = self._maps[0].cell_height
        rows = {
            row
            for new, old in zip(self.marks, before, strict=True)
            if new is not old
            for row, (one, other) in enumerate(zip(new, old, strict=True))
            if one != other
        }
        width = self.size.width
        self.refresh(Region(0, 0, width, 2), *(Region(0, ABOVE_MAPS + row * height, width, height) for row in rows))

    def fit(self, cell_width: int, cell_height: int) -> None:
        """Give every cell this size in characters."""
        if (cell_width, cell_height) != (self._maps[0].cell_width, self._maps[0].cell_height):
            for one in self._maps:
                one.fit(cell_width, cell_height)
            self.refresh(layout=True)

    def sizes(self) -> list[tuple[int, int]]:
        """Return (rows, columns) of every map."""
        return [(one.rows, one.columns) for one in self._maps]

    # ── drawing ──────────────────────────────────────────────────────────────────────────────────

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width of all maps with their arrows, or of the lines above them where those are longer."""
        stages = self.data.trace.stages
        maps = sum(one.width for one in self._maps) + self.data.gaps
        # The last cell of a convolution has as long a sum as any.
        sums = [spell(stage, stage.output.shape[2] - 1, stage.output.shape[3] - 1) for stage in stages]
        counts = 4 * len(str(self.data.trace.cost.operations))
        title = Content(self.title).cell_length + counts
        # The container is as wide as its lanes, so it is no limit; the window is.
        return min(max(maps, title, *map(len, sums)), max(maps, viewport.width - 4))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return title, arithmetic, labels, and the tallest map."""
        return ABOVE_MAPS + max(one.height for one in self._maps)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the lane."""
        width = self.size.width
        if y == 0:
            strip = self._strip(self._title())
        elif y == 1:
            strip = self._strip([(self.arithmetic, "lane--muted")])
        elif y == 2:
            strip = self._strip([(self._labels(), "lane--muted")])
        else:
            strip = self._map_line(y - ABOVE_MAPS)
        return strip.adjust_cell_length(width, self._style("")).simplify()

    def _strip(self, parts: list[tuple[str, str]]) -> Strip:
        return Strip([Segment(text, self._style(name)) for text, name in parts])

    def _title(self) -> list[tuple[str, str]]:
        """Return `1 Alex  conv → ReLU → max-pool   ReLU 3/36  operations 327/387` in parts."""
        stages, moment = self.data.trace.stages, self._moment
        relus = [
            (done, stage.cost.operations)
            for done, stage in zip(moment.operations, stages, strict=True)
            if stage.layer.name == "relu"
        ]
        done, every = (sum(column) for column in zip(*relus, strict=True)) if relus else (0, 0)
        return [
            (f"{self.number} {self.data.title}", "lane--name"),
            (f"  {chain(stage.name for stage in stages)}   ReLU ", "lane--muted"),
            (f"{done}/{every}", "lane--count"),
            ("  " + _("operations") + " ", "lane--muted"),
            (f"{sum(moment.operations)}/{self.data.trace.cost.operations}", "lane--count"),
        ]

    @property
    def title(self) -> str:
        """The line above the lane, as plain text."""
        return "".join(text for text, _name in self._title())

    def _labels(self) -> str:
        labels = [_("picture"), *(layer_label(stage.name) for stage in self.data.trace.stages)]
        between = " " * GAP
        return between.join(_fitted(label, one.width) for label, one in zip(labels, self._maps, strict=True))

    def _map_line(self, y: int) -> Strip:
        plain, dark = self._style(""), self.app.current_theme.dark
        arrow = " → " if y == (self._maps[0].height - 1) // 2 else " " * GAP
        segments: list[Segment] = []
        for number, (one, marks) in enumerate(zip(self._maps, self.marks, strict=True)):
            if number:
                segments.append(Segment(arrow, plain))
            segments += one.line(y, marks, dark=dark) if y < one.height else [Segment(" " * one.width, plain)]
        return Strip(segments)

    @property
    def arithmetic(self) -> str:
        """How the cell computed last, or the one under the cursor, comes about."""
        stages, moment = self.data.trace.stages, self._moment
        if self._cursor is not None:
            return self._arithmetic_at(self._cursor, moment)
        if moment.stage is None:
            return _("nothing computed yet")
        return spell(stages[moment.stage], moment.row, moment.column)

    def _arithmetic_at(self, cursor: Cursor, moment: Moment) -> str:
        number, row, column = cursor
        if number == 0:
            return _("a cell of the picture")
        stage = self.data.trace.stages[number - 1]
        if moment.filled[number - 1] <= row * stage.output.shape[3] + column:
            return _("not computed yet")
        return spell(stage, row, column)

    # ── the mouse ────────────────────────────────────────────────────────────────────────────────

    async def _on_click(self, event: events.Click) -> None:
        left = 0
        for number, one in enumerate(self._maps):
            cell = one.cell_at(event.x - left, event.y - ABOVE_MAPS)
            if cell is not None:
                self.post_message(self.CellPointed(self, (number, *cell)))
                return
            left += one.width + GAP


def _fitted(label: str, width: int) -> str:
    """Return a label exactly as wide as the map below it."""
    length = Content(label).cell_length
    return label[:width] if length > width else label + " " * (width - length)
