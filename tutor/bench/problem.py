"""What is wrong with a bench, in one sentence that is fit for a screen."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from tutor.language import _
from tutor.quoting import quote


class BenchError(ValueError):
    """A bench, or a change to one, is not possible; the message is one sentence without its full stop."""


def unknown(message: str, given: str, known: Iterable[str], others: str = "") -> BenchError:
    """Return the error for a name that is none of the known ones, with the one that was meant, or all of them.

    Capital letters are forgiven, so that PyTorch's MaxPool2d leads to max_pool. `others` is said behind the names.
    """
    names = list(known)
    close = get_close_matches(given[:80].casefold().replace("-", "_"), names, n=1)
    if close:
        return BenchError(message + _("; did you mean {name}?").format(name=quote(close[0])))
    if not names:
        return BenchError(message + _("; it has none"))
    return BenchError(message + _("; there are: {names}").format(names=", ".join(names) + others))
