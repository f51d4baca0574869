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
from tutor.nn.layers import Conv2d
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
        kernel = next((stage.layer.weight for stage in trace.stages if isinstance(stage.layer, Conv2d)), None)
        self._kernel = None if kernel is None else MapPainter(rows_of(kernel), signed=True)
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
            for one in [*self._maps, *([] if self._kernel is None else [self._kernel])]:
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
        if self._kernel is not None:
            maps += max(0, self._kernel.width - self._maps[-1].width)
        # The last cell of a convolution has as long a sum as any.
        sums = [spell(stage, stage.output.shape[2] - 1, stage.output.shape[3] - 1) for stage in stages]
        title = Content(self.title).cell_length
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
        """Return `1 Alex   ReLU 3   operations 327   conv → ReLU → max-pool` in parts, the least needed last.

        The counts stand without their totals, which are for the learner to find out.
        """
        stages, done = self.data.trace.stages, self._moment.operations
        relus = sum(count for count, stage in zip(done, stages, strict=True) if stage.layer.name == "relu")
        return [
            (f"{self.number} {self.data.title}", "lane--name"),
            ("   ReLU ", "lane--muted"),
            (f"{relus:<3}", "lane--count"),
            ("  " + _("operations") + " ", "lane--muted"),
            (f"{sum(done):<6}", "lane--count"),
            (chain(stage.name for stage in stages), "lane--muted"),
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
        segments: list[Segment] = []
        for number, (one, marks) in enumerate(zip(self._maps, self.marks, strict=True)):
            if number:
                # An arrow points from one map into the next, so it stands where both have cells.
                middle = (min(one.height, self._maps[number - 1].height) - 1) // 2
                segments.append(Segment(" → " if y == middle else " " * GAP, plain))
            segments += one.line(y, marks, dark=dark) if y < one.height else self._below(one, number, y)
        return Strip(segments)

    def _below(self, one: MapPainter, number: int, y: int) -> list[Segment]:
        """Return what stands below a map: the kernel, where it is the last one and there is room, or nothing."""
        kernel, plain = self._kernel, self._style("")
        top = max(each.height for each in self._maps) - (0 if kernel is None else kernel.height)
        if kernel is None or number + 1 < len(self._maps) or one.height > top - 1 or y < top - 1:
            return [Segment(" " * one.width, plain)]
        if y == top - 1:
            return [Segment(_("kernel"), self._style("lane--muted"))]
        return kernel.line(y - top, kernel.blank(), dark=self.app.current_theme.dark)

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
