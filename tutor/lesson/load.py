"""A lesson file, read and checked: either a lesson that can be run from end to end, or every problem with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from tutor.bench.problem import BenchError
from tutor.language import _
from tutor.lesson.check import check
from tutor.lesson.model import IDENTIFIER, LINK, NAME, Lesson
from tutor.lesson.problem import LessonError, Problem, quote
from tutor.lesson.source import TAG_KEY, Source, read
from tutor.lesson.text import NOT_BLANK, Text


def load(path: Path) -> Lesson:
    """Return the checked lesson in the file `path`; LessonError carries every problem that was found."""
    return build(read(path))


def build(source: Source) -> Lesson:
    """Return the checked lesson of a YAML source; LessonError carries every problem that was found."""
    try:
        lesson = Lesson.model_validate(_tuples(source.data))
    except ValidationError as error:
        raise LessonError(_problems(source, error.errors())) from None
    faults = check(lesson)
    if faults:
        raise LessonError(tuple(Problem(source.name, *source.place(place), message) for place, message in faults))
    return lesson


def _tuples(data: Any) -> Any:
    """Return YAML data with its lists as tuples, which is what the strict, immutable model takes."""
    if isinstance(data, dict):
        return {key: _tuples(value) for key, value in data.items()}
    if isinstance(data, list):
        return tuple(_tuples(value) for value in data)
    return data


def _problems(source: Source, faults: Sequence[Any]) -> Iterator[Problem]:
    """Put pydantic's complaints into sentences of ours, one for each place in the file."""
    at: dict[tuple[int, int], list[Any]] = {}
    for fault in faults:
        if not _follows_from_another(fault):
            at.setdefault(_place(source, fault), []).append(fault)
    for place, here in at.items():
        wanted = [words for words in (_wanted(fault) for fault in here) if words is not None]
        # Where several types fit, pydantic complains once for each of them; a missing key has no such company.
        if len(here) > 1 and len(wanted) == len(here):
            if _("a number") in wanted:
                wanted = [words for words in wanted if words != _("a whole number")]
            yield Problem(source.name, *place, _expected(_(" or ").join(wanted), here[0]["input"]))
        else:
            yield from (Problem(source.name, *place, _sentence(fault)) for fault in here)


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
        close = get_close_matches(str(place[-1]), _keys_at(place), n=1)
        message = _("unknown key {key}").format(key=key)
        return message + (_("; did you mean {name}?").format(name=quote(close[0])) if close else "")
    if kind in ("union_tag_invalid", "literal_error"):
        return _choice_sentence(fault)
    if kind == "union_tag_not_found":
        return _("the key {key} is missing").format(key="'kind'")
    if kind == "value_error" and isinstance(fault["ctx"]["error"], BenchError):
        return str(fault["ctx"]["error"])
    if kind == "value_error" or (kind == "string_pattern_mismatch" and fault["ctx"]["pattern"] == NOT_BLANK):
        return _("this text is empty")
    wanted = _wanted(fault)
    if wanted is None:
        return _("this does not fit here ({kind})").format(kind=kind)
    return _expected(wanted, given)


def _expected(wanted: str, given: object) -> str:
    return _("expected {wanted}, found {found}").format(wanted=wanted, found=_found(given))


def _choice_sentence(fault: Any) -> str:
    if fault["type"] == "union_tag_invalid":
        given, known = fault["input"][TAG_KEY], str(fault["ctx"]["expected_tags"])
    else:
        given, known = fault["input"], str(fault["ctx"]["expected"])
    names = [name.strip(" '") for name in known.replace(" or ", ", ").split(",")]
    if not isinstance(given, str):
        return _expected(_("one of {names}").format(names=", ".join(names)), given)
    message = _("{word} is not known here").format(word=quote(given))
    close = get_close_matches(given, names, n=1)
    if close:
        return message + _("; did you mean {name}?").format(name=quote(close[0]))
    return message + _("; there are: {names}").format(names=", ".join(names))


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


def _keys_at(place: tuple[str | int, ...]) -> list[str]:
    """Return the keys that are known where an unknown one was found, for 'did you mean'."""
    models: list[type[BaseModel]] = [Lesson]
    for segment in place[:-1]:
        tagged = [one for one in models if TAG_KEY in one.model_fields and segment in _tags(one)]
        fields = [one.model_fields[segment] for one in models if segment in one.model_fields]
        if tagged:
            models = tagged
        elif fields:
            models = [inner for field in fields for inner in _models(field.annotation)]
    return sorted({key for one in models for key in one.model_fields})


def _tags(one: type[BaseModel]) -> tuple[object, ...]:
    return get_args(one.model_fields[TAG_KEY].annotation)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """Yield the models that an annotation is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
