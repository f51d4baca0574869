"""Real networks: their numbers against the papers, against runs of the engine, and against each other."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.nn import Activation, Conv2d, MaxPool2d, relus_saved, run, work_saved
from tutor.nn.layers import Layer
from tutor.nn.networks import (
    ALEXNET,
    CELLS,
    LENET5,
    NETWORKS,
    ORDERS,
    RESNET50_STEM,
    VGG16,
    Block,
    Conv,
    Network,
    Order,
    Pool,
    saving,
)

ALL_BLOCKS = [pytest.param(block, id=f"{net.name} {block.name}") for net in NETWORKS for block in net.blocks]


def as_run(block: Block, order: Order) -> list[Layer]:
    """Return the layers of a block, with weights of zeros."""
    layers: list[Layer] = []
    channels = block.inputs[0]
    for conv in block.convs:
        weight = np.zeros((conv.filters, channels, conv.size, conv.size), dtype=np.float32)
        layers += [Conv2d(weight, stride=conv.stride, padding=conv.padding), Activation("relu")]
        channels = conv.filters
    if block.pool is not None:
        layers.append(MaxPool2d(block.pool.size, block.pool.stride, block.pool.padding))
        if order == "pool_first":
            layers[-2:] = [layers[-1], layers[-2]]
    return layers


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    """Return small blocks of every make: strides, padding, overlapping pools and pools with stride 1."""
    small = st.integers(1, 3)
    convs = draw(st.lists(st.builds(Conv, small, small, st.integers(1, 2), st.integers(0, 1)), min_size=1, max_size=2))
    size = draw(small)
    pool = Pool(size, draw(small), draw(st.integers(0, size // 2)))
    side = st.integers(20, 24)
    return Block("any", (draw(small), draw(side), draw(side)), tuple(convs), draw(st.none() | st.just(pool)))


@given(blocks(), st.sampled_from(ORDERS))
def test_a_block_costs_what_its_run_costs(block: Block, order: Order) -> None:
    trace = run(as_run(block, order), np.zeros((1, *block.inputs), dtype=np.float32))
    layers = block.layers(order)
    assert [layer.kind for layer in layers] == [stage.layer.name for stage in trace.stages]
    assert [layer.outputs for layer in layers] == [stage.output.shape for stage in trace.stages]
    assert [layer.cost for layer in layers] == [stage.cost for stage in trace.stages]
    assert block.cost(order) == trace.cost
    assert block.outputs == trace.output.shape


@pytest.mark.parametrize("block", ALL_BLOCKS)
def test_both_orders_end_in_the_same_shape_and_multiply_the_same(block: Block) -> None:
    before, after = (block.layers(order) for order in ORDERS)
    assert before[-1].outputs == after[-1].outputs == block.outputs
    assert block.cost("relu_first").multiply_adds == block.cost("pool_first").multiply_adds
    for layer, following in pairwise(after):
        assert layer.outputs == following.inputs


@pytest.mark.parametrize("network", [net for net in NETWORKS if net.chained], ids=lambda net: net.name)
def test_blocks_follow_one_another(network: Network) -> None:
    for block, following in pairwise(network.blocks):
        assert block.outputs == (1, *following.inputs)


# ── the numbers of the papers ────────────────────────────────────────────────────────────────────


def sides(network: Network) -> list[int]:
    """Return the height of every map behind a convolution or a pool."""
    kinds = ("conv", "max_pool")
    return [layer.outputs[2] for block in network.blocks for layer in block.layers("relu_first") if layer.kind in kinds]


def test_the_maps_are_as_large_as_in_the_papers() -> None:
    assert sides(LENET5) == [28, 14, 10, 5, 1]
    assert sides(ALEXNET) == [55, 27, 27, 13, 13, 13, 13, 6]
    assert sides(VGG16) == [224, 224, 112, 112, 112, 56, 56, 56, 56, 28, 28, 28, 28, 14, 14, 14, 14, 7]
    assert sides(RESNET50_STEM) == [112, 56]
    assert sum(len(block.convs) for block in VGG16.blocks) == 13


def test_multiply_adds_are_those_that_are_known() -> None:
    assert LENET5.blocks[0].layers("relu_first")[0].cost.multiply_adds == 28 * 28 * 6 * 25
    assert VGG16.cost("relu_first").multiply_adds == 15_346_630_656
    assert ALEXNET.cost("relu_first").multiply_adds == 1_076_634_144
    assert RESNET50_STEM.cost("relu_first").multiply_adds == 118_013_952


# ── what pooling first saves ─────────────────────────────────────────────────────────────────────


def test_seven_percent_of_the_toy_become_a_hundredth_of_a_percent() -> None:
    shares = [100 * cell.saving.operations for cell in CELLS.blocks]
    assert [round(share, digits) for share, digits in zip(shares, (2, 1, 2, 3), strict=True)] == [
        6.98,
        2.6,
        0.13,
        0.016,
    ]
    assert {cell.saving.relus for cell in CELLS.blocks} == {0.75}


def test_the_toy_costs_387_and_360() -> None:
    toy = CELLS.blocks[0]
    assert [toy.cost(order).operations for order in ORDERS] == [387, 360]
    assert [toy.relus(order) for order in ORDERS] == [36, 9]
    assert [toy.cost(order).bytes for order in ORDERS] == [904, 688]


def test_alexnet_saves_by_its_stride_and_not_by_its_window() -> None:
    conv1 = ALEXNET.blocks[0]
    assert round(100 * conv1.saving.relus, 1) == 75.9
    assert conv1.relus("relu_first") == 96 * 55 * 55
    assert conv1.relus("pool_first") == 96 * 27 * 27


def test_the_stem_of_resnet_saves_three_quarters_in_spite_of_its_padding() -> None:
    stem = RESNET50_STEM.blocks[0].saving
    assert stem.relus == 0.75
    assert stem.operations == pytest.approx(0.75 / (147 + 1 + 8 / 4), rel=1e-12)


@pytest.mark.parametrize("block", ALL_BLOCKS)
def test_a_block_of_one_convolution_saves_what_the_closed_form_says(block: Block) -> None:
    if block.pool is None:
        assert block.saving == saving((block,))
        assert (block.saving.relus, block.saving.operations, block.saving.bytes) == (0, 0, 0)
        return
    last = block.layers("pool_first")[-3]
    pool = {"size": block.pool.size, "stride": block.pool.stride, "padding": block.pool.padding}
    cell = Block("cell", (last.inputs[1], last.inputs[2], last.inputs[3]), block.convs[-1:], block.pool)
    height, width = last.outputs[2:]
    relus = relus_saved(height, width, **pool)
    work = work_saved(height, width, last.inputs[1], kernel=block.convs[-1].size, **pool)
    assert cell.saving.relus == pytest.approx(relus, rel=1e-12)
    assert cell.saving.operations == pytest.approx(work, rel=1e-9)
    assert cell.saving.operations >= block.saving.operations > 0


def test_only_the_last_relu_of_a_block_moves() -> None:
    block = VGG16.blocks[4]
    maps = 512 * 14 * 14
    assert block.relus("relu_first") == 3 * maps
    assert block.relus("pool_first") == 2 * maps + maps // 4
    assert block.saving.relus == pytest.approx(0.25)


def test_a_whole_network_saves_the_sum_of_its_blocks_over_the_sum_of_their_costs() -> None:
    relus = [sum(block.relus(order) for block in VGG16.blocks) for order in ORDERS]
    costs = [VGG16.cost(order) for order in ORDERS]
    assert VGG16.saving.relus == 1 - relus[1] / relus[0]
    assert VGG16.saving.operations == (costs[0].operations - costs[1].operations) / costs[0].operations
    assert VGG16.saving.bytes == (costs[0].bytes - costs[1].bytes) / costs[0].bytes
    assert costs[0].operations - costs[1].operations == relus[0] - relus[1]
    shares = [block.saving.operations for block in VGG16.blocks]
    assert min(shares) < VGG16.saving.operations < max(shares)


@pytest.mark.parametrize(
    ("pool", "relus"),
    [(Pool(3, 1, 1), 0.0), (Pool(2, 1, 1), 1 - 81 / 64), (Pool(1, 1), 0.0), (Pool(3, 1), 1 - 36 / 64)],
)
def test_a_pool_with_stride_1_saves_nothing_or_less(pool: Pool, relus: float) -> None:
    block = replace(CELLS.blocks[0], convs=(Conv(2, padding=1),), pool=pool)
    assert block.saving.relus == pytest.approx(relus, abs=1e-12)
    if relus <= 0:
        assert block.saving.operations <= 0
        assert block.saving.bytes <= 0


def test_traffic_behind_the_convolution_falls_from_3_25_to_1_75_values_a_cell() -> None:
    for block in (CELLS.blocks[1], VGG16.blocks[4]):
        before, after = (block.layers(order) for order in ORDERS)
        cells = prod(before[-3].outputs)
        assert sum(layer.cost.bytes for layer in before[-2:]) == 4 * 3.25 * cells
        assert sum(layer.cost.bytes for layer in after[-2:]) == 4 * 1.75 * cells


def test_what_does_not_fit_or_is_no_order_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        Block("small", (1, 2, 2), (Conv(1),)).layers("relu_first")
    with pytest.raises(ValueError, match="there is no order 'sideways'"):
        CELLS.blocks[0].layers("sideways")  # type: ignore[arg-type]
