"""Proofs of equality: every rule against the arithmetic itself, on neighbouring floats, ties, −0, infinities, NaN."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tutor.nn import Activation, AvgPool2d, BatchNorm2d, Conv2d, L2Pool2d, MaxPool2d, MinPool2d
from tutor.nn import layer_facts as facts
from tutor.nn.arguments import FloatArray
from tutor.nn.layers import Layer
from tutor.nn.monotone import MOST_LAYERS, commutes, equal_by_proof


def norm(*weight: float, bias: float = 0.5, mean: float = -1.25, variance: float = 3.0) -> BatchNorm2d:
    same = np.ones(len(weight))
    return BatchNorm2d(np.array(weight), bias * same, mean * same, variance * same)


RELU, RELU6, TANH, ABS, SQUARE = (Activation(name) for name in ("relu", "relu6", "tanh", "abs", "square"))
LEAKY, ELU = Activation("leaky_relu"), Activation("elu")
POOL, ZERO_POOL = MaxPool2d(2), MaxPool2d(2, 1, 1, pad="zero")
SKIP = MaxPool2d(1, 2)

EXACT_CELLS: list[Layer] = [
    RELU,
    RELU6,
    LEAKY,
    Activation("leaky_relu", negative_slope=0.0),
    Activation("leaky_relu", negative_slope=2.5),
    norm(0.7),
    norm(3.0, bias=-2.0, mean=1e3, variance=1e-3),
]
ROUNDED_CELLS: list[Layer] = [Activation(name) for name in ("sigmoid", "tanh", "softplus", "elu")]
OTHER_CELLS: list[Layer] = [
    *(Activation(name) for name in ("gelu", "gelu_tanh", "silu", "mish", "hard_swish", "abs", "square", "sin")),
    Activation("leaky_relu", negative_slope=-0.1),
    Activation("elu", alpha=-1.0),
    norm(-0.7),
]
EXTREMES: list[Layer] = [POOL, MaxPool2d(3, 2), MaxPool2d(2, 1, 1), MinPool2d(2), MinPool2d((1, 3), 1, (0, 1))]
ZERO_KEEPERS: list[Layer] = [RELU, RELU6, LEAKY, norm(0.7, bias=0.0, mean=0.0)]
ZERO_PADDED: list[Layer] = [ZERO_POOL, MinPool2d(3, 2, 1, pad="zero")]

NUMBERS = (
    st.integers(-3, 3).map(float)
    | st.sampled_from([-0.0, math.inf, -math.inf, math.nan, 1e-300, -1e-300, 1e300, -1e300])
    | st.floats(width=32)
)


@st.composite
def maps(draw: st.DrawFn, channels: int = 1) -> FloatArray:
    precision = draw(st.sampled_from([np.float32, np.float64]))
    shape = (1, channels, draw(st.integers(3, 5)), draw(st.integers(3, 5)))
    with np.errstate(over="ignore"):
        return draw(arrays(np.float64, shape, elements=NUMBERS)).astype(precision)


def hard_maps() -> Iterator[FloatArray]:
    """Yield 200 pictures of ties, −0, infinities, NaN, tiny and huge numbers, and 200 of any, in both precisions."""
    rng = np.random.default_rng(32)
    hard = np.array([0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 1e-30, -1e-30, 1e30, -1e30, math.inf, -math.inf, math.nan])
    for x in (rng.choice(hard, (200, 1, 5, 5)), rng.normal(size=(200, 1, 5, 5)) * 3):
        yield from (x, x.astype(np.float32))


def forward(layers: list[Layer], x: FloatArray) -> FloatArray:
    with np.errstate(all="ignore"):
        for layer in layers:
            x = layer.forward(x)
    return x


def agree(one: list[Layer], other: list[Layer], x: FloatArray) -> bool:
    return np.array_equal(forward(one, x), forward(other, x), equal_nan=True)


def label(layer: Layer) -> str:
    return f"{layer.name}-{layer.window}"


# Which layers are monotone


@pytest.mark.parametrize("layer", [*EXACT_CELLS, *ROUNDED_CELLS], ids=label)
def test_what_never_falls_is_known(layer: Layer) -> None:
    assert facts.is_non_decreasing(layer)


@pytest.mark.parametrize("layer", OTHER_CELLS, ids=label)
def test_what_falls_somewhere_is_known_and_does_fall(layer: Layer) -> None:
    assert not facts.is_non_decreasing(layer)
    assert not facts.is_exactly_non_decreasing(layer)
    assert not facts.is_non_decreasing_but_for_rounding(layer)
    rising = np.linspace(-6, 6, 241)[None, None, None]
    assert (np.diff(layer.forward(rising)) < 0).any()


def test_pools_and_convolutions_without_negative_weights_never_fall() -> None:
    weight = np.array([[1.0, 0.0], [2.0, 3.0]])[None, None]
    rising: list[Layer] = [POOL, MinPool2d(), AvgPool2d(), Conv2d(weight), Conv2d(weight, np.array([-5.0]))]
    falling: list[Layer] = [L2Pool2d(), Conv2d(-weight), norm(1.0, -1.0)]
    assert all(facts.is_non_decreasing(layer) for layer in rising)
    assert not any(facts.is_non_decreasing(layer) for layer in falling)
    assert facts.is_non_decreasing(norm(0.0, 1.0))


def test_a_slope_of_zero_in_float32_or_a_scale_of_zero_is_not_exact() -> None:
    # 0 · −∞ is NaN: in float32 this slope is 0.
    tiny = Activation("leaky_relu", negative_slope=1e-60)
    assert np.isnan(tiny.forward(np.full((1, 1, 1, 1), -np.inf, dtype=np.float32))).all()
    assert not facts.is_exactly_non_decreasing(tiny)
    assert not facts.is_exactly_non_decreasing(norm(0.0))
    assert not facts.is_exactly_non_decreasing(norm(1e-60))
    assert commutes(tiny, POOL) is None
    assert commutes(norm(1.0, 0.0), POOL) is None


@pytest.mark.parametrize("layer", EXACT_CELLS, ids=label)
@settings(deadline=None, max_examples=100)
@given(x=maps())
def test_what_is_called_exact_does_not_fall_between_any_two_floats(layer: Layer, x: FloatArray) -> None:
    assert facts.is_exactly_non_decreasing(layer)
    with np.errstate(over="ignore"):  # the neighbour of the largest float is ∞
        above = np.nextafter(x, x.dtype.type(np.inf))
    here, next_up = forward([layer], x), forward([layer], above)
    assert (np.isnan(x) | (here <= next_up)).all()
    assert np.array_equal(np.isnan(x), np.isnan(here))
    order = np.argsort(x, axis=None)  # NaN last
    rising = here.ravel()[order][: int((~np.isnan(x)).sum())]
    assert (rising[:-1] <= rising[1:]).all()


@pytest.mark.parametrize("precision", [np.float32, np.float64])
@pytest.mark.parametrize("layer", EXACT_CELLS, ids=label)
def test_what_is_called_exact_does_not_fall_between_neighbouring_floats(layer: Layer, precision: type) -> None:
    rng = np.random.default_rng(29)
    x: FloatArray = np.concatenate([rng.normal(size=20_000) * scale for scale in (1e-3, 1, 100)]).astype(precision)
    here, next_up = (layer.forward(v[None, None, None]) for v in (x, np.nextafter(x, precision(np.inf))))
    assert (here <= next_up).all()


@pytest.mark.parametrize("precision", [np.float32, np.float64])
@pytest.mark.parametrize("layer", ROUNDED_CELLS, ids=label)
def test_what_is_monotone_but_for_rounding_falls_by_two_last_places_at_most(layer: Layer, precision: type) -> None:
    rng = np.random.default_rng(30)
    x: FloatArray = np.concatenate([rng.normal(size=20_000) * scale for scale in (0.01, 1, 8)]).astype(precision)
    low, high = (layer.forward(values[None, None, None]) for values in (x, np.nextafter(x, precision(np.inf))))
    assert (high >= low - 2 * np.spacing(np.abs(low))).all()
    assert not facts.is_exactly_non_decreasing(layer)


# The rules


@pytest.mark.parametrize("pool", EXTREMES, ids=label)
@pytest.mark.parametrize("cell", EXACT_CELLS, ids=label)
def test_a_non_decreasing_function_commutes_with_a_maximum_and_a_minimum(cell: Layer, pool: Layer) -> None:
    proof = equal_by_proof([cell, pool], [pool, cell])
    assert proof is not None
    assert (proof.reason, proof.exact, proof.pair) == ("commutes", True, (cell.name, pool.name))
    assert [step.rule for step in proof.steps] == ["non_decreasing"]
    for x in hard_maps():
        assert agree([cell, pool], [pool, cell], x)


@pytest.mark.parametrize("pool", [*EXTREMES, ZERO_POOL], ids=label)
@pytest.mark.parametrize("cell", ROUNDED_CELLS, ids=label)
def test_a_smooth_one_commutes_but_for_rounding(cell: Layer, pool: Layer) -> None:
    proof = equal_by_proof([cell, pool], [pool, cell])
    if pool is ZERO_POOL and cell.name in ("sigmoid", "softplus"):
        assert proof is None  # f(0) is not 0
        return
    assert proof is not None
    assert not proof.exact
    # On numbers that are not neighbours, rounding decides nothing.
    x = np.random.default_rng(31).integers(-80, 80, (200, 1, 5, 5)) / 16
    assert agree([cell, pool], [pool, cell], x)


@pytest.mark.parametrize("pool", ZERO_PADDED, ids=label)
@pytest.mark.parametrize("cell", ZERO_KEEPERS, ids=label)
def test_padding_with_zeros_is_no_obstacle_for_a_function_that_keeps_zero(cell: Layer, pool: Layer) -> None:
    proof = equal_by_proof([cell, pool], [pool, cell])
    assert proof is not None
    assert proof.exact
    for x in hard_maps():
        assert agree([cell, pool], [pool, cell], x)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(EXACT_CELLS), st.sampled_from(EXTREMES), maps())
def test_they_commute_whatever_the_numbers(cell: Layer, pool: Layer, x: FloatArray) -> None:
    assert agree([cell, pool], [pool, cell], x)


def test_padding_with_zeros_is_one_where_zero_moves() -> None:
    shifted = norm(0.7, bias=-3.0)
    x = np.full((1, 1, 3, 3), -1.0)
    assert equal_by_proof([shifted, ZERO_POOL], [ZERO_POOL, shifted]) is None
    assert not agree([shifted, ZERO_POOL], [ZERO_POOL, shifted], x)
    # Where nothing is padded, the kind of padding does not matter.
    unpadded = MaxPool2d(2, pad="zero")
    assert equal_by_proof([shifted, unpadded], [unpadded, shifted]) is not None


@pytest.mark.parametrize("skip", [SKIP, MinPool2d(1, (1, 3)), AvgPool2d(1, 2)], ids=label)
@pytest.mark.parametrize("cell", [*EXACT_CELLS, *ROUNDED_CELLS, *OTHER_CELLS], ids=label)
def test_skipping_cells_commutes_with_any_function_of_one_cell(cell: Layer, skip: Layer) -> None:
    proof = equal_by_proof([cell, skip], [skip, cell])
    assert proof is not None
    assert proof.exact
    assert proof.steps[0].rule == "subsampling"
    for x in hard_maps():
        assert agree([cell, skip], [skip, cell], x)


ONES = Conv2d(np.ones((1, 1, 2, 2)))
# (one, other, rules)
REDUNDANT: list[tuple[list[Layer], list[Layer], set[str]]] = [
    ([RELU, RELU], [RELU], {"identity"}),
    ([RELU, POOL, RELU], [POOL, RELU], {"identity", "non_decreasing"}),
    ([RELU, ABS], [RELU], {"identity"}),
    ([ABS, RELU], [ABS], {"identity"}),
    ([ABS, ABS], [ABS], {"identity"}),
    ([SQUARE, RELU], [SQUARE], {"identity"}),
    ([SQUARE, ABS], [SQUARE], {"identity"}),
    ([ABS, SQUARE], [SQUARE], {"absorbed"}),
    ([ABS, L2Pool2d()], [L2Pool2d()], {"absorbed"}),
    ([L2Pool2d(), RELU], [L2Pool2d()], {"identity"}),
    ([Activation("sigmoid"), RELU], [Activation("sigmoid")], {"identity"}),
    ([Activation("sigmoid"), RELU6], [Activation("sigmoid")], {"identity"}),
    ([Activation("softplus"), LEAKY], [Activation("softplus")], {"identity"}),
    ([RELU6, RELU], [RELU6], {"identity"}),
    ([RELU, RELU6], [RELU6], {"absorbed"}),
    ([RELU6, RELU6], [RELU6], {"identity"}),
    ([LEAKY, RELU], [RELU], {"absorbed"}),
    ([RELU, LEAKY], [RELU], {"identity"}),
    ([ELU, RELU], [RELU], {"absorbed"}),
    ([RELU, ELU], [RELU], {"identity"}),
    ([RELU, TANH], [TANH, RELU], {"keeps_sign"}),
    ([RELU, AvgPool2d(), RELU], [RELU, AvgPool2d()], {"identity"}),
    ([RELU, Activation("gelu"), RELU], [RELU, Activation("gelu")], {"identity"}),
    ([RELU, ONES, RELU], [RELU, ONES], {"identity"}),
    ([RELU, ZERO_POOL, RELU], [RELU, ZERO_POOL], {"identity"}),
    ([MaxPool2d(1), RELU], [RELU], {"identity"}),
    ([AvgPool2d(1)], [], {"identity"}),
    ([RELU, SKIP, POOL], [SKIP, POOL, RELU], {"subsampling", "non_decreasing"}),
]


@pytest.mark.parametrize(("one", "other", "rules"), REDUNDANT)
def test_layers_that_do_nothing_are_dropped(one: list[Layer], other: list[Layer], rules: set[str]) -> None:
    for left, right in ((one, other), (other, one)):
        proof = equal_by_proof(left, right)
        assert proof is not None
        assert proof.exact
        assert {step.rule for step in proof.steps} <= rules
        assert (proof.pair is None) == (proof.reason == "redundant")
        for x in hard_maps():
            assert agree(left, right, x)


def test_zeros_of_the_padding_belong_to_what_leaves_a_pool() -> None:
    assert facts.range_after(ZERO_POOL, (1.0, 2.0)) == (0.0, 2.0)
    assert facts.range_after(MinPool2d(3, 2, 1, pad="zero"), (-2.0, -1.0)) == (-2.0, 0.0)
    assert facts.range_after(MaxPool2d(2, 1, 1), (1.0, 2.0)) == (1.0, 2.0)


UNPROVED: list[tuple[list[Layer], list[Layer]]] = [
    ([RELU, AvgPool2d()], [AvgPool2d(), RELU]),
    ([POOL], [POOL, RELU]),
    ([SKIP, POOL], [POOL, SKIP]),
    ([ONES, RELU], [RELU, ONES]),
    ([ONES, POOL], [POOL, ONES]),
    ([RELU], [LEAKY]),
    ([LEAKY], [Activation("leaky_relu", negative_slope=0.2)]),
    ([TANH, RELU6], [RELU6]),
    ([RELU, AvgPool2d(), RELU6], [RELU, AvgPool2d()]),
    ([MaxPool2d(2, 1, 1), RELU], [ZERO_POOL, RELU, POOL]),
    ([Conv2d(-np.ones((1, 1, 2, 2))), RELU], [Conv2d(-np.ones((1, 1, 2, 2)))]),
    (
        [RELU, Conv2d(np.ones((1, 1, 2, 2)), np.array([-1.0])), RELU],
        [RELU, Conv2d(np.ones((1, 1, 2, 2)), np.array([-1.0]))],
    ),
]


@pytest.mark.parametrize(("one", "other"), UNPROVED)
def test_what_differs_is_not_proved_equal(one: list[Layer], other: list[Layer]) -> None:
    assert equal_by_proof(one, other) is None
    assert equal_by_proof(other, one) is None


@pytest.mark.parametrize("cell", OTHER_CELLS, ids=label)
def test_what_falls_somewhere_is_not_proved_to_commute(cell: Layer) -> None:
    assert equal_by_proof([cell, POOL], [POOL, cell]) is None


def test_batch_norm_asks_for_every_channel() -> None:
    assert equal_by_proof([norm(1.0, 2.0), POOL], [POOL, norm(1.0, 2.0)]) is not None
    assert equal_by_proof([norm(1.0, -2.0), POOL], [POOL, norm(1.0, -2.0)]) is None


def test_the_same_layers_are_identical_however_they_are_written() -> None:
    weight = np.arange(8.0).reshape(2, 1, 2, 2)
    one: list[Layer] = [Conv2d(weight, stride=1), Activation("relu", alpha=3.0), MaxPool2d(2), norm(1.0, 2.0)]
    other: list[Layer] = [
        Conv2d(weight.astype(np.float32), stride=(1, 1)),
        RELU,
        MaxPool2d((2, 2), 2, pad="zero"),
        norm(1.0, 2.0),
    ]
    proof = equal_by_proof(one, other)
    assert proof is not None
    assert (proof.reason, proof.steps, proof.pair, proof.exact) == ("identical", (), None, True)
    assert equal_by_proof(one, [Conv2d(weight + 1), *other[1:]]) is None
    assert equal_by_proof([Activation("leaky_relu", negative_slope=0.0)], [RELU]) is not None
    assert equal_by_proof([], []) is not None


def test_the_three_friends_behind_one_convolution() -> None:
    conv = Conv2d(np.array([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]])[None, None])
    proof = equal_by_proof([conv, RELU, POOL], [conv, POOL, RELU])
    assert proof is not None
    assert (proof.reason, proof.pair, proof.steps[0].position) == ("commutes", ("relu", "max_pool"), 1)
    assert equal_by_proof([conv, POOL], [conv, POOL, RELU]) is None


class Lookalike:
    """Calls itself relu and is none."""

    name = "relu"
    window = None

    def forward(self, x: FloatArray) -> FloatArray:
        return -x


def test_a_stranger_is_not_trusted_by_its_name() -> None:
    stranger: Layer = Lookalike()  # type: ignore[assignment]
    assert equal_by_proof([stranger, POOL], [POOL, stranger]) is None
    assert equal_by_proof([stranger], [RELU]) is None
    assert equal_by_proof([stranger, RELU, RELU], [stranger, RELU]) is not None
    assert equal_by_proof([RELU, stranger, RELU], [RELU, stranger]) is None


def test_long_pipelines_are_compared_behind_their_common_beginning() -> None:
    start: list[Layer] = [AvgPool2d(2, 1)] * MOST_LAYERS
    assert equal_by_proof([*start, RELU, POOL], [*start, POOL, RELU]) is not None
    assert equal_by_proof([*start, RELU, RELU], [*start, RELU]) is not None
    assert equal_by_proof([RELU, *start], [*start, RELU]) is None
    # Every order of four ReLUs and four pools is the same function, and all of them are found in time.
    proof = equal_by_proof([RELU, POOL] * 4, [POOL] * 4 + [RELU] * 4)
    assert proof is not None
    assert proof.exact


CELLS: list[Layer] = [RELU, RELU6, LEAKY, ABS, SQUARE, TANH, Activation("gelu"), norm(0.7), norm(-0.7)]
PIPELINES: st.SearchStrategy[list[Layer]] = st.lists(
    st.sampled_from([*CELLS, MaxPool2d(2, 1), MinPool2d(2, 1), SKIP, AvgPool2d(1), AvgPool2d(2, 1), ONES]), max_size=4
)


def permuted(layers: list[Layer]) -> st.SearchStrategy[list[Layer]]:
    """The layers in another order, sometimes with one more."""
    return st.tuples(st.permutations(layers), st.lists(st.sampled_from(CELLS), max_size=1)).map(
        lambda parts: parts[0][:1] + parts[1] + parts[0][1:]
    )


@settings(deadline=None, max_examples=300)
@given(PIPELINES, st.data())
def test_whatever_is_proved_is_true(one: list[Layer], data: st.DataObject) -> None:
    other = data.draw(permuted(one))
    proof = equal_by_proof(one, other)
    if proof is None:
        return
    x = data.draw(arrays(np.float64, (1, 1, 9, 9), elements=NUMBERS))
    if proof.exact:
        assert agree(one, other, x)
    else:
        tame = np.clip(np.nan_to_num(x), -50, 50)
        np.testing.assert_allclose(forward(one, tame), forward(other, tame), rtol=1e-9, atol=1e-12)


def test_a_proof_works_in_both_directions() -> None:
    layers: list[Layer] = [RELU, MaxPool2d(2, 1), SKIP, ABS]
    for one, other in permutations([list(order) for order in permutations(layers)][:8], 2):
        there, back = equal_by_proof(one, other), equal_by_proof(other, one)
        assert (there is None) == (back is None)
        if there is not None and back is not None:
            assert (there.reason, len(there.steps), there.exact) == (back.reason, len(back.steps), back.exact)
