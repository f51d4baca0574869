"""Which lessons there are. A cached index says it without reading one of them, so that Home can be painted at once.

The index is keyed by path, size, time and content of each file. Only when one of these has changed is the lesson
read and checked, and only then are the heavy libraries imported.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from zlib import crc32

from tutor import __version__
from tutor.folders import replace_file
from tutor.language import current

LARGEST = 1 << 20
"""Bytes; a larger file is not hashed, because no lesson may be as large."""


@dataclass(frozen=True)
class Card:
    """What Home and `layer-tutor list` show of a lesson without opening it."""

    path: str
    id: str
    title: Mapping[str, str] = field(default_factory=dict)
    summary: Mapping[str, str] = field(default_factory=dict)
    course: Mapping[str, str] = field(default_factory=dict)
    minutes: int = 0
    steps: int = 0
    problems: tuple[str, ...] = ()
    """What keeps a broken lesson from opening, as `file:line:col: message`; empty for a good one."""

    def say(self, texts: Mapping[str, str]) -> str:
        """Return one of the card's texts in the language in use."""
        return texts.get(current()) or next(iter(texts.values()), "")


def lesson_files(folders: Iterable[Path]) -> list[Path]:
    """Return every `.yaml` or `.yml` file directly in the folders that exist, in a stable order."""
    found: list[Path] = []
    for folder in folders:
        try:
            names = sorted(path.name for path in folder.iterdir())
        except OSError:
            continue
        found += [folder / name for name in names if name.endswith((".yaml", ".yml"))]
    return found


class Catalogue:
    """The lessons in some folders, with an index of them in a cache folder."""

    def __init__(self, folders: Iterable[Path], cache: Path) -> None:
        self.folders = tuple(dict.fromkeys(folders))  # a folder named twice is one folder
        # One index a language, because the problems of broken lessons are sentences.
        self._index_path = cache / f"lessons-{current()}.json"

    def known(self) -> tuple[list[Card], list[Path]]:
        """Return the cards of the files that the index knows as they are now, and the files it does not know."""
        index = self._read_index()
        cards, unknown = [], []
        for path in lesson_files(self.folders):
            card = _known_card(index.get(str(path)), _key(path))
            if card is None:
                unknown.append(path)
            else:
                cards.append(card)
        return cards, unknown

    def cards(self) -> list[Card]:
        """Return the cards of all lessons, reading and checking those that the index does not know."""
        entries: dict[str, dict[str, object]] = {}
        index = self._read_index()
        cards = []
        for path in lesson_files(self.folders):
            key = _key(path)
            card = _known_card(index.get(str(path)), key)
            if card is None or card.problems:  # what was wrong may have been the program's fault
                card = _read_card(path)
            cards.append(card)
            entries[str(path)] = {"key": key, "card": {**asdict(card), "problems": list(card.problems)}}
        if entries != index:
            self._write_index(entries)
        return cards

    def find(self, wanted: str) -> Card | None:
        """Return the card of the lesson with the id or the file name `wanted`; the first of several."""
        for card in self.cards():
            if wanted in (card.id, Path(card.path).name):
                return card
        return None

    def _read_index(self) -> dict[str, object]:
        try:
            index = json.loads(self._index_path.read_bytes())
            entries = index["lessons"] if index["program"] == __version__ else {}
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return {}  # a cache that cannot be read is no cache
        return entries if isinstance(entries, dict) else {}

    def _write_index(self, entries: dict[str, dict[str, object]]) -> None:
        # ASCII, json's own way: a path need not be UTF-8.
        replace_file(self._index_path, json.dumps({"program": __version__, "lessons": entries}))


def _key(path: Path) -> list[object]:
    """Return size, time and content of a file as one comparable value."""
    try:
        status = path.stat()
        data = path.read_bytes() if status.st_size <= LARGEST else b""
    except OSError as error:
        return [-1, 0, str(error.errno)]
    return [status.st_size, status.st_mtime_ns, crc32(data)]  # against accidents: a forger would cheat only himself


def _known_card(entry: object, key: list[object]) -> Card | None:
    """Return the card in an entry of the index, if it was made of the file as it is now and nobody spoilt it."""
    if not isinstance(entry, dict) or entry.get("key") != key or not isinstance(entry.get("card"), dict):
        return None
    card = entry["card"]
    problems = card.get("problems")
    sound = (
        all(isinstance(card.get(name), str) for name in ("path", "id"))
        and all(_is_text(card.get(name)) for name in ("title", "summary", "course"))
        and all(isinstance(card.get(name), int) for name in ("minutes", "steps"))
        and isinstance(problems, list)
        and all(isinstance(problem, str) for problem in problems)
    )
    try:
        return Card(**{**card, "problems": tuple(problems)}) if sound else None
    except TypeError:  # a key that no card has
        return None


def _is_text(text: object) -> bool:
    return isinstance(text, dict) and all(isinstance(words, str) for words in text.values())


def _read_card(path: Path) -> Card:
    """Read and check one lesson; a broken one gets a card too, with its problems."""
    from tutor.lesson.load import load
    from tutor.lesson.problem import LessonError, visible

    try:
        lesson = load(path)
    except LessonError as error:
        problems = tuple(str(one) for one in error.problems)
        return Card(str(path), visible(path.stem), {"en": visible(path.name)}, problems=problems)
    return Card(
        path=str(path),
        id=lesson.id,
        title=lesson.title.model_dump(exclude_none=True),
        summary=lesson.summary.model_dump(exclude_none=True),
        course={} if lesson.course is None else lesson.course.model_dump(exclude_none=True),
        minutes=lesson.minutes,
        steps=len(lesson.steps),
    )
