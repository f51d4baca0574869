"""One fault of meaning in a lesson, and the commonest one: a name that nothing bears."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Self, TypeAlias

from tutor.language import _
from tutor.lesson.problem import quote
from tutor.lesson.rules import Rule

if TYPE_CHECKING:  # with it would come pydantic, and course files are read for the list of lessons
    from tutor.lesson.walk import Place

Fault: TypeAlias = "tuple[Place, str] | tuple[Place, str, Rule]"
"""Where in the file, one sentence, and the rule that is broken (`Rule.MEANING` unless given)."""

MOST_LISTED = 24
"""So many names are listed where one is not known and none is like it."""
_LONGEST_NAME = 80
"""Characters of a word that a similar one is looked for; no name is as long, and comparing takes their square."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` was probably meant to be, if one is so similar."""
    if len(word) > _LONGEST_NAME:
        return None
    close = get_close_matches(word, list(known), n=1)
    return close[0] if close else None


def advised(message: str, word: str, known: Iterable[str], listed: Iterable[str] = ()) -> str:
    """Return a sentence on a word that is not known with the one that was probably meant, or else with those listed."""
    close = nearest(word, known)
    if close:
        return message + _("; did you mean {name}?").format(name=quote(close))
    names = ", ".join(listed)
    return message + _("; there are: {names}").format(names=names) if names else message


def unknown(place: Place, name: str, known: Iterable[str], what: str) -> Iterator[Fault]:
    """Yield the fault that there is no `what` called `name`, unless it is one of the known names."""
    known = list(dict.fromkeys(known))
    if name in known:
        return
    message = _("there is no {what} {name}").format(what=what, name=quote(name))
    yield place, advised(message, name, known, known[:12]), Rule.NAME


class UnknownName(str):
    """The sentence that nothing bears a name, with the names that there are: more of them can be added."""

    sentence: str
    name: str
    known: tuple[str, ...]
    at_the_top: bool
    """Whether the name stands by itself, so that it may also be that of a value which is drawn."""

    def __new__(cls, sentence: str, name: str, known: Iterable[str], *, at_the_top: bool = False) -> Self:
        """Make the sentence of its beginning, `there is no name {name} here`, and of what was probably meant."""
        listed = tuple(dict.fromkeys(known))
        said = sentence.format(name=quote(name))
        close = nearest(name, listed)
        if close:
            said = _("{sentence}; did you mean {close}?").format(sentence=said, close=quote(close))
        elif listed:
            more = ", …" if len(listed) > MOST_LISTED else ""
            said += _("; there are: {names}").format(names=", ".join(listed[:MOST_LISTED]) + more)
        self = super().__new__(cls, said)
        self.sentence, self.name, self.known, self.at_the_top = sentence, name, listed, at_the_top
        return self

    def among(self, more: Iterable[str]) -> UnknownName:
        """Return the sentence with these names known before the others."""
        return UnknownName(self.sentence, self.name, [*more, *self.known], at_the_top=self.at_the_top)


class Pointing(str):
    """A sentence that speaks of another place of the file, with `{line}` where its line is to be put in."""

    place: Place

    def __new__(cls, sentence: str, place: Place) -> Self:
        """Take the sentence and the place that it speaks of."""
        self = super().__new__(cls, sentence)
        self.place = place
        return self
