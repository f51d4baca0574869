"""A bench computes what tutor.nn computes, for the story, for lessons, and for every setup there can be."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from tests.bench.setups import SETUPS
from tests.lesson.tiny import write_lesson
from tutor import nn
from tutor.bench.kernel import Kernel
from tutor.bench.layers import parse_layers
from tutor.bench.picture import PictureSpec
from tutor.bench.problem import BenchError
from tutor.bench.setup import MOST_VALUES, LaneSpec, Setup, story_setup, whose
from tutor.lesson.lanes import bench_setup, run_lane
from tutor.lesson.load import load
from tutor.nn.layers import Layer
from tutor.nn.pictures import PICTURES
from tutor.nn.pipeline import Trace
from tutor.nn.scaling import SCALINGS

EDGE = np.tile(np.array([-1, 0, 1], dtype=np.float32), (1, 1, 3, 1))
CELLS: dict[str, list[Layer]] = {
    "alex": [nn.Conv2d(EDGE), nn.Activation("relu"), nn.MaxPool2d(2)],
    "ilya": [nn.Conv2d(EDGE), nn.MaxPool2d(2), nn.Activation("relu")],
    "jeffrey": [nn.Conv2d(EDGE), nn.MaxPool2d(2)],
}


def setup_of(*lanes: str, picture: str = "moon", kernel: str = "edge", ranges: tuple[str, ...] = ()) -> Setup:
    specs = tuple(
        LaneSpec(parse_layers(text), ranges[number] if ranges else "none") for number, text in enumerate(lanes)
    )
    return Setup(specs, PictureSpec.parse(picture), Kernel.parse(kernel))


def same(one: Trace, other: Trace) -> None:
    """Assert that two runs are equal to the last bit, stage by stage."""
    assert one.input.tobytes() == other.input.tobytes()
    assert [stage.name for stage in one.stages] == [stage.name for stage in other.stages]
    for first, second in zip(one.stages, other.stages, strict=True):
        assert first.input.tobytes() == second.input.tobytes()
        assert first.output.shape == second.output.shape
        assert first.output.tobytes() == second.output.tobytes()
        assert first.cost == second.cost
        if first.winners is None or second.winners is None:
            assert first.winners is second.winners
        else:
            np.testing.assert_array_equal(first.winners, second.winners)


@pytest.mark.parametrize("lane", range(3))
def test_the_story_is_what_the_engine_computes(lane: int) -> None:
    setup = story_setup()
    friend = ("alex", "ilya", "jeffrey")[lane]
    assert setup.lanes[lane].name == friend
    same(setup.trace(lane), nn.run(CELLS[friend], PICTURES["moon"].pixels[None]))


@given(SETUPS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_every_lane_is_a_run_of_its_layers(setup: Setup) -> None:
    for lane in range(len(setup.lanes)):
        same(setup.trace(lane), nn.run(setup.layers(lane), setup.input(lane)))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_lanes_that_begin_alike_share_stages_and_nothing_shows(order: tuple[int, ...]) -> None:
    setup = setup_of("relu,relu,max_pool,relu", "relu,relu,relu", "relu", picture=",".join(map(str, order)) + "/1,2,-3")
    for lane in order:
        same(setup.trace(lane), nn.run(setup.layers(lane), setup.input(lane)))
    assert setup.trace(0).stages[0].output is setup.trace(2).stages[0].output
    assert [stage.name for stage in setup.trace(1).stages] == ["relu", "relu_2", "relu_3"]


def test_lanes_with_other_ranges_share_nothing() -> None:
    setup = setup_of("relu", "relu", ranges=("none", "signed"))
    assert setup.trace(0).output.min() == 0
    assert setup.trace(1).input.min() == -1


@pytest.mark.parametrize("name", SCALINGS)
def test_each_lane_has_its_own_range(name: str) -> None:
    setup = setup_of("conv", "conv", picture="colours", ranges=("none", name))
    pixels = PICTURES["colours"].pixels[None]
    np.testing.assert_array_equal(setup.input(0), pixels)
    np.testing.assert_array_equal(setup.input(1), SCALINGS[name](pixels, 1.0))
    halved = replace(setup, picture=replace(setup.picture, brightest=2.0))
    np.testing.assert_array_equal(halved.input(1), SCALINGS[name](pixels, 2.0))


def test_colours_go_through_all_channels() -> None:
    setup = setup_of("conv,batch_norm:mean=1,conv", picture="colours", kernel="random:filters=2:seed=5")
    trace = setup.trace(0)
    assert [stage.output.shape for stage in trace.stages] == [(1, 2, 6, 6), (1, 2, 6, 6), (1, 2, 4, 4)]
    first = nn.conv2d(PICTURES["colours"].pixels[None], Kernel.parse("random:filters=2:seed=5").weight(3))
    np.testing.assert_array_equal(trace.stages[0].output, first)


def test_a_lesson_runs_as_the_engine_does(tmp_path: Path) -> None:
    lesson = load(write_lesson(tmp_path, "a.yaml"))
    assert lesson.data.picture is not None
    assert lesson.data.kernel is not None
    picture = np.array([[lesson.data.picture]], dtype=np.float32)
    kernel = np.array([[lesson.data.kernel]], dtype=np.float32)
    layers: list[Layer] = [nn.Conv2d(kernel), nn.Activation("relu"), nn.MaxPool2d(lesson.data.pool_size)]
    np.testing.assert_array_equal(run_lane(lesson, "alex").output, nn.run(layers, picture).output)
    setup = bench_setup(lesson, ("alex", "ilya"))
    np.testing.assert_array_equal(setup.trace(0).output, nn.run(layers, picture).output)
    layers[1:] = layers[:0:-1]
    np.testing.assert_array_equal(setup.trace(1).output, nn.run(layers, picture).output)


def test_nothing_can_be_written_to() -> None:
    setup = story_setup()
    trace = setup.trace(0)
    for array in (setup.picture.pixels, trace.input, *(stage.output for stage in trace.stages)):
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0


def test_who_asks_again_gets_the_same() -> None:
    assert story_setup().trace(0) is story_setup().trace(0)


def test_a_file_that_changes_is_run_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("1,2\n")
    before = setup_of("relu", picture=str(path))
    assert before.trace(0).output.ravel().tolist() == [1, 2]
    path.write_text("5,-6\n")
    os.utime(path, ns=(1, 1))
    after = setup_of("relu", picture=str(path))
    assert after.trace(0).output.ravel().tolist() == [5, 0]
    assert before.trace(0).output.ravel().tolist() == [1, 2]


@pytest.mark.parametrize(
    ("layers", "sentence"),
    [
        ("conv,conv,conv,conv", "layer 4 (conv): a window of 3×3 does not fit into 2×2 cells"),
        ("max_pool:size=9", "layer 1 (max_pool): a window of 9×9 does not fit into 8×8 cells"),
        ("relu,avg_pool:padding=2", "layer 2 (avg_pool): a padding of 2 is more than half its window of 2"),
    ],
)
def test_layers_that_do_not_fit(layers: str, sentence: str) -> None:
    setup = setup_of(layers)
    for asked in (setup.layers, setup.trace):
        with pytest.raises(BenchError) as caught:
            asked(0)
        assert str(caught.value) == sentence


def test_a_lane_has_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.npy"
    np.save(path, np.zeros((3000, 3000), dtype=np.uint8))
    with pytest.raises(BenchError, match=r"^layer 1 \(conv\): the maps of the lane are too large together"):
        setup_of("conv", picture=str(path), kernel="edge:filters=8").layers(0)
    with pytest.raises(BenchError, match=r"^layer 7 \(relu\): the maps of the lane"):
        setup_of(",".join(["relu"] * 8), picture=str(path)).layers(0)
    assert MOST_VALUES < 8 * 3000**2


def test_whose_cell_it_is() -> None:
    assert whose(parse_layers("conv,relu,max_pool")) == "alex"
    assert whose(parse_layers("conv:padding=1,max_pool:size=3,relu")) == "ilya"
    assert whose(parse_layers("conv,avg_pool")) == ""
