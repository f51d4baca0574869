"""Real networks as blocks of convolutions, ReLUs and a max-pool, and what both orders of ReLU and pool cost in them.

Only convolutions, their ReLUs and the max-pools are counted, for one example in float32. Sources, and what is left out:

* LeNet-5 (LeCun et al. 1998, Gradient-based learning applied to document recognition): counted as if it had ReLU and
  2×2 max-pools, where the paper has a scaled tanh and trained averages, and as if C3 saw all maps of S2. Without F6.
* AlexNet (Krizhevsky et al. 2012): in one tower, without groups and without local response normalisation, which in
  the paper stands between ReLU and pool. Without fully connected layers.
* VGG16 (Simonyan and Zisserman 2014, configuration D): without fully connected layers.
* ResNet-50 (He et al. 2015): the stem, conv1 and its pool; batch norm is taken as folded into the convolution.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, get_args

from tutor.nn.cost import Cost, Shape, activation_cost, conv2d_cost, max_pool2d_cost
from tutor.nn.shapes import output_shape

Order = Literal["relu_first", "pool_first"]
"""Which of the last ReLU of a block and its max-pool comes first: Alex's order, or Ilya's."""
ORDERS: Final[tuple[Order, ...]] = get_args(Order)
_ITEMSIZE = 4  # bytes of a float32


@dataclass(frozen=True)
class Conv:
    """A convolution by its numbers: `filters` kernels of size × size over all channels."""

    filters: int
    size: int = 3
    stride: int = 1
    padding: int = 0


@dataclass(frozen=True)
class Pool:
    """A max-pool by its numbers."""

    size: int = 2
    stride: int = 2
    padding: int = 0


@dataclass(frozen=True)
class BlockLayer:
    """One layer of a block: its kind, the shapes at its ends, (1, C, H, W), and its cost."""

    kind: Literal["conv", "relu", "max_pool"]
    inputs: Shape
    outputs: Shape
    cost: Cost
    spec: Conv | Pool | None = None
    """The numbers of a convolution or a pool."""


@dataclass(frozen=True)
class Saving:
    """What pooling first saves, as shares of what ReLU first costs: below zero where it costs more."""

    relus: float
    operations: float
    bytes: float


@dataclass(frozen=True)
class Block:
    """Convolutions with a ReLU after each, and perhaps a max-pool: what is between two poolings of a network.

    `inputs` is the shape (C, H, W) of what comes in.
    """

    name: str
    inputs: tuple[int, int, int]
    convs: tuple[Conv, ...]
    pool: Pool | None = None

    def layers(self, order: Order) -> tuple[BlockLayer, ...]:
        """Return the layers in their order; ValueError where a window does not fit."""
        if order not in ORDERS:
            raise ValueError(f"there is no order {order!r}; there are {', '.join(ORDERS)}")
        return tuple(self._layers(order))

    def _layers(self, order: Order) -> Iterator[BlockLayer]:
        shape: Shape = (1, *self.inputs)
        for number, conv in enumerate(self.convs, start=1):
            convolved = (1, conv.filters, *output_shape(shape[2], shape[3], conv.size, conv.stride, conv.padding))
            cost = conv2d_cost(shape, convolved, (conv.size, conv.size), _ITEMSIZE)
            yield BlockLayer("conv", shape, convolved, cost, conv)
            shape = convolved
            if number < len(self.convs) or self.pool is None or order == "relu_first":
                yield _relu(shape)
        if self.pool is not None:
            pool = self.pool
            pooled = (*shape[:2], *output_shape(shape[2], shape[3], pool.size, pool.stride, pool.padding))
            cost = max_pool2d_cost(shape, pooled, (pool.size, pool.size), _ITEMSIZE)
            yield BlockLayer("max_pool", shape, pooled, cost, pool)
            if order == "pool_first":
                yield _relu(pooled)

    @property
    def outputs(self) -> Shape:
        """The shape of what goes out, (1, C, H, W): the same in both orders."""
        return self.layers("relu_first")[-1].outputs

    def cost(self, order: Order) -> Cost:
        """Return the cost of all layers."""
        return sum((layer.cost for layer in self.layers(order)), Cost())

    def relus(self, order: Order) -> int:
        """Return how many ReLUs are evaluated: one comparison each."""
        return sum(layer.cost.comparisons for layer in self.layers(order) if layer.kind == "relu")

    @property
    def saving(self) -> Saving:
        """What pooling first saves in this block."""
        return saving((self,))


@dataclass(frozen=True)
class Network:
    """Blocks that follow one another, or, where not `chained`, cells that stand for themselves."""

    name: str
    blocks: tuple[Block, ...]
    chained: bool = True

    def cost(self, order: Order) -> Cost:
        """Return the cost of all blocks."""
        return sum((block.cost(order) for block in self.blocks), Cost())

    @property
    def saving(self) -> Saving:
        """What pooling first saves in all blocks together."""
        return saving(self.blocks)


def saving(blocks: tuple[Block, ...]) -> Saving:
    """Return what pooling first saves in these blocks together.

    It follows from the sizes of the maps, so that windows that overlap, move by 1 or reach into padding are right.
    """
    before = sum((block.cost("relu_first") for block in blocks), Cost())
    after = sum((block.cost("pool_first") for block in blocks), Cost())
    relus = sum(block.relus("relu_first") for block in blocks)
    return Saving(
        relus=1 - sum(block.relus("pool_first") for block in blocks) / relus,
        operations=(before.operations - after.operations) / before.operations,
        bytes=(before.bytes - after.bytes) / before.bytes,
    )


def _relu(shape: Shape) -> BlockLayer:
    return BlockLayer("relu", shape, shape, activation_cost("relu", shape, _ITEMSIZE))


def _chain(name: str, inputs: tuple[int, int, int], *blocks: tuple[str, tuple[Conv, ...], Pool | None]) -> Network:
    """Return a network whose blocks get what the blocks before them give."""
    made: list[Block] = []
    for block_name, convs, pool in blocks:
        made.append(Block(block_name, inputs, convs, pool))
        _examples, channels, height, width = made[-1].outputs
        inputs = (channels, height, width)
    return Network(name, tuple(made))


def _vgg(filters: int, times: int) -> tuple[Conv, ...]:
    return (Conv(filters, padding=1),) * times


CELLS: Final = Network(
    "cells",
    (
        Block("8²×1→1", (1, 8, 8), (Conv(1),), Pool()),
        Block("32²×3→64", (3, 32, 32), (Conv(64, padding=1),), Pool()),
        Block("112²×64→128", (64, 112, 112), (Conv(128, padding=1),), Pool()),
        Block("14²×512→512", (512, 14, 14), (Conv(512, padding=1),), Pool()),
    ),
    chained=False,
)
"""Single cells, from the toy of the lesson to the first and the last width of VGG."""
LENET5: Final = _chain(
    "LeNet-5",
    (1, 32, 32),
    ("C1 S2", (Conv(6, 5),), Pool()),
    ("C3 S4", (Conv(16, 5),), Pool()),
    ("C5", (Conv(120, 5),), None),
)
ALEXNET: Final = _chain(
    "AlexNet",
    (3, 227, 227),
    ("conv1", (Conv(96, 11, 4),), Pool(3, 2)),
    ("conv2", (Conv(256, 5, 1, 2),), Pool(3, 2)),
    ("conv3–5", (Conv(384, padding=1), Conv(384, padding=1), Conv(256, padding=1)), Pool(3, 2)),
)
VGG16: Final = _chain(
    "VGG16",
    (3, 224, 224),
    ("conv1 ×2", _vgg(64, 2), Pool()),
    ("conv2 ×2", _vgg(128, 2), Pool()),
    ("conv3 ×3", _vgg(256, 3), Pool()),
    ("conv4 ×3", _vgg(512, 3), Pool()),
    ("conv5 ×3", _vgg(512, 3), Pool()),
)
RESNET50_STEM: Final = _chain("ResNet-50", (3, 224, 224), ("conv1", (Conv(64, 7, 2, 3),), Pool(3, 2, 1)))
NETWORKS: Final = (CELLS, LENET5, ALEXNET, VGG16, RESNET50_STEM)
"""In the order in which they are shown."""
