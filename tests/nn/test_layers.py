"""Every layer in a pipeline: what it is called, where its window lies, what it wastes, and its gradient."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.nn.reference import distinct_numbers, slow_gradient, whole_numbers
from tutor.nn import (
    ACTIVATIONS,
    Activation,
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    L2Pool2d,
    MaxPool2d,
    MinPool2d,
    l2_pool2d,
    min_pool2d,
    min_pool2d_winners,
    run,
)
from tutor.nn.layers import Layer
from tutor.nn.playback import Window, window_of

RELU = Activation("relu")
NORM = BatchNorm2d(np.array([-2.0]), np.array([0.5]), np.array([1.0]), np.array([3.0]))
POOLS: list[Any] = [MaxPool2d, MinPool2d, AvgPool2d, L2Pool2d]
EVERY_LAYER: list[Layer] = [
    Conv2d(whole_numbers(1, 1, 1, 3, 2), np.ones(1), (2, 1), (1, 0)),
    *(Activation(name) for name in ACTIVATIONS),
    Activation("leaky_relu", negative_slope=-0.5),
    Activation("elu", alpha=2.0),
    MaxPool2d(3, 2, 1),
    MaxPool2d(3, 2, 1, "zero"),
    MinPool2d(3, 2, 1),
    MinPool2d((2, 3), 1, 1, pad="zero"),
    AvgPool2d(3, 2, 1, count_include_pad=False),
    L2Pool2d(3, 2, 1),
    NORM,
]


@pytest.mark.parametrize("layer", EVERY_LAYER, ids=lambda layer: layer.name)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_every_layer_keeps_the_type_and_the_shape_going_back(layer: Layer, kind: type[np.floating[Any]]) -> None:
    trace = run([layer], distinct_numbers(2, 2, 1, 5, 6).astype(kind))
    assert trace.output.dtype == kind
    gradient = trace.gradient()
    assert gradient.dtype == kind
    assert gradient.shape == (2, 1, 5, 6)
    assert trace.cost.operations > 0
    assert trace.cost.bytes_written == trace.output.nbytes


@pytest.mark.parametrize("layer", EVERY_LAYER, ids=lambda layer: layer.name)
def test_the_gradient_of_every_layer_is_a_finite_difference(layer: Layer) -> None:
    x = distinct_numbers(3, 1, 1, 5, 6)
    x += 0.002  # off the kink that hard-swish has at −3, and ReLU6 at 6
    trace = run([layer], x)
    dy = np.random.default_rng(4).normal(size=trace.output.shape)
    slow = slow_gradient(lambda x: float(np.sum(dy * run([layer], x).output)), x)
    np.testing.assert_allclose(trace.gradient(dy), slow, rtol=1e-6, atol=1e-7)


def test_names_are_those_of_the_kinds() -> None:
    assert [layer().name for layer in POOLS] == ["max_pool", "min_pool", "avg_pool", "l2_pool"]
    assert NORM.name == "batch_norm"
    assert [Activation(name).name for name in ACTIVATIONS] == list(ACTIVATIONS)


def test_the_new_layers_do_what_the_functions_do() -> None:
    x = whole_numbers(5, 2, 3, 7, 6)
    how: dict[str, Any] = {"stride": 2, "padding": 1}
    trace = run([MinPool2d(3, 2, 1, "zero")], x)
    assert np.array_equal(trace.output, min_pool2d(x, 3, **how, pad="zero"))
    winners = trace.stages[0].winners
    assert winners is not None
    assert not winners.flags.writeable
    assert np.array_equal(winners, min_pool2d_winners(x, 3, **how, pad="zero"))
    assert np.array_equal(run([L2Pool2d(3, 2, 1)], x).output, l2_pool2d(x, 3, **how))


def test_the_window_of_every_layer() -> None:
    assert Conv2d(np.ones((1, 1, 3, 2)), stride=(2, 1), padding=1).window == ((3, 2), (2, 1), (1, 1))
    for pool in POOLS:
        assert pool().window == ((2, 2), (2, 2), (0, 0))
        assert pool((2, 3)).window == ((2, 3), (2, 3), (0, 0))
        assert pool(3, (1, 2), (0, 1)).window == ((3, 3), (1, 2), (0, 1))
    assert NORM.window is None
    assert all(Activation(name).window is None for name in ACTIVATIONS)


@pytest.mark.parametrize("layer", EVERY_LAYER, ids=lambda layer: layer.name)
def test_an_output_cell_depends_on_the_cells_of_its_window_alone(layer: Layer) -> None:
    x = distinct_numbers(6, 1, 1, 5, 6)
    trace = run([layer], x)
    for row, column in np.ndindex(*trace.output.shape[2:]):
        window = window_of(trace.stages[0], row, column)
        outside = np.full_like(x, np.nan)
        kept = np.s_[0, 0, window.top : window.bottom, window.left : window.right]
        outside[kept] = x[kept]
        assert run([layer], outside).output[0, 0, row, column] == trace.output[0, 0, row, column]


def test_windows_cell_by_cell_and_clipped() -> None:
    x = np.ones((1, 1, 4, 5))
    assert window_of(run([NORM], x).stages[0], 2, 3) == Window(2, 3, 3, 4)
    assert window_of(run([MinPool2d(3, 2, 1, "zero")], x).stages[0], 1, 2) == Window(1, 3, 4, 5)
    assert window_of(run([L2Pool2d(3, 2, 1)], x).stages[0], 0, 0) == Window(0, 0, 2, 2)


def test_a_min_pool_wastes_what_does_not_win_it() -> None:
    x = np.array([[[[1, 2, 3, 4], [5, -1, 2, 2]]]], dtype=np.float64)
    trace = run([RELU, MinPool2d()], x)
    assert trace.wasted(0)[0, 0].tolist() == [[True, True, True, True], [True, False, False, True]]
    assert not trace.wasted(1).any()


def test_where_the_padding_won_the_whole_window_is_wasted() -> None:
    # The last cell must not pass for the winner number −1.
    x = np.array([[[[5, 6], [7, 8]]]], dtype=np.float64)
    trace = run([Activation("tanh"), MinPool2d(2, 2, 1, "zero")], x)
    winners = trace.stages[1].winners
    assert winners is not None
    assert (winners == -1).sum() == 4
    assert trace.wasted(0).all()
    assert not trace.gradient().any()
    negative = run([Activation("tanh"), MinPool2d(2, 2, 1, "zero")], -x)
    assert not negative.wasted(0).any()


def test_pools_of_equal_settings_are_equal() -> None:
    assert MaxPool2d(2, 1) == MaxPool2d(2, 1)
    assert MaxPool2d(2, 1, 1) != MaxPool2d(2, 1, 1, "zero")
    assert MinPool2d(2, 1) != MinPool2d(2, 2)
    assert Activation("elu", alpha=2) != Activation("elu")


def test_an_unknown_padding_is_named_with_its_layer() -> None:
    with pytest.raises(ValueError, match=r'^layer 2 \(min_pool\): pad must be "infinity" or "zero", not \'same\'$'):
        run([RELU, MinPool2d(pad="same")], np.zeros((1, 1, 4, 4)))  # type: ignore[arg-type]
