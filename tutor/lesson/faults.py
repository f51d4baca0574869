"""One fault of meaning in a lesson, and the commonest one: a name that nothing bears."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from tutor.language import _
from tutor.lesson.problem import quote
from tutor.lesson.walk import Place

Fault = tuple[Place, str]
"""Where in the file, and one sentence."""


def unknown(place: Place, name: str, known: Iterable[str], what: str) -> Iterator[Fault]:
    """Yield the fault that there is no `what` called `name`, unless it is one of the known names."""
    known = list(dict.fromkeys(known))
    if name in known:
        return
    message = _("there is no {what} {name}").format(what=what, name=quote(name))
    close = get_close_matches(name, known, n=1)
    if close:
        yield place, message + _("; did you mean {name}?").format(name=quote(close[0]))
    elif known:
        yield place, message + _("; there are: {names}").format(names=", ".join(known[:12]))
    else:
        yield place, message
