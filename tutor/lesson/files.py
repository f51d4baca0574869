"""Which lesson files there are: directly in a folder, or in course folders one level down."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

COURSE_FILES = ("course.yaml", "course.yml")
"""What may stand beside the lessons of a course: its title, their order, and which should come first."""

SUFFIXES = (".yaml", ".yml")
MAX_BYTES = 1_000_000
"""How large a lesson file may be."""
NOT_IN_NAMES = frozenset('\\:*?"<>|')
"""What no name of a file may hold on some computers."""


@dataclass(frozen=True)
class LessonFolder:
    """A folder that lessons were looked for in."""

    path: str
    names: tuple[str, ...]
    """The names of its lesson files, sorted."""
    is_course: bool
    """Whether its lessons belong together: one level down they always do, elsewhere where there is a course file."""
    course_file: str = ""
    """The name of its course file, if it has one."""

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of its lesson files, sorted."""
        return tuple(os.path.join(self.path, name) for name in self.names)  # noqa: PTH118  # a thousand of them


def lesson_folders_in(folders: Iterable[Path]) -> list[LessonFolder]:
    """Return the folders that exist, each before the course folders in it; no folder comes twice.

    What begins with a dot is passed over: editors and `layer-tutor install` keep unfinished files under such names.
    """
    found: list[LessonFolder] = []
    seen: set[str] = set()
    for top in folders:
        path = os.path.abspath(top)  # noqa: PTH100  # a link stays as the learner has named it
        names, inside = _look_into(path, seen)
        course_file = _course_file_of(names)
        found.append(LessonFolder(path, _lessons_of(names), bool(course_file), course_file))
        for name in inside:
            course = os.path.join(path, name)  # noqa: PTH118
            names, _deeper = _look_into(course, seen)
            lessons = _lessons_of(names)
            if lessons:
                found.append(LessonFolder(course, lessons, True, _course_file_of(names)))
    return [folder for folder in found if folder.names]


def lesson_files(folders: Iterable[Path]) -> list[Path]:
    """Return every lesson file in the folders that exist, in a stable order."""
    return [Path(path) for folder in lesson_folders_in(folders) for path in folder.files]


def _look_into(path: str, seen: set[str]) -> tuple[list[str], list[str]]:
    """Return the names in a folder that may be files, and those that are folders; nothing if it was seen before."""
    real = os.path.realpath(path)
    if real in seen:
        return [], []
    seen.add(real)
    names, inside = [], []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if not entry.name.endswith(SUFFIXES) and entry.is_dir():
                    inside.append(entry.name)
                else:
                    names.append(entry.name)
    except OSError:
        return [], []
    return sorted(names), sorted(inside)


def _lessons_of(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name.endswith(SUFFIXES) and name not in COURSE_FILES)


def _course_file_of(names: Iterable[str]) -> str:
    return next((name for name in COURSE_FILES if name in names), "")
