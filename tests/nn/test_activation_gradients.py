"""Backward passes of the activations: finite differences, the kinks, and the ends of the number line."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from tests.nn.reference import is_one_plain_sentence, slow_gradient
from tutor.nn import (
    ACTIVATION_GRADIENTS,
    ACTIVATIONS,
    Activation,
    elu_backward,
    gelu_backward,
    hard_swish_backward,
    leaky_relu_backward,
    relu6_backward,
    run,
)
from tutor.nn.arguments import FloatArray

PARAMETERS: list[tuple[str, dict[str, Any]]] = [
    *((name, {}) for name in ACTIVATIONS),
    ("leaky_relu", {"negative_slope": -0.5}),
    ("leaky_relu", {"negative_slope": 0.0}),
    ("leaky_relu", {"negative_slope": 2.0}),
    ("elu", {"alpha": 0.3}),
    ("elu", {"alpha": -2.0}),
    ("gelu", {"approximate": "tanh"}),
]


def kinks_avoided(seed: int, *shape: int) -> FloatArray:
    """Return normal values of which none is within 0.01 of a place where some activation has a kink."""
    x = np.random.default_rng(seed).normal(scale=3, size=shape)
    for kink in (-3, 0, 3, 6):
        x = np.where(np.abs(x - kink) < 0.01, kink + 0.02, x)
    return x


def test_every_activation_has_a_gradient() -> None:
    assert list(ACTIVATION_GRADIENTS) == list(ACTIVATIONS)
    for name, function in ACTIVATIONS.items():
        assert ACTIVATION_GRADIENTS[name].__name__ == f"{function.__name__}_backward"


@pytest.mark.parametrize(("name", "parameters"), PARAMETERS)
def test_the_gradient_is_a_finite_difference(name: str, parameters: dict[str, Any]) -> None:
    x = kinks_avoided(1, 2, 3, 5, 4)
    dy = np.random.default_rng(2).normal(size=x.shape)
    slow = slow_gradient(lambda x: float(np.sum(dy * ACTIVATIONS[name](x, **parameters))), x)
    dx = ACTIVATION_GRADIENTS[name](dy, x, **parameters)
    np.testing.assert_allclose(dx, slow, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize(
    ("backward", "at", "expected"),
    [
        (ACTIVATION_GRADIENTS["relu"], [-1, 0, 1], [0, 0, 1]),
        (relu6_backward, [-1, 0, 3, 6, 7], [0, 0, 1, 0, 0]),
        (leaky_relu_backward, [-1, 0, 1], [0.01, 0.01, 1]),
        (partial(leaky_relu_backward, negative_slope=-2), [-1, 0, 1], [-2, -2, 1]),
        (elu_backward, [0, 1], [1, 1]),
        (partial(elu_backward, alpha=0.5), [0, 1, -math.log(2)], [0.5, 1, 0.25]),
        (hard_swish_backward, [-4, -3, 0, 1.5, 3, 4], [0, 0, 0.5, 1, 1, 1]),
        (ACTIVATION_GRADIENTS["abs"], [-2, -0.0, 0, 2], [-1, 0, 0, 1]),
        (ACTIVATION_GRADIENTS["square"], [-2, 0, 3], [-4, 0, 6]),
        (ACTIVATION_GRADIENTS["sin"], [0], [1]),
        (ACTIVATION_GRADIENTS["sigmoid"], [0], [0.25]),
        (ACTIVATION_GRADIENTS["tanh"], [0], [1]),
        (ACTIVATION_GRADIENTS["softplus"], [0], [0.5]),
        (gelu_backward, [0], [0.5]),
        (ACTIVATION_GRADIENTS["gelu_tanh"], [0], [0.5]),
        (ACTIVATION_GRADIENTS["silu"], [0], [0.5]),
        (ACTIVATION_GRADIENTS["mish"], [0], [0.6]),
    ],
)
def test_derivatives_by_hand(backward: Callable[..., FloatArray], at: list[float], expected: list[float]) -> None:
    np.testing.assert_allclose(backward(np.full(len(at), 2.0), at), 2 * np.array(expected), rtol=1e-14, atol=0)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_every_derivative_has_its_limit_at_infinity(name: str, kind: type[np.floating[Any]]) -> None:
    below: Any = {"leaky_relu": kind(0.01), "abs": -1, "square": -np.inf, "sin": np.nan}.get(name, 0)
    above: Any = {"relu6": 0, "sigmoid": 0, "tanh": 0, "square": np.inf, "sin": np.nan}.get(name, 1)
    x = np.array([-np.inf, np.inf], dtype=kind)
    dx = ACTIVATION_GRADIENTS[name](np.ones_like(x), x)
    assert dx.dtype == kind
    assert np.array_equal(dx, [below, above], equal_nan=True)
    largest = np.finfo(kind).max
    far = ACTIVATION_GRADIENTS[name](np.ones_like(x), np.array([-largest, largest], dtype=kind))
    assert not np.isnan(far).any()
    if name != "sin":
        assert np.array_equal(far, dx)


@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - {"relu", "relu6", "leaky_relu"}))
def test_the_gradient_at_not_a_number_is_none(name: str) -> None:
    dx = ACTIVATION_GRADIENTS[name]([1.0, 1.0], [np.nan, 1.0])
    assert np.isnan(dx).tolist() == [True, False]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_types_and_layouts(name: str) -> None:
    backward = ACTIVATION_GRADIENTS[name]
    x, dy = kinks_avoided(3, 2, 3, 4, 5), np.random.default_rng(4).normal(size=(2, 3, 4, 5))
    x.flags.writeable = dy.flags.writeable = False
    dx = backward(dy, x)
    assert dx.dtype == np.float64
    assert not np.shares_memory(dx, dy)
    small = backward(dy.astype(np.float32), x.astype(np.float32))
    assert small.dtype == np.float32
    np.testing.assert_allclose(small, dx, rtol=1e-4, atol=1e-5)
    assert backward(dy.astype(np.float32), x).dtype == np.float32
    assert np.array_equal(backward(dy[:, ::-1, ::2].T, x[:, ::-1, ::2].T), dx[:, ::-1, ::2].T)
    assert backward(dy[0, 0, 0, 0], x[0, 0, 0, 0]).shape == ()


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize(
    ("dy", "x", "kind"),
    [([1.0], [1.0, 2.0], ValueError), ([[1.0]], [1.0], ValueError), ("a", [1.0], TypeError), ([1.0], "a", TypeError)],
)
def test_bad_gradients_are_refused_in_one_sentence(name: str, dy: Any, x: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind, match="must h") as caught:
        ACTIVATION_GRADIENTS[name](dy, x)
    assert is_one_plain_sentence(str(caught.value))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: gelu_backward([1.0], [1.0], "erf"), "approximate must be"),  # type: ignore[arg-type]
        (lambda: leaky_relu_backward([1.0], [1.0], np.nan), "negative_slope must be finite"),
        (lambda: elu_backward([1.0], [1.0], np.inf), "alpha must be finite"),
        (lambda: Activation("relu", negative_slope=np.inf), "negative_slope must be finite"),
        (lambda: Activation("relu", alpha=np.nan), "alpha must be finite"),
    ],
)
def test_bad_parameters_are_refused_in_one_sentence(call: Callable[[], object], words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        call()
    assert is_one_plain_sentence(str(caught.value))


def test_a_layer_hands_its_parameter_on_and_no_other() -> None:
    x, dy = kinks_avoided(5, 1, 1, 4, 4), np.ones((1, 1, 4, 4))
    for layer, parameters in (
        (Activation("leaky_relu", negative_slope=-0.5, alpha=3), {"negative_slope": -0.5}),
        (Activation("elu", negative_slope=-0.5, alpha=3), {"alpha": 3}),
        (Activation("gelu", negative_slope=-0.5, alpha=3), {}),
    ):
        assert np.array_equal(layer.forward(x), ACTIVATIONS[layer.name](x, **parameters))
        assert np.array_equal(layer.backward(dy, x), ACTIVATION_GRADIENTS[layer.name](dy, x, **parameters))
        assert np.array_equal(run([layer], x).gradient(), layer.backward(dy, x))
