"""Costs: the closed forms against loops that count, and against the numbers the lessons quote."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.nn.reference import (
    Tally,
    is_one_plain_sentence,
    slow_avg_pool2d,
    slow_conv2d,
    slow_max_pool2d,
    slow_relu,
    whole_numbers,
)
from tutor.nn import (
    Activation,
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    Cost,
    L2Pool2d,
    MaxPool2d,
    MinPool2d,
    relus_saved,
    run,
    work_saved,
)
from tutor.nn.arguments import FloatArray
from tutor.nn.layers import Layer

Two = tuple[int, int]
RELU = Activation("relu")
KERNEL = np.array([[1, 0, -1]] * 3, dtype=np.float64)[None, None]


def cost_of(layer: Layer, x: FloatArray) -> Cost:
    return run([layer], x).cost


@pytest.mark.parametrize(
    ("x_shape", "w_shape", "stride", "padding"),
    [
        ((1, 1, 8, 8), (1, 1, 3, 3), 1, 0),
        ((2, 3, 6, 5), (4, 3, 3, 3), 1, 1),
        ((1, 2, 7, 9), (3, 2, 2, 3), (2, 3), (1, 0)),
        ((2, 2, 5, 5), (2, 2, 3, 3), 2, 2),
        ((1, 4, 1, 6), (2, 4, 1, 1), 2, 0),
    ],
)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_conv_cost_is_what_the_loops_count(
    x_shape: tuple[int, ...], w_shape: tuple[int, ...], stride: int | Two, padding: int | Two, kind: type[Any]
) -> None:
    x, w = whole_numbers(1, *x_shape).astype(kind), whole_numbers(2, *w_shape).astype(kind)
    b = np.ones(w_shape[0], dtype=kind)
    tally = Tally()
    slow_conv2d(x, w, b, stride=stride, padding=padding, tally=tally)
    assert cost_of(Conv2d(w, b, stride, padding), x) == tally.cost
    assert cost_of(Conv2d(w, None, stride, padding), x) == tally.cost


@pytest.mark.parametrize(
    ("shape", "size", "stride", "padding"),
    [
        ((1, 1, 6, 6), 2, None, 0),
        ((2, 3, 7, 5), 2, None, 0),
        ((1, 2, 7, 7), 3, 2, 1),
        ((1, 2, 6, 5), (3, 2), (1, 2), (1, 0)),
        ((2, 1, 4, 4), 1, 1, 0),
        ((1, 1, 5, 5), 2, 1, 1),
    ],
)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_pool_costs_are_what_the_loops_count(
    shape: tuple[int, ...], size: int | Two, stride: int | Two | None, padding: int | Two, kind: type[Any]
) -> None:
    x = whole_numbers(3, *shape).astype(kind)
    tally = Tally()
    slow_max_pool2d(x, size, stride=stride, padding=padding, tally=tally)
    assert cost_of(MaxPool2d(size, stride, padding), x) == tally.cost
    for include in (True, False):
        tally = Tally()
        slow_avg_pool2d(x, size, stride=stride, padding=padding, count_include_pad=include, tally=tally)
        assert cost_of(AvgPool2d(size, stride, padding, include), x) == tally.cost


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_relu_cost_is_what_the_loop_counts(kind: type[Any]) -> None:
    x = whole_numbers(4, 2, 3, 4, 5).astype(kind)
    tally = Tally()
    slow_relu(x, tally=tally)
    assert cost_of(RELU, x) == tally.cost
    assert tally.comparisons == x.size


@pytest.mark.parametrize(
    ("name", "comparisons"), [("relu", 1), ("relu6", 2), ("leaky_relu", 1), ("abs", 1), ("gelu", 0), ("square", 0)]
)
def test_an_activation_costs_its_comparisons_or_one_evaluation_a_cell(name: str, comparisons: int) -> None:
    cost = cost_of(Activation(name), np.zeros((2, 3, 4, 5)))
    evaluations = 0 if comparisons else 120
    assert cost == Cost(comparisons=120 * comparisons, evaluations=evaluations, bytes_read=960, bytes_written=960)


def test_a_min_pool_costs_what_a_max_pool_does() -> None:
    x = whole_numbers(5, 2, 3, 7, 5)
    assert cost_of(MinPool2d((3, 2), 2, 1), x) == cost_of(MaxPool2d((3, 2), 2, 1), x)
    assert cost_of(MaxPool2d((3, 2), 2, 1, "zero"), x) == cost_of(MaxPool2d((3, 2), 2, 1), x)


def test_an_l2_pool_sums_squares_and_takes_one_root_a_window() -> None:
    x = np.zeros((2, 3, 6, 6))  # 2·3·3·3 = 54 windows of 4 cells
    cost = cost_of(L2Pool2d(), x)
    assert cost == Cost(multiply_adds=216, evaluations=54, bytes_read=216 * 8, bytes_written=54 * 8)
    assert cost.operations == 270


def test_a_batch_norm_is_one_multiply_add_a_cell() -> None:
    norm = BatchNorm2d(*np.ones((4, 3)))
    cost = cost_of(norm, np.zeros((2, 3, 4, 5), dtype=np.float32))
    assert cost == Cost(multiply_adds=120, bytes_read=480, bytes_written=480)


def test_costs_add_up() -> None:
    one, two = Cost(1, 2, 3, 4, 5), Cost(10, 20, 30, 40, 50)
    assert one + two == Cost(11, 22, 33, 44, 55)
    assert (one + two).operations == 66
    assert (one + two).bytes == 99
    assert Cost() + one == one
    assert Cost().operations == Cost().bytes == 0


def test_a_whole_cell_is_what_the_loops_count() -> None:
    x, w = whole_numbers(5, 2, 3, 9, 8), whole_numbers(6, 4, 3, 3, 3)
    conv, pool = Conv2d(w, padding=1), MaxPool2d(3, 2, 1)
    alex, ilya = Tally(), Tally()
    slow_max_pool2d(slow_relu(slow_conv2d(x, w, padding=1, tally=alex), tally=alex), 3, stride=2, padding=1, tally=alex)
    pooled, _ = slow_max_pool2d(slow_conv2d(x, w, padding=1, tally=ilya), 3, stride=2, padding=1, tally=ilya)
    slow_relu(pooled, tally=ilya)
    assert run([conv, RELU, pool], x).cost == alex.cost
    assert run([conv, pool, RELU], x).cost == ilya.cost


def test_the_toy_cell_costs_387_and_360() -> None:
    x = whole_numbers(7, 1, 1, 8, 8)
    alex = run([Conv2d(KERNEL), RELU, MaxPool2d()], x)
    ilya = run([Conv2d(KERNEL), MaxPool2d(), RELU], x)
    jeffrey = run([Conv2d(KERNEL), MaxPool2d()], x)
    assert [stage.cost.operations for stage in alex.stages] == [36 * 9, 36, 9 * 3]
    assert [stage.cost.operations for stage in ilya.stages] == [36 * 9, 9 * 3, 9]
    assert (alex.cost.operations, ilya.cost.operations, jeffrey.cost.operations) == (387, 360, 351)
    assert work_saved(6, 6) == pytest.approx((387 - 360) / 387, rel=1e-15)
    assert round(100 * work_saved(6, 6), 2) == 6.98


@pytest.mark.parametrize(
    ("side", "channels", "percent", "digits"),
    [(6, 1, 6.98, 2), (32, 3, 2.6, 1), (112, 64, 0.13, 2), (14, 512, 0.016, 3)],
)
def test_the_share_of_work_saved(side: int, channels: int, percent: float, digits: int) -> None:
    assert round(100 * work_saved(side, side, channels), digits) == percent
    # In general (1 − 1/s²) / (9·C + 1 + (k² − 1)/s²), exact where the stride divides.
    assert work_saved(side, side, channels) == pytest.approx((3 / 4) / (9 * channels + 1 + 3 / 4), rel=1e-12)


@pytest.mark.parametrize(("channels", "kernels"), [(1, 1), (2, 3), (3, 2)])
@pytest.mark.parametrize(("size", "stride", "padding"), [(2, None, 0), (3, 2, 0), (3, 2, 1), (2, 1, 1), ((2, 3), 2, 0)])
def test_the_shares_saved_are_those_of_two_runs(
    channels: int, kernels: int, size: int | Two, stride: int | None, padding: int
) -> None:
    x, w = whole_numbers(8, 2, channels, 9, 8), whole_numbers(9, kernels, channels, 3, 2)
    pool = MaxPool2d(size, stride, padding)
    alex, ilya = run([Conv2d(w), RELU, pool], x), run([Conv2d(w), pool, RELU], x)
    height, width = alex.stage("conv").output.shape[2:]
    relus = 1 - ilya.stage("relu").cost.operations / alex.stage("relu").cost.operations
    assert relus_saved(height, width, size, stride=stride, padding=padding) == pytest.approx(relus, rel=1e-12)
    work = 1 - ilya.cost.operations / alex.cost.operations
    saved = work_saved(height, width, channels, kernel=(3, 2), size=size, stride=stride, padding=padding)
    assert saved == pytest.approx(work, rel=1e-9)


def test_relus_saved_follow_the_stride_and_not_the_window() -> None:
    assert relus_saved(8, 8) == 0.75
    assert round(100 * relus_saved(55, 55, 3, stride=2), 1) == 75.9  # AlexNet: not 1 − 1/9 = 88.9 %
    assert relus_saved(1000, 1000, 3, stride=2) == pytest.approx(0.75, abs=0.002)
    assert relus_saved(12, 12, 3) == pytest.approx(1 - 1 / 9)
    assert relus_saved(9, 9, (1, 3)) == pytest.approx(2 / 3)


def test_stride_1_saves_nothing_and_padding_makes_it_worse() -> None:
    assert relus_saved(8, 8, 3, stride=1, padding=1) == 0
    assert work_saved(8, 8, 3, size=3, stride=1, padding=1) == 0
    assert relus_saved(8, 8, 1, stride=1) == 0
    assert relus_saved(8, 8, 2, stride=1, padding=1) == 1 - 81 / 64
    assert work_saved(8, 8, size=2, stride=1, padding=1) < 0
    assert relus_saved(8, 8, 3, stride=2, padding=1) <= relus_saved(8, 8, 3, stride=2)
    assert relus_saved(1000, 1000, 3, stride=1) == pytest.approx(0, abs=0.005)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_traffic_behind_the_convolution_falls_from_3_25_to_1_75_values_a_cell(kind: type[Any]) -> None:
    x, w = np.ones((1, 2, 8, 10), dtype=kind), np.ones((3, 2, 3, 3), dtype=kind)

    def traffic(*layers: Layer) -> float:
        trace = run([Conv2d(w), *layers], x)
        behind = sum(stage.cost.bytes for stage in trace.stages[1:])
        return behind / np.dtype(kind).itemsize / trace.stages[0].output.size

    assert traffic(RELU, MaxPool2d()) == 3.25
    assert traffic(MaxPool2d(), RELU) == 1.75


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda: relus_saved(1, 1), ValueError, "does not fit"),
        (lambda: relus_saved(0, 4, padding=1), ValueError, "height and width must be at least 1"),
        (lambda: relus_saved(-4, 4), ValueError, "height and width must be at least 1"),
        (lambda: relus_saved(4.5, 4), TypeError, "height and width must be a whole number"),  # type: ignore[arg-type]
        (lambda: relus_saved(4, 4, 0), ValueError, "size must be at least 1"),
        (lambda: relus_saved(4, 4, stride=0), ValueError, "stride must be at least 1"),
        (lambda: relus_saved(4, 4, padding=-1), ValueError, "padding must be at least 0"),
        (lambda: work_saved(4, 4, 0), ValueError, "in_channels must be at least 1"),
        (lambda: work_saved(4, 4, -1), ValueError, "in_channels must be at least 1"),
        (lambda: work_saved(4, 4, kernel=0), ValueError, "kernel must be at least 1"),
        (lambda: work_saved(4, 4, kernel=(3, 3, 3)), ValueError, "kernel must be one whole"),  # type: ignore[arg-type]
        (lambda: work_saved(4, 4, size="2"), TypeError, "size must be a whole number"),  # type: ignore[arg-type]
    ],
)
def test_bad_arguments_are_refused_in_one_sentence(call: Callable[[], Any], kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words) as caught:
        call()
    assert is_one_plain_sentence(str(caught.value))
