"""Playback: the moments of a run, and which cells each output cell comes from."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass

import numpy as np
import pytest

from tests.nn.reference import whole_numbers
from tutor.nn import Activation, AvgPool2d, Conv2d, Cost, MaxPool2d, run
from tutor.nn.arguments import FloatArray
from tutor.nn.layers import Layer
from tutor.nn.pipeline import Trace
from tutor.nn.playback import Moment, Playback, Window, receptive_field, window_of

RELU = Activation("relu")
EDGE = np.array([[1, 0, -1]] * 3, dtype=np.float64)[None, None]


def alex() -> Trace:
    return run([Conv2d(EDGE), RELU, MaxPool2d()], whole_numbers(1, 1, 1, 8, 8))  # 36 + 36 + 9 cells


def wide() -> Trace:
    """Return a trace of several channels, odd sizes, strides and padding."""
    conv = Conv2d(whole_numbers(2, 3, 2, 3, 2), stride=(2, 1), padding=1)
    layers: list[Layer] = [conv, MaxPool2d(3, 2, 1), Activation("gelu"), AvgPool2d((1, 2), 1)]
    return run(layers, whole_numbers(3, 1, 2, 7, 6))


def test_before_the_first_cell_nothing_is_there() -> None:
    assert Playback(alex()).at(0) == Moment((0, 0, 0), (0, 0, 0), None, 0, 0)


def test_moments_by_hand() -> None:
    play = Playback(alex())
    assert len(play) == 36 + 36 + 9
    assert play.at(1) == Moment((1, 0, 0), (9, 0, 0), 0, 0, 0)
    assert play.at(8) == Moment((8, 0, 0), (72, 0, 0), 0, 1, 1)
    assert play.at(36) == Moment((36, 0, 0), (324, 0, 0), 0, 5, 5)
    assert play.at(37) == Moment((36, 1, 0), (324, 1, 0), 1, 0, 0)
    assert play.at(72) == Moment((36, 36, 0), (324, 36, 0), 1, 5, 5)
    assert play.at(76) == Moment((36, 36, 4), (324, 36, 12), 2, 1, 0)
    assert play.at(81) == Moment((36, 36, 9), (324, 36, 27), 2, 2, 2)


def test_an_index_outside_means_the_nearest_end() -> None:
    play = Playback(alex())
    assert play.at(-5) == play.at(0)
    assert play.at(10_000) == play.at(len(play))


@pytest.mark.parametrize("trace", [alex(), wide()], ids=["alex", "wide"])
def test_every_moment_adds_one_cell_where_it_says(trace: Trace) -> None:
    play = Playback(trace)
    sizes = [stage.output.shape[2:] for stage in trace.stages]
    assert len(play) == sum(height * width for height, width in sizes)
    for index in range(1, len(play) + 1):
        before, now = play.at(index - 1), play.at(index)
        assert sum(now.filled) == index
        assert now.stage is not None
        grown = [b - a for a, b in zip(before.filled, now.filled, strict=True)]
        assert grown == [int(number == now.stage) for number in range(len(sizes))]
        height, width = sizes[now.stage]
        assert now.filled[now.stage] == now.row * width + now.column + 1
        assert 0 <= now.row < height
        assert 0 <= now.column < width
        for number, (height, width) in enumerate(sizes):  # a stage begins when the one before is complete
            if number < now.stage:
                assert now.filled[number] == height * width
            if number > now.stage:
                assert now.filled[number] == 0


@pytest.mark.parametrize("trace", [alex(), wide()], ids=["alex", "wide"])
def test_operations_only_grow_and_end_at_the_cost_of_the_stage(trace: Trace) -> None:
    play = Playback(trace)
    spent = np.array([play.at(index).operations for index in range(len(play) + 1)])
    assert (np.diff(spent, axis=0) >= 0).all()
    assert spent[0].tolist() == [0] * len(trace.stages)
    assert spent[-1].tolist() == [stage.cost.operations for stage in trace.stages]
    # All cells of a stage cost the same, in all channels together.
    for number, stage in enumerate(trace.stages):
        steps = {int(step) for step in np.diff(spent[:, number])} - {0}
        cells = stage.output.shape[2] * stage.output.shape[3]
        assert steps == {stage.cost.operations // cells}


def test_a_trace_without_layers_has_one_moment() -> None:
    play = Playback(run([], np.ones((1, 1, 2, 2))))
    assert len(play) == 0
    assert play.at(0) == play.at(3) == Moment((), ())
    assert play.stage_end(0) == play.stage_begin(0) == 0


def test_jumping_a_stage_ahead_and_back() -> None:
    play = Playback(alex())
    ahead = {0: 36, 1: 36, 35: 36, 36: 72, 71: 72, 72: 81, 80: 81, 81: 81, -3: 36, 500: 81}
    assert {index: play.stage_end(index) for index in ahead} == ahead
    back = {0: 0, 1: 0, 36: 0, 37: 36, 72: 36, 73: 72, 81: 72, -3: 0, 500: 72}
    assert {index: play.stage_begin(index) for index in back} == back


def test_jumping_reaches_both_ends() -> None:
    play = Playback(wide())
    index, jumps = 0, 0
    while index < len(play):
        index = play.stage_end(index)
        jumps += 1
    assert jumps == 4
    while index > 0:
        index = play.stage_begin(index)
        jumps -= 1
    assert jumps == 0


def test_windows_by_hand() -> None:
    x = np.ones((1, 1, 6, 6))
    conv = run([Conv2d(np.ones((1, 1, 3, 2)), stride=(2, 1))], x).stages[0]
    assert window_of(conv, 0, 0) == Window(0, 0, 3, 2)
    assert window_of(conv, 1, 4) == Window(2, 4, 5, 6)
    pool = run([MaxPool2d((2, 3))], x).stages[0]
    assert window_of(pool, 2, 1) == Window(4, 3, 6, 6)
    overlapping = run([AvgPool2d(3, 2)], x).stages[0]
    assert window_of(overlapping, 1, 1) == Window(2, 2, 5, 5)
    assert window_of(run([RELU], x).stages[0], 4, 5) == Window(4, 5, 5, 6)


def test_a_window_is_clipped_at_the_padding() -> None:
    x = np.ones((1, 1, 4, 5))
    pool = run([MaxPool2d(3, 2, 1)], x).stages[0]  # 2 × 3
    assert window_of(pool, 0, 0) == Window(0, 0, 2, 2)
    assert window_of(pool, 0, 1) == Window(0, 1, 2, 4)
    assert window_of(pool, 1, 2) == Window(1, 3, 4, 5)
    conv = run([Conv2d(np.ones((1, 1, 3, 3)), padding=(1, 0))], x).stages[0]
    assert window_of(conv, 0, 0) == Window(0, 0, 2, 3)
    assert window_of(conv, 3, 2) == Window(2, 2, 4, 5)


def test_a_window_wholly_in_the_padding_has_no_cells() -> None:
    x = np.ones((1, 1, 4, 4))
    same = Conv2d(np.ones((1, 1, 3, 3)), padding=1)
    trace = run([same, RELU, Conv2d(np.ones((1, 1, 2, 2)), padding=3), RELU], x)  # 9 × 9
    conv = trace.stages[2]
    for row, column in ((0, 0), (8, 8), (0, 4), (4, 0), (8, 0), (1, 1)):
        window = window_of(conv, row, column)
        assert 0 <= window.top <= window.bottom <= 4
        assert 0 <= window.left <= window.right <= 4
        assert not any((i, j) in window for i in range(-4, 8) for j in range(-4, 8))
        *before, itself, last = receptive_field(trace, 3, row, column)
        assert itself == last == Window(row, column, row + 1, column + 1)
        assert not any((i, j) in w for w in before for i in range(-4, 8) for j in range(-4, 8))
    assert window_of(conv, 2, 2) == Window(0, 0, 1, 1)


def test_a_window_knows_its_cells() -> None:
    window = Window(1, 2, 3, 5)
    inside = {(i, j) for i in range(6) for j in range(6) if (i, j) in window}
    assert inside == {(1, 2), (1, 3), (1, 4), (2, 2), (2, 3), (2, 4)}
    with pytest.raises(FrozenInstanceError):
        window.top = 0  # type: ignore[misc]


def test_receptive_field_by_hand() -> None:
    trace = alex()
    assert receptive_field(trace, 2, 0, 0) == (
        Window(0, 0, 4, 4),
        Window(0, 0, 2, 2),
        Window(0, 0, 2, 2),
        Window(0, 0, 1, 1),
    )
    assert receptive_field(trace, 2, 2, 1)[0] == Window(4, 2, 8, 6)
    assert receptive_field(trace, 0, 5, 5) == (Window(5, 5, 8, 8), Window(5, 5, 6, 6))
    assert receptive_field(trace, -1, 3, 4) == (Window(3, 4, 4, 5),)


def test_the_order_of_relu_and_pool_does_not_change_what_a_cell_sees() -> None:
    x = whole_numbers(4, 1, 1, 9, 9)
    conv, pool = Conv2d(EDGE, padding=1), MaxPool2d(3, 2, 1)
    one, two = run([conv, RELU, pool], x), run([conv, pool, RELU], x)
    for row, column in np.ndindex(*one.output.shape[2:]):
        assert receptive_field(one, 2, row, column)[0] == receptive_field(two, 2, row, column)[0]


@pytest.mark.parametrize(
    "layers",
    [
        [Conv2d(np.ones((1, 1, 3, 3))), RELU, MaxPool2d()],
        [Conv2d(np.ones((1, 1, 3, 2)), padding=1), MaxPool2d(3, 2, 1), RELU],
        [AvgPool2d(2, 1, 1), Conv2d(np.ones((1, 1, 2, 2)), stride=2), MaxPool2d((1, 2), 1)],
        [MaxPool2d(2), MaxPool2d(3, 1, 1)],
    ],
)
def test_a_receptive_field_is_where_a_not_a_number_comes_from(layers: list[Layer]) -> None:
    clean: FloatArray = np.ones((1, 1, 7, 6))
    trace = run(layers, clean)
    seen = np.zeros((7, 6, *trace.output.shape[2:]), dtype=np.bool_)
    for row, column in np.ndindex(7, 6):
        spoilt = clean.copy()
        spoilt[0, 0, row, column] = np.nan
        seen[row, column] = np.isnan(run(layers, spoilt).output[0, 0])
    for i, j in np.ndindex(*trace.output.shape[2:]):
        field = receptive_field(trace, len(layers) - 1, i, j)[0]
        inside = {(row, column) for row, column in np.ndindex(7, 6) if (row, column) in field}
        assert inside == {(int(row), int(column)) for row, column in np.argwhere(seen[:, :, i, j])}


@dataclass(frozen=True)
class Doubler:
    """A layer that playback has never heard of."""

    name: str = "double"

    def forward(self, x: FloatArray) -> FloatArray:
        return x * 2

    def backward(self, dy: FloatArray, x: FloatArray) -> FloatArray:
        return dy * 2

    def cost(self, inputs: tuple[int, ...], outputs: tuple[int, ...], itemsize: int) -> Cost:
        return Cost(multiply_adds=4)


def test_a_strange_layer_plays_but_has_no_window() -> None:
    trace = run([Doubler()], np.ones((1, 1, 2, 2)))  # type: ignore[list-item]  # it says nothing of its window
    assert Playback(trace).at(3).operations == (3,)
    with pytest.raises(TypeError, match=r"^no window is known for the layer double$"):
        window_of(trace.stages[0], 0, 0)
