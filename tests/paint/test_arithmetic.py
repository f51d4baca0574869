"""The arithmetic of one cell in words of numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from tests.paint.moon import alex, grid, ilya
from tutor import language
from tutor.nn.layers import Activation, AvgPool2d, BatchNorm2d, Conv2d, L2Pool2d, Layer, MaxPool2d, MinPool2d
from tutor.nn.pipeline import Stage, run
from tutor.paint.arithmetic import spell


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    language.use("en")
    yield
    language.use("en")


def stage_of(layer: Layer, rows: list[list[float]]) -> Stage:
    """Run one layer over rows of numbers."""
    return run([layer], grid(rows)).stages[0]


def test_a_convolution_is_a_sum_of_weights_times_cells() -> None:
    conv = alex().trace.stages[0]
    assert spell(conv, 0, 0) == "−1·0 + 0·0 + 1·1 − 1·0 + 0·1 + 1·3 − 1·0 + 0·3 + 1·3 = 7"
    assert spell(conv, 3, 2) == "−1·3 + 0·0 + 1·0 − 1·3 + 0·0 + 1·0 − 1·3 + 0·1 + 1·0 = −9"


def test_relu_and_the_two_orders_of_pooling() -> None:
    _conv, relu, pool = alex().trace.stages
    assert spell(relu, 0, 0) == "max(0, 7) = 7"
    assert spell(relu, 0, 2) == "max(0, −3) = 0"
    assert spell(pool, 0, 0) == "max(7, 3, 8, 0) = 8"
    _conv, pool, relu = ilya().trace.stages
    assert spell(pool, 0, 1) == "max(−3, −4, −8, −4) = −3"
    assert spell(relu, 0, 1) == "max(0, −3) = 0"


def test_a_bias_stands_at_the_end_with_its_sign() -> None:
    one = np.ones((1, 1, 1, 2), dtype=np.float32)
    assert spell(stage_of(Conv2d(one, np.array([2], np.float32)), [[3, 4]]), 0, 0) == "1·3 + 1·4 + 2 = 9"
    assert spell(stage_of(Conv2d(one, np.array([-2.5], np.float32)), [[3, 4]]), 0, 0) == "1·3 + 1·4 − 2.5 = 4.5"


def test_negative_cells_stand_in_brackets() -> None:
    weights = grid([[2, -3]])
    assert spell(stage_of(Conv2d(weights), [[-1, -4]]), 0, 0) == "2·(−1) − 3·(−4) = 10"


def test_the_padding_is_spelled_out_as_zeros() -> None:
    layer = Conv2d(grid([[1, 2], [3, 4]]), stride=2, padding=1)
    assert spell(stage_of(layer, [[5, 6], [7, 8]]), 0, 0) == "1·0 + 2·0 + 3·0 + 4·5 = 20"
    assert spell(stage_of(layer, [[5, 6], [7, 8]]), 1, 1) == "1·8 + 2·0 + 3·0 + 4·0 = 8"


def test_a_stride_moves_the_window() -> None:
    assert spell(stage_of(MaxPool2d(2, 1), [[1, 2, 3], [4, 5, 6]]), 0, 1) == "max(2, 3, 5, 6) = 6"
    assert spell(stage_of(MaxPool2d(1, 2), [[1, 2, 3], [4, 5, 6]]), 0, 1) == "max(3) = 3"


def test_other_layers_say_what_they_are() -> None:
    assert spell(stage_of(AvgPool2d(2), [[1, 2], [3, 5]]), 0, 0) == "mean(1, 2, 3, 5) = 2.75"
    assert spell(stage_of(Activation("sigmoid"), [[0]]), 0, 0) == "sigmoid(0) = 0.5"


def test_russian_writes_commas_and_still_tells_the_numbers_apart() -> None:
    language.use("ru")
    assert spell(stage_of(AvgPool2d(2), [[1, 2], [3, 5]]), 0, 0).endswith(" = 2,75")
    assert "0,5·" in spell(stage_of(Conv2d(grid([[0.5]])), [[3]]), 0, 0)


def test_signs_are_kept_near_zero() -> None:
    assert spell(stage_of(Activation("relu"), [[-0.003]]), 0, 0) == "max(0, −0.003) = 0"
    assert spell(stage_of(Activation("tanh"), [[-2e-9]]), 0, 0) == "tanh(−2e−9) = −2e−9"
    assert spell(stage_of(Activation("relu"), [[0.00049]]), 0, 0) == "max(0, 0.0005) = 0.0005"


def test_every_layer_is_written_with_what_everybody_knows() -> None:
    assert spell(stage_of(MinPool2d(2), [[1, -2], [3, 5]]), 0, 0) == "min(1, −2, 3, 5) = −2"
    assert spell(stage_of(L2Pool2d(2), [[1, -2], [2, 4]]), 0, 0) == "√(1² + (−2)² + 2² + 4²) = 5"
    assert spell(stage_of(Activation("abs"), [[-2]]), 0, 0) == "|−2| = 2"
    assert spell(stage_of(Activation("square"), [[-2]]), 0, 0) == "(−2)² = 4"
    assert spell(stage_of(Activation("relu6"), [[7]]), 0, 0) == "min(6, max(0, 7)) = 6"
    assert spell(stage_of(Activation("leaky_relu", negative_slope=-0.5), [[-2]]), 0, 0) == "(−0.5)·(−2) = 1"
    norm = BatchNorm2d(grid([[-2]])[0, 0, 0], grid([[1]])[0, 0, 0], grid([[3]])[0, 0, 0], grid([[4]])[0, 0, 0], 0.0)
    assert spell(stage_of(norm, [[5]]), 0, 0) == "(−2)·(5 − 3)/√(4 + 0) + 1 = −1"


def test_padding_is_listed_where_it_can_win_or_counts() -> None:
    assert spell(stage_of(MaxPool2d(2, 2, 1), [[-5]]), 0, 0) == "max(−5) = −5"
    assert spell(stage_of(MaxPool2d(2, 2, 1, pad="zero"), [[-5]]), 0, 0) == "max(0, 0, 0, −5) = 0"
    assert spell(stage_of(AvgPool2d(2, 2, 1), [[8]]), 0, 0) == "mean(0, 0, 0, 8) = 2"
    assert spell(stage_of(AvgPool2d(2, 2, 1, count_include_pad=False), [[8]]), 0, 0) == "mean(8) = 8"


def test_several_channels_are_added_up() -> None:
    weight = np.array([[[[1.0]], [[10.0]]], [[[2.0]], [[-1.0]]]], np.float32)  # two kernels on two channels
    stage = run([Conv2d(weight)], np.array([[[[3.0]], [[4.0]]]], np.float32)).stages[0]
    assert spell(stage, 0, 0) == "1·3 + 10·4 = 43"
    assert spell(stage, 0, 0, channel=1) == "2·3 − 1·4 = 2"


def test_a_long_sum_gives_way_in_its_middle_and_keeps_its_result() -> None:
    conv = alex().trace.stages[0]
    short = spell(conv, 0, 0, width=40)
    assert short == "−1·0 + 0·0 + 1·1 − 1·0 + … + 1·3 = 7"
    assert len(short) <= 40
    assert spell(conv, 0, 0, width=200) == spell(conv, 0, 0)
    pooled = spell(alex().trace.stages[2], 0, 0, width=14)
    assert pooled == "max(7, 3, …, 0) = 8"
