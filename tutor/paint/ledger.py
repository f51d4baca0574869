"""The ledger: what each layer of each lane costs, as numbers and bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.language import _, decimal
from tutor.nn.pipeline import Trace
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


def ledger(lanes: Sequence[tuple[str, Trace]], width: int, *, layers: bool) -> tuple[LedgerColumn, ...]:
    """Return operations, bytes and measured microseconds of every lane; with `layers`, operations of each layer too.

    A single lane has every amount split by layers.

    Bars of one column share a scale; the longest has `width` characters.
    """
    counted: list[tuple[str, list[tuple[float, ...]]]] = [
        (_("operations"), [tuple(stage.cost.operations for stage in trace.stages) for _title, trace in lanes]),
        (_("bytes moved"), [tuple(stage.cost.bytes for stage in trace.stages) for _title, trace in lanes]),
        (
            _("µs on this machine"),
            [tuple(1e6 * seconds for seconds in stage_seconds(trace)) for _title, trace in lanes],
        ),
    ]
    return tuple(
        _column(heading, lanes, amounts, width, layers and (number == 0 or len(lanes) == 1))
        for number, (heading, amounts) in enumerate(counted)
    )


def _column(
    heading: str,
    lanes: Sequence[tuple[str, Trace]],
    amounts: Sequence[tuple[float, ...]],
    width: int,
    layers: bool,
) -> LedgerColumn:
    largest = max(sum(lane) for lane in amounts)
    lines: list[LedgerLine] = []
    for (title, trace), lane in zip(lanes, amounts, strict=True):
        lines.append(LedgerLine(title, _amount(sum(lane)), bar(sum(lane), largest, width), total=True))
        if layers:
            lines += [
                LedgerLine(layer_label(stage.name), _amount(amount), bar(amount, largest, width))
                for stage, amount in zip(trace.stages, lane, strict=True)
            ]
    return LedgerColumn(heading, tuple(lines))


def _amount(value: float) -> str:
    return str(value) if isinstance(value, int) else decimal(f"{value:.1f}")
