"""Steps worked by hand for each optimiser, in plain numbers and in arrays."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from tutor.nn.descent import FULL, OPTIMISER_KINDS, Inputs, Optimiser, Problem, StepRule, descend
from tutor.nn.descent.optimisers import update
from tutor.nn.descent.run import array_steps

GRADIENTS = (2.0, -1.0, 0.5)
BY_HAND = {
    # 0.1 g
    Optimiser("sgd"): (0.2, -0.1, 0.05),
    # v = 2, 0.9·2 − 1 = 0.8, 0.9·0.8 + 0.5 = 1.22
    Optimiser("momentum"): (0.2, 0.08, 0.122),
    # s = 0.01·4 = 0.04, 0.99·0.04 + 0.01 = 0.0496, 0.99·0.0496 + 0.0025 = 0.051604
    Optimiser("rmsprop"): (0.1 * 2 / 0.2, -0.1 / math.sqrt(0.0496), 0.05 / math.sqrt(0.051604)),
    # m = 1, −0.25 + 0.25 … with β₁ = ½: 1, 0, 0.25, over ½, ¾, ⅞; s with β₂ = ¾: 1, 1, 0.8125, over ¼, 7/16, 37/64
    Optimiser("adam", beta=0.5, beta2=0.75): (0.1 * 2 / 2, 0.0, 0.1 * (0.25 / 0.875) / math.sqrt(0.8125 * 64 / 37)),
}


@pytest.mark.parametrize(("optimiser", "steps"), BY_HAND.items(), ids=lambda value: str(value))
def test_steps_worked_by_hand(optimiser: Optimiser, steps: tuple[float, ...]) -> None:
    of_numbers = update(optimiser, 0.1, 0.0)
    assert [of_numbers(gradient) for gradient in GRADIENTS] == pytest.approx(steps, rel=1e-6)
    of_arrays = update(optimiser, 0.1, np.zeros((2, 3)))
    for gradient, step in zip(GRADIENTS, steps, strict=True):
        np.testing.assert_allclose(of_arrays(np.full((2, 3), gradient)), step, rtol=1e-6)


@pytest.mark.parametrize("kind", OPTIMISER_KINDS)
@pytest.mark.parametrize("settings", [{}, {"batch": 3}, {"batch": FULL}, {"noise": 0.1}, {"loss": "cross_entropy"}])
def test_plain_numbers_and_arrays_walk_the_same_way(kind: Any, settings: dict[str, Any]) -> None:
    problem = Problem(optimiser=Optimiser(kind), step=StepRule("rate", 0.05), max_steps=200, **settings)
    run = descend(problem)
    for t, (gradient, point, example) in zip(range(run.steps), array_steps(problem), strict=False):
        np.testing.assert_allclose(run.gradients[t], gradient, atol=1e-10)
        np.testing.assert_allclose(run.points[t + 1], point, atol=1e-10)
        np.testing.assert_array_equal(run.examples[t], example)


def test_momentum_of_nothing_is_plain_descent() -> None:
    plain, pushed = descend(Problem()), descend(Problem(optimiser=Optimiser("momentum", beta=0.0)))
    np.testing.assert_array_equal(plain.points, pushed.points)


def test_the_first_step_of_adam_is_as_long_as_its_rate_in_every_component() -> None:
    run = descend(Problem(Inputs(range="11"), dims=5, optimiser=Optimiser("adam"), step=StepRule("rate", 0.01)))
    np.testing.assert_allclose(np.abs(run.points[1] - run.points[0]), 0.01, rtol=1e-4)
