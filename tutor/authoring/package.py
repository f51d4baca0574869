"""A package: the lessons of one course with their course file and pictures, as it is handed out and installed.

Nothing else is taken in: no code, no links, no path that leads out of the course, nothing larger than it may be.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tutor.bench.image_parts import png_size
from tutor.language import _, ngettext
from tutor.lesson.files import COURSE_FILES, NOT_IN_NAMES, SUFFIXES
from tutor.lesson.source import MAX_BYTES
from tutor.quoting import quote

MOST_FILES = 200
MOST_TOGETHER = 20_000_000
"""Bytes of all files of a package together, unpacked."""
LARGEST_LESSON, LARGEST_PICTURE = MAX_BYTES, 5_000_000
MOST_PIXELS = 16_000_000
DEEPEST = 4
"""Parts of the path of a picture; lessons always lie at the top."""
LONGEST_NAME, MOST_NAME_BYTES = 100, 200
"""Characters, and bytes in UTF-8: systems take 255, and an unfinished copy has a longer name."""
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
"""Names that Windows keeps for devices, whatever their ending."""


class PackageError(Exception):
    """A package cannot be made or installed; `problems` holds every reason, one line or sentence each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(*self.problems)


@dataclass(frozen=True)
class Package:
    """One course: the name of its folder, and its files by their path in it, with / between the parts."""

    name: str
    files: Mapping[str, bytes]
    left_out: tuple[str, ...] = ()
    """What lay in the folder too and is no part of a package."""

    @property
    def lessons(self) -> tuple[str, ...]:
        """The names of its lesson files, sorted."""
        return tuple(sorted(name for name in self.files if is_lesson(name)))


def is_lesson(name: str) -> bool:
    """Return whether a file of a package is a lesson."""
    return name.endswith(SUFFIXES) and name not in COURSE_FILES


def name_problem(name: str) -> str:
    """Return why a folder or file of a package cannot have this name, or nothing."""
    said = quote(name)
    if not name or name.startswith(".") or name.endswith((".", " ")):
        return _("{name} is not a name that every computer can keep").format(name=said)
    if len(name) > LONGEST_NAME or len(name.encode("utf-8", "surrogateescape")) > MOST_NAME_BYTES:
        return _("the name {name} is too long").format(name=said)
    if not name.isprintable() or any(character in NOT_IN_NAMES for character in name):
        return _("{name} is not a name that every computer can keep").format(name=said)
    if name.split(".")[0].casefold() in _RESERVED:
        return _("{name} is not a name that every computer can keep").format(name=said)
    return ""


def path_problem(path: str) -> str:
    """Return why a package cannot have a file at this path, or nothing."""
    parts = path.split("/")
    if path.startswith("/") or ".." in parts or "\\" in path or path[1:2] == ":":
        return _("{path} leads out of the package").format(path=quote(path))
    problem = next((problem for part in parts if (problem := name_problem(part))), "")
    if problem:
        return problem
    if path.lower().endswith(".png"):
        return _("{path} lies too deep").format(path=quote(path)) if len(parts) > DEEPEST else ""
    if not path.endswith(SUFFIXES):
        return _("{path} is neither a lesson (.yaml), a course.yaml nor a PNG picture").format(path=quote(path))
    return _("{path} must lie at the top of the package").format(path=quote(path)) if len(parts) > 1 else ""


def size_problem(path: str, size: int) -> str:
    """Return why a file of a package cannot be as large, or nothing."""
    most = LARGEST_PICTURE if path.lower().endswith(".png") else LARGEST_LESSON
    if size <= most:
        return ""
    return _("{path} is larger than {n} MB").format(path=quote(path), n=most // 1_000_000)


def set_problems(sizes: Mapping[str, int]) -> Iterator[str]:
    """Yield what is wrong with a set of files as such: how many, how large, and names that differ in case only."""
    if len(sizes) > MOST_FILES:
        yield too_many()
    if sum(sizes.values()) > MOST_TOGETHER:
        yield too_large()
    if not any(is_lesson(path) for path in sizes):
        yield _("there is no lesson in it")
    seen: dict[str, str] = {}
    names = {_folded(path): path for path in sizes}
    for path in sizes:
        parts = path.split("/")
        for count in range(1, len(parts)):
            if (above := _folded("/".join(parts[:count]))) in names:
                message = _("{one} is a file, and a folder too: {other} lies in it")
                yield message.format(one=quote(names[above]), other=quote(path))
        folded = _folded(path)
        if folded in seen:
            yield _("{one} and {other} are the same name on many computers").format(
                one=quote(seen[folded]), other=quote(path)
            )
        seen[folded] = path


def _folded(path: str) -> str:
    """Return a path as computers see it that do not tell capitals, or ways of writing a letter, apart."""
    return unicodedata.normalize("NFC", path).casefold()


def too_many() -> str:
    """Return the sentence for a package with more than MOST_FILES files."""
    return ngettext("there is more than {n} file in it", "there are more than {n} files in it", MOST_FILES).format(
        n=MOST_FILES
    )


def too_large() -> str:
    """Return the sentence for a package with more than MOST_TOGETHER bytes."""
    return _("its files are larger than {n} MB together").format(n=MOST_TOGETHER // 1_000_000)


def picture_problem(path: str, data: bytes) -> str:
    """Return why a file is no picture that can be handed out, or nothing; only its head is looked at."""
    if not path.lower().endswith(".png"):
        return ""
    size = png_size(data)
    if size is None:
        return _("{path} is not a PNG picture").format(path=quote(path))
    if size[0] * size[1] > MOST_PIXELS:
        return _("{path} has more than {n} million pixels").format(path=quote(path), n=MOST_PIXELS // 1_000_000)
    return ""


def package_of_folder(folder: Path) -> Package:
    """Return the package of the lessons in a folder; PackageError where it cannot be one."""
    name = folder.resolve().name
    found, left_out, problems = _found_in(folder)
    problems += [problem for problem in [name_problem(name)] if problem]
    problems += set_problems(found)
    if problems:
        raise PackageError(problems)
    files = {path: (folder / path).read_bytes() for path in sorted(found)}
    problems += [problem for path, data in files.items() if (problem := size_problem(path, len(data)))]
    problems += [problem for path, data in files.items() if (problem := picture_problem(path, data))]
    if problems:
        raise PackageError(problems)
    return Package(name, files, tuple(left_out))


def _found_in(folder: Path) -> tuple[dict[str, int], list[str], list[str]]:
    """Return the sizes of the files that belong to a package by path, what does not belong to it, and problems."""
    sizes: dict[str, int] = {}
    left_out: list[str] = []
    problems: list[str] = []
    for place, inside, names in os.walk(folder):
        inside[:] = sorted(name for name in inside if not name.startswith("."))
        told = [one for one in inside if one.endswith(SUFFIXES) or os.path.islink(Path(place) / one)]  # noqa: PTH114
        inside[:] = [one for one in inside if one not in told]
        for name in sorted(names + told):
            path = (Path(place) / name).relative_to(folder).as_posix()
            status = (Path(place) / name).lstat()
            if name.startswith("."):
                continue
            if stat.S_ISLNK(status.st_mode):
                problems.append(_("{path} is a link; a package has ordinary files only").format(path=quote(path)))
            elif not name.endswith(SUFFIXES) and not name.lower().endswith(".png"):
                left_out.append(path)
            elif stat.S_ISDIR(status.st_mode):
                problems.append(f"{quote(path)}: " + _("this is a directory, not a lesson file"))
            elif not stat.S_ISREG(status.st_mode):
                problems.append(_("{path} is not an ordinary file").format(path=quote(path)))
            elif problem := path_problem(path) or size_problem(path, status.st_size):
                problems.append(problem)
            else:
                sizes[path] = status.st_size
        if len(sizes) > MOST_FILES or len(left_out) > 10 * MOST_FILES:
            return sizes, left_out, [*problems, too_many()]
    return sizes, left_out, problems


def check_package(folder: Path, package: Package, shown: str) -> None:
    """Check the files of a package where they lie in `folder`.

    PackageError has every problem, in the words of `check`, and names the files as if they lay in `shown`.
    """
    from tutor.authoring.checking import Report, check_files
    from tutor.authoring.report_text import text_lines
    from tutor.lesson.rules import Severity

    report = check_files([folder / name for name in sorted(package.files) if name.endswith(SUFFIXES)])
    errors = [finding for finding in report.findings if finding.severity is Severity.ERROR]
    renamed = [
        replace(
            one,
            problem=replace(
                one.problem,
                path=f"{shown}/{Path(one.problem.path).name}",
                message=one.problem.message.replace(str(folder), shown),  # one lesson may name another
            ),
        )
        for one in errors
    ]
    if renamed:
        raise PackageError(text_lines(Report(report.files, tuple(renamed))))
