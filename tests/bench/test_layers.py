"""Layers as text: what is written reads back, what is no layer is refused, and each builds what it says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bench.setups import LAYERS
from tutor import nn
from tutor.bench.layers import KINDS, LayerSpec, parse_layers, write_layers
from tutor.bench.problem import BenchError

WEIGHT = np.ones((2, 3, 3, 3), dtype=np.float32)


@given(st.lists(LAYERS, min_size=1, max_size=8))
@settings(deadline=None)
def test_layers_read_back(layers: list[LayerSpec]) -> None:
    assert parse_layers(write_layers(tuple(layers))) == tuple(layers)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_by_its_name_alone(kind: str) -> None:
    assert str(LayerSpec.parse(kind)) == kind
    assert LayerSpec.of(kind).build(WEIGHT, 3).name == kind


def test_only_what_differs_from_the_usual_is_written() -> None:
    assert str(LayerSpec.parse("max_pool:pad=zero:padding=0:size=3")) == "max_pool:size=3:pad=zero"
    assert LayerSpec.parse(" conv:stride=1:bias=-0") == LayerSpec("conv")


@pytest.mark.parametrize("text", ["max_pool:size=3:stride=2", "max_pool:stride=2:size=3"])
def test_settings_in_whatever_order(text: str) -> None:
    layer = LayerSpec.parse(text)
    assert (layer.whole("size"), layer.stride) == (3, 2)
    assert str(layer) == "max_pool:size=3:stride=2"


def test_a_stride_as_long_as_the_window_is_the_usual_one() -> None:
    assert LayerSpec.parse("avg_pool:size=3:stride=3") == LayerSpec.of("avg_pool", size=3)
    assert LayerSpec.parse("max_pool:stride=2") == LayerSpec.of("max_pool")
    # A stride that was set stays when the window changes, whether or not the two are equal on the way.
    layer = LayerSpec.parse("max_pool:stride=3")
    assert layer.with_setting("size", 3).with_setting("size", 2) == layer
    assert layer.with_setting("size", 3).with_setting("size", 4).stride == 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("relo", "there is no layer 'relo'; did you mean 'relu'?"),
        ("ReLU", "there is no layer 'ReLU'; did you mean 'relu'?"),
        ("MaxPool2d", "there is no layer 'MaxPool2d'; did you mean 'max_pool'?"),
        ("Conv2d", "there is no layer 'Conv2d'; did you mean 'conv'?"),
        ("max-pool", "there is no layer 'max-pool'; did you mean 'max_pool'?"),
        ("max_pool:sise=3", "max_pool has no setting 'sise'; did you mean 'size'?"),
        ("relu:slope=1", "relu has no setting 'slope'; it has none"),
        ("max_pool:size", "'size' is no setting; write a name, = and a value, as in max_pool:size=3"),
        ("max_pool:", "'' is no setting; write a name, = and a value, as in max_pool:size=3"),
        ("max_pool:size=0", "size must be a whole number from 1 to 16, not '0'"),
        ("max_pool:size=17", "size must be a whole number from 1 to 16, not '17'"),
        ("max_pool:size=2.5", "size must be a whole number from 1 to 16, not '2.5'"),
        ("max_pool:size=nan", "size must be a whole number from 1 to 16, not 'nan'"),
        ("conv:padding=9", "padding must be a whole number from 0 to 8, not '9'"),
        ("conv:bias=1e7", "bias must be a number from -1000000 to 1000000, not '1e7'"),
        ("batch_norm:var=-1", "var must be a number from 0 to 1000000, not '-1'"),
        ("max_pool:pad=none", "pad must be one of infinity, zero, not 'none'"),
        ("\x1b[31mrelu", "there is no layer '\\x1b[31mrelu'; did you mean 'relu'?"),
    ],
)
def test_what_is_no_layer(text: str, sentence: str) -> None:
    with pytest.raises(BenchError) as caught:
        LayerSpec.parse(text)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("text", ["", "xyzzy", "conv,", "conv,,relu", ",", "9" * 100_000])
def test_of_a_name_like_no_other_all_names_are_told(text: str) -> None:
    with pytest.raises(BenchError, match=r"there is no layer '.*'; there are: conv, max_pool, .*sin") as caught:
        parse_layers(text)
    assert len(str(caught.value)) < 400


def test_a_setting_that_is_not_there_is_not_swallowed() -> None:
    with pytest.raises(BenchError, match="relu has no setting 'size'"):
        LayerSpec.of("relu", size=2)
    with pytest.raises(BenchError, match="conv has no setting 'size'"):
        LayerSpec("conv").with_setting("size", 2)


def test_what_layers_are_built() -> None:
    x = np.arange(75, dtype=np.float32).reshape(1, 3, 5, 5) - 30

    def output(text: str) -> nn.arguments.FloatArray:
        return LayerSpec.parse(text).build(WEIGHT, 3).forward(x)

    biases = np.full(2, 0.5, dtype=np.float32)
    np.testing.assert_array_equal(
        output("conv:stride=2:padding=1:bias=0.5"), nn.conv2d(x, WEIGHT, biases, stride=2, padding=1)
    )
    np.testing.assert_array_equal(output("max_pool:size=3:stride=2"), nn.max_pool2d(x, 3, stride=2))
    np.testing.assert_array_equal(output("max_pool"), nn.max_pool2d(x, 2))
    np.testing.assert_array_equal(output("avg_pool:padding=1"), nn.avg_pool2d(x, 2, padding=1))
    np.testing.assert_array_equal(
        output("avg_pool:padding=1:count_include_pad=no"), nn.avg_pool2d(x, 2, padding=1, count_include_pad=False)
    )
    np.testing.assert_array_equal(output("leaky_relu:negative_slope=-0.5"), np.where(x > 0, x, np.float32(-0.5) * x))
    normal = (x - 2) / np.sqrt(np.float32(4) + 1e-5) * -1 + 3
    np.testing.assert_allclose(output("batch_norm:weight=-1:bias=3:mean=2:var=4"), normal, rtol=1e-5, atol=1e-5)
    padded = LayerSpec.parse("max_pool:padding=1:pad=zero").build(WEIGHT, 3).forward(np.full_like(x, -1))
    assert padded[0, 0, 0, 0] == 0
    assert LayerSpec.parse("min_pool:size=5").build(None, 3).forward(x)[0, 0, 0, 0] == -30


def test_a_convolution_without_kernels_is_refused() -> None:
    with pytest.raises(ValueError, match="a convolution needs its kernels"):
        LayerSpec("conv").build(None, 1)
