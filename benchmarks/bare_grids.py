"""The least that Textual can do for a sliding window: what a frame of the bench is compared with.

Four grids of coloured numbers, each one Line-API widget as narrow as it is, drawn from strips that are made once. A
frame moves the 3×3 window over the first grid and fills one cell of the second; only these cells are refreshed.
There is no arithmetic, no counter and no ledger. Space plays and pauses.
"""

from itertools import product
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

CELL, CELLS_A_SECOND = 5, 32
SIDES = (8, 6, 6, 3)
GROUNDS = [Style.parse(f"#101010 on rgb({80 + 17 * level},{90 + 12 * level},120)") for level in range(9)]
SOURCE, TARGET = Style.parse("bold #101010 on #ffd45a"), Style.parse("bold #101010 on #60dcff")


class Grid(Widget):
    """Cells with numbers; some of them lit."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self.styles.width, self.styles.height = side * CELL, side
        self.styles.margin = (0, 3, 0, 0)
        self.side = side
        self.lit: dict[tuple[int, int], Style] = {}

    def light(self, cells: dict[tuple[int, int], Style]) -> None:
        """Light these cells and no others."""
        changed = {cell for cell in cells.keys() | self.lit.keys() if cells.get(cell) != self.lit.get(cell)}
        self.lit = cells
        self.refresh(*(Region(column * CELL, row, CELL, 1) for row, column in changed))

    def render_line(self, y: int) -> Strip:
        """Draw one line of cells."""
        segments = [
            Segment(f"{(y * x) % 9:>{CELL}}", self.lit.get((y, x), GROUNDS[(y * x) % 9])) for x in range(self.side)
        ]
        return Strip(segments, self.side * CELL)


class BareGrids(App[None]):
    """Four grids and a timer."""

    BINDINGS: ClassVar[list[BindingType]] = [("space", "play"), ("r", "restart")]
    index = 0

    def compose(self) -> ComposeResult:
        """Lay the grids out side by side."""
        yield Static("Grids")
        with Horizontal():
            yield from (Grid(side) for side in SIDES)

    def on_mount(self) -> None:
        """Prepare to play."""
        self.timer = self.set_interval(1 / CELLS_A_SECOND, self.step, pause=True)
        self.playing = False

    def action_play(self) -> None:
        """Play or pause."""
        self.playing = not self.playing
        self.timer.resume() if self.playing else self.timer.pause()

    def action_restart(self) -> None:
        """Go back to the beginning."""
        self.index = 0

    def step(self) -> None:
        """Move the window one cell on."""
        row, column = divmod(self.index % SIDES[1] ** 2, SIDES[1])
        self.index += 1
        source, target = list(self.query(Grid))[:2]
        source.light({(row + y, column + x): SOURCE for y, x in product(range(3), repeat=2)})
        target.light({(row, column): TARGET})


if __name__ == "__main__":
    BareGrids().run()
