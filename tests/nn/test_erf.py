"""The error function of arrays against `math.erf` and `math.erfc`, one number at a time."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.nn.reference import is_one_plain_sentence
from tutor.nn.erf import erf, erfc

SEAMS = [0.46875, 4.0, 30.0]  # where one approximation hands over to the next
GRID = np.concatenate(
    [
        np.linspace(-6.5, 6.5, 26001),
        np.geomspace(1e-300, 29, 4001),
        -np.geomspace(1e-300, 29, 4001),
        [step * np.nextafter(seam, to) for seam in SEAMS for to in (0, seam, 99) for step in (1, -1)],
    ]
)


def test_erf_agrees_with_math_to_the_last_bit_but_one() -> None:
    expected = np.array([math.erf(x) for x in GRID])
    np.testing.assert_allclose(erf(GRID), expected, rtol=5e-16, atol=0)


def test_erfc_keeps_its_digits_in_the_tail() -> None:
    expected = np.array([math.erfc(x) for x in GRID])
    np.testing.assert_allclose(erfc(GRID), expected, rtol=1e-15, atol=1e-307)


@given(st.floats(allow_nan=False))
def test_any_number_agrees_with_math(x: float) -> None:
    assert erf([x]).item() == pytest.approx(math.erf(x), rel=5e-16, abs=1e-307)
    assert erfc([x]).item() == pytest.approx(math.erfc(x), rel=1e-15, abs=1e-307)
    assert erf([-x]).item() == -erf([x]).item()


def test_the_ends_and_the_middle() -> None:
    assert erf([-np.inf, np.inf, 0, -1e308]).tolist() == [-1, 1, 0, -1]
    assert erfc([-np.inf, np.inf, 0, 1e308]).tolist() == [2, 0, 1, 0]
    assert np.signbit(erf([-0.0, 0.0])).tolist() == [True, False]
    assert np.isnan(erf([np.nan, 1.0])).tolist() == [True, False]
    assert np.isnan(erfc([np.nan, 1.0])).tolist() == [True, False]


def test_shapes_types_and_layouts() -> None:
    x = np.linspace(-5, 5, 24).reshape(2, 3, 4)
    x.flags.writeable = False
    assert erf(x).shape == erfc(x).shape == x.shape
    assert erf(x.astype(np.float32)).dtype == erfc(x.astype(np.float32)).dtype == np.float32
    assert erf(np.arange(3)).dtype == np.float64
    assert erf(1.0) == pytest.approx(0.8427007929497149, rel=4e-16)
    assert np.array_equal(erf(x[:, ::-1, ::2]), erf(x)[:, ::-1, ::2])
    assert erf(np.zeros((0, 3))).shape == (0, 3)


@pytest.mark.parametrize("x", ["text", None, [1j]])
def test_bad_arguments_are_refused_in_one_sentence(x: Any) -> None:
    with pytest.raises(TypeError, match="x must hold real numbers") as caught:
        erf(x)
    assert is_one_plain_sentence(str(caught.value))
