"""What is wrong with a lesson file, and where: the currency of every check in `tutor.lesson`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_SPACES = "\u00a0\u202f"  # no-break spaces: `isprintable` refuses them, good typesetting needs them


def visible(text: str) -> str:
    """Return `text` with every character that does not print, or turns text around, written as its escape."""
    return "".join(
        ch if ch.isprintable() or ch in _SPACES else ch.encode("unicode_escape").decode("ascii") for ch in text
    )


def quote(text: str, limit: int = 60) -> str:
    """Return `text` in quotes, fit for a message: at most `limit` of its characters, nothing in it left raw.

    A lesson may hold escape codes meant for the reader's terminal; whatever quotes a lesson must come through here.
    """
    return repr(text if len(text) <= limit else text[: max(limit - 1, 0)] + "…")


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong at one place; `line` and `column` count from 1, columns in characters."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{visible(self.path)}:{self.line}:{self.column}: {visible(self.message)}"


class LessonError(Exception):
    """A lesson cannot be used; `problems` holds every reason that was found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))
