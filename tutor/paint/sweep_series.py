"""What a chart shows of a sweep: one measurement at several values of one setting, and what theory expects there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.nn.descent import SweepPoint

MEASURES = ("steps", "detour", "same_sign")
"""What can be charted: steps to the tolerance, path ÷ straight line, share of steps with a gradient of one sign."""


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


def series_of(points: Sequence[SweepPoint], name: str, measure: str = "steps") -> Series:
    """Take one of the `MEASURES` out of the points of a sweep; where most runs flew away it has no numbers."""
    if measure not in MEASURES:
        raise ValueError(f"a sweep measures {', '.join(MEASURES)}, not {measure!r}.")
    spreads = [None if point.mostly_diverged else getattr(point, measure) for point in points]
    low, median, high = (
        tuple(math.nan if spread is None else float(getattr(spread, part)) for spread in spreads)
        for part in ("low", "median", "high")
    )
    theory = tuple(
        math.nan if measure != "steps" or point.theory_steps is None else float(point.theory_steps) for point in points
    )
    return Series(name, tuple(float(point.value) for point in points), low, median, high, theory)
