"""What theory gives, against runs, simulations and closed forms."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.nn.descent.test_inputs import EVERY, IMAGE
from tutor.nn.descent import (
    FULL,
    Inputs,
    Optimiser,
    Problem,
    StepRule,
    descend,
    expected_steps,
    measure,
    same_sign_limit,
    same_sign_share_of_batch,
    theoretical_rate,
)


@settings(deadline=None, max_examples=60)
@given(
    inputs=st.sampled_from([inputs for inputs in EVERY if inputs.kind != "patches"]),
    dims=st.integers(1, 12),
    bias=st.booleans(),
    value=st.floats(0.2, 1.9),
    optimiser=st.sampled_from([Optimiser(), Optimiser("momentum", beta=0.5), Optimiser("momentum")]),
)
def test_the_mean_arrives_when_descent_on_the_whole_set_does(
    inputs: Inputs, dims: int, bias: bool, value: float, optimiser: Optimiser
) -> None:
    rule = StepRule("max", value)
    problem = Problem(inputs, dims, bias, step=rule, optimiser=optimiser, batch=FULL, max_steps=400, tolerance=0.009)
    path = np.linalg.norm(descend(problem).points[1:], axis=1) / problem.straight
    steps = expected_steps(dataclasses.replace(problem, tolerance=0.01))
    # Rounding may decide whether a point that is as good as 0.01 away has arrived.
    surely, perhaps = (1 + np.flatnonzero(path <= 0.01 * (1 + slack)) for slack in (-1e-9, 1e-9))
    if len(perhaps):
        assert steps is None or perhaps[0] <= steps
        assert not len(surely) or (steps is not None and steps <= surely[0])
    else:
        assert steps is None or steps > len(path)


def test_expected_steps_by_hand() -> None:
    """Along (−1, 1), the flat direction of [0, 1], a step of 0.75 leaves 1 − 0.75/12 = 15/16."""
    assert expected_steps(Problem()) == math.ceil(math.log(1000) / math.log(16 / 15))
    assert expected_steps(Problem(Inputs(range="11"))) == math.ceil(math.log(1000) / math.log(4 / 3))
    assert expected_steps(Problem(tolerance=1.0)) == 1
    assert expected_steps(Problem(Inputs(range="11"), step=StepRule("max", 2.5))) is None
    assert expected_steps(Problem(Inputs("correlated", rho=1.0))) is None, "level along (−1, 1)"
    for kind in ("rmsprop", "adam"):
        assert expected_steps(Problem(optimiser=Optimiser(kind))) is None
    assert expected_steps(Problem(loss="cross_entropy")) is None
    fast = Problem(step=StepRule("max", 10.0), optimiser=Optimiser("momentum"), start=(1.0, 1.0))
    assert expected_steps(fast) is None


@pytest.mark.parametrize(
    ("settings", "rate"),
    [
        ({}, 15 / 16),
        ({"step": StepRule("optimal", 1.0)}, (7 - 1) / (7 + 1)),  # (κ − 1) / (κ + 1)
        ({"step": StepRule("max", 2.0)}, 1.0),
        ({"inputs": Inputs(range="11"), "step": StepRule("max", 1.0)}, 0.0),
        ({"optimiser": Optimiser("momentum", beta=0.81), "step": StepRule("max", 0.5)}, 0.9),  # √β
        ({"optimiser": Optimiser("momentum", beta=0.0)}, 15 / 16),
    ],
)
def test_theoretical_rates_by_hand(settings: dict[str, Any], rate: float) -> None:
    assert theoretical_rate(Problem(**settings)) == pytest.approx(rate, abs=1e-9)


def test_no_rate_is_claimed_for_steps_that_are_not_linear() -> None:
    assert theoretical_rate(Problem(optimiser=Optimiser("adam"))) is None
    assert theoretical_rate(Problem(optimiser=Optimiser("rmsprop"))) is None


def test_the_best_momentum_is_known() -> None:
    """Goh 2017: with β = ((√κ − 1)/(√κ + 1))² and η = (2/(√λmin + √λmax))² the rate is (√κ − 1)/(√κ + 1)."""
    least, most = Problem().eigenvalues
    ratio = math.sqrt(most / least)
    best = (ratio - 1) / (ratio + 1)
    rate = (2 / (math.sqrt(least) + math.sqrt(most))) ** 2
    problem = Problem(optimiser=Optimiser("momentum", beta=best**2), step=StepRule("rate", rate))
    assert theoretical_rate(problem) == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("loss", ["squared", "cross_entropy"])
def test_descent_on_the_whole_set_shrinks_at_the_theoretical_rate(loss: Any) -> None:
    run = descend(Problem(batch=FULL, loss=loss, tolerance=1e-6, max_steps=100_000))
    last = np.linalg.norm(run.points[-2:], axis=1)
    assert last[1] / last[0] == pytest.approx(run.theoretical_rate, rel=1e-4)
    if loss == "squared":  # the start lies along the flattest direction: all steps alike
        assert run.measured_rate == pytest.approx(run.theoretical_rate)


def test_the_mean_of_many_runs_follows_the_expected_step() -> None:
    """After 10 steps, within 5 standard errors of the mean over 4000 runs."""
    ends = np.array([descend(Problem(seed=seed, max_steps=10)).points[-1] for seed in range(4000)])
    expected = np.array([-1.0, 1.0]) * (15 / 16) ** 10
    assert (np.abs(ends.mean(0) - expected) <= 5 * ends.std(0) / math.sqrt(len(ends))).all()


KNOWN = [
    (inputs, batch, limit)
    for inputs in EVERY
    for batch in (1, 2, FULL)
    if (limit := same_sign_limit(inputs, 4, batch)) is not None
]


@pytest.mark.parametrize(("inputs", "batch", "limit"), KNOWN, ids=str)
def test_limits_of_signs_are_what_is_counted(inputs: Inputs, batch: int, limit: float) -> None:
    """Within 5 standard errors of a share, √(p(1−p)/n); 256 examples are short of a large batch by less than 0.01."""
    samples, short = (20_000, 0.0) if batch else (4_000, 0.01)
    counted = same_sign_share_of_batch(inputs, 4, batch or 256, samples=samples)
    assert abs(counted - limit) <= 5 * math.sqrt(limit * (1 - limit) / samples) + short


def test_which_limits_are_known() -> None:
    assert same_sign_limit(Inputs(), 7) == 1.0
    assert same_sign_limit(Inputs(range="11"), 7, 33) == 2.0**-6
    assert same_sign_limit(Inputs(), 2, FULL) == pytest.approx(0.5 + math.asin(0.75) / math.pi)
    assert same_sign_limit(Inputs("mixed"), 2, FULL) == same_sign_limit(Inputs(), 2, FULL)
    assert same_sign_limit(Inputs(), 1, 33) == 1.0
    # Three equally correlated normals: Sheppard's formula for each pair of them.
    assert same_sign_limit(Inputs(), 3, FULL) == pytest.approx(0.25 + 1.5 * math.asin(0.75) / math.pi)
    assert same_sign_limit(Inputs(), 2, 2) is None
    assert same_sign_limit(Inputs("mixed"), 2, 1) is None
    assert same_sign_limit(Inputs("patches", image=IMAGE), 4, FULL) is None


def test_steps_measured_beside_the_line_of_theory() -> None:
    """The median of small steps is the mean's: 1 − c/8 and 1 − c/2 are what chance adds, see `test_facts`."""
    for inputs in (Inputs(), Inputs(range="11")):
        problem = Problem(inputs, step=StepRule(value=0.02), max_steps=10_000)
        measured, theory = np.median(measure(problem, 51).steps), expected_steps(problem)
        assert measured == pytest.approx(theory, rel=0.03)
