"""What Home and `layer-tutor list` show of a lesson without opening it, and how that is kept in an index."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from tutor.language import current
from tutor.lesson.characters import legible
from tutor.quoting import visible

Texts = Mapping[str, str]
"""A text by language."""


def in_language(texts: Texts) -> str:
    """Return a text in the language in use, or in the one that there is.

    It is made fit for a screen: the file has not been checked, and may hold what a terminal would obey.
    """
    return legible(texts.get(current()) or next(iter(texts.values()), ""))


@dataclass(frozen=True)
class Card:
    """A lesson as it is listed."""

    path: str
    id: str = ""
    """Empty where the file is too broken to say it."""
    title: Texts = field(default_factory=dict)
    summary: Texts = field(default_factory=dict)
    course: Texts = field(default_factory=dict)
    """What the lesson stands under; in a course folder that is the title of the folder."""
    minutes: int = 0
    steps: int = 0
    problems: tuple[str, ...] = ()
    """What keeps a broken lesson from opening, as `file:line:col: message`."""
    checked: bool = False
    """Whether the whole file was checked; until then `problems` is empty because nobody has looked."""
    folder: str = ""
    """The course folder that the lesson lies in, if it does."""
    after: tuple[str, ...] = ()
    """The ids of the lessons that should come first; advice only."""
    same_id: tuple[str, ...] = ()
    """Where several files have this id: all of them. The learner's record belongs to the first."""
    course_problems: tuple[str, ...] = ()
    """What is wrong with the course file beside the lesson, which does not keep the lesson from opening."""

    @property
    def name(self) -> str:
        """The title in the language in use, or the name of the file where there is none to be read."""
        return in_language(self.title) or visible(os.path.basename(self.path))  # noqa: PTH119

    @property
    def owns_record(self) -> bool:
        """Whether what the learner answers under this id belongs to this file."""
        return not self.same_id or self.same_id[0] == self.path

    def say(self, texts: Texts) -> str:
        """Return one of the card's texts in the language in use."""
        return in_language(texts)

    def plain(self) -> dict[str, object]:
        """Return what differs from an empty card as JSON-able values."""
        values = {name: getattr(self, name) for name in _DEFAULTS}
        return {
            "path": self.path,
            **{
                name: list(value) if isinstance(value, tuple) else value
                for name, value in values.items()
                if value != _DEFAULTS[name]
            },
        }

    @classmethod
    def from_plain(cls, plain: object) -> Card | None:
        """Return the card that `plain` made; None for anything else, because an index may have been spoilt."""
        if not isinstance(plain, dict) or not isinstance(plain.get("path"), str):
            return None
        values: dict[str, Any] = {}
        for name, value in plain.items():
            default = _DEFAULTS.get(name, "")
            if isinstance(default, tuple):
                value = tuple(value) if isinstance(value, list) else None
            if type(value) is not type(default) or (name != "path" and name not in _DEFAULTS):
                return None
            parts = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
            if not all(isinstance(part, str) for part in parts):
                return None
            values[name] = value
        return cls(**values)


_EMPTY = Card("")
_DEFAULTS: dict[str, object] = {one.name: getattr(_EMPTY, one.name) for one in fields(Card) if one.name != "path"}
