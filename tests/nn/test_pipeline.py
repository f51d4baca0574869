"""Pipelines: what a trace keeps, that nothing can change it, and how a misfit is reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError
from functools import partial
from typing import Any

import numpy as np
import pytest

from tests.nn.reference import distinct_numbers, is_one_plain_sentence, slow_gradient, whole_numbers
from tutor.nn import (
    ACTIVATIONS,
    Activation,
    AvgPool2d,
    Conv2d,
    Cost,
    MaxPool2d,
    avg_pool2d,
    conv2d,
    max_pool2d,
    max_pool2d_winners,
    relu,
    run,
)
from tutor.nn.arguments import FloatArray
from tutor.nn.layers import Layer
from tutor.nn.pipeline import Trace

RELU = Activation("relu")
KERNEL = np.array([[1, 0, -1]] * 3, dtype=np.float64)[None, None]


def picture(seed: int = 1, side: int = 8) -> FloatArray:
    return whole_numbers(seed, 1, 1, side, side)


def every_array(trace: Trace) -> list[np.ndarray[Any, Any]]:
    arrays: list[np.ndarray[Any, Any]] = [trace.input, trace.output]
    for stage in trace.stages:
        arrays += [stage.input, stage.output]
        if stage.winners is not None:
            arrays.append(stage.winners)
    return arrays


def test_stages_run_in_their_order_and_keep_both_ends() -> None:
    x = picture()
    trace = run([Conv2d(KERNEL, np.array([1.0])), RELU, MaxPool2d()], x)
    conv = conv2d(x, KERNEL, [1])
    assert [stage.name for stage in trace.stages] == ["conv", "relu", "max_pool"]
    assert np.array_equal(trace.input, x)
    assert np.array_equal(trace.stages[0].output, conv)
    assert np.array_equal(trace.stages[1].output, relu(conv))
    assert np.array_equal(trace.stages[2].output, max_pool2d(relu(conv)))
    assert trace.output is trace.stages[2].output
    assert trace.stages[0].input is trace.input
    assert trace.stages[1].input is trace.stages[0].output
    assert trace.stages[2].input is trace.stages[1].output


def test_layers_do_what_the_functions_do() -> None:
    x, w, b = whole_numbers(2, 2, 3, 7, 6), whole_numbers(3, 2, 3, 3, 2), whole_numbers(4, 2)
    expected: list[tuple[Layer, FloatArray]] = [
        (Conv2d(w, b, (2, 1), (1, 0)), conv2d(x, w, b, stride=(2, 1), padding=(1, 0))),
        (MaxPool2d(3, 2, 1), max_pool2d(x, 3, stride=2, padding=1)),
        (MaxPool2d(), max_pool2d(x)),
        (AvgPool2d((2, 3), 1, 1), avg_pool2d(x, (2, 3), stride=1, padding=1)),
        (AvgPool2d(2, 2, 1, False), avg_pool2d(x, 2, padding=1, count_include_pad=False)),
        *((Activation(name), function(x)) for name, function in ACTIVATIONS.items()),
    ]
    for layer, output in expected:
        assert np.array_equal(run([layer], x).output, output), layer


def test_names_are_numbered_from_the_second_use_on() -> None:
    blur = Conv2d(np.ones((1, 1, 1, 1)))
    layers: list[Layer] = [blur, RELU, blur, RELU, Activation("gelu"), RELU, MaxPool2d(), AvgPool2d(), MaxPool2d(1)]
    trace = run(layers, picture())
    assert [stage.name for stage in trace.stages] == [
        "conv",
        "relu",
        "conv_2",
        "relu_2",
        "gelu",
        "relu_3",
        "max_pool",
        "avg_pool",
        "max_pool_2",
    ]
    assert trace.stage("relu_3") is trace.stages[5]
    assert trace.stage("conv") is trace.stages[0]


@pytest.mark.parametrize("name", ["pool", "relu_2", "relu_1", "", "RELU"])
def test_an_unknown_stage_is_a_key_error(name: str) -> None:
    with pytest.raises(KeyError) as caught:
        run([RELU], picture()).stage(name)
    assert caught.value.args == (name,)


def test_only_max_pools_have_winners() -> None:
    x = whole_numbers(5, 2, 3, 7, 7)
    trace = run([RELU, MaxPool2d(3, 2, 1), AvgPool2d()], x)
    assert [stage.winners is None for stage in trace.stages] == [True, False, True]
    winners = trace.stages[1].winners
    assert winners is not None
    assert np.array_equal(winners, max_pool2d_winners(relu(x), 3, stride=2, padding=1))


def test_no_array_of_a_trace_can_be_written_to() -> None:
    trace = run([Conv2d(KERNEL), RELU, MaxPool2d(), AvgPool2d(1), Activation("tanh")], picture())
    arrays = every_array(trace)
    assert len(arrays) == 13
    for array in arrays:
        assert not array.flags.writeable
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_traces_stages_and_layers_are_frozen() -> None:
    trace = run([Conv2d(KERNEL), MaxPool2d()], picture())
    for thing, field in (
        (trace, "input"),
        (trace.stages[0], "output"),
        (trace.stages[0].layer, "weight"),
        (trace.stages[1].layer, "size"),
        (trace.cost, "comparisons"),
        (RELU, "name"),
        (AvgPool2d(), "padding"),
    ):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, field, None)


def test_the_callers_picture_is_neither_frozen_nor_shared() -> None:
    x = picture()
    before = x.copy()
    trace = run([RELU, MaxPool2d()], x)
    assert x.flags.writeable
    for array in every_array(trace):
        assert not np.shares_memory(array, x)
    x[...] = 99
    assert np.array_equal(trace.input, before)
    assert np.array_equal(trace.output, max_pool2d(relu(before)))


def test_a_read_only_picture_of_any_layout_is_accepted() -> None:
    x = whole_numbers(6, 9, 8, 1, 1).transpose(2, 3, 0, 1)[:, :, ::-1]
    x.flags.writeable = False
    trace = run([Conv2d(KERNEL), MaxPool2d()], x)
    assert np.array_equal(trace.output, run([Conv2d(KERNEL), MaxPool2d()], x.copy()).output)


def test_the_callers_kernel_is_neither_frozen_nor_shared() -> None:
    w, b = KERNEL.copy(), np.array([1.0])
    layer = Conv2d(w, b)
    w[...] = b[...] = 7
    assert np.array_equal(layer.weight, KERNEL)
    assert layer.bias is not None
    assert layer.bias.tolist() == [1]
    for array in (layer.weight, layer.bias):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_a_pipeline_without_layers_is_its_input() -> None:
    trace = run([], picture())
    assert trace.stages == ()
    assert trace.output is trace.input
    assert trace.cost == Cost()
    assert np.array_equal(trace.gradient(), np.ones((1, 1, 8, 8)))


def test_running_twice_gives_the_same() -> None:
    layers: list[Layer] = [Conv2d(KERNEL), RELU, MaxPool2d()]
    one, two = run(layers, picture()), run(layers, picture())
    for left, right in zip(every_array(one), every_array(two), strict=True):
        assert np.array_equal(left, right)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_a_trace_keeps_its_type(kind: type[Any]) -> None:
    trace = run(
        [Conv2d(KERNEL.astype(kind)), Activation("gelu"), RELU, MaxPool2d(3, 1, 1), AvgPool2d()],
        picture().astype(kind),
    )
    assert {array.dtype for array in every_array(trace) if array.dtype.kind == "f"} == {np.dtype(kind)}
    assert trace.stages[-1].cost.bytes_written == trace.output.nbytes


def test_whole_numbers_are_computed_in_float64() -> None:
    trace = run([Conv2d(KERNEL.astype(np.int8)), MaxPool2d()], picture().astype(np.int8))
    assert trace.input.dtype == trace.output.dtype == np.float64
    assert np.array_equal(trace.output, run([Conv2d(KERNEL), MaxPool2d()], picture()).output)


def test_the_cost_of_a_trace_is_the_sum_over_its_stages() -> None:
    trace = run([Conv2d(KERNEL), Activation("silu"), MaxPool2d(), AvgPool2d()], picture())
    assert trace.cost.operations == sum(stage.cost.operations for stage in trace.stages)
    assert trace.cost.bytes == sum(stage.cost.bytes for stage in trace.stages)


# What the pool threw away


def test_wasted_marks_the_cells_that_lost() -> None:
    x = np.array([[1, 9, 0, 0], [2, 3, 0, 0], [-1, -2, 4, 4], [-3, 8, 4, 4]], dtype=np.float64)[None, None]
    trace = run([RELU, MaxPool2d()], x)
    lost = [[1, 0, 0, 1], [1, 1, 1, 1], [1, 1, 0, 1], [1, 0, 1, 1]]  # in a tie the first cell is kept
    assert trace.wasted(0)[0, 0].astype(int).tolist() == lost
    assert trace.wasted(0).dtype == np.bool_


def test_of_the_toys_36_relus_27_are_wasted() -> None:
    alex = run([Conv2d(KERNEL), RELU, MaxPool2d()], picture())
    assert alex.wasted(1).shape == (1, 1, 6, 6)
    assert alex.wasted(1).sum() == 27


def test_wasted_with_overlapping_windows_and_several_channels() -> None:
    x = whole_numbers(7, 2, 3, 7, 7, low=-2, high=2)
    trace = run([RELU, MaxPool2d(3, 2, 1)], x)
    wasted = trace.wasted(0)
    winners = trace.stages[1].winners
    assert winners is not None
    assert wasted.shape == x.shape
    for n, c in np.ndindex(2, 3):
        kept = {int(place) for place in winners[n, c].ravel()}
        assert {int(place) for place in np.flatnonzero(~wasted[n, c])} == kept


def test_nothing_is_wasted_unless_a_max_pool_follows_an_activation() -> None:
    trace = run([Conv2d(KERNEL), MaxPool2d(), RELU, AvgPool2d(1), Activation("tanh")], picture())
    for index, stage in enumerate(trace.stages):
        assert trace.wasted(index).shape == stage.output.shape
        assert not trace.wasted(index).any()


def test_wasted_counts_from_the_end_too() -> None:
    x = picture(side=4)
    alex, ilya = run([RELU, MaxPool2d()], x), run([MaxPool2d(), RELU], x)
    assert np.array_equal(alex.wasted(-2), alex.wasted(0))
    assert alex.wasted(0).any()
    assert not ilya.wasted(-1).any()  # the pool at the other end is not behind it
    with pytest.raises(IndexError):
        alex.wasted(2)


# Gradients


@pytest.mark.parametrize(
    "layers",
    [
        [Conv2d(KERNEL), RELU, MaxPool2d()],
        [Conv2d(KERNEL), MaxPool2d(), RELU],
        [Conv2d(KERNEL), MaxPool2d()],
        [Conv2d(KERNEL, padding=1), RELU, AvgPool2d(3, 2, 1, False), Conv2d(KERNEL), RELU],
        [MaxPool2d(3, 1, 1), Conv2d(KERNEL, stride=2), AvgPool2d()],
    ],
)
def test_the_gradient_at_the_input_is_a_finite_difference(layers: list[Layer]) -> None:
    x = distinct_numbers(8, 1, 1, 8, 8) + np.random.default_rng(9).uniform(-0.02, 0.02, size=(1, 1, 8, 8))
    trace = run(layers, x)
    dy = np.random.default_rng(10).normal(size=trace.output.shape)
    slow = slow_gradient(lambda x: float(np.sum(dy * run(layers, x).output)), x)
    np.testing.assert_allclose(trace.gradient(dy), slow, rtol=1e-6, atol=1e-7)
    assert np.array_equal(trace.gradient(), trace.gradient(np.ones(trace.output.shape)))


def test_a_gradient_has_the_shape_and_type_of_the_input() -> None:
    x = whole_numbers(11, 2, 1, 8, 8).astype(np.float32)
    gradient = run([Conv2d(KERNEL.astype(np.float32)), RELU, MaxPool2d()], x).gradient()
    assert gradient.shape == x.shape
    assert gradient.dtype == np.float32


def gradient_of(*layers: Layer, dy: Any = None) -> FloatArray:
    return run(layers, picture()).gradient(dy)


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (partial(gradient_of, RELU, dy=np.ones((1, 1, 7, 8))), ValueError, "dy must have the shape of the output"),
        (partial(gradient_of, MaxPool2d(), dy=np.ones((1, 1, 8, 8))), ValueError, "dy must have the shape"),
        (partial(gradient_of, RELU, dy="up"), TypeError, "dy must hold real numbers"),
        (partial(gradient_of, Activation("gelu"), dy=np.ones((1, 1, 8, 7))), ValueError, "dy must have the shape"),
        (lambda: Activation("rectify"), ValueError, "no activation is called 'rectify'"),
        (lambda: Activation(""), ValueError, "no activation is called ''"),
        (lambda: Activation("two\nlines"), ValueError, "no activation is called"),
        (lambda: Conv2d(KERNEL[0]), ValueError, "weight must have 4 axes"),
        (lambda: Conv2d(KERNEL[:0]), ValueError, "weight must not be empty"),
        (lambda: Conv2d(KERNEL, np.ones((1, 1))), ValueError, "bias must have 1 axes"),
        (lambda: Conv2d("kernel"), TypeError, "weight must hold real numbers"),  # type: ignore[arg-type]
        (lambda: Conv2d(KERNEL, "b"), TypeError, "bias must hold real numbers"),  # type: ignore[arg-type]
        (lambda: run([RELU], np.zeros((8, 8))), ValueError, "x must have 4 axes"),
        (lambda: run([], np.zeros((1, 1, 0, 8))), ValueError, "x must not be empty"),
        (lambda: run([RELU], "picture"), TypeError, "x must hold real numbers"),
        (lambda: run([RELU], [[[[1, 2], [3]]]]), ValueError, "x must be a full array"),
    ],
)
def test_bad_arguments_are_refused_in_one_sentence(call: Callable[[], Any], kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words) as caught:
        call()
    assert is_one_plain_sentence(str(caught.value))


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        ([MaxPool2d(9)], r"^layer 1 \(max_pool\): a window of 9 does not fit into 8 cells with padding 0$"),
        ([RELU, MaxPool2d(), MaxPool2d(), MaxPool2d(3)], r"^layer 4 \(max_pool\): a window of 3 does not fit into 2"),
        ([Conv2d(KERNEL), Conv2d(np.ones((1, 2, 1, 1)))], r"^layer 2 \(conv\): x has 1 channels"),
        ([Conv2d(KERNEL, np.ones(2))], r"^layer 1 \(conv\): b has 2 values, but there are 1 kernels$"),
        ([RELU, AvgPool2d(2, padding=2)], r"^layer 2 \(avg_pool\): padding must be at most half the window"),
        ([Conv2d(KERNEL, stride=0)], r"^layer 1 \(conv\): stride must be at least 1"),
        ([Conv2d(KERNEL, padding=-1)], r"^layer 1 \(conv\): padding must be at least 0"),
        ([AvgPool2d(0)], r"^layer 1 \(avg_pool\): size must be at least 1"),
    ],
)
def test_a_layer_that_does_not_fit_is_named(layers: list[Layer], words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        run(layers, picture())
    assert is_one_plain_sentence(str(caught.value))
    assert isinstance(caught.value.__cause__, ValueError)
