"""Convolution: against pencil and paper, against loops, and its gradients against finite differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.nn.reference import is_one_plain_sentence, slow_conv2d, slow_gradient, whole_numbers
from tutor.nn import conv2d, conv2d_backward, tiles
from tutor.nn.arguments import FloatArray
from tutor.nn.shapes import output_shape, output_size

PICTURE = np.array([[1, 2, 0], [3, 1, 1], [0, 2, 4]], dtype=np.float64)[None, None]
KERNEL = np.array([[1, 0], [0, -1]], dtype=np.float64)[None, None]

Two = tuple[int, int]
# (x, w, stride, padding): a window that does not divide, pairs, one-cell axes, a kernel as large as the picture…
CASES: list[tuple[tuple[int, ...], tuple[int, ...], int | Two, int | Two]] = [
    ((1, 1, 3, 3), (1, 1, 2, 2), 1, 0),
    ((1, 1, 8, 8), (1, 1, 3, 3), 1, 0),
    ((2, 3, 6, 5), (4, 3, 3, 3), 1, 1),
    ((2, 2, 7, 8), (3, 2, 3, 2), 2, 0),
    ((1, 2, 7, 9), (2, 2, 2, 3), (2, 3), (1, 0)),
    ((1, 3, 5, 6), (2, 3, 3, 3), (3, 1), (0, 2)),
    ((3, 1, 4, 4), (2, 1, 4, 4), 1, 0),
    ((1, 2, 1, 6), (2, 2, 1, 3), 1, 0),
    ((1, 2, 6, 1), (1, 2, 3, 1), (2, 1), (1, 0)),
    ((1, 1, 1, 1), (1, 1, 1, 1), 5, 0),
    ((1, 1, 1, 1), (2, 1, 3, 3), 1, 1),
    ((2, 4, 3, 3), (5, 4, 1, 1), 1, 0),
    ((1, 1, 2, 2), (1, 1, 2, 2), 3, 3),
    ((1, 1, 10, 10), (1, 1, 2, 2), 4, 0),
]


def test_one_window_by_hand() -> None:
    # 1·1 + 2·0 + 3·0 + 1·(−1) = 0;  2 − 1 = 1;  3 − 2 = 1;  1 − 4 = −3
    assert conv2d(PICTURE, KERNEL).tolist() == [[[[0, 1], [1, -3]]]]


def test_the_bias_is_added_to_every_cell() -> None:
    assert conv2d(PICTURE, KERNEL, [10]).tolist() == [[[[10, 11], [11, 7]]]]


def test_the_kernel_is_not_flipped() -> None:
    dot = np.zeros((1, 1, 3, 3))
    dot[0, 0, 1, 1] = 1
    kernel = np.arange(1.0, 10.0).reshape(1, 1, 3, 3)
    # Cross-correlation shows a single dot the kernel upside down; convolution proper would show it upright.
    assert np.array_equal(conv2d(dot, kernel, padding=1), kernel[:, :, ::-1, ::-1])


def test_channels_are_summed_and_kernels_make_channels() -> None:
    x = np.array([[[[2.0]], [[3.0]]]])  # (1, 2, 1, 1)
    w = np.array([[[[1.0]], [[10.0]]], [[[5.0]], [[0.0]]], [[[0.0]], [[-1.0]]]])  # (3, 2, 1, 1)
    assert conv2d(x, w).ravel().tolist() == [32, 10, -3]


def test_examples_do_not_mix() -> None:
    x = whole_numbers(1, 3, 2, 5, 5)
    w = whole_numbers(2, 2, 2, 3, 3)
    together = conv2d(x, w)
    assert np.array_equal(together, np.concatenate([conv2d(x[i : i + 1], w) for i in range(3)]))


def test_a_window_wholly_in_the_padding_gives_the_bias() -> None:
    y = conv2d(np.ones((1, 1, 2, 2)), np.ones((1, 1, 2, 2)), [0.5], padding=2)
    assert y.shape == (1, 1, 5, 5)
    assert y[0, 0, 0, 0] == 0.5


@pytest.mark.parametrize(("x_shape", "w_shape", "stride", "padding"), CASES)
@pytest.mark.parametrize("biased", [False, True])
def test_agrees_with_the_loops(
    x_shape: tuple[int, ...], w_shape: tuple[int, ...], stride: int | Two, padding: int | Two, biased: bool
) -> None:
    x, w = whole_numbers(3, *x_shape), whole_numbers(4, *w_shape)
    b = whole_numbers(5, w_shape[0]) if biased else None
    y = conv2d(x, w, b, stride=stride, padding=padding)
    assert np.array_equal(y, slow_conv2d(x, w, b, stride=stride, padding=padding))
    assert y.dtype == np.float64
    assert y.flags.c_contiguous
    rng = np.random.default_rng(6)
    x, w = rng.normal(size=x_shape), rng.normal(size=w_shape)
    np.testing.assert_allclose(
        conv2d(x, w, b, stride=stride, padding=padding),
        slow_conv2d(x, w, b, stride=stride, padding=padding),
        rtol=1e-12,
        atol=1e-12,
    )


def test_float32_stays_float32_and_all_else_becomes_float64() -> None:
    x, w, b = (whole_numbers(seed, *shape) for seed, shape in enumerate([(1, 2, 5, 5), (3, 2, 3, 3), (3,)]))
    expected = conv2d(x, w, b)
    small = conv2d(x.astype(np.float32), w.astype(np.float32), b.astype(np.float32))
    assert small.dtype == np.float32
    assert np.array_equal(small, expected)
    for kind in (np.int8, np.int64, np.float16, np.dtype(">f8")):
        y = conv2d(x.astype(kind), w.astype(kind), b.astype(kind))
        assert y.dtype == np.float64
        assert np.array_equal(y, expected)
    assert conv2d(x.tolist(), w.tolist(), b.tolist()).dtype == np.float64
    assert conv2d(x > 0, w > 0).dtype == np.float64


def test_float32_of_the_other_byte_order_is_float32_too() -> None:
    assert conv2d(PICTURE.astype(">f4"), KERNEL.astype("<f4")).dtype == np.float32


def test_small_integers_do_not_overflow() -> None:
    x = np.full((1, 1, 3, 3), 255, dtype=np.uint8)
    assert conv2d(x, x).item() == 9 * 255**2


def test_views_and_read_only_arrays_are_accepted_and_left_alone() -> None:
    base = whole_numbers(7, 6, 10, 2, 3)
    x = base.transpose(3, 2, 0, 1)[::-1, :, :, ::2]  # (3, 2, 6, 5), not contiguous, one axis backwards
    w = whole_numbers(8, 2, 2, 3, 3)[:, :, ::-1, ::-1]
    before = base.copy()
    base.flags.writeable = False
    x.flags.writeable = w.flags.writeable = False
    assert not x.flags.c_contiguous
    y = conv2d(x, w, padding=1)
    assert np.array_equal(y, slow_conv2d(x.copy(), w.copy(), padding=1))
    assert y.flags.writeable
    dy = np.broadcast_to(np.array(1.0), y.shape)  # read-only, all strides 0
    for got, expected in zip(
        conv2d_backward(dy, x, w, padding=1),
        conv2d_backward(np.ones(y.shape), x.copy(), w.copy(), padding=1),
        strict=True,
    ):
        assert np.array_equal(got, expected)
    assert np.array_equal(base, before)


def test_tiles_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    x, w, b = whole_numbers(1, 2, 3, 13, 11), whole_numbers(2, 4, 3, 3, 2), whole_numbers(3, 4)
    expected = slow_conv2d(x, w, b, stride=(1, 2), padding=(1, 2))
    for tile_bytes in (1, 500, 3000, 20_000, 1 << 20):  # cell by cell, pieces of a row, rows, examples, all at once
        monkeypatch.setattr(tiles, "TILE_BYTES", tile_bytes)
        assert np.array_equal(conv2d(x, w, b, stride=(1, 2), padding=(1, 2)), expected)


@pytest.mark.parametrize("x_shape", [(1, 1, 8, 8), (1, 3, 40, 40), (3, 5, 23, 19)])
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_the_same_numbers_give_the_same_bits_wherever_they_lie(
    x_shape: tuple[int, ...], kind: type[FloatArray]
) -> None:
    rng = np.random.default_rng(1)
    x, w = rng.normal(size=x_shape).astype(kind), rng.normal(size=(5, x_shape[1], 3, 3)).astype(kind)
    expected = conv2d(x, w)
    for shift in range(1, 17):
        memory = np.empty(x.size + shift, dtype=kind)
        moved = memory[shift:].reshape(x_shape)
        moved[...] = x
        assert np.array_equal(conv2d(moved, w), expected)


@pytest.mark.parametrize("examples", [1, 2])
def test_nan_and_infinity_reach_the_windows_that_hold_them(examples: int) -> None:
    x = np.ones((examples, 1, 4, 4))
    x[-1, 0, 0, 0], x[-1, 0, 3, 3] = np.nan, np.inf
    y = conv2d(x, np.ones((1, 1, 2, 2)))[-1, 0]
    assert np.isnan(y[0, 0])
    assert y[2, 2] == np.inf
    assert np.count_nonzero(y == 4) == 7


def test_gradients_by_hand() -> None:
    dx, dw, db = conv2d_backward([[[[1, 2], [3, 4]]]], PICTURE, KERNEL)
    # Each window sends back dy · kernel: 1·[1 0; 0 −1] at the top left, 2· … beside it, and so on.
    assert dx.tolist() == [[[[1, 2, 0], [3, 4 - 1, -2], [0, -3, -4]]]]
    # dw[0,0] = 1·1 + 2·2 + 3·3 + 4·1
    assert dw[0, 0].tolist() == [[18, 2 + 0 + 3 + 4], [3 + 2 + 0 + 8, 1 + 2 + 6 + 16]]
    assert db.tolist() == [10]


@pytest.mark.parametrize(("x_shape", "w_shape", "stride", "padding"), CASES)
def test_gradients_are_finite_differences(
    x_shape: tuple[int, ...], w_shape: tuple[int, ...], stride: int | Two, padding: int | Two
) -> None:
    rng = np.random.default_rng(9)
    x, w, b = rng.normal(size=x_shape), rng.normal(size=w_shape), rng.normal(size=w_shape[0])
    dy = rng.normal(size=conv2d(x, w, b, stride=stride, padding=padding).shape)

    def loss(x: FloatArray, w: FloatArray, b: FloatArray) -> float:
        return float(np.sum(dy * conv2d(x, w, b, stride=stride, padding=padding)))

    dx, dw, db = conv2d_backward(dy, x, w, b, stride=stride, padding=padding)
    assert (dx.shape, dw.shape, db.shape) == (x.shape, w.shape, b.shape)
    np.testing.assert_allclose(dx, slow_gradient(lambda x: loss(x, w, b), x), rtol=1e-7, atol=1e-7)
    np.testing.assert_allclose(dw, slow_gradient(lambda w: loss(x, w, b), w), rtol=1e-7, atol=1e-7)
    np.testing.assert_allclose(db, slow_gradient(lambda b: loss(x, w, b), b), rtol=1e-7, atol=1e-7)


def test_gradients_in_float32() -> None:
    x, w, b = (whole_numbers(i, *s).astype(np.float32) for i, s in enumerate([(2, 2, 5, 5), (3, 2, 3, 3), (3,)]))
    dy = whole_numbers(3, 2, 3, 5, 5).astype(np.float32)
    small = conv2d_backward(dy, x, w, b, padding=1)
    large = conv2d_backward(*(array.astype(np.float64) for array in (dy, x, w, b)), padding=1)
    for got, expected in zip(small, large, strict=True):
        assert got.dtype == np.float32
        assert np.array_equal(got, expected)


def test_the_gradient_of_a_bias_that_is_not_there() -> None:
    dy = whole_numbers(1, 1, 1, 2, 2)
    for without, given in zip(
        conv2d_backward(dy, PICTURE, KERNEL), conv2d_backward(dy, PICTURE, KERNEL, [5]), strict=True
    ):
        assert np.array_equal(without, given)


@pytest.mark.parametrize("length", range(1, 9))
@pytest.mark.parametrize("window", [1, 2, 3, 5])
@pytest.mark.parametrize("stride", [1, 2, 3, 4])
@pytest.mark.parametrize("padding", [0, 1, 2])
def test_output_size_counts_the_windows_that_fit(length: int, window: int, stride: int, padding: int) -> None:
    fit = sum(start + window <= length + 2 * padding for start in range(0, length + 2 * padding, stride))
    if fit:
        assert output_size(length, window, stride, padding) == fit
    else:
        with pytest.raises(ValueError, match="does not fit"):
            output_size(length, window, stride, padding)


def test_output_shape_takes_pairs() -> None:
    assert output_shape(55, 55, 3, 2, 0) == (27, 27)
    assert output_shape(5, 9, (2, 3), (1, 2), (0, 1)) == (4, 5)


X, W = np.zeros((1, 2, 4, 4)), np.zeros((3, 2, 3, 3))
BAD: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: conv2d(X[0], W), ValueError, "x must have 4 axes"),
    (lambda: conv2d(X, W[0]), ValueError, "w must have 4 axes"),
    (lambda: conv2d(X, W, np.zeros((3, 1))), ValueError, "b must have 1 axes"),
    (lambda: conv2d(X, W, np.zeros(2)), ValueError, "b has 2 values"),
    (lambda: conv2d(X, W[:, :1]), ValueError, "x has 2 channels"),
    (lambda: conv2d(X[:, :, :2], W), ValueError, "does not fit"),
    (lambda: conv2d(X[:0], W), ValueError, "x must not be empty"),
    (lambda: conv2d(X[:, :, :0], W, padding=2), ValueError, "x must not be empty"),
    (lambda: conv2d(X[:, :0], W[:, :0]), ValueError, "x must not be empty"),
    (lambda: conv2d(X, W[:0]), ValueError, "w must not be empty"),
    (lambda: conv2d(X, W[:, :, :0]), ValueError, "w must not be empty"),
    (lambda: conv2d("picture", W), TypeError, "x must hold real numbers"),
    (lambda: conv2d(None, W), TypeError, "x must hold real numbers"),  # type: ignore[arg-type]
    (lambda: conv2d(X + 1j, W), TypeError, "x must hold real numbers"),
    (lambda: conv2d(X, np.full(W.shape, None)), TypeError, "w must hold real numbers"),
    (lambda: conv2d(X, W, ["a", "b", "c"]), TypeError, "b must hold real numbers"),
    (lambda: conv2d([[[[1, 2], [3]]]], W), ValueError, "x must be a full array"),
    (lambda: conv2d(X, W, stride=0), ValueError, "stride must be at least 1"),
    (lambda: conv2d(X, W, stride=(1, -1)), ValueError, "stride must be at least 1"),
    (lambda: conv2d(X, W, padding=-1), ValueError, "padding must be at least 0"),
    (lambda: conv2d(X, W, stride=1.5), TypeError, "stride must be a whole number"),  # type: ignore[arg-type]
    (lambda: conv2d(X, W, stride=True), TypeError, "stride must be a whole number"),
    (lambda: conv2d(X, W, padding="same"), TypeError, "padding must be"),  # type: ignore[arg-type]
    (lambda: conv2d(X, W, padding=None), TypeError, "padding must be"),  # type: ignore[arg-type]
    (lambda: conv2d(X, W, stride=(1, 2, 3)), ValueError, "stride must be one whole"),  # type: ignore[arg-type]
    (lambda: conv2d(X, W, stride=()), ValueError, "stride must be one whole"),  # type: ignore[arg-type]
    (lambda: conv2d_backward(np.zeros((1, 3, 4, 4)), X, W), ValueError, "dy must have the shape of the output"),
    (lambda: conv2d_backward(np.zeros((1, 3, 2)), X, W), ValueError, "dy must have 4 axes"),
    (lambda: conv2d_backward("x", X, W), TypeError, "dy must hold real numbers"),
    (lambda: conv2d_backward(np.zeros((1, 3, 2, 2)), X, W, np.zeros(4)), ValueError, "b has 4 values"),
    (lambda: output_shape(0, 4, 1, 1, 1), ValueError, "at least 1"),
    (lambda: output_shape(4.5, 4, 2, 2, 0), TypeError, "whole number"),  # type: ignore[arg-type]
    (lambda: output_shape(4, 4, 0, 1, 0), ValueError, "size must be at least 1"),
]


@pytest.mark.parametrize(("call", "kind", "words"), BAD)
def test_bad_arguments_are_refused_in_one_sentence(call: Callable[[], Any], kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words) as caught:
        call()
    assert type(caught.value) is kind
    assert is_one_plain_sentence(str(caught.value))


def test_infinities_and_nan_are_results_like_any_other() -> None:
    x = np.full((1, 1, 3, 3), np.inf, dtype=np.float32)
    x[0, 0, 0, 0] = -np.inf
    w = np.ones((1, 1, 2, 2), dtype=np.float32)
    y = conv2d(x, w)  # a warning of numpy would be an error here
    assert np.isnan(y[0, 0, 0, 0])
    assert np.isinf(y[0, 0, 1, 1])
    dx, dw, _db = conv2d_backward(y, x, w)
    assert np.isnan(dx[0, 0, 0, 0])
    assert np.isnan(dw).any()
