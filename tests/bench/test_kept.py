"""Results are kept while they are asked for, within a bound on their number and their size."""

from __future__ import annotations

import pytest

from tutor.bench.kept import Kept


def made(kept: Kept[bytes], key: str, size: int) -> bool:
    """Ask for a result; whether it had to be made."""
    calls: list[str] = []

    def make() -> bytes:
        calls.append(key)
        return bytes(size)

    assert len(kept.get(key, make)) == size
    return bool(calls)


def test_the_last_ones_are_kept() -> None:
    kept = Kept[bytes](len, entries=2, most=100)
    assert [made(kept, key, 1) for key in "abab"] == [True, True, False, False]
    assert made(kept, "c", 1)
    assert [made(kept, key, 1) for key in "ba"] == [False, True]
    assert len(kept) == 2


def test_large_ones_make_room() -> None:
    kept = Kept[bytes](len, entries=9, most=10)
    for key in "abc":
        made(kept, key, 5)
    assert kept.look("a") is None
    assert kept.look("b") == bytes(5)
    made(kept, "large", 50)
    assert len(kept) == 1
    assert not made(kept, "large", 50)


def test_an_error_is_not_kept() -> None:
    kept = Kept[bytes](len, entries=2, most=10)

    def fail() -> bytes:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        kept.get("a", fail)
    assert made(kept, "a", 1)
