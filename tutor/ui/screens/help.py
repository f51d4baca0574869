"""Every key, on one page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.language import _
from tutor.paint.canvas import Renderer
from tutor.paint.descent_marks import LEGEND, MARKS
from tutor.paint.descent_names import legend
from tutor.ui.screens.base import HelpPlace, Overlay

Rows = Iterable[tuple[str, str]]


class HelpScreen(Overlay[None]):
    """The keys of Home, or of a lesson, with those that work everywhere."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; }
    HelpScreen > VerticalScroll { scrollbar-size-vertical: 1; }
    HelpScreen > VerticalScroll {
        width: 74; max-width: 96%; height: auto; max-height: 90%; background: $surface;
        border: round $primary; padding: 0 2; }
    HelpScreen Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,й,f1,enter", "dismiss", show=False),
    ]

    def __init__(self, place: HelpPlace) -> None:
        super().__init__()
        self._place = place

    def compose(self) -> ComposeResult:
        """Lay out one section after another."""
        with VerticalScroll() as page:
            page.border_subtitle = _("Esc or a click outside closes")
            sections = {
                "home": [_home_keys()],
                "lesson": [_lesson_keys(), _bench_keys(), _descent_keys(), _picture_marks()],
                "preview": [_preview_keys(), _lesson_keys(), _bench_keys(), _descent_keys()],
                "bench": [_free_keys(), _controls_keys(), _bench_keys()],
                "descent": [_picture_marks(), _descent_keys(), _laboratory_keys()],
            }[self._place]
            for heading, rows in (*sections, _everywhere_keys()):
                yield Static(_section(heading, rows))

    def on_click(self, event: events.Click) -> None:
        """Close where the click is beside the page."""
        if event.widget is self:
            self.dismiss()

    def on_mount(self) -> None:
        """Let the arrow keys scroll."""
        self.query_one(VerticalScroll).focus()


def _section(heading: str, rows: Rows) -> Content:
    lines = [Content.styled(heading, "bold $primary")]
    lines += [Content.assemble((f"  {key:<13}", "bold $accent"), does) for key, does in rows]
    return Content("\n").join([*lines, Content("")])


def _home_keys() -> tuple[str, Rows]:
    return _("Home"), (
        ("↑ ↓", _("choose a lesson")),
        ("Enter", _("open it where you left off")),
        ("/", _("filter by words; Escape shows all again")),
        ("b", _("the free bench: any layers, any picture")),
        ("d", _("the descent: any inputs, any steps")),
        ("q", _("quit")),
    )


def _lesson_keys() -> tuple[str, Rows]:
    return _("Lesson"), (
        ("Enter", _("commit an answer; then continue")),
        ("1 … 9", _("highlight an option; Space ticks one of several")),
        ("0 … 9 − ,", _("type numbers into cells; Enter goes to the next one")),
        ("[ ] .", _("move a layer of your own cell; commit the cell")),
        ("h", _("a hint; after the last one, the answer")),
        ("r", _("try again")),
        ("w", _("watch the run again")),
        ("e", _("take the bench of this step apart")),
        ("b", _("the step before")),
        ("l", _("the list of steps")),
        ("PgUp PgDn", _("scroll")),
        ("Esc q", _("back to Home; your place is kept")),
    )


def _preview_keys() -> tuple[str, Rows]:
    return _("Preview"), (
        ("m", _("what is wrong with the file: out of the way, or back")),
        ("f", _("the next step, whatever is still to be done")),
        ("l", _("any step")),
    )


def _bench_keys() -> tuple[str, Rows]:
    return _("Bench"), (
        (_("Space"), _("play or pause")),
        ("→ ←", _("one cell on, one cell back")),
        ("n p", _("to the end of the stage, to its beginning")),
        ("+ −", _("faster, slower")),
        ("r End", _("from the start, to the end")),
        ("1 2 3 Tab", _("which friend's lane is in front")),
        ("v", _("outputs, comparison, ledger; what the ledger splits by layers")),
        ("i", _("inspect: arrows move a cursor, its receptive field is lit")),
        ("w", _("a witness: where two lanes differ, or why they never do")),
        ("d", _("which cells of the picture get a gradient")),
        (", .", _("other channels")),
        (": ▸ • × ·", _("read now, made now, kept, wasted, lost in pooling")),
    )


def _free_keys() -> tuple[str, Rows]:
    return _("Free bench"), (
        ("e", _("open or close the controls")),
        ("u y o", _("undo, redo, back to the beginning")),
        ("i Enter", _("on a cell of the picture: type another value")),
        ("c", _("copy the command that opens this bench")),
        ("m", _("real networks: what the order saves there")),
        ("Esc", _("back")),
    )


def _controls_keys() -> tuple[str, Rows]:
    return _("Controls"), (
        ("↑ ↓", _("choose a control or a lane")),
        ("← →", _("turn it; in a lane, choose a layer")),
        ("Enter", _("type a value, choose from a list")),
        ("a x", _("add a layer behind this one, take this one out")),
        ("[ ]", _("move the layer")),
    )


def _descent_keys() -> tuple[str, Rows]:
    return _("Descent"), (
        (_("Space"), _("play or pause")),
        ("→ ←", _("one step on, one step back")),
        ("n p", _("to the next sharp turn, to the one before")),
        ("+ −", _("faster, slower")),
        ("r End", _("from the start, to the end")),
        ("z x 0", _("closer, farther, everything again; the wheel does it too")),
        (_("Shift+arrows"), _("look elsewhere; or drag with the mouse")),
        ("e", _("controls: ↑ ↓ choose, ← → turn, Enter types")),
        ("u y", _("undo, redo")),
        (", .", _("shorter steps, longer steps")),
        ("[ ]", _("other random numbers")),
        ("o", _("batch size")),
        ("v", _("sweep: one setting against steps or path; arrows choose")),
        ("a", _("draw in braille, in blocks or in plain characters")),
    )


def _picture_marks() -> tuple[str, Rows]:
    marks = {**MARKS[Renderer.BRAILLE], **LEGEND[Renderer.BRAILLE]}
    rows = tuple((marks[role].strip() or marks[role], name) for role, name in legend())
    read_outs = (
        ("1 2", _("the losses of the left and of the right panel")),
        ("κ λ", _("how stretched the valley is; its curvatures, flattest and steepest")),
        (_("turn back"), _("weights that go back on the step before, on average")),
        (_("rate"), _("what share of the distance a step leaves, beside theory")),
    )
    return _("What a descent shows"), (*rows, *read_outs)


def _laboratory_keys() -> tuple[str, Rows]:
    return _("Laboratory"), (
        ("w", _("the descent in words")),
        ("c", _("copy the command that opens this descent")),
        ("Esc", _("back")),
    )


def _everywhere_keys() -> tuple[str, Rows]:
    return _("Everywhere"), (
        ("g", _("English or Russian")),
        ("t", _("dark, light or high-contrast theme")),
        ("Ctrl+C", _("leave the program")),
        ("Ctrl+Z", _("back to the shell; fg returns")),
    )
