"""`layer-tutor list`: the lessons there are, one a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tutor.folders import cache_folder, lesson_folders
from tutor.language import _, ngettext
from tutor.lesson.card import Card
from tutor.lesson.catalogue import Catalogue
from tutor.quoting import visible


def list_lessons(folders: Sequence[Path] | None = None, *, as_json: bool = False) -> int:
    """Print every lesson on a line, and on stderr what is wrong; return the exit status.

    The lines come at once. Then every lesson is checked that was not checked before, which takes longer.
    """
    catalogue = Catalogue(lesson_folders() if folders is None else folders, cache_folder())
    cards = catalogue.cards()
    if not as_json:
        _print_lines(cards)
        sys.stdout.flush()
    cards = catalogue.checked_cards()
    if as_json:
        sys.stdout.write(json.dumps({"lessons": [_plain(card) for card in cards]}, indent=2) + "\n")
    problems = [problem for card in cards for problem in card.problems]
    problems += dict.fromkeys(problem for card in cards for problem in card.course_problems)
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    return 1 if problems else 0


def _print_lines(cards: Sequence[Card]) -> None:
    """Print the lessons that have an id, and which files have the same one."""
    listed = [card for card in cards if card.id]
    width = max((len(card.id) for card in listed), default=0)
    for card in listed:
        title = card.name.replace("\n", " ")
        sys.stdout.write(f"{card.id:<{width}}  {_facts(card)}  {title}  {visible(card.path)}\n")
    if not cards:
        sys.stderr.write(_("There are no lessons.") + "\n")
    for lesson, paths in dict.fromkeys((card.id, card.same_id) for card in listed if card.same_id):
        tell_clash(lesson, paths)


def tell_clash(lesson: str, paths: Iterable[str]) -> None:
    """Say on stderr that several files have one id, and to which of them the learner's record belongs."""
    message = _("{id} is the id of several lessons: the learner's record belongs to {first}, not to {others}.")
    first, *others = map(visible, paths)
    sys.stderr.write(message.format(id=lesson, first=first, others=", ".join(others)) + "\n")


def _facts(card: Card) -> str:
    minutes = ngettext("{n} minute", "{n} minutes", card.minutes).format(n=card.minutes)
    steps = ngettext("{n} step", "{n} steps", card.steps).format(n=card.steps)
    return f"{minutes}, {steps}"


def _plain(card: Card) -> dict[str, object]:
    """Return a card as JSON-able values."""
    return {
        "id": card.id or None,
        "path": card.path,
        "title": dict(card.title),
        "summary": dict(card.summary),
        "course": dict(card.course),
        "course_folder": card.folder or None,
        "after": list(card.after),
        "minutes": card.minutes,
        "steps": card.steps,
        "same_id": list(card.same_id),
        "owns_record": card.owns_record,
        "problems": list(card.problems),
        "course_problems": list(card.course_problems),
    }
