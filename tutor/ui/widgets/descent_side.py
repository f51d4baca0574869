"""One side of the descent laboratory: a heading, the picture, and the numbers beneath it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical

from tutor.nn.descent import Trajectory
from tutor.paint import descent_words as words
from tutor.paint.canvas import Renderer
from tutor.paint.descent_view import View
from tutor.ui.columns import columns_of, shortened
from tutor.ui.widgets.descent_panel import DescentPanel
from tutor.ui.widgets.part_lines import PartLines, Parts

BETWEEN = 3
"""Columns between two read-outs."""
MOST_LINES = 4
ReadOuts = list[tuple[str, str]]
"""Names and values of what was measured."""


class DescentNumbers(PartLines):
    """The heading of a panel, or what was measured in it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"descent-numbers--{name}" for name in ("title", "name", "value", "arrived", "failed")
    }
    DEFAULT_CSS = """
    DescentNumbers {
        & > .descent-numbers--title { text-style: bold; }
        & > .descent-numbers--name { color: $text-muted; }
        & > .descent-numbers--value { text-style: bold; }
        & > .descent-numbers--arrived { color: $text-success; text-style: bold; }
        & > .descent-numbers--failed { color: $text-error; text-style: bold; }
    }
    """


class DescentSide(Vertical):
    """Shows one run at one frame, handed over by `show`."""

    DEFAULT_CSS = """
    DescentSide {
        width: 1fr;
        height: 1fr;
        & > .descent-side--title { height: 1; }
        & > .descent-side--numbers { height: 3; }
    }
    """

    def __init__(self, renderer: Renderer, *, id: str | None = None) -> None:  # noqa: A002 - as Textual names it
        super().__init__(id=id)
        self._title = DescentNumbers(classes="descent-side--title")
        self._picture = DescentPanel(renderer)
        self._numbers = DescentNumbers(classes="descent-side--numbers")
        self._shown: tuple[Trajectory, int] | None = None
        self._read_outs: ReadOuts = []
        self._number = ""

    def compose(self) -> ComposeResult:
        """Heading, picture, numbers."""
        yield self._title
        yield self._picture
        yield self._numbers

    @property
    def picture(self) -> DescentPanel:
        """The panel of characters."""
        return self._picture

    @property
    def numbers(self) -> str:
        """Heading and read-outs as plain text."""
        return f"{self._title.text}\n{self._numbers.text}"

    def show(self, run: Trajectory, frame: int, view: View, renderer: Renderer) -> None:
        """Show the first `frame` steps; a run that has ended stays on its last."""
        self._shown = run, frame
        self._picture.show(run, frame, view, renderer)

    def write(self, numbers: ReadOuts, number: int = 0) -> None:
        """Write heading and read-outs; of several panels each has the `number` of its curve of losses."""
        self._read_outs, self._number = numbers, f"{number} " if number else ""
        self._lay()

    def on_resize(self) -> None:
        """Lay the same words out for the new width."""
        self._lay()

    def _lay(self) -> None:
        width = self.size.width
        if self._shown is None or not width:
            return
        run, frame = self._shown
        ending = words.ending(run, frame)
        heading = shortened(f"{self._number}{words.title(run.problem)}", width - columns_of(ending) - 1)
        room = width - columns_of(heading) - columns_of(ending)
        name = "arrived" if run.converged else "failed"
        self._title.show(
            [((heading, "descent-numbers--title"), (" " * max(room, 1), ""), (ending, f"descent-numbers--{name}"))]
        )
        lines = lines_of(self._read_outs, width)
        self._numbers.styles.height = min(len(lines), MOST_LINES)
        self._numbers.show(lines)


def lines_of(pairs: ReadOuts, width: int) -> list[Parts]:
    """Set names and values in lines of at most `width` columns, none torn apart, as even as may be."""
    lines: list[list[tuple[str, str]]] = [[]]
    used = 0
    for name, value in pairs:
        length = columns_of(f"{name} {value}")
        gap = BETWEEN if lines[-1] else 0
        if lines[-1] and used + gap + length > width:
            lines.append([])
            used = gap = 0
        before = " " * gap
        lines[-1] += [(f"{before}{name} ", "descent-numbers--name"), (value, "descent-numbers--value")]
        used += gap + length
    return [tuple(line) for line in lines]


def widths_of(columns: Sequence[ReadOuts]) -> list[int]:
    """Return how wide the values of each read-out are, in all panels together."""
    return [max(columns_of(value) for _name, value in row) for row in zip(*columns, strict=True)]


def aligned(columns: Sequence[ReadOuts], least: Sequence[int]) -> list[ReadOuts]:
    """Return the read-outs of all panels with values of one width, `least` or more, so that they keep their places."""
    widths = [max(pair) for pair in zip(widths_of(columns), least, strict=True)]
    return [
        [(name, value + " " * (width - columns_of(value))) for (name, value), width in zip(one, widths, strict=True)]
        for one in columns
    ]
