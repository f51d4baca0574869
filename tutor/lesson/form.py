"""Pydantic's complaints about a lesson's form, put into sentences of ours, one for each place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel

from tutor.bench.problem import BenchError
from tutor.language import _
from tutor.lesson.faults import advised, nearest
from tutor.lesson.form_quotes import number_as_written, unquoted
from tutor.lesson.model import IDENTIFIER, LINK, NAME, Lesson
from tutor.lesson.problem import Problem, quote
from tutor.lesson.rules import Rule
from tutor.lesson.source import TAG_KEY, Source
from tutor.lesson.text import NOT_BLANK, Text

NO_TEXT = "empty"
"""What `Text` says when it has no language."""
MOST = 100
"""So many complaints are put into sentences: more help nobody."""


def form_problems(source: Source, faults: Sequence[Any]) -> Iterator[Problem]:
    """Yield a problem for each of pydantic's complaints, or for several that it has about one place.

    What follows from another complaint, or from what could not be read at all, is not said.
    """
    at: dict[tuple[int, int], list[Any]] = {}
    misspelt = set(_misspelt(faults))
    problems, told = unquoted(source, faults, MOST)
    yield from problems
    for fault in (one for number, one in enumerate(faults) if number not in told):
        lost = fault["type"] == "missing" and (not source.whole or fault["loc"] in misspelt)
        if not lost and not _follows_from_another(fault):
            at.setdefault(_place(source, fault), []).append(fault)
    for place, here in list(at.items())[:MOST]:
        if place in source.broken:
            continue
        wanted = [words for words in (_wanted(fault) for fault in here) if words is not None]
        # Where several types fit, pydantic complains once for each of them; a missing key has no such company.
        if len(here) > 1 and len(wanted) == len(here):
            if _("a number") in wanted:
                wanted = [words for words in wanted if words != _("a whole number")]
            said = _expected(_(" or ").join(wanted), here[0]["input"]) + _advice(source, place, here[0])
            yield Problem(source.name, *place, said, Rule.TYPE)
        else:
            said_of = ((fault, _sentence(fault) + _advice(source, place, fault)) for fault in here)
            yield from (Problem(source.name, *place, said, _rule(fault)) for fault, said in said_of)


def _misspelt(faults: Sequence[Any]) -> Iterator[tuple[str | int, ...]]:
    """Yield the place of each key that stands there under a similar name, which is told instead."""
    for fault in faults[:MOST]:
        place = fault["loc"]
        if fault["type"] == "extra_forbidden" and (meant := nearest(str(place[-1]), keys_at(place))):
            yield (*place[:-1], meant)


_RULES = {
    "missing": Rule.MISSING_KEY,
    "union_tag_not_found": Rule.MISSING_KEY,
    "extra_forbidden": Rule.UNKNOWN_KEY,
    "union_tag_invalid": Rule.WORD,
    "literal_error": Rule.WORD,
    "value_error": Rule.EMPTY_TEXT,
    "greater_than_equal": Rule.RANGE,
    "greater_than": Rule.RANGE,
    "less_than_equal": Rule.RANGE,
    "less_than": Rule.RANGE,
    "finite_number": Rule.RANGE,
    "too_short": Rule.RANGE,
    "too_long": Rule.RANGE,
    "string_too_long": Rule.RANGE,
}
_PATTERNS = {NOT_BLANK: Rule.EMPTY_TEXT, IDENTIFIER: Rule.IDENTIFIER, NAME: Rule.IDENTIFIER, LINK: Rule.LINK}


def _rule(fault: Any) -> Rule:
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "missing" and isinstance(fault["loc"][-1], int):
        return Rule.RANGE  # of a pair that is too short
    if kind == "value_error" and str(context["error"]) != NO_TEXT:
        return Rule.LAYER if isinstance(context["error"], BenchError) else Rule.WORD
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(context["pattern"], Rule.TYPE)
    return _RULES.get(kind, Rule.TYPE)


def _follows_from_another(fault: Any) -> bool:
    """Return whether a fault says no more than others do: a list is only short of the parts that are faulty."""
    if fault["type"] == "too_short":
        return bool(len(fault["input"]) >= fault["ctx"]["min_length"])
    # Of a pair that lacks both of its parts only the last is said to be missing.
    return fault["type"] == "missing" and isinstance(fault["loc"][-1], int) and fault["loc"][-1] + 1 < _PAIR


_PAIR = 2
"""The only length that a list of the model has to have exactly."""


def _place(source: Source, fault: Any) -> tuple[int, int]:
    loc, kind = fault["loc"], fault["type"]
    if kind == "union_tag_invalid":
        return source.place((*loc, TAG_KEY))
    return source.place(loc, key=kind == "extra_forbidden")


def _sentence(fault: Any) -> str:
    place, kind, given = fault["loc"], fault["type"], fault["input"]
    key = quote(str(place[-1])) if place else ""
    if kind == "missing" and isinstance(place[-1], int):
        return _expected(_("at least {n} in this list").format(n=_PAIR), given)
    if kind == "missing":
        return _("the key {key} is missing").format(key=key)
    if kind == "extra_forbidden":
        return advised(_("unknown key {key}").format(key=key), str(place[-1]), keys_at(place))
    if kind in ("union_tag_invalid", "literal_error"):
        return _choice_sentence(fault)
    if kind == "union_tag_not_found":
        return _("the key {key} is missing").format(key="'kind'")
    if kind == "value_error" and str(fault["ctx"]["error"]) != NO_TEXT:
        return str(fault["ctx"]["error"])  # a sentence of ours, about a layer for instance
    if kind == "value_error" or (kind == "string_pattern_mismatch" and fault["ctx"]["pattern"] == NOT_BLANK):
        return _("this text is empty")
    wanted = _wanted(fault)
    if wanted is None:
        return _("this does not fit here ({kind})").format(kind=kind)
    return _expected(wanted, given)


def _expected(wanted: str, given: object) -> str:
    return _("expected {wanted}, found {found}").format(wanted=wanted, found=_found(given))


_NUMBERS = frozenset({"picture", "kernel", "blank", "start", "shape", "whole", "decimal", "among"})
"""Keys whose lists hold numbers: what stands in place of one is no item of it."""


def _advice(source: Source, place: tuple[int, int], fault: Any) -> str:
    """Return how to write what is wanted where something similar was found, or ''."""
    kind, given, loc = fault["type"], fault["input"], fault["loc"]
    if kind == "tuple_type" and isinstance(given, str | dict) and isinstance(loc[-1], str) and loc[-1] not in _NUMBERS:
        return _("; a list of one is written with '- ' before it on a line of its own, or in [ ]")
    if kind == "string_type" and isinstance(given, int | float) and (word := number_as_written(source, place)):
        return _("; put it in quotes: {text}").format(text=quote(word))
    if kind == "model_type" and loc and isinstance(given, str | int | float):
        named = [one for one in models_at(loc) if one.__name__ == fault["ctx"]["class_name"]]
        keys = [key for one in named for key, field in one.model_fields.items() if field.is_required()]
        if keys and named != [Text]:
            return _("; write {keys}").format(keys="{" + ", ".join(f"{key}: …" for key in keys) + "}")
    return ""


def _choice_sentence(fault: Any) -> str:
    if fault["type"] == "union_tag_invalid":
        given, known = fault["input"][TAG_KEY], str(fault["ctx"]["expected_tags"])
    else:
        given, known = fault["input"], str(fault["ctx"]["expected"])
    names = words_of(known)
    if not isinstance(given, str):
        return _expected(_("one of {names}").format(names=", ".join(names)), given)
    return advised(_("{word} is not known here").format(word=quote(given)), given, names, names)


def _wanted(fault: Any) -> str | None:
    """Return what pydantic expected, in words of the lesson file."""
    kind, context = fault["type"], fault.get("ctx", {})
    plain = {
        "string_type": _("a text"),
        "int_type": _("a whole number"),
        "int_from_float": _("a whole number"),
        "float_type": _("a number"),
        "bool_type": _("true or false"),
        "tuple_type": _("a list"),
        "dict_type": _("keys with values"),
        "model_attributes_type": _("keys with values"),
        "finite_number": _("a finite number"),
    }
    if kind in plain:
        return plain[kind]
    if kind == "model_type":
        return _("a text") if context["class_name"] == Text.__name__ else _("keys with values")
    if kind == "string_pattern_mismatch":
        return _pattern(context["pattern"])
    bounds = {
        "greater_than_equal": ("ge", _("a number of at least {n}")),
        "greater_than": ("gt", _("a number above {n}")),
        "less_than_equal": ("le", _("a number of at most {n}")),
        "less_than": ("lt", _("a number below {n}")),
        "too_short": ("min_length", _("at least {n} in this list")),
        "too_long": ("max_length", _("at most {n} in this list")),
        "string_too_long": ("max_length", _("at most {n} characters")),
    }
    if kind in bounds:
        name, words = bounds[kind]
        bound = context[name]
        return words.format(n=f"{bound:.15g}" if isinstance(bound, float) else bound)
    return None


def _pattern(pattern: str) -> str | None:
    return {
        IDENTIFIER: _("a name such as layer-order: small Latin letters, digits, '-' or '_'"),
        NAME: _("a name such as alex_2: small Latin letters, digits or '_'"),
        LINK: _("a link that begins with https:// or http://"),
    }.get(pattern)


def _found(given: object) -> str:
    if isinstance(given, dict):
        return _("keys with values")
    if isinstance(given, tuple | list):
        return _("a list of {n}").format(n=len(given))
    if given is None:
        return _("nothing")
    if isinstance(given, bool):
        return "true" if given else "false"
    return str(given) if isinstance(given, int | float) else quote(str(given))


def words_of(known: str) -> list[str]:
    """Return the words that pydantic lists as those it expected: `'a', 'b' or 'c'`."""
    return [name.strip(" '") for name in known.replace(" or ", ", ").split(",")]


def keys_at(place: tuple[str | int, ...]) -> list[str]:
    """Return the keys that are known where an unknown one was found, for 'did you mean'."""
    return sorted({key for one in models_at(place[:-1]) for key in one.model_fields})


def models_at(place: tuple[str | int, ...]) -> list[type[BaseModel]]:
    """Return the models that what stands at `place`, as pydantic names it, may be one of."""
    models: list[type[BaseModel]] = [Lesson]
    for segment in place:
        tagged = [one for one in models if TAG_KEY in one.model_fields and segment in tags(one)]
        fields = [one.model_fields[segment] for one in models if segment in one.model_fields]
        if tagged:
            models = tagged
        elif fields:
            models = [inner for field in fields for inner in models_in(field.annotation)]
    return models


def tags(one: type[BaseModel]) -> tuple[object, ...]:
    """Return the kinds that a model of a union is for."""
    return get_args(one.model_fields[TAG_KEY].annotation)


def models_in(annotation: object) -> Iterator[type[BaseModel]]:
    """Yield the models that an annotation is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models_in(part)
