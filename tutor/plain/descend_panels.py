"""The panels of descents, and the curve of their losses, printed as characters."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from itertools import zip_longest

from rich.text import Text

from tutor.language import _
from tutor.nn.descent import Trajectory
from tutor.paint.cells import Cells, R
from tutor.paint.descent_marks import LEGEND, MARKS, Role
from tutor.paint.descent_names import inputs_label, legend, title
from tutor.paint.descent_scene import Scene
from tutor.paint.descent_view import View
from tutor.paint.loss_curve import CurveRole, LossCurve
from tutor.plain.printer import Printer

_GAP = 2
_BESIDE_FROM = 60
"""Columns from which two panels stand side by side."""
_WIDEST, _ASPECT = 64, 0.42
"""Columns of a panel at most, so that a screen holds its height, and its rows to a column."""
_LEAST_HEIGHT, _CURVE_HEIGHT = 4, 7

_STYLES: dict[IntEnum, str] = {
    Role.SHADE: "dim",
    Role.CONTOUR: "bright_black",
    Role.AXIS: "dim",
    Role.ARROW: "blue",
    Role.PATH_OLD: "yellow dim",
    Role.PATH: "yellow",
    Role.PATH_RECENT: "bright_yellow",
    Role.WHOLE: "green",
    Role.EXAMPLE: "bright_magenta",
    Role.START: "bold",
    Role.OPTIMUM: "bold blue",
    Role.CURRENT: "bold yellow",
}
_CURVE_STYLES: dict[IntEnum, str] = {CurveRole.AXIS: "dim", CurveRole.FIRST: "yellow", CurveRole.SECOND: "cyan"}
_UNDER_WAY = (Role.EXAMPLE, Role.WHOLE, Role.SHADE)
"""What shows only while there are steps to come."""


def print_panels(runs: Sequence[Trajectory], frame: int | None, printer: Printer) -> None:
    """Print a panel of each run after `frame` steps (None for all of them), drawn to one scale, and what marks mean.

    ValueError for runs of one weight.
    """
    beside = len(runs) == 2 and printer.width >= _BESIDE_FROM
    width = min((printer.width - _GAP) // 2 if beside else printer.width, _WIDEST)
    height = max(round(width * _ASPECT), _LEAST_HEIGHT)
    view = View.fitted(*runs)
    pictures = [_panel(run, frame, width, height, view, printer) for run in runs]
    for lines in zip_longest(*pictures) if beside else [(line,) for picture in pictures for line in picture]:
        printer.line(Text(" " * _GAP).join(lines))
    _print_legend(frame is not None and frame < max(run.steps for run in runs), printer)


def _panel(run: Trajectory, frame: int | None, width: int, height: int, view: View, printer: Printer) -> list[Text]:
    """Return a panel as lines, its heading first."""
    heading = Text(printer.spelled(title(run.problem)), style="bold")
    heading.truncate(width, pad=True)
    at = run.steps if frame is None else min(frame, run.steps)
    picture = Scene(run, width, height, printer.renderer, view).frame(at)
    # Where no step is to come, none is within reach.
    return [heading, *lines_of(picture, _STYLES, blank=Role.SHADE if at == run.steps else None)]


def lines_of(cells: Cells[R], styles: dict[IntEnum, str], blank: IntEnum | None = None) -> list[Text]:
    """Return a picture as lines of styled text, with spaces for what has the role `blank`."""
    lines = []
    for row in range(cells.height):
        line = Text()
        for text, role, _shaded in cells.runs(row):
            line.append(" " * len(text) if role is blank else text, style=styles.get(role, ""))
        lines.append(line)
    return lines


def _print_legend(under_way: bool, printer: Printer) -> None:
    """Say what the marks mean; of a finished run not those that are gone."""
    marks = {**LEGEND[printer.renderer], **MARKS[printer.renderer]}
    parts = [(marks[role], name, _STYLES[role]) for role, name in legend() if under_way or role not in _UNDER_WAY]
    line, used = Text(), 0
    for mark, name, style in parts:
        length = len(mark) + len(name) + 4
        if used and used + length > printer.width:
            printer.line(line)
            line, used = Text(), 0
        line.append(mark, style=style).append(f" {printer.spelled(name)}   ")
        used += length
    printer.line(line)


def print_losses(runs: Sequence[Trajectory], frame: int | None, printer: Printer) -> None:
    """Print the curve of the expected losses, on a logarithmic scale, and whose line is which."""
    width = min(printer.width, 2 * _WIDEST + _GAP)
    last = max(run.steps for run in runs)
    heading = _("loss, step by step")
    if len(runs) == 2:
        names = "   ".join(f"{n} {inputs_label(run.problem.inputs)}" for n, run in enumerate(runs, start=1))
        heading = f"{heading}:   {names}"
    printer.heading(heading)
    curve = LossCurve(runs, width, _CURVE_HEIGHT, printer.renderer)
    for line in lines_of(curve.frame(last if frame is None else frame), _CURVE_STYLES):
        printer.line(line)
