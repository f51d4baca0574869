"""The three friends: where the order of layers matters, and where it provably does not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.nn.reference import whole_numbers
from tutor.nn import Activation, Conv2d, MaxPool2d, avg_pool2d, conv2d, max_pool2d, relu, run
from tutor.nn.arguments import FloatArray
from tutor.nn.layers import Layer
from tutor.nn.pipeline import Trace

RELU = Activation("relu")
IDENTITY = np.ones((1, 1, 1, 1))
CHECKS = settings(deadline=None, max_examples=120)


@dataclass(frozen=True)
class Cell:
    """A picture, a convolution and a max-pool that fit each other, and a gradient for the pooled map."""

    x: FloatArray
    conv: Conv2d
    pool: MaxPool2d
    dy: FloatArray

    def run(self, *layers: Layer) -> Trace:
        return run([self.conv, *layers], self.x)

    @property
    def alex(self) -> Trace:
        return self.run(RELU, self.pool)

    @property
    def ilya(self) -> Trace:
        return self.run(self.pool, RELU)

    @property
    def jeffrey(self) -> Trace:
        return self.run(self.pool)


@st.composite
def cells(draw: st.DrawFn, values: st.SearchStrategy[float]) -> Cell:
    small = st.integers(1, 3)
    n, c, f, kh, kw = draw(st.tuples(st.integers(1, 2), st.integers(1, 2), st.integers(1, 2), small, small))
    size = draw(st.tuples(small, small))
    stride = draw(st.none() | st.tuples(small, small))
    padding = (draw(st.integers(0, size[0] // 2)), draw(st.integers(0, size[1] // 2)))
    # The map between convolution and pool must hold one window of the pool at least.
    height, width = (
        draw(st.integers(max(1, cells - 2 * pad), 6)) + kernel - 1
        for cells, pad, kernel in zip(size, padding, (kh, kw), strict=True)
    )
    x = draw(arrays(np.float64, (n, c, height, width), elements=values))
    conv = Conv2d(
        draw(arrays(np.float64, (f, c, kh, kw), elements=values)),
        draw(st.none() | arrays(np.float64, (f,), elements=values)),
    )
    pool = MaxPool2d(size, stride, padding)
    pooled = run([conv, pool], x).output
    return Cell(x, conv, pool, draw(arrays(np.float64, pooled.shape, elements=values)))


TIES = st.integers(-2, 2).map(float)
"""Few whole numbers: ties, zeros and windows without anything positive come up all the time."""
REALS = st.floats(-1e6, 1e6, allow_nan=False)


@CHECKS
@given(cells(TIES) | cells(REALS))
def test_alex_equals_ilya_bit_for_bit(cell: Cell) -> None:
    assert np.array_equal(cell.alex.output, cell.ilya.output)


@CHECKS
@given(cells(TIES))
def test_alex_and_ilya_learn_the_same_bit_for_bit(cell: Cell) -> None:
    assert np.array_equal(cell.alex.gradient(cell.dy), cell.ilya.gradient(cell.dy))
    assert np.array_equal(cell.alex.gradient(), cell.ilya.gradient())


@CHECKS
@given(cells(REALS))
def test_alex_and_ilya_learn_the_same_on_real_numbers_too(cell: Cell) -> None:
    assert np.array_equal(cell.alex.gradient(cell.dy), cell.ilya.gradient(cell.dy))


@CHECKS
@given(cells(TIES))
def test_the_winners_agree_wherever_something_positive_wins(cell: Cell) -> None:
    alex, ilya = cell.alex.stage("max_pool").winners, cell.ilya.stage("max_pool").winners
    assert alex is not None
    assert ilya is not None
    positive = cell.jeffrey.output > 0
    assert np.array_equal(alex[positive], ilya[positive])


@CHECKS
@given(cells(TIES) | cells(REALS))
def test_jeffrey_differs_exactly_where_all_of_a_window_is_negative(cell: Cell) -> None:
    jeffrey, ilya = cell.jeffrey.output, cell.ilya.output
    assert np.array_equal(jeffrey != ilya, jeffrey < 0)
    assert np.array_equal(jeffrey[jeffrey >= 0], ilya[jeffrey >= 0])


@CHECKS
@given(cells(TIES) | cells(REALS))
def test_ilya_is_the_maximum_of_the_window_and_zero(cell: Cell) -> None:
    assert np.array_equal(cell.ilya.output, np.maximum(cell.jeffrey.output, 0))
    assert (cell.ilya.output >= 0).all()


@CHECKS
@given(cells(TIES), st.integers(1, 3), st.integers(1, 3))
def test_strided_subsampling_commutes(cell: Cell, down: int, across: int) -> None:
    skip = MaxPool2d(1, (down, across))
    assert np.array_equal(cell.run(RELU, skip).output, cell.run(skip, RELU).output)
    assert np.array_equal(cell.run(RELU, skip).gradient(), cell.run(skip, RELU).gradient())


@CHECKS
@given(cells(TIES) | cells(REALS))
def test_a_kernel_does_not_see_the_order_in_float32_either(cell: Cell) -> None:
    conv = Conv2d(cell.conv.weight.astype(np.float32))
    x = cell.x.astype(np.float32)
    alex, ilya = run([conv, RELU, cell.pool], x), run([conv, cell.pool, RELU], x)
    assert alex.output.dtype == ilya.output.dtype == np.float32
    assert np.array_equal(alex.output, ilya.output)
    dy = cell.dy.astype(np.float32)
    assert np.array_equal(alex.gradient(dy), ilya.gradient(dy))


def test_the_winners_of_an_all_negative_window_need_not_agree() -> None:
    x = np.array([[-3.0, -2.0], [-1.0, -4.0]])[None, None]
    alex, ilya = run([RELU, MaxPool2d()], x), run([MaxPool2d(), RELU], x)
    alex_winners, ilya_winners = alex.stage("max_pool").winners, ilya.stage("max_pool").winners
    assert alex_winners is not None
    assert ilya_winners is not None
    assert alex_winners.item() == 0  # behind the ReLU all four cells are 0 and the first wins the tie
    assert ilya_winners.item() == 2  # the −1
    assert alex.output.item() == ilya.output.item() == 0
    assert np.array_equal(alex.gradient([[[[5.0]]]]), np.zeros_like(x))
    assert np.array_equal(ilya.gradient([[[[5.0]]]]), np.zeros_like(x))


def test_jeffrey_lets_a_negative_response_and_its_gradient_pass() -> None:
    x = np.array([[-3.0, -2.0], [-1.0, -4.0]])[None, None]
    jeffrey = run([MaxPool2d()], x)
    assert jeffrey.output.item() == -1
    assert jeffrey.gradient()[0, 0].tolist() == [[0, 0], [1, 0]]


def test_not_a_number_reaches_both_outputs() -> None:
    x = np.array([[-1.0, np.nan], [2.0, 3.0]])[None, None]
    assert np.isnan(run([RELU, MaxPool2d()], x).output).all()
    assert np.isnan(run([MaxPool2d(), RELU], x).output).all()


def test_relu_and_the_mean_do_not_commute() -> None:
    x = np.array([[1.0, -1.0]])[None, None]
    assert avg_pool2d(relu(x), (1, 2)).item() == 0.5
    assert relu(avg_pool2d(x, (1, 2))).item() == 0


def test_max_pooling_is_not_linear() -> None:
    one, two = np.array([[1.0, 0.0]])[None, None], np.array([[0.0, 1.0]])[None, None]
    together = max_pool2d(one + two, (1, 2)).item()
    assert together == 1 != max_pool2d(one, (1, 2)).item() + max_pool2d(two, (1, 2)).item()


def test_without_a_pool_behind_it_a_layer_of_jeffreys_is_linear() -> None:
    x = whole_numbers(1, 1, 2, 7, 7)
    first, second = whole_numbers(2, 3, 2, 3, 3), whole_numbers(3, 1, 3, 3, 3)
    two = run([Conv2d(first), Conv2d(second)], x).output
    doubled = run([Conv2d(first), Conv2d(second)], -2 * x).output
    assert np.array_equal(doubled, -2 * two)
    # Two convolutions are one, with a 5 × 5 kernel: found here by feeding in single dots.
    kernel = np.zeros((1, 2, 5, 5))
    for c, k, m in np.ndindex(2, 5, 5):
        dot = np.zeros((1, 2, 5, 5))
        dot[0, c, k, m] = 1
        kernel[0, c, k, m] = run([Conv2d(first), Conv2d(second)], dot).output.item()
    assert np.array_equal(conv2d(x, kernel), two)


def test_one_random_2x2_window_in_sixteen_is_all_negative() -> None:
    x = np.random.default_rng(20).normal(size=(1, 1, 400, 400))  # 40,000 windows: ±0.12 % is one sigma
    jeffrey = run([MaxPool2d()], x)
    ilya = run([MaxPool2d(), RELU], x)
    assert np.mean(jeffrey.output != ilya.output) == pytest.approx(1 / 16, abs=0.005)


def test_most_random_3x3_outputs_hide_the_difference() -> None:
    x = np.random.default_rng(21).normal(size=(4000, 1, 6, 6))
    hidden = (max_pool2d(x) >= 0).all(axis=(1, 2, 3))
    assert np.mean(hidden) == pytest.approx((15 / 16) ** 9, abs=0.03)
    assert np.mean(hidden) > 0.5
