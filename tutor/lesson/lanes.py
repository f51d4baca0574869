"""From a lesson's friends and data to benches: a lane is one friend's cell on one set of data."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.bench.kernel import TYPED, Kernel
from tutor.bench.layers import POOLS, LayerSpec
from tutor.bench.picture import PictureSpec
from tutor.bench.setup import NO_SCALING, LaneSpec, Setup
from tutor.language import current
from tutor.lesson.model import Data, Lesson
from tutor.nn.pipeline import Trace

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
    return bench_setup(lesson, (lane,)).trace(0)


def bench_setup(lesson: Lesson, lanes: Sequence[str]) -> Setup:
    """Return these lanes as a bench that can be taken apart; errors as `run_lane` raises them.

    A bench has one picture and one kernel, which the lanes must have in common (see `together`). Layers and input range
    are each lane's own. ValueError where a lane has another picture or kernel than the first.
    """
    if together(lesson, lanes, 0) != tuple(lanes):
        raise ValueError("a bench has one picture and one kernel, and these lanes differ in them")
    specs = tuple(_lane(lesson, lane) for lane in lanes)
    data = lane_data(lesson, lanes[0])
    if data.picture is None:
        raise ValueError("there is no picture to run the layers on")
    white = _white([lane_data(lesson, lane) for lane in lanes])
    picture = PictureSpec("typed", "", (data.picture,), brightest=white)
    if any(layer.kind == "conv" for spec in specs for layer in spec.layers) and data.kernel is None:
        raise ValueError("there is no kernel for the convolution")
    kernel = Kernel() if data.kernel is None else Kernel(TYPED, len(data.kernel), 1, 0, (data.kernel,))
    return Setup(specs, picture, kernel)


def together(lesson: Lesson, lanes: Sequence[str], front: int) -> tuple[str, ...]:
    """Return the lanes that can stand on one bench with lane number `front` (from 0), in their order."""
    wanted = lane_data(lesson, lanes[front])
    alike = [(lane, data) for lane in lanes if _computes_with(data := lane_data(lesson, lane), wanted)]
    white = _white([wanted, *(data for _lane, data in alike)])
    return tuple(lane for lane, data in alike if data.scaling == NO_SCALING or data.brightest == white)


def _computes_with(one: Data, other: Data) -> bool:
    return (one.picture, one.kernel) == (other.picture, other.kernel)


def _white(several: Sequence[Data]) -> float:
    """Return the pixel value that scaling maps to 1, for the first of these that is scaled at all."""
    return next((data.brightest for data in several if data.scaling != NO_SCALING), several[0].brightest)


def _lane(lesson: Lesson, lane: str) -> LaneSpec:
    friend, data = lesson.friend(lane_friend(lane)), lane_data(lesson, lane)
    layers = tuple(lesson_layer(text, data) for text in friend.layers)
    return LaneSpec(layers, data.scaling, friend.name.in_language(current()))


def lesson_layer(text: str, data: Data) -> LayerSpec:
    """Read a layer of a friend or of a tray; what it leaves at the usual value is taken from the lesson's data.

    A convolution takes stride, padding and bias from there, a pool its size and stride. BenchError as from
    `LayerSpec.parse`.
    """
    spec = LayerSpec.parse(text)
    if spec.kind == "conv":
        usual: dict[str, float | int] = {"stride": data.stride, "padding": data.padding, "bias": data.bias}
    elif spec.kind in POOLS:
        usual = {"size": data.pool_size, "stride": data.pool_stride or 0}
        if dict(spec.settings).get("size"):
            usual = {}  # a pool of another size has the stride that goes with it
    else:
        usual = {}
    for name, value in usual.items():
        if name not in dict(spec.settings):
            spec = spec.with_setting(name, value)
    return spec
