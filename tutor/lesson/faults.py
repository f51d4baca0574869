"""One fault of meaning in a lesson, and the commonest one: a name that nothing bears."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from tutor.language import _
from tutor.lesson.problem import quote
from tutor.lesson.rules import Rule
from tutor.lesson.walk import Place

Fault = tuple[Place, str] | tuple[Place, str, Rule]
"""Where in the file, one sentence, and the rule that is broken (`Rule.MEANING` unless given)."""

_LONGEST_NAME = 80
"""Characters of a word that a similar one is looked for; no name is as long, and comparing takes their square."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` was probably meant to be, if one is so similar."""
    if len(word) > _LONGEST_NAME:
        return None
    close = get_close_matches(word, list(known), n=1)
    return close[0] if close else None


def unknown(place: Place, name: str, known: Iterable[str], what: str) -> Iterator[Fault]:
    """Yield the fault that there is no `what` called `name`, unless it is one of the known names."""
    known = list(dict.fromkeys(known))
    if name in known:
        return
    message = _("there is no {what} {name}").format(what=what, name=quote(name))
    close = nearest(name, known)
    if close:
        yield place, message + _("; did you mean {name}?").format(name=quote(close)), Rule.NAME
    elif known:
        yield place, message + _("; there are: {names}").format(names=", ".join(known[:12])), Rule.NAME
    else:
        yield place, message, Rule.NAME
