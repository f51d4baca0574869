"""Checks of single arguments, each refusing in one plain sentence."""

from __future__ import annotations

import numpy as np


def check_whole(name: str, value: object, least: int, most: int | None = None) -> int:
    """Return `value` if it is a whole number from `least` to `most`; TypeError or ValueError otherwise."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} must be a whole number, not {value!r}.")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, not {value}.")
    if most is not None and value > most:
        raise ValueError(f"{name} must be at most {most}, not {value}.")
    return int(value)


def check_real(name: str, value: object) -> float:
    """Return `value` if it is a number at all, NaN included; TypeError otherwise."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name} must be a number, not {value!r}.")
    return float(value)


def check_above_zero(name: str, value: object, most: float) -> float:
    """Return `value` if 0 < value ≤ `most`; TypeError or ValueError otherwise, also for NaN."""
    number = check_real(name, value)
    if not 0.0 < number <= most:
        raise ValueError(f"{name} must be above 0 and at most {most:g}, not {value!r}.")
    return number


def check_between(name: str, value: object, least: float, most: float) -> float:
    """Return `value` if least ≤ value ≤ most; TypeError or ValueError otherwise, also for NaN."""
    number = check_real(name, value)
    if not least <= number <= most:
        raise ValueError(f"{name} must be from {least:g} to {most:g}, not {value!r}.")
    return number


def check_choice(name: str, value: object, choices: tuple[str, ...]) -> str:
    """Return `value` if it is one of `choices`; ValueError otherwise."""
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, choices))}, not {value!r}.")
    return value


def check_flag(name: str, value: object) -> bool:
    """Return `value` if it is True or False; TypeError otherwise."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be True or False, not {value!r}.")
    return bool(value)
