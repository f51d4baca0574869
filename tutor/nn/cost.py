"""What a layer costs, in closed form: operations by kind, and bytes moved if no layer is fused with another."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from tutor.nn.arguments import Pair, as_pair
from tutor.nn.shapes import output_shape

Shape = tuple[int, ...]
"""The shape of a feature map: (N, C, H, W)."""


@dataclass(frozen=True)
class Cost:
    """Operations by kind, and bytes of memory traffic. Costs add up with `+`."""

    multiply_adds: int = 0
    comparisons: int = 0
    evaluations: int = 0
    """Functions that are not counted in comparisons, evaluated once each: an activation at a cell, a root."""
    bytes_read: int = 0
    bytes_written: int = 0

    @property
    def operations(self) -> int:
        """All operations, each kind counting one."""
        return self.multiply_adds + self.comparisons + self.evaluations

    @property
    def bytes(self) -> int:
        """All bytes read and written."""
        return self.bytes_read + self.bytes_written

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.multiply_adds + other.multiply_adds,
            self.comparisons + other.comparisons,
            self.evaluations + other.evaluations,
            self.bytes_read + other.bytes_read,
            self.bytes_written + other.bytes_written,
        )


def conv2d_cost(inputs: Shape, outputs: Shape, kernel: tuple[int, int], itemsize: int) -> Cost:
    """One multiply-add for each kernel cell, channel and output cell. A bias is free: the sum starts from it."""
    kh, kw = kernel
    weights = outputs[1] * inputs[1] * kh * kw
    return Cost(
        multiply_adds=prod(outputs) * inputs[1] * kh * kw,
        bytes_read=(prod(inputs) + weights) * itemsize,
        bytes_written=prod(outputs) * itemsize,
    )


_COMPARISONS = {"relu": 1, "relu6": 2, "leaky_relu": 1, "abs": 1}


def activation_cost(name: str, shape: Shape, itemsize: int) -> Cost:
    """One comparison a cell for ReLU, leaky ReLU and |x|, two for ReLU6, one evaluation for any other activation."""
    cells = prod(shape)
    traffic = cells * itemsize
    if name in _COMPARISONS:
        return Cost(comparisons=cells * _COMPARISONS[name], bytes_read=traffic, bytes_written=traffic)
    return Cost(evaluations=cells, bytes_read=traffic, bytes_written=traffic)


def max_pool2d_cost(inputs: Shape, outputs: Shape, size: tuple[int, int], itemsize: int) -> Cost:
    """k² − 1 comparisons for each window of k² cells; a min-pool costs the same."""
    return Cost(
        comparisons=prod(outputs) * (size[0] * size[1] - 1),
        bytes_read=prod(inputs) * itemsize,
        bytes_written=prod(outputs) * itemsize,
    )


def avg_pool2d_cost(inputs: Shape, outputs: Shape, size: tuple[int, int], itemsize: int) -> Cost:
    """k² multiply-adds for each window of k² cells: a mean is a convolution with equal weights."""
    return Cost(
        multiply_adds=prod(outputs) * size[0] * size[1],
        bytes_read=prod(inputs) * itemsize,
        bytes_written=prod(outputs) * itemsize,
    )


def l2_pool2d_cost(inputs: Shape, outputs: Shape, size: tuple[int, int], itemsize: int) -> Cost:
    """k² multiply-adds, the squares summed, and one evaluation, the root, for each window of k² cells."""
    return avg_pool2d_cost(inputs, outputs, size, itemsize) + Cost(evaluations=prod(outputs))


def batch_norm2d_cost(shape: Shape, itemsize: int) -> Cost:
    """One multiply-add a cell: the four numbers of a channel fold into y = a · x + b. Reading them is not counted."""
    traffic = prod(shape) * itemsize
    return Cost(multiply_adds=prod(shape), bytes_read=traffic, bytes_written=traffic)


def relus_saved(height: int, width: int, size: Pair = 2, *, stride: Pair | None = None, padding: Pair = 0) -> float:
    """Return the share of ReLUs that pooling first saves on a height × width map: 1 − (Ho·Wo)/(H·W).

    About 1 − 1/stride²; nothing at stride 1, and below zero where padding makes the output larger.
    """
    ho, wo = output_shape(height, width, size, size if stride is None else stride, padding)
    return 1 - (ho * wo) / (height * width)


def work_saved(
    height: int,
    width: int,
    in_channels: int = 1,
    *,
    kernel: Pair = 3,
    size: Pair = 2,
    stride: Pair | None = None,
    padding: Pair = 0,
) -> float:
    """Return the share of all operations of conv → ReLU → max-pool that pooling before ReLU saves.

    height × width is the map after the convolution. The number of output channels cancels out: all three
    layers do their work once for each.
    """
    if in_channels < 1:
        raise ValueError(f"in_channels must be at least 1, not {in_channels}")
    kh, kw = as_pair(kernel, "kernel", 1)
    ph, pw = as_pair(size, "size", 1)
    ho, wo = output_shape(height, width, size, size if stride is None else stride, padding)
    cells, pooled = height * width, ho * wo
    before = cells * kh * kw * in_channels + cells + pooled * (ph * pw - 1)
    return (cells - pooled) / before
