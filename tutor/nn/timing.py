"""How long the layers of a run take on this machine: a third yardstick beside operations and bytes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from statistics import median, quantiles
from time import perf_counter

from tutor.nn.pipeline import Trace


@dataclass(frozen=True, slots=True)
class Timing:
    """How long something took over repeated runs, in seconds: half of them lie between the quartiles."""

    median: float
    low: float
    """The first quartile."""
    high: float
    """The third quartile."""


@lru_cache(maxsize=64)
def stage_seconds(trace: Trace, repeats: int = 15) -> tuple[Timing, ...]:
    """Return for each stage how long `repeats` timed runs of it took, in seconds; ValueError for fewer than one.

    A trace is measured once, so that everything that shows it shows the same. On a map of a few cells this is the
    price of calling numpy, not of the arithmetic.
    """
    if repeats < 1:
        raise ValueError(f"repeats must be at least 1, not {repeats}")
    times: list[list[float]] = [[] for _ in trace.stages]
    for _ in range(repeats):
        for stage, taken in zip(trace.stages, times, strict=True):
            start = perf_counter()
            stage.layer.forward(stage.input)
            taken.append(perf_counter() - start)
    return tuple(timing_of(taken) for taken in times)


def repeats_for(trace: Trace) -> int:
    """Return how often a run is timed: a large one less often, so that nobody waits for seconds."""
    return 15 if trace.cost.operations < 5_000_000 else 5


def timing_of(seconds: list[float]) -> Timing:
    """Sum up the runs, at least one."""
    if len(seconds) == 1:
        return Timing(seconds[0], seconds[0], seconds[0])
    low, _, high = quantiles(seconds, n=4, method="inclusive")
    return Timing(median(seconds), low, high)
