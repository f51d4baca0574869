"""The ledger of three friends, as lines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.paint.moon import alex, ilya, jeffrey
from tutor import language
from tutor.paint import ledger as painted
from tutor.paint.ledger import LedgerColumn, ledger

WIDTH = 10


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    language.use("en")
    yield
    language.use("en")


def three(*, layers: bool) -> tuple[LedgerColumn, ...]:
    """Return the ledger of all friends."""
    lanes = [("Alex", alex().trace), ("Ilya", ilya().trace), ("Jeffrey", jeffrey().trace)]
    return ledger(lanes, WIDTH, layers=layers)


def amounts(column: LedgerColumn) -> dict[str, str]:
    """Return the totals of a column by name."""
    return {line.name: line.amount for line in column.lines if line.total}


def test_operations_are_those_of_the_lesson() -> None:
    operations, moved, _times = three(layers=False)
    assert operations.heading == "operations"
    assert amounts(operations) == {"Alex": "387", "Ilya": "360", "Jeffrey": "351"}
    # 64 + 9 + 36 values for the convolution; ReLU 2·36 or 2·9; the pool 36 + 9; four bytes each
    assert amounts(moved) == {"Alex": "904", "Ilya": "688", "Jeffrey": "616"}


def test_layers_are_split_in_the_operations_only() -> None:
    operations, moved, times = three(layers=True)
    assert [(line.name, line.amount, line.total) for line in operations.lines] == [
        ("Alex", "387", True), ("conv", "324", False), ("ReLU", "36", False), ("max-pool", "27", False),
        ("Ilya", "360", True), ("conv", "324", False), ("max-pool", "27", False), ("ReLU", "9", False),
        ("Jeffrey", "351", True), ("conv", "324", False), ("max-pool", "27", False),
    ]  # fmt: skip
    assert len(moved.lines) == len(times.lines) == 3


def test_a_single_lane_has_every_amount_split() -> None:
    columns = ledger([("Ilya", ilya().trace)], WIDTH, layers=True)
    assert [[line.name for line in column.lines] for column in columns] == [["Ilya", "conv", "max-pool", "ReLU"]] * 3


def test_bars_share_a_scale_and_the_longest_fills_the_width() -> None:
    for column in three(layers=True):
        longest = max(column.lines, key=lambda line: float(line.amount))
        assert longest.bar == "█" * WIDTH
        assert all(len(line.bar) <= WIDTH for line in column.lines)
        assert all(line.bar for line in column.lines if float(line.amount) > 0)
    operations = three(layers=False)[0]
    assert [line.bar for line in operations.lines] == ["█" * 10, "█" * 9 + "▎", "█" * 9 + "▏"]


def test_measured_times_are_positive_and_written_with_one_decimal(monkeypatch: pytest.MonkeyPatch) -> None:
    times = three(layers=False)[2]
    assert all(float(amount) > 0 for amount in amounts(times).values())
    monkeypatch.setattr(painted, "stage_seconds", lambda trace: (1.25e-6,) * len(trace.stages))
    assert amounts(three(layers=False)[2]) == {"Alex": "3.8", "Ilya": "3.8", "Jeffrey": "2.5"}
    language.use("ru")
    assert amounts(three(layers=False)[2])["Jeffrey"] == "2,5"
