"""What a chart shows of a sweep: one measurement at several values of one setting, and what theory expects there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

MEASURES = ("steps", "detour", "same_sign")
"""What can be charted: steps to the tolerance, path ÷ straight line, share of steps with a gradient of one sign."""


class Quartiles(Protocol):
    """The quartiles and the median of a measurement over many runs."""

    @property
    def low(self) -> float:
        """A quarter of the runs lies below."""

    @property
    def median(self) -> float:
        """Half of the runs lies below."""

    @property
    def high(self) -> float:
        """A quarter of the runs lies above."""


class Measured(Protocol):
    """What was measured at one value."""

    @property
    def value(self) -> float:
        """The value of the setting."""

    @property
    def steps(self) -> Quartiles:
        """Steps to the tolerance."""

    @property
    def detour(self) -> Quartiles:
        """Length of the path over the straight line."""

    @property
    def same_sign(self) -> Quartiles:
        """Share, 0 to 1, of steps whose gradient had one sign."""

    @property
    def theory_steps(self) -> float | None:
        """The steps that theory expects, None where it does not say."""

    @property
    def diverged(self) -> float:
        """Share, 0 to 1, of the runs that flew away."""


@dataclass(frozen=True)
class Series:
    """One row of measurements and the theory beside it, all tuples as long as `values`; NaN for what there is not."""

    name: str
    values: tuple[float, ...]
    low: tuple[float, ...]
    median: tuple[float, ...]
    high: tuple[float, ...]
    theory: tuple[float, ...]

    def __post_init__(self) -> None:
        if {len(self.low), len(self.median), len(self.high), len(self.theory)} != {len(self.values)}:
            raise ValueError("a series needs a low, a median, a high and a theory for each of its values.")


def series_of(points: Sequence[Measured], name: str, measure: str = "steps") -> Series:
    """Take one of the `MEASURES` out of the points of a sweep; where most runs flew away it has no numbers."""
    if measure not in MEASURES:
        raise ValueError(f"a sweep measures {', '.join(MEASURES)}, not {measure!r}.")
    spreads = [None if point.diverged > 0.5 else getattr(point, measure) for point in points]
    low, median, high = (
        tuple(math.nan if spread is None else float(getattr(spread, part)) for spread in spreads)
        for part in ("low", "median", "high")
    )
    theory = tuple(
        math.nan if measure != "steps" or point.theory_steps is None else float(point.theory_steps) for point in points
    )
    return Series(name, tuple(float(point.value) for point in points), low, median, high, theory)
