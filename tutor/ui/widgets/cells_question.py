"""What the cells of a `cells` question are computed from, beside the map with its blanks."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from tutor.language import _
from tutor.lesson.answers import Answer
from tutor.lesson.cells import MOST_CHARACTERS, Place, blanks, map_of, right_cells, stage_of
from tutor.lesson.facts import Facts
from tutor.lesson.questions import Cells
from tutor.nn.arguments import FloatArray
from tutor.nn.layers import Conv2d
from tutor.paint.names import layer_label
from tutor.paint.number import grid_texts
from tutor.ui.widgets.cell_editor import CellEditor
from tutor.ui.widgets.feature_map import FeatureMap

GAP = 4
WIDEST, NARROWEST = MOST_CHARACTERS + 2, 5
"""Characters that a cell of the editor may take, as there is room."""


class CellsQuestion(Vertical):
    """Input map, kernel if it is a convolution, and the editor of the map that is asked for, whose id is `answer`.

    All stand side by side where the window is wide enough, and else the editor below the others.
    """

    DEFAULT_CSS = """
    CellsQuestion { height: auto; width: 1fr; }
    CellsQuestion Horizontal, CellsQuestion Vertical { height: auto; width: auto; }
    CellsQuestion .cells--map { margin-right: 4; }
    CellsQuestion.-stacked > Horizontal { layout: vertical; }
    CellsQuestion.-stacked > Horizontal > Vertical { margin-top: 1; }
    CellsQuestion .cells--label { height: 1; width: auto; color: $text-muted; }
    """

    def __init__(self, question: Cells, facts: Facts, typed: Answer | None) -> None:
        """Show the maps; `typed` are texts that stand in the blanks already."""
        super().__init__()
        stage = stage_of(question, facts)
        self._title = _stage_title(question, facts)
        self._maps: list[tuple[str, FloatArray]] = []
        if stage is not None:
            self._maps.append((_source_title(question, facts), stage.input[0, 0]))
            if isinstance(stage.layer, Conv2d):
                self._maps.append((_("kernel"), stage.layer.weight[0, 0]))
        self._blanks = blanks(question, facts)
        self._texts = _editor_texts(map_of(question, facts), self._blanks, typed if isinstance(typed, tuple) else ())
        longest = max(map(len, (*right_cells(question, facts), *(text for row in self._texts for text in row))))
        self._least = min(max(NARROWEST, longest + 2), WIDEST)

    def compose(self) -> ComposeResult:
        """Lay out what is needed to compute the cells, and the cells."""
        with Horizontal():
            with Horizontal():
                for title, values in self._maps:
                    with Vertical(classes="cells--map"):
                        yield Static(Content(title), classes="cells--label")
                        signed = bool((values < 0).any())
                        yield FeatureMap(values, signed=signed, cell_width=_cell_width(values))
            with Vertical():
                yield Static(Content(self._title), classes="cells--label")
                yield CellEditor(self._texts, editable=self._blanks, id="answer")

    def on_resize(self, event: events.Resize) -> None:
        """Give the editor's cells what room there is; where it is too little, put the editor below the maps."""
        beside = sum(int(values.shape[1]) * _cell_width(values) + GAP for _title, values in self._maps)
        columns = len(self._texts[0])
        stacked = beside + columns * self._least > event.size.width
        room = event.size.width - (0 if stacked else beside)
        self.set_class(stacked, "-stacked")
        self.query_one(CellEditor).cell_width = min(max(room // columns, NARROWEST), WIDEST)


def _editor_texts(values: FloatArray, blank: Sequence[Place], typed: Sequence[object]) -> list[list[str]]:
    """Return the numbers of a map with the blanks empty, or with what has been typed into them."""
    texts = [list(row) for row in grid_texts(values.tolist(), MOST_CHARACTERS)]
    for row, column in blank:
        texts[row][column] = ""
    for (row, column), text in zip(blank, typed, strict=False):
        texts[row][column] = str(text)
    return texts


def _cell_width(values: FloatArray) -> int:
    """Return how wide the cells of a map must be for its numbers, with a space between them."""
    return 1 + max(2, *(len(text) for row in grid_texts(values.tolist(), MOST_CHARACTERS) for text in row))


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
