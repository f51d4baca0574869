"""The ledger of a bench: operations, bytes and measured time of every lane, as numbers and bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.geometry import Size
from textual.strip import Strip

from tutor.nn.playback import Playback
from tutor.nn.timing import Timing
from tutor.paint.ledger import LedgerColumn, LedgerLine, Times, ledger
from tutor.ui.columns import fitted
from tutor.ui.widgets.lane_data import LaneData, numbered, short_titles
from tutor.ui.widgets.part_styles import PartStyles, changed_part, on_display, text_of

COLUMNS = 3
"""Ways of counting."""
NAME, AMOUNT, BAR = 10, 7, 6
"""Columns of a block."""
NOTE = 12
"""Columns for the kinds of operations or the quartiles of a time, where there is room for them."""
SIGNS = 2
BLOCK = NAME + AMOUNT + 1 + BAR
BETWEEN = 2
"""Columns between two blocks."""
Row = list[str | LedgerLine]
"""What stands on one line: headings, or lines of the ledger; nothing on a blank one."""


class Ledger(PartStyles):
    """One block for each way of counting: side by side with totals only, or one below the other, one of them in full.

    `show(index)` draws only the lines whose amounts have changed; `lay` counts other runs; `tell` brings times.
    """

    DEFAULT_CSS = """
    Ledger { height: auto; width: auto; }
    Ledger > .ledger--muted { color: $text-muted; }
    Ledger > .ledger--total { color: $foreground; text-style: bold; }
    Ledger > .ledger--bar { color: $primary; }
    Ledger > .ledger--layer-bar { color: $secondary; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "ledger--muted",
        "ledger--total",
        "ledger--bar",
        "ledger--layer-bar",
    }

    def __init__(self, lanes: Sequence[LaneData], *, beside: bool, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._beside = beside
        self._index = 0
        self._split = 0
        self._waiting: Sequence[LaneData] | None = None
        self._take(lanes)

    def _take(self, lanes: Sequence[LaneData]) -> None:
        names = [lane.name for lane in lanes]  # a column is too narrow for experiments that nobody needs here
        titles = names if len(set(names)) == len(names) else short_titles(lanes)
        self._lanes = [
            (numbered(number, title, lane), Playback(lane.trace))
            for number, (title, lane) in enumerate(zip(titles, lanes, strict=True), start=1)
        ]
        self._times: Times | None = None
        self._rows = self._counted()

    def lay(self, lanes: Sequence[LaneData]) -> None:
        """Count other runs; while nobody sees it, nothing is counted."""
        if not on_display(self):
            self._waiting = lanes
            return
        self._waiting = None
        before = len(self._rows)
        self._take(lanes)
        self.refresh(layout=before != len(self._rows))

    def _catch_up(self) -> None:
        if self._waiting is not None:
            lanes, self._waiting = self._waiting, None
            self._take(lanes)
            self.refresh(layout=True)

    def show(self, index: int) -> None:
        """Show what has been spent after `index` cells; bytes and time are told at the end."""
        self._catch_up()
        self._index = index
        self._draw()

    def tell(self, times: Sequence[tuple[Timing, ...]]) -> None:
        """Show how long the stages of every lane took."""
        self._catch_up()
        self._times = times
        self._draw()

    def split(self, column: int) -> None:
        """Split another column by layers: 0 operations, 1 bytes, 2 time."""
        self._catch_up()
        if column != self._split:
            self._split = column
            self._rows = self._counted()
            self.refresh(layout=True)

    def _draw(self) -> None:
        before, self._rows = self._rows, self._counted()
        for y, (new, old) in enumerate(zip(self._rows, before, strict=True)):
            if new != old:
                self.refresh(changed_part(y, text_of(self._parts(old)), text_of(self._parts(new))))

    def _counted(self) -> list[Row]:
        """Return every line as a row of cells, one for each block that has something on it."""
        every, none = frozenset(range(COLUMNS)), frozenset[int]()
        split = every if len(self._lanes) == 1 else none if self._beside else frozenset({self._split})
        columns = ledger(self._lanes, self._index, BAR, split=split, times=self._times)
        blocks = [_block(column) for column in columns]
        if self._beside:
            return [list(row) for row in zip(*blocks, strict=True)]
        rows: list[Row] = []
        for block in blocks:
            rows += [[], *([cell] for cell in block)] if rows else [[cell] for cell in block]
        return rows

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width of one block, or of all three side by side."""
        return 3 * BLOCK + 2 * BETWEEN if self._beside else BLOCK + NOTE

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height of the blocks side by side, or one below the other."""
        return len(self._rows)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        return self.drawn(self._parts(self._rows[y]) if y < len(self._rows) else (), self.size.width)

    def _parts(self, row: Row) -> list[tuple[str, str]]:
        """Return the pieces of a line, each with the name of its style."""
        parts: list[tuple[str, str]] = []
        for cell in row:
            if parts:
                parts.append((" " * BETWEEN, ""))
            parts += self._cell(cell)
        return parts

    def _cell(self, cell: str | LedgerLine) -> list[tuple[str, str]]:
        if isinstance(cell, str):
            return [(fitted(cell, BLOCK), "ledger--muted")]
        words, bar = ("ledger--total", "ledger--bar") if cell.total else ("ledger--muted", "ledger--layer-bar")
        name = cell.name if cell.total else f"  {cell.name}"
        head = (f"{fitted(name, NAME)}{cell.amount:>{AMOUNT}} ", words)
        if self._beside:
            return [head, (cell.bar.ljust(BAR), bar)]
        # The signs of the kinds stand beside the number that they explain, quartiles behind the bar.
        signs, quartiles = (cell.note, "") if len(cell.note) <= SIGNS else ("", cell.note)
        return [
            head,
            (signs.ljust(SIGNS), "ledger--muted"),
            (cell.bar.ljust(BAR), bar),
            (f" {quartiles}", "ledger--muted"),
        ]


def _block(column: LedgerColumn) -> Row:
    return [column.heading, *column.lines]
