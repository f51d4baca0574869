"""Texts without quotation marks that YAML took for something else: an expression in braces, half of a text, a number.

What pydantic says of these is true and helps nobody; what the author meant can be read off the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tutor.language import _
from tutor.lesson.problem import Problem, quote
from tutor.lesson.rules import Rule
from tutor.lesson.source import Source
from tutor.lesson.walk import Place, value_at

_WORD = re.compile(r"[^\s,\[\]{}#]+")


def unquoted(source: Source, faults: Sequence[Any], most: int) -> tuple[list[Problem], set[int]]:
    """Return a problem for each text that lacks its quotes, and the numbers of the faults that are told by them.

    Only the first `most` faults are looked into; others are told where they lie in what the earlier ones are about.
    """
    problems: dict[Problem, None] = {}
    told: set[int] = set()
    in_braces: set[Place] = set()
    for number, fault in enumerate(faults):
        path = source.path(fault["loc"])
        if any(path[:length] in in_braces for length in range(1, len(path) + 1)):
            told.add(number)
        elif number < most and (found := _braces(source, path) or _cut_at_comma(source, path, fault)):
            where, problem = found
            in_braces |= {where} if where else set()
            problems[problem] = None
            told.add(number)
    return list(problems), told


def number_as_written(source: Source, place: tuple[int, int]) -> str:
    """Return the word at a place of the file, such as the 01 that YAML reads as 1; '' where there is none."""
    line, column = place
    found = _WORD.match(source.lines[line - 1], column - 1) if line <= len(source.lines) else None
    return found[0] if found else ""


def _braces(source: Source, path: Place) -> tuple[Place, Problem] | None:
    """Return where an expression in braces stands at `path`, or around it, without quotes, and the problem."""
    for length in range(1, len(path) + 1):
        here = path[:length]
        group = value_at(source.data, here)
        if _is_in_braces(source, here, group) and all(value is None for value in group.values()):
            text = "{" + ", ".join(map(str, group)) + "}"
            message = _("an expression in braces needs quotes: {text}").format(text=quote(text))
            return here, Problem(source.name, *source.place(here), message, Rule.QUOTES)
    return None


def _cut_at_comma(source: Source, path: Place, fault: Any) -> tuple[Place, Problem] | None:
    """Return the problem that a text in braces ends at a comma, so that the rest of it seems to be a key.

    What else is wrong within these braces is to be told, so that the place before the problem is that of nothing.
    """
    if fault["type"] != "extra_forbidden" or fault["input"] is not None:
        return None
    group = value_at(source.data, path[:-1])
    if not _is_in_braces(source, path[:-1], group):
        return None
    before: tuple[str, str] | None = None
    for key, value in group.items():
        if value is None and before is not None:
            message = _("the comma before this ends the text {text}; if both are one text, put it in quotes")
            at = source.place((*path[:-1], key), key=True)
            return (), Problem(source.name, *at, message.format(text=quote(before[1])), Rule.QUOTES)
        before = (str(key), value) if isinstance(value, str) else None
    return None


def _is_in_braces(source: Source, path: Place, group: object) -> bool:
    """Return whether a mapping with something in it is written in braces: it begins before its first key."""
    if not isinstance(group, dict) or not group:
        return False
    return source.place(path) < source.place((*path, next(iter(group))), key=True)
