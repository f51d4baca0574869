"""The functions that every expression may call, and how values are written in a sentence."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from types import MappingProxyType

import numpy as np

from tutor.language import _, decimal
from tutor.lesson.expression_tree import ExpressionError
from tutor.lesson.expression_values import Array, Number, cells, computable, describe, finite, same_size, value_of

MAX_DIGITS = 15
MAX_SHOWN = 64
"""Cells of an array that still fit in a sentence."""

_MINUS = "\u2212"
_NARROW_SPACE = "\u202f"


def _number(value: object) -> Number:
    if isinstance(value, int | float):
        finite(value)
        return value
    raise ExpressionError(_("one number is needed here, not {kind}").format(kind=describe(value)))


def _digits(value: object) -> int:
    if isinstance(value, int) and 0 <= value <= MAX_DIGITS:
        return int(value)
    raise ExpressionError(_("the number of decimals is a whole number from 0 to {n}").format(n=MAX_DIGITS))


def _all_cells(values: tuple[object, ...]) -> Array:
    """Return every cell of every value in one row; at least one."""
    row = np.concatenate([cells(value).ravel() for value in values]) if values else np.empty(0)
    if not row.size:
        raise ExpressionError(_("there are no numbers to take this of"))
    return row


def _rounded(value: Number, digits: int) -> Decimal:
    """Round half away from zero, as learners do on paper, the number as it is written in decimal."""
    with localcontext(prec=400):
        return Decimal(str(value + 0)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def _written(number: Decimal) -> str:
    """Return the digits with a true minus sign, none before zero, and the decimal sign of the language in use."""
    text = decimal(f"{number.copy_abs():f}")  # abs() would round to 28 digits
    return _MINUS + text if number < 0 else text


def _without_zeros(number: Decimal) -> Decimal:
    with localcontext(prec=400):
        return number.normalize()


def _abs(x: object) -> object:
    return np.abs(computable(cells(x))) if _many(x) else abs(_number(x))


def _many(x: object) -> bool:
    return isinstance(x, tuple | np.ndarray)


def _max(*x: object) -> object:
    return _all_cells(x).max()


def _min(*x: object) -> object:
    return _all_cells(x).min()


def _sum(*x: object) -> object:
    row = _all_cells(x)
    # Python's own sums: whole numbers cannot wrap round, and floats are rounded once.
    return math.fsum(row.tolist()) if row.dtype.kind == "f" else sum(row.tolist())


def _mean(*x: object) -> object:
    row = _all_cells(x)
    return math.fsum(row.tolist()) / row.size


def _round(x: object, digits: object = 0) -> object:
    places = _digits(digits)

    def one(number: Number) -> Number:
        rounded = _rounded(_number(number), places)
        return float(rounded) if places else int(rounded)

    if not _many(x):
        return one(_number(x))
    array = cells(x)
    return np.array([one(number) for number in array.ravel().tolist()]).reshape(array.shape)


def _count(x: object) -> object:
    return int(np.count_nonzero(cells(x)))


def _size(x: object) -> object:
    return len(x) if isinstance(x, tuple) and not (x and _many(x[0])) else cells(x).size


def _equal(a: object, b: object) -> object:
    return bool(np.array_equal(cells(a), cells(b)))


def _count_different(a: object, b: object) -> object:
    same_size(cells(a), cells(b))
    return int(np.count_nonzero(cells(a) != cells(b)))


def _largest_difference(a: object, b: object) -> object:
    one, other = cells(a), cells(b)
    same_size(one, other)
    if one.dtype.kind in "biu" and other.dtype.kind in "biu":
        return max((abs(p - q) for p, q in zip(one.ravel().tolist(), other.ravel().tolist(), strict=True)), default=0)
    return float(np.abs(one.astype(np.float64) - other.astype(np.float64)).max(initial=0))


def _any(x: object) -> object:
    return bool(cells(x).any())


def _all(x: object) -> object:
    return bool(cells(x).all())


def _sqrt(x: object) -> object:
    if (cells(x) < 0).any():
        raise ExpressionError(_("a negative number has no square root"))
    return np.sqrt(_floats(x))


def _exp(x: object) -> object:
    return np.exp(_floats(x))


def _log(x: object) -> object:
    if (cells(x) <= 0).any():
        raise ExpressionError(_("only positive numbers have a logarithm"))
    return np.log(_floats(x))


def _floats(x: object) -> Array:
    array = cells(x)
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def _percent(x: object, digits: object = 2) -> object:
    with localcontext(prec=400):
        share = Decimal(str(_number(x) + 0)) * 100
        rounded = share.quantize(Decimal(1).scaleb(-_digits(digits)), rounding=ROUND_HALF_UP)
    return f"{_written(_without_zeros(rounded))}%"


def _fixed(x: object, digits: object) -> object:
    return _written(_rounded(_number(x), _digits(digits)))


def _thousands(n: object) -> object:
    number = _number(n)
    if number != int(number):
        raise ExpressionError(_("thousands(…) needs a whole number"))
    return f"{int(number):,}".replace(",", _NARROW_SPACE).replace("-", _MINUS)


_PLAIN: Mapping[str, Callable[..., object]] = {
    "abs": _abs,
    "all": _all,
    "any": _any,
    "count": _count,
    "count_different": _count_different,
    "equal": _equal,
    "exp": _exp,
    "fixed": _fixed,
    "largest_difference": _largest_difference,
    "log": _log,
    "max": _max,
    "mean": _mean,
    "min": _min,
    "percent": _percent,
    "round": _round,
    "size": _size,
    "sqrt": _sqrt,
    "sum": _sum,
    "thousands": _thousands,
}
_STANDARD = MappingProxyType(_PLAIN)


def standard_functions() -> Mapping[str, Callable[..., object]]:
    """Return the functions by name; each takes and returns values of the language.

    abs, sqrt, exp, log, round work cell by cell; max, min, sum, mean take any number of values and all their cells;
    count and size count cells (count: those that are not 0); equal, count_different and largest_difference compare
    two arrays bit for bit; percent, fixed and thousands write a number as text in the language in use.
    """
    return _STANDARD


def show(value: object) -> str:
    """Write a value as it should stand in a sentence; ExpressionError for what does not fit in one."""
    value = value_of(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value).replace("-", _MINUS)
    if isinstance(value, float):
        return _show_float(value)
    if isinstance(value, Mapping):
        raise ExpressionError(_("this is a group of names, not a value; add a dot and one of the names"))
    if isinstance(value, np.ndarray) and value.size > MAX_SHOWN:
        raise ExpressionError(_("{n} cells are too many to write in a sentence").format(n=value.size))
    items = value.tolist() if isinstance(value, np.ndarray) else value
    if not isinstance(items, list | tuple) or len(items) > MAX_SHOWN:
        raise ExpressionError(_("this is too long to write in a sentence"))
    separator = ", " if decimal(".") == "." else "; "  # "1,5, 2" would be three numbers or two
    return f"[{separator.join(map(show, items))}]"


def _show_float(value: float) -> str:
    """Write four significant digits, all digits before the decimal sign, and powers of ten only far out."""
    if not math.isfinite(value):
        return "nan" if math.isnan(value) else ("∞" if value > 0 else f"{_MINUS}∞")
    if value == 0:
        return "0"
    if not 1e-4 <= abs(value) < 1e15:
        mantissa, exponent = f"{value:.3e}".split("e")
        return f"{_written(_without_zeros(Decimal(mantissa)))}e{int(exponent)}".replace("-", _MINUS)
    places = max(0, 3 - Decimal(str(value)).adjusted())
    return _written(_without_zeros(_rounded(value, places)))
