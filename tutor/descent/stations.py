"""The values that a control passes on its way up and down; what lies between them can be typed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TypeVar

INPUTS = (
    "01", "11", "half", "centred", "standardised", "skewed", "skewed:range=11", "skewed:range=centred", "correlated",
    "correlated:range=11", "mixed", "sigmoid", "tanh", "patches", "patches:range=11", "patches:range=centred",
)  # fmt: skip
"""Inputs without a correlation or a picture of their own: those have controls by themselves."""
RHOS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
DIMS = (2, 3, 4, 6, 9, 16, 27, 64, 128, 256, 512, 784, 1000)
SQUARES = (4, 9, 16, 25, 36, 49, 64, 100, 144, 196, 256, 400, 625, 784, 961)
BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
STEP_SIZES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 1.0, 1.1, 1.3, 1.6, 1.9, 2.0, 2.1, 3.0, 5.0, 10.0)
BETAS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
NOISES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
TOLERANCES = (1e-6, 1e-5, 1e-4, 0.001, 0.003, 0.01, 0.03, 0.1)
MOST_STEPS = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)

T = TypeVar("T")
N = TypeVar("N", int, float)


def stepped(stations: Sequence[N], value: N, steps: int) -> N:
    """Return the station so many further up or down, from a value that may lie between two; at an end it stays.

    A value beyond the last station stays where it is when it is to go further.
    """
    if not steps:
        return value
    if steps > 0:
        at = bisect_right(stations, value) + steps - 1
        return max(stations[min(at, len(stations) - 1)], value)
    at = bisect_left(stations, value) + steps
    return min(stations[max(at, 0)], value)


def turned(stations: Sequence[T], value: T, steps: int) -> T:
    """Return the station so many further in a circle; from a value that is none, the first or the last."""
    at = stations.index(value) if value in stations else (-1 if steps > 0 else 0)
    return stations[(at + steps) % len(stations)]
