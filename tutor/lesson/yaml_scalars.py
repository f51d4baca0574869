"""Plain YAML scalars by the 1.2 core schema.

PyYAML follows YAML 1.1, where `no` is false and `1e-3` is text; an author of today expects neither.
"""

from __future__ import annotations

import math
import re

from tutor.language import _
from tutor.lesson.problem import quote

LARGEST_INT = 2**63 - 1
"""The largest whole number a lesson may write: what numpy's int64 holds."""

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)")
_NAN = frozenset({".nan", ".NaN", ".NAN"})


def resolve(text: str) -> object:
    """Return the value of the plain (unquoted) scalar `text`: None, bool, int, float, or the text itself.

    Raises ValueError, in one sentence, for a number too large to compute with.
    """
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _INT.fullmatch(text):
        return _whole(text)
    if _FLOAT.fullmatch(text):
        return _float(text)
    if _INFINITE.fullmatch(text):
        return -math.inf if text.startswith("-") else math.inf
    return math.nan if text in _NAN else text


def _whole(text: str) -> int:
    base = {"0o": 8, "0x": 16}.get(text[:2], 10)
    # The length first: Python refuses, with an error of its own, to read a few thousand digits.
    value = int(text[2:] if base != 10 else text, base) if len(text) <= 80 else LARGEST_INT + 1
    if abs(value) > LARGEST_INT:
        raise ValueError(
            _("the whole number {number} is too large; if it is meant as text, put it in quotes").format(
                number=quote(text, 30)
            )
        )
    return value


def _float(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError(
            _("the number {number} is too large; if it is meant as text, put it in quotes").format(
                number=quote(text, 30)
            )
        )
    return value
