"""Which lessons there are, in three steps that each cost more: the first frame, the whole list, the check.

The first frame is painted from an index, and only the files it shows are looked at. The list is made of the index
and, for files that it does not know, of their outlines. The check reads every file that was never checked, or whose
content is no longer what it was, and only then are the heavy libraries imported.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from tutor.lesson.card import Card
from tutor.lesson.files import MAX_BYTES, LessonFolder, lesson_folders_in
from tutor.lesson.index import Entry, Index, file_key
from tutor.lesson.ordinary import leads_out, read_ordinary

if TYPE_CHECKING:
    from tutor.lesson.course import Course


class Catalogue:
    """The lessons in some folders, with an index of them in a cache folder."""

    def __init__(self, folders: Iterable[Path], cache: Path) -> None:
        self.folders = tuple(folders)
        self._index = Index(cache, self.folders)
        self._known: dict[str, Entry] | None = None
        self._found: list[LessonFolder] = []

    def first_page(self) -> tuple[list[Card], int]:
        """Return the first cards, as they were listed last, and how many lessons are still to be read."""
        page = self._index.first_page()
        if page is None:
            return [], sum(len(folder.names) for folder in lesson_folders_in(self.folders))
        cards, total = page
        return cards, max(total - len(cards), 0)

    def cards(self) -> list[Card]:
        """Return the cards of all lessons; of a file that nobody has touched, what is known of it is believed."""
        before = self._index.entries()
        entries: dict[str, Entry] = {}
        self._found = lesson_folders_in(self.folders)
        for folder in self._found:
            for path in folder.files:
                key, entry = file_key(path), before.get(path)
                entries[path] = entry if entry is not None and entry.key == key else _read_entry(path, key)
        self._known = entries
        cards = self.listing()
        if entries != before:
            self._index.write(entries, cards)
        return cards

    def check(self, stop: Callable[[], bool] = lambda: False) -> Iterator[bool]:
        """Check one lesson after the other until `stop`; yield each time whether more than that was found out.

        A lesson that was sound, and whose content is the same, is passed over; what was wrong is looked at again,
        because it may have been the program's fault.
        """
        if self._known is None:
            self.cards()
        entries = self._known or {}
        changed = False
        for path, entry in list(entries.items()):
            if stop():
                break
            checked = _checked_entry(path, entry)
            if checked is None:
                continue
            entries[path] = checked
            changed = changed or checked != entry
            yield checked.card != replace(entry.card, checked=True)
        if changed:
            self._index.write(entries, self.listing())

    def checked_cards(self) -> list[Card]:
        """Return the cards of all lessons, every one of them checked."""
        for _changed in self.check():
            pass
        return self.listing()

    def listing(self) -> list[Card]:
        """Return the cards as far as they are known now, in the order in which they are listed."""
        entries = self._known or {}
        cards: list[Card] = []
        ids = [entry.card.id for entry in entries.values() if entry.card.id]
        for folder in self._found:
            here = {name: entries[path].card for name, path in zip(folder.names, folder.files, strict=True)}
            cards += _in_course(folder, here, ids) if folder.is_course else here.values()
        return _with_clashes(_grouped(cards), [entry.card for entry in entries.values()])

    def matching(self, wanted: str) -> list[Card]:
        """Return the cards of the lessons with the id `wanted`, or else with that file name, with its ending or not."""
        cards = self.cards() if wanted else []
        return [card for card in cards if wanted == card.id] or [
            card for card in cards if wanted in (Path(card.path).name, Path(card.path).stem)
        ]

    def owner(self, lesson_id: str) -> Path | None:
        """Return the file that the learner's record of an id belongs to: the first, in the order of the folders."""
        if self._known is None:
            self.cards()
        entries = self._known or {}
        return next((Path(path) for path, entry in entries.items() if entry.card.id == lesson_id), None)


def _content(path: str) -> bytes:
    """Return the content of a file, as far as a lesson may be large; empty where it cannot or must not be read."""
    with suppress(OSError, ValueError):
        if not leads_out(path):
            return read_ordinary(path, MAX_BYTES + 1)  # one more tells that it is too large
    return b""


def _read_entry(path: str, key: list[int]) -> Entry:
    """Read the outline of a file that is not known."""
    from tutor.lesson.outline import read_outline

    data = _content(path)
    outline = read_outline(data)
    return Entry(key, crc32(data), Card(path, **vars(outline)))


def _checked_entry(path: str, entry: Entry) -> Entry | None:
    """Return what a file is found to be; None when it was sound and is the same."""
    data = _content(path)
    checksum = crc32(data)
    if entry.card.checked and not entry.card.problems and checksum == entry.checksum:
        return None
    from tutor.lesson.load import load
    from tutor.lesson.outline import read_outline
    from tutor.lesson.problem import LessonError

    key = file_key(path)
    card = Card(path, **vars(read_outline(data)), checked=True)
    try:
        card = replace(card, steps=len(load(Path(path), within=[Path(path).parent]).steps))
    except LessonError as error:
        card = replace(card, problems=tuple(map(str, error.problems)))
    return Entry(key, checksum, card)


def _in_course(folder: LessonFolder, cards: Mapping[str, Card], ids: Sequence[str]) -> list[Card]:
    """Return the cards of a course folder in its order, with what its course file says of them."""
    course = _course(folder, cards, ids)
    title = course.title if course is not None else {}
    title = title or {"en": os.path.basename(folder.path)}  # noqa: PTH119
    order = course.sorted({name: card.id for name, card in cards.items()}) if course is not None else list(cards)
    return [
        replace(
            cards[name],
            course=title,
            folder=folder.path,
            after=course.prerequisites.get(cards[name].id, ()) if course is not None else (),
            course_problems=tuple(map(str, course.problems)) if course is not None else (),
        )
        for name in order
    ]


def _course(folder: LessonFolder, cards: Mapping[str, Card], ids: Sequence[str]) -> Course | None:
    if not folder.course_file:
        return None
    from tutor.lesson.course import read_course

    home = Path(folder.path)
    return read_course(home / folder.course_file, {name: card.id for name, card in cards.items()}, ids, [home])


def _grouped(cards: Iterable[Card]) -> list[Card]:
    """Return cards with those of one course together, in the order of first mention; those of none are last."""
    groups: dict[tuple[str, str], list[Card]] = {}
    for card in cards:
        name = "" if card.folder else card.course.get("en") or next(iter(card.course.values()), "")
        groups.setdefault((card.folder, name), []).append(card)
    last = groups.pop(("", ""), [])
    return [card for group in groups.values() for card in group] + last


def _with_clashes(cards: Iterable[Card], in_order: Iterable[Card]) -> list[Card]:
    """Return cards with the files that share an id told to each of them; `in_order` are they by folders and names."""
    paths: dict[str, list[str]] = {}
    for card in in_order:
        if card.id:
            paths.setdefault(card.id, []).append(card.path)
    return [replace(card, same_id=tuple(paths[card.id])) if len(paths.get(card.id, ())) > 1 else card for card in cards]
