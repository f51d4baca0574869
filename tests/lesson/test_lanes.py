"""From a lesson's friends to benches: settings of their own, settings of the lesson, ranges and names."""

from __future__ import annotations

import numpy as np
import pytest

from tests.lesson.tiny import lesson_text
from tutor.bench.layers import LayerSpec
from tutor.lesson.lanes import bench_setup, run_lane, together
from tutor.lesson.load import build
from tutor.lesson.model import Lesson
from tutor.lesson.source import parse
from tutor.nn.layers import Activation, Conv2d, MaxPool2d
from tutor.nn.pipeline import run


def lesson(*changes: tuple[str, str]) -> Lesson:
    return build(parse(lesson_text(*changes).encode(), "lesson.yaml"))


def test_a_layer_may_have_settings_of_its_own() -> None:
    made = lesson(
        ("layers: [conv, relu, max_pool]", "layers: [conv, 'leaky_relu:negative_slope=-0.5', 'max_pool:size=1']")
    )
    trace = run_lane(made, "alex")
    assert [stage.name for stage in trace.stages] == ["conv", "leaky_relu", "max_pool"]
    conv = trace.stages[0].output
    assert np.array_equal(trace.output, np.where(conv > 0, conv, conv * np.float32(-0.5)))


def test_a_lane_is_what_its_layers_compute_directly() -> None:
    made = lesson()
    assert made.data.picture is not None
    assert made.data.kernel is not None
    picture = np.array(made.data.picture, np.float32)[None, None]
    kernel = np.array(made.data.kernel, np.float32)[None, None]
    direct = run([Conv2d(kernel), Activation("relu"), MaxPool2d(made.data.pool_size)], picture)
    assert np.array_equal(run_lane(made, "alex").output, direct.output)


def test_several_lanes_are_one_bench_with_the_friends_names() -> None:
    setup = bench_setup(lesson(), ("alex", "ilya"))
    assert [lane.name for lane in setup.lanes] == ["Alex", "Ilya"]
    assert setup.lanes[1].layers == (LayerSpec("conv"), LayerSpec("max_pool"), LayerSpec("relu"))
    assert np.array_equal(setup.trace(1).output, run_lane(lesson(), "ilya").output)


BRIGHT = "  - {id: bright, title: Bright, data: {scaling: unit, brightest: 8}}\n"
MORE = """\
  - {id: night, title: Night, data: {picture: [[0, 1], [2, -3]]}}
  - {id: flat, title: Flat, data: {kernel: [[2]]}}
  - {id: dim, title: Dim, data: {scaling: signed, brightest: 9}}
"""
NIGHT = (BRIGHT, BRIGHT + MORE)


@pytest.mark.parametrize(
    ("lanes", "front", "left"),
    [
        (("alex", "night.alex"), 0, ("alex",)),
        (("alex", "night.alex"), 1, ("night.alex",)),
        (("night.ilya", "alex", "night.alex"), 2, ("night.ilya", "night.alex")),
        (("alex", "flat.alex"), 1, ("flat.alex",)),
        (("alex", "bright.alex"), 0, ("alex", "bright.alex")),
        (("bright.alex", "alex", "dim.alex"), 1, ("bright.alex", "alex")),
        (("bright.alex", "alex", "dim.alex"), 2, ("alex", "dim.alex")),
    ],
)
def test_a_bench_has_the_lanes_that_compute_with_what_the_one_in_front_does(
    lanes: tuple[str, ...], front: int, left: tuple[str, ...]
) -> None:
    made = lesson(NIGHT)
    assert together(made, lanes, front) == left
    setup = bench_setup(made, left)
    for number, lane in enumerate(left):
        assert np.array_equal(setup.trace(number).output, run_lane(made, lane).output)


def test_lanes_on_other_pictures_are_no_bench() -> None:
    with pytest.raises(ValueError, match="differ"):
        bench_setup(lesson(NIGHT), ("alex", "night.alex"))


def test_without_a_picture_there_is_nothing_to_run() -> None:
    made = lesson()
    empty = made.model_copy(update={"data": made.data.model_copy(update={"picture": None})})
    with pytest.raises(ValueError, match="no picture"):
        run_lane(empty, "alex")
