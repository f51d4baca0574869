"""A grid of numbers to type into: some cells stand fixed, others are to be filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from tutor.quoting import visible
from tutor.ui.widgets.part_styles import PartStyles

Place = tuple[int, int]
"""(row, column) of a cell, counted from 0."""

WRITTEN_WITH = frozenset("0123456789.,-−")
WRONG, RIGHT = "✗", "✓"
MOST_CHARACTERS = 6
_STEPS: Mapping[str, Place] = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}


class CellEditor(PartStyles, can_focus=True):
    """Cells of one map, of which those that are editable can be typed into.

    Arrows go to the next editable cell. A digit, a minus or a decimal sign replaces what a cell holds when the cursor
    has just come to it, and is added behind it after that; Backspace takes the last character away, Escape takes back
    what was typed since the cursor came. Enter goes to the next cell that is still empty, and where there is none,
    or the cell under the cursor is empty itself, it posts `Submitted`. A click puts the cursor. All other keys, and
    arrows that lead nowhere, go on to the screen.
    """

    DEFAULT_CSS = """
    CellEditor { width: auto; height: auto; }
    CellEditor > .cell-editor--fixed { color: $text-muted; background: $surface; }
    CellEditor > .cell-editor--editable { color: $foreground; background: $panel; }
    CellEditor > .cell-editor--cursor { color: $background; background: $primary; text-style: bold; }
    CellEditor > .cell-editor--wrong { color: $error; background: $panel; text-style: bold; }
    CellEditor > .cell-editor--right { color: $success; background: $panel; text-style: bold; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "cell-editor--fixed", "cell-editor--editable", "cell-editor--cursor",
        "cell-editor--wrong", "cell-editor--right",
    }  # fmt: skip

    cursor: reactive[Place | None] = reactive(None)
    """The cell that is typed into, None where no cell is editable."""

    cell_width: reactive[int] = reactive(MOST_CHARACTERS + 2, layout=True)
    """Characters across for each cell, a space and room for a mark among them."""

    @dataclass
    class Changed(Message):
        """The text of a cell has become another complete number."""

        editor: CellEditor
        row: int
        column: int
        text: str

        @property
        def control(self) -> CellEditor:
            """The grid that was typed into."""
            return self.editor

    @dataclass
    class Submitted(Message):
        """Enter was pressed with no cell left to go to; see `complete`."""

        editor: CellEditor

        @property
        def control(self) -> CellEditor:
            """The grid that is submitted."""
            return self.editor

    @dataclass
    class Left(Message):
        """An arrow leads out of the grid, upwards or downwards."""

        editor: CellEditor
        down: bool

        @property
        def control(self) -> CellEditor:
            """The grid that was left."""
            return self.editor

    def __init__(
        self,
        texts: Sequence[Sequence[str]],
        *,
        editable: Iterable[Place] | None = None,
        cell_width: int = MOST_CHARACTERS + 2,
        most_characters: int = MOST_CHARACTERS,
        id: str | None = None,  # noqa: A002
    ) -> None:
        """Show `texts`, rows of equal length, '' for an empty cell; every cell is editable unless told which.

        `cell_width` is in characters, at least 4; of a longer text the end is seen.
        """
        super().__init__(id=id)
        self._texts = [[visible(text) for text in row] for row in texts]
        self.rows, self.columns = len(self._texts), len(self._texts[0])
        everywhere = [(row, column) for row in range(self.rows) for column in range(self.columns)]
        self.editable: tuple[Place, ...] = tuple(everywhere if editable is None else sorted(set(editable)))
        """The cells that can be typed into, row by row."""
        self.set_reactive(CellEditor.cell_width, cell_width)
        self._most = most_characters
        self._judged: dict[Place, bool] = {}
        self._before: str | None = None
        """What the cell under the cursor held before it was typed into; None while it has not been."""
        if self.editable:
            self.set_reactive(CellEditor.cursor, self._first_to_fill())

    # ── what it holds ────────────────────────────────────────────────────────────────────────────

    @property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """The text of every cell, with a plain minus."""
        return tuple(map(tuple, self._texts))

    @property
    def typed(self) -> tuple[str, ...]:
        """The texts of the editable cells, row by row."""
        return tuple(self._texts[row][column] for row, column in self.editable)

    @property
    def complete(self) -> bool:
        """Whether every editable cell holds a number."""
        return all(map(is_complete, self.typed))

    def put(self, place: Place, text: str) -> None:
        """Set the text of a cell from outside; nothing is posted."""
        row, column = place
        self._texts[row][column] = visible(text)
        self._refresh_cell(place)

    def judge(self, correct: Mapping[Place, bool]) -> None:
        """Mark cells as right or wrong, beside their numbers; a cell loses its mark when it is typed into."""
        self._judged = dict(correct)
        self.refresh()

    def _first_to_fill(self) -> Place:
        empty = (place for place in self.editable if not is_complete(self._text(place)))
        return next(empty, self.editable[0])

    def _text(self, place: Place) -> str:
        return self._texts[place[0]][place[1]]

    # ── keys and clicks ──────────────────────────────────────────────────────────────────────────

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Claim only what a number is written with."""
        return character is not None and character in WRITTEN_WITH

    def on_key(self, event: events.Key) -> None:
        """Serve the keys of the grid and leave all others to the screen."""
        if self.cursor is not None and self._serve(event.key, event.character):
            event.stop()
            event.prevent_default()

    def _serve(self, key: str, character: str | None) -> bool:
        if key in _STEPS:
            return self._step(*_STEPS[key])
        if key == "enter":
            self._enter()
        elif key == "backspace":
            self._type(self._text(self._at)[:-1])
        elif key == "escape":
            return self._take_back()
        elif character is not None and character in WRITTEN_WITH:
            start = "" if self._before is None else self._text(self._at)
            text = start + character.replace("−", "-")
            if len(text) <= self._most:
                self._type(text)
        else:
            return False
        return True

    @property
    def _at(self) -> Place:
        assert self.cursor is not None  # noqa: S101  # only asked for while there is one
        return self.cursor

    def _type(self, text: str) -> None:
        previous = self._text(self._at)
        if self._before is None:
            self._before = previous
        self._set(text, previous)

    def _take_back(self) -> bool:
        if self._before is None or self._before == self._text(self._at):
            return False
        text, self._before = self._before, None
        self._set(text, self._text(self._at))
        return True

    def _set(self, text: str, previous: str) -> None:
        row, column = self._at
        self._judged.pop(self._at, None)
        self.put(self._at, text)
        if text != previous and is_complete(text):
            self.post_message(self.Changed(self, row, column, text))

    def _enter(self) -> None:
        at = self.editable.index(self._at)
        others = (*self.editable[at + 1 :], *self.editable[:at])
        empty = next((place for place in others if not is_complete(self._text(place))), None)
        if empty is None or not is_complete(self._text(self._at)):
            self._before = None
            self.post_message(self.Submitted(self))
        else:
            self.cursor = empty

    def _step(self, down: int, right: int) -> bool:
        """Go to the nearest editable cell in a direction. Returns whether the key was of use."""
        row, column = self._at
        ahead = [
            (2 * abs((r - row) * right + (c - column) * down) + along, (r, c))
            for r, c in self.editable
            if (along := (r - row) * down + (c - column) * right) > 0
        ]
        if ahead:
            self.cursor = min(ahead)[1]
        elif down:
            self.post_message(self.Left(self, down > 0))
        return bool(ahead) or bool(right)

    def watch_cursor(self, old: Place | None, new: Place | None) -> None:
        """Draw the two cells anew; what was typed stays."""
        self._before = None
        for place in (old, new):
            if place is not None:
                self._refresh_cell(place)

    async def _on_click(self, event: events.Click) -> None:
        place = event.y, event.x // self.cell_width
        if place in self.editable and self.can_focus:
            event.stop()
            self.cursor = place
            self.focus()

    # ── drawing ──────────────────────────────────────────────────────────────────────────────────

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width of all columns."""
        return self.columns * self.cell_width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return a line for each row."""
        return self.rows

    def _refresh_cell(self, place: Place) -> None:
        self.refresh(Region(place[1] * self.cell_width, place[0], self.cell_width, 1))

    def render_line(self, y: int) -> Strip:
        """Draw one row of cells."""
        if not 0 <= y < self.rows:
            return Strip.blank(self.size.width)
        editable = set(self.editable)
        segments = []
        for column in range(self.columns):
            segments += self._cell((y, column), editable=(y, column) in editable)
        return Strip(segments).simplify()

    def _cell(self, place: Place, *, editable: bool) -> list[Segment]:
        room = self.cell_width - 2
        text = self._text(place).replace("-", "−")
        text = text if len(text) <= room else "…" + text[1 - room :]
        if not editable:
            return [Segment(f" {text.rjust(room)} ", self._style("fixed"))]
        under_cursor = place == self.cursor and self.has_focus
        verdict = self._judged.get(place)
        mark = "" if verdict is None else RIGHT if verdict else WRONG
        kind = "editable" if verdict is None else "right" if verdict else "wrong"
        style = self._style("cursor" if under_cursor else kind)
        # Underscores show an empty cell, and where a number ends, even without colours.
        shown = text.rjust(room, "_") if under_cursor or not text else text
        return [Segment((mark + shown).rjust(room + 1), style), Segment(" ", self._style("fixed"))]

    def _style(self, kind: str) -> Style:
        return self.part_style(f"cell-editor--{kind}")


def is_complete(text: str) -> bool:
    """Return whether a text that was typed into a cell is one whole number or decimal fraction."""
    digits = text.replace("−", "-").removeprefix("-").replace(",", ".")
    whole, point, fraction = digits.partition(".")
    return digits.isascii() and (whole + fraction).isdecimal() and (not point or bool(fraction))
