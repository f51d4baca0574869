"""How many columns of the screen a text takes, and how it is brought to a number of them."""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len, get_character_cell_size, set_cell_size
from textual.strip import Strip


def is_even(text: str) -> bool:
    """Return whether every character takes one column, so that a text can be cut anywhere."""
    return text.isascii() or _takes_one_each(text)


@lru_cache(maxsize=4096)
def _takes_one_each(text: str) -> bool:
    return all(get_character_cell_size(character) == 1 for character in text)


def is_even_line(line: Strip) -> bool:
    """Return whether every character of a line takes one column."""
    return all(is_even(text) for text, _style, _control in line)


def columns_of(text: str) -> int:
    """Return how many columns a text takes."""
    return len(text) if is_even(text) else cell_len(text)


def shortened(text: str, width: int) -> str:
    """Return a text of at most `width` columns: one that is longer ends in …"""
    return text if columns_of(text) <= width else set_cell_size(text, max(width - 1, 0)).rstrip() + "…"


def fitted(text: str, width: int) -> str:
    """Return a text exactly so wide: shortened, or with blanks behind it."""
    short = shortened(text, width)
    return short + " " * (width - columns_of(short))
