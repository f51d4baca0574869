"""How long both orders of ReLU and max-pool really take here, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from statistics import quantiles
from time import perf_counter

import numpy as np

from tutor.nn.activations import relu
from tutor.nn.arguments import FloatArray
from tutor.nn.conv import conv2d
from tutor.nn.networks import ORDERS, Block, BlockLayer, Conv, Order, Pool
from tutor.nn.pool import max_pool2d


@dataclass(frozen=True)
class Spread:
    """The median of some measured seconds, and the quartiles below and above it."""

    lower: float
    median: float
    upper: float

    @property
    def half(self) -> float:
        """Half the distance between the quartiles: what stands behind ±."""
        return (self.upper - self.lower) / 2


@dataclass(frozen=True)
class Timings:
    """What has been measured of one block in one order: for each finished pass, the seconds of every layer."""

    order: Order
    passes: tuple[tuple[float, ...], ...]
    done: float
    """The share of the measurement that is done, 0 to 1."""

    @property
    def layers(self) -> tuple[Spread, ...]:
        """For each layer its spread over the passes; nothing before the first pass is done."""
        return tuple(_spread(taken) for taken in zip(*self.passes, strict=True))

    @property
    def total(self) -> Spread | None:
        """The spread of the whole block; None before the first pass is done."""
        return _spread([sum(taken) for taken in self.passes]) if self.passes else None


def measure_block(
    block: Block,
    order: Order,
    repeats: int = 5,
    *,
    seed: int = 0,
    clock: Callable[[], float] = perf_counter,
) -> Iterator[Timings]:
    """Run a block on random float32 data `repeats` times and once before, and time every layer.

    After each layer what has been measured so far is yielded, so that whoever asks may show it, or stop by not asking
    on. One pass is not counted: it finds caches and memory cold. Beside the weights only the maps at the two ends of
    one layer are held. ValueError for less than one repeat.
    """
    if repeats < 1:
        raise ValueError(f"repeats must be at least 1, not {repeats}")
    layers = block.layers(order)
    random = np.random.default_rng(seed)
    picture = random.standard_normal((1, *block.inputs), dtype=np.float32)
    functions = [_function(layer, random) for layer in layers]
    steps, passes = len(layers) * (repeats + 1), tuple[tuple[float, ...], ...]()
    for number in range(repeats + 1):
        x, taken = picture, list[float]()
        for place, function in enumerate(functions, start=1):
            start = clock()
            y = function(x)
            taken.append(clock() - start)
            x = y
            if place == len(functions) and number > 0:
                passes = (*passes, tuple(taken))
            yield Timings(order, passes, (number * len(layers) + place) / steps)


def sensible_repeats(block: Block) -> int:
    """Return how many passes tell something: 5 of a large block, more of one that takes next to no time."""
    return 5 if block.cost("relu_first").operations > 50_000_000 else 25


def measure_orders(
    block: Block, repeats: int = 5, *, clock: Callable[[], float] = perf_counter
) -> Iterator[tuple[Timings, ...]]:
    """Measure both orders in turns, layer by layer, so that a machine that slows down slows both.

    Yields the timings of the orders so far, in the order of `ORDERS`.
    """
    runs = [measure_block(block, order, repeats, clock=clock) for order in ORDERS]
    return zip(*runs, strict=True)


def _function(layer: BlockLayer, random: np.random.Generator) -> Callable[[FloatArray], FloatArray]:
    """Return what a layer does to a map, with random weights that keep the size of the values."""
    spec = layer.spec
    if isinstance(spec, Conv):
        channels = layer.inputs[1]
        weight = random.standard_normal((spec.filters, channels, spec.size, spec.size), dtype=np.float32)
        weight *= np.float32((2 / (channels * spec.size**2)) ** 0.5)
        return partial(conv2d, w=weight, stride=spec.stride, padding=spec.padding)
    if isinstance(spec, Pool):
        return partial(max_pool2d, size=spec.size, stride=spec.stride, padding=spec.padding)
    return relu


def _spread(seconds: list[float] | tuple[float, ...]) -> Spread:
    """Return median and quartiles; of a single measurement all three are itself."""
    if len(seconds) == 1:
        return Spread(seconds[0], seconds[0], seconds[0])
    lower, middle, upper = quantiles(seconds, n=4, method="inclusive")
    return Spread(lower, middle, upper)
