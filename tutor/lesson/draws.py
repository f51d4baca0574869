"""What differs from learner to learner, drawn from the learner's seed so that it never changes for one of them.

Every draw is a number made by SHA-256 of `seed/lesson/step/name`, so that anyone can work it out again, and no draw
depends on another: a step that is added to a lesson leaves the other steps as they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from tutor.lesson.facts import Facts
from tutor.lesson.matching import partners
from tutor.lesson.questions import Choice, Choices, Match, Question


def draw(seed: int, *names: str) -> int:
    """Return the whole number from 0 to 2⁶⁴ − 1 that is drawn under these names.

    It is the first 8 bytes of SHA-256 of the seed and the names in UTF-8, joined by `/`, the first byte weighing most.
    """
    digest = sha256("/".join((str(seed), *names)).encode()).digest()
    return int.from_bytes(digest[:8], "big")


def shuffled(count: int, seed: int, *names: str, pins: Sequence[str | None] = ()) -> tuple[int, ...]:
    """Return the numbers from 0 to `count` − 1 in the order of their draws `names/shuffle/i`.

    Those whose pin is `first` or `last` stand there, in their own order.
    """
    places = {"first": 0, None: 1, "last": 2}
    pinned = [places[pin] for pin in pins] or [1] * count

    def key(index: int) -> tuple[int, int]:
        place = pinned[index]
        return place, draw(seed, *names, "shuffle", str(index)) if place == 1 else index

    return tuple(sorted(range(count), key=key))


def shown_order(question: Question, facts: Facts) -> tuple[int, ...]:
    """Return the order in which a learner sees the options of a choice or the partners of a match.

    Each is named by its index in the lesson file, which is also what answers are made of; empty for other questions.
    """
    if isinstance(question, Match):
        return shuffled(len(partners(question)), facts.seed, *_names(question, facts))
    if not isinstance(question, Choice | Choices):
        return ()
    if not question.shuffle:
        return tuple(range(len(question.options)))
    pins = [option.pin for option in question.options]
    return shuffled(len(question.options), facts.seed, *_names(question, facts), pins=pins)


def _names(question: Question, facts: Facts) -> tuple[str, str]:
    steps = facts.lesson.steps
    return facts.lesson.id, next((step.id for step in steps if step.question is question), "")
