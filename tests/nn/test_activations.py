"""Activations: their values, their odd corners, and which of them a max-pool may pass."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import tutor.nn
from tests.nn.reference import distinct_numbers, is_one_plain_sentence, slow_gradient, slow_relu, whole_numbers
from tutor.nn import (
    ACTIVATIONS,
    absolute,
    avg_pool2d,
    elu,
    gelu,
    gelu_tanh,
    hard_swish,
    leaky_relu,
    max_pool2d,
    mish,
    relu,
    relu_backward,
    sigmoid,
    silu,
    sin,
    softplus,
    square,
    tanh,
)
from tutor.nn.arguments import FloatArray

Function = Callable[[npt.ArrayLike], FloatArray]
POINTS = [-20.0, -6.0, -3.0, -2.5, -1.0, -0.3, -1e-9, 0.0, 1e-9, 0.7, 1.0, 2.0, 3.0, 4.5, 20.0]


def plain_softplus(x: float) -> float:
    return math.log1p(math.exp(x))


def plain_sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


PLAIN: dict[str, Callable[[float], float]] = {
    "relu": lambda x: max(x, 0.0),
    "relu6": lambda x: min(max(x, 0.0), 6.0),
    "elu": lambda x: x if x > 0 else math.exp(x) - 1,
    "gelu_tanh": lambda x: x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))) / 2,
    "abs": lambda x: -x if x < 0 else x,
    "square": lambda x: x**2,
    "sin": math.sin,
    "leaky_relu": lambda x: x if x > 0 else 0.01 * x,
    "sigmoid": plain_sigmoid,
    "tanh": math.tanh,
    "softplus": plain_softplus,
    "gelu": lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2,
    "silu": lambda x: x * plain_sigmoid(x),
    "mish": lambda x: x * math.tanh(plain_softplus(x)),
    "hard_swish": lambda x: x * min(max(x + 3, 0), 6) / 6,
}


def windowed(*cells: float) -> FloatArray:
    """Return the cells as one 1 × n window of a feature map."""
    return np.array(cells, dtype=np.float64)[None, None, None]


def max_then(f: Function, *cells: float) -> float:
    return f(max_pool2d(windowed(*cells), (1, len(cells)))).item()


def then_max(f: Function, *cells: float) -> float:
    return max_pool2d(f(windowed(*cells)), (1, len(cells))).item()


def test_relu_by_hand() -> None:
    assert relu([-2, -0.5, 0, 0.5, 2]).tolist() == [0, 0, 0, 0.5, 2]
    assert relu(7).item() == 7
    assert relu(-7).item() == 0


def test_relu_agrees_with_the_loop() -> None:
    x = whole_numbers(1, 2, 3, 4, 5)
    assert np.array_equal(relu(x), slow_relu(x))


def test_relu_lets_not_a_number_through() -> None:
    y = relu([np.nan, -np.inf, np.inf, -1.0])
    assert np.array_equal(y, [np.nan, 0, np.inf, 0], equal_nan=True)


def test_relu_of_minus_zero_is_zero() -> None:
    assert np.array_equal(relu([-0.0, 0.0]), [0.0, 0.0])
    assert np.array_equal(relu_backward([5.0, 5.0], [-0.0, 0.0]), [0.0, 0.0])


def test_the_slope_of_relu_at_zero_is_zero() -> None:
    assert relu_backward([1.0, 2.0, 3.0], [-1.0, 0.0, 1e-300]).tolist() == [0, 0, 3]
    assert relu_backward([np.inf, np.nan], [0.0, -1.0]).tolist() == [0, 0]
    assert relu_backward([4.0], [np.nan]).tolist() == [0]


def test_relu_gradient_is_a_finite_difference() -> None:
    x = distinct_numbers(2, 2, 3, 4, 3)
    dy = np.random.default_rng(3).normal(size=x.shape)
    slow = slow_gradient(lambda x: float(np.sum(dy * relu(x))), x)
    np.testing.assert_allclose(relu_backward(dy, x), slow, rtol=1e-8, atol=1e-9)


def test_relu_gradient_keeps_float32_and_its_arguments() -> None:
    dy, x = np.ones(4, dtype=np.float32), np.array([1, -1, 2, 0], dtype=np.float32)
    dy.flags.writeable = x.flags.writeable = False
    dx = relu_backward(dy, x)
    assert dx.dtype == np.float32
    assert dx.tolist() == [1, 0, 1, 0]
    assert not np.shares_memory(dx, dy)


def test_every_activation_is_listed_under_its_own_name() -> None:
    assert set(ACTIVATIONS) == set(PLAIN)
    for name, function in ACTIVATIONS.items():
        # abs is what everybody calls it, but that name is taken in Python
        assert function is getattr(tutor.nn, "absolute" if name == "abs" else name)
    with pytest.raises(TypeError):
        ACTIVATIONS["identity"] = tanh  # type: ignore[index]


@pytest.mark.parametrize("name", PLAIN)
def test_values_against_the_formula(name: str) -> None:
    expected = [PLAIN[name](point) for point in POINTS]
    np.testing.assert_allclose(ACTIVATIONS[name](POINTS), expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    ("function", "x", "expected"),
    [
        (gelu, 1, 0.8413447460685429),
        (silu, 1, 0.7310585786300049),
        (mish, 1, 0.8650983882673103),
        (hard_swish, 1, 2 / 3),
        (hard_swish, -3, 0),
        (hard_swish, 5, 5),
        (softplus, 0, math.log(2)),
        (sigmoid, 0, 0.5),
        (tanh, 0, 0),
        (leaky_relu, -2, -0.02),
    ],
)
def test_published_values(function: Function, x: float, expected: float) -> None:
    assert function([x]).item() == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("name", PLAIN)
def test_shapes_types_and_layouts(name: str) -> None:
    function = ACTIVATIONS[name]
    x = np.linspace(-4, 4, 24).reshape(2, 3, 2, 2)
    y = function(x)
    assert y.shape == x.shape
    assert y.dtype == np.float64
    assert y.flags.writeable
    assert not np.shares_memory(y, x)
    small = function(x.astype(np.float32))
    assert small.dtype == np.float32
    np.testing.assert_allclose(small, y, rtol=1e-5, atol=1e-6)
    assert function(np.arange(-3, 4)).dtype == np.float64
    view = x.transpose(3, 1, 0, 2)[:, ::-1]
    view.flags.writeable = False
    assert np.array_equal(function(view), function(view.copy()))


@pytest.mark.parametrize("name", PLAIN)
def test_not_a_number_stays_one(name: str) -> None:
    assert np.isnan(ACTIVATIONS[name]([np.nan, 1.0])).tolist() == [True, False]


@pytest.mark.parametrize("name", PLAIN)
def test_large_values_neither_overflow_nor_warn(name: str) -> None:
    y = ACTIVATIONS[name]([-1e4, 1e4])
    above = {"sigmoid": 1.0, "tanh": 1.0, "relu6": 6.0, "square": 1e8, "sin": math.sin(1e4)}
    below = {"tanh": -1.0, "elu": -1.0, "leaky_relu": -100.0, "abs": 1e4, "square": 1e8, "sin": math.sin(-1e4)}
    assert y[1] == pytest.approx(above.get(name, 1e4))
    assert y[0] == pytest.approx(below.get(name, 0.0))


def test_sigmoid_is_never_negative_and_tanh_is_centred() -> None:
    x = np.linspace(-9, 9, 101)
    assert (sigmoid(x) > 0).all()
    assert (sigmoid(x) < 1).all()
    np.testing.assert_allclose(tanh(x), -tanh(-x))
    np.testing.assert_allclose(tanh(x), 2 * sigmoid(2 * x) - 1, atol=1e-15)


@pytest.mark.parametrize("name", ["relu", "relu6", "leaky_relu", "elu", "sigmoid", "tanh", "softplus"])
def test_max_commutes_with_every_activation_that_never_falls(name: str) -> None:
    function = ACTIVATIONS[name]
    x = whole_numbers(4, 2, 3, 7, 7)
    for size, stride, padding in ((2, 2, 0), (3, 2, 1), (2, 1, 1)):
        first = max_pool2d(function(x), size, stride=stride, padding=padding)
        assert np.array_equal(function(max_pool2d(x, size, stride=stride, padding=padding)), first)


def backwards_leaky(x: npt.ArrayLike) -> FloatArray:
    return leaky_relu(x, -0.5)


def batch_norm(gamma: float) -> Function:
    return lambda x: np.asarray(x, dtype=np.float64) * gamma


@pytest.mark.parametrize(
    ("function", "cells"),
    [
        (gelu, (-1, -2)),
        (silu, (-1, -2)),
        (mish, (-1, -2)),
        (hard_swish, (-1, -3)),
        (backwards_leaky, (0, -1)),
        (batch_norm(-1), (1, 2)),
        (absolute, (0, -1)),
        (square, (0, -1)),
        (sin, (3, 1)),
    ],
)
def test_max_does_not_commute_with_a_function_that_falls_somewhere(
    function: Function, cells: tuple[float, ...]
) -> None:
    assert max_then(function, *cells) == pytest.approx(function([max(cells)]).item())
    assert then_max(function, *cells) == pytest.approx(function(list(cells)).max())
    assert max_then(function, *cells) < then_max(function, *cells) - 0.02


def test_a_leaky_relu_of_negative_slope_by_hand() -> None:
    assert leaky_relu([-4, 0, 3], -0.5).tolist() == [2, 0, 3]
    assert (max_then(backwards_leaky, 0, -1), then_max(backwards_leaky, 0, -1)) == (0, 0.5)


def test_the_slope_of_a_leaky_relu_is_any_finite_number() -> None:
    assert leaky_relu([-4, 3], 2).tolist() == [-8, 3]
    assert leaky_relu([-np.inf, -4, np.nan], 0).tolist()[:2] == [0, 0]
    assert leaky_relu([-np.inf], -0.5).item() == np.inf
    assert np.signbit(leaky_relu([-0.0])).all()
    assert leaky_relu([-1e308], 100).item() == -np.inf


def test_elu_by_hand() -> None:
    assert elu([-math.log(2), 0, 3], 2).tolist() == pytest.approx([-1, 0, 3])
    assert elu([-np.inf, np.inf], 2).tolist() == [-2, np.inf]
    assert elu([-1e-12]).item() == pytest.approx(-1e-12, rel=1e-11)  # eˣ − 1 written naively has lost these digits
    assert elu([-1.0], -1).item() > 0


def test_the_two_gelus_differ_by_less_than_a_thousandth() -> None:
    x = np.linspace(-6, 6, 1001)
    gap = np.abs(gelu(x) - gelu_tanh(x)).max()
    assert 1e-4 < gap < 1e-3
    assert np.array_equal(gelu(x, approximate="tanh"), gelu_tanh(x))


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda: gelu([1.0], "erf"), ValueError, 'approximate must be "none" or "tanh"'),  # type: ignore[arg-type]
        (lambda: leaky_relu([1.0], np.nan), ValueError, "negative_slope must be finite"),
        (lambda: leaky_relu([1.0], "0.1"), TypeError, "negative_slope must be a number"),  # type: ignore[arg-type]
        (lambda: elu([1.0], np.inf), ValueError, "alpha must be finite"),
        (lambda: elu([1.0], True), TypeError, "alpha must be a number"),
    ],
)
def test_bad_parameters_are_refused_in_one_sentence(
    call: Callable[[], object], kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words) as caught:
        call()
    assert is_one_plain_sentence(str(caught.value))


def test_batch_norm_commutes_only_while_its_gamma_is_not_negative() -> None:
    assert max_then(batch_norm(2), 1, 2) == then_max(batch_norm(2), 1, 2) == 4
    assert (max_then(batch_norm(-1), 1, 2), then_max(batch_norm(-1), 1, 2)) == (-2, -1)


def test_the_mean_does_not_commute_with_relu() -> None:
    x = windowed(1, -1)
    assert avg_pool2d(relu(x), (1, 2)).item() == 0.5
    assert relu(avg_pool2d(x, (1, 2))).item() == 0


def test_the_mean_of_relu_is_never_below_relu_of_the_mean() -> None:
    x = whole_numbers(5, 3, 2, 8, 8)
    assert (avg_pool2d(relu(x)) >= relu(avg_pool2d(x))).all()


@pytest.mark.parametrize("function", [relu, tanh, gelu, sigmoid, hard_swish])
def test_strided_subsampling_commutes_with_everything(function: Function) -> None:
    x = np.random.default_rng(6).normal(size=(2, 3, 7, 7))
    for size, stride in ((1, 2), (1, (3, 2))):
        assert np.array_equal(
            max_pool2d(function(x), size, stride=stride), function(max_pool2d(x, size, stride=stride))
        )
    assert np.array_equal(function(x)[:, :, ::2, 1::3], function(x[:, :, ::2, 1::3]))


def test_zero_padding_does_not_commute_with_a_sigmoid() -> None:
    x = windowed(-1.0)
    frame = ((0, 0), (0, 0), (1, 1), (1, 1))
    before = max_pool2d(sigmoid(np.pad(x, frame)), 3)
    behind = max_pool2d(np.pad(sigmoid(x), frame), 3)
    assert before.item() == 0.5  # the padding went through the sigmoid and became 0.5
    assert behind.item() == pytest.approx(0.2689, abs=1e-4)
    # An average-pool pads with zeros, too.
    assert sigmoid(avg_pool2d(x, 3, padding=1)).item() != pytest.approx(avg_pool2d(sigmoid(x), 3, padding=1).item())
    # Relu maps the zeros to zeros, and the −∞ of a max-pool never wins: there the order is free.
    assert np.array_equal(relu(np.pad(x, frame)), np.pad(relu(x), frame))
    assert sigmoid(max_pool2d(x, 3, padding=1)).item() == max_pool2d(sigmoid(x), 3, padding=1).item()


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize(
    ("x", "kind"),
    [("text", TypeError), (None, TypeError), ([1j], TypeError), ([object()], TypeError), ([[1], [1, 2]], ValueError)],
)
def test_bad_arguments_are_refused_in_one_sentence(name: str, x: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind, match="x must") as caught:
        ACTIVATIONS[name](x)
    assert is_one_plain_sentence(str(caught.value))


@pytest.mark.parametrize(
    ("dy", "x", "kind"),
    [([1.0], [1.0, 2.0], ValueError), ([[1.0]], [1.0], ValueError), ("a", [1.0], TypeError), ([1.0], "a", TypeError)],
)
def test_bad_gradients_are_refused_in_one_sentence(dy: Any, x: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind, match="must h") as caught:
        relu_backward(dy, x)
    assert is_one_plain_sentence(str(caught.value))
