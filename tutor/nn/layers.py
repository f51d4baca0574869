"""The layers of a pipeline: each knows its arithmetic, its output shape and its cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from tutor.nn import conv, cost, pool
from tutor.nn.activations import ACTIVATIONS, relu_backward
from tutor.nn.arguments import FloatArray, Pair, as_float, as_pair
from tutor.nn.cost import Cost


class Layer(Protocol):
    """One layer: immutable, without state between calls."""

    @property
    def name(self) -> str:
        """The name a pipeline lists it by: conv, relu, max_pool…"""
        ...

    def forward(self, x: FloatArray) -> FloatArray:
        """Return the output for the input `x`, (N, C, H, W)."""
        ...

    def backward(self, dy: FloatArray, x: FloatArray) -> FloatArray:
        """Return the gradient at the input `x`, given the gradient `dy` at the output."""
        ...

    def cost(self, inputs: cost.Shape, outputs: cost.Shape, itemsize: int) -> Cost:
        """Return what this layer costs, from the shapes at its two ends and the bytes of one value."""
        ...


@dataclass(frozen=True, eq=False)
class Conv2d:
    """A convolution with the kernels `weight`, (F, C, kh, kw), and `bias`, (F,)."""

    weight: FloatArray
    bias: FloatArray | None = None
    stride: Pair = 1
    padding: Pair = 0
    name: str = field(default="conv", init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", _frozen(as_float(self.weight, "weight", 4)))
        if self.bias is not None:
            object.__setattr__(self, "bias", _frozen(as_float(self.bias, "bias", 1)))

    def forward(self, x: FloatArray) -> FloatArray:
        """See `tutor.nn.conv2d`."""
        return conv.conv2d(x, self.weight, self.bias, stride=self.stride, padding=self.padding)

    def backward(self, dy: FloatArray, x: FloatArray) -> FloatArray:
        """See `tutor.nn.conv2d_backward`; only the gradient at the input is returned."""
        return conv.conv2d_backward(dy, x, self.weight, self.bias, stride=self.stride, padding=self.padding)[0]

    def cost(self, inputs: cost.Shape, outputs: cost.Shape, itemsize: int) -> Cost:
        """See `tutor.nn.cost.conv2d_cost`."""
        return cost.conv2d_cost(inputs, outputs, (self.weight.shape[2], self.weight.shape[3]), itemsize)


@dataclass(frozen=True)
class Activation:
    """An activation, by its name in `tutor.nn.ACTIVATIONS`. Only ReLU can be differentiated so far."""

    name: str = "relu"

    def __post_init__(self) -> None:
        if self.name not in ACTIVATIONS:
            raise ValueError(f"no activation is called {self.name!r}; there are {', '.join(ACTIVATIONS)}")

    def forward(self, x: FloatArray) -> FloatArray:
        """Apply the activation to every cell."""
        return ACTIVATIONS[self.name](x)

    def backward(self, dy: FloatArray, x: FloatArray) -> FloatArray:
        """See `tutor.nn.relu_backward`; ValueError for an activation other than ReLU."""
        if self.name != "relu":
            raise ValueError(f"the gradient of {self.name} is not available")
        return relu_backward(dy, x)

    def cost(self, inputs: cost.Shape, outputs: cost.Shape, itemsize: int) -> Cost:  # noqa: ARG002
        """See `tutor.nn.cost.activation_cost`."""
        return cost.activation_cost(self.name, outputs, itemsize)


@dataclass(frozen=True)
class MaxPool2d:
    """A max-pool; `stride` is `size` unless given."""

    size: Pair = 2
    stride: Pair | None = None
    padding: Pair = 0
    name: str = field(default="max_pool", init=False)

    def forward(self, x: FloatArray) -> FloatArray:
        """See `tutor.nn.max_pool2d`."""
        return pool.max_pool2d(x, self.size, stride=self.stride, padding=self.padding)

    def winners(self, x: FloatArray) -> npt.NDArray[np.intp]:
        """See `tutor.nn.max_pool2d_winners`."""
        return pool.max_pool2d_winners(x, self.size, stride=self.stride, padding=self.padding)

    def backward(self, dy: FloatArray, x: FloatArray) -> FloatArray:
        """See `tutor.nn.max_pool2d_backward`."""
        return pool.max_pool2d_backward(dy, x, self.size, stride=self.stride, padding=self.padding)

    def cost(self, inputs: cost.Shape, outputs: cost.Shape, itemsize: int) -> Cost:
        """See `tutor.nn.cost.max_pool2d_cost`."""
        return cost.max_pool2d_cost(inputs, outputs, as_pair(self.size, "size", 1), itemsize)


@dataclass(frozen=True)
class AvgPool2d:
    """An average-pool; `stride` is `size` unless given."""

    size: Pair = 2
    stride: Pair | None = None
    padding: Pair = 0
    count_include_pad: bool = True
    name: str = field(default="avg_pool", init=False)

    def forward(self, x: FloatArray) -> FloatArray:
        """See `tutor.nn.avg_pool2d`."""
        return pool.avg_pool2d(
            x, self.size, stride=self.stride, padding=self.padding, count_include_pad=self.count_include_pad
        )

    def backward(self, dy: FloatArray, x: FloatArray) -> FloatArray:
        """See `tutor.nn.avg_pool2d_backward`."""
        return pool.avg_pool2d_backward(
            dy, x, self.size, stride=self.stride, padding=self.padding, count_include_pad=self.count_include_pad
        )

    def cost(self, inputs: cost.Shape, outputs: cost.Shape, itemsize: int) -> Cost:
        """See `tutor.nn.cost.avg_pool2d_cost`."""
        return cost.avg_pool2d_cost(inputs, outputs, as_pair(self.size, "size", 1), itemsize)


def _frozen(array: FloatArray) -> FloatArray:
    """Return a copy that cannot be written to."""
    copy = array.copy()
    copy.flags.writeable = False
    return copy
