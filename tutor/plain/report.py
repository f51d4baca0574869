"""Runs as tables and as JSON: what `layer-tutor run` prints, whether of a lesson or of a bench."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text as RichText

from tutor.language import _, ngettext
from tutor.nn.arguments import FloatArray
from tutor.nn.pipeline import Stage, Trace
from tutor.nn.witness import differing_cells
from tutor.paint.names import chain, layer_label
from tutor.paint.number import grid_texts, precise
from tutor.paint.scale import factor_for, shrunk

MOST_PRINTED = 16
"""Rows or columns of a grid that are printed; a larger map is printed shrunk, and said to be."""
MOST_PLACES = 12


@dataclass(frozen=True, eq=False)
class Run:
    """One lane that has been run, and what it is called."""

    name: str
    trace: Trace

    @property
    def layers(self) -> list[str]:
        """The names of its stages, in their order."""
        return [stage.name for stage in self.trace.stages]


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────


def stage_plain(stage: Stage, values: object) -> dict[str, object]:
    """Return a stage as JSON-able values; `values` are those of its output, in the shape that the caller prints."""
    cost = stage.cost
    return {
        "name": stage.name,
        "output": values,
        "operations": cost.operations,
        "multiply_adds": cost.multiply_adds,
        "comparisons": cost.comparisons,
        "evaluations": cost.evaluations,
        "bytes_read": cost.bytes_read,
        "bytes_written": cost.bytes_written,
    }


def finite(values: object) -> object:
    """Return nested lists of numbers with those that JSON has no word for as null."""
    if isinstance(values, list):
        return [finite(value) for value in values]
    return values if isinstance(values, int | float) and np.isfinite(values) else None


# ── text ─────────────────────────────────────────────────────────────────────────────────────────


def print_run(console: Console, run: Run, title: str | None = None) -> None:
    """Print the name of a lane, its layers, and every map."""
    console.print()
    heading = RichText(run.name if title is None else title, style="bold")
    console.print(heading.append(f"  {chain(run.layers)}", style="not bold dim"))
    for line in _grid_blocks(run.trace):
        console.print(line)


def _grid_blocks(trace: Trace) -> list[Table | RichText]:
    """Return every map of a run side by side, a line of them for each channel."""
    maps = [(_("picture"), trace.input), *((layer_label(stage.name), stage.output) for stage in trace.stages)]
    blocks: list[Table | RichText] = []
    for channel in range(max(values.shape[1] for _name, values in maps)):
        table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
        cells = []
        for name, values in maps:
            shown = channel < values.shape[1]
            table.add_column(RichText(_heading(name, values, channel) if shown else ""))
            cells.append(_grid(values[0, channel]) if shown else RichText(""))
        table.add_row(*cells)
        blocks.append(table)
    return blocks


def _heading(name: str, values: FloatArray, channel: int) -> str:
    _n, channels, rows, columns = values.shape
    of = f" {channel + 1}/{channels}" if channels > 1 else ""
    shrunk_to = f" ({rows}×{columns}, " + _("shown shrunk") + ")" if max(rows, columns) > MOST_PRINTED else ""
    return f"{name}{of}{shrunk_to}"


def _grid(values: FloatArray) -> RichText:
    factor = factor_for(values.shape[0], values.shape[1], MOST_PRINTED)
    texts = grid_texts(shrunk(values, factor).tolist(), 5)
    width = max(len(text) for row in texts for text in row)
    return RichText("\n".join(" ".join(text.rjust(width) for text in row) for row in texts), no_wrap=True)


def ledger_table(runs: Sequence[Run]) -> Table:
    """Return cells, operations and bytes of every layer of every lane."""
    table = Table()
    for heading in (_("lane"), _("layer"), _("cells"), _("operations"), _("bytes")):
        table.add_column(RichText(heading), justify="left" if heading in (_("lane"), _("layer")) else "right")
    for run in runs:
        name = RichText(run.name)
        for stage in run.trace.stages:
            cost = stage.cost
            table.add_row(
                name, RichText(layer_label(stage.name)), str(stage.output.size), str(cost.operations), str(cost.bytes)
            )
            name = RichText("")
        total = RichText(_("total, {n} of them ReLU").format(n=run.trace.relus), style="bold")
        table.add_row("", total, "", str(run.trace.cost.operations), str(run.trace.cost.bytes), end_section=True)
    return table


def difference_sentence(one: Run, other: Run) -> str:
    """Return whether two outputs are equal bit for bit, or where they differ and by how much at the most."""
    names = {"a": one.name, "b": other.name}
    first, second = one.trace.output, other.trace.output
    if first.shape != second.shape:
        return _("{a} and {b}: the outputs have different shapes.").format(**names)
    cells = differing_cells(first, second)
    if not cells:
        return _("{a} and {b}: equal, bit for bit.").format(**names)
    several = first.shape[1] > 1
    places = ", ".join(
        f"({c + 1}, {row + 1}, {column + 1})" if several else f"({row + 1}, {column + 1})"
        for _n, c, row, column in cells[:MOST_PLACES]
    ) + (", …" if len(cells) > MOST_PLACES else "")
    said = ngettext(
        "{a} and {b}: {n} of {all} cell differs, at {order} {places}.",
        "{a} and {b}: {n} of {all} cells differ, at {order} {places}.",
        len(cells),
    )
    order = _("(channel, row, column)") if several else _("(row, column)")
    with np.errstate(all="ignore"):
        largest = float(np.abs(first - second).max())
    sizes = {"n": len(cells), "all": first.size, "order": order, "places": places}
    return said.format(**names, **sizes) + " " + _("Largest difference: {amount}.").format(amount=precise(largest, 4))
