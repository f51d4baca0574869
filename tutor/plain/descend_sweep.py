"""A sweep printed: the chart of what was measured over what theory gives, and the same as a table or in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from tutor.descent.problem import control_label
from tutor.language import _
from tutor.nn.descent import Problem, Sweep, SweepPoint
from tutor.paint.descent_names import factor, inputs_label, significant
from tutor.paint.number import precise
from tutor.paint.sweep_chart import ChartRole, draw_sweep
from tutor.paint.sweep_series import series_of
from tutor.paint.sweep_words import measure_name
from tutor.plain.descend_panels import lines_of
from tutor.plain.descend_tables import median_of
from tutor.plain.printer import Printer

_WIDEST, _HEIGHT = 100, 20
_STYLES: dict[IntEnum, str] = {
    ChartRole.AXIS: "dim",
    ChartRole.FIRST_THEORY: "yellow dim",
    ChartRole.SECOND_THEORY: "cyan dim",
    ChartRole.FIRST: "bold yellow",
    ChartRole.SECOND: "bold cyan",
}


def print_sweep(problems: Sequence[Problem], sweeps: Sequence[Sweep], runs: int, printer: Printer) -> None:
    """Print the chart of the steps, and a table of everything measured."""
    series = [
        series_of(one.points, printer.spelled(inputs_label(problem.inputs)))
        for problem, one in zip(problems, sweeps, strict=True)
    ]
    chart = draw_sweep(
        series,
        min(printer.width, _WIDEST),
        _HEIGHT,
        printer.renderer,
        x_name=printer.spelled(control_label(sweeps[0].over)),
        y_name=printer.spelled(measure_name("steps")),
        theory_name=printer.spelled(_("theory, of the mean")),
    )
    for line in lines_of(chart, _STYLES):
        printer.line(line)
    printer.line()
    for problem, one in zip(problems, sweeps, strict=True):
        _print_table(problem, one, runs, printer)


def _print_table(problem: Problem, one: Sweep, runs: int, printer: Printer) -> None:
    printer.heading(f"{inputs_label(problem.inputs)}: {median_of(runs)}")
    headings = (
        control_label(one.over), _("steps"), _("in theory"), _("path ÷ straight line"), _("gradients of one sign"), "κ",
    )  # fmt: skip
    printer.table(headings, map(_cells, one.points))
    printer.line()


def _cells(point: SweepPoint) -> tuple[str, ...]:
    steps = point.steps
    return (
        precise(point.value, 4),
        f"{steps.median:.0f} ({steps.low:.0f}–{steps.high:.0f})" + _flown(point),
        "—" if point.theory_steps is None else f"{point.theory_steps:.0f}",
        factor(point.detour.median),
        f"{100 * point.same_sign.median:.0f}%",
        significant(point.condition_number),
    )


def _flown(point: SweepPoint) -> str:
    if not point.diverged:
        return ""
    return ", " + _("{share} flew away").format(share=f"{100 * point.diverged:.0f}%")


def sweep_sentences(problem: Problem, one: Sweep) -> list[str]:
    """Return what was measured at each value, a sentence each."""
    name = control_label(one.over)
    sentences = [inputs_label(problem.inputs) + ":"]
    for point in one.points:
        value, steps, theory, detour, share, kappa = _cells(point)
        message = _(
            "{name} {value}: {steps} steps, in theory {theory}; path {detour}× the line; one sign {share}; κ {kappa}."
        )
        sentences.append(
            message.format(name=name, value=value, steps=steps, theory=theory, detour=detour, kappa=kappa, share=share)
        )
    return sentences
