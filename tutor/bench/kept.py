"""Results that are kept for whoever asks again, within a bound on memory: a large picture makes large results."""

from __future__ import annotations

from collections.abc import Callable, Hashable
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
        self._results: dict[Hashable, T] = {}

    def __len__(self) -> int:
        return len(self._results)

    def look(self, key: Hashable) -> T | None:
        """Return a result where it is kept."""
        return self._results.get(key)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the result for `key`, made now where it is not kept."""
        result = self._results.pop(key, None)
        if result is None:
            result = make()
        self._results[key] = result  # a dict remembers its order: the latest is last
        self._trim()
        return result

    def _trim(self) -> None:
        room, entries = self._most, self._entries
        results = list(self._results.items())
        for number, (key, result) in enumerate(reversed(results)):
            room -= self._size(result)
            if number and (room < 0 or number >= entries):
                self._results.pop(key, None)
