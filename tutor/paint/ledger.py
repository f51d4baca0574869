"""The ledger: what each layer of each lane costs, as numbers and bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.language import _, decimal
from tutor.nn.pipeline import Trace
from tutor.nn.playback import Playback
from tutor.nn.timing import stage_seconds
from tutor.paint.bars import bar
from tutor.paint.names import layer_label


@dataclass(frozen=True)
class LedgerLine:
    """One line of the ledger: a lane's total, or one of its layers."""

    name: str
    amount: str
    bar: str
    total: bool = False


@dataclass(frozen=True)
class LedgerColumn:
    """One way of counting: its heading, and its lines for all lanes."""

    heading: str
    lines: tuple[LedgerLine, ...]


Amounts = Sequence[tuple[float, ...]]
"""For each lane, one amount a stage."""


def ledger(lanes: Sequence[tuple[str, Playback]], index: int, width: int, *, layers: bool) -> tuple[LedgerColumn, ...]:
    """Return operations, bytes and measured microseconds of every lane after `index` cells.

    Operations are counted as they are spent; bytes and time belong to the whole run and stay blank until its end.
    With `layers`, operations of each layer too; a single lane has every amount split by layers. Bars of one column
    share a scale, whose end (`width` characters) is the dearest whole run.
    """
    traces = [playback.trace for _title, playback in lanes]
    spent: Amounts = [playback.at(index).operations for _title, playback in lanes]
    over = all(index >= len(playback) for _title, playback in lanes)
    operations: Amounts = [tuple(stage.cost.operations for stage in trace.stages) for trace in traces]
    moved: Amounts = [tuple(stage.cost.bytes for stage in trace.stages) for trace in traces]
    # Not measured before it is shown: it takes some milliseconds.
    taken: Amounts = [tuple(1e6 * seconds for seconds in stage_seconds(trace)) for trace in traces] if over else moved
    columns = (
        (_("operations"), spent, operations),
        (_("bytes moved"), moved if over else None, moved),
        (_("µs in numpy"), taken if over else None, taken),
    )
    named = [(title, playback.trace) for title, playback in lanes]
    return tuple(
        _column(heading, named, amounts, max(map(sum, scale)), width, layers and (number == 0 or len(lanes) == 1))
        for number, (heading, amounts, scale) in enumerate(columns)
    )


def _column(
    heading: str,
    lanes: Sequence[tuple[str, Trace]],
    amounts: Amounts | None,
    largest: float,
    width: int,
    layers: bool,
) -> LedgerColumn:
    """Return one column; without amounts yet, a dash on each line."""
    lines: list[LedgerLine] = []
    for number, (title, trace) in enumerate(lanes):
        lane = None if amounts is None else amounts[number]
        lines.append(_line(title, None if lane is None else sum(lane), largest, width, total=True))
        if layers:
            lines += [
                _line(layer_label(stage.name), None if lane is None else lane[place], largest, width)
                for place, stage in enumerate(trace.stages)
            ]
    return LedgerColumn(heading, tuple(lines))


def _line(name: str, amount: float | None, largest: float, width: int, *, total: bool = False) -> LedgerLine:
    if amount is None:
        return LedgerLine(name, "—", "", total)
    return LedgerLine(name, _amount(amount), bar(amount, largest, width), total)


def _amount(value: float) -> str:
    return str(value) if isinstance(value, int) else decimal(f"{value:.1f}")
