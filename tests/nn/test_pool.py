"""Pooling: by hand, against loops, against finite differences, and at its odd corners (ties, NaN, −∞, padding)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.nn.reference import (
    distinct_numbers,
    is_one_plain_sentence,
    slow_avg_pool2d,
    slow_gradient,
    slow_max_pool2d,
    whole_numbers,
)
from tutor.nn import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward, max_pool2d_winners
from tutor.nn.arguments import FloatArray

Two = tuple[int, int]
# (x, size, stride, padding)
CASES: list[tuple[tuple[int, ...], int | Two, int | Two | None, int | Two]] = [
    ((1, 1, 4, 4), 2, None, 0),
    ((2, 3, 6, 6), 2, 2, 0),
    ((1, 2, 5, 7), 2, None, 0),  # does not divide
    ((1, 1, 7, 7), 3, 2, 0),  # overlaps, as AlexNet's does
    ((2, 1, 5, 5), 3, 1, 1),
    ((1, 2, 6, 5), (3, 2), (1, 2), (1, 0)),
    ((1, 2, 5, 6), (2, 3), (3, 1), (0, 1)),
    ((1, 1, 5, 5), 2, 3, 1),  # skips cells
    ((1, 1, 6, 6), (1, 3), None, (0, 1)),
    ((1, 2, 1, 6), (1, 2), None, 0),
    ((1, 2, 6, 1), (3, 1), 2, (1, 0)),
    ((1, 1, 1, 1), 1, None, 0),
    ((1, 1, 1, 1), 2, 1, 1),
    ((1, 1, 1, 1), 3, 1, 1),
    ((1, 1, 3, 3), 3, 7, 0),
    ((1, 1, 2, 2), 4, 1, 2),
    ((2, 2, 3, 3), 1, 2, 0),
]


def image(*rows: list[float]) -> FloatArray:
    return np.array(rows, dtype=np.float64)[None, None]


def test_the_largest_of_every_window_by_hand() -> None:
    x = image([1, 2, 5, 0], [3, -4, 0, 0], [-1, -2, 7, 7], [-3, -4, 7, 7])
    assert max_pool2d(x).tolist() == [[[[3, 5], [-1, 7]]]]
    assert max_pool2d_winners(x).tolist() == [[[[4, 2], [8, 10]]]]
    assert avg_pool2d(x).tolist() == [[[[0.5, 1.25], [-2.5, 7]]]]


def test_overlapping_windows_by_hand() -> None:
    x = image([1, 5, 2], [0, 3, 4])
    assert max_pool2d(x, 2, stride=1).tolist() == [[[[5, 5]]]]
    assert max_pool2d_winners(x, 2, stride=1).tolist() == [[[[1, 1]]]]
    # One cell won both windows and collects both gradients.
    assert max_pool2d_backward([[[[10, 1]]]], x, 2, stride=1).tolist() == [[[[0, 11, 0], [0, 0, 0]]]]


def test_the_padding_of_a_max_pool_never_wins() -> None:
    x = image([-5, -6], [-7, -8])
    assert max_pool2d(x, 2, padding=1).tolist() == [[[[-5, -6], [-7, -8]]]]
    assert max_pool2d_winners(x, 2, padding=1).tolist() == [[[[0, 1], [2, 3]]]]


def test_the_padding_of_an_average_pool_counts_unless_told_otherwise() -> None:
    x = image([4, 8], [12, 16])
    assert avg_pool2d(x, 2, padding=1).tolist() == [[[[1, 2], [3, 4]]]]
    assert avg_pool2d(x, 2, padding=1, count_include_pad=False).tolist() == [[[[4, 8], [12, 16]]]]
    ones = np.ones((1, 1, 2, 2))
    assert avg_pool2d_backward(ones, x, 2, padding=1).tolist() == [[[[0.25, 0.25], [0.25, 0.25]]]]
    assert avg_pool2d_backward(ones, x, 2, padding=1, count_include_pad=False).tolist() == ones.tolist()


@pytest.mark.parametrize(("shape", "size", "stride", "padding"), CASES)
@pytest.mark.parametrize("values", [whole_numbers, distinct_numbers])
def test_max_pool_agrees_with_the_loops(
    shape: tuple[int, ...],
    size: int | Two,
    stride: int | Two | None,
    padding: int | Two,
    values: Callable[..., FloatArray],
) -> None:
    x = values(1, *shape)
    y, winners = slow_max_pool2d(x, size, stride=stride, padding=padding)
    assert np.array_equal(max_pool2d(x, size, stride=stride, padding=padding), y)
    assert np.array_equal(max_pool2d_winners(x, size, stride=stride, padding=padding), winners)
    won = np.take_along_axis(x.reshape(*shape[:2], -1), winners.reshape(*shape[:2], -1).astype(np.intp), axis=2)
    assert np.array_equal(won.reshape(y.shape), y)


@pytest.mark.parametrize(("shape", "size", "stride", "padding"), CASES)
@pytest.mark.parametrize("include", [True, False])
def test_average_pool_agrees_with_the_loops(
    shape: tuple[int, ...], size: int | Two, stride: int | Two | None, padding: int | Two, include: bool
) -> None:
    x = whole_numbers(2, *shape)
    y = avg_pool2d(x, size, stride=stride, padding=padding, count_include_pad=include)
    assert y.dtype == np.float64
    assert np.array_equal(y, slow_avg_pool2d(x, size, stride=stride, padding=padding, count_include_pad=include))


@pytest.mark.parametrize(("shape", "size", "stride", "padding"), CASES)
def test_max_pool_gradient_is_a_finite_difference(
    shape: tuple[int, ...], size: int | Two, stride: int | Two | None, padding: int | Two
) -> None:
    x = distinct_numbers(3, *shape)
    dy = np.random.default_rng(4).normal(size=max_pool2d(x, size, stride=stride, padding=padding).shape)
    dx = max_pool2d_backward(dy, x, size, stride=stride, padding=padding)
    slow = slow_gradient(lambda x: float(np.sum(dy * max_pool2d(x, size, stride=stride, padding=padding))), x)
    np.testing.assert_allclose(dx, slow, rtol=1e-7, atol=1e-8)
    assert dx.sum() == pytest.approx(dy.sum())


@pytest.mark.parametrize(("shape", "size", "stride", "padding"), CASES)
@pytest.mark.parametrize("include", [True, False])
def test_average_pool_gradient_is_a_finite_difference(
    shape: tuple[int, ...], size: int | Two, stride: int | Two | None, padding: int | Two, include: bool
) -> None:
    rng = np.random.default_rng(5)

    def pooled(x: FloatArray) -> FloatArray:
        return avg_pool2d(x, size, stride=stride, padding=padding, count_include_pad=include)

    x = rng.normal(size=shape)
    dy = rng.normal(size=pooled(x).shape)
    dx = avg_pool2d_backward(dy, x, size, stride=stride, padding=padding, count_include_pad=include)
    slow = slow_gradient(lambda x: float(np.sum(dy * pooled(x))), x)
    np.testing.assert_allclose(dx, slow, rtol=1e-7, atol=1e-8)


def test_a_tie_goes_to_the_first_cell_row_by_row() -> None:
    x = image([0, 7, 0], [7, 0, 7], [0, 7, 0])
    assert max_pool2d_winners(x, 3).item() == 1
    assert max_pool2d_backward([[[[5]]]], x, 3)[0, 0].tolist() == [[0, 5, 0], [0, 0, 0], [0, 0, 0]]
    assert max_pool2d_winners(np.zeros((1, 1, 4, 4))).tolist() == [[[[0, 2], [8, 10]]]]
    assert max_pool2d_winners(np.zeros((1, 1, 3, 3)), 3, stride=2, padding=1).tolist() == [[[[0, 1], [3, 4]]]]


def test_minus_zero_ties_with_zero() -> None:
    assert max_pool2d_winners(image([-0.0, 0.0], [-1, 0.0])).item() == 0
    assert max_pool2d(image([-0.0, 0.0], [-1, 0.0])).item() == 0


def test_not_a_number_wins() -> None:
    x = image([9, np.inf], [np.nan, 1])
    assert np.isnan(max_pool2d(x)).all()
    assert max_pool2d_winners(x).item() == 2
    assert max_pool2d_winners(image([1, np.nan], [np.nan, 1])).item() == 1
    assert max_pool2d_backward([[[[3]]]], x)[0, 0].tolist() == [[0, 0], [3, 0]]
    padded = image([-1, np.nan], [3, 4])
    assert np.array_equal(max_pool2d(padded, 2, padding=1), image([-1, np.nan], [3, 4]), equal_nan=True)
    assert max_pool2d_winners(padded, 2, padding=1).tolist() == [[[[0, 1], [2, 3]]]]


def test_a_real_minus_infinity_beats_the_padding() -> None:
    x = np.full((1, 1, 3, 3), -np.inf)
    winners = max_pool2d_winners(x, 3, stride=2, padding=1)
    assert winners.tolist() == [[[[0, 1], [3, 4]]]]  # the first real cell of each window, never −1
    assert np.array_equal(max_pool2d(x, 3, stride=2, padding=1), np.full((1, 1, 2, 2), -np.inf))
    dx = max_pool2d_backward(np.ones((1, 1, 2, 2)), x, 3, stride=2, padding=1)
    assert dx[0, 0].tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 0]]


def test_no_winner_is_ever_padding() -> None:
    for shape, size, stride, padding in CASES:
        winners = max_pool2d_winners(np.full(shape, -np.inf), size, stride=stride, padding=padding)
        assert winners.min() >= 0
        assert winners.max() < shape[2] * shape[3]


@pytest.mark.parametrize("pool", [max_pool2d, avg_pool2d])
def test_types_and_layouts(pool: Callable[..., FloatArray]) -> None:
    x = whole_numbers(6, 2, 3, 5, 5)
    expected = pool(x, 2, stride=1, padding=1)
    small = pool(x.astype(np.float32), 2, stride=1, padding=1)
    assert small.dtype == np.float32
    assert np.array_equal(small, expected)
    for kind in (np.int16, np.float16, np.dtype(">f8")):
        assert pool(x.astype(kind)).dtype == np.float64
        assert np.array_equal(pool(x.astype(kind), 2, stride=1, padding=1), expected)
    assert np.array_equal(pool(x.tolist(), 2, stride=1, padding=1), expected)
    view = np.broadcast_to(x[:, :, ::-1, ::-2].transpose(0, 1, 3, 2), (2, 3, 3, 5))
    assert not view.flags.c_contiguous
    assert not view.flags.writeable
    assert np.array_equal(pool(view), pool(view.copy()))


def test_gradients_keep_float32_and_the_arguments() -> None:
    x, dy = whole_numbers(7, 1, 2, 4, 4).astype(np.float32), np.ones((1, 2, 2, 2), dtype=np.float32)
    x.flags.writeable = dy.flags.writeable = False
    for dx in (
        max_pool2d_backward(dy, x),
        avg_pool2d_backward(dy, x),
        avg_pool2d_backward(dy, x, count_include_pad=False),
    ):
        assert dx.dtype == np.float32
        assert dx.shape == x.shape
        assert dx.sum() == dy.sum()


def test_the_stride_is_the_size_unless_given() -> None:
    x = whole_numbers(8, 1, 1, 6, 6)
    assert np.array_equal(max_pool2d(x, (2, 3)), max_pool2d(x, (2, 3), stride=(2, 3)))
    assert np.array_equal(avg_pool2d(x, 3), avg_pool2d(x, 3, stride=3))


X = np.zeros((1, 1, 4, 4))
DY = np.zeros((1, 1, 2, 2))
BAD: list[tuple[Callable[[Callable[..., Any]], Any], type[Exception], str]] = [
    (lambda pool: pool(X[0]), ValueError, "x must have 4 axes"),
    (lambda pool: pool(X[:0]), ValueError, "x must not be empty"),
    (lambda pool: pool(X[:, :, :0], padding=1), ValueError, "x must not be empty"),
    (lambda pool: pool("abc"), TypeError, "x must hold real numbers"),
    (lambda pool: pool([[[[1, 2], [3]]]]), ValueError, "x must be a full array"),
    (lambda pool: pool(X, 5), ValueError, "does not fit"),
    (lambda pool: pool(X, 0), ValueError, "size must be at least 1"),
    (lambda pool: pool(X, 2.0), TypeError, "size must be a whole number"),
    (lambda pool: pool(X, None), TypeError, "size must be a whole number"),
    (lambda pool: pool(X, (2, 2, 2)), ValueError, "size must be one whole number or a pair"),
    (lambda pool: pool(X, 2, stride=0), ValueError, "stride must be at least 1"),
    (lambda pool: pool(X, 2, stride="2"), TypeError, "stride must be a whole number"),
    (lambda pool: pool(X, 2, padding=-1), ValueError, "padding must be at least 0"),
    (lambda pool: pool(X, 2, padding=2), ValueError, "at most half the window"),
    (lambda pool: pool(X, 3, padding=2), ValueError, "at most half the window"),
    (lambda pool: pool(X, (2, 1), padding=(1, 1)), ValueError, "at most half the window"),
]


@pytest.mark.parametrize(("call", "kind", "words"), BAD)
@pytest.mark.parametrize(
    "pool",
    [
        max_pool2d,
        max_pool2d_winners,
        avg_pool2d,
        lambda *a, **k: avg_pool2d(*a, **k, count_include_pad=False),
        lambda *a, **k: max_pool2d_backward(DY, *a, **k),
        lambda *a, **k: avg_pool2d_backward(DY, *a, **k),
    ],
    ids=["max", "winners", "avg", "avg_real", "max_backward", "avg_backward"],
)
def test_bad_arguments_are_refused_in_one_sentence(
    pool: Callable[..., Any], call: Callable[[Callable[..., Any]], Any], kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words) as caught:
        call(pool)
    assert type(caught.value) is kind
    assert is_one_plain_sentence(str(caught.value))


@pytest.mark.parametrize("backward", [max_pool2d_backward, avg_pool2d_backward])
def test_a_gradient_of_another_shape_is_refused(backward: Callable[..., Any]) -> None:
    for dy in (np.zeros((1, 1, 4, 4)), np.zeros((2, 1, 2, 2)), np.zeros((1, 1, 1, 1)), np.zeros((2, 2))):
        with pytest.raises(ValueError, match="dy must have") as caught:
            backward(dy, X)
        assert is_one_plain_sentence(str(caught.value))
    with pytest.raises(TypeError, match="dy must hold real numbers"):
        backward("dy", X)
