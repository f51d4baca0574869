"""The layers of a pipeline: each knows its arithmetic, its output shape and its cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from tutor.nn import average_pool, batch_norm, conv, cost, pool
from tutor.nn.activation_gradients import ACTIVATION_GRADIENTS
from tutor.nn.activations import ACTIVATIONS
from tutor.nn.arguments import FloatArray, Pair, as_float, as_number, as_pair
from tutor.nn.cost import Cost
from tutor.nn.pool import Pad

Sliding = tuple[tuple[int, int], tuple[int, int], tuple[int, int]]
"""The size, the stride and the padding of a sliding window, each (rows, columns)."""


class Layer(Protocol):
    """One layer: immutable, without state between calls."""

    @property
    def name(self) -> str:
        """The name a pipeline lists it by: conv, relu, max_pool…"""
        ...

    @property
    def window(self) -> Sliding | None:
        """The window that slides over the input; None for a layer that works cell by cell."""
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

    @property
    def window(self) -> Sliding:
        """The kernel's size, the stride and the padding."""
        kh, kw = self.weight.shape[2:]
        return (kh, kw), as_pair(self.stride, "stride", 1), as_pair(self.padding, "padding", 0)

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
    """An activation, by its name in `tutor.nn.ACTIVATIONS`.

    `negative_slope` is used by leaky_relu alone, `alpha` by elu alone.
    """

    name: str = "relu"
    negative_slope: float = 0.01
    alpha: float = 1.0

    def __post_init__(self) -> None:
        if self.name not in ACTIVATIONS:
            raise ValueError(f"no activation is called {self.name!r}; there are {', '.join(ACTIVATIONS)}")
        as_number(self.negative_slope, "negative_slope")
        as_number(self.alpha, "alpha")

    @property
    def window(self) -> None:
        """None: an activation works cell by cell."""
        return

    def forward(self, x: FloatArray) -> FloatArray:
        """Apply the activation to every cell."""
        return ACTIVATIONS[self.name](x, *self._parameters())

    def backward(self, dy: FloatArray, x: FloatArray) -> FloatArray:
        """See `tutor.nn.activation_gradients`."""
        return ACTIVATION_GRADIENTS[self.name](dy, x, *self._parameters())

    def cost(self, inputs: cost.Shape, outputs: cost.Shape, itemsize: int) -> Cost:  # noqa: ARG002
        """See `tutor.nn.cost.activation_cost`."""
        return cost.activation_cost(self.name, outputs, itemsize)

    def _parameters(self) -> tuple[float, ...]:
        """Return what the activation takes besides the array."""
        return {"leaky_relu": (self.negative_slope,), "elu": (self.alpha,)}.get(self.name, ())


@dataclass(frozen=True)
class _Pool2d:
    """What all pools have; `stride` is `size` unless given."""

    size: Pair = 2
    stride: Pair | None = None
    padding: Pair = 0

    @property
    def window(self) -> Sliding:
        """The size, the stride and the padding."""
        stride = self.size if self.stride is None else self.stride
        return as_pair(self.size, "size", 1), as_pair(stride, "stride", 1), as_pair(self.padding, "padding", 0)


@dataclass(frozen=True)
class MaxPool2d(_Pool2d):
    """A max-pool; `stride` is `size` unless given, `pad` says what surrounds the input."""

    pad: Pad = "infinity"
    name: str = field(default="max_pool", init=False)

    def forward(self, x: FloatArray) -> FloatArray:
        """See `tutor.nn.max_pool2d`."""
        return pool.max_pool2d(x, self.size, stride=self.stride, padding=self.padding, pad=self.pad)

    def winners(self, x: FloatArray) -> npt.NDArray[np.intp]:
        """See `tutor.nn.max_pool2d_winners`."""
        return pool.max_pool2d_winners(x, self.size, stride=self.stride, padding=self.padding, pad=self.pad)

    def backward(self, dy: FloatArray, x: FloatArray) -> FloatArray:
        """See `tutor.nn.max_pool2d_backward`."""
        return pool.max_pool2d_backward(dy, x, self.size, stride=self.stride, padding=self.padding, pad=self.pad)

    def cost(self, inputs: cost.Shape, outputs: cost.Shape, itemsize: int) -> Cost:
        """See `tutor.nn.cost.max_pool2d_cost`."""
        return cost.max_pool2d_cost(inputs, outputs, as_pair(self.size, "size", 1), itemsize)


@dataclass(frozen=True)
class MinPool2d(_Pool2d):
    """A min-pool; `stride` is `size` unless given, `pad` says what surrounds the input."""

    pad: Pad = "infinity"
    name: str = field(default="min_pool", init=False)

    def forward(self, x: FloatArray) -> FloatArray:
        """See `tutor.nn.min_pool2d`."""
        return pool.min_pool2d(x, self.size, stride=self.stride, padding=self.padding, pad=self.pad)

    def winners(self, x: FloatArray) -> npt.NDArray[np.intp]:
        """See `tutor.nn.min_pool2d_winners`."""
        return pool.min_pool2d_winners(x, self.size, stride=self.stride, padding=self.padding, pad=self.pad)

    def backward(self, dy: FloatArray, x: FloatArray) -> FloatArray:
        """See `tutor.nn.min_pool2d_backward`."""
        return pool.min_pool2d_backward(dy, x, self.size, stride=self.stride, padding=self.padding, pad=self.pad)

    def cost(self, inputs: cost.Shape, outputs: cost.Shape, itemsize: int) -> Cost:
        """See `tutor.nn.cost.max_pool2d_cost`."""
        return cost.max_pool2d_cost(inputs, outputs, as_pair(self.size, "size", 1), itemsize)


@dataclass(frozen=True)
class AvgPool2d(_Pool2d):
    """An average-pool; `stride` is `size` unless given."""

    count_include_pad: bool = True
    name: str = field(default="avg_pool", init=False)

    def forward(self, x: FloatArray) -> FloatArray:
        """See `tutor.nn.avg_pool2d`."""
        return average_pool.avg_pool2d(
            x, self.size, stride=self.stride, padding=self.padding, count_include_pad=self.count_include_pad
        )

    def backward(self, dy: FloatArray, x: FloatArray) -> FloatArray:
        """See `tutor.nn.avg_pool2d_backward`."""
        return average_pool.avg_pool2d_backward(
            dy, x, self.size, stride=self.stride, padding=self.padding, count_include_pad=self.count_include_pad
        )

    def cost(self, inputs: cost.Shape, outputs: cost.Shape, itemsize: int) -> Cost:
        """See `tutor.nn.cost.avg_pool2d_cost`."""
        return cost.avg_pool2d_cost(inputs, outputs, as_pair(self.size, "size", 1), itemsize)


@dataclass(frozen=True)
class L2Pool2d(_Pool2d):
    """An L2-pool, the root of the sum of the squares; `stride` is `size` unless given."""

    name: str = field(default="l2_pool", init=False)

    def forward(self, x: FloatArray) -> FloatArray:
        """See `tutor.nn.l2_pool2d`."""
        return average_pool.l2_pool2d(x, self.size, stride=self.stride, padding=self.padding)

    def backward(self, dy: FloatArray, x: FloatArray) -> FloatArray:
        """See `tutor.nn.l2_pool2d_backward`."""
        return average_pool.l2_pool2d_backward(dy, x, self.size, stride=self.stride, padding=self.padding)

    def cost(self, inputs: cost.Shape, outputs: cost.Shape, itemsize: int) -> Cost:
        """See `tutor.nn.cost.l2_pool2d_cost`."""
        return cost.l2_pool2d_cost(inputs, outputs, as_pair(self.size, "size", 1), itemsize)


@dataclass(frozen=True, eq=False)
class BatchNorm2d:
    """A batch normalization with the statistics of a trained network; every array is (C,)."""

    weight: FloatArray
    bias: FloatArray
    running_mean: FloatArray
    running_var: FloatArray
    eps: float = 1e-5
    name: str = field(default="batch_norm", init=False)

    def __post_init__(self) -> None:
        batch_norm.BatchNormParameters.of(None, *self._parameters(), self.eps)
        for part in ("weight", "bias", "running_mean", "running_var"):
            object.__setattr__(self, part, _frozen(as_float(getattr(self, part), part, 1)))

    @property
    def window(self) -> None:
        """None: with given statistics, a batch normalization works cell by cell."""
        return

    def forward(self, x: FloatArray) -> FloatArray:
        """See `tutor.nn.batch_norm2d`."""
        return batch_norm.batch_norm2d(x, *self._parameters(), eps=self.eps)

    def backward(self, dy: FloatArray, x: FloatArray) -> FloatArray:
        """See `tutor.nn.batch_norm2d_backward`; only the gradient at the input is returned."""
        return batch_norm.batch_norm2d_backward(dy, x, *self._parameters(), eps=self.eps)[0]

    def cost(self, inputs: cost.Shape, outputs: cost.Shape, itemsize: int) -> Cost:  # noqa: ARG002
        """See `tutor.nn.cost.batch_norm2d_cost`."""
        return cost.batch_norm2d_cost(outputs, itemsize)

    def _parameters(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        return self.weight, self.bias, self.running_mean, self.running_var


def _frozen(array: FloatArray) -> FloatArray:
    """Return a copy that cannot be written to."""
    copy = array.copy()
    copy.flags.writeable = False
    return copy
