"""L2-pool: by hand, against loops, against finite differences, and where squares would overflow or vanish."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.nn.reference import bordered, corners, is_one_plain_sentence, pair, slow_gradient, whole_numbers
from tests.nn.test_pool import CASES, Two, image
from tutor.nn import avg_pool2d, avg_pool2d_backward, l2_pool2d, l2_pool2d_backward


def test_the_root_of_the_sum_of_squares_by_hand() -> None:
    x = image([3, 0, 1, -2], [0, -4, 2, 0], [0, 0, 5, 0], [0, 0, 0, 0])
    assert l2_pool2d(x).tolist() == [[[[5, 3], [0, 5]]]]
    dx = l2_pool2d_backward([[[[10, 3], [7, 1]]]], x)
    assert dx[0, 0].tolist() == [[6, 0, 1, -2], [0, -8, 2, 0], [0, 0, 1, 0], [0, 0, 0, 0]]


@pytest.mark.parametrize(("shape", "size", "stride", "padding"), CASES)
def test_it_agrees_with_the_loops(
    shape: tuple[int, ...], size: int | Two, stride: int | Two | None, padding: int | Two
) -> None:
    x = whole_numbers(1, *shape)
    (kh, kw), (sh, sw) = pair(size), pair(size if stride is None else stride)
    framed = bordered(x, pair(padding), 0.0)
    tops, lefts = corners(framed.shape[2], kh, sh), corners(framed.shape[3], kw, sw)
    y = np.zeros((*shape[:2], len(tops), len(lefts)))
    for n, c, i, j in np.ndindex(*y.shape):
        cells = [float(framed[n, c, tops[i] + k, lefts[j] + m]) for k, m in np.ndindex(kh, kw)]
        y[n, c, i, j] = sum(cell * cell for cell in cells) ** 0.5
    np.testing.assert_allclose(l2_pool2d(x, size, stride=stride, padding=padding), y, rtol=1e-15, atol=0)


@pytest.mark.parametrize(("shape", "size", "stride", "padding"), CASES)
def test_its_gradient_is_a_finite_difference(
    shape: tuple[int, ...], size: int | Two, stride: int | Two | None, padding: int | Two
) -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=shape) + np.copysign(0.1, rng.normal(size=shape))
    dy = rng.normal(size=l2_pool2d(x, size, stride=stride, padding=padding).shape)
    slow = slow_gradient(lambda x: float(np.sum(dy * l2_pool2d(x, size, stride=stride, padding=padding))), x)
    dx = l2_pool2d_backward(dy, x, size, stride=stride, padding=padding)
    np.testing.assert_allclose(dx, slow, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_no_square_overflows_or_vanishes(kind: type[np.floating[Any]]) -> None:
    ones = np.ones((1, 1, 1, 1), dtype=kind)
    pair_of_cells = np.array([[[[3, 4]]]], dtype=kind)
    for scale in (np.finfo(kind).max / 8, np.finfo(kind).tiny, np.finfo(kind).smallest_subnormal):
        x = pair_of_cells * scale
        y = l2_pool2d(x, (1, 2))
        assert y.dtype == kind
        assert y.item() == 5 * scale
        np.testing.assert_allclose(l2_pool2d_backward(ones, x, (1, 2)), [[[[0.6, 0.8]]]], rtol=1e-6)
    # A window of large cells does not spoil one of small cells beside it.
    large, small = pair_of_cells * (np.finfo(kind).max / 8), pair_of_cells * np.finfo(kind).tiny
    both = l2_pool2d(np.concatenate([large, small], axis=3), (1, 2))
    assert both[0, 0, 0].tolist() == [5 * (np.finfo(kind).max / 8), 5 * np.finfo(kind).tiny]
    largest = np.full((1, 1, 2, 2), np.finfo(kind).max)
    assert l2_pool2d(largest).item() == np.inf  # twice the largest number: too large for any way of computing it
    np.testing.assert_allclose(l2_pool2d_backward(ones, largest), np.full((1, 1, 2, 2), 0.5))


def test_the_gradient_of_nothing_is_nothing() -> None:
    assert l2_pool2d_backward(np.ones((1, 1, 1, 1)), np.zeros((1, 1, 2, 2))).tolist() == [[[[0, 0], [0, 0]]]]


def test_infinity_and_not_a_number() -> None:
    x = image([-np.inf, 1, np.nan, 1], [2, 3, 2, 3])
    assert np.array_equal(l2_pool2d(x), [[[[np.inf, np.nan]]]], equal_nan=True)
    dx = l2_pool2d_backward(np.ones((1, 1, 1, 2)), x)[0, 0]
    assert dx[:, :2].ravel()[1:].tolist() == [0, 0, 0]
    assert np.isnan(dx[:, 2:]).all()
    mixed = image([np.inf, -np.inf])
    assert np.isnan(avg_pool2d(mixed, (1, 2))).all()
    assert np.isinf(avg_pool2d(image([1e308, 1e308]), (1, 2))).all()
    assert np.isfinite(avg_pool2d_backward(np.ones((1, 1, 1, 1)), mixed, (1, 2))).all()


def test_types_and_layouts() -> None:
    x = whole_numbers(6, 2, 3, 5, 5)
    expected = l2_pool2d(x, 2, stride=1, padding=1)
    small = l2_pool2d(x.astype(np.float32), 2, stride=1, padding=1)
    assert small.dtype == np.float32
    np.testing.assert_allclose(small, expected, rtol=1e-6)
    assert np.array_equal(l2_pool2d(x.astype(np.int16), 2, stride=1, padding=1), expected)
    view = np.broadcast_to(x[:, :, ::-1, ::-2].transpose(0, 1, 3, 2), (2, 3, 3, 5))
    assert not view.flags.writeable
    assert np.array_equal(l2_pool2d(view), l2_pool2d(view.copy()))
    dy = np.ones((2, 3, 2, 2), dtype=np.float32)
    assert l2_pool2d_backward(dy, x.astype(np.float32)).dtype == np.float32
    assert np.array_equal(x, whole_numbers(6, 2, 3, 5, 5))


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda x: l2_pool2d(x[0]), ValueError, "x must have 4 axes"),
        (lambda x: l2_pool2d("x"), TypeError, "x must hold real numbers"),
        (lambda x: l2_pool2d(x, 5), ValueError, "does not fit"),
        (lambda x: l2_pool2d(x, 2, stride=0), ValueError, "stride must be at least 1"),
        (lambda x: l2_pool2d(x, 2, padding=2), ValueError, "at most half the window"),
        (lambda x: l2_pool2d_backward(x, x), ValueError, "dy must have the shape"),
    ],
)
def test_bad_arguments_are_refused_in_one_sentence(call: Any, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words) as caught:
        call(np.zeros((1, 1, 4, 4)))
    assert is_one_plain_sentence(str(caught.value))
