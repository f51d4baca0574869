"""Measuring a block: every layer runs, in both orders, and the clock is read around it; no real time is asserted."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate, chain, cycle
from typing import Any

import numpy as np
import pytest

from tutor.nn import network_timing
from tutor.nn.network_timing import Spread, Timings, measure_block, measure_orders, sensible_repeats
from tutor.nn.networks import CELLS, ORDERS, VGG16, Block, Conv, Pool

SMALL = Block("small", (2, 9, 9), (Conv(3, padding=1), Conv(4, 3, 2)), Pool(3, 1, 1))


def ticking(*durations: float) -> Callable[[], float]:
    """Return a clock between whose readings, two by two, these seconds pass, over and over."""
    steps = accumulate(chain.from_iterable((0.0, duration) for duration in cycle(durations)))
    return lambda: next(steps)


def test_every_layer_is_timed_in_every_pass_but_the_first() -> None:
    # conv, ReLU and max-pool take 1, 2 and 3 s in the first pass, then 4, 5, 6, and so on.
    seen = list(measure_block(CELLS.blocks[0], "relu_first", 3, clock=ticking(*range(1, 13))))
    assert len(seen) == 3 * 4
    assert [timings.done for timings in seen] == pytest.approx([step / 12 for step in range(1, 13)])
    assert [len(timings.passes) for timings in seen] == [0] * 5 + [1] * 3 + [2] * 3 + [3]
    assert [list(taken) for taken in seen[-1].passes] == [[4, 5, 6], [7, 8, 9], [10, 11, 12]]
    assert [spread.median for spread in seen[-1].layers] == [7, 8, 9]
    assert seen[0].layers == ()
    assert seen[0].total is None
    assert seen[-1].total == Spread(19.5, 24, 28.5)
    assert Spread(19.5, 24, 28.5).half == 4.5


def test_of_one_pass_median_and_quartiles_are_the_same() -> None:
    last = list(measure_block(CELLS.blocks[0], "pool_first", 1, clock=ticking(1, 1, 1, 2, 4, 8)))[-1]
    assert last.total == Spread(14, 14, 14)


def test_both_orders_are_measured_in_turns() -> None:
    seen = list(measure_orders(SMALL, 2))
    assert {tuple(timings.order for timings in both) for both in seen} == {ORDERS}
    assert len(seen) == 5 * 3
    assert all(before.done == after.done for before, after in seen)
    assert all(len(timings.passes) == 2 and len(timings.layers) == 5 for timings in seen[-1])


@pytest.mark.parametrize("order", ORDERS)
def test_the_real_layers_run_on_float32_maps_of_the_right_shapes(order: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[str, tuple[int, ...], tuple[int, ...], Any]] = []

    def watched(name: str) -> Callable[..., Any]:
        real = getattr(network_timing, name)

        def call(x: Any, **options: Any) -> Any:
            y = real(x, **options)
            ran.append((name, x.shape, y.shape, y.dtype))
            return y

        return call

    for name in ("conv2d", "relu", "max_pool2d"):
        monkeypatch.setattr(network_timing, name, watched(name))
    list(measure_block(SMALL, order, 1))
    kinds = {"conv": "conv2d", "relu": "relu", "max_pool": "max_pool2d"}
    layers = SMALL.layers(order)
    assert ran == [(kinds[layer.kind], layer.inputs, layer.outputs, np.float32) for layer in layers] * 2


def test_whoever_stops_asking_stops_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    running = measure_block(CELLS.blocks[0], "relu_first", 5)
    assert isinstance(next(running), Timings)
    monkeypatch.setattr(network_timing, "relu", lambda x: pytest.fail("went on"))
    running.close()  # type: ignore[attr-defined]
    assert list(running) == []


@pytest.mark.parametrize("repeats", [0, -1])
def test_nothing_can_be_measured_in_no_pass(repeats: int) -> None:
    with pytest.raises(ValueError, match="repeats must be at least 1"):
        next(measure_block(SMALL, "relu_first", repeats))


def test_what_takes_next_to_no_time_is_run_more_often() -> None:
    assert sensible_repeats(CELLS.blocks[0]) > sensible_repeats(VGG16.blocks[0]) >= 5
