"""Changes to a bench: what they do, where they end, who a lane belongs to, and that nothing is changed in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bench.setups import LAYERS, SETUPS
from tutor.bench import edits
from tutor.bench.layers import LayerSpec, parse_layers, write_layers
from tutor.bench.problem import BenchError
from tutor.bench.setup import LaneSpec, Setup, story_setup

RELU = LayerSpec("relu")


def setup_of(*lanes: str) -> Setup:
    return Setup(tuple(LaneSpec(parse_layers(lane)) for lane in lanes))


def written(setup: Setup) -> list[str]:
    return [write_layers(lane.layers) for lane in setup.lanes]


def names(setup: Setup) -> list[str]:
    return [lane.name for lane in setup.lanes]


@pytest.mark.parametrize(
    ("place", "layers"), [(0, "relu,conv,max_pool"), (1, "conv,relu,max_pool"), (2, "conv,max_pool,relu")]
)
def test_a_layer_is_put_before_another_or_at_the_end(place: int, layers: str) -> None:
    setup = setup_of("conv,max_pool", "conv")
    assert written(edits.insert_layer(setup, 0, place, RELU)) == [layers, "conv"]
    assert written(setup) == ["conv,max_pool", "conv"]


def test_layers_are_taken_out_swapped_and_replaced() -> None:
    setup = setup_of("conv", "conv,relu,max_pool")
    assert written(edits.remove_layer(setup, 1, 1)) == ["conv", "conv,max_pool"]
    assert written(edits.swap_layers(setup, 1, 0, 2)) == ["conv", "max_pool,relu,conv"]
    assert written(edits.replace_layer(setup, 1, 1, LayerSpec("gelu"))) == ["conv", "conv,gelu,max_pool"]
    assert edits.swap_layers(setup, 1, 2, 2) is setup
    assert edits.replace_layer(setup, 1, 1, RELU) is setup


def test_a_lane_has_one_to_eight_layers() -> None:
    full = setup_of(",".join(["relu"] * 8))
    with pytest.raises(BenchError, match="a lane has at most 8 layers"):
        edits.insert_layer(full, 0, 8, RELU)
    assert len(edits.insert_layer(setup_of(",".join(["relu"] * 7)), 0, 0, RELU).lanes[0].layers) == 8
    with pytest.raises(BenchError, match="a lane needs at least one layer"):
        edits.remove_layer(setup_of("relu"), 0, 0)


def test_a_bench_has_one_to_three_lanes() -> None:
    setup = setup_of("conv", "relu")
    three = edits.add_lane(setup, 0)
    assert written(three) == ["conv", "relu", "conv"]
    with pytest.raises(BenchError, match="a bench has at most 3 lanes"):
        edits.add_lane(three, 0)
    assert written(edits.remove_lane(three, 1)) == ["conv", "conv"]
    with pytest.raises(BenchError, match="a bench needs at least one lane"):
        edits.remove_lane(setup_of("conv"), 0)


def test_settings_hold_everywhere() -> None:
    setup = setup_of("conv,max_pool", "conv,avg_pool,relu")
    pools = frozenset({"max_pool", "avg_pool"})
    assert written(edits.set_everywhere(setup, pools, "size", 3)) == [
        "conv,max_pool:size=3",
        "conv,avg_pool:size=3,relu",
    ]
    # Only some pools have that setting.
    assert written(edits.set_everywhere(setup, pools, "pad", "zero")) == [
        "conv,max_pool:pad=zero",
        "conv,avg_pool,relu",
    ]
    assert edits.set_everywhere(setup, pools, "size", 2) is setup
    assert written(edits.set_layer(setup, 1, 0, "stride", 2)) == ["conv,max_pool", "conv:stride=2,avg_pool,relu"]


def test_a_new_layer_is_set_like_the_others_of_its_kind() -> None:
    setup = setup_of("conv:stride=2", "relu,max_pool:size=3")
    assert written(edits.insert_layer(setup, 1, 0, LayerSpec("conv")))[1] == "conv:stride=2,relu,max_pool:size=3"
    assert written(edits.replace_layer(setup, 0, 0, LayerSpec("max_pool")))[0] == "max_pool:size=3"
    assert written(edits.replace_layer(setup, 0, 0, LayerSpec("avg_pool")))[0] == "avg_pool"
    assert (
        written(edits.insert_layer(setup, 0, 1, LayerSpec.parse("max_pool:size=4")))[0]
        == "conv:stride=2,max_pool:size=4"
    )


def test_ranges_of_one_lane_or_of_all() -> None:
    setup = setup_of("conv", "relu")
    assert [lane.scaling for lane in edits.set_scaling(setup, "signed").lanes] == ["signed", "signed"]
    assert [lane.scaling for lane in edits.set_scaling(setup, "signed", 1).lanes] == ["none", "signed"]


# ── whose lane it is ─────────────────────────────────────────────────────────────────────────────


def test_a_lane_is_whose_cell_it_has_become() -> None:
    story = story_setup()
    assert names(story) == ["alex", "ilya", "jeffrey"]
    assert names(edits.swap_layers(story, 0, 1, 2)) == ["ilya", "ilya", "jeffrey"]
    assert names(edits.remove_layer(story, 1, 2)) == ["alex", "jeffrey", "jeffrey"]
    assert names(edits.insert_layer(story, 2, 1, RELU)) == ["alex", "ilya", "alex"]
    assert names(edits.replace_layer(story, 0, 1, LayerSpec("gelu"))) == ["", "ilya", "jeffrey"]
    assert names(edits.swap_layers(edits.swap_layers(story, 0, 0, 1), 0, 0, 1)) == ["alex", "ilya", "jeffrey"]


def test_it_stays_his_whatever_the_settings() -> None:
    story = story_setup()
    pools = frozenset({"max_pool"})
    assert names(edits.set_everywhere(story, pools, "size", 3)) == ["alex", "ilya", "jeffrey"]
    assert names(edits.set_layer(story, 0, 0, "stride", 2)) == ["alex", "ilya", "jeffrey"]
    assert names(edits.set_scaling(story, "signed")) == ["alex", "ilya", "jeffrey"]
    # A lesson's friend keeps the name that the lesson gives him.
    lesson = replace(story, lanes=(replace(story.lanes[0], name="Борис"),))
    assert names(edits.set_everywhere(lesson, pools, "size", 3)) == ["Борис"]


# ── for every bench ──────────────────────────────────────────────────────────────────────────────


@given(SETUPS, LAYERS, st.integers(0, 9), st.integers(0, 9))
@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_what_was_done_can_be_done_back(setup: Setup, layer: LayerSpec, first: int, second: int) -> None:
    before = repr(setup)
    lane = first % len(setup.lanes)
    layers = setup.lanes[lane].layers
    place, other = second % len(layers), first % len(layers)
    undone: list[Callable[[], Setup]] = [
        lambda: edits.remove_layer(edits.insert_layer(setup, lane, place, layer), lane, place),
        lambda: edits.swap_layers(edits.swap_layers(setup, lane, place, other), lane, other, place),
    ]
    if len(setup.lanes) < 3:
        undone.append(lambda: edits.remove_lane(edits.add_lane(setup, lane), len(setup.lanes)))
    for there_and_back in undone:
        assert there_and_back() == setup
    assert repr(setup) == before
