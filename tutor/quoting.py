"""Text of files and of learners, made fit for a message: nothing in it is left raw."""

from __future__ import annotations

_SPACES = "\u00a0\u202f"  # no-break spaces: `isprintable` refuses them, good typesetting needs them


def visible(text: str, kept: str = "") -> str:
    """Return `text` with every character that does not print, or turns text around, written as its escape.

    What is `kept` stays as it is.
    """
    return "".join(ch if ch.isprintable() or ch in _SPACES or ch in kept else escaped(ch) for ch in text)


def escaped(character: str) -> str:
    """Return the escape of a character, as in Python's own texts."""
    return character.encode("unicode_escape").decode("ascii")


def quote(text: str, limit: int = 60) -> str:
    """Return `text` in quotes, fit for a message: at most `limit` of its characters, nothing in it left raw.

    A file may hold escape codes meant for the reader's terminal; whatever quotes a file must come through here.
    """
    return repr(text if len(text) <= limit else text[: max(limit - 1, 0)] + "…")
