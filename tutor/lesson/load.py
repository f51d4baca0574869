"""A lesson file, read and checked: either a lesson that can be run from end to end, or every problem with its place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from tutor.folders import bundled_lessons
from tutor.lesson.check import check, computed_faults, costly
from tutor.lesson.check_comments import comment_faults
from tutor.lesson.check_expressions import placeholder_faults
from tutor.lesson.check_questions import SEEDS, Tried, image_faults, seed_faults
from tutor.lesson.faults import Fault, Pointing, UnknownName
from tutor.lesson.model import Lesson
from tutor.lesson.patience import SECONDS_TO_OPEN, OutOfPatienceError, Patience
from tutor.lesson.problem import LessonError, Problem
from tutor.lesson.rules import Rule
from tutor.lesson.salvage import Salvaged, salvage
from tutor.lesson.source import Source, content, read, read_all
from tutor.lesson.style import style_faults
from tutor.lesson.values import with_values
from tutor.lesson.walk import Place, plain, value_at


@dataclass(frozen=True)
class Examined:
    """A lesson file and everything there is to say about it."""

    name: str
    lines: tuple[str, ...]
    """The text, so that a report can show where a problem is."""
    lesson: Lesson | None
    """The lesson, if no problem is an error."""
    problems: tuple[Problem, ...]
    """Errors and warnings, in the order of the file."""
    learners: int = SEEDS
    """With how many learners' numbers it was tried, of `SEEDS`: fewer where the time was over."""


def load(path: Path, seed: int = 0, within: Iterable[Path] = ()) -> Lesson:
    """Return the checked lesson in the file `path`, with the numbers that the learner with this seed gets.

    `within` are the folders that it was found in, if it was; see `content`. LessonError carries every error that was
    found.
    """
    # Our own lessons are known to end: on a slow computer they may take as long as they need.
    trusted = path.parent.resolve() == bundled_lessons().resolve()
    return build(read(path, within), seed, path.parent, math.inf if trusted else SECONDS_TO_OPEN)


def build(source: Source, seed: int = 0, folder: Path | None = None, seconds: float = SECONDS_TO_OPEN) -> Lesson:
    """Return the checked lesson of a YAML source; LessonError carries every error that was found.

    `folder` is where its pictures lie; they are not looked at without it. The check may take so many `seconds` of the
    processor's time.
    """
    lesson, problems = _judge(source, seed, folder, Patience(seconds))
    if lesson is None:
        raise LessonError(problems)
    return lesson


def examine_file(path: Path, within: Iterable[Path] = ()) -> Examined:
    """Read and check a lesson file for its author: every error and every warning; never raises.

    `within` are the folders that it was found in, if it was; see `content`.
    """
    try:
        data = content(path, within)
    except LessonError as error:
        return Examined(str(path), (), None, error.problems)
    return examine(data, str(path), path.parent)


def examine(data: bytes, name: str, folder: Path | None = None) -> Examined:
    """Read and check the text of a lesson for its author; `name` stands in the problems. Never raises."""
    reading = read_all(data, name)
    if reading.source is None:
        return Examined(name, reading.lines, None, reading.problems)
    patience = Patience()
    lesson, found = _judge(reading.source, 0, folder, patience)
    if lesson is not None and not reading.problems:
        source = reading.source
        tried = _for_other_learners(source, patience)
        found = list(_problems(source, tried.faults))
        if not found:
            warnings = _problems(source, [*style_faults(lesson), *comment_faults(lesson, source)])
            return Examined(name, reading.lines, lesson, _sorted(warnings), tried.learners)
    news = (problem for problem in found if not _behind_a_slip(problem, reading.problems))
    return Examined(name, reading.lines, None, _sorted([*reading.problems, *news]))


def _behind_a_slip(problem: Problem, slips: Iterable[Problem]) -> bool:
    """Return whether a problem lies in what a slip earlier in its line spoilt."""
    return any(slip.line == problem.line and slip.column <= problem.column for slip in slips)


def _judge(source: Source, seed: int, folder: Path | None, patience: Patience) -> tuple[Lesson | None, list[Problem]]:
    """Return the lesson if it is sound in form and meaning, and the errors that there are."""
    written = source.data
    try:
        source = replace(source, data=with_values(source.data, seed, patience.go_on))
    except OutOfPatienceError:
        return None, list(_problems(source, [costly(patience)]))
    try:
        lesson = Lesson.model_validate(plain(source.data))
    except ValidationError:
        return None, list(_of_salvaged(source, patience))
    if not source.whole:  # it may mean something else as a whole
        return None, []
    faults = check(lesson, patience)
    if folder is not None:
        try:
            faults += image_faults(lesson, folder, patience.go_on)
        except OutOfPatienceError:
            faults.append(costly(patience))
    problems = list(dict.fromkeys(_problems(source, _as_written(faults, written))))
    return (None if problems else lesson), problems


def _of_salvaged(source: Source, patience: Patience) -> Iterator[Problem]:
    """Yield the problems of a source whose form is broken: those of its form, and those of what is sound in it."""
    saved = salvage(source)
    yield from saved.problems
    if saved.lesson is not None and source.whole:
        found = check(saved.lesson, patience, saved.lost)
        faults = ((saved.place(fault[0]), fault[1], _rule(fault)) for fault in found)
        kept = (fault for fault in faults if not _told_already(fault, saved, source))
        yield from _problems(source, kept)


def _for_other_learners(source: Source, patience: Patience) -> Tried:
    """Return what is wrong with a sound lesson for other learners, as many as there is time for."""

    def build_part(data: object) -> Lesson:
        patience.go_on()
        return Lesson.model_validate(data)

    return seed_faults(
        plain(source.data), build_part, lambda part: computed_faults(part, patience), go_on=patience.go_on
    )


def _as_written(faults: Iterable[Fault], data: object) -> Iterator[Fault]:
    """Yield faults with the names in them that the author wrote in `data`, not the numbers drawn for them."""
    for fault in faults:
        if isinstance(fault[1], UnknownName) and fault[1].at_the_top:
            named = [value_at(data, place) for place in (("values",), (*fault[0][:2], "values"))]
            drawn = [str(name) for group in named if isinstance(group, dict) for name in group]
            yield (fault[0], fault[1].among(drawn), *fault[2:])
            continue
        text = value_at(data, fault[0][:-1]) if _rule(fault) is Rule.PLACEHOLDERS else None
        again = list(placeholder_faults(text["en"], text["ru"], fault[0][:-1])) if isinstance(text, dict) else []
        yield from again or [fault]


def _told_already(fault: tuple[Place, str, Rule], saved: Salvaged, source: Source) -> bool:
    place, _message, rule = fault
    line = source.place(place)
    return line in source.broken or saved.lost.concerns(rule, place, source.data)


def _problems(source: Source, faults: Iterable[Fault]) -> Iterator[Problem]:
    for fault in faults:
        message = fault[1]
        if isinstance(message, Pointing):
            message = message.replace("{line}", str(source.place(message.place)[0]))
        yield Problem(source.name, *source.place(fault[0]), str(message), _rule(fault))


def _rule(fault: Fault) -> Rule:
    return fault[2] if len(fault) == 3 else Rule.MEANING


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems)))
