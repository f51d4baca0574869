"""Many runs at once against one after the other, and sweeps."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from tests.nn.descent.test_inputs import IMAGE
from tutor.nn.descent import (
    FULL,
    Inputs,
    Optimiser,
    Problem,
    StepRule,
    descend,
    expected_steps,
    measure,
    medians,
    same_sign_share_of_batch,
    same_sign_share_of_kernel,
    spread,
    sweep,
)

UNIT, SIGNED = Inputs(range="01"), Inputs(range="11")

PROBLEMS: list[dict[str, Any]] = [
    {},
    {"inputs": SIGNED, "dims": 27},
    {"noise": 0.1, "batch": 3, "max_steps": 70},
    {"loss": "cross_entropy", "bias": True, "max_steps": 300},
    {"loss": "kernel", "dims": 9},
    {"loss": "kernel", "dims": 4, "inputs": Inputs("patches", image=IMAGE), "noise": 0.1, "max_steps": 50},
    {"loss": "kernel", "dims": 4, "inputs": Inputs("patches", image=IMAGE), "max_steps": 50},
    {"batch": FULL, "inputs": Inputs("skewed")},
    {"optimiser": Optimiser("momentum"), "step": StepRule(value=0.05)},
    {"optimiser": Optimiser("rmsprop"), "step": StepRule("rate", 0.01)},
    {"optimiser": Optimiser("adam"), "step": StepRule("rate", 0.05), "dims": 3},
    {"inputs": SIGNED, "step": StepRule(value=4.0)},
    {"start": (-9e5, 0.0), "step": StepRule(value=100.0)},
]


@pytest.mark.parametrize("settings", PROBLEMS, ids=str)
def test_one_run_of_many_is_the_run_that_descend_makes(settings: dict[str, Any]) -> None:
    problem = Problem(seed=5, **settings)
    run, one = descend(problem), measure(problem, 1)
    assert one.steps == [run.steps]
    assert one.diverged == [run.diverged]
    for name in ("detour", "same_sign", "mean_turn", "reversals"):
        assert getattr(one, name)[0] == pytest.approx(getattr(run, name), rel=1e-6, abs=1e-6), name


def test_runs_are_independent_and_fixed_by_the_seed() -> None:
    first, again, other = (measure(Problem(seed=seed), 20) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.detour, again.detour)
    assert not set(first.detour) & set(other.detour)
    assert len(set(first.detour)) == 20


def test_medians_and_quartiles_are_those_of_the_runs() -> None:
    runs = measure(Problem(), 9)
    ordered = sorted(runs.steps)
    assert medians(Problem(), 9).steps == ordered[4]
    quartiles = spread(runs.steps)
    assert (quartiles.low, quartiles.median, quartiles.high) == (ordered[2], ordered[4], ordered[6])
    with pytest.raises(ValueError, match="read-only"):
        runs.steps[0] = 0


def test_where_nothing_is_left_to_chance_all_runs_are_one() -> None:
    runs = measure(Problem(batch=FULL), 5)
    assert runs.steps.tolist() == [descend(Problem(batch=FULL)).steps] * 5


def test_a_share_of_runs_diverges() -> None:
    runs = measure(Problem(SIGNED, step=StepRule(value=2.2)), 200)
    assert 0 < runs.diverged_share < 1
    assert runs.diverged.sum() == 200 * runs.diverged_share
    assert np.isfinite(runs.detour).all()


def test_a_sweep_measures_every_value() -> None:
    swept = sweep(Problem(), "dims", (2, 4, 8), runs=11)
    assert swept.over == "dims"
    assert swept.values == (2.0, 4.0, 8.0) == tuple(point.value for point in swept.points)
    for point in swept.points:
        problem = Problem(dims=int(point.value))
        assert point.steps == spread(measure(problem, 11).steps)
        assert point.detour.low <= point.detour.median <= point.detour.high
        assert point.condition_number == pytest.approx(3 * point.value + 1)
        assert point.theory_steps == expected_steps(problem)
        assert (point.same_sign.median, point.diverged) == (1.0, 0.0)


def test_what_a_sweep_can_go_over() -> None:
    full, one = sweep(Problem(), "batch", (FULL, 1), runs=3).points
    assert full.steps.median == full.theory_steps
    assert one.detour.median > 1.5 * full.detour.median
    loose, tight = sweep(Problem(Inputs("correlated")), "rho", (0.0, 0.9), runs=3).points
    assert loose.condition_number == pytest.approx(7)
    assert tight.condition_number == pytest.approx(79)
    short, long = sweep(Problem(SIGNED), "step", (0.25, 5.0), runs=3).points
    assert short.steps.median > 20
    assert (long.diverged, long.theory_steps) == (1.0, None)
    (adam,) = sweep(Problem(optimiser=Optimiser("adam"), step=StepRule("rate", 0.1)), "dims", (3,), runs=3).points
    assert adam.theory_steps is None


@pytest.mark.parametrize(
    ("over", "values", "words"),
    [
        ("seed", (1,), "over must be one of 'dims'"),
        ("dims", (), "a sweep needs 1 to 200 values"),
        ("dims", range(1, 500), "a sweep needs 1 to 200 values"),
        ("dims", (2.5,), "dims must be a whole number"),
        ("dims", (math.nan,), "dims must be a whole number"),
        ("batch", (math.inf,), "batch must be a whole number"),
        ("dims", (2, 5000), "dims must be at most 1000"),
        ("rho", (0.5,), "inputs that are correlated"),
        ("step", (-1.0,), "the step must be above 0"),
    ],
)
def test_bad_sweeps_are_refused_in_a_sentence(over: Any, values: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        sweep(Problem(), over, values, runs=3)


def test_bad_statistics_are_refused() -> None:
    with pytest.raises(ValueError, match="size must be at most side"):
        same_sign_share_of_kernel(UNIT, size=9)
    with pytest.raises(ValueError, match="runs must be at least 1"):
        medians(Problem(), runs=0)
    with pytest.raises(ValueError, match="batch must be at least 1"):
        same_sign_share_of_batch(UNIT, 2, 0)
