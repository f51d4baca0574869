"""Results that are kept for whoever asks again, within a bound on memory: a large picture makes large results."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """The results that were asked for last: at most `entries` of them, together of at most `most` bytes.

    The latest one is kept however large it is. What making one raises is not kept.
    """

    def __init__(self, size: Callable[[T], int], *, entries: int, most: int) -> None:
        """`size` returns how many bytes a result takes."""
        self._size = size
        self._entries, self._most = entries, most
        self._results: dict[Hashable, tuple[T, int]] = {}
        self._bytes = 0
        self._keeping = Lock()
        """Held while the results change: large ones are made on a thread of their own."""

    def __len__(self) -> int:
        return len(self._results)

    def look(self, key: Hashable) -> T | None:
        """Return a result where it is kept."""
        kept = self._results.get(key)
        return None if kept is None else kept[0]

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the result for `key`, made now where it is not kept."""
        kept = self._results.get(key)
        if kept is None:
            result = make()
            kept = result, self._size(result)
        with self._keeping:
            self._let_go(key)
            self._results[key] = kept  # a dict remembers its order: the latest is last
            self._bytes += kept[1]
            while len(self._results) > 1 and (self._bytes > self._most or len(self._results) > self._entries):
                self._let_go(next(iter(self._results)))
        return kept[0]

    def _let_go(self, key: Hashable) -> None:
        _result, size = self._results.pop(key, (None, 0))
        self._bytes -= size
