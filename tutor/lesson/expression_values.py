"""The values of expressions and the arithmetic on them: numbers, texts, lists and numpy arrays, all within bounds."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.language import _
from tutor.lesson.expression_syntax import MAX_MAGNITUDE
from tutor.lesson.expression_tree import ExpressionError

Array = npt.NDArray[Any]
Number = int | float

MAX_CELLS = 20_000
"""Of an array or a list, also in the middle of an expression. The largest map of a lesson has a few thousand."""
MAX_EXPONENT = 64
FAULTS = (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError)
"""What numpy, or a function of a lesson, may raise on values it was not made for."""

_LARGEST_INT64 = 2**63 - 1
_SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def value_of(raw: object) -> object:
    """Return `raw` as a value of the language: numpy scalars and 0-d arrays unwrapped, lists as tuples.

    ExpressionError for anything else than numbers, texts, real arrays, lists of these and mappings.
    """
    if isinstance(raw, np.generic) or (isinstance(raw, np.ndarray) and raw.ndim == 0):
        raw = raw.item()
    if isinstance(raw, bool | int | float | str | Mapping):
        return raw
    if isinstance(raw, np.ndarray) and raw.dtype.kind in "biuf":
        return raw
    if isinstance(raw, list | tuple):
        return tuple(value_of(item) for item in raw)
    raise ExpressionError(_("this has no value that an expression can use"))


def describe(value: object) -> str:
    """Return what kind of value this is, for a sentence."""
    match value:
        case bool():
            return _("yes or no")
        case int() | float():
            return _("a number")
        case str():
            return _("text")
        case Mapping():
            return _("a group of names")
        case tuple():
            return _("a list")
    return _("an array")


def shape_text(shape: tuple[int, ...]) -> str:
    """Return a shape as people write it: `3×4`."""
    return "×".join(map(str, shape))


def finite(value: object) -> object:
    """Return `value`, having checked that every number in it is finite and not too large. ExpressionError if not."""
    if isinstance(value, tuple):
        for item in value:
            finite(item)
    elif isinstance(value, np.ndarray):
        if value.dtype.kind == "f" and not np.isfinite(value).all():
            raise ExpressionError(_("the result is not a finite number"))
    elif isinstance(value, int | float):
        if value != value or abs(value) == math.inf:
            raise ExpressionError(_("the result is not a finite number"))
        if abs(value) > MAX_MAGNITUDE:
            raise ExpressionError(_("the result is too large"))
    return value


def cells(value: object) -> Array:
    """Return numbers, a list of numbers or an array as an array. ExpressionError for anything else."""
    if isinstance(value, np.ndarray):
        return value
    if isinstance(value, bool | int | float | tuple):
        if _count(value) > MAX_CELLS:
            raise ExpressionError(_("the result has too many cells"))
        try:
            array = np.asarray(value)
        except ValueError:
            raise ExpressionError(_("the rows of this list are not equally long")) from None
        if array.dtype.kind in "biuf":
            return array
        raise ExpressionError(_("numbers of moderate size are needed here"))
    raise ExpressionError(_("numbers are needed here, not {kind}").format(kind=describe(value)))


def _count(value: object) -> int:
    if isinstance(value, tuple):
        return sum(map(_count, value))
    return value.size if isinstance(value, np.ndarray) else 1


def same_size(left: Array, right: Array) -> None:
    """Check that two arrays have one shape. ExpressionError if not."""
    if left.shape != right.shape:
        raise ExpressionError(_misfit(left, right))


def negative(value: object) -> object:
    """Return −value, cell by cell."""
    if isinstance(value, int | float):
        return -value
    return finite(np.negative(computable(cells(value))))


def truth(value: object) -> bool:
    """Return the truth of a number or of yes and no. ExpressionError for lists, arrays and texts."""
    if isinstance(value, int | float):
        return bool(value)
    message = _("and, or and not need yes or no, not {kind}; any(…) and all(…) turn many cells into one answer")
    raise ExpressionError(message.format(kind=describe(value)))


def arithmetic(sign: str, left: object, right: object) -> object:
    """Return `left sign right` for + - * / // % **; arrays and lists cell by cell. ExpressionError on any fault.

    Like `compare` it leaves numpy's warnings to whoever evaluates.
    """
    for value in (left, right):
        if not isinstance(value, int | float):
            cells(value)
    if isinstance(left, int | float) and isinstance(right, int | float):
        return _on_numbers(sign, left, right)
    return value_of(finite(_on_arrays(sign, _operand(left), _operand(right))))


def compare(sign: str, left: object, right: object) -> object:
    """Return `left sign right` for == != < <= > >=: one bool, or an array of them when arrays (or lists) are compared.

    Two lists are equal or not as a whole. ExpressionError for values of different kinds.
    """
    whole = sign in ("==", "!=")
    if isinstance(left, str) and isinstance(right, str):
        return bool(_SIGNS[sign](left, right))
    if whole and isinstance(left, tuple) and isinstance(right, tuple):
        return bool(_SIGNS[sign](left, right))
    numbers = isinstance(left, int | float) and isinstance(right, int | float)
    if isinstance(left, str | Mapping) or isinstance(right, str | Mapping):
        message = _("{left} and {right} cannot be compared")
        raise ExpressionError(message.format(left=describe(left), right=describe(right)))
    if numbers:
        return bool(_SIGNS[sign](left, right))
    one, other = _operand(left), _operand(right)
    _check_fit(one, other)
    return value_of(_SIGNS[sign](one, other))


def _on_numbers(sign: str, left: Number, right: Number) -> object:
    if sign in ("/", "//", "%") and right == 0:
        raise ExpressionError(_("division by zero"))
    if sign == "**":
        if abs(right) > MAX_EXPONENT:
            raise ExpressionError(_("an exponent is at most {n}").format(n=MAX_EXPONENT))
        if left == 0 and right < 0:
            raise ExpressionError(_("division by zero"))
    try:
        result = _SIGNS[sign](left, right)
    except OverflowError:
        raise ExpressionError(_("the result is too large")) from None
    if isinstance(result, complex):
        raise ExpressionError(_("a negative number has no such power"))
    return finite(result)


def computable(array: Array) -> Array:
    """Return whole numbers and bools as int64, so that small types neither wrap round nor refuse a minus."""
    if array.dtype.kind == "u" and array.dtype.itemsize == 8:
        return array.astype(np.float64)
    return array.astype(np.int64) if array.dtype.kind in "biu" else array


def _operand(value: object) -> Array | Number:
    # A Python number stays one beside an array: numpy then keeps the array's own precision.
    if isinstance(value, int | float):
        return float(value) if abs(value) > _LARGEST_INT64 else value
    return computable(cells(value))


def _on_arrays(sign: str, left: Array | Number, right: Array | Number) -> Array:
    _check_fit(left, right)
    if sign in ("/", "//", "%") and not np.all(right):
        raise ExpressionError(_("division by zero"))
    if sign == "**":
        if np.max(np.abs(right), initial=0) > MAX_EXPONENT:
            raise ExpressionError(_("an exponent is at most {n}").format(n=MAX_EXPONENT))
        left = np.asarray(left, dtype=np.float64)  # whole numbers would wrap round, and refuse negative powers
    result: Array = _SIGNS[sign](left, right)
    if result.dtype.kind == "i" and result.size:
        exact = _SIGNS[sign](np.asarray(left, dtype=np.float64), right)
        if np.abs(exact).max() >= _LARGEST_INT64:
            raise ExpressionError(_("the result is too large"))
    return result


def _check_fit(left: Array | Number, right: Array | Number) -> None:
    try:
        shape = np.broadcast_shapes(np.shape(left), np.shape(right))
    except ValueError:
        raise ExpressionError(_misfit(np.asarray(left), np.asarray(right))) from None
    if math.prod(shape) > MAX_CELLS:
        raise ExpressionError(_("the result has too many cells"))


def _misfit(left: Array, right: Array) -> str:
    sizes = {"left": shape_text(left.shape) or "1", "right": shape_text(right.shape) or "1"}
    return _("the sizes {left} and {right} do not fit together").format(**sizes)
