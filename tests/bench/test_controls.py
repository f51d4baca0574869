"""The controls of a bench: every one steps up and down and back, takes typed values, and says where it ends."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bench.setups import SETUPS
from tutor.bench.controls import GROUPS, Control, controls_of, next_range_of_lane
from tutor.bench.kernel import Kernel
from tutor.bench.layers import parse_layers, write_layers
from tutor.bench.picture import PictureSpec
from tutor.bench.problem import BenchError
from tutor.bench.setup import RANGES, LaneSpec, Setup, story_setup
from tutor.nn.pictures import PICTURES

ALL = "conv,batch_norm,elu,leaky_relu,max_pool,avg_pool,min_pool,l2_pool"


def setup_of(*lanes: str, kernel: str = "edge") -> Setup:
    return Setup(tuple(LaneSpec(parse_layers(lane)) for lane in lanes), kernel=Kernel.parse(kernel))


def control(setup: Setup, wanted: str) -> Control:
    return next(one for one in controls_of(setup) if one.id == wanted)


def step(setup: Setup, wanted: str, steps: int) -> Setup:
    return control(setup, wanted).step(setup, steps)


def typed(setup: Setup, wanted: str, text: str) -> Setup:
    change = control(setup, wanted).typed
    assert change is not None
    return change(setup, text)


def ids(setup: Setup) -> list[str]:
    return [one.id for one in controls_of(setup)]


@pytest.mark.parametrize(("wanted", "twice"), [("conv.padding", 2), ("pool.size", 4), ("pool.stride", 4)])
def test_a_control_that_is_turned_twice_goes_on_from_the_first_turn(wanted: str, twice: int) -> None:
    made = control(story_setup(), wanted)  # a second key may come while the first is still computed
    assert control(made.step(made.step(story_setup(), 1), 1), wanted).value == twice


def test_a_control_whose_layer_has_gone_turns_nothing() -> None:
    made = control(setup_of("conv,max_pool"), "pool.size")
    assert made.step(setup_of("conv,relu"), 1) == setup_of("conv,relu")


def test_the_controls_of_the_story() -> None:
    assert {one.id: one.value for one in controls_of(story_setup())} == {
        "picture": "moon", "range": "none", "kernel": "edge", "size": 3, "filters": 1, "conv.stride": 1,
        "conv.padding": 0, "conv.bias": 0.0, "pool.size": 2, "pool.stride": 2, "pool.padding": 0,
        "pool.pad": "infinity",
    }  # fmt: skip


def test_what_is_not_on_the_bench_has_no_control() -> None:
    assert ids(setup_of("relu")) == ["picture", "range"]
    assert "pool.pad" not in ids(setup_of("avg_pool"))
    assert "pool.count_include_pad" in ids(setup_of("avg_pool"))
    assert "seed" in ids(setup_of("conv", kernel="random"))
    assert "leaky_relu.negative_slope" in ids(setup_of("relu", "leaky_relu"))


@pytest.mark.parametrize("group", GROUPS)
def test_a_lesson_opens_some_of_them(group: str) -> None:
    some = controls_of(setup_of(ALL, kernel="random"), (group,))
    assert {one.group for one in some} <= {group}
    assert bool(some) is (group not in ("cells", "lanes"))


@pytest.mark.parametrize("wanted", ids(setup_of(ALL, kernel="random")))
@pytest.mark.parametrize("steps", [1, -1])
def test_every_control_steps_there_and_back(wanted: str, steps: int) -> None:
    setup = setup_of(ALL, "max_pool", "relu", kernel="random:seed=5:size=4:filters=4")
    setup = typed(typed(setup, "conv.padding", "4"), "pool.padding", "2")
    setup = typed(typed(setup, "pool.size", "5"), "conv.stride", "3")
    there = step(setup, wanted, steps)
    assert there != setup
    assert step(there, wanted, -steps) == setup


@given(SETUPS, st.data())
@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_on_every_bench_a_step_back_shows_what_was_shown(setup: Setup, data: st.DataObject) -> None:
    wanted = data.draw(st.sampled_from(ids(setup)))
    if wanted in ("picture", "kernel") and control(setup, wanted).value == "typed":
        return  # what was typed is no station on the way
    before = repr(setup)
    try:
        there = step(setup, wanted, 1)
    except BenchError:
        return
    shown = control(step(there, wanted, -1), wanted).value
    was = control(setup, wanted).value
    assert shown == (pytest.approx(was, abs=1e-9) if isinstance(was, float) else was)
    assert repr(setup) == before


@pytest.mark.parametrize(
    ("wanted", "steps", "sentence"),
    [
        ("size", -3, "a kernel has a side of 1 to 9 cells"),
        ("size", 7, "a kernel has a side of 1 to 9 cells"),
        ("filters", -1, "a convolution has 1 to 8 filters here"),
        ("filters", 8, "a convolution has 1 to 8 filters here"),
        ("conv.stride", -1, "stride must be a whole number from 1 to 16, not '0'"),
        ("conv.padding", -1, "padding must be a whole number from 0 to 8, not '-1'"),
        ("pool.size", -2, "size must be a whole number from 1 to 16, not '0'"),
        ("pool.stride", -2, "stride must be a whole number from 1 to 16, not '0'"),
        ("pool.size", 15, "size must be a whole number from 1 to 16, not '17'"),
        ("batch_norm.var", -11, "var must be a number from 0 to 1000000, not '-0.1'"),
    ],
)
def test_a_limit_is_said(wanted: str, steps: int, sentence: str) -> None:
    with pytest.raises(BenchError) as caught:
        step(setup_of(ALL), wanted, steps)
    assert str(caught.value) == sentence


def test_pictures_ranges_and_kernels_go_round() -> None:
    setup = story_setup()
    for wanted, count in (("picture", len(PICTURES)), ("range", len(RANGES)), ("kernel", 9)):
        stations = [control(step(setup, wanted, steps), wanted).value for steps in range(count + 1)]
        assert len(set(stations)) == count
        assert stations[0] == stations[-1]


def test_from_what_was_typed_the_first_or_the_last_follows() -> None:
    setup = replace(setup_of("conv", kernel="1,2/3,4"), picture=PictureSpec.parse("1,2/3,4"))
    assert control(setup, "picture").value == control(setup, "kernel").value == "typed"
    names = list(PICTURES)
    assert step(setup, "picture", 1).picture.name == names[0]
    assert step(setup, "picture", -1).picture.name == names[-1]
    assert step(setup, "kernel", 1).kernel == Kernel("edge", 2)
    assert step(setup, "kernel", -1).kernel == Kernel("random", 2)


def test_a_range_of_one_lane_only() -> None:
    setup = next_range_of_lane(setup_of("relu", "relu"), 1, 2)
    assert [lane.scaling for lane in setup.lanes] == ["none", "signed"]


@pytest.mark.parametrize(
    ("wanted", "text", "layers"),
    [
        ("conv.bias", "0,5", "conv:bias=0.5"),
        ("conv.bias", " −2.25 ", "conv:bias=-2.25"),
        ("conv.stride", "3", "conv:stride=3"),
        ("pool.stride", "0", "max_pool"),
        ("pool.stride", "2", "max_pool"),
        ("pool.pad", "zero", "max_pool:pad=zero"),
        ("elu.alpha", "1e-7", "elu:alpha=1e-07"),
    ],
)
def test_values_are_typed(wanted: str, text: str, layers: str) -> None:
    setup = setup_of("conv,max_pool,elu")
    assert layers in write_layers(typed(setup, wanted, text).lanes[0].layers).split(",")


def test_kernels_and_pictures_are_typed() -> None:
    setup = setup_of("conv", kernel="random")
    assert typed(setup, "kernel", " blur:size=5 ").kernel == Kernel("blur", 5)
    assert typed(setup, "seed", "7").kernel.seed == 7
    assert typed(setup, "size", "9").kernel.size == 9
    assert typed(setup, "filters", "2").kernel.filters == 2
    assert typed(setup, "picture", " dot ").picture == PictureSpec("built-in", "dot")


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("conv.bias", "x"), ("conv.bias", ""), ("conv.bias", "1,5,5"), ("conv.bias", "1e9"), ("conv.stride", "1.5"),
        ("pool.pad", "0"), ("size", "x"), ("size", "2.5"), ("size", "10"), ("filters", "-1"), ("seed", "-1"),
        ("seed", "4294967296"), ("kernel", "egde"), ("picture", "mon"), ("picture", "\x1b[31m"), ("size", "\x1b[31m"),
    ],
)  # fmt: skip
def test_what_cannot_be_typed_is_said(wanted: str, text: str) -> None:
    with pytest.raises(BenchError) as caught:
        typed(setup_of("conv,max_pool", kernel="random"), wanted, text)
    assert str(caught.value).isprintable()
