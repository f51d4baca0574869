"""What a neuron is fed: bad descriptions, the draws, and whether the closed forms are what draws average to."""

from __future__ import annotations

import dataclasses
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.nn.descent import KINDS, MOST_SIDE, RANGES, UNSCALED, Floats, Inputs, mean_square, second_moment
from tutor.nn.descent.draws import finite_set, sampler
from tutor.nn.descent.moments import FAINTEST, INKED, MNIST_DEVIATION, MNIST_MEAN, correlations, marginal, patches_of
from tutor.nn.descent.normal import logistic, normal_cdf, normal_mean, normal_quantile

IMAGE = ((0.0, 0.5, 1.0, 0.25), (0.75, 0.125, 0.5, 0.0), (1.0, 1.0, 0.0, 0.5))
EVERY = [
    Inputs(kind, name, rho=0.9 if kind == "correlated" else 0.0, image=IMAGE if kind == "patches" else ())
    for kind in KINDS
    for name in RANGES
    if kind not in UNSCALED or name == "01"
]


def drawn(inputs: Inputs, n: int, d: int, seed: int = 0) -> Floats:
    return sampler(inputs, d)(np.random.default_rng(seed).random((n, d)))


@pytest.mark.parametrize(
    ("bad", "error", "words"),
    [
        ({"kind": "normal"}, ValueError, "kind must be one of 'uniform', 'skewed'"),
        ({"kind": ["uniform"]}, ValueError, "kind must be one of"),
        ({"range": "02"}, ValueError, "range must be one of '01', '11'"),
        ({"kind": "tanh", "range": "11"}, ValueError, "a range of their own"),
        ({"kind": "mixed", "range": "half"}, ValueError, "a range of their own"),
        ({"rho": 1.1}, ValueError, "rho must be from 0 to 1"),
        ({"rho": float("nan")}, ValueError, "rho must be from 0 to 1"),
        ({"rho": "0.9"}, TypeError, "rho must be a number"),
        ({"kind": "patches"}, ValueError, "patches need an image"),
        ({"image": "moon"}, TypeError, "image must be a tuple of rows"),
        ({"image": (1.0, 0.0)}, TypeError, "each row of image must be a tuple"),
        ({"image": ((1.0,), (0.0, 1.0))}, ValueError, "the same number of pixels"),
        ({"image": ((), ())}, ValueError, "the same number of pixels"),
        ({"image": ((2.0,),)}, ValueError, "a pixel of image must be from 0 to 1"),
        ({"image": ((0.0,) * (MOST_SIDE + 1),)}, ValueError, "at most 512"),
        ({"kind": "patches", "range": "standardised", "image": ((0.5, 0.5),) * 2}, ValueError, "one colour"),
    ],
)
def test_bad_inputs_are_refused_in_a_sentence(bad: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        Inputs(**bad)


def test_inputs_are_values() -> None:
    assert Inputs("patches", image=[[0, 1], [1, 0]]) == Inputs("patches", image=((0.0, 1.0), (1.0, 0.0)))  # type: ignore[arg-type]
    assert len({*EVERY, *EVERY}) == len(EVERY)
    with pytest.raises(dataclasses.FrozenInstanceError):
        EVERY[0].rho = 0.5  # type: ignore[misc]


@pytest.mark.parametrize("inputs", EVERY, ids=str)
@pytest.mark.parametrize("bias", [False, True])
def test_the_second_moment_is_what_draws_average_to(inputs: Inputs, bias: bool) -> None:
    """Within 5 standard errors of each mean of products, which are estimated from the same draws."""
    x = drawn(inputs, 100_000, 4)
    x = np.hstack([x, np.ones((len(x), 1))]) if bias else x
    products = x[:, :, None] * x[:, None, :]
    error = 5 * products.std(0) / np.sqrt(len(x)) + 1e-12
    moment = second_moment(inputs, 4, bias)
    assert (np.abs(products.mean(0) - moment) <= error).all()
    assert mean_square(inputs, 4, bias) == pytest.approx(np.trace(moment))


@pytest.mark.parametrize("inputs", [inputs for inputs in EVERY if inputs.kind != "patches"], ids=str)
def test_the_mean_and_variance_of_each_input_are_what_draws_have(inputs: Inputs) -> None:
    x = drawn(inputs, 100_000, 2)[:, 0]
    each = marginal(inputs)
    assert abs(x.mean() - each.mean) <= 5 * x.std() / np.sqrt(len(x))
    squares = (x - x.mean()) ** 2
    assert abs(squares.mean() - each.variance) <= 5 * squares.std() / np.sqrt(len(x))


@pytest.mark.parametrize("inputs", EVERY, ids=str)
def test_inputs_said_to_be_non_negative_are(inputs: Inputs) -> None:
    assert inputs.non_negative == bool((drawn(inputs, 2000, 4) >= 0).all())


def test_ranges_scale_the_same_draws() -> None:
    for kind in ("uniform", "skewed", "correlated"):
        unit, signed, half, centred, standardised = (drawn(Inputs(kind, name, rho=0.5), 50, 3) for name in RANGES)
        each = marginal(Inputs(kind))
        np.testing.assert_allclose(signed, 2 * unit - 1)
        np.testing.assert_allclose(half, unit - 0.5)
        np.testing.assert_allclose(centred, unit - each.mean)
        np.testing.assert_allclose(standardised, (unit - each.mean) / each.variance**0.5)


def test_skewed_inputs_have_mnist_s_mean_and_deviation() -> None:
    mean, square = INKED * (1 + FAINTEST) / 2, INKED * (1 + FAINTEST + FAINTEST**2) / 3
    assert mean == pytest.approx(MNIST_MEAN)
    assert square == pytest.approx(MNIST_MEAN**2 + MNIST_DEVIATION**2)
    blank, faintest = 1 - INKED, FAINTEST
    assert blank == pytest.approx(0.846, abs=0.0005)
    assert faintest == pytest.approx(0.696, abs=0.0005)
    x = drawn(Inputs("skewed"), 10_000, 2)
    assert set(np.unique(x[x < FAINTEST])) == {0.0}
    assert x.max() < 1


def test_sigmoid_and_tanh_are_of_the_same_normals() -> None:
    z = np.log(drawn(Inputs("sigmoid"), 100, 3) / (1 - drawn(Inputs("sigmoid"), 100, 3)))
    np.testing.assert_allclose(drawn(Inputs("tanh"), 100, 3), np.tanh(z), atol=1e-9)


def test_mixed_inputs_have_the_second_moment_of_the_unit_range() -> None:
    for d in (1, 2, 30):
        np.testing.assert_allclose(second_moment(Inputs("mixed"), d), second_moment(Inputs(), d), atol=1e-12)


def test_correlations_of_neighbours_are_rho_and_fade_with_distance() -> None:
    matrix = correlations(0.9, 9)  # a 3×3 square
    assert matrix[0, 0] == 1
    assert matrix[0, 1] == matrix[0, 3] == matrix[4, 7] == pytest.approx(0.9)
    assert matrix[0, 8] == pytest.approx(0.9**4, rel=0.1)
    assert matrix[2, 3] == pytest.approx(matrix[0, 5]), "(0, 2) and (1, 0) are three apart, as (0, 0) and (1, 2)"
    np.testing.assert_array_equal(correlations(0.0, 5), np.eye(5))
    np.testing.assert_allclose(correlations(1.0, 5), 1.0)
    alike = drawn(Inputs("correlated", rho=1.0), 20, 5)
    np.testing.assert_allclose(alike, alike[:, :1].repeat(5, axis=1))


def test_patches_are_windows_of_the_image() -> None:
    patches = patches_of(Inputs("patches", image=IMAGE), 4)
    assert patches.shape == (6, 4)
    np.testing.assert_array_equal(patches[4], [0.125, 0.5, 1.0, 0.0])  # second row, second column
    x = drawn(Inputs("patches", image=IMAGE), 500, 4)
    assert {tuple(row) for row in x} == {tuple(row) for row in patches}
    centred = patches_of(Inputs("patches", "centred", image=IMAGE), 1)
    assert centred.mean() == pytest.approx(0)
    for d, words in ((2, "square number"), (16, "does not fit into an image of 3×4")):
        with pytest.raises(ValueError, match=words):
            patches_of(Inputs("patches", image=IMAGE), d)


def test_a_finite_set_is_fixed_by_the_seed_and_large_enough() -> None:
    np.testing.assert_array_equal(finite_set(Inputs(), 2, True, 5), finite_set(Inputs(), 2, True, 5))
    assert not np.array_equal(finite_set(Inputs(), 2, True, 5), finite_set(Inputs(), 2, True, 6))
    assert finite_set(Inputs(), 2, True, 5).shape == (512, 3)
    assert finite_set(Inputs(), 200, False, 5).shape == (800, 200)
    assert (finite_set(Inputs(), 2, True, 5)[:, -1] == 1).all()


@given(st.floats(1e-300, 1, exclude_max=True))
def test_quantiles_are_those_of_the_standard_library(u: float) -> None:
    assert normal_quantile(np.array([max(u, 2.0**-54)]))[0] == pytest.approx(
        NormalDist().inv_cdf(max(u, 2.0**-54)), rel=1e-13, abs=1e-15
    )


def test_the_normal_functions_at_known_points() -> None:
    z = np.array([-1.959963984540054, 0.0, 1.959963984540054])
    np.testing.assert_allclose(normal_cdf(z), [0.025, 0.5, 0.975], rtol=1e-12)
    np.testing.assert_allclose(normal_quantile(np.array([0.025, 0.5, 0.975])), z, rtol=1e-12)
    assert np.isfinite(normal_quantile(np.zeros(1))).all()
    assert [normal_mean(lambda z, n=n: z**n) for n in range(5)] == pytest.approx([1, 0, 1, 0, 3], abs=1e-12)  # type: ignore[misc]
    np.testing.assert_allclose(logistic(np.array([-1e9, 0.0, np.log(3), 1e9])), [0, 0.5, 0.75, 1])
