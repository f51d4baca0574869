"""Timings of the stages, by a clock of our own."""

from __future__ import annotations

from itertools import accumulate, chain, repeat

import numpy as np
import pytest

from tutor.nn import Activation, MaxPool2d, run, timing
from tutor.nn.timing import Timing, stage_seconds

PICTURE = np.arange(16.0).reshape(1, 1, 4, 4)


def test_each_stage_gets_its_median_and_quartiles(monkeypatch: pytest.MonkeyPatch) -> None:
    trace = run([Activation("relu"), MaxPool2d(2)], PICTURE)
    # Five rounds; in each the first stage takes 1, 2, 3, 4, 100 and the second always 7; nothing between them.
    taken = chain.from_iterable((0, first, 0, 7) for first in (1, 2, 3, 4, 100))
    clock = accumulate(taken)
    monkeypatch.setattr(timing, "perf_counter", lambda: next(clock))
    assert stage_seconds(trace, repeats=5) == (Timing(3, 2, 4), Timing(7, 7, 7))


def test_a_trace_is_measured_once() -> None:
    trace = run([Activation("relu")], PICTURE)
    assert stage_seconds(trace) is stage_seconds(trace)


def test_one_run_is_its_own_quartiles(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = accumulate(repeat(2))
    monkeypatch.setattr(timing, "perf_counter", lambda: next(clock))
    assert stage_seconds(run([Activation("relu")], PICTURE), repeats=1) == (Timing(2, 2, 2),)


def test_no_run_is_refused() -> None:
    with pytest.raises(ValueError, match="repeats must be at least 1"):
        stage_seconds(run([Activation("relu")], PICTURE), repeats=0)


def test_no_stages_take_no_time() -> None:
    assert stage_seconds(run([], PICTURE)) == ()
