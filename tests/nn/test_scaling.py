"""Scaling of pixels, and what it does to the cells that ReLU zeroes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.nn.reference import is_one_plain_sentence, slow_gradient, whole_numbers
from tutor.nn import conv2d, relu
from tutor.nn.scaling import (
    SCALING_GRADIENTS,
    SCALINGS,
    to_centred,
    to_signed,
    to_standardised,
    to_standardised_backward,
    to_unit,
)

BLACK_GREY_WHITE = np.array([0, 51, 255], dtype=np.uint8)


def test_the_ends_of_each_range() -> None:
    assert to_unit(BLACK_GREY_WHITE, 255).tolist() == [0, 0.2, 1]
    assert to_signed(BLACK_GREY_WHITE, 255).tolist() == [-1, -0.6, 1]
    np.testing.assert_allclose(to_centred(BLACK_GREY_WHITE, 255), [-0.4, -0.2, 0.6], atol=1e-15)
    assert to_unit([[0, 4], [8, 16]], 16).tolist() == [[0, 0.25], [0.5, 1]]


def test_the_scalings_by_name() -> None:
    assert dict(SCALINGS) == {
        "unit": to_unit,
        "signed": to_signed,
        "centred": to_centred,
        "standardised": to_standardised,
    }
    with pytest.raises(TypeError):
        SCALINGS["other"] = to_unit  # type: ignore[index]


@pytest.mark.parametrize("name", SCALINGS)
def test_types_and_arguments(name: str) -> None:
    scale = SCALINGS[name]
    x = whole_numbers(1, 4, 5, low=0, high=9)
    x.flags.writeable = False
    y = scale(x, 9)
    assert y.shape == x.shape
    assert y.dtype == np.float64
    assert not np.shares_memory(y, x)
    assert scale(x.astype(np.float32), 9.0).dtype == np.float32
    assert scale(x.astype(np.uint8), 9).dtype == np.float64
    assert np.array_equal(scale(x.astype(np.uint8), 9), y)


def test_centring_removes_the_mean_and_signing_does_not() -> None:
    x = np.zeros(100)
    x[:13] = 255  # as dark as MNIST: mean 0.13
    assert to_unit(x, 255).mean() == pytest.approx(0.13)
    assert to_signed(x, 255).mean() == pytest.approx(-0.74)  # further from 0 than it was
    assert to_centred(x, 255).mean() == pytest.approx(0, abs=1e-15)


def test_relu_is_the_identity_where_nothing_is_negative() -> None:
    picture = whole_numbers(2, 1, 1, 8, 8, low=0, high=9)
    blur = np.ones((1, 1, 3, 3))
    unit, signed = conv2d(to_unit(picture, 9), blur), conv2d(to_signed(picture, 9), blur)
    assert np.array_equal(relu(unit), unit)
    assert 0 < np.mean(signed < 0) < 1
    # An edge kernel sums to 0, so that the range only scales its answer: the share does not depend on it.
    edge = np.array([[1, 0, -1]] * 3, dtype=np.float64)[None, None]
    on_unit, on_signed = conv2d(picture, edge), conv2d(2 * picture - 9, edge)
    assert np.array_equal(on_unit < 0, on_signed < 0)
    assert (on_unit < 0).any()


@pytest.mark.parametrize("scale", SCALINGS.values())
@pytest.mark.parametrize(
    ("x", "brightest", "kind"),
    [
        ([1.0], 0, ValueError),
        ([1.0], -255, ValueError),
        ([1.0], float("nan"), ValueError),
        ("text", 255, TypeError),
        (None, 255, TypeError),
        ([[1], [1, 2]], 255, ValueError),
    ],
)
def test_bad_arguments_are_refused_in_one_sentence(scale: Any, x: Any, brightest: float, kind: type[Exception]) -> None:
    with pytest.raises(kind, match="must") as caught:
        scale(x, brightest)
    assert is_one_plain_sentence(str(caught.value))


def test_standardising_by_hand() -> None:
    # mean 5, σ² = (9 + 1 + 1 + 9) / 4 = 5
    y = to_standardised([2, 4, 6, 8], 255)
    np.testing.assert_allclose(y, np.array([-3, -1, 1, 3]) / np.sqrt(5), rtol=1e-15)
    np.testing.assert_allclose(to_standardised([2, 4, 6, 8], 16), y, rtol=1e-15)
    assert to_standardised(BLACK_GREY_WHITE, 255).std() == pytest.approx(1, rel=1e-14)  # population: divided by n


@pytest.mark.parametrize("pixel", [0.0, 0.1, 7.0, 255.0, 1e-310])
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_a_picture_of_one_colour_is_standardised_to_zeros(pixel: float, kind: type[Any]) -> None:
    x = np.full((3, 7), pixel, dtype=kind)  # the mean of twenty-one 0.1 is not 0.1
    assert np.array_equal(to_standardised(x, 255), np.zeros_like(x))
    assert np.array_equal(to_standardised_backward(np.ones_like(x), x, 255), np.zeros_like(x))


def test_standardising_neither_overflows_nor_vanishes() -> None:
    for scale in (1e-200, 1e200):
        np.testing.assert_allclose(to_standardised(scale * np.array([0, 1, 1, 0]), 1), [-1, 1, 1, -1])
    assert np.isnan(to_standardised([np.nan, 1.0], 1)).all()
    assert np.isnan(to_standardised([np.inf, 1.0], 1)).all()


@pytest.mark.parametrize("name", SCALINGS)
@pytest.mark.parametrize("brightest", [1, 255])
def test_the_gradient_of_a_scaling_is_a_finite_difference(name: str, brightest: float) -> None:
    x = whole_numbers(3, 2, 3, 4, low=0, high=9)
    dy = np.random.default_rng(4).normal(size=x.shape)
    slow = slow_gradient(lambda x: float(np.sum(dy * SCALINGS[name](x, brightest))), x)
    dx = SCALING_GRADIENTS[name](dy, x, brightest)
    np.testing.assert_allclose(dx, slow, rtol=1e-6, atol=1e-8)
    if name in ("centred", "standardised"):
        assert dx.sum() == pytest.approx(0, abs=1e-14)  # a brighter picture is the same picture


@pytest.mark.parametrize("name", SCALINGS)
def test_a_gradient_keeps_float32_and_its_arguments(name: str) -> None:
    x, dy = np.arange(6, dtype=np.float32), np.ones(6, dtype=np.float32)
    x.flags.writeable = dy.flags.writeable = False
    dx = SCALING_GRADIENTS[name](dy, x, 5)
    assert dx.dtype == np.float32
    assert not np.shares_memory(dx, dy)
    for bad, kind in (([1.0], ValueError), ("text", TypeError)):
        with pytest.raises(kind, match="dy must h") as caught:
            SCALING_GRADIENTS[name](bad, x, 5)
        assert is_one_plain_sentence(str(caught.value))
    with pytest.raises(ValueError, match="brightest pixel must be above 0"):
        SCALING_GRADIENTS[name](dy, x, 0)


def test_the_mean_of_no_pixels_is_refused() -> None:
    for scale in (to_centred, to_standardised):
        with pytest.raises(ValueError, match="x must not be empty"):
            scale([], 255)
