"""Every text and every computed value of a lesson, with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from tutor.lesson.text import Text

Place = tuple[str | int, ...]


def parts(model: object, place: Place = ()) -> Iterator[tuple[Place, object]]:
    """Yield (place, value) for everything in a validated lesson, from the top down; texts are not opened."""
    yield place, model
    if isinstance(model, Text):
        return
    if isinstance(model, BaseModel):
        for key in type(model).model_fields:
            yield from parts(getattr(model, key), (*place, key))
    elif isinstance(model, dict):
        for key, value in model.items():
            yield from parts(value, (*place, str(key)))
    elif isinstance(model, tuple):
        for index, value in enumerate(model):
            yield from parts(value, (*place, index))


def plain(data: Any) -> Any:
    """Return YAML data with its lists as tuples, which is what the strict, immutable models take."""
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return tuple(plain(value) for value in data)
    return data


def value_at(data: Any, path: Place) -> Any:
    """Return what stands at a place in the data of a file; None where it has no such place."""
    for segment in path:
        try:
            data = data[segment]
        except (LookupError, TypeError):
            return None
    return data
