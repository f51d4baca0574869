"""One lane of the bench: a friend's cell as a row of feature maps, with its arithmetic and its counters.

One widget draws all of it line by line: a lane of nested widgets would cost the compositor ten times as much a frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rich.cells import set_cell_size
from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from tutor.language import _
from tutor.nn.playback import Playback
from tutor.paint.arithmetic import spell
from tutor.paint.lane import Cursor
from tutor.paint.marks import Marks
from tutor.paint.names import chain, layer_label
from tutor.paint.number import precise
from tutor.ui.columns import columns_of
from tutor.ui.widgets.bench_layout import ABOVE_MAPS
from tutor.ui.widgets.lane_data import GAP, LaneData, numbered
from tutor.ui.widgets.lane_maps import LaneMaps, Painters, Shown
from tutor.ui.widgets.part_styles import Parts, PartStyles, changed_part, text_of

TOLD = 70
"""Columns for what is told above the maps, where there is room for them."""


class Lane(PartStyles):
    """One friend's cell; `show(index, cursor)` puts it at a moment of its run, `lay` puts another run on it."""

    DEFAULT_CSS = """
    Lane { height: auto; width: auto; }
    Lane > .lane--name { color: $primary; text-style: bold; }
    Lane.-front > .lane--name { text-style: bold reverse; }
    Lane > .lane--muted { color: $text-muted; }
    Lane > .lane--count { color: $foreground; text-style: bold; }
    """
    COMPONENT_CLASSES = {"lane--name", "lane--muted", "lane--count"}  # noqa: RUF012  # as Textual has it

    @dataclass
    class CellPointed(Message):
        """A cell was clicked."""

        lane: Lane
        cell: Cursor

        @property
        def control(self) -> Lane:
            """The lane that was clicked."""
            return self.lane

    @dataclass
    class ChannelPointed(Message):
        """A small map in the strip of channels was clicked."""

        lane: Lane
        channel: int

        @property
        def control(self) -> Lane:
            """The lane that was clicked."""
            return self.lane

    def __init__(
        self,
        data: LaneData,
        *,
        number: int,
        painters: Painters | None = None,
        id: str | None = None,  # noqa: A002
    ) -> None:
        """Show `data`; lanes that share arrays paint them once if they are given the same `painters`."""
        super().__init__(id=id)
        self.number = number
        """The key that brings this lane to the front, 1 to 3."""
        self.data = data
        self._size_of_cells = (3, 1, 64)
        self._room = 0
        self._cursor: Cursor | None = None
        self._channel = 0
        self._gradient = False
        self._maps = LaneMaps(data, self._size_of_cells, painters or Painters())
        self._laid: frozenset[int] = frozenset()
        """The maps whose values are not those that are on the screen."""
        self._lines_above: tuple[Parts, ...] = ()
        self._moment = self.playback.at(0)
        self.marks: tuple[Marks, ...] = self._maps.marker.at(0)
        """What every display cell of every map is doing."""

    @property
    def playback(self) -> Playback:
        """The moments of the run."""
        return self._maps.playback

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def lay(self, data: LaneData, painters: Painters | None = None) -> None:
        """Put another run on the lane; `show` draws it."""
        before = self._maps
        self.data = data
        self._maps = LaneMaps(data, self._size_of_cells, painters or Painters(), before)
        self._laid |= self._maps.laid
        self._moment, self._cursor = self.playback.at(0), None
        if before.sizes() != self._maps.sizes():
            self._lines_above = ()
            self.marks = self._maps.marker.at(0)
            self.refresh(layout=True)

    def show(self, index: int, cursor: Cursor | None = None, *, channel: int = 0, gradient: bool = False) -> None:
        """Show the lane after `index` cells; a cursor shows its receptive field instead of the sliding window.

        `gradient` puts the gradient of the output's sum at the picture in the place of the picture.
        """
        whole = (channel, gradient) != (self._channel, self._gradient) or not self._lines_above
        before, above = self.marks, self._lines_above
        self._moment, self._cursor = self.playback.at(index), cursor
        self._channel, self._gradient = channel, gradient
        self.marks = self._maps.marker.at(index, cursor, channel)
        self._lines_above = (self._title(), self._told(), self._labels())
        if whole:
            self.refresh()
        else:
            maps = (one.translate((0, ABOVE_MAPS)) for one in self._maps.changed(self._laid, self.marks, before))
            if changed := [*_changed_lines(above, self._lines_above), *maps]:
                self.refresh(*changed)  # of nothing would be of everything
        self._laid = frozenset()

    def fit(self, cell_width: int, cell_height: int, heat_side: int, room: int) -> None:
        """Give every cell this size in characters, and heat maps at most so many cells a side.

        The lines above the maps may be as wide as `room`.
        """
        if room != self._room:
            self._room = room
            self.refresh(layout=True)
        if (cell_width, cell_height, heat_side) != self._size_of_cells:
            self._size_of_cells = (cell_width, cell_height, heat_side)
            self._maps.fit(self._size_of_cells)
            self.marks = self._maps.marker.at(0)
            self.refresh(layout=True)

    def sizes(self) -> list[tuple[int, int]]:
        """Return (rows, columns) of every map."""
        return [(one.rows, one.columns) for one in self._maps.maps]

    @property
    def stage_names(self) -> list[str]:
        """The names of the stages, one for each map but the first."""
        return [stage.name for stage in self.data.trace.stages]

    @property
    def channels(self) -> int:
        """The most channels that a map of this lane has."""
        return max(one.channels for one in self._maps.maps)

    # ── drawing ──────────────────────────────────────────────────────────────────────────────────

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width of all maps with their arrows, or of the lines above them where those are longer."""
        stages = self.data.trace.stages
        maps = self._maps.width
        # The last cell of a convolution has as long a sum as any.
        sums = [spell(stage, stage.output.shape[2] - 1, stage.output.shape[3] - 1) for stage in stages]
        title = columns_of(self.title)
        return min(max(maps, title, TOLD, *map(len, sums)), max(maps, self._room))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return title, arithmetic, labels, and the tallest map."""
        return ABOVE_MAPS + self._maps.height

    def render_line(self, y: int) -> Strip:
        """Draw one line of the lane."""
        width = self.size.width
        if y >= ABOVE_MAPS:
            return Strip(self._maps.columns(y - ABOVE_MAPS, 0, width, self._shown()), width)
        if not self._lines_above:
            self._lines_above = (self._title(), self._told(), self._labels())
        return self.drawn(self._lines_above[y], width)

    def render_part(self, y: int, first: int, last: int) -> Sequence[Segment] | None:
        """Return columns `first` … `last` − 1 of a line; of the maps only those that reach into them are painted."""
        if y >= ABOVE_MAPS:
            return self._maps.columns(y - ABOVE_MAPS, first, last, self._shown())
        return super().render_part(y, first, last)

    def _title(self) -> Parts:
        """Return `1 Alex   ReLU 3   operations 327   conv → ReLU → max-pool` in parts, the least needed last.

        The counts stand without their totals, which are for the learner to find out.
        """
        stages, done = self.data.trace.stages, self._moment.operations
        relus = sum(count for count, stage in zip(done, stages, strict=True) if stage.layer.name == "relu")
        return [
            (numbered(self.number, self.data.title, self.data), "lane--name"),
            ("   ReLU ", "lane--muted"),
            (f"{relus:<3}", "lane--count"),
            ("  " + _("operations") + " ", "lane--muted"),
            (f"{sum(done):<6} ", "lane--count"),
            (chain(stage.name for stage in stages), "lane--muted"),
        ]

    @property
    def title(self) -> str:
        """The line above the lane, as plain text."""
        return text_of(self._title())

    def _told(self) -> Parts:
        return [(self.arithmetic, "lane--muted")]

    def _labels(self) -> Parts:
        names = [_("gradient") if self._gradient else _("picture")]
        names += [layer_label(stage.name) for stage in self.data.trace.stages]
        labels = [
            name if one.channels == 1 else f"{name} {min(self._channel, one.channels - 1) + 1}/{one.channels}"
            for name, one in zip(names, self._maps.maps, strict=True)
        ]
        between = " " * GAP
        text = between.join(set_cell_size(label, one.width) for label, one in zip(labels, self._maps.maps, strict=True))
        return [(text, "lane--muted")]

    def _shown(self) -> Shown:
        return Shown(
            self.marks, self._channel, self._gradient, self.look, self.part_style(), self.part_style("lane--muted")
        )

    # ── the arithmetic ───────────────────────────────────────────────────────────────────────────

    @property
    def arithmetic(self) -> str:
        """How the cell computed last, or the one under the cursor, comes about."""
        moment = self._moment
        if self._cursor is not None:
            return self._arithmetic_at(self._cursor)
        if self._gradient:
            return self._gradient_told()
        if moment.stage is None:
            return "" if not self.data.trace.stages else _("nothing computed yet")
        return self._spelled(moment.stage, moment.row, moment.column)

    def _spelled(self, stage: int, row: int, column: int) -> str:
        one = self.data.trace.stages[stage]
        channel = min(self._channel, one.output.shape[1] - 1)
        return spell(one, row, column, channel, width=self.size.width or None)

    def _gradient_told(self) -> str:
        gradient = self.data.trace.gradient()[0]
        reached = int(np.count_nonzero(gradient))
        return _("gradient of the output's sum: {n} of {cells} cells get one; d goes back").format(
            n=reached, cells=gradient.size
        )

    def _arithmetic_at(self, cursor: Cursor) -> str:
        number, row, column = cursor
        if number == 0:
            source = self.data.trace.gradient() if self._gradient else self.data.trace.input
            value = float(source[0, min(self._channel, source.shape[1] - 1), row, column])
            what = _("a cell of the gradient") if self._gradient else _("a cell of the picture")
            return f"{what} ({row + 1}, {column + 1}) = {precise(value, 4)}"
        stage = self.data.trace.stages[number - 1]
        if self._moment.filled[number - 1] <= row * stage.output.shape[3] + column:
            return _("not computed yet")
        return self._spelled(number - 1, row, column)

    # ── the mouse ────────────────────────────────────────────────────────────────────────────────

    async def _on_click(self, event: events.Click) -> None:
        left = 0
        for number, one in enumerate(self._maps.maps):
            x, y = event.x - left, event.y - ABOVE_MAPS
            cell = one.cell_at(x, y)
            if cell is not None:
                self.post_message(self.CellPointed(self, (number, *cell)))
                return
            channel = one.channel_at(x, y) if 0 <= x < one.width else None
            if channel is not None:
                self.post_message(self.ChannelPointed(self, channel))
                return
            left += one.width + GAP


def _changed_lines(before: tuple[Parts, ...], now: tuple[Parts, ...]) -> Iterator[Region]:
    """Yield the part of each line above the maps in which characters have changed."""
    for y, (old, new) in enumerate(zip(before, now, strict=True)):
        if old != new:
            yield changed_part(y, text_of(old), text_of(new))
