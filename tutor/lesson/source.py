"""The text of a lesson: YAML read within limits into plain data, every value with its place in the file.

The events of the parser are walked as they come, so a file built to exhaust memory or the C stack is refused before
anything is built from it: nothing here lets PyYAML compose or construct.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from tutor.language import _
from tutor.lesson.problem import LessonError, Problem, quote
from tutor.lesson.yaml_faults import MAX_DEPTH, Place, explain, quotes_wanted, too_deep
from tutor.lesson.yaml_scalars import FORBIDDEN, forbidden_character, resolve

MAX_BYTES = 1_000_000
MAX_PROBLEMS = 100
"""Reading stops after so many: a hundred sentences help nobody more than a thousand."""

TAG_KEY = "kind"
"""The key whose value tells the members of a union apart, and which pydantic therefore puts into its places."""

_Loader: type[yaml.CSafeLoader] | type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class _Node:
    """Where a value stands, where its keys stand, and the nodes inside it."""

    place: Place
    keys: dict[str, Place] = field(default_factory=dict)
    inside: dict[str | int, _Node] = field(default_factory=dict)
    tag: str | None = None  # the value of TAG_KEY, when it is text


@dataclass(frozen=True)
class Source:
    """A file that is sound YAML: its name, its data (dict, list, str, int, float, bool, None) and its places."""

    name: str
    data: object
    _root: _Node = field(repr=False, compare=False)

    def place(self, loc: Sequence[str | int], *, key: bool = False) -> Place:
        """Return the line and column, both from 1, of the value at `loc`, or with `key` of the key it stands under.

        A path that does not exist gives its nearest ancestor that does. Segments that match nothing are passed over:
        pydantic mixes the names of union members and discriminator tags into its paths.
        """
        _matched, node, place_of_key = _follow(self._root, tuple(loc[:24]))
        return place_of_key if key and place_of_key else node.place

    def problem(self, loc: Sequence[str | int], message: str, *, key: bool = False) -> Problem:
        """Return `message` as a Problem at the place of `loc`."""
        return Problem(self.name, *self.place(loc, key=key), message)


def read(path: Path) -> Source:
    """Read the lesson file at `path`; LessonError when it cannot be read or is not sound YAML."""
    name = str(path)
    try:
        if path.is_dir():
            raise _whole_file(name, _("this is a directory, not a lesson file"))
        if path.exists() and not path.is_file():  # a pipe or a device would keep us waiting
            raise _whole_file(name, _("this is not an ordinary file"))
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _whole_file(name, _("there is no such file")) from None
    except PermissionError:
        raise _whole_file(name, _("this file may not be read: permission denied")) from None
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise _whole_file(name, _("this file cannot be read: {reason}").format(reason=reason)) from None
    return parse(data, name)


def parse(data: bytes, name: str) -> Source:
    """Read a lesson from bytes; `name` stands in the problems. LessonError when it is not sound YAML."""
    if len(data) > MAX_BYTES:
        raise _whole_file(name, _("this file is larger than a lesson may be (1 MB)"))
    try:
        text = data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise LessonError([Problem(name, line, column, _("this is not UTF-8 text; save the file as UTF-8"))]) from None
    builder = _Builder(name, text)
    with contextlib.suppress(_Enough):
        root = builder.build()
        if not builder.problems:
            return Source(name, *root)
    raise LessonError(builder.problems)


def _whole_file(name: str, message: str) -> LessonError:
    return LessonError([Problem(name, 1, 1, message)])


def _follow(node: _Node, loc: tuple[str | int, ...]) -> tuple[int, _Node, Place | None]:
    """Return how many segments of `loc` were matched, the node they lead to, and its key if the last one matched.

    A segment may be a key and a tag at once (a step of kind `choices` with a key `choices`), so both readings are
    tried and the one that explains more of the path is taken; the tag first, unless nothing follows it.
    """
    for index, segment in enumerate(loc):
        rest = loc[index + 1 :]
        child = node.inside.get(segment)
        if child is None:
            continue
        matched, found, place_of_key = _follow(child, rest)
        entered = (matched + 1, found, place_of_key if rest else node.keys.get(str(segment)))
        if node.tag != segment or not rest:
            return entered
        matched, found, place_of_key = _follow(node, rest)
        return (matched + 1, found, place_of_key) if matched + 1 >= entered[0] else entered
    return 0, node, None


class _Enough(Exception):  # noqa: N818 - a signal, not an error
    """Reading cannot go on, or need not; the problems are in the builder."""


class _Builder:
    """Turns one stream of events into data and nodes, noting every problem on the way."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.lines = text.split("\n")
        self.problems: list[Problem] = []

    def build(self) -> tuple[object, _Node]:
        """Return the data and its node; `_Enough` when the text cannot be read to the end."""
        for number, line in enumerate(self.lines, 1):
            for found in FORBIDDEN.finditer(line):
                self.note((number, found.start() + 1), forbidden_character(found.group()))
        # A replacement as long as the original keeps every place and lets reading go on.
        self.events = self.stream(FORBIDDEN.sub("\ufffd", self.text))
        next(self.events)  # the stream's start
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            self.note((1, 1), _("this file is empty"))
            raise _Enough
        if getattr(event, "tags", None):
            self.note(_place(event), _("a lesson has no %TAG lines; remove this one"))
        result = self.value(next(self.events), 1)
        next(self.events)  # the document's end
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            self.note(_place(event), _("a lesson is one YAML document; remove '---' and what follows it"))
        return result

    def note(self, place: Place, message: str) -> None:
        self.problems.append(Problem(self.name, *place, message))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _Enough

    def stream(self, text: str) -> Iterator[yaml.Event]:
        try:
            yield from yaml.parse(text, Loader=_Loader)
        except (yaml.YAMLError, ValueError) as error:
            place, message = explain(error, self.lines)
            # What was said of this line already, of an alias say, explains the parser's stumble better than it does.
            if not any(problem.line == place[0] for problem in self.problems):
                self.note(place, message)
            raise _Enough from None

    def value(self, event: yaml.Event, depth: int) -> tuple[object, _Node]:
        """Return the value that begins with `event`, having used up its events."""
        node = _Node(_place(event))
        self.refuse_extras(event, node.place)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, node.place), node
        if isinstance(event, yaml.AliasEvent):
            return None, node
        if depth > MAX_DEPTH:
            self.note(node.place, too_deep())
            raise _Enough
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(node, depth), node
        return self.mapping(node, depth), node

    def refuse_extras(self, event: yaml.Event, place: Place) -> None:
        if isinstance(event, yaml.AliasEvent):
            self.note(place, quotes_wanted("*"))
            return
        if getattr(event, "anchor", None) is not None:
            self.note(place, quotes_wanted("&"))
        if getattr(event, "tag", None) is not None:
            self.note(place, quotes_wanted("!"))

    def scalar(self, event: yaml.ScalarEvent, place: Place) -> object:
        text = self.text_of(event, place)
        if event.style or event.tag is not None:
            return text
        try:
            return resolve(text)
        except ValueError as error:
            self.note(place, str(error))
            return None

    def text_of(self, event: yaml.ScalarEvent, place: Place) -> str:
        text: str = event.value
        if event.style == '"' and (found := FORBIDDEN.search(text)):  # written as an escape
            self.note(place, forbidden_character(found.group()))
        return text

    def sequence(self, node: _Node, depth: int) -> list[object]:
        data: list[object] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            item, node.inside[len(data)] = self.value(event, depth + 1)
            data.append(item)
        return data

    def mapping(self, node: _Node, depth: int) -> dict[str, object]:
        data: dict[str, object] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key, place = self.key(event, depth), _place(event)
            value, inside = self.value(next(self.events), depth + 1)
            if key is None:
                continue
            if key in data:
                line, column = node.keys[key]
                self.note(
                    place,
                    _("the key {key} is written twice; the first is at line {line}, column {column}").format(
                        key=quote(key), line=line, column=column
                    ),
                )
                continue
            data[key], node.keys[key], node.inside[key] = value, place, inside
        tag = data.get(TAG_KEY)
        node.tag = tag if isinstance(tag, str) else None
        return data

    def key(self, event: yaml.Event, depth: int) -> str | None:
        """Return the text of the key that begins with `event`; None, and a problem noted, when it is not text."""
        place = _place(event)
        if isinstance(event, yaml.ScalarEvent):
            self.refuse_extras(event, place)
            return self.text_of(event, place)
        self.value(event, depth + 1)
        if not isinstance(event, yaml.AliasEvent):
            self.note(place, _("a key must be plain text, not a list or a mapping; text with braces needs quotes"))
        return None


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
