"""What an answer is, and what its judgement is made of."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from tutor.language import _
from tutor.lesson.text import Text

Answer = int | str | tuple[int, ...] | tuple[str, ...]
"""An option's index; a friend's id, or a number, words or a text as they were typed; the indices of several options or
layers, or of the partner of each item; the numbers typed into cells, row by row. Indices count in the lesson file's
order, whatever the order on the screen."""


class AnswerError(ValueError):
    """What was given is no answer at all; the message says what is wanted."""


class Findings:
    """What running an answer has shown; each kind of question that runs answers has findings of its own."""


@dataclass(frozen=True)
class Verdict:
    """The judgement of one answer."""

    correct: bool | None
    """None for a prediction, which is neither right nor wrong yet."""
    feedback: tuple[Text, ...] = ()
    """What the lesson has to say to this very answer."""
    findings: Findings | None = None
    """Where the answer was run or matched: what came of it."""
    score: float | None = None
    """The share of a partly right answer that is right, between 0 and 1; None where it is right or wrong as a whole."""


def parse_number(text: str) -> float:
    """Read a number as people write it: decimal comma or point, a typographic minus, spaces, a fraction, a % sign.

    AnswerError when it is not one finite number.
    """
    plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".").replace("\u2212", "-").removesuffix("%")
    top, slash, bottom = plain.partition("/")
    try:
        value = _decimal(top) / _decimal(bottom) if slash else _decimal(top)
    except (ValueError, ZeroDivisionError):
        raise AnswerError(_("Type one number, for example 12 or 0.5.")) from None
    if not math.isfinite(value):
        raise AnswerError(_("Type one number, for example 12 or 0.5."))
    return value


def _decimal(text: str) -> float:
    """Refuse what float() would take but nobody means: names, underscores, endless digits, infinity."""
    if len(text) > 40 or not re.fullmatch(r"[+-]?[0-9.]+(e[+-]?[0-9]{1,3})?", text, flags=re.ASCII | re.IGNORECASE):
        raise ValueError(text)
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def within(typed: float, bounds: tuple[float, float], tolerance: float = 0.0, relative: float = 0.0) -> bool:
    """Return whether a number lies between the bounds, each moved out by the tolerance and a share of itself."""
    low, high = bounds
    return low - _slack(low, tolerance, relative) <= typed <= high + _slack(high, tolerance, relative)


def _slack(bound: float, tolerance: float, relative: float) -> float:
    # The last term forgives what binary fractions lose, not what the learner rounds.
    return tolerance + relative * abs(bound) + 1e-9 * max(1.0, abs(bound))
