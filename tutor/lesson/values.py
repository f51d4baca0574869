"""Values that are drawn for each learner, put into a lesson's expressions before the lesson is read.

What is drawn of `{a: {whole: [1, 9]}}` is number `draw(seed, lesson, step, "a") mod 9` of 1, 2, … 9, counted from 0
(see `tutor.lesson.draws`); values of the whole lesson are drawn with '' for the step. Then `{a + 1}` becomes
`{4 + 1}`, so that everything behind it, the key and the checks included, computes with the learner's numbers; and in
a picture or a kernel "{a}" becomes the number itself.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter, ValidationError

from tutor.language import _
from tutor.lesson.draws import draw
from tutor.lesson.expression_tree import Name, walk
from tutor.lesson.expressions import Expression, ExpressionError, Placeholder, evaluate, standard_functions, template
from tutor.lesson.step_parts import MOST_NAMES, Values
from tutor.lesson.walk import plain

MOST_VALUES = 10_000
"""How many numbers there may be to draw one of."""
_NUMERIC = ("data", "descent")
"""The keys of a lesson, and of its experiments, under which an expression stands for a number."""

Drawn = Mapping[str, int | float]
_READER: TypeAdapter[dict[str, Values]] = TypeAdapter(dict[str, Values])


def how_many(values: Values) -> int:
    """Return among how many numbers one is drawn. ValueError where there is none, or not exactly one list of them."""
    given = [kind for kind in (values.whole, values.decimal, values.among) if kind is not None]
    if len(given) != 1 or (values.among is not None and values.step is not None):
        raise ValueError(_("give exactly one of whole, decimal (with a step) and among"))
    if values.among is not None:
        return len(values.among)
    if values.decimal is not None and values.step is None:
        raise ValueError(_("decimal needs a step"))
    low, high, step = _bounds(values)
    if values.whole is not None and step % 1:
        raise ValueError(_("whole numbers need a whole step"))
    if low > high:
        raise ValueError(_("low is above high: {low} and {high}").format(low=low, high=high))
    count = int((high - low) / step) + 1
    if not 1 <= count <= MOST_VALUES:
        raise ValueError(_("there must be from 1 to {n} numbers to draw one of").format(n=MOST_VALUES))
    return count


def number_at(values: Values, index: int) -> int | float:
    """Return number `index` of those that one is drawn of, counted from 0."""
    if values.among is not None:
        number = float(values.among[index])
        return int(number) if number.is_integer() else number
    low, _high, step = _bounds(values)
    found = low + index * step
    return float(found) if values.decimal is not None else int(found)


def _bounds(values: Values) -> tuple[Decimal, Decimal, Decimal]:
    """Return the first number, the last one at most, and how far they are apart, as they are written."""
    low, high = values.whole or values.decimal or (0, 0)
    return Decimal(str(low)), Decimal(str(high)), Decimal(str(values.step or 1))


def draw_values(values: Mapping[str, Values], seed: int, lesson: str, step: str) -> dict[str, int | float]:
    """Return one number for each name. ValueError as from `how_many`."""
    return {name: number_at(one, draw(seed, lesson, step, name) % how_many(one)) for name, one in values.items()}


def with_values(data: Any, seed: int, go_on: Callable[[], None] = lambda: None) -> Any:
    """Return the data of a lesson file with every value drawn and put in; what cannot be is left for the checks.

    `go_on` is called before every part of the work, and ends it by raising: the data has not been checked.
    """
    if not isinstance(data, dict) or not _mentions_values(data):
        return data
    if isinstance(data.get("seed"), int):
        seed = data["seed"]
    return _Putting(seed, str(data.get("id")), go_on).into_lesson(data)


def numbers_of(data: dict[str, Any], seed: int, step: int | None = None) -> Drawn:
    """Return what a learner gets in a lesson with this data, which is sound, and in one of its steps."""
    putting = _Putting(seed, str(data.get("id")), lambda: None)
    one = {} if step is None else data["steps"][step]
    return {**putting.drawn(data, ""), **putting.drawn(one, str(one.get("id")))}


def _mentions_values(data: dict[str, Any]) -> bool:
    steps = data.get("steps")
    parts = [data, *(steps if isinstance(steps, list | tuple) else ())]
    return any(isinstance(part, dict) and "values" in part for part in parts)


@dataclass(frozen=True)
class _Putting:
    """Putting the numbers of one learner into one lesson."""

    seed: int
    lesson: str
    go_on: Callable[[], None]

    def into_lesson(self, data: dict[str, Any]) -> dict[str, Any]:
        everywhere = self.drawn(data, "")
        changed = {}
        for key, value in data.items():
            if key in _NUMERIC:
                changed[key] = self.numbers(value, everywhere)
            elif key == "steps" and isinstance(value, list | tuple):
                changed[key] = type(value)(self.step(step, everywhere) for step in value)
            elif key == "experiments" and isinstance(value, list | tuple):
                changed[key] = type(value)(self.experiment(one, everywhere) for one in value)
            else:
                changed[key] = self.texts(value, everywhere)
        return changed

    def drawn(self, part: dict[str, Any], step: str) -> Drawn:
        """Return the numbers of a lesson or a step; none where its values are not what they should be."""
        self.go_on()
        given = part.get("values", {})
        if not isinstance(given, dict) or len(given) > MOST_NAMES:
            return {}
        try:
            return self.read_and_drawn(given, step)
        except (ValidationError, ValueError):  # said where the lesson is checked, and nothing of what it would lead to
            numbers: dict[str, int | float] = {}
            for name, one in given.items():
                numbers[str(name)] = 1
                with contextlib.suppress(ValidationError, ValueError):
                    numbers |= self.read_and_drawn({name: one}, step)
            return numbers

    def read_and_drawn(self, given: dict[str, Any], step: str) -> dict[str, int | float]:
        return draw_values(_READER.validate_python(plain(given)), self.seed, self.lesson, step)

    def step(self, step: Any, everywhere: Drawn) -> Any:
        if not isinstance(step, dict):
            return step
        return self.texts(step, {**everywhere, **self.drawn(step, str(step.get("id")))})

    def experiment(self, experiment: Any, drawn: Drawn) -> Any:
        if not isinstance(experiment, dict):
            return experiment
        return {key: (self.numbers if key == "data" else self.texts)(part, drawn) for key, part in experiment.items()}

    def texts(self, data: Any, drawn: Drawn) -> Any:
        """Return data with the drawn numbers in the expressions of its texts."""
        if isinstance(data, dict):
            return {key: value if key == "values" else self.texts(value, drawn) for key, value in data.items()}
        if isinstance(data, list | tuple):
            return type(data)(self.texts(value, drawn) for value in data)
        if not (isinstance(data, str) and "{" in data and drawn):
            return data
        self.go_on()
        return put_in(data, drawn)

    def numbers(self, data: Any, drawn: Drawn) -> Any:
        """Return data with every text that is one expression of drawn numbers as what it comes to."""
        if isinstance(data, dict):
            return {key: self.numbers(value, drawn) for key, value in data.items()}
        if isinstance(data, list | tuple):
            return type(data)(self.numbers(value, drawn) for value in data)
        if not (isinstance(data, str) and "{" in data and drawn):
            return data
        self.go_on()
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
    written, end = [], 0
    for offset, name in sorted(found):
        number = drawn[name]
        shown = f"{Decimal(str(number)):f}"
        written += [text[end:offset], f"({shown})" if number < 0 else shown]
        end = offset + len(name)
    return "".join([*written, text[end:]])


def _names(expression: Expression) -> list[Name]:
    return [node for node in walk(expression.root) if isinstance(node, Name)]
