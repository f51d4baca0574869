"""The ledger of three friends, as lines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.paint.moon import ALEX_END, CONV, ILYA_END, alex, ilya, jeffrey
from tutor import language
from tutor.nn.cost import Cost
from tutor.nn.timing import Timing
from tutor.paint.ledger import LedgerColumn, Times, kind_signs, ledger

WIDTH = 10
ALL = frozenset({0, 1, 2})
TIMES = tuple((Timing(1.25e-6, 1e-6, 2e-6),) * stages for stages in (3, 3, 2))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    language.use("en")
    yield
    language.use("en")


def three(
    index: int = ALEX_END, *, split: frozenset[int] = frozenset(), times: Times | None = None
) -> tuple[LedgerColumn, ...]:
    """Return the ledger of all friends after `index` cells."""
    lanes = [("Alex", alex()), ("Ilya", ilya()), ("Jeffrey", jeffrey())]
    return ledger(lanes, index, WIDTH, split=split, times=times)


def amounts(column: LedgerColumn) -> dict[str, str]:
    """Return the totals of a column by name."""
    return {line.name: line.amount for line in column.lines if line.total}


def test_operations_and_bytes_are_those_of_the_lesson() -> None:
    operations, moved, _times = three()
    assert operations.heading == "operations"
    assert amounts(operations) == {"Alex": "387", "Ilya": "360", "Jeffrey": "351"}
    # 64 + 9 + 36 values for the convolution; ReLU 2·36 or 2·9; the pool 36 + 9; four bytes each
    assert amounts(moved) == {"Alex": "904", "Ilya": "688", "Jeffrey": "616"}


def test_operations_are_counted_as_they_are_spent() -> None:
    assert amounts(three(0)[0]) == {"Alex": "0", "Ilya": "0", "Jeffrey": "0"}
    assert amounts(three(2)[0]) == {"Alex": "18", "Ilya": "18", "Jeffrey": "18"}
    assert amounts(three(CONV + 4)[0]) == {"Alex": "328", "Ilya": "336", "Jeffrey": "336"}


@pytest.mark.parametrize("index", [0, 1, ALEX_END - 1])
def test_bytes_and_times_are_told_at_the_end_only(index: int) -> None:
    _operations, moved, times = three(index)
    for column in (moved, times):
        assert {(line.amount, line.bar) for line in column.lines} == {("—", "")}


def test_layers_are_split_in_the_operations_only() -> None:
    operations, moved, times = three(split=frozenset({0}))
    assert [(line.name, line.amount, line.total) for line in operations.lines] == [
        ("Alex", "387", True), ("conv", "324", False), ("ReLU", "36", False), ("max-pool", "27", False),
        ("Ilya", "360", True), ("conv", "324", False), ("max-pool", "27", False), ("ReLU", "9", False),
        ("Jeffrey", "351", True), ("conv", "324", False), ("max-pool", "27", False),
    ]  # fmt: skip
    assert len(moved.lines) == len(times.lines) == 3


def test_a_single_lane_has_every_amount_split() -> None:
    for index in (0, ILYA_END):
        columns = ledger([("Ilya", ilya())], index, WIDTH, split=ALL)
        names = [[line.name for line in column.lines] for column in columns]
        assert names == [["Ilya", "conv", "max-pool", "ReLU"]] * 3


def test_bars_share_a_scale_and_the_longest_fills_the_width() -> None:
    for column in three(split=frozenset({0}), times=TIMES):
        longest = max(column.lines, key=lambda line: float(line.amount))
        assert longest.bar == "█" * WIDTH
        assert all(len(line.bar) <= WIDTH for line in column.lines)
        assert all(line.bar for line in column.lines if float(line.amount) > 0)
    assert [line.bar for line in three()[0].lines] == ["█" * 10, "█" * 9 + "▎", "█" * 9 + "▏"]
    # The scale is that of the whole run from the start on, so that bars grow and never shrink.
    assert [line.bar for line in three(2)[0].lines] == ["▌"] * 3


def test_measured_times_are_written_with_one_decimal_and_their_quartiles() -> None:
    times = three(split=frozenset({2}), times=TIMES)[2]
    assert amounts(times) == {"Alex": "3.8", "Ilya": "3.8", "Jeffrey": "2.5"}
    assert next((line.amount, line.note) for line in times.lines if not line.total) == ("1.2", "1.0–2.0")
    language.use("ru")
    assert amounts(three(times=TIMES)[2])["Jeffrey"] == "2,5"


@pytest.mark.parametrize("times", [None, [None, None, None]])
def test_times_that_nobody_has_measured_are_a_dash(times: Times | None) -> None:
    column = three(times=times)[2]
    assert {(line.amount, line.bar) for line in column.lines} == {("—", "")}


def test_the_kinds_of_operations_have_signs() -> None:
    operations = three(split=frozenset({0}))[0]
    assert [line.note for line in operations.lines[:4]] == ["", "×", "<", "<"]
    assert kind_signs(Cost(multiply_adds=4, evaluations=1)) == "×ƒ"
    assert kind_signs(Cost()) == ""
