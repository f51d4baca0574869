"""What can be made of a lesson whose form is broken: every problem of form, and the sound parts as a lesson.

A misspelt kind or key is read again as the one that was probably meant, so that what is wrong inside is found as well.
An unreadable text becomes a stand-in; a step, a friend or another part that is broken otherwise is left out. What is
left is never opened for a learner: it is there to be checked for its meaning.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from tutor.language import LANGUAGES
from tutor.lesson.faults import nearest
from tutor.lesson.form import MOST, NO_TEXT, form_problems, keys_at, models_at, tags, words_of
from tutor.lesson.lanes import CHOSEN
from tutor.lesson.lost import Lost
from tutor.lesson.model import Lesson
from tutor.lesson.problem import Problem
from tutor.lesson.source import TAG_KEY, Source
from tutor.lesson.text import NOT_BLANK, Text
from tutor.lesson.walk import Place, plain, value_at

STAND_IN = "…"
"""In place of a text that cannot be read."""
MOST_ROUNDS = 8
LISTS = ("steps", "friends", "experiments", "sources")
_STAND_IN_STEP = {"id": "stand-in", "kind": "text", "title": STAND_IN, "body": STAND_IN}
_NEEDED: Mapping[str, object] = {"format_version": 1, "id": "stand-in", "minutes": 1, "steps": [_STAND_IN_STEP]}


@dataclass
class Salvaged:
    """A lesson as far as its form is sound."""

    lesson: Lesson | None
    """None where too little is left to make one."""
    problems: list[Problem]
    lost: Lost
    kept: Mapping[str, Sequence[int]]
    """Of each list, the places in the file of the parts that are left."""

    def place(self, place: Place) -> Place:
        """Return the place in the file of a place in the lesson."""
        return _original(place, self.kept)


def salvage(source: Source) -> Salvaged:
    """Return every problem of form of a source, and what is sound in it."""
    return _Salvage(source, copy.deepcopy(source.data)).work()


@dataclass
class _Salvage:
    source: Source
    data: Any
    lost: Lost = field(default_factory=Lost)
    dropped: dict[str, set[int]] = field(default_factory=lambda: {key: set() for key in LISTS})
    reread: list[Place] = field(default_factory=list)
    """Where something was read again, as what was probably meant, since the last round."""
    guessed: list[Place] = field(default_factory=list)
    """Where that was a guess by the keys that are there, so that no other key can be said to be missing."""

    def work(self) -> Salvaged:
        problems: dict[Problem, None] = {}
        for number in range(MOST_ROUNDS):
            material, kept = self.material()
            try:
                lesson = Lesson.model_validate(plain(material))
            except ValidationError as error:
                faults: list[Any] = [
                    {**fault, "loc": _original(fault["loc"], kept)} for fault in error.errors(include_url=False)
                ]
            else:
                return Salvaged(lesson, list(problems), self.lost, kept)
            # Later rounds tell what is new in what was read again; the rest is known, or of our own making.
            news = faults if number == 0 else [fault for fault in faults if self.is_news(fault)]
            problems |= dict.fromkeys(form_problems(self.source, news))
            self.reread, self.guessed = [], []
            if not isinstance(self.data, dict):
                break
            self.mend(faults)
        return Salvaged(None, list(problems), self.lost, {})

    def material(self) -> tuple[Any, dict[str, list[int]]]:
        """Return the data without what was dropped, and which parts of each list are left."""
        if not isinstance(self.data, dict):
            return self.data, {}
        kept, result = {}, dict(self.data)
        for key, gone in self.dropped.items():
            parts = self.data.get(key)
            if isinstance(parts, list) and gone:
                kept[key] = [index for index in range(len(parts)) if index not in gone]
                result[key] = [parts[index] for index in kept[key]]
        if self.dropped["steps"] and not result["steps"]:
            result["steps"] = [_STAND_IN_STEP]
        return result, kept

    def is_news(self, fault: Any) -> bool:
        """Return whether a fault lies in what was read again, and is not of our own making."""
        path = (*self.source.path(fault["loc"]), fault["loc"][-1])
        own = fault["type"] == "missing" and any(path[:-1] == start for start in self.guessed)
        return not own and any(path[: len(start)] == start for start in self.reread)

    def mend(self, faults: Sequence[Any]) -> None:
        beyond: list[Place] = []
        for number, fault in enumerate(faults):
            path = self.source.path(fault["loc"])
            kind = fault["type"]
            if kind in ("union_tag_invalid", "union_tag_not_found"):
                mended = self.take_for_another_kind(path, fault)
            elif kind == "extra_forbidden":
                mended = self.take_for_another_key(path, fault, look=number < MOST)
            else:
                mended = self.stand_in(path, fault)
            if not mended:
                beyond.append(path)
        for path in beyond:
            self.drop(path)

    def take_for_another_kind(self, path: Place, fault: Any) -> bool:
        part = value_at(self.data, path)
        if not isinstance(part, dict):
            return False
        given = part.get(TAG_KEY)
        kind = None
        if fault["type"] == "union_tag_invalid" and isinstance(given, str):
            kind = nearest(given, words_of(str(fault["ctx"]["expected_tags"])))
        if kind is None:
            kind = _kind_by_keys(part, question=bool(path) and path[-1] == "predict")
            self.guessed.append(path)
        if kind is None or kind == given:
            return False
        part[TAG_KEY] = kind
        self.source.reread(path, kind=kind)
        self.reread.append(path)
        return True

    def take_for_another_key(self, path: Place, fault: Any, *, look: bool) -> bool:
        holder, key = value_at(self.data, path[:-1]), str(fault["loc"][-1])
        if not isinstance(holder, dict) or key not in holder:
            return False
        value = holder.pop(key)
        meant = nearest(key, (name for name in keys_at(fault["loc"]) if name not in holder)) if look else None
        if meant is not None:
            holder[meant] = value
            self.source.alias(path[:-1], key, meant)
            self.reread.append((*path[:-1], meant))
        return True

    def stand_in(self, path: Place, fault: Any) -> bool:
        """Put a stand-in where a text is wanted; return whether one was."""
        kind, context, loc = fault["type"], fault.get("ctx", {}), fault["loc"]
        if kind == "missing":
            holder = value_at(self.data, path)
            fields = [one.model_fields[loc[-1]] for one in models_at(loc[:-1]) if loc[-1] in one.model_fields]
            if isinstance(holder, dict) and fields and all(_is_text(one.annotation) for one in fields):
                holder[loc[-1]] = STAND_IN
                return True
            return False
        text = kind == "model_type" and context.get("class_name") == Text.__name__
        text = text or (kind == "value_error" and str(context["error"]) == NO_TEXT)
        text = text or (kind == "string_pattern_mismatch" and context.get("pattern") == NOT_BLANK)
        text = text or (kind in ("string_type", "string_too_long") and loc[-1] in LANGUAGES)
        return text and _put(self.data, path, STAND_IN)

    def drop(self, path: Place) -> None:
        """Leave out the smallest part around `path` that a lesson can do without."""
        top = str(path[0]) if path else ""
        if top in LISTS and len(path) > 1 and isinstance(path[1], int):
            if path[1] not in self.dropped[top]:
                self.dropped[top].add(path[1])
                self.lose(value_at(self.data, path[:2]), named=path[2:] != ("id",))
                if top == "steps":  # perhaps the one in which the friend was to be picked
                    self.lost.names.add(CHOSEN)
            return
        if not path:  # a key is missing at the top
            self.data = {**_NEEDED, **self.data}
            return
        if top in _NEEDED:
            self.data[top] = _NEEDED[top]
            self.lost.any_name |= top == "steps"
            return
        if top in self.data:
            self.lost.any_name |= top != "data"
            self.lost.data |= top == "data"
            holder = self.data[top]
            if top == "data" and isinstance(holder, dict) and len(path) > 1:
                holder.pop(path[1], None)
                return
            self.data.pop(top)

    def lose(self, part: object, *, named: bool) -> None:
        name = part.get("id") if isinstance(part, dict) else None
        if named and isinstance(name, str):
            self.lost.names.add(name)
        else:  # what is called by this part's real name elsewhere cannot be told from a mistake
            self.lost.any_name = True


def _original(loc: Place, kept: Mapping[str, Sequence[int]]) -> Place:
    """Return the place in the file of a place among the parts that are left."""
    if len(loc) > 1 and loc[0] in kept and isinstance(loc[1], int):
        parts = kept[str(loc[0])]
        return (loc[0], parts[loc[1]] if loc[1] < len(parts) else loc[1], *loc[2:])
    return loc


def _put(data: Any, path: Place, value: object) -> bool:
    holder = value_at(data, path[:-1])
    if not path or not isinstance(holder, dict | list):
        return False
    try:
        holder[path[-1]] = value  # type: ignore[index]  # a key of a dict or an index of a list
    except (LookupError, TypeError):
        return False
    return True


def _is_text(annotation: object) -> bool:
    return annotation is Text or Text in get_args(annotation)


def _kind_by_keys(part: Mapping[str, object], *, question: bool) -> str | None:
    """Return the kind to which more of the keys belong than to others; None where more than two are as likely."""
    scores: dict[str, int] = {}
    for model in _kinds(question):
        score = len(set(part) & set(model.model_fields)) - len(set(part) - set(model.model_fields))
        scores |= {str(tag): score for tag in tags(model)}
    best = max(scores.values())
    likely = [kind for kind, score in scores.items() if score == best]
    return likely[0] if len(likely) <= 2 else None


def _kinds(question: bool) -> Iterator[type[BaseModel]]:
    wanted = models_at(("steps", "bench", "predict") if question else ("steps",))
    yield from (one for one in wanted if TAG_KEY in one.model_fields)
