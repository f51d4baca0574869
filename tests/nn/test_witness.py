"""Witnesses: every pair that fact books name is told apart, small numbers are found, and no verdict is ever wrong."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.nn.reference import is_one_plain_sentence
from tutor.nn import Activation, AvgPool2d, BatchNorm2d, Conv2d, L2Pool2d, MaxPool2d, MinPool2d, run
from tutor.nn.arguments import FloatArray
from tutor.nn.layers import Layer
from tutor.nn.witness import Verdict, Witness, differing_cells, find_witness
from tutor.nn.witness_fields import receptive_field, smallest_shape
from tutor.nn.witness_shrink import MOST_TRIES, shrink

Layers = list[Layer]

RELU, ABS = Activation("relu"), Activation("abs")
POOL, ROW = MaxPool2d(2), MaxPool2d((1, 2))
FALLING = BatchNorm2d(np.array([-1.0]), np.zeros(1), np.zeros(1), np.ones(1), eps=0.0)
SOBEL = Conv2d(np.array([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]])[None, None])
LAPLACE = Conv2d(np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])[None, None], np.array([5.0]))
ZEROS = np.zeros((1, 1, 8, 8))


def flipped(first: Layer, second: Layer) -> tuple[Layers, Layers]:
    return [first, second], [second, first]


# The pairs whose order matters, with the numbers to be found and the two outputs: (one, other, values, output, output)
DIFFERENT: list[tuple[tuple[Layers, Layers], list[list[float]], float, float]] = [
    (flipped(RELU, AvgPool2d((1, 2))), [[1, -1]], 0.5, 0),
    (flipped(RELU, AvgPool2d(2)), [[1, -1], [0, 0]], 0.25, 0),
    (flipped(Activation("gelu"), ROW), [[-1, -2]], -0.0455003, -0.1586553),
    (flipped(Activation("gelu_tanh"), ROW), [[-1, -2]], -0.0454023, -0.1588080),
    (flipped(Activation("silu"), ROW), [[-1, -2]], -0.2384058, -0.2689414),
    (flipped(Activation("mish"), ROW), [[-1, -2]], -0.2525015, -0.3034015),
    (flipped(Activation("hard_swish"), ROW), [[-1, -3]], 0, -1 / 3),
    (flipped(Activation("gelu"), POOL), [[-1, -1], [-1, -2]], -0.0455003, -0.1586553),
    (flipped(Activation("leaky_relu", negative_slope=-0.5), ROW), [[0, -1]], 0.5, 0),
    (flipped(ABS, ROW), [[0, -1]], 1, 0),
    (flipped(Activation("square"), ROW), [[0, -1]], 1, 0),
    (flipped(ABS, MinPool2d((1, 2))), [[0, -1]], 0, 1),
    (flipped(RELU, L2Pool2d((1, 2))), [[0, -1]], 0, 1),
    (flipped(FALLING, ROW), [[1, 0]], 0, -1),
    (([ROW], [ROW, RELU]), [[-1, -1]], -1, 0),
    (([POOL], [POOL, RELU]), [[-1, -1], [-1, -1]], -1, 0),
    (flipped(Activation("sigmoid"), MaxPool2d(2, 2, 1, pad="zero")), [[-1]], 0.2689414, 0.5),
]


def confirmed(verdict: Verdict, one: Layers, other: Layers) -> Witness:
    """Return the witness, after running both pipelines on it, as a user would."""
    assert verdict.kind == "found"
    witness = verdict.witness
    assert witness is not None
    outputs = run(one, witness.picture).output, run(other, witness.picture).output
    assert not np.array_equal(*outputs)
    for told, output in zip(witness.outputs, outputs, strict=True):
        assert np.array_equal(told, output)
    assert outputs[0][witness.cell] != outputs[1][witness.cell]
    assert differing_cells(*outputs)[0] == witness.cell
    bare = run(one[witness.behind :], witness.values).output, run(other[witness.behind :], witness.values).output
    assert not np.array_equal(*bare)
    for told, output in zip(witness.values_outputs, bare, strict=True):
        assert np.array_equal(told, output)
    for array in (witness.values, witness.picture, *witness.outputs, *witness.values_outputs):
        assert not array.flags.writeable
    return witness


def whole(x: FloatArray) -> bool:
    return np.array_equal(x, np.rint(x))


@pytest.mark.parametrize(("pair", "values", "first", "second"), DIFFERENT)
def test_the_simplest_numbers_are_found(
    pair: tuple[Layers, Layers], values: list[list[float]], first: float, second: float
) -> None:
    verdict = find_witness(*pair, ZEROS)
    witness = confirmed(verdict, *pair)
    assert witness.behind == 0
    assert 0 < verdict.tries <= 2000
    assert verdict.proof is None
    assert not witness.only_rounding
    assert witness.values[0, 0].tolist() == values
    assert np.array_equal(witness.values, witness.picture)
    assert witness.outputs[0].flat[0] == pytest.approx(first, abs=1e-6)
    assert witness.outputs[1].flat[0] == pytest.approx(second, abs=1e-6)


def test_a_sine_turns_back_between_whole_numbers() -> None:
    one, other = flipped(Activation("sin"), ROW)
    witness = confirmed(find_witness(one, other, ZEROS), one, other)
    assert whole(witness.values)
    assert np.abs(witness.values).max() <= 4


@pytest.mark.parametrize("conv", [SOBEL, LAPLACE, Conv2d(SOBEL.weight, padding=1)], ids=["sobel", "laplace", "padded"])
@pytest.mark.parametrize(("pair", "values", "first", "second"), DIFFERENT)
def test_behind_a_convolution_a_picture_of_whole_numbers_is_found(
    pair: tuple[Layers, Layers], values: list[list[float]], first: float, second: float, conv: Conv2d
) -> None:
    one: Layers = [conv, *pair[0]]
    other: Layers = [conv, *pair[1]]
    witness = confirmed(find_witness(one, other, ZEROS), one, other)
    assert witness.behind == 1
    assert witness.values[0, 0].tolist() == values
    assert whole(witness.picture)
    assert not witness.only_rounding
    assert witness.picture.shape[2] <= 8


def test_every_window_of_the_three_friends_that_tells_jeffrey_is_all_negative() -> None:
    jeffrey: Layers = [SOBEL, MaxPool2d(3, 2)]
    ilya: Layers = [*jeffrey, RELU]
    witness = confirmed(find_witness(jeffrey, ilya, np.ones((1, 1, 9, 9))), jeffrey, ilya)
    assert (witness.values < 0).all()
    assert witness.values.shape == (1, 1, 3, 3)
    assert witness.outputs[0][witness.cell] < 0 == witness.outputs[1][witness.cell]
    assert witness.window == (0, 5, 0, 5)


def test_alex_and_ilya_are_proved_equal() -> None:
    verdict = find_witness([SOBEL, RELU, POOL], [SOBEL, POOL, RELU], ZEROS)
    assert (verdict.kind, verdict.tries, verdict.witness, verdict.cell) == ("equal", 0, None, None)
    assert verdict.shapes == ((1, 1, 3, 3), (1, 1, 3, 3))
    assert verdict.proof is not None
    assert verdict.proof.pair == ("relu", "max_pool")


def test_a_difference_on_the_given_input_comes_first() -> None:
    x = np.zeros((2, 1, 4, 6))
    x[1, 0, 2:, 2:4] = -1
    x[1, 0, 2:, 4:] = -2
    verdict = find_witness([POOL], [POOL, RELU], x)
    assert (verdict.kind, verdict.cell, verdict.window) == ("here", (1, 0, 1, 1), (2, 4, 2, 4))
    assert (verdict.witness, verdict.proof, verdict.tries) == (None, None, 0)
    assert differing_cells(run([POOL], x).output, run([POOL, RELU], x).output) == [(1, 0, 1, 1), (1, 0, 1, 2)]


def test_the_window_of_a_difference_reaches_through_the_convolution() -> None:
    x = -np.ones((1, 1, 8, 8))
    x[0, 0, :4, :4] = 1
    total = Conv2d(np.ones((1, 1, 3, 3)))
    verdict = find_witness([total, POOL], [total, POOL, RELU], x)
    assert (verdict.kind, verdict.cell, verdict.window) == ("here", (0, 0, 0, 2), (0, 4, 4, 8))


def test_the_window_of_a_difference_is_what_either_pipeline_sees() -> None:
    x = np.zeros((1, 1, 5, 5))
    x[0, 0, 3, 3] = 1
    narrow: Layers = [RELU]
    wide: Layers = [MaxPool2d(3, 1, 1)]
    for one, other in ((narrow, wide), (wide, narrow)):
        verdict = find_witness(one, other, x)
        assert (verdict.kind, verdict.cell, verdict.window) == ("here", (0, 0, 2, 2), (1, 4, 1, 4))


def test_outputs_of_different_shapes_are_a_verdict_of_their_own() -> None:
    verdict = find_witness([POOL], [MaxPool2d(2, 1)], ZEROS)
    assert (verdict.kind, verdict.shapes) == ("shapes", ((1, 1, 4, 4), (1, 1, 7, 7)))
    assert (verdict.cell, verdict.window, verdict.witness, verdict.proof) == (None, None, None, None)


def test_where_nothing_is_found_the_verdict_says_after_how_many_tries() -> None:
    # Two max-pools of 2×2 are one of 3×3, which no rule proves.
    one: Layers = [MaxPool2d(2, 1), MaxPool2d(2, 1)]
    other: Layers = [MaxPool2d(3, 1)]
    for tries in (0, 1, 100, 555):
        verdict = find_witness(one, other, ZEROS, tries=tries)
        assert (verdict.kind, verdict.tries, verdict.proof, verdict.witness) == ("unknown", tries, None, None)
    assert find_witness([SOBEL, *one], [SOBEL, *other], ZEROS, tries=300).tries <= 300


def test_numbers_that_the_convolution_cannot_make_are_no_witness() -> None:
    blind = Conv2d(np.zeros((1, 1, 3, 3)))
    verdict = find_witness([blind, RELU, AvgPool2d()], [blind, AvgPool2d(), RELU], ZEROS)
    assert (verdict.kind, verdict.witness) == ("unknown", None)


def test_a_sigmoid_and_a_max_pool_are_equal_but_for_rounding() -> None:
    one, other = flipped(Activation("sigmoid"), POOL)
    verdict = find_witness(one, other, ZEROS)
    assert verdict.kind == "equal"
    assert verdict.proof is not None
    assert not verdict.proof.exact


def test_a_difference_that_is_only_rounding_is_called_so() -> None:
    # Ten cells in two steps of 2 and 5, or at once: the sums are grouped differently.
    one: Layers = [AvgPool2d((1, 5)), AvgPool2d((1, 2))]
    other: Layers = [AvgPool2d((1, 10))]
    verdict = find_witness(one, other, np.zeros((1, 1, 1, 10)))
    assert confirmed(verdict, one, other).only_rounding


@pytest.mark.parametrize("channels", [2, 3])
def test_channels_and_precision_are_those_of_the_given_input(channels: int) -> None:
    mixed = BatchNorm2d(np.array([1.0, 2.0, -1.0][-channels:]), *(np.zeros(channels),) * 2, np.ones(channels))
    one, other = flipped(mixed, ROW)
    verdict = find_witness(one, other, np.zeros((3, channels, 4, 4), dtype=np.float32))
    witness = confirmed(verdict, one, other)
    assert witness.values.shape == (1, channels, 1, 2)
    assert witness.values.dtype == witness.picture.dtype == witness.outputs[0].dtype == np.float32
    assert witness.cell[1] == channels - 1  # γ is negative there
    assert np.count_nonzero(witness.values) == 1


def test_a_colour_picture_and_several_kernels() -> None:
    conv = Conv2d(np.random.default_rng(40).normal(size=(4, 3, 3, 3)))
    one: Layers = [conv, Activation("silu"), POOL]
    other: Layers = [conv, POOL, Activation("silu")]
    witness = confirmed(find_witness(one, other, np.zeros((1, 3, 10, 10))), one, other)
    assert witness.picture.shape == (1, 3, 4, 4)
    assert whole(witness.picture)


def test_the_same_seed_gives_the_same_witness() -> None:
    one, other = flipped(Activation("sin"), POOL)
    one, other = [LAPLACE, *one], [LAPLACE, *other]
    first, second = (find_witness(one, other, ZEROS, seed=7) for _ in range(2))
    assert first.tries == second.tries
    assert np.array_equal(confirmed(first, one, other).picture, confirmed(second, one, other).picture)
    assert np.array_equal(confirmed(first, one, other).values, confirmed(second, one, other).values)
    confirmed(find_witness(one, other, ZEROS, seed=8), one, other)


class Counted:
    """A layer that counts on how many examples it ran."""

    name = "counted"
    window = None

    def __init__(self) -> None:
        self.examples = 0

    def forward(self, x: FloatArray) -> FloatArray:
        self.examples += len(x)
        return x


def test_the_search_and_the_shrinking_are_bounded() -> None:
    counter = Counted()
    layer: Layer = counter  # type: ignore[assignment]
    assert find_witness([layer, MaxPool2d(2, 1), MaxPool2d(2, 1)], [layer, MaxPool2d(3, 1)], ZEROS).kind == "unknown"
    assert counter.examples <= 2 * 2000 + 10
    large = np.random.default_rng(41).normal(size=(1, 1, 30, 30))
    calls: list[int] = []

    def differ(batch: FloatArray) -> npt.NDArray[np.bool_]:
        calls.append(len(batch))
        return np.asarray(np.abs(batch).sum(axis=(1, 2, 3)) > 200.0)

    small = shrink(large, differ, 1 << 16)
    assert sum(calls) <= 2 * MOST_TRIES
    assert max(calls) <= (1 << 16) // 900
    assert np.abs(small).sum() > 200


def test_shrinking_keeps_what_it_was_told_to_keep() -> None:
    def has_a_falling_step(batch: FloatArray) -> npt.NDArray[np.bool_]:
        flat = batch.reshape(len(batch), -1)
        return np.asarray((flat[:, :-1] - flat[:, 1:] > 1.25).any(axis=1))

    found = np.array([3.7, -2.2, 8.0, 0.3])[None, None, None]
    assert shrink(found, has_a_falling_step, 1 << 16).ravel().tolist() == [2, 0, 0, 0]

    def only_fractions(batch: FloatArray) -> npt.NDArray[np.bool_]:
        return np.asarray((batch.reshape(len(batch), -1) % 1 != 0).all(axis=1))

    assert shrink(found + 0.01, only_fractions, 1 << 16).ravel().tolist() == [0.5, 0.5, 0.5, 0.5]


def test_minus_zero_is_no_difference_and_neither_is_nan() -> None:
    one = np.array([[[[0.0, np.nan, np.inf, 1.0]]]])
    other = np.array([[[[-0.0, np.nan, -np.inf, np.nan]]]])
    assert differing_cells(one, other) == [(0, 0, 0, 2), (0, 0, 0, 3)]
    with pytest.raises(ValueError, match="one shape") as caught:
        differing_cells(one, other[..., :2])
    assert is_one_plain_sentence(str(caught.value))


@pytest.mark.parametrize(
    ("one", "other", "x", "tries", "words"),
    [
        ([POOL], [POOL], np.zeros((8, 8)), 1, "x must have 4 axes"),
        ([POOL], [RELU, MaxPool2d(9)], ZEROS, 1, r"layer 2 \(max_pool\): .*does not fit"),
        ([POOL], [POOL], ZEROS, -1, "tries must be at least 0"),
    ],
)
def test_bad_arguments_are_refused_in_one_sentence(
    one: Layers, other: Layers, x: FloatArray, tries: int, words: str
) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        find_witness(one, other, x, tries=tries)
    assert is_one_plain_sentence(str(caught.value))


WINDOWED: list[Sequence[Layer]] = [
    [],
    [RELU],
    [SOBEL, RELU, POOL],
    [Conv2d(np.ones((1, 1, 3, 2)), padding=(1, 0)), AvgPool2d((2, 3), 1, (0, 1))],
    [AvgPool2d(3, 2, 1), AvgPool2d(2, 1, 1)],
    [Conv2d(np.ones((1, 1, 2, 2)), stride=2), MaxPool2d(1, 2)],
]


@pytest.mark.parametrize("layers", WINDOWED)
def test_a_receptive_field_is_what_a_change_of_the_input_reaches(layers: Sequence[Layer]) -> None:
    solid: Layers = [
        Conv2d(np.ones(layer.weight.shape), stride=layer.stride, padding=layer.padding)
        if isinstance(layer, Conv2d)
        else AvgPool2d(layer.size, layer.stride, layer.padding)
        if isinstance(layer, MaxPool2d)
        else layer
        for layer in layers
    ]
    height, width = 7, 9
    # One example for each input cell, with a 1 there alone: every cell of its window lets it through.
    dots = np.eye(height * width).reshape(-1, 1, height, width)
    reached = run(solid, dots).output[:, 0] > 0
    for row, column in np.ndindex(*reached.shape[1:]):
        top, bottom, left, right = receptive_field(layers, row, column, height, width)
        inside = np.zeros((height, width), dtype=bool)
        inside[top:bottom, left:right] = True
        seen = reached[:, row, column].reshape(height, width)
        assert not (seen & ~inside).any()
        assert seen.any(axis=1).sum() == 0 or (np.flatnonzero(seen.any(axis=1))[[0, -1]] == [top, bottom - 1]).all()


@pytest.mark.parametrize("layers", WINDOWED)
def test_the_smallest_shape_fits_and_nothing_smaller_does(layers: Sequence[Layer]) -> None:
    height, width = smallest_shape(layers)
    assert run(layers, np.zeros((1, 1, height, width))).output.size >= 1
    for smaller in ((height - 1, width), (height, width - 1)):
        if min(smaller) >= 1:
            with pytest.raises(ValueError, match="fit"):
                run(layers, np.zeros((1, 1, *smaller)))


CELLS: Layers = [RELU, ABS, FALLING, *(Activation(name) for name in ("relu6", "gelu", "square", "leaky_relu", "tanh"))]
POOLS: Layers = [MaxPool2d(2, 1), MinPool2d(2, 1), AvgPool2d(2, 1), L2Pool2d(2, 1), MaxPool2d(2, 1, 1, pad="zero")]
PIPELINES: st.SearchStrategy[Layers] = st.lists(
    st.sampled_from([*CELLS, *POOLS, Conv2d(np.array([[1.0, -1], [0, 2]])[None, None])]), max_size=3
)


@settings(deadline=None, max_examples=150)
@given(PIPELINES, PIPELINES, st.data())
def test_no_verdict_is_wrong(one: Layers, other: Layers, data: st.DataObject) -> None:
    if data.draw(st.booleans()):
        other = data.draw(st.permutations(one))
    x = data.draw(arrays(np.float64, (1, 1, 6, 6), elements=st.integers(-3, 3).map(float)))
    verdict = find_witness(one, other, x, tries=400)
    outputs = run(one, x).output, run(other, x).output
    assert verdict.shapes == (outputs[0].shape, outputs[1].shape)
    assert (verdict.kind == "shapes") == (outputs[0].shape != outputs[1].shape)
    if verdict.kind == "shapes":
        return
    cells = differing_cells(*outputs)
    assert (verdict.kind == "here") == bool(cells)
    if verdict.kind == "here":
        assert verdict.cell == cells[0]
        assert outputs[0][cells[0]] != outputs[1][cells[0]]
        assert verdict.window is not None
    elif verdict.kind == "found":
        confirmed(verdict, one, other)
        assert verdict.tries <= 400
    elif verdict.kind == "equal":
        assert verdict.proof is not None
        many = np.random.default_rng(42).integers(-24, 25, (100, 1, 6, 6)) / 8
        same = np.array_equal if verdict.proof.exact else np.allclose
        assert same(run(one, many).output, run(other, many).output)
    else:
        assert verdict.kind == "unknown"
        assert verdict.tries == 400
