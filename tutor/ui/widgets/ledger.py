"""The ledger of a bench: operations, bytes and measured time of every lane, as numbers and bars."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from tutor.nn.playback import Playback
from tutor.paint.ledger import LedgerColumn, ledger
from tutor.ui.widgets.lane_data import LaneData, short_titles

NAME, AMOUNT, BAR = 10, 6, 7
"""Columns of a block."""
BLOCK = NAME + AMOUNT + 1 + BAR
BETWEEN = 2
"""Columns between two blocks."""


class Ledger(Widget):
    """One block for each way of counting: side by side with totals only, or one below the other in full."""

    DEFAULT_CSS = "Ledger { height: auto; width: auto; }"

    def __init__(self, lanes: Sequence[LaneData], *, beside: bool, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._lanes = [
            (f"{number} {title}", Playback(lane.trace))
            for number, (title, lane) in enumerate(zip(short_titles(lanes), lanes, strict=True), start=1)
        ]
        self._beside = beside
        self._layered = not beside or len(lanes) == 1
        self._columns: tuple[LedgerColumn, ...] | None = None
        self._index = 0

    def show(self, index: int) -> None:
        """Show what has been spent after `index` cells; bytes and time are told at the end."""
        if index != self._index:
            self._index = index
            self._columns = None
            self.refresh()

    def _counted(self) -> tuple[LedgerColumn, ...]:
        if self._columns is None:
            self._columns = ledger(self._lanes, self._index, BAR, layers=self._layered)
        return self._columns

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width of one block, or of all three side by side."""
        return 3 * BLOCK + 2 * BETWEEN if self._beside else BLOCK

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height of the blocks side by side, or one below the other."""
        heights = [len(column.lines) + 1 for column in self._counted()]
        return max(heights) if self._beside else sum(heights) + len(heights) - 1

    def render(self) -> Content:
        """Draw the blocks."""
        blocks = [self._block(column) for column in self._counted()]
        if not self._beside:
            return Content("\n\n").join([Content("\n").join(block) for block in blocks])
        return Content("\n").join(
            [Content(" " * BETWEEN).join([_padded(line) for line in row]) for row in zip(*blocks, strict=True)]
        )

    def _block(self, column: LedgerColumn) -> list[Content]:
        lines = [Content.styled(column.heading, "$text-muted")]
        for line in column.lines:
            name = _fitted(line.name if line.total else f"  {line.name}")
            lines.append(
                Content.assemble(
                    (name, "bold" if line.total else ""),
                    (f"{line.amount:>{AMOUNT}} ", "bold" if line.total else "$text-muted"),
                    (line.bar, "$primary" if line.total else "$secondary"),
                )
            )
        return lines


def _fitted(name: str) -> str:
    return name.ljust(NAME) if len(name) <= NAME else name[: NAME - 1] + "…"


def _padded(line: Content) -> Content:
    return line.pad_right(max(0, BLOCK - line.cell_length))
