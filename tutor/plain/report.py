"""Runs as tables and as JSON: what `layer-tutor run` prints, whether of a lesson or of a bench."""

from __future__ import annotations

import json
import math
import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import IO

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text as RichText

from tutor.bench.verdict import differing, largest_difference
from tutor.language import _, ngettext
from tutor.nn.arguments import FloatArray
from tutor.nn.pipeline import Stage, Trace
from tutor.paint.names import chain, layer_label
from tutor.paint.number import grid_texts, precise
from tutor.paint.scale import factor_for, shrunk
from tutor.paint.witness import shape_text

MOST_PRINTED = 16
"""Rows or columns of a grid that are printed; a larger map is printed shrunk, and said to be."""
MOST_PLACES = 12
MOST_JSON = 2**16
"""Numbers of an array that are printed as JSON; a larger one is null there, and only its shape is told."""
_NARROWEST, _GAP, _NO_BREAK = 20, "   ", "\u00a0"
_BRACKETS = re.compile(r"\([^()]{1,24}\)|\[[^\[\]]{1,32}\]")


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
    return values if isinstance(values, int | float) and math.isfinite(values) else None


def plain_array(array: FloatArray) -> object:
    """Return an array as nested lists that JSON can hold; None in place of one with more than MOST_JSON numbers."""
    if array.size > MOST_JSON:
        return None
    values: object = array.tolist()
    return values if np.isfinite(array).all() else finite(values)


def write_json(value: object, stream: IO[str]) -> None:
    """Write JSON in ASCII, which every terminal's encoding holds: a row of numbers is one line."""
    stream.writelines(_json_parts(value, "\n"))
    stream.write("\n")


def _json_parts(value: object, line: str) -> Iterator[str]:
    """Yield the text of a value; `line` begins a new line with the indentation of the value."""
    inner = line + "  "
    if isinstance(value, dict) and value:
        for number, (key, item) in enumerate(value.items()):
            yield f"{',' if number else '{'}{inner}{json.dumps(key)}: "
            yield from _json_parts(item, inner)
        yield line + "}"
    elif isinstance(value, list) and any(isinstance(item, list | dict) for item in value):
        for number, item in enumerate(value):
            yield f"{',' if number else '['}{inner}"
            yield from _json_parts(item, inner)
        yield line + "]"
    else:
        yield json.dumps(value, allow_nan=False)


# ── text ─────────────────────────────────────────────────────────────────────────────────────────


def print_run(console: Console, run: Run, title: str | None = None) -> None:
    """Print the name of a lane, its layers, and every map."""
    console.print()
    heading = RichText(run.name if title is None else title, style="bold")
    console.print(heading.append(f"  {chain(run.layers)}", style="not bold dim"))
    for line in map_lines(run.trace, console.width):
        console.print(line, no_wrap=True, overflow="ignore", crop=False)


def print_sentence(console: Console, sentence: str, indent: int = 0) -> None:
    """Print a sentence, broken between words, with the lines that follow further in than the first.

    What stands in brackets, such as the place of a cell, stays on one line where it is short.
    """
    solid = _BRACKETS.sub(lambda found: found[0].replace(" ", _NO_BREAK), sentence)
    lines = textwrap.wrap(
        solid,
        max(console.width, _NARROWEST),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )
    for line in lines:
        console.print(RichText(line.replace(_NO_BREAK, " ")), no_wrap=True, overflow="ignore", crop=False)


def map_lines(trace: Trace, width: int) -> list[RichText]:
    """Return every map of a run, side by side as far as they fit, beginning anew for each channel."""
    width = max(width, _NARROWEST)
    maps = [(_("picture"), trace.input), *((layer_label(stage.name), stage.output) for stage in trace.stages)]
    lines: list[RichText] = []
    for channel in range(max(values.shape[1] for _name, values in maps)):
        blocks = [_block(name, values, channel, width) for name, values in maps if channel < values.shape[1]]
        while blocks:
            fitting, room = 1, width - blocks[0].width
            while fitting < len(blocks) and room >= len(_GAP) + blocks[fitting].width:
                room -= len(_GAP) + blocks[fitting].width
                fitting += 1
            lines += _side_by_side(blocks[:fitting])
            blocks = blocks[fitting:]
    return lines


@dataclass(frozen=True)
class _Block:
    """One channel of a map as text."""

    heading: str
    lines: tuple[str, ...]

    @property
    def width(self) -> int:
        return max(len(self.heading), *map(len, self.lines))


def _block(name: str, values: FloatArray, channel: int, width: int) -> _Block:
    """Return one channel of a map, shrunk where it has too many cells for so many characters or for the eye."""
    _n, channels, rows, columns = values.shape
    side, cells = MOST_PRINTED, values[0, channel]
    while True:
        factor = factor_for(rows, columns, side)
        for widest in (5, 4):
            texts = grid_texts(shrunk(cells, factor).tolist(), widest)
            longest = max(len(text) for row in texts for text in row)
            fits = len(texts[0]) * (longest + 1) - 1 <= width
            if fits and (widest == 5 or not any("#" in text for row in texts for text in row)):
                of = f" {channel + 1}/{channels}" if channels > 1 else ""
                small = f" ({rows}×{columns}, " + _("shown shrunk") + ")" if factor > 1 else ""
                return _Block(name + of + small, tuple(" ".join(text.rjust(longest) for text in row) for row in texts))
        side -= 1


def _side_by_side(blocks: Sequence[_Block]) -> list[RichText]:
    headings = _GAP.join(block.heading.ljust(block.width) for block in blocks).rstrip()
    rows = zip_longest(*(block.lines for block in blocks), fillvalue="")
    return [
        RichText(headings, style="bold"),
        *(
            RichText(_GAP.join(line.ljust(block.width) for line, block in zip(row, blocks, strict=True)).rstrip())
            for row in rows
        ),
    ]


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
        sizes = {"one": shape_text(first.shape), "other": shape_text(second.shape)}
        return _("{a} and {b}: the outputs have different shapes, {one} and {other}.").format(**names, **sizes)
    unequal = differing(first, second)
    count = int(unequal.sum())
    if not count:
        return _("{a} and {b}: equal, bit for bit.").format(**names)
    several = first.shape[1] > 1
    places = ", ".join(
        f"({', '.join(str(at + 1) for at in (place if several else place[1:]))})"
        for place in np.argwhere(unequal[0])[:MOST_PLACES].tolist()
    ) + (", …" if count > MOST_PLACES else "")
    said = ngettext(
        "{a} and {b}: {n} of {all} cell differs, at {order} {places}.",
        "{a} and {b}: {n} of {all} cells differ, at {order} {places}.",
        count,
    )
    order = _("(channel, row, column)") if several else _("(row, column)")
    largest = largest_difference(first, second)
    counts = {"n": count, "all": first.size, "order": order, "places": places}
    return said.format(**names, **counts) + " " + _("Largest difference: {amount}.").format(amount=precise(largest, 4))
