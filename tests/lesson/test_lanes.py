"""From a lesson's friends to benches: settings of their own, settings of the lesson, ranges and names."""

from __future__ import annotations

import numpy as np
import pytest

from tests.lesson.tiny import lesson_text
from tutor.bench.layers import LayerSpec
from tutor.lesson.lanes import bench_setup, run_lane
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


def test_without_a_picture_there_is_nothing_to_run() -> None:
    made = lesson()
    empty = made.model_copy(update={"data": made.data.model_copy(update={"picture": None})})
    with pytest.raises(ValueError, match="no picture"):
        run_lane(empty, "alex")
