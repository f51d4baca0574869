"""One side of the descent laboratory: a heading, the picture, and the numbers beneath it."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tutor.nn.descent import Trajectory
from tutor.ui.widgets import descent_words as words
from tutor.ui.widgets.descent_layout import columns
from tutor.ui.widgets.descent_panel import DescentPanel


class DescentSide(Vertical):
    """Shows one trajectory at one frame, handed over by `show`."""

    DEFAULT_CSS = """
    DescentSide {
        width: 1fr;
        height: 1fr;
        & > Static { text-wrap: nowrap; text-overflow: ellipsis; }
        & > .descent-side--title { height: 1; }
        & > .descent-side--numbers { height: 2; }
    }
    """

    def __init__(self, *, ascii: bool = False, id: str | None = None) -> None:  # noqa: A002 - as Textual names it
        super().__init__(id=id)
        self._title = Static(classes="descent-side--title", markup=False)
        self._picture = DescentPanel(ascii=ascii)
        self._numbers = Static(classes="descent-side--numbers", markup=False)
        self._shown: tuple[Trajectory, int] | None = None
        self._written: tuple[str, list[tuple[str, str]], int] | None = None
        self._ascii = ascii

    def compose(self) -> ComposeResult:
        """Heading, picture, numbers."""
        yield self._title
        yield self._picture
        yield self._numbers

    @property
    def picture(self) -> DescentPanel:
        """The panel of characters."""
        return self._picture

    def show(self, trajectory: Trajectory, frame: int) -> None:
        """Show the first `frame` steps; a run that has ended stays on its last."""
        self._shown = trajectory, frame
        self._picture.show(trajectory, frame)
        self._write()

    def on_resize(self) -> None:
        """Space the words for the new width."""
        self._write()

    def _write(self) -> None:
        width = self.size.width
        if self._shown is None or not width:
            return
        trajectory, frame = self._shown
        heading, ending = words.title(trajectory.problem), words.ending(trajectory, frame)
        numbers = words.read_outs(trajectory, frame)
        if self._written == (heading + ending, numbers, width):
            return
        self._written = heading + ending, numbers, width
        if ending:
            ending = ("" if self._ascii else "■ ") + ending
        gap = " " * max(width - cell_len(heading) - cell_len(ending), 1)
        colour = "$text-success" if trajectory.converged else "$text-error"
        self._title.update(Content.assemble((heading, "bold"), gap, (ending, f"{colour} bold")), layout=False)
        names, values = columns(numbers, width)
        table = Content.assemble(("".join(names), "$foreground 70%"), "\n", ("".join(values), "bold"))
        self._numbers.update(table, layout=False)
