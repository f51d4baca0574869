"""An ordered list of layers, run once: the `Trace` keeps every stage's output, cost and winners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

import numpy as np
import numpy.typing as npt

from tutor.nn.arguments import FloatArray, as_float, same_shape
from tutor.nn.cost import Cost
from tutor.nn.layers import Activation, Layer, MaxPool2d, MinPool2d


@dataclass(frozen=True, eq=False)
class Stage:
    """One layer of a run, with what went in and what came out; the arrays cannot be written to."""

    name: str
    """The layer's name, numbered from its second use on: relu, relu_2…"""
    layer: Layer
    input: FloatArray
    output: FloatArray
    cost: Cost
    winners: npt.NDArray[np.intp] | None = None
    """For a max- or min-pool: which input cell won each window, row · W + column, −1 for padding, (N, C, Ho, Wo)."""


@dataclass(frozen=True, eq=False)
class Trace:
    """Everything that happened in one run of a pipeline; immutable, so a display can index it as it likes."""

    input: FloatArray
    stages: tuple[Stage, ...]

    @property
    def output(self) -> FloatArray:
        """The output of the last stage, or the input of a pipeline without layers."""
        return self.stages[-1].output if self.stages else self.input

    @property
    def cost(self) -> Cost:
        """What all stages cost together."""
        return reduce(add, (stage.cost for stage in self.stages), Cost())

    @property
    def relus(self) -> int:
        """How many ReLUs were evaluated: one a cell that reached one."""
        return sum(stage.cost.comparisons for stage in self.stages if stage.layer.name == "relu")

    def stage(self, name: str) -> Stage:
        """Return the stage called `name`; KeyError when there is none."""
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise KeyError(name)

    def wasted(self, index: int) -> npt.NDArray[np.bool_]:
        """Return which cells of the activation at stage `index` the pool behind it threw away: (N, C, H, W).

        All False where the stage is no activation or no max- or min-pool follows it.
        """
        stage = self.stages[index]
        behind = self.stages[index:][1:2]  # not index + 1, which would wrap around for index −1
        winners = behind[0].winners if behind else None
        if not isinstance(stage.layer, Activation) or winners is None:
            return np.zeros(stage.output.shape, dtype=np.bool_)
        n, c, height, width = stage.output.shape
        # One column more than there are cells: the last, number −1, is where the padding that won is noted.
        kept = np.zeros((n * c, height * width + 1), dtype=np.bool_)
        np.put_along_axis(kept, winners.reshape(n * c, -1), True, axis=1)
        return ~kept[:, :-1].reshape(stage.output.shape)

    def gradient(self, dy: npt.ArrayLike | None = None) -> FloatArray:
        """Return the gradient of a loss at the input, given `dy` at the output (ones unless given)."""
        upstream = np.ones_like(self.output) if dy is None else as_float(dy, "dy")
        same_shape(upstream, self.output.shape)
        for stage in reversed(self.stages):
            upstream = stage.layer.backward(upstream, stage.input)
        return upstream


def run(layers: Sequence[Layer], x: npt.ArrayLike) -> Trace:
    """Run `layers` in their order over `x`, (N, C, H, W), and keep every stage.

    ValueError, naming the layer and its place, when a stage does not fit what reaches it.
    """
    start = as_float(x, "x", 4)
    current = start = start if _is_frozen(start) else _frozen(start.copy())
    stages: list[Stage] = []
    for position, layer in enumerate(layers, start=1):
        try:
            output = _frozen(layer.forward(current))
        except ValueError as error:
            raise ValueError(f"layer {position} ({layer.name}): {error}") from error
        winners = layer.winners(current) if isinstance(layer, MaxPool2d | MinPool2d) else None
        if winners is not None:
            winners.flags.writeable = False
        cost = layer.cost(current.shape, output.shape, current.itemsize)
        name = _numbered(layer.name, stages)
        stages.append(Stage(name, layer, current, output, cost, winners))
        current = output
    return Trace(start, tuple(stages))


def _numbered(name: str, stages: Sequence[Stage]) -> str:
    """Return `name`, or `name_2` where a stage of that kind is there already, and so on."""
    uses = sum(stage.layer.name == name for stage in stages)
    return name if uses == 0 else f"{name}_{uses + 1}"


def _is_frozen(array: object) -> bool:
    """Return whether neither an array nor what it is a view of can be written to."""
    while isinstance(array, np.ndarray) and not array.flags.writeable:
        if array.base is None:
            return True
        array = array.base
    return False


def _frozen(array: FloatArray) -> FloatArray:
    array.flags.writeable = False
    return array
