"""The index of lessons on disk: what was found out about each file, and which file it was found out about.

Its first line is what Home's first frame shows, so that nothing else has to be read before that frame.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from tutor import __version__
from tutor.folders import replace_file
from tutor.language import current
from tutor.lesson.card import Card

FIRST_PAGE = 64
"""Lessons of the first frame: more than any screen has lines."""
MOST_INDICES = 12
"""Indices that are kept: one for every set of folders and every language, the latest ones."""

Key = list[int]
"""Size, time of the last change and inode of a file: all of them the same means that nobody has touched it."""


@dataclass(frozen=True)
class Entry:
    """What is known of a file."""

    key: Key
    checksum: int
    """CRC-32 of the content. Against accidents: a forger would cheat only himself."""
    card: Card


def file_key(path: str) -> Key:
    """Return the key of a file; one that no file has where it cannot be looked at."""
    try:
        status = os.stat(path)  # noqa: PTH116  # a thousand of them
    except (OSError, ValueError):  # ValueError: a null byte in the name
        return [-1, 0, 0]
    return [status.st_size, status.st_mtime_ns, status.st_ino]


class Index:
    """The index of the lessons in some folders, in the language in use: problems are sentences."""

    def __init__(self, cache: Path, folders: Sequence[Path]) -> None:
        names = "\n".join(map(os.path.abspath, folders)).encode("utf-8", "surrogateescape")
        self._folder = cache
        self._path = cache / f"lessons-{current()}-{crc32(names):08x}.json"

    def first_page(self) -> tuple[list[Card], int] | None:
        """Return the cards of the first frame whose files are as they were, and how many there were in all."""
        try:
            with self._path.open("rb") as file:
                page = json.loads(file.readline())
            if page["program"] != __version__:
                return None
            cards = [Card.from_plain(card) for card, key in page["page"] if file_key(card["path"]) == key]
            return [card for card in cards if card is not None], int(page["total"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None  # a cache that cannot be read is no cache

    def entries(self) -> dict[str, Entry]:
        """Return what is known of each file by its path."""
        try:
            with self._path.open("rb") as file:
                if json.loads(file.readline())["program"] != __version__:
                    return {}
                items = json.loads(file.readline()).items()
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}
        return {path: entry for path, plain in items if (entry := _entry(path, plain)) is not None}

    def write(self, entries: Mapping[str, Entry], cards: Sequence[Card]) -> None:
        """Keep the entries, and the first of the cards as Home lists them."""
        page = [(card.plain(), entries[card.path].key) for card in cards[:FIRST_PAGE] if card.path in entries]
        head = {"program": __version__, "page": page, "total": len(cards)}
        body = {path: [entry.key, entry.checksum, entry.card.plain()] for path, entry in entries.items()}
        # ASCII, json's own way: a path need not be UTF-8.
        replace_file(self._path, f"{json.dumps(head)}\n{json.dumps(body)}\n")
        self._forget_the_oldest()

    def _forget_the_oldest(self) -> None:
        with suppress(OSError):
            _remove(sorted(self._folder.glob("lessons-*.json"), key=_changed, reverse=True)[MOST_INDICES:])


def _entry(path: object, plain: object) -> Entry | None:
    """Return an entry as it was written; None for anything else."""
    if not isinstance(plain, list) or len(plain) != 3:
        return None
    key, checksum, card = plain[0], plain[1], Card.from_plain(plain[2])
    sound = isinstance(key, list) and isinstance(checksum, int) and card is not None and card.path == path
    return Entry(key, checksum, card) if sound and card is not None else None


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()
