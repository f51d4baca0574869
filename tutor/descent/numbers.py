"""Numbers that a learner types, read within limits; what is none is refused in a sentence that names its control."""

from __future__ import annotations

import math

from tutor.bench.numbers import parse_number, write_number
from tutor.descent.problem import DescentError, control_label
from tutor.language import _
from tutor.quoting import quote


def read_whole(control: str, text: str, low: int, high: int) -> int:
    """Return the whole number from `low` to `high` that a text stands for; DescentError where it is none."""
    value = parse_number(text)
    if value is None or value != int(value):
        raise _not_within(control, low, high, text, whole=True)
    return check_whole(control, int(value), low, high)


def check_whole(control: str, value: int, low: int, high: int) -> int:
    """Return `value` if it is from `low` to `high`; DescentError otherwise."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise _not_within(control, low, high, str(value), whole=True)
    return value


def read_number(control: str, text: str) -> float:
    """Return the finite number that a text stands for, with a point or a comma; DescentError where it is none."""
    value = parse_number(text.replace(",", ".") if text.count(",") == 1 else text)
    if value is None:
        raise DescentError(
            _("{name} must be a number, not {given}").format(name=control_label(control), given=quote(text)), control
        )
    return value


def check_number(control: str, value: float, low: float, high: float) -> float:
    """Return `value` if it is from `low` to `high`; DescentError otherwise, for NaN too."""
    if not low <= value <= high:
        raise _not_within(control, low, high, _written(value), whole=False)
    return value


def check_positive(control: str, value: float, high: float) -> float:
    """Return `value` if it is above 0 and at most `high`; DescentError otherwise, for NaN too."""
    if not 0.0 < value <= high:
        message = _("{name} must be a number above {low} and at most {high}, not {given}")
        raise DescentError(
            message.format(name=control_label(control), low="0", high=write_number(high), given=quote(_written(value))),
            control,
        )
    return value


def not_within(name: str, low: float, high: float, given: str, *, whole: bool) -> str:
    """Return in a sentence that what was given for `name` is no number from `low` to `high`."""
    kind = _("a whole number") if whole else _("a number")
    message = _("{name} must be {kind} from {low} to {high}, not {given}")
    return message.format(name=name, kind=kind, low=write_number(low), high=write_number(high), given=quote(given))


def _not_within(control: str, low: float, high: float, given: str, *, whole: bool) -> DescentError:
    return DescentError(not_within(control_label(control), low, high, given, whole=whole), control)


def _written(value: float) -> str:
    return write_number(value) if math.isfinite(value) else str(value)
