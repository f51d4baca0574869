"""Which problems there are: what is refused, how far a step goes, and what the Hessian tells."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

from tests.nn.descent.test_inputs import EVERY, IMAGE
from tutor.nn.descent import FULL, MOST_DIMS, MOST_STEPS, Inputs, Optimiser, Problem, StepRule, second_moment

UNIT, SIGNED = Inputs(range="01"), Inputs(range="11")
FLAT = Inputs("patches", image=((0.5,) * 4,) * 4)


@pytest.mark.parametrize(
    ("bad", "error", "words"),
    [
        ({"inputs": "01"}, TypeError, "inputs must be Inputs"),
        ({"step": 0.5}, TypeError, "step must be StepRule"),
        ({"optimiser": "adam"}, TypeError, "optimiser must be Optimiser"),
        ({"loss": "hinge"}, ValueError, "loss must be one of 'squared'"),
        ({"bias": 1}, TypeError, "bias must be True or False"),
        ({"dims": 0}, ValueError, "dims must be at least 1"),
        ({"dims": MOST_DIMS + 1}, ValueError, "dims must be at most 1000"),
        ({"batch": -1}, ValueError, "batch must be at least 0"),
        ({"batch": 1.5}, TypeError, "batch must be a whole number"),
        ({"batch": True}, TypeError, "batch must be a whole number"),
        ({"batch": 4096, "dims": 100}, ValueError, "a smaller batch or the whole set"),
        ({"dims": 1000, "max_steps": 100_000}, ValueError, "max_steps must be at most 10,000 here"),
        ({"seed": -1}, ValueError, "seed must be at least 0"),
        ({"start": (1.0,)}, ValueError, "start must have 2 numbers"),
        ({"start": (1.0, -1.0), "bias": True}, ValueError, "start must have 3 numbers"),
        ({"start": (0.0, 0.0)}, ValueError, "not the target itself"),
        ({"start": (math.nan, 0.0)}, ValueError, "start must be finite"),
        ({"start": ("1", 0.0)}, TypeError, "a number of start must be a number"),
        ({"noise": -0.1}, ValueError, "noise must be from 0"),
        ({"noise": math.nan}, ValueError, "noise must be from 0"),
        ({"tolerance": math.nan}, ValueError, "tolerance must be above 0"),
        ({"max_steps": 0}, ValueError, "max_steps must be at least 1"),
        ({"max_steps": MOST_STEPS + 1}, ValueError, "max_steps must be at most 100000"),
        ({"loss": "kernel"}, ValueError, "dims must be a square number"),
        ({"inputs": Inputs("patches", image=IMAGE)}, ValueError, "dims must be a square number"),
        ({"inputs": Inputs("patches", image=IMAGE), "dims": 16}, ValueError, "does not fit"),
        ({"inputs": FLAT, "dims": 4, "step": StepRule("optimal", 1.0)}, ValueError, "a Hessian that is not singular"),
        ({"inputs": Inputs("correlated", rho=1.0), "step": StepRule("optimal", 1.0)}, ValueError, "not singular"),
        ({"inputs": dataclasses.replace(FLAT, range="half"), "dims": 4}, ValueError, "every input is always 0"),
    ],
)
def test_bad_problems_are_refused_in_a_sentence(bad: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words) as refusal:
        Problem(**bad)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: StepRule("newton"), "the step rule must be one of"),  # type: ignore[arg-type]
        (lambda: StepRule(value=0.0), "the step must be above 0"),
        (lambda: StepRule(value=-1.0), "the step must be above 0"),
        (lambda: StepRule(value=math.nan), "the step must be above 0"),
        (lambda: StepRule(value=101.0), "at most 100"),
        (lambda: Optimiser("lion"), "the optimiser must be one of"),  # type: ignore[arg-type]
        (lambda: Optimiser("adam", beta=1.0), "beta must be below 1"),
        (lambda: Optimiser("adam", beta=-0.1), "beta must be from 0 to 1"),
        (lambda: Optimiser("adam", beta2=1.0), "beta2 must be below 1"),
    ],
)
def test_bad_rules_are_refused_in_a_sentence(make: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()


def test_numbers_are_asked_for_as_numbers() -> None:
    with pytest.raises(TypeError, match="the step must be a number"):
        StepRule(value="0.5")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="beta must be a number"):
        Optimiser(beta=None)  # type: ignore[arg-type]


def test_optimisers_have_pytorch_s_defaults() -> None:
    assert (Optimiser("adam").beta, Optimiser("adam").beta2) == (0.9, 0.999)
    assert Optimiser("rmsprop").beta2 == 0.99
    assert Optimiser("rmsprop", beta2=0.9).beta2 == 0.9


def test_the_standard_problem() -> None:
    problem = Problem()
    assert (problem.start, problem.weights, problem.straight) == ((-1.0, 1.0), 2, math.sqrt(2))
    assert Problem(dims=2, bias=True).start == (-1.0, 1.0, -1.0)
    assert Problem() == Problem(Inputs(), step=StepRule())
    assert hash(Problem()) == hash(Problem())


def test_how_far_a_step_goes() -> None:
    """On [0, 1] and d = 2 the eigenvalues are 1/12 and 7/12, and E|x|² is 2/3."""
    for rule, rate in (
        (StepRule("mean_square", 0.5), 0.75),
        (StepRule("max", 1.0), 12 / 7),
        (StepRule("optimal", 0.5), 0.5 * 2 / (8 / 12)),
        (StepRule("rate", 0.3), 0.3),
    ):
        assert Problem(step=rule).learning_rate == pytest.approx(rate)
    assert Problem(bias=True).learning_rate == pytest.approx(0.5 / (2 / 3 + 1))


def test_the_eigenvalues_are_those_of_the_second_moment() -> None:
    np.testing.assert_allclose(Problem().eigenvalues, [1 / 12, 7 / 12])
    assert Problem().condition_number == pytest.approx(7)
    assert Problem(inputs=Inputs("correlated", rho=1.0)).condition_number == math.inf
    for inputs in EVERY:
        problem = Problem(inputs, dims=4, bias=True)
        np.testing.assert_allclose(problem.curvature, second_moment(inputs, 4, bias=True))
        with pytest.raises(ValueError, match="read-only"):
            problem.curvature[0, 0] = 0


@pytest.mark.parametrize("inputs", EVERY, ids=str)
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("dims", [1, 4])
def test_eigenvalues_found_by_symmetry_are_those_of_the_matrix(inputs: Inputs, bias: bool, dims: int) -> None:
    problem = Problem(inputs, dims, bias)
    np.testing.assert_allclose(problem.eigenvalues, np.linalg.eigvalsh(problem.curvature), atol=1e-12)


def test_a_level_direction_is_no_hindrance_where_no_smallest_eigenvalue_is_needed() -> None:
    assert Problem(FLAT, dims=4).condition_number == math.inf
    assert Problem(FLAT, dims=4, step=StepRule("max", 1.0)).learning_rate == pytest.approx(1.0)  # λmax = 4 · ¼


@pytest.mark.parametrize(
    ("change", "locked"),
    [
        ({}, True),
        ({"noise": 1.0}, True),
        ({"bias": True}, True),
        ({"loss": "cross_entropy"}, True),
        ({"optimiser": Optimiser("rmsprop")}, True),
        ({"inputs": Inputs("sigmoid")}, True),
        ({"inputs": Inputs("patches", image=IMAGE), "dims": 4}, True),
        ({"inputs": SIGNED}, False),
        ({"inputs": Inputs("tanh")}, False),
        ({"inputs": Inputs("mixed")}, False),
        ({"batch": 2}, False),
        ({"batch": FULL}, False),
        ({"loss": "kernel", "dims": 4}, False),
        ({"optimiser": Optimiser("momentum")}, False),
        ({"optimiser": Optimiser("adam")}, False),
    ],
)
def test_when_a_step_can_only_go_two_ways(change: dict[str, Any], locked: bool) -> None:
    assert Problem(**change).locked is locked


def test_how_many_examples_a_step_averages() -> None:
    assert Problem(batch=7).rows == 7
    assert Problem(batch=FULL).rows == 1
    assert Problem(loss="kernel", dims=9, batch=2).rows == 2 * 6 * 6
    assert Problem(loss="kernel", dims=81).image_side == 14
    image = Inputs("patches", image=IMAGE)
    assert Problem(image, loss="kernel", dims=4).whole, "one image, always the same"
    assert Problem(image, loss="kernel", dims=4, noise=0.1).rows == 6
