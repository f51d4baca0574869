"""Scaling of pixels, and what it does to the cells that ReLU zeroes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.nn.reference import is_one_plain_sentence, whole_numbers
from tutor.nn import conv2d, relu
from tutor.nn.scaling import SCALINGS, to_centred, to_signed, to_standardised, to_unit

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
