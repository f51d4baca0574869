"""What is wrong with a bench, in one sentence that is fit for a screen."""

from __future__ import annotations


class BenchError(ValueError):
    """A bench, or a change to one, is not possible; the message is one sentence without its full stop."""
