"""A lesson file, read and checked: either a lesson that can be run from end to end, or every problem with its place."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from tutor.language import _
from tutor.lesson import model, questions, text
from tutor.lesson.check import check
from tutor.lesson.model import Lesson
from tutor.lesson.problem import LessonError, Problem, quote
from tutor.lesson.source import Source, read


def load(path: Path) -> Lesson:
    """Return the checked lesson in the file `path`; LessonError carries every problem that was found."""
    return build(read(path))


def build(source: Source) -> Lesson:
    """Return the checked lesson of a YAML source; LessonError carries every problem that was found."""
    try:
        lesson = Lesson.model_validate(_tuples(source.data))
    except ValidationError as error:
        raise LessonError(tuple(_problem(source, fault) for fault in error.errors())) from None
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


def _problem(source: Source, fault: Any) -> Problem:
    """Put one of pydantic's complaints into a sentence of ours, at its place in the file."""
    place, kind, context = fault["loc"], fault["type"], fault.get("ctx", {})
    at_key = kind == "extra_forbidden"
    return Problem(source.name, *source.place(place, key=at_key), _sentence(place, kind, context, fault["input"]))


def _sentence(place: tuple[str | int, ...], kind: str, context: dict[str, Any], given: object) -> str:
    key = quote(str(place[-1])) if place else ""
    if kind == "missing":
        return _("the key {key} is missing").format(key=key)
    if kind == "extra_forbidden":
        close = get_close_matches(str(place[-1]), _keys_at(place), n=1)
        message = _("unknown key {key}").format(key=key)
        return message + (_("; did you mean {name}?").format(name=quote(close[0])) if close else "")
    if kind in ("union_tag_invalid", "literal_error"):
        return _choice_sentence(kind, context, given)
    if kind == "union_tag_not_found":
        return _("the key {key} is missing").format(key="'kind'")
    if kind == "value_error":
        return _("this text is empty")
    wanted = _wanted(kind, context)
    if wanted is None:
        return _("this does not fit here ({kind})").format(kind=kind)
    return _("expected {wanted}, found {found}").format(wanted=wanted, found=_found(given))


def _choice_sentence(kind: str, context: dict[str, Any], given: object) -> str:
    if kind == "union_tag_invalid":
        word, known = str(context.get("tag", "")), str(context.get("expected_tags", ""))
    else:
        word, known = str(given), str(context.get("expected", ""))
    names = [name.strip(" '") for name in known.replace(" or ", ", ").split(",")]
    message = _("{word} is not known here").format(word=quote(word))
    close = get_close_matches(word, names, n=1)
    if close:
        return message + _("; did you mean {name}?").format(name=quote(close[0]))
    return message + _("; there are: {names}").format(names=", ".join(names))


def _wanted(kind: str, context: dict[str, Any]) -> str | None:
    """Return what pydantic expected, in words of the lesson file."""
    plain = {
        "string_type": _("a text"),
        "int_type": _("a whole number"),
        "int_from_float": _("a whole number"),
        "float_type": _("a number"),
        "bool_type": _("true or false"),
        "tuple_type": _("a list"),
        "model_type": _("keys with values"),
        "dict_type": _("keys with values"),
        "model_attributes_type": _("keys with values"),
        "finite_number": _("a finite number"),
        "string_pattern_mismatch": _("a name such as layer-order: small Latin letters, digits, '-' or '_'"),
    }
    if kind in plain:
        return plain[kind]
    bounds = {
        "greater_than_equal": ("ge", _("a number of at least {n}")),
        "greater_than": ("gt", _("a number above {n}")),
        "less_than_equal": ("le", _("a number of at most {n}")),
        "less_than": ("lt", _("a number below {n}")),
        "too_short": ("min_length", _("at least {n} in this list")),
        "too_long": ("max_length", _("at most {n} in this list")),
        "string_too_short": ("min_length", _("at least {n} characters")),
        "string_too_long": ("max_length", _("at most {n} characters")),
    }
    if kind in bounds:
        name, words = bounds[kind]
        return words.format(n=context.get(name, "?"))
    return None


def _found(given: object) -> str:
    if isinstance(given, dict):
        return _("keys with values")
    if isinstance(given, tuple | list):
        return _("a list of {n}").format(n=len(given))
    if given is None:
        return _("nothing")
    if isinstance(given, bool):
        return "true" if given else "false"
    return quote(str(given))


def _keys_at(place: tuple[str | int, ...]) -> list[str]:
    """Return the keys that are known where an unknown one was found, for 'did you mean'."""
    fields: list[str] = []
    for module in (model, questions, text):
        for part in vars(module).values():
            if isinstance(part, type) and issubclass(part, BaseModel):
                kind = part.model_fields.get("kind")
                tagged = kind is not None and set(getattr(kind.annotation, "__args__", ())) & set(place)
                if tagged or kind is None:
                    fields += part.model_fields
    return sorted(set(fields))
