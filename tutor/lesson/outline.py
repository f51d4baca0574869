"""The outline of a lesson file: what a list shows of it, read in a fraction of the time that a full check takes.

Only the values that stand at the top of the file are looked at; steps that are written one below the other are counted
by their dashes. Nothing here says what is wrong with a file: what cannot be read is left out, and `tutor.lesson.load`
finds every problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import yaml

from tutor.language import LANGUAGES
from tutor.lesson.files import MAX_BYTES
from tutor.lesson.yaml_faults import MAX_DEPTH
from tutor.lesson.yaml_values import LOADER

LONGEST = 8000
"""Characters of one text."""
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_-]{0,59}")
_STEPS = re.compile(r"^steps:[ \t]*(?:#.*)?\n", re.MULTILINE)
_FIRST_ITEM = re.compile(r"(?:[ \t]*(?:#.*)?\n)*( *)-[ \n]")
_NEXT_KEY = re.compile(r"^[^\s#-]", re.MULTILINE)
_MINUTES = re.compile(r"[1-9][0-9]{0,2}")


@dataclass
class Outline:
    """What the head of a lesson file says; empty or 0 where it cannot be read."""

    id: str = ""
    title: dict[str, str] = field(default_factory=dict)
    summary: dict[str, str] = field(default_factory=dict)
    course: dict[str, str] = field(default_factory=dict)
    minutes: int = 0
    steps: int = 0


def read_outline(data: bytes) -> Outline:
    """Return the outline of the bytes of a lesson file, as far as they can be read; never an error."""
    if len(data) > MAX_BYTES:
        return Outline()
    try:
        text = data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return Outline()
    shortened, count = _shortened(text)
    outline, keys = _outline_of(shortened)
    if not count:
        return outline
    if "steps" not in keys:  # what looked like the steps stands inside a text, or something before them is wrong
        return _outline_of(text)[0]
    outline.steps = count
    return outline


def _shortened(text: str) -> tuple[str, int]:
    """Return the text with nothing for its steps, and how many they were; the text and 0 where they are no block."""
    begins = _STEPS.search(text)
    first = _FIRST_ITEM.match(text, begins.end()) if begins else None
    if begins is None or first is None:
        return text, 0
    follows = _NEXT_KEY.search(text, begins.end())
    end = follows.start() if follows else len(text)
    count = len(re.findall(rf"^{first[1]}-[ \n]", text[begins.end() : end], re.MULTILINE))
    return f"{text[: begins.start()]}steps:\n{text[end:]}", count


def _outline_of(text: str) -> tuple[Outline, set[str]]:
    """Return the outline of a text, as far as it can be read, and the keys that were met at its top."""
    outline, keys = Outline(), set[str]()
    with suppress(_Unreadable, StopIteration, yaml.YAMLError, ValueError):  # ValueError: there is no such character
        events = iter(yaml.parse(text, Loader=LOADER))
        next(events)
        next(events)
        if isinstance(next(events), yaml.MappingStartEvent):
            _read_top(events, outline, keys)
    return outline, keys


class _Unreadable(Exception):  # noqa: N818 - a signal, not an error
    """The file holds something that no lesson may."""


def _read_top(events: Iterator[Any], outline: Outline, seen: set[str]) -> None:
    while isinstance(key := next(events), yaml.ScalarEvent):
        name, event = key.value, next(events)
        if name in seen:
            raise _Unreadable
        seen.add(name)
        if name == "steps":
            outline.steps = _count(events, event)
        elif name in ("title", "summary", "course"):
            setattr(outline, name, _texts(events, event))
        elif name == "id":
            text = _scalar(events, event)
            outline.id = text if _IDENTIFIER.fullmatch(text) else ""
        elif name == "minutes":
            text = _scalar(events, event)
            outline.minutes = int(text) if _MINUTES.fullmatch(text) else 0
        else:
            _skip(events, event)


def _skip(events: Iterator[Any], event: Any) -> None:
    """Use up the events of the value that begins with `event`."""
    depth = 0
    while True:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _Unreadable
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth == 0:
            return
        event = next(events)


def _count(events: Iterator[Any], event: Any) -> int:
    """Return the length of the list that begins with `event`; 0 for another value."""
    if not isinstance(event, yaml.SequenceStartEvent):
        _skip(events, event)
        return 0
    count = 0
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        _skip(events, event)
        count += 1
    return count


def _scalar(events: Iterator[Any], event: Any) -> str:
    """Return the text of a value; empty where it is a list or a mapping."""
    if isinstance(event, yaml.ScalarEvent):
        return str(event.value)
    _skip(events, event)
    return ""


def _texts(events: Iterator[Any], event: Any) -> dict[str, str]:
    """Return the text in each language; a plain string stands for every language."""
    if not isinstance(event, yaml.MappingStartEvent):
        text = _shown(_scalar(events, event))
        return dict.fromkeys(LANGUAGES, text) if text else {}
    texts: dict[str, str] = {}
    while isinstance(key := next(events), yaml.ScalarEvent):
        text = _shown(_scalar(events, next(events)))
        if key.value in LANGUAGES and text:
            texts[key.value] = text
    return texts


def _shown(text: str) -> str:
    return text[:LONGEST] if text.strip() else ""
