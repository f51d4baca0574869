"""`layer-tutor list`: the lessons there are, one a line."""

from __future__ import annotations

import sys

from tutor.folders import cache_folder, lesson_folders
from tutor.language import _, ngettext
from tutor.lesson.catalogue import Card, Catalogue


def list_lessons() -> int:
    """Print every lesson on a line, and the problems of broken ones on stderr; return the exit status."""
    cards = Catalogue(lesson_folders(), cache_folder()).cards()
    good = [card for card in cards if not card.problems]
    width = max((len(card.id) for card in good), default=0)
    for card in good:
        sys.stdout.write(f"{card.id:<{width}}  {_facts(card)}  {card.say(card.title)}\n")
    if not cards:
        sys.stderr.write(_("There are no lessons.") + "\n")
    for card in cards:
        for problem in card.problems:
            sys.stderr.write(f"{problem}\n")
    return 1 if len(good) < len(cards) else 0


def _facts(card: Card) -> str:
    minutes = ngettext("{n} minute", "{n} minutes", card.minutes).format(n=card.minutes)
    steps = ngettext("{n} step", "{n} steps", card.steps).format(n=card.steps)
    return f"{minutes}, {steps}"
