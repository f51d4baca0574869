"""From the events of a YAML parser to plain data, every value with its place; each slip on the way is noted.

Nothing here lets PyYAML compose or construct: what is built is built within limits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import yaml

from tutor.language import _
from tutor.lesson.characters import FORBIDDEN, forbidden_character
from tutor.lesson.problem import Problem, quote
from tutor.lesson.rules import Rule
from tutor.lesson.yaml_faults import MAX_DEPTH, Place, Slip, closed_late, explain, older_yaml, quotes_wanted, too_deep
from tutor.lesson.yaml_scalars import resolve

MAX_PROBLEMS = 100
"""Reading stops after so many: a hundred sentences help nobody more than a thousand."""
MAX_VALUES = 40_000
"""Values in a lesson, each key's and each item's: a long lesson has a few thousand."""

TAG_KEY = "kind"
"""The key whose value tells the members of a union apart, and which pydantic therefore puts into its places."""

LOADER: type[yaml.CSafeLoader] | type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Node:
    """Where a value stands, where its keys stand, and the nodes inside it."""

    __slots__ = ("inside", "keys", "place", "tag")

    def __init__(self, place: Place) -> None:
        self.place = place
        self.keys: dict[str, Place] = _NO_KEYS
        self.inside: dict[str | int, Node] = _NOTHING_INSIDE
        self.tag: str | None = None  # the value of TAG_KEY, when it is text


# What a scalar has of both: shared, because a lesson has thousands of scalars.
_NO_KEYS: dict[str, Place] = {}
_NOTHING_INSIDE: dict[str | int, Node] = {}


class Enough(Exception):  # noqa: N818 - a signal, not an error
    """Reading cannot go on, or need not; the problems are in the builder."""


@dataclass
class Builder:
    """Turns one stream of events into data and nodes, noting every problem on the way."""

    name: str
    lines: Sequence[str]
    problems: list[Problem] = field(default_factory=list)
    broken: set[Place] = field(default_factory=set)
    """Where the values begin that are not what the file says, because what it says cannot be read."""
    slip: Slip | None = None
    """What the parser stumbled over."""
    values: int = 0
    filler: str | None = None
    """The character that stands for what was passed over, if something was."""
    quoted: tuple[Place, Place] = ((1, 1), (1, 1))
    """Where the last text in quotes begins and ends."""

    def build(self) -> tuple[object, Node]:
        """Return the data and its node; `Enough` when the text cannot be read to the end."""
        for number, line in enumerate(self.lines, 1):
            for found in FORBIDDEN.finditer(line):
                self.note((number, found.start() + 1), forbidden_character(found.group()), Rule.CHARACTER)
        # A replacement as long as the original keeps every place and lets reading go on.
        self.events = self.stream(FORBIDDEN.sub("\ufffd", "\n".join(self.lines)))
        next(self.events)  # the stream's start
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            self.note((1, 1), _("this file is empty"), Rule.DOCUMENT)
            raise Enough
        if getattr(event, "tags", None):
            self.note(_place(event), _("a lesson has no %TAG lines; remove this one"), Rule.DOCUMENT)
        if getattr(event, "version", None) not in (None, (1, 2)):
            self.note(_place(event), older_yaml(), Rule.DOCUMENT)
        result = self.value(next(self.events), 1)
        next(self.events)  # the document's end
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            message = _("a lesson is one YAML document; remove '---' and what follows it")
            self.note(_place(event), message, Rule.DOCUMENT)
        return result

    def note(self, place: Place, message: str, rule: Rule) -> None:
        """Remember a problem; `Enough` after the last that is wanted."""
        self.problems.append(Problem(self.name, *place, message, rule))
        if len(self.problems) >= MAX_PROBLEMS:
            raise Enough

    def stream(self, text: str) -> Iterator[yaml.Event]:
        """Yield the parser's events; `Enough`, and the slip noted, where it stumbles."""
        try:
            yield from yaml.parse(text, Loader=LOADER)
        except (yaml.YAMLError, ValueError) as error:
            self.slip = closed_late(explain(error, self.lines), *self.quoted)
            # What was said of this line already, of an alias say, explains the parser's stumble better than it does.
            if not any(problem.line == self.slip.place[0] for problem in self.problems):
                self.note(self.slip.place, self.slip.message, self.slip.rule)
            raise Enough from None

    def value(self, event: yaml.Event, depth: int) -> tuple[object, Node]:
        """Return the value that begins with `event`, having used up its events."""
        node = Node(_place(event))
        self.refuse_extras(event, node.place)
        self.values += 1
        if self.values > MAX_VALUES:
            message = _("there are more values in this file than a lesson may have ({n})")
            self.note(node.place, message.format(n=MAX_VALUES), Rule.TOO_LARGE)
            raise Enough
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, node.place), node
        if isinstance(event, yaml.AliasEvent):
            return None, node
        if depth > MAX_DEPTH:
            self.note(node.place, too_deep(), Rule.TOO_LARGE)
            raise Enough
        node.inside = {}
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(node, depth), node
        node.keys = {}
        return self.mapping(node, depth), node

    def refuse_extras(self, event: yaml.Event, place: Place) -> None:
        """Note an alias, an anchor or a tag."""
        if isinstance(event, yaml.AliasEvent):
            self.spoil(place, quotes_wanted("*"), Rule.QUOTES)
            return
        if getattr(event, "anchor", None) is not None:
            self.spoil(place, quotes_wanted("&"), Rule.QUOTES)
        if getattr(event, "tag", None) is not None:
            self.spoil(place, quotes_wanted("!"), Rule.QUOTES)

    def spoil(self, place: Place, message: str, rule: Rule) -> None:
        """Note a problem because of which the value at `place` is not what the file says."""
        self.broken.add(place)
        self.note(place, message, rule)

    def scalar(self, event: yaml.ScalarEvent, place: Place) -> object:
        """Return the value of a scalar: text, or what a plain one resolves to."""
        text = self.text_of(event, place)
        if self.filler and self.filler in text:
            self.broken.add(place)
        if event.style in ("'", '"'):
            self.quoted = place, _place_of(event.end_mark)
        if event.style or event.tag is not None:
            return text
        try:
            return resolve(text)
        except ValueError as error:
            self.spoil(place, str(error), Rule.NUMBER)
            return None

    def text_of(self, event: yaml.ScalarEvent, place: Place) -> str:
        """Return the text of a scalar, a forbidden character in it noted."""
        text: str = event.value
        if event.style == '"' and (found := FORBIDDEN.search(text)):  # written as an escape
            self.spoil(place, forbidden_character(found.group()), Rule.CHARACTER)
        return text

    def sequence(self, node: Node, depth: int) -> list[object]:
        """Return the list whose events come next."""
        data: list[object] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            item, node.inside[len(data)] = self.value(event, depth + 1)
            data.append(item)
        return data

    def mapping(self, node: Node, depth: int) -> dict[str, object]:
        """Return the mapping whose events come next; of a key written twice the first value."""
        data: dict[str, object] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key, place = self.key(event, depth), _place(event)
            value, inside = self.value(next(self.events), depth + 1)
            if key is None:
                continue
            if key in data:
                line, column = node.keys[key]
                message = _("the key {key} is written twice; the first is at line {line}, column {column}")
                self.note(place, message.format(key=quote(key), line=line, column=column), Rule.DUPLICATE_KEY)
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
            message = _("a key must be plain text, not a list or a mapping; text with braces needs quotes")
            self.note(place, message, Rule.SYNTAX)
        return None


def _place(event: yaml.Event) -> Place:
    return _place_of(event.start_mark)


def _place_of(mark: object) -> Place:
    line, column = getattr(mark, "line", 0), getattr(mark, "column", 0)  # either parser has marks of its own
    return line + 1, column + 1
