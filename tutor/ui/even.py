"""Whether the columns of a line are its characters, so that it can be cut anywhere."""

from __future__ import annotations

from functools import lru_cache

from rich.cells import get_character_cell_size
from textual.strip import Strip


def is_even(strip: Strip) -> bool:
    """Return whether every character of a strip takes one column."""
    return all(text.isascii() or _takes_one_each(text) for text, _style, _control in strip)


@lru_cache(maxsize=4096)
def _takes_one_each(text: str) -> bool:
    return all(get_character_cell_size(character) == 1 for character in text)
