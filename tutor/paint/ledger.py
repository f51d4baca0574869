"""The ledger: what each layer of each lane costs, as numbers and bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.language import _, decimal
from tutor.nn.cost import Cost
from tutor.nn.pipeline import Trace
from tutor.nn.playback import Playback
from tutor.nn.timing import Timing
from tutor.paint.bars import bar
from tutor.paint.names import layer_label

MULTIPLY_ADD, COMPARISON, EVALUATION = "×", "<", "ƒ"
"""The signs of the kinds of operations: multiply-adds, comparisons, values of another function."""
MICRO = 1e6


@dataclass(frozen=True)
class LedgerLine:
    """One line of the ledger: a lane's total, or one of its layers."""

    name: str
    amount: str
    bar: str
    total: bool = False
    note: str = ""
    """The kinds of the operations, or the quartiles of a time."""


@dataclass(frozen=True)
class LedgerColumn:
    """One way of counting: its heading, and its lines for all lanes."""

    heading: str
    lines: tuple[LedgerLine, ...]


Times = Sequence[tuple[Timing, ...] | None]
"""For each lane how long its stages took; None where that has not been measured."""
Amounts = Sequence[tuple[float, ...] | None]
"""For each lane one amount a stage; None where there is none yet."""
Notes = Sequence[tuple[str, ...]]
"""For each lane the note of its total, then one a stage."""


def ledger(
    lanes: Sequence[tuple[str, Playback]],
    index: int,
    width: int,
    *,
    split: frozenset[int] = frozenset(),
    times: Times | None = None,
) -> tuple[LedgerColumn, ...]:
    """Return operations, bytes and measured microseconds of every lane after `index` cells.

    Operations are counted as they are spent; bytes and time belong to the whole run and stay blank until its end.
    The columns in `split` are split by layers. Bars of one column share a scale, whose end (`width` characters) is
    the dearest whole run.
    """
    traces = [playback.trace for _title, playback in lanes]
    over = all(index >= len(playback) for _title, playback in lanes)
    spent: Amounts = [playback.at(index).operations for _title, playback in lanes]
    operations: Amounts = [tuple(stage.cost.operations for stage in trace.stages) for trace in traces]
    moved: Amounts = [tuple(stage.cost.bytes for stage in trace.stages) for trace in traces]
    measured: Times = times if times is not None and over else [None] * len(lanes)
    taken: Amounts = [None if one is None else tuple(MICRO * time.median for time in one) for one in measured]
    blank: Notes = [("",) * (1 + len(trace.stages)) for trace in traces]
    kinds: Notes = [("", *(kind_signs(stage.cost) for stage in trace.stages)) for trace in traces]
    unknown: Amounts = [None] * len(lanes)
    spreads: Notes = [_spreads(one, trace) for one, trace in zip(measured, traces, strict=True)]
    named = [(title, playback.trace) for title, playback in lanes]
    columns = (
        (_("operations"), spent, operations, kinds),
        (_("bytes moved"), moved if over else unknown, moved, blank),
        (_("µs in numpy"), taken, taken, spreads),
    )
    return tuple(
        _column(heading, named, amounts, whole, notes, width, number in split)
        for number, (heading, amounts, whole, notes) in enumerate(columns)
    )


def kind_signs(cost: Cost) -> str:
    """Return the signs of the kinds of operations that a layer spends."""
    spent = ((cost.multiply_adds, MULTIPLY_ADD), (cost.comparisons, COMPARISON), (cost.evaluations, EVALUATION))
    return "".join(sign for amount, sign in spent if amount)


def _spreads(times: tuple[Timing, ...] | None, trace: Trace) -> tuple[str, ...]:
    """Return the quartiles of every stage; the quartiles of a sum are not known."""
    if times is None:
        return ("",) * (1 + len(trace.stages))
    return ("", *(f"{_amount(MICRO * time.low)}–{_amount(MICRO * time.high)}" for time in times))


def _column(
    heading: str,
    lanes: Sequence[tuple[str, Trace]],
    amounts: Amounts,
    whole: Amounts,
    notes: Notes,
    width: int,
    layers: bool,
) -> LedgerColumn:
    """Return one column; a dash on each line of a lane without amounts. `whole` decides the scale of the bars."""
    largest = max((sum(lane) for lane in whole if lane is not None), default=0.0)
    lines: list[LedgerLine] = []
    for (title, trace), lane, told in zip(lanes, amounts, notes, strict=True):
        lines.append(_line(title, None if lane is None else sum(lane), largest, width, total=True))
        if layers:
            lines += [
                _line(
                    layer_label(stage.name), None if lane is None else lane[place], largest, width, note=told[place + 1]
                )
                for place, stage in enumerate(trace.stages)
            ]
    return LedgerColumn(heading, tuple(lines))


def _line(
    name: str, amount: float | None, largest: float, width: int, *, total: bool = False, note: str = ""
) -> LedgerLine:
    if amount is None:
        return LedgerLine(name, "—", "", total)
    return LedgerLine(name, _amount(amount), bar(amount, largest, width), total, note)


def _amount(value: float) -> str:
    """Write a whole number up to 999 999 as it is, a larger one in thousands or millions, a time with few digits."""
    if isinstance(value, int):
        if value < 1_000_000:
            return str(value)
        return decimal(f"{value / 1e6:.1f}M") if value < 1_000_000_000 else decimal(f"{value / 1e9:.2f}G")
    return decimal(f"{value:.1f}" if value < 1000 else f"{value:.0f}")
