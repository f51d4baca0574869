"""What a command says when it was called in a way that makes no sense."""

from __future__ import annotations

import sys

USAGE = 2
"""The exit status of wrong usage."""


def refuse(message: str) -> int:
    """Say on stderr, in a sentence without its full stop, what is wrong with a call; return the exit status for it."""
    sys.stderr.write(f"layer-tutor: {message}{'' if message.endswith('?') else '.'}\n")
    return USAGE
