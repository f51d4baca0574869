"""From a lesson's friends and data to pipelines: a lane is one friend's cell on one set of data."""

from __future__ import annotations

import numpy as np

from tutor.lesson.model import Data, Grid, LayerName, Lesson
from tutor.nn.activations import ACTIVATIONS
from tutor.nn.arguments import FloatArray
from tutor.nn.layers import Activation, AvgPool2d, Conv2d, Layer, MaxPool2d
from tutor.nn.pipeline import Trace, run
from tutor.nn.scaling import SCALINGS

CHOSEN = "chosen"
"""The lane of whichever friend the learner picked."""


def lane_data(lesson: Lesson, lane: str) -> Data:
    """Return the data of the lane `friend` or `experiment.friend`; KeyError for an unknown experiment."""
    experiment_id = lane_experiment(lane)
    if not experiment_id:
        return lesson.data
    changed = lesson.experiment(experiment_id).data
    return lesson.data.model_copy(update={key: getattr(changed, key) for key in changed.model_fields_set})


def lane_friend(lane: str) -> str:
    """Return the id of the friend whose cell a lane runs."""
    return lane.rpartition(".")[2]


def lane_experiment(lane: str) -> str:
    """Return the id of the experiment that a lane runs in, '' on the lesson's own data."""
    return lane.rpartition(".")[0]


def run_lane(lesson: Lesson, lane: str) -> Trace:
    """Run one lane. KeyError for an unknown friend or experiment, ValueError where data and layers do not fit."""
    friend, data = lesson.friend(lane_friend(lane)), lane_data(lesson, lane)
    if data.picture is None:
        raise ValueError("there is no picture to run the layers on")
    picture = _array(data.picture)[None, None]
    if data.scaling != "none":
        picture = SCALINGS[data.scaling](picture, data.brightest)
    return run([_layer(name, data) for name in friend.layers], picture)


def _layer(name: LayerName, data: Data) -> Layer:
    if name == "conv":
        if data.kernel is None:
            raise ValueError("there is no kernel for the convolution")
        bias = np.array([data.bias], dtype=np.float32) if data.bias else None
        return Conv2d(_array(data.kernel)[None, None], bias, stride=data.stride, padding=data.padding)
    if name == "max_pool":
        return MaxPool2d(data.pool_size, data.pool_stride)
    if name == "avg_pool":
        return AvgPool2d(data.pool_size, data.pool_stride)
    assert name in ACTIVATIONS  # noqa: S101  # LayerName and ACTIVATIONS list the same names
    return Activation(name)


def _array(grid: Grid) -> FloatArray:
    return np.array(grid, dtype=np.float32)
