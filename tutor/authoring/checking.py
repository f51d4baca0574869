"""Many lesson files, checked in one run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tutor.folders import bundled_lessons
from tutor.language import _
from tutor.lesson.check_questions import SEEDS
from tutor.lesson.course import read_course
from tutor.lesson.files import COURSE_FILES, SUFFIXES, lesson_files
from tutor.lesson.load import Examined, examine, examine_file
from tutor.lesson.outline import read_outline
from tutor.lesson.problem import LessonError, Problem, quote
from tutor.lesson.rules import Rule, Severity
from tutor.lesson.source import content, read_all

STDIN = "-"
STDIN_NAME = "<stdin>"


@dataclass(frozen=True)
class Finding:
    """One problem, how grave it is in this run, and the line of the file that it stands in."""

    problem: Problem
    severity: Severity
    line: str | None
    """None where the file has no such line, or could not be read."""


@dataclass(frozen=True)
class Report:
    """What came of checking some files."""

    files: int
    """How many lessons there were."""
    findings: tuple[Finding, ...]
    """By file and place, in the order in which the files were named."""
    hurried: tuple[tuple[str, int], ...] = ()
    """Lessons that were not tried with all learners' numbers, because time ran out: file, and how many were tried."""

    def count(self, severity: Severity) -> int:
        """Return how many findings are as grave as that."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def is_clean(self) -> bool:
        """Whether there is no error; warnings do not count."""
        return not self.count(Severity.ERROR)


def lesson_paths(names: Iterable[str]) -> Iterator[Path | None]:
    """Yield every lesson and course file that is named or lies in a folder that is named, each once; None for stdin.

    Folders are searched to the bottom, without what begins with a dot and without following links to other folders.
    """
    seen: set[Path | None] = set()
    for name in names:
        found = [None] if name == STDIN else _files(Path(name))
        for path in found:
            if path not in seen:
                seen.add(path)
                yield path


def _files(path: Path) -> list[Path]:
    if not os.path.isdir(path):  # noqa: PTH112  # it answers where Path.is_dir raises
        return [path]
    found = []
    for folder, inside, names in os.walk(path):
        # A folder with the name of a lesson is told of, as a list does, and not looked into.
        names += [name for name in inside if name.endswith(SUFFIXES)]
        inside[:] = sorted(name for name in inside if not name.startswith(".") and not name.endswith(SUFFIXES))
        found += [Path(folder) / name for name in names if name.endswith(SUFFIXES) and not name.startswith(".")]
    return sorted(found)


def check_files(
    paths: Iterable[Path | None], stdin: bytes = b"", *, strict: bool = False, named: Sequence[Path] = ()
) -> Report:
    """Check lesson and course files one after another; None stands for the text `stdin`.

    With `strict` warnings are errors. Where folders are among what was `named`, a file that was found and is a link out
    of all of them is not read.
    """
    findings: list[Finding] = []
    places: dict[str, Problem] = {}
    hurried = []
    files = 0
    for path in paths:
        within = () if path in named else named
        if path is not None and path.name in COURSE_FILES:
            findings += _course_findings(path, strict, within)
            continue
        files += 1
        done = examine(stdin, STDIN_NAME) if path is None else examine_file(path, within)
        problems = list(done.problems)
        if done.learners < SEEDS:
            hurried.append((done.name, done.learners))
        twin = _twin(done, places)
        findings += _findings([*problems, *([twin] if twin else [])], done.lines, strict)
    return Report(files, tuple(findings), tuple(hurried))


def _course_findings(path: Path, strict: bool, within: Sequence[Path]) -> Iterator[Finding]:
    try:
        here = [name for name in os.listdir(path.parent) if name.endswith(SUFFIXES)]  # noqa: PTH208
    except OSError:
        here = []
    lessons = {name: _id_of(path.parent / name) for name in here if name not in COURSE_FILES}
    elsewhere = [_id_of(lesson) for lesson in lesson_files([bundled_lessons()])]
    problems = read_course(path, lessons, elsewhere, within).problems
    told = [replace(one, rule=Rule.COURSE) if one.rule is Rule.MEANING else one for one in problems]
    try:
        lines = read_all(content(path, within), str(path)).lines
    except LessonError:
        lines = ()
    return _findings(told, lines, strict)


def _id_of(path: Path) -> str:
    try:
        return read_outline(content(path, [path.parent])).id
    except LessonError:
        return ""


def report_on(done: Examined) -> Report:
    """Return the report on one file that was examined."""
    return Report(1, tuple(_findings(done.problems, done.lines, False)))


def _twin(done: Examined, places: dict[str, Problem]) -> Problem | None:
    """Return the problem that an earlier lesson has the same id, and remember where this one's is."""
    if done.lesson is None:
        return None
    wanted = next((number for number, line in enumerate(done.lines, 1) if line.startswith("id:")), 1)
    first = places.get(done.lesson.id)
    here = Problem(done.name, wanted, 1, "", Rule.DUPLICATE_LESSON)
    if first is None:
        places[done.lesson.id] = here
        return None
    message = _("the lesson {path} has the id {id} too").format(path=quote(first.path, 200), id=quote(done.lesson.id))
    return replace(here, message=message)


def _findings(problems: Sequence[Problem], lines: Sequence[str], strict: bool) -> Iterator[Finding]:
    for problem in sorted(problems):
        line = lines[problem.line - 1] if problem.line <= len(lines) else None
        yield Finding(problem, Severity.ERROR if strict else problem.severity, line)
