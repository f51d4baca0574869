"""Min-pool, and zero padding of max- and min-pool: by hand, against loops, against finite differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.nn.reference import bordered, corners, distinct_numbers, is_one_plain_sentence, pair, slow_gradient
from tests.nn.test_pool import CASES, Two, image
from tutor.nn import (
    max_pool2d,
    max_pool2d_backward,
    max_pool2d_winners,
    min_pool2d,
    min_pool2d_backward,
    min_pool2d_winners,
)
from tutor.nn.arguments import FloatArray
from tutor.nn.pool import Pad

MAX = (max_pool2d, max_pool2d_winners, max_pool2d_backward)
MIN = (min_pool2d, min_pool2d_winners, min_pool2d_backward)


def slow_pool(
    kind: Literal["max", "min"], x: FloatArray, size: int | Two, stride: int | Two | None, padding: int | Two, pad: Pad
) -> tuple[FloatArray, FloatArray]:
    """Return (output, winners) by loops; a winner is −1 where a zero of the padding won."""
    never_wins = -np.inf if kind == "max" else np.inf
    (kh, kw), (ph, pw) = pair(size), pair(padding)
    sh, sw = pair(size if stride is None else stride)
    framed = bordered(x, (ph, pw), 0.0 if pad == "zero" else never_wins)
    tops, lefts = corners(framed.shape[2], kh, sh), corners(framed.shape[3], kw, sw)
    y, winners = np.zeros((*x.shape[:2], len(tops), len(lefts))), np.zeros((*x.shape[:2], len(tops), len(lefts)))
    for n, c, i, j in np.ndindex(*y.shape):
        best: tuple[float, int] | None = None
        for k, m in np.ndindex(kh, kw):
            value = float(framed[n, c, tops[i] + k, lefts[j] + m])
            row, column = tops[i] + k - ph, lefts[j] + m - pw
            real = 0 <= row < x.shape[2] and 0 <= column < x.shape[3]
            if not real and pad == "infinity":
                continue
            if best is None or (value > best[0] if kind == "max" else value < best[0]):
                best = value, row * x.shape[3] + column if real else -1
        assert best is not None
        y[n, c, i, j], winners[n, c, i, j] = best
    return y, winners


def test_the_smallest_of_every_window_by_hand() -> None:
    x = image([1, 2, 5, 0], [3, -4, 0, 0], [-1, -2, 7, 7], [-3, -4, 7, 7])
    assert min_pool2d(x).tolist() == [[[[-4, 0], [-4, 7]]]]
    assert min_pool2d_winners(x).tolist() == [[[[5, 3], [13, 10]]]]
    dx = min_pool2d_backward([[[[1, 10], [100, 1000]]]], x)
    assert dx[0, 0].tolist() == [[0, 0, 0, 10], [0, 1, 0, 0], [0, 0, 1000, 0], [0, 100, 0, 0]]


def test_zero_padding_wins_over_negative_cells_and_takes_their_gradient_away() -> None:
    x = image([-5, 6], [-7, -8])
    assert max_pool2d(x, 2, padding=1, pad="zero").tolist() == [[[[0, 6], [0, 0]]]]
    assert max_pool2d_winners(x, 2, padding=1, pad="zero").tolist() == [[[[-1, 1], [-1, -1]]]]
    assert max_pool2d_backward([[[[1, 10], [100, 1000]]]], x, 2, padding=1, pad="zero").tolist() == [
        [[[0, 10], [0, 0]]]
    ]
    assert min_pool2d(x, 2, padding=1, pad="zero").tolist() == [[[[-5, 0], [-7, -8]]]]
    assert min_pool2d_winners(x, 2, padding=1, pad="zero").tolist() == [[[[0, -1], [2, 3]]]]


def test_a_tie_with_zero_padding_goes_to_whichever_comes_first() -> None:
    x = np.zeros((1, 1, 2, 2))
    # Of the four windows, the last alone begins with a real cell.
    assert max_pool2d_winners(x, 2, padding=1, pad="zero").tolist() == [[[[-1, -1], [-1, 3]]]]
    assert min_pool2d_winners(x, 2, padding=1, pad="zero").tolist() == [[[[-1, -1], [-1, 3]]]]


@pytest.mark.parametrize(("shape", "size", "stride", "padding"), CASES)
@pytest.mark.parametrize(("kind", "functions"), [("max", MAX), ("min", MIN)])
@pytest.mark.parametrize("pad", ["infinity", "zero"])
def test_pools_agree_with_the_loops(
    shape: tuple[int, ...],
    size: int | Two,
    stride: int | Two | None,
    padding: int | Two,
    kind: Literal["max", "min"],
    functions: Any,
    pad: Pad,
) -> None:
    pool, pool_winners, pool_backward = functions
    x = np.random.default_rng(1).integers(-2, 2, shape, endpoint=True).astype(np.float64)  # with many ties
    y, winners = slow_pool(kind, x, size, stride, padding, pad)
    how: dict[str, Any] = {"stride": stride, "padding": padding, "pad": pad}
    assert np.array_equal(pool(x, size, **how), y)
    assert np.array_equal(pool_winners(x, size, **how), winners)
    dy = np.random.default_rng(2).normal(size=y.shape)
    dx = np.zeros((shape[0], shape[1], shape[2] * shape[3]))
    for n, c, i, j in np.ndindex(*y.shape):
        if winners[n, c, i, j] >= 0:
            dx[n, c, int(winners[n, c, i, j])] += dy[n, c, i, j]
    np.testing.assert_allclose(pool_backward(dy, x, size, **how), dx.reshape(shape), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(("shape", "size", "stride", "padding"), CASES)
@pytest.mark.parametrize("functions", [MAX, MIN], ids=["max", "min"])
@pytest.mark.parametrize("pad", ["infinity", "zero"])
def test_the_gradient_is_a_finite_difference(
    shape: tuple[int, ...], size: int | Two, stride: int | Two | None, padding: int | Two, functions: Any, pad: Pad
) -> None:
    pool, _, pool_backward = functions
    how: dict[str, Any] = {"stride": stride, "padding": padding, "pad": pad}
    x = distinct_numbers(3, *shape)
    dy = np.random.default_rng(4).normal(size=pool(x, size, **how).shape)
    slow = slow_gradient(lambda x: float(np.sum(dy * pool(x, size, **how))), x)
    np.testing.assert_allclose(pool_backward(dy, x, size, **how), slow, rtol=1e-7, atol=1e-8)


@st.composite
def pooled(draw: st.DrawFn) -> tuple[FloatArray, tuple[Any, ...], dict[str, Any]]:
    """Draw a feature map of any floats and a pool that fits it."""
    kind = draw(st.sampled_from([np.float32, np.float64]))
    size = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    padding = (draw(st.integers(0, size[0] // 2)), draw(st.integers(0, size[1] // 2)))
    height, width = (draw(st.integers(max(1, s - 2 * p), 7)) for s, p in zip(size, padding, strict=True))
    numbers = st.sampled_from([-np.inf, -2.0, -1.0, -0.0, 0.0, 1.0, 2.0, np.inf, np.nan])
    x = draw(hnp.arrays(kind, (draw(st.integers(1, 2)), draw(st.integers(1, 2)), height, width), elements=numbers))
    stride = draw(st.none() | st.tuples(st.integers(1, 3), st.integers(1, 3)))
    return x, (size,), {"stride": stride, "padding": padding, "pad": draw(st.sampled_from(["infinity", "zero"]))}


@given(pooled())
def test_min_pool_is_max_pool_upside_down(drawn: tuple[FloatArray, tuple[Any, ...], dict[str, Any]]) -> None:
    x, size, how = drawn
    y = min_pool2d(x, *size, **how)
    assert y.dtype == x.dtype
    assert np.array_equal(y, -max_pool2d(-x, *size, **how), equal_nan=True)
    assert np.array_equal(min_pool2d_winners(x, *size, **how), max_pool2d_winners(-x, *size, **how))
    dy = np.arange(y.size, dtype=x.dtype).reshape(y.shape)
    assert np.array_equal(min_pool2d_backward(dy, x, *size, **how), max_pool2d_backward(dy, -x, *size, **how))


@given(pooled())
def test_the_winner_has_the_value_of_its_window(
    drawn: tuple[FloatArray, tuple[Any, ...], dict[str, Any]],
) -> None:
    x, size, how = drawn
    for pool, pool_winners, _ in (MAX, MIN):
        y, winners = pool(x, *size, **how), pool_winners(x, *size, **how)
        with_zero = np.concatenate([x.reshape(*x.shape[:2], -1), np.zeros((*x.shape[:2], 1))], axis=2)  # number −1
        won = np.take_along_axis(with_zero, winners.reshape(*x.shape[:2], -1), axis=2).reshape(y.shape)
        assert np.array_equal(won, y, equal_nan=True)
        assert how["pad"] == "zero" or winners.min() >= 0


def test_minus_zero_stays_one() -> None:
    x = np.full((1, 1, 4, 6), -0.0)
    for pool in (max_pool2d, min_pool2d):
        for size, padding in ((2, 0), (3, 1), (1, 0)):
            assert np.signbit(pool(x, size, stride=1, padding=padding)).all()


def test_not_a_number_wins_and_the_padding_never_does() -> None:
    x = image([np.inf, np.nan], [1, np.inf])
    assert np.isnan(min_pool2d(x)).all()
    assert min_pool2d_winners(x).item() == 1
    full = np.full((1, 1, 3, 3), np.inf)
    assert min_pool2d_winners(full, 3, stride=2, padding=1).tolist() == [[[[0, 1], [3, 4]]]]
    assert min_pool2d(full, 3, stride=2, padding=1, pad="zero").tolist() == [[[[0, 0], [0, 0]]]]
    assert np.isnan(max_pool2d(image([np.nan]), 3, padding=1, pad="zero")).all()
    assert max_pool2d_winners(image([np.nan]), 3, padding=1, pad="zero").item() == 0


@pytest.mark.parametrize("pool", [max_pool2d, min_pool2d])
def test_the_output_is_never_the_input(pool: Callable[..., FloatArray]) -> None:
    x = distinct_numbers(5, 1, 2, 3, 3)
    x.flags.writeable = False
    y = pool(x, 1)
    assert np.array_equal(y, x)
    assert y.flags.writeable
    assert not np.shares_memory(x, y)


@pytest.mark.parametrize("functions", [MAX, MIN], ids=["max", "min"])
def test_a_gradient_too_large_for_float32_is_infinite(functions: Any) -> None:
    x = np.array([[[[0, 1, 0]]]], dtype=np.float32) * (1 if functions is MAX else -1)
    dy = np.full((1, 1, 1, 2), 3e38, dtype=np.float32)
    assert functions[2](dy, x, (1, 2), stride=1).tolist() == [[[[0, np.inf, 0]]]]


@pytest.mark.parametrize("pad", ["zeros", "", None, 0])
@pytest.mark.parametrize(
    "function", [*MAX[:2], *MIN[:2], lambda x, pad: MAX[2](x, x, 1, pad=pad), lambda x, pad: MIN[2](x, x, 1, pad=pad)]
)
def test_another_padding_is_refused_in_one_sentence(function: Callable[..., object], pad: Any) -> None:
    with pytest.raises(ValueError, match='pad must be "infinity" or "zero", not') as caught:
        function(np.zeros((1, 1, 4, 4)), pad=pad)
    assert is_one_plain_sentence(str(caught.value))
