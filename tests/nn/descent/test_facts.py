"""Every number that the lessons quote of signs, zig-zags and conditioning, reproduced by the engine.

How exact a test may be is not guessed:

* A share p counted on n draws has the standard error √(p (1 − p) / n).
* The true median of n runs lies between their order statistics n/2 ± z √n/2 whatever their distribution (the count of
  runs below it is binomial); z = 4 leaves out 1 case in 15,000. The standard error of a median over m runs is half of
  the z = 1 interval of n runs, times √(n/m).
* A number that is quoted with so many digits stands for anything that rounds to it.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.nn.descent.test_inputs import EVERY
from tutor.nn.descent import (
    FULL,
    Floats,
    Inputs,
    Problem,
    StepRule,
    condition_number,
    descend,
    expected_steps,
    measure,
    same_sign_limit,
    same_sign_share_of_batch,
    same_sign_share_of_kernel,
)
from tutor.nn.descent.draws import sampler
from tutor.nn.descent.moments import marginal

UNIT, SIGNED = Inputs(range="01"), Inputs(range="11")
RUNS, QUOTED_RUNS = 10_000, 101
Z = 4.0


def median_within(values: Floats, z: float = Z) -> tuple[float, float]:
    """Return the order statistics between which the true median lies."""
    ordered = np.sort(values)
    reach = z * math.sqrt(len(ordered)) / 2
    return float(ordered[math.floor(len(ordered) / 2 - reach)]), float(ordered[math.ceil(len(ordered) / 2 + reach)])


def standard_error(values: Floats, runs: int) -> float:
    """Return the standard error of a median over `runs` runs like those measured."""
    low, high = median_within(values, z=1.0)
    return (high - low) / 2 * math.sqrt(len(values) / runs)


def share_within(share: float, samples: int) -> float:
    """Return how far a counted share may be from the true one."""
    return Z * math.sqrt(share * (1 - share) / samples)


def spread_out(counts: Floats) -> Floats:
    """Spread whole numbers evenly over the unit about them, so that their median has an error that is not 0."""
    return counts + np.random.default_rng(0).uniform(-0.5, 0.5, len(counts))


def is_quoted(quoted: float, values: Floats, digit: float) -> bool:
    """Whether a figure, quoted to `digit` as the median over about 100 runs, is the median of `values`."""
    return abs(quoted - float(np.median(values))) <= 3 * standard_error(values, QUOTED_RUNS) + digit / 2


# ── 6. same-sign gradients ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("loss", ["squared", "cross_entropy"])
@pytest.mark.parametrize("dims", [2, 9, 27])
def test_one_example_without_negative_inputs_gives_all_components_one_sign(dims: int, loss: Any) -> None:
    for inputs in (UNIT, Inputs("skewed"), Inputs("sigmoid"), Inputs("correlated", rho=0.9)):
        assert (measure(Problem(inputs, dims=dims, loss=loss, max_steps=300), 20).same_sign == 1).all()
    assert same_sign_share_of_batch(UNIT, dims, 1) == 1


@pytest.mark.parametrize("d", [2, 3, 4, 5])
def test_on_the_signed_range_they_agree_as_often_as_coins_do(d: int) -> None:
    share = 2.0 ** (1 - d)
    assert same_sign_limit(SIGNED, d) == share
    assert abs(same_sign_share_of_batch(SIGNED, d, 1, samples=20_000) - share) <= share_within(share, 20_000)


def test_of_all_orthants_two_are_reached() -> None:
    x = sampler(UNIT, 5)(np.random.default_rng(0).random((5000, 5)))
    residuals = np.random.default_rng(1).standard_normal(5000)
    assert len({tuple(np.sign(gradient)) for gradient in residuals[:, None] * x}) == 2
    x = sampler(SIGNED, 5)(np.random.default_rng(0).random((5000, 5)))
    assert len({tuple(np.sign(gradient)) for gradient in residuals[:, None] * x}) == 2**5


def test_a_batch_softens_the_lock_to_77_percent() -> None:
    limit = same_sign_limit(UNIT, 2, FULL)
    assert limit is not None
    assert round(limit, 2) == 0.77
    counted = [same_sign_share_of_batch(UNIT, 2, batch, samples=8000) for batch in (1, 2, 8, 512)]
    assert counted[0] == 1
    assert counted == sorted(counted, reverse=True)
    assert abs(counted[-1] - limit) <= share_within(limit, 8000)


def test_a_kernel_is_locked_in_42_percent_only() -> None:
    share = same_sign_share_of_kernel(UNIT, samples=20_000)
    assert abs(share - 0.42) <= share_within(share, 20_000) + 0.005  # the 0.005 is the rounding of 42 %
    assert same_sign_share_of_kernel(SIGNED, samples=4000) <= 2.0**-8 + share_within(2.0**-8, 4000)


# ── 7. zig-zag ───────────────────────────────────────────────────────────────────────────────────


def test_about_102_steps_and_2_6_times_the_straight_line_against_23_and_1_4() -> None:
    unit, signed = (measure(Problem(inputs), RUNS) for inputs in (UNIT, SIGNED))
    unit_steps, signed_steps = spread_out(unit.steps), spread_out(signed.steps)
    assert is_quoted(102, unit_steps, 1)
    assert is_quoted(2.6, unit.detour, 0.1)
    assert is_quoted(23, signed_steps, 1)
    assert is_quoted(1.4, signed.detour, 0.1)
    assert (unit.same_sign == 1).all()
    # What so many runs tell more exactly: 102 and 2.67 against 24 and 1.43.
    for values, exact in ((unit.steps, 102), (unit.detour, 2.67), (signed.steps, 24), (signed.detour, 1.43)):
        low, high = median_within(values)
        assert low <= exact <= high


def test_a_figure_that_is_wrong_would_be_noticed() -> None:
    unit = measure(Problem(UNIT), RUNS)
    assert not is_quoted(110, spread_out(unit.steps), 1)
    assert not is_quoted(2.3, unit.detour, 0.1)
    assert not is_quoted(30, spread_out(measure(Problem(SIGNED), RUNS).steps), 1)


@settings(deadline=None, max_examples=60)
@given(
    inputs=st.sampled_from([inputs for inputs in EVERY if inputs.kind != "patches"]),
    dims=st.integers(1, 10),
    bias=st.booleans(),
    value=st.floats(0.01, 1.0),
    offsets=st.lists(st.floats(-10, 10).filter(lambda x: abs(x) > 1e-3), min_size=11, max_size=11),
)
def test_the_whole_set_with_steps_up_to_one_over_the_largest_eigenvalue_never_zig_zags(
    inputs: Inputs, dims: int, bias: bool, value: float, offsets: list[float]
) -> None:
    """Steps are −ηMw and −ηM(I − ηM)w, their product wᵀ M (I − ηM) M w ≥ 0."""
    run = descend(
        Problem(inputs, dims, bias, start=tuple(offsets[: dims + bias]), step=StepRule("max", value), batch=FULL,
                max_steps=200)
    )  # fmt: skip
    moved = np.linalg.norm(np.diff(run.points, axis=0), axis=1)
    seen = moved[1:] > 1e-9 * moved[0]  # below that a step is rounding
    assert (run.turns[seen] < 90 + 1e-4).all()


def test_it_crawls_instead() -> None:
    crawling, staggering = descend(Problem(batch=FULL, step=StepRule("max", 1.0))), descend(Problem())
    assert crawling.turns.max() < 1e-3
    assert crawling.detour < 1 < 2 < staggering.detour
    wide = Problem(dims=27, batch=FULL, step=StepRule("max", 1.0))  # κ = 82
    assert descend(wide).steps == pytest.approx(math.log(1000) / -math.log(1 - 1 / 82), abs=1)


# ── 8. conditioning ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("d", [1, 2, 9, 27, 784])
def test_the_condition_number_is_3d_plus_1_against_1(d: int) -> None:
    assert condition_number(UNIT, d) == pytest.approx(3 * d + 1 if d > 1 else 1)
    assert condition_number(SIGNED, d) == pytest.approx(1)
    eigenvalues = Problem(UNIT, dims=d).eigenvalues
    assert eigenvalues[-1] == pytest.approx(1 / 12 + d / 4)
    np.testing.assert_allclose(eigenvalues[:-1], 1 / 12)


@pytest.mark.parametrize(("d", "with_bias"), [(2, 28), (9, 131), (27, 734)])
def test_with_a_bias_28_131_and_734_against_3(d: int, with_bias: int) -> None:
    assert round(condition_number(UNIT, d, bias=True)) == with_bias
    assert condition_number(SIGNED, d, bias=True) == pytest.approx(3)


@pytest.mark.parametrize("d", [2, 4, 10, 64, 784])
def test_the_mean_takes_four_times_the_steps_for_any_d(d: int) -> None:
    """Of equal steps 1/12 against 1/3 of the way; a finite step takes −ln(1 − ηλ) and not ηλ of it."""
    unit, signed = (Problem(inputs, dims=d, step=StepRule(value=0.02)) for inputs in (UNIT, SIGNED))
    assert unit.learning_rate == pytest.approx(signed.learning_rate)
    many, few = expected_steps(unit), expected_steps(signed)
    assert many is not None
    assert few is not None
    exact = math.log1p(-unit.learning_rate / 3) / math.log1p(-unit.learning_rate / 12)
    assert many / few == pytest.approx(exact, abs=(1 + exact) / few)  # either is rounded up
    assert exact == pytest.approx(4, rel=0.5 * unit.learning_rate)


@pytest.mark.parametrize("d", [2, 9, 27])
def test_so_do_runs_of_one_example_a_step_when_steps_are_short(d: int) -> None:
    """Chance takes its part of E|w|²: about 1 − c/2 of the pace on [−1, 1], 1 − c/8 on [0, 1] where d is large."""
    c, runs = 0.05, 51
    unit, signed = (
        measure(Problem(inputs, dims=d, step=StepRule(value=c), max_steps=40_000, tolerance=0.01), runs).steps
        for inputs in (UNIT, SIGNED)
    )
    (low, high), (least, most) = median_within(unit), median_within(signed)
    assert low / most <= 4 * (1 + 0.75 * c) and high / least >= 4 * (1 - c / 2) / (1 - c / 8)  # noqa: PT018
    assert np.median(unit) / np.median(signed) == pytest.approx(4, rel=0.06)


def test_with_the_standard_step_between_3_and_4_5_times() -> None:
    for d, ratio in ((2, 4.25), (9, 3.4), (27, 3.3)):
        unit, signed = (measure(Problem(inputs, dims=d), 301).steps for inputs in (UNIT, SIGNED))
        (low, high), (least, most) = median_within(unit), median_within(signed)
        assert low / most <= ratio <= high / least


@pytest.mark.parametrize("d", [2, 9, 27])
def test_mixed_signs_with_the_same_second_moment_walk_just_as_long(d: int) -> None:
    unit, mixed = (measure(Problem(inputs, dims=d), 501) for inputs in (UNIT, Inputs("mixed")))
    assert condition_number(Inputs("mixed"), d) == pytest.approx(3 * d + 1)
    middle, other = np.median(unit.steps), np.median(mixed.steps)
    error = math.hypot(*(standard_error(spread_out(each.steps), 501) for each in (unit, mixed)))
    # Fourth moments differ, and with them what chance adds to the steps of the mean: c/8 of them where d is large.
    assert abs(middle - other) <= Z * error + 0.5 / 8 * middle
    assert np.median(mixed.same_sign) < 0.8 < np.median(unit.same_sign)


def test_correlated_pixels_weaken_the_gain_of_28_to_4_6() -> None:
    """A 3×3 patch whose neighbours are correlated by 0.9: κ on [0, 1] over κ on [−1, 1]."""

    def gain(rho: float) -> float:
        unit, signed = (condition_number(Inputs("correlated", name, rho=rho), 9) for name in ("01", "11"))
        return unit / signed

    assert gain(0.0) == pytest.approx(28)
    assert round(gain(0.9), 1) == 4.6
    gains = [gain(rho) for rho in np.linspace(0, 0.9, 10)]
    assert gains == sorted(gains, reverse=True)


# ── 9 and 10. what is centred ────────────────────────────────────────────────────────────────────


def test_mnist_on_the_signed_range_is_centred_worse_than_before() -> None:
    unit, signed, centred = (Inputs("skewed", name) for name in ("01", "11", "centred"))
    assert round(marginal(unit).mean, 2) == 0.13
    assert round(marginal(signed).mean, 2) == -0.74
    x = sampler(signed, 2)(np.random.default_rng(0).random((50_000, 2)))
    assert abs(x.mean() - marginal(signed).mean) <= Z * x.std() / math.sqrt(x.size)
    for d in (2, 9, 784):
        assert condition_number(signed, d) > condition_number(unit, d) > condition_number(centred, d)
        assert condition_number(centred, d) == pytest.approx(1)


def test_activations_of_tanh_are_centred_and_those_of_sigmoid_are_not() -> None:
    sigmoid, tanh = (Problem(Inputs(kind)) for kind in ("sigmoid", "tanh"))
    assert (marginal(sigmoid.inputs).mean, marginal(tanh.inputs).mean) == (0.5, 0.0)
    for d in (2, 9):
        assert condition_number(tanh.inputs, d) == pytest.approx(1)
        assert condition_number(sigmoid.inputs, d) > 3 * d + 1, "worse even than pixels: σ(z) varies less"
    first, second = measure(sigmoid, 1001), measure(tanh, 1001)
    assert (first.same_sign == 1).all()
    share = np.concatenate([descend(dataclasses.replace(tanh, seed=seed)).gradients for seed in range(200)])
    agreeing = float((share.min(1) * share.max(1) >= 0).mean())
    assert abs(agreeing - 0.5) <= share_within(0.5, len(share))
    slow, fast = median_within(first.steps), median_within(second.steps)
    assert slow[0] > 6 * fast[1]
    assert median_within(first.detour)[0] > 2 * median_within(second.detour)[1]
