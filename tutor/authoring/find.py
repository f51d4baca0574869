"""Words looked for in lessons, whatever their case and whether ё or е was written, in every language they have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tutor.language import LANGUAGES
from tutor.lesson.problem import LessonError
from tutor.lesson.source import content, parse

SEARCHED = frozenset(
    {
        "title",
        "summary",
        "course",
        "tags",
        "objectives",
        "body",
        "ask",
        "caveat",
        "text",
        "left",
        "right",
        "extra",
        "alt",
    }
)
"""The keys whose texts are searched; what would give an answer away is not among them."""
PASSED_OVER = frozenset({"hints", "explain", "because", "mistakes", "answer", "answers", "outcome", "replies"})


@dataclass(frozen=True)
class Match:
    """One line of a lesson in which all words stand."""

    path: str
    lesson: str
    """The id of the lesson; empty where it has none."""
    step: str
    """The id of the step; empty for what stands above the steps."""
    key: str
    """Where the text stands: title, body, ask …"""
    language: str
    """The language of the text; empty where it is the same in all of them."""
    line: str


def folded(text: str) -> str:
    """Return a text as it is compared: without case, ё as е."""
    return text.casefold().replace("ё", "е")


def find(words: Iterable[str], paths: Iterable[Path]) -> Iterator[Match]:
    """Yield every line of the lesson files in which all of the words stand.

    A file that cannot be read, or is not sound YAML, has no lines; one that breaks other rules is searched too.
    """
    wanted = [folded(part) for word in words for part in word.split()]
    for path in paths:
        data = _candidate(path, wanted)
        if data is None:
            continue
        try:
            lesson = parse(data, str(path)).data
        except LessonError:
            continue
        if isinstance(lesson, dict):
            yield from _in_lesson(lesson, str(path), wanted)


def _candidate(path: Path, wanted: Sequence[str]) -> bytes | None:
    """Return the content of a file in which the words may stand; None for another one, which need not be parsed."""
    try:
        data = content(path, [path.parent])
        text = folded(data.decode("utf-8"))
    except (LessonError, UnicodeDecodeError):
        return None
    # A backslash may hide a character of a word behind its number.
    return data if "\\" in text or all(word in text for word in wanted) else None


def _in_lesson(lesson: dict[str, object], path: str, wanted: Sequence[str]) -> Iterator[Match]:
    name = _text(lesson.get("id"))
    steps = lesson.get("steps")
    for key, value in lesson.items():
        if key in SEARCHED:
            yield from _matches(path, name, "", _texts(value, key), wanted)
    for step in steps if isinstance(steps, list) else ():
        if isinstance(step, dict):
            yield from _matches(path, name, _text(step.get("id")), _texts(step, ""), wanted)


def _matches(
    path: str, lesson: str, step: str, texts: Iterable[tuple[str, str, str]], wanted: Sequence[str]
) -> Iterator[Match]:
    for key, language, text in texts:
        for line in text.splitlines():
            if all(word in folded(line) for word in wanted):
                yield Match(path, lesson, step, key, language, line.strip())


def _texts(value: object, key: str) -> Iterator[tuple[str, str, str]]:
    """Yield key, language and text of every text in a value that is searched."""
    if isinstance(value, str):
        if key in SEARCHED:
            yield key, "", value
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part, key)
    elif isinstance(value, dict):
        for inner, part in value.items():
            if inner in LANGUAGES and isinstance(part, str):
                if key in SEARCHED:
                    yield key, inner, part
            elif inner not in PASSED_OVER:
                yield from _texts(part, inner)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
