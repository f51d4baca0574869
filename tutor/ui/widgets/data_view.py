"""What a bench is about to compute with: picture and kernel, side by side."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from tutor.language import _
from tutor.lesson.lanes import lane_data
from tutor.lesson.model import BenchStep
from tutor.session import Session
from tutor.ui.widgets.feature_map import FeatureMap
from tutor.ui.widgets.lane_data import LaneData


def lane_data_for(session: Session, lane: str) -> LaneData:
    """Return what a lane of the lesson shows."""
    trace = session.facts.trace(lane)
    friend, experiment = session.facts.lane_names(lane)
    return LaneData(friend, trace, experiment, signed_input=bool((trace.input < 0).any()))


class DataView(Horizontal):
    """Picture and kernel of a bench's first lane, so that a prediction can be worked out by hand."""

    DEFAULT_CSS = """
    DataView { height: auto; width: auto; margin-bottom: 1; }
    DataView Vertical { height: auto; width: auto; margin-right: 4; }
    DataView .data--label { height: 1; width: auto; color: $text-muted; }
    """

    def __init__(self, session: Session, step: BenchStep) -> None:
        super().__init__()
        self._lane = session.lanes(step)[0]
        self._session = session

    def compose(self) -> ComposeResult:
        """Lay out the two grids."""
        data = lane_data_for(self._session, self._lane)
        kernel = lane_data(self._session.lesson, self._lane).kernel
        with Vertical():
            yield Static(Content(_("picture")), classes="data--label")
            yield FeatureMap(data.trace.input[0], signed=data.signed_input, cell_width=4)
        if kernel is not None:
            with Vertical():
                yield Static(Content(_("kernel")), classes="data--label")
                yield FeatureMap(kernel, signed=True, cell_width=4)
