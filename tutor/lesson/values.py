"""Values that are drawn for each learner, put into a lesson's expressions before the lesson is read.

What is drawn of `{a: {whole: [1, 9]}}` is number `draw(seed, lesson, step, "a") mod 9` of 1, 2, … 9, counted from 0
(see `tutor.lesson.draws`); values of the whole lesson are drawn with '' for the step. Then `{a + 1}` becomes
`{4 + 1}`, so that everything behind it, the key and the checks included, computes with the learner's numbers; and in
a picture or a kernel "{a}" becomes the number itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter, ValidationError

from tutor.language import _
from tutor.lesson.draws import draw
from tutor.lesson.expression_tree import Name, walk
from tutor.lesson.expressions import Expression, ExpressionError, Placeholder, evaluate, standard_functions, template
from tutor.lesson.step_parts import Values

MOST_VALUES = 10_000
"""How many numbers there may be to draw one of."""
_NUMERIC = ("data", "descent")
"""The keys of a lesson, and of its experiments, under which an expression stands for a number."""

Drawn = Mapping[str, int | float]
_READER: TypeAdapter[dict[str, Values]] = TypeAdapter(dict[str, Values])


def candidates(values: Values) -> list[int | float]:
    """Return the numbers to draw from, in their order. ValueError where none, or not exactly one list of them."""
    given = [kind for kind in (values.whole, values.decimal, values.among) if kind is not None]
    if len(given) != 1 or (values.among is not None and values.step is not None):
        raise ValueError(_("give exactly one of whole, decimal (with a step) and among"))
    if values.among is not None:
        return [int(n) if n.is_integer() else n for n in map(float, values.among)]
    low, high = (Decimal(str(bound)) for bound in given[0])
    if values.decimal is not None and values.step is None:
        raise ValueError(_("decimal needs a step"))
    step = Decimal(str(values.step or 1))
    if values.whole is not None and step % 1:
        raise ValueError(_("whole numbers need a whole step"))
    count = int((high - low) / step) + 1 if high >= low else 0
    if not 1 <= count <= MOST_VALUES:
        raise ValueError(_("there must be from 1 to {n} numbers to draw one of").format(n=MOST_VALUES))
    numbers = [low + index * step for index in range(count)]
    return [float(n) for n in numbers] if values.decimal is not None else [int(n) for n in numbers]


def draw_values(values: Mapping[str, Values], seed: int, lesson: str, step: str) -> dict[str, int | float]:
    """Return one number for each name. ValueError as from `candidates`."""
    drawn = {}
    for name, one in values.items():
        numbers = candidates(one)
        drawn[name] = numbers[draw(seed, lesson, step, name) % len(numbers)]
    return drawn


def with_values(data: Any, seed: int) -> Any:
    """Return the data of a lesson file with every value drawn and put in; what cannot be is left for the checks."""
    if not isinstance(data, dict) or not _mentions_values(data):
        return data
    if isinstance(data.get("seed"), int):
        seed = data["seed"]
    lesson = str(data.get("id"))
    everywhere = _drawn(data, seed, lesson, "")
    changed = {}
    for key, value in data.items():
        if key in _NUMERIC:
            changed[key] = _numbers(value, everywhere)
        elif key == "steps" and isinstance(value, list | tuple):
            changed[key] = type(value)(_step(step, everywhere, seed, lesson) for step in value)
        elif key == "experiments" and isinstance(value, list | tuple):
            changed[key] = type(value)(_experiment(one, everywhere) for one in value)
        else:
            changed[key] = _texts(value, everywhere)
    return changed


def _mentions_values(data: dict[str, Any]) -> bool:
    steps = data.get("steps")
    parts = [data, *(steps if isinstance(steps, list | tuple) else ())]
    return any(isinstance(part, dict) and "values" in part for part in parts)


def _drawn(part: dict[str, Any], seed: int, lesson: str, step: str) -> Drawn:
    try:
        return draw_values(_READER.validate_python(_tuples(part.get("values", {}))), seed, lesson, step)
    except (ValidationError, ValueError):  # said where the lesson is checked
        return {}


def _tuples(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _tuples(value) for key, value in data.items()}
    return tuple(data) if isinstance(data, list) else data


def _step(step: Any, everywhere: Drawn, seed: int, lesson: str) -> Any:
    if not isinstance(step, dict):
        return step
    return _texts(step, {**everywhere, **_drawn(step, seed, lesson, str(step.get("id")))})


def _experiment(experiment: Any, drawn: Drawn) -> Any:
    if not isinstance(experiment, dict):
        return experiment
    return {key: (_numbers if key == "data" else _texts)(value, drawn) for key, value in experiment.items()}


def _texts(data: Any, drawn: Drawn) -> Any:
    """Return data with the drawn numbers in the expressions of its texts."""
    if isinstance(data, dict):
        return {key: value if key == "values" else _texts(value, drawn) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return type(data)(_texts(value, drawn) for value in data)
    return put_in(data, drawn) if isinstance(data, str) and "{" in data and drawn else data


def _numbers(data: Any, drawn: Drawn) -> Any:
    """Return data with every text that is one expression of drawn numbers as what it comes to."""
    if isinstance(data, dict):
        return {key: _numbers(value, drawn) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return type(data)(_numbers(value, drawn) for value in data)
    if not (isinstance(data, str) and "{" in data and drawn):
        return data
    try:
        single = template(put_in(data, drawn)).single
        number = data if single is None else evaluate(single, {}, standard_functions())
    except ExpressionError:
        return data
    return number if isinstance(number, int | float) and not isinstance(number, bool) else data


def put_in(text: str, drawn: Drawn) -> str:
    """Return a text with the drawn numbers in place of their names, in its expressions only.

    A text that cannot be read is returned as it is.
    """
    try:
        parts = template(text).parts
    except ExpressionError:
        return text
    found = [
        (part.offset + name.offset, name.name)
        for part in parts
        if isinstance(part, Placeholder)
        for name in _names(part.expression)
        if name.name in drawn
    ]
    for offset, name in sorted(found, reverse=True):
        number = drawn[name]
        shown = f"{Decimal(str(number)):f}"
        text = text[:offset] + (f"({shown})" if number < 0 else shown) + text[offset + len(name) :]
    return text


def _names(expression: Expression) -> list[Name]:
    return [node for node in walk(expression.root) if isinstance(node, Name)]
