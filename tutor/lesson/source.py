"""The text of a lesson: YAML read within limits into plain data, every value with its place in the file.

The events of the parser are walked as they come, so a file built to exhaust memory or the C stack is refused before
anything is built from it. A slip is passed over, as far as anybody can say what it spoils, and reading goes on.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tutor.language import _
from tutor.lesson.files import MAX_BYTES
from tutor.lesson.ordinary import NotOrdinaryError, leads_out, read_ordinary
from tutor.lesson.problem import LessonError, Problem
from tutor.lesson.rules import Rule
from tutor.lesson.yaml_faults import Place, Slip, no_tabs
from tutor.lesson.yaml_repair import FILLER, repaired, tabbed
from tutor.lesson.yaml_values import MAX_PROBLEMS, MAX_VALUES, TAG_KEY, Builder, Enough, Node

__all__ = ["MAX_BYTES", "MAX_PROBLEMS", "TAG_KEY", "Reading", "Source", "content", "parse", "read", "read_all"]

MAX_PASSES = 20
"""How often a file is read, each time passing over one slip more."""


@dataclass(frozen=True)
class Source:
    """What a file says: its name, its data (dict, list, str, int, float, bool, None) and its places."""

    name: str
    data: object
    _root: Node = field(repr=False, compare=False)
    broken: frozenset[Place] = frozenset()
    """Where the values begin that could not be read, which has been told already."""
    whole: bool = True
    """Whether nothing was passed over; otherwise keys may seem to be missing that are there."""
    lines: tuple[str, ...] = field(default=(), repr=False, compare=False)
    """The text as it stands in the file."""

    def place(self, loc: Sequence[str | int], *, key: bool = False) -> Place:
        """Return the line and column, both from 1, of the value at `loc`, or with `key` of the key it stands under.

        A path that does not exist gives its nearest ancestor that does. Segments that match nothing are passed over:
        pydantic mixes the names of union members and discriminator tags into its paths.
        """
        _matched, node, place_of_key, _path = _follow(self._root, tuple(loc[:24]))
        return place_of_key if key and place_of_key else node.place

    def path(self, loc: Sequence[str | int]) -> tuple[str | int, ...]:
        """Return `loc` without the segments that match nothing: the path in the data, as far as it exists there."""
        return _follow(self._root, tuple(loc[:24]))[3]

    def problem(self, loc: Sequence[str | int], message: str, *, key: bool = False) -> Problem:
        """Return `message` as a Problem of meaning at the place of `loc`."""
        return Problem(self.name, *self.place(loc, key=key), message, Rule.MEANING)

    def reread(self, path: Sequence[str | int], *, kind: str) -> None:
        """Take the mapping at `path` for one of that kind from now on."""
        _follow(self._root, tuple(path))[1].tag = kind

    def alias(self, path: Sequence[str | int], key: str, meant: str) -> None:
        """Find from now on what stands under `key` of the mapping at `path` under the key that is meant, too."""
        node = _follow(self._root, tuple(path))[1]
        node.inside[meant], node.keys[meant] = node.inside[key], node.keys[key]


@dataclass(frozen=True)
class Reading:
    """What came of reading a file: its lines, its data as far as it could be read, and every slip in it."""

    lines: tuple[str, ...]
    source: Source | None
    problems: tuple[Problem, ...]


def read(path: Path, within: Iterable[Path] = ()) -> Source:
    """Read the lesson file at `path`; LessonError when it cannot be read (see `content`) or is not sound YAML."""
    return parse(content(path, within), str(path))


def content(path: Path, within: Iterable[Path] = ()) -> bytes:
    """Return what is in the lesson file at `path`, at most one byte more than is allowed.

    Where folders are given that the file was found in, it is not read if it is a link that leads out of all of them.
    LessonError when it cannot be read.
    """
    name = str(path)
    try:
        folders = tuple(within)
        if folders and leads_out(path, folders):
            raise _whole_file(name, link_refused())
        return read_ordinary(path, MAX_BYTES + 1)
    except IsADirectoryError:
        raise _whole_file(name, _("this is a directory, not a lesson file")) from None
    except NotOrdinaryError:  # a pipe or a device would keep us waiting
        raise _whole_file(name, _("this is not an ordinary file")) from None
    except FileNotFoundError:
        raise _whole_file(name, _("there is no such file")) from None
    except PermissionError:
        raise _whole_file(name, _("this file may not be read: permission denied")) from None
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise _whole_file(name, _("this file cannot be read: {reason}").format(reason=reason)) from None


def link_refused() -> str:
    """Return the sentence for a link to what lies outside the folder that it was found in."""
    return _("a link leads out of the lesson's folder")


def parse(data: bytes, name: str) -> Source:
    """Read a lesson from bytes; `name` stands in the problems. LessonError when it is not sound YAML."""
    reading = read_all(data, name)
    if reading.source is None or reading.problems:
        raise LessonError(reading.problems)
    return reading.source


def read_all(data: bytes, name: str) -> Reading:
    """Read a lesson from bytes as far as that is possible, and collect every slip; never raises."""
    text = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    lines = tuple(text.split("\n"))
    if len(data) > MAX_BYTES:
        message = _("this file is larger than a lesson may be (1 MB)")
        return Reading(lines, None, (Problem(name, 1, 1, message, Rule.TOO_LARGE),))
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = _("this is not UTF-8 text; save the file as UTF-8")
        return Reading(lines, None, (Problem(name, line, column, message, Rule.ENCODING),))
    return _passes(name, lines)


def _passes(name: str, lines: tuple[str, ...]) -> Reading:
    """Read again and again, each time passing over what the parser stumbled over before."""
    problems: dict[Problem, None] = {}
    told: set[int] = set()  # the lines that something was said of
    work, read_so_far, source = list(lines), 0, None
    for number in range(MAX_PASSES):
        builder, root = Builder(name, work, filler=FILLER if number else None), None
        with contextlib.suppress(Enough):
            root = builder.build()
        found = [problem for problem in builder.problems if problem.line not in told or number == 0]
        problems |= dict.fromkeys(found)
        told |= {problem.line for problem in found}
        read_so_far += builder.values + len(lines) // 8
        if root is not None:
            whole = number == 0 and not any(problem.rule is Rule.DOCUMENT for problem in found)
            source = Source(name, *root, broken=frozenset(builder.broken), whole=whole, lines=lines)
        if builder.slip is None or len(problems) >= MAX_PROBLEMS or read_so_far > MAX_VALUES:
            break
        problems |= dict.fromkeys(_like_it(name, lines, builder.slip))
        passed = repaired(work, builder.slip)
        if passed is None:
            break
        work = passed
    return Reading(lines, source, tuple(sorted(problems)[:MAX_PROBLEMS]))


def _like_it(name: str, lines: Sequence[str], slip: Slip) -> list[Problem]:
    """Return the same slip on other lines, where it is of a kind that comes in numbers."""
    places = tabbed(lines) if slip.extent == "tabs" else []
    return [Problem(name, *place, no_tabs(), Rule.SYNTAX) for place in places if place[0] != slip.place[0]]


def _whole_file(name: str, message: str) -> LessonError:
    return LessonError([Problem(name, 1, 1, message, Rule.FILE)])


_Found = tuple[int, Node, Place | None, tuple[str | int, ...]]


def _follow(node: Node, loc: tuple[str | int, ...]) -> _Found:
    """Return how many segments of `loc` were matched, the node they lead to, its key if the last one matched, its path.

    A segment may be a key and a tag at once (a step of kind `choices` with a key `choices`), so both readings are
    tried and the one that explains more of the path is taken; the tag first, unless nothing follows it.
    """
    for index, segment in enumerate(loc):
        rest = loc[index + 1 :]
        child = node.inside.get(segment)
        if child is None:
            continue
        matched, found, place_of_key, path = _follow(child, rest)
        entered = (matched + 1, found, place_of_key if rest else node.keys.get(str(segment)), (segment, *path))
        if node.tag != segment or not rest:
            return entered
        matched, found, place_of_key, path = _follow(node, rest)
        return (matched + 1, found, place_of_key, path) if matched + 1 >= entered[0] else entered
    return 0, node, None, ()
