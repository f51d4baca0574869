"""Amounts as horizontal bars of block characters."""

from __future__ import annotations

EIGHTHS = " ▏▎▍▌▋▊▉"


def bar(value: float, largest: float, width: int) -> str:
    """Return a bar as long as `value` is of `largest`, `largest` being `width` characters; never empty above zero."""
    if value <= 0 or largest <= 0 or width <= 0:
        return ""
    eighths = max(1, min(round(8 * width * value / largest), 8 * width))
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (EIGHTHS[rest] if rest else "")
