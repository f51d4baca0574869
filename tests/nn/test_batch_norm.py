"""Batch normalization with given statistics: by hand, finite differences, and when it may change places with a pool."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.nn.reference import is_one_plain_sentence, slow_gradient, whole_numbers
from tutor.nn import BatchNorm2d, batch_norm2d, batch_norm2d_backward, max_pool2d, min_pool2d, run
from tutor.nn.arguments import FloatArray

WEIGHT, BIAS, MEAN, VAR = [2.0, -1.0, 0.0], [1.0, 0.5, 7.0], [3.0, -2.0, 1.0], [4.0, 0.25, 9.0]


def test_by_hand() -> None:
    x = np.array([5, -1, 100], dtype=np.float64).reshape(1, 3, 1, 1)
    # 2·(5 − 3)/2 + 1, −1·(−1 + 2)/0.5 + 0.5, 0·… + 7
    assert batch_norm2d(x, WEIGHT, BIAS, MEAN, VAR, eps=0).ravel().tolist() == [3, -1.5, 7]
    dx, dweight, dbias = batch_norm2d_backward(10 * np.ones_like(x), x, WEIGHT, BIAS, MEAN, VAR, eps=0)
    assert dx.ravel().tolist() == [10, -20, 0]
    assert dweight.tolist() == [10, 20, 330]
    assert dbias.tolist() == [10, 10, 10]


def test_eps_is_added_to_the_variance_before_the_root() -> None:
    x = np.ones((1, 1, 1, 1))
    assert batch_norm2d(x, [1], [0], [0], [0], eps=0.25).item() == 2
    assert batch_norm2d(x, [1], [0], [0], [3], eps=1).item() == 0.5
    assert batch_norm2d(x, [1], [0], [0], [1]).item() == pytest.approx(1 / np.sqrt(1 + 1e-5), rel=1e-15)


def test_every_gradient_is_a_finite_difference() -> None:
    rng = np.random.default_rng(1)
    x, dy = rng.normal(size=(2, 3, 4, 5)), rng.normal(size=(2, 3, 4, 5))
    weight, bias = rng.normal(size=3), rng.normal(size=3)
    gradients = batch_norm2d_backward(dy, x, weight, bias, MEAN, VAR)

    def loss(x: FloatArray, weight: FloatArray, bias: FloatArray) -> float:
        return float(np.sum(dy * batch_norm2d(x, weight, bias, MEAN, VAR)))

    slow = (
        slow_gradient(lambda x: loss(x, weight, bias), x),
        slow_gradient(lambda weight: loss(x, weight, bias), weight),
        slow_gradient(lambda bias: loss(x, weight, bias), bias),
    )
    for fast, reference in zip(gradients, slow, strict=True):
        np.testing.assert_allclose(fast, reference, rtol=1e-6, atol=1e-7)


@given(st.floats(-3, 3), st.floats(0, 9), st.integers(0, 9))
def test_it_commutes_with_max_while_gamma_is_not_negative_and_with_min_otherwise(
    gamma: float, var: float, seed: int
) -> None:
    x = np.random.default_rng(seed).normal(size=(1, 1, 4, 6))

    def norm(x: FloatArray) -> FloatArray:
        return batch_norm2d(x, [gamma], [0.3], [0.1], [var])

    behind = max_pool2d(norm(x))
    assert np.array_equal(behind, norm(max_pool2d(x) if gamma >= 0 else min_pool2d(x)))


def test_types_and_layouts() -> None:
    x = whole_numbers(2, 2, 3, 4, 5)
    expected = batch_norm2d(x, WEIGHT, BIAS, MEAN, VAR)
    small = batch_norm2d(x.astype(np.float32), WEIGHT, BIAS, MEAN, VAR)  # the picture decides the precision
    assert small.dtype == np.float32
    np.testing.assert_allclose(small, expected, rtol=1e-5, atol=1e-6)
    view = x[:, :, ::-1, ::2]
    view.flags.writeable = False
    assert np.array_equal(batch_norm2d(view, WEIGHT, BIAS, MEAN, VAR), expected[:, :, ::-1, ::2])
    gradients = batch_norm2d_backward(x.astype(np.float32), x.astype(np.float32), WEIGHT, BIAS, MEAN, VAR)
    assert {gradient.dtype for gradient in gradients} == {np.dtype(np.float32)}


def test_infinity_and_not_a_number() -> None:
    x = np.array([np.inf, -np.inf, np.nan, 1e308]).reshape(1, 1, 1, 4)
    assert batch_norm2d(x, [-1], [0], [0], [1], eps=0).ravel()[:2].tolist() == [-np.inf, np.inf]
    assert np.isnan(batch_norm2d(x, [1], [0], [0], [1])).ravel().tolist() == [False, False, True, False]
    assert batch_norm2d(x, [100], [0], [0], [1])[0, 0, 0, 3] == np.inf


GIVEN: dict[str, Any] = {"weight": WEIGHT, "bias": BIAS, "running_mean": MEAN, "running_var": VAR}
BAD: list[tuple[dict[str, Any], type[Exception], str]] = [
    *(({name: [1.0, 1.0]}, ValueError, "values, but there are 3 channels") for name in ("bias", "running_mean")),
    ({"running_var": [1, -1e-9, 1]}, ValueError, "running_var must be at least 0, not -1e-09"),
    ({"running_var": [1, np.nan, 1]}, ValueError, "running_var must be at least 0, not nan"),
    ({"running_var": [1, 0, 1], "eps": 0}, ValueError, "running_var and eps must not both be 0"),
    ({"eps": -1e-5}, ValueError, "eps must be at least 0"),
    ({"eps": np.nan}, ValueError, "eps must be finite"),
    ({"eps": "small"}, TypeError, "eps must be a number"),
    *(({name: [[1.0] * 3]}, ValueError, f"{name} must have 1 axes") for name in GIVEN),
    *(({name: "text"}, TypeError, f"{name} must hold real numbers") for name in GIVEN),
]


@pytest.mark.parametrize(("changed", "kind", "words"), BAD)
def test_bad_arguments_are_refused_in_one_sentence(changed: dict[str, Any], kind: type[Exception], words: str) -> None:
    x = np.zeros((1, 3, 2, 2))
    arguments = GIVEN | changed
    calls: list[Any] = [
        lambda: batch_norm2d(x, **arguments),
        lambda: batch_norm2d_backward(x, x, **arguments),
        lambda: BatchNorm2d(**arguments),
    ]
    for call in calls:
        with pytest.raises(kind, match=words) as caught:
            call()
        assert is_one_plain_sentence(str(caught.value))


def test_shapes_that_do_not_fit_are_refused() -> None:
    x = np.zeros((1, 2, 2, 2))
    with pytest.raises(ValueError, match="weight has 3 values, but there are 2 channels"):
        batch_norm2d(x, **GIVEN)
    with pytest.raises(ValueError, match=r"^layer 1 \(batch_norm\): weight has 3 values, but there are 2 channels$"):
        run([BatchNorm2d(**GIVEN)], x)
    with pytest.raises(ValueError, match="dy must have the shape"):
        batch_norm2d_backward(np.zeros((1, 3, 2, 1)), np.zeros((1, 3, 2, 2)), **GIVEN)


def test_a_layer_keeps_its_own_copy() -> None:
    weight = np.array(WEIGHT)
    layer = BatchNorm2d(weight, np.array(BIAS), np.array(MEAN), np.array(VAR), eps=0.5)
    weight[0] = 99
    x = whole_numbers(3, 1, 3, 4, 4)
    assert np.array_equal(layer.forward(x), batch_norm2d(x, **GIVEN, eps=0.5))
    assert np.array_equal(layer.backward(x, x), batch_norm2d_backward(x, x, **GIVEN, eps=0.5)[0])
    with pytest.raises(ValueError, match="read-only"):
        layer.running_var[0] = -1
