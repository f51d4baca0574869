"""What the cells of a `cells` question are computed from, beside the map with its blanks."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from tutor.language import _
from tutor.lesson.answers import Answer
from tutor.lesson.cells import blanks, map_of, stage_of
from tutor.lesson.facts import Facts
from tutor.lesson.questions import Cells
from tutor.nn.arguments import FloatArray
from tutor.nn.layers import Conv2d
from tutor.paint.names import layer_label
from tutor.paint.number import grid_texts
from tutor.ui.widgets.cell_editor import CellEditor
from tutor.ui.widgets.feature_map import FeatureMap

MAP_CELL, GAP = 4, 4
EDITOR_CELLS = (8, 5)
"""Widths of an editor's cells, the first wherever there is room."""
STACKED = "-stacked"


class CellsView(Vertical):
    """Input map, kernel if it is a convolution, and the editor of the map that is asked for, whose id is `answer`."""

    DEFAULT_CSS = """
    CellsView { height: auto; width: 1fr; }
    CellsView > Horizontal, CellsView Vertical { height: auto; width: auto; }
    CellsView > Horizontal > Vertical { margin-right: 4; }
    CellsView.-stacked > Horizontal { layout: vertical; }
    CellsView .cells--label { height: 1; width: auto; color: $text-muted; }
    """

    def __init__(self, question: Cells, facts: Facts, typed: Answer | None) -> None:
        """Show the maps; `typed` are texts that stand in the blanks already."""
        super().__init__()
        self._facts = facts
        self._stage = stage_of(question, facts)
        values = map_of(question, facts)
        self._needed = 0 if self._stage is None else int(self._stage.input.shape[3]) * MAP_CELL + GAP
        if self._stage is not None and isinstance(self._stage.layer, Conv2d):
            self._needed += int(self._stage.layer.weight.shape[3]) * MAP_CELL + GAP
        self._title = _stage_title(question, facts)
        self._source_title = _source_title(question, facts)
        self._values, self._blanks = values, blanks(question, facts)
        self._typed = typed if isinstance(typed, tuple) else ()

    def compose(self) -> ComposeResult:
        """Lay out what is needed to compute the cells, and the cells."""
        with Horizontal():
            if self._stage is not None:
                source = self._stage.input[0, 0]
                yield from _map(self._source_title, source, signed=bool((source < 0).any()))
                if isinstance(self._stage.layer, Conv2d):
                    yield from _map(_("kernel"), self._stage.layer.weight[0, 0], signed=True)
            with Vertical():
                yield Static(Content(self._title), classes="cells--label")
                yield self._editor()

    def _editor(self) -> CellEditor:
        texts = [["" if text is None else text for text in row] for row in self._fixed_texts()]
        for (row, column), text in zip(self._blanks, self._typed, strict=False):
            texts[row][column] = str(text)
        width = EDITOR_CELLS[0] if len(texts[0]) * EDITOR_CELLS[0] <= 72 else EDITOR_CELLS[1]
        return CellEditor(texts, editable=self._blanks, cell_width=width, id="answer")

    def _fixed_texts(self) -> list[list[str | None]]:
        shown = grid_texts(self._values.tolist(), EDITOR_CELLS[0] - 2)
        blank = set(self._blanks)
        return [
            [None if (row, column) in blank else text for column, text in enumerate(line)]
            for row, line in enumerate(shown)
        ]

    def on_resize(self, event: events.Resize) -> None:
        """Put the maps below each other where they do not fit beside each other."""
        editor = self.query_one(CellEditor)
        self.set_class(self._needed + editor.columns * editor.cell_width > event.size.width, STACKED)


def _map(title: str, values: FloatArray, *, signed: bool) -> ComposeResult:
    with Vertical():
        yield Static(Content(title), classes="cells--label")
        yield FeatureMap(values, signed=signed, cell_width=MAP_CELL)


def _stage_title(question: Cells, facts: Facts) -> str:
    friend = facts.lane_names(question.lane)[0]
    stage = stage_of(question, facts)
    name = _("picture") if stage is None else layer_label(stage.name)
    return f"{friend}: {name}"


def _source_title(question: Cells, facts: Facts) -> str:
    stages, stage = facts.trace(question.lane).stages, stage_of(question, facts)
    if stage is None or stage is stages[0]:
        return _("picture")
    return layer_label(stages[stages.index(stage) - 1].name)
