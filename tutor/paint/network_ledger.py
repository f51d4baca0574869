"""The ledger of a real network: what both orders of ReLU and pool cost in each block, as lines of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from tutor.language import _, decimal
from tutor.nn.cost import Cost, Shape
from tutor.nn.network_timing import Spread, Timings
from tutor.nn.networks import ORDERS, Block, Network, Order, Saving
from tutor.paint.bars import bar
from tutor.paint.number import MINUS

Role = Literal["heading", "name", "order", "number", "bar", "pool_bar", "saving", "time"]
Measured = Mapping[int, Sequence[Timings]]
"""For each block of a network that has been measured, by its position, the timings of both orders."""
WIDE = 109
"""From so many columns on there is room for everything."""
ABSENT: Final = "—"
_TIME_WIDTH = 10


@dataclass(frozen=True)
class Part:
    """One cell of a line, filled up to the width of its column, and what it says."""

    text: str
    role: Role


Line = tuple[Part, ...]
"""One line of the table, from left to right, with the spaces between its columns."""


@dataclass(frozen=True)
class _Column:
    """One column: what it is filled from, its width, and how soon it is left out where room is short."""

    key: str
    heading: str
    width: int
    role: Role
    goes: int = 0
    """Columns with the highest number go first; those with 0 stay."""


def network_table(network: Network, width: int, measured: Measured | None = None) -> tuple[Line, ...]:
    """Return heading and lines of the table in at most `width` columns (56 or more).

    Each block has two lines, ReLU first and pool first. Their bars have a scale of their own, of which the dearer
    order fills the whole. A network of several blocks ends with their sum.
    """
    columns = _columns(width)
    lines = [_line(columns, {column.key: column.heading for column in columns}, heading=True)]
    for place, block in enumerate(network.blocks):
        timings = (measured or {}).get(place, ())
        costs = [_OrderCost(order, block.cost(order), block.relus(order)) for order in ORDERS]
        spreads = [timing.total for timing in timings] or [None, None]
        lines += _pair(columns, (block.name, shapes(block)), costs, spreads, block.saving if block.pool else None)
    if network.chained and len(network.blocks) > 1:
        costs = [
            _OrderCost(order, network.cost(order), sum(block.relus(order) for block in network.blocks))
            for order in ORDERS
        ]
        lines += _pair(columns, (_("all blocks"), ""), costs, whole(network, measured or {}), network.saving)
    return tuple(lines)


def whole(network: Network, measured: Measured) -> tuple[Spread | None, Spread | None]:
    """Return the time of both orders summed over all blocks, None while one is missing.

    Medians add up to an estimate of the sum's median, half widths to more than its half width.
    """
    blocks = [[timing.total for timing in measured.get(place, ())] for place in range(len(network.blocks))]
    sums: list[Spread | None] = []
    for number in range(len(ORDERS)):
        spreads = [totals[number] for totals in blocks if totals]
        known = [spread for spread in spreads if spread is not None]
        full = len(known) == len(network.blocks)
        sums.append(
            Spread(sum(s.lower for s in known), sum(s.median for s in known), sum(s.upper for s in known))
            if full
            else None
        )
    return sums[0], sums[1]


def shapes(block: Block) -> str:
    """Return the shapes at the ends of a block: 3×224²→64×112²."""
    return f"{_shape(block.inputs)}→{_shape(block.outputs[1:])}"


def amount(value: int) -> str:
    """Return a count in three significant digits with a prefix of the SI: 324, 9.22 k, 1.94 G."""
    if value < 1000:
        return str(value)
    scaled, prefixes = value / 1000, [_("k"), _("M"), _("G"), _("T")]
    while scaled >= 999.5 and len(prefixes) > 1:
        scaled /= 1000
        prefixes.pop(0)
    digits = 2 if scaled < 9.995 else 1 if scaled < 99.95 else 0
    return f"{decimal(f'{scaled:.{digits}f}')} {prefixes[0]}"


def percent(share: float) -> str:
    """Return a share with two significant digits, three from 10 % on, and none behind a whole number: 0.13 %, 75 %."""
    value = abs(100 * share)
    if value < 1e-9:
        return "0 %"
    exponent = int(f"{value:.1e}".partition("e")[2])  # after rounding to two digits
    text = f"{value:.1f}".removesuffix(".0") if exponent > 0 else f"{value:.{1 - exponent}f}"
    return f"{MINUS if share < 0 else ''}{decimal(text)} %"


def milliseconds(spread: Spread) -> str:
    """Return a median of seconds as milliseconds, with half the distance of the quartiles, if any: 12.3±0.6."""
    middle, half = 1000 * spread.median, 1000 * spread.half
    digits = 0 if middle >= 99.95 else 1 if middle >= 9.995 else 2 if middle >= 0.9995 else 3
    if spread.lower == spread.upper:
        return decimal(f"{middle:.{digits}f}")
    while True:
        behind = f"{half:.{digits}f}".removeprefix("0" if digits == 3 else "")
        text = f"{middle:.{digits}f}±{behind}"
        if len(text) <= _TIME_WIDTH or digits == 0:
            return decimal(text)
        digits -= 1  # a spread far above the median leaves no room for digits that mean nothing


@dataclass(frozen=True)
class _OrderCost:
    """What one order costs."""

    order: Order
    cost: Cost
    relus: int


def _columns(width: int) -> tuple[_Column, ...]:
    """Return the columns that fit into so many characters."""
    order = _Column("order", _("order"), 9, "order")
    if width >= WIDE:
        return (
            _Column("name", _("block"), 15, "name"), order,
            _Column("multiply_adds", _("multiply-adds"), 13, "number"),
            _Column("comparisons", _("comparisons"), 11, "number"),
            _Column("operations_bar", _("operations"), 10, "bar"),
            _Column("bytes", _("bytes"), 7, "number"), _Column("bytes_bar", "", 10, "bar"),
            _Column("relus", _("ReLUs"), 7, "number"),
            _Column("saving", _("saved"), 8, "saving"), _Column("time", _("ms"), _TIME_WIDTH, "time"),
        )  # fmt: skip
    columns: tuple[_Column, ...] = (
        _Column("name", _("block"), 15, "name"), order,
        _Column("multiply_adds", _("MACs"), 6, "number", 1), _Column("comparisons", _("compares"), 8, "number"),
        _Column("operations_bar", "", 6, "bar", 3), _Column("bytes", _("bytes"), 6, "number", 2),
        _Column("saving", _("saved"), 8, "saving"), _Column("time", _("ms"), _TIME_WIDTH, "time"),
    )  # fmt: skip
    while sum(column.width + 1 for column in columns) - 1 > width and any(column.goes for column in columns):
        last = max(column.goes for column in columns)
        columns = tuple(column for column in columns if column.goes != last)
    return columns


def _pair(
    columns: tuple[_Column, ...],
    names: tuple[str, str],
    costs: Sequence[_OrderCost],
    spreads: Sequence[Spread | None],
    saving: Saving | None,
) -> list[Line]:
    """Return the two lines of one block, or of the sum."""
    most_operations = max(one.cost.operations for one in costs)
    most_bytes = max(one.cost.bytes for one in costs)
    widths = {column.key: column.width for column in columns}
    lines = []
    for name, one, spread in zip(names, costs, spreads, strict=True):
        texts = {
            "name": name,
            "order": _("ReLU→pool") if one.order == "relu_first" else _("pool→ReLU"),
            "multiply_adds": amount(one.cost.multiply_adds),
            "comparisons": amount(one.cost.comparisons),
            "operations_bar": bar(one.cost.operations, most_operations, widths.get("operations_bar", 0)),
            "bytes": amount(one.cost.bytes),
            "bytes_bar": bar(one.cost.bytes, most_bytes, widths.get("bytes_bar", 0)),
            "relus": amount(one.relus),
            "saving": "" if one.order == "relu_first" else percent(saving.operations) if saving else ABSENT,
            "time": milliseconds(spread) if spread else "",
        }
        lines.append(_line(columns, texts, pool_first=one.order == "pool_first"))
    return lines


def _line(
    columns: tuple[_Column, ...], texts: Mapping[str, str], *, heading: bool = False, pool_first: bool = False
) -> Line:
    """Return one line of the table: words and bars to the left of their columns, numbers to the right."""
    parts = []
    for number, column in enumerate(columns):
        text, role = texts[column.key], column.role
        filled = text.ljust(column.width) if role in ("name", "order", "bar") else text.rjust(column.width)
        if heading:
            role = "heading"
        elif role == "bar" and pool_first:
            role = "pool_bar"
        parts.append(Part((" " if number else "") + filled, role))
    return tuple(parts)


def _shape(shape: Shape) -> str:
    channels, height, width = shape
    return f"{channels}×{height}²" if height == width else f"{channels}×{height}×{width}"
