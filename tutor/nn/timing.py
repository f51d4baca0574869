"""How long the layers of a run take on this machine: a third yardstick beside operations and bytes."""

from __future__ import annotations

from functools import lru_cache
from statistics import median
from time import perf_counter

from tutor.nn.pipeline import Trace


@lru_cache(maxsize=64)
def stage_seconds(trace: Trace, repeats: int = 15) -> tuple[float, ...]:
    """Return for each stage the median of `repeats` timed runs, in seconds.

    A trace is measured once, so that everything that shows it shows the same. On a map of a few cells this is the
    price of calling numpy, not of the arithmetic.
    """
    times: list[list[float]] = [[] for _ in trace.stages]
    for _ in range(repeats):
        for stage, taken in zip(trace.stages, times, strict=True):
            start = perf_counter()
            stage.layer.forward(stage.input)
            taken.append(perf_counter() - start)
    return tuple(median(taken) for taken in times)
