"""Two outputs laid over each other: which cells differ, exactly."""

from __future__ import annotations

import numpy as np
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from tutor.language import _, ngettext
from tutor.paint.marks import Mark
from tutor.ui.widgets.feature_map import FeatureMap
from tutor.ui.widgets.lane_data import LaneData, rows_of, short_titles


def difference_sentence(one: LaneData, other: LaneData) -> str:
    """Return how many cells of two outputs differ, compared bit for bit."""
    if one.trace.output.shape != other.trace.output.shape:
        return _("The outputs have different shapes.")
    cells = one.trace.output.size
    differing = int(np.count_nonzero(one.trace.output != other.trace.output))
    return ngettext("{n} of {cells} cell differs", "{n} of {cells} cells differ", differing).format(
        n=differing, cells=cells
    )


class Compare(Vertical):
    """The outputs of two lanes and their difference; closed until the run is over."""

    DEFAULT_CSS = """
    Compare { height: auto; width: auto; }
    Compare Horizontal { height: auto; width: auto; }
    Compare .compare--block { height: auto; width: auto; margin-right: 2; }
    Compare .compare--label { height: 1; width: auto; color: $text-muted; }
    Compare .compare--said { height: 1; width: auto; text-style: bold; color: $primary; }
    """

    def __init__(self, one: LaneData, other: LaneData, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._lanes = (one, other)
        self._open = False

    def compose(self) -> ComposeResult:
        """Lay out one output, the other, and their difference, side by side."""
        one, other = self._lanes
        yield Static(classes="compare--said", markup=False)
        with Horizontal():
            for lane, title in zip(self._lanes, short_titles(self._lanes), strict=True):
                with Vertical(classes="compare--block"):
                    yield Static(Content(title), classes="compare--label")
                    yield FeatureMap(rows_of(lane.trace.output), signed=True, cell_width=3, marks=_hidden(lane))
            if one.trace.output.shape == other.trace.output.shape:
                with Vertical(classes="compare--block"):
                    yield Static(Content(_("difference")), classes="compare--label")
                    difference = rows_of(one.trace.output - other.trace.output)
                    yield FeatureMap(difference, signed=True, cell_width=3, marks=_hidden(one))

    def on_mount(self) -> None:
        """Say that the comparison comes at the end."""
        self._say()

    def open(self, is_open: bool) -> None:
        """Show the outputs and what differs, or hide them again."""
        if is_open == self._open:
            return
        self._open = is_open
        one, other = self._lanes
        same_shape = one.trace.output.shape == other.trace.output.shape
        unequal = one.trace.output != other.trace.output if same_shape else np.zeros(one.trace.output.shape, bool)
        marks = tuple(tuple(Mark.DIFFERENT if cell else Mark.PLAIN for cell in row) for row in unequal[0, 0].tolist())
        for number, feature_map in enumerate(self.query(FeatureMap)):
            lane = self._lanes[min(number, 1)]
            feature_map.show((marks if same_shape else _plain(lane)) if is_open else _hidden(lane))
        self._say()

    def _say(self) -> None:
        text = difference_sentence(*self._lanes) if self._open else _("compared at the end")
        self.query_one(".compare--said", Static).update(Content(text))


def _hidden(lane: LaneData) -> tuple[tuple[Mark, ...], ...]:
    return _all(lane, Mark.EMPTY)


def _plain(lane: LaneData) -> tuple[tuple[Mark, ...], ...]:
    return _all(lane, Mark.PLAIN)


def _all(lane: LaneData, mark: Mark) -> tuple[tuple[Mark, ...], ...]:
    height, width = map(int, lane.trace.output.shape[2:])
    return ((mark,) * width,) * height
