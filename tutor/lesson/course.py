"""The course file beside the lessons of a folder: their title, their order, and which of them should come first.

    title: {en: Convolutional cells, ru: Свёрточные ячейки}
    order: [layer-order, pooling.yaml]
    prerequisites: {pooling: [layer-order]}

Every part may be missing, and a broken course file keeps no lesson from opening.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tutor.language import LANGUAGES, _
from tutor.lesson.faults import advised
from tutor.lesson.problem import LessonError, Problem, quote
from tutor.lesson.source import MAX_PROBLEMS, Source, read

KEYS = ("title", "order", "prerequisites")
LONGEST = 300
"""Characters of a title."""

Fault = tuple[tuple[str | int, ...], str, bool]
"""Where in the file, one sentence, and whether it is about the key that stands there and not about its value."""


@dataclass(frozen=True)
class Course:
    """What a course file says, without what is wrong in it."""

    title: Mapping[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    """Lessons by id or by file name; those that are not mentioned follow by file name."""
    prerequisites: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The ids of the lessons that should come before a lesson, by its id."""
    problems: tuple[Problem, ...] = ()

    def sorted(self, lessons: Mapping[str, str]) -> list[str]:
        """Return file names in the order of the course; `lessons` are the ids by file name."""
        by_id: dict[str, str] = {}
        for name, lesson in lessons.items():
            by_id.setdefault(lesson, name)
        named = [name if name in lessons else by_id.get(name, "") for name in self.order]
        first = list(dict.fromkeys(name for name in named if name))
        return first + sorted(set(lessons) - set(first))


def read_course(
    path: Path, lessons: Mapping[str, str], elsewhere: Sequence[str] = (), within: Iterable[Path] = ()
) -> Course:
    """Read and check the course file at `path`; its problems are in the result.

    `lessons` are the ids of the lessons beside it by file name, `elsewhere` ids that prerequisites may name as well.
    `within` are the folders that the file was found in, if it was; see `tutor.lesson.source.content`.
    """
    try:
        source = read(path, within)
    except LessonError as error:
        return Course(problems=error.problems)
    data = source.data if isinstance(source.data, dict) else {}
    faults = islice(_faults(source, lessons, elsewhere), MAX_PROBLEMS)
    problems = tuple(sorted({source.problem(place, message, key=key) for place, message, key in faults}))
    order, prerequisites = data.get("order"), data.get("prerequisites")
    return Course(
        title=_title(data.get("title")),
        order=tuple(name for name in order if isinstance(name, str)) if isinstance(order, list) else (),
        prerequisites={
            lesson: tuple(name for name in names if isinstance(name, str) and name != lesson)
            for lesson, names in (prerequisites.items() if isinstance(prerequisites, dict) else ())
            if isinstance(names, list)
        },
        problems=problems,
    )


def _title(given: object) -> dict[str, str]:
    if isinstance(given, str) and not _title_fault(given):
        return dict.fromkeys(LANGUAGES, given)
    if isinstance(given, dict):
        return {code: text for code, text in given.items() if code in LANGUAGES and not _title_fault(text)}
    return {}


def _title_fault(text: object) -> str:
    """Return what is wrong with a title in one language, or nothing."""
    if not isinstance(text, str):
        return _expected(_("a text"), text)
    if not text.strip():
        return _("this text is empty")
    return _("this title is too long; {n} characters at most").format(n=LONGEST) if len(text) > LONGEST else ""


def _faults(source: Source, lessons: Mapping[str, str], elsewhere: Sequence[str]) -> Iterator[Fault]:
    data = source.data
    if not isinstance(data, dict):
        yield (), _expected(_("keys with values"), data), False
        return
    yield from _unknown_keys((), data, KEYS)
    title = data.get("title", "-")
    if isinstance(title, dict):
        yield from _unknown_keys(("title",), title, LANGUAGES)
        for code, text in title.items():
            if code in LANGUAGES and (message := _title_fault(text)):
                yield ("title", code), message, False
    elif message := _title_fault(title):
        yield ("title",), message, False
    names = [*dict.fromkeys(lesson for lesson in lessons.values() if lesson), *lessons]
    yield from _names(("order",), data.get("order", []), names, lessons)
    prerequisites = data.get("prerequisites", {})
    if not isinstance(prerequisites, dict):
        yield ("prerequisites",), _expected(_("keys with values"), prerequisites), False
        return
    here = [lesson for lesson in lessons.values() if lesson]
    for lesson, before in prerequisites.items():
        place = ("prerequisites", lesson)
        if message := _unknown_lesson(lesson, here):
            yield place, message, True
        yield from _names(place, before, [*here, *elsewhere], {})
        if isinstance(before, list) and lesson in before:
            yield (*place, before.index(lesson)), _("a lesson cannot come before itself"), False
    yield from _circle(prerequisites)


def _unknown_lesson(name: str, known: Sequence[str]) -> str:
    """Return the sentence that there is no such lesson, or nothing if there is one."""
    if name in known:
        return ""
    message = _("there is no lesson {name} here").format(name=quote(name))
    return advised(message, name, known, sorted(set(known))[:12])


def _names(
    place: tuple[str | int, ...], given: object, known: Sequence[str], lessons: Mapping[str, str]
) -> Iterator[Fault]:
    """Yield what is wrong with a list of lessons; `lessons` are ids by file name where a file name will do as well."""
    if not isinstance(given, list):
        yield place, _expected(_("a list of lessons"), given), False
        return
    seen: set[str] = set()
    for number, name in enumerate(given):
        if not isinstance(name, str):
            yield (*place, number), _expected(_("a text"), name), False
            continue
        if message := _unknown_lesson(name, known):
            yield (*place, number), message, False
        same = lessons.get(name) or name
        if same in seen:
            yield (*place, number), _("the lesson {name} is named twice").format(name=quote(name)), False
        seen.add(same)


def _circle(prerequisites: Mapping[str, object]) -> Iterator[Fault]:
    """Yield a fault where lessons would have to come before themselves by way of others."""
    before = {
        lesson: [name for name in names if isinstance(name, str) and name in prerequisites and name != lesson]
        for lesson, names in prerequisites.items()
        if isinstance(names, list)
    }
    after: dict[str, list[str]] = {}
    for lesson, names in before.items():
        for name in names:
            after.setdefault(name, []).append(lesson)
    waiting = {lesson: len(names) for lesson, names in before.items()}
    free = [lesson for lesson, count in waiting.items() if not count]
    while free:
        lesson = free.pop()
        del waiting[lesson]
        for name in after.get(lesson, ()):
            waiting[name] -= 1
            if not waiting[name]:
                free.append(name)
    if not waiting:
        return
    path = [next(iter(waiting))]
    while path[-1] not in path[:-1]:
        path.append(next(name for name in before[path[-1]] if name in waiting))
    circle = path[path.index(path[-1]) :]
    message = _("each of these would have to come before the other: {names}").format(names=" → ".join(circle))
    yield ("prerequisites", circle[0]), message, True


def _unknown_keys(place: tuple[str | int, ...], data: Mapping[str, object], known: Sequence[str]) -> Iterator[Fault]:
    for key in data:
        if key not in known:
            yield (*place, key), advised(_("unknown key {key}").format(key=quote(key)), key, known), True


def _expected(wanted: str, given: object) -> str:
    found = _("a list of {n}").format(n=len(given)) if isinstance(given, list) else quote(str(given))
    if isinstance(given, dict):
        found = _("keys with values")
    elif given is None:
        found = _("nothing")
    return _("expected {wanted}, found {found}").format(wanted=wanted, found=found)
