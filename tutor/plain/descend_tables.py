"""What was measured on descents, as tables: one column for each run."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.language import _, ngettext
from tutor.nn.descent import Floats, Measured, Trajectory, spread
from tutor.paint.descent_names import factor, inputs_label
from tutor.paint.descent_words import read_outs, table_rows
from tutor.plain.printer import Printer


def print_runs_table(runs: Sequence[Trajectory], frame: int | None, printer: Printer) -> None:
    """Print what is measured on the first `frame` steps of each run, or on all of them, for None everything."""
    columns = [table_rows(run) if frame is None else read_outs(run, frame) for run in runs]
    _print("", runs, columns, printer)


def print_measured_table(runs: Sequence[Trajectory], measured: Sequence[Measured], printer: Printer) -> None:
    """Print the medians over many runs of each problem, the quartiles behind them."""
    _print(median_of(len(measured[0].steps)), runs, [_measured_rows(one) for one in measured], printer)


def median_of(runs: int) -> str:
    """Return the heading of numbers that are medians over so many runs."""
    return ngettext("median of {n} run", "median of {n} runs (quartiles)", runs).format(n=runs)


def measured_sentences(run: Trajectory, measured: Measured) -> list[str]:
    """Return the medians over many runs in words."""
    n = len(measured.steps)
    heading = ngettext("Median of {n} run", "Medians of {n} runs, quartiles in brackets", n).format(n=n)
    rows = "; ".join(f"{name}: {value}" for name, value in _measured_rows(measured))
    return [f"{heading}, {inputs_label(run.problem.inputs)}: {rows}."]


def _measured_rows(measured: Measured) -> list[tuple[str, str]]:
    rows = [
        (_("steps"), _quartiles(measured.steps, 1.0, "")),
        (_("gradients of one sign"), _quartiles(measured.same_sign, 100.0, "%")),
        (_("path ÷ straight line"), _quartiles(measured.detour, None, "")),
        (_("mean turn"), _quartiles(measured.mean_turn, 1.0, "°")),
        (_("weights turning back each step"), _quartiles(measured.reversals, 100.0, "%")),
    ]
    if measured.diverged_share:
        rows.append((_("flew away"), f"{100 * measured.diverged_share:.0f}%"))
    return rows


def _quartiles(values: Floats, parts: float | None, unit: str) -> str:
    """Write median (first quartile–third quartile): whole numbers of 1/`parts`, or for None as a factor."""

    def write(value: float) -> str:
        if parts is not None and value * parts < 1e6:
            return f"{value * parts:.0f}{unit}"
        return factor(value)

    found = spread(values)
    if found.low == found.high:
        return write(found.median)
    return f"{write(found.median)} ({write(found.low)}–{write(found.high)})"


def _print(
    heading: str, runs: Sequence[Trajectory], columns: Sequence[list[tuple[str, str]]], printer: Printer
) -> None:
    rows = [(row[0][0], *(value for _name, value in row)) for row in zip(*columns, strict=True)]
    printer.table([heading, *(inputs_label(run.problem.inputs) for run in runs)], rows, named=True)
