"""The descent of one linear neuron, against arithmetic done by hand and the closed forms."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

from tutor.nn.descent import (
    TYPICAL_SEED,
    Inputs,
    Problem,
    StepRule,
    condition_number,
    descend,
    medians,
    same_sign_share_of_batch,
    same_sign_share_of_kernel,
    second_moment,
)

UNIT, SIGNED = Inputs(range="01"), Inputs(range="11")
RANGES = (UNIT, SIGNED)


@pytest.mark.parametrize("inputs", RANGES)
def test_the_first_step_is_the_one_worked_by_hand(inputs: Inputs) -> None:
    run = descend(Problem(inputs, seed=3))
    u, v = np.random.default_rng(3).random(2)
    x, y = (u, v) if inputs == UNIT else (2 * u - 1, 2 * v - 1)
    error = -x + y  # w·x at w = (-1, 1)
    np.testing.assert_allclose(run.examples[0], [x, y])
    np.testing.assert_allclose(run.gradients[0], [error * x, error * y])
    np.testing.assert_allclose(run.points[1], [-1 - 0.75 * error * x, 1 - 0.75 * error * y])  # η = 0.5 / (2/3)
    assert run.learning_rate == pytest.approx(0.75)


@pytest.mark.parametrize("inputs", RANGES)
@pytest.mark.parametrize("dims", [1, 2, 5])
def test_each_gradient_is_the_slope_of_its_example_s_loss(inputs: Inputs, dims: int) -> None:
    run = descend(Problem(inputs, dims=dims, max_steps=20))

    def loss(w: np.ndarray[Any, Any], x: np.ndarray[Any, Any]) -> float:
        return 0.5 * float(w @ x) ** 2

    for t in range(run.steps):
        for i in range(dims):
            nudge = 1e-6 * np.eye(dims)[i]
            rise = loss(run.points[t] + nudge, run.examples[t]) - loss(run.points[t] - nudge, run.examples[t])
            assert run.gradients[t, i] == pytest.approx(rise / 2e-6, abs=1e-8)


def test_one_example_of_non_negative_inputs_moves_both_weights_the_same_way() -> None:
    for seed in range(30):
        run = descend(Problem(UNIT, seed=seed))
        moves = np.diff(run.points, axis=0)
        assert run.same_sign == 1.0
        assert (moves[:, 0] * moves[:, 1] >= 0).all(), "a step went north-west or south-east"
        assert run.locked
    assert descend(Problem(SIGNED)).same_sign < 0.7
    assert not descend(Problem(SIGNED)).locked


def test_both_ranges_use_the_same_draws() -> None:
    left, right = (descend(Problem(inputs, batch=4, seed=9)) for inputs in RANGES)
    both = min(left.steps, right.steps)
    np.testing.assert_allclose(2 * left.examples[:both] - 1, right.examples[:both])


def test_medians_are_those_the_lesson_quotes() -> None:
    """2001 runs: the standard error of each median is well below the tolerance given."""
    left, right = (medians(Problem(inputs), runs=2001) for inputs in RANGES)
    assert left.steps == pytest.approx(102, abs=3)
    assert left.detour == pytest.approx(2.66, abs=0.08)
    assert left.same_sign == 1.0
    assert right.steps == pytest.approx(23.5, abs=1)
    assert right.detour == pytest.approx(1.4, abs=0.05)
    assert right.same_sign == pytest.approx(0.5, abs=0.03)
    assert left.mean_turn > right.mean_turn > 60


def test_the_typical_seed_is_typical() -> None:
    left, right = (descend(Problem(inputs, seed=TYPICAL_SEED)) for inputs in RANGES)
    assert (left.steps, right.steps) == (101, 25)
    assert left.detour == pytest.approx(2.65, abs=0.01)
    assert right.detour == pytest.approx(1.47, abs=0.01)


@pytest.mark.parametrize("dims", [2, 9, 27])
def test_four_times_more_steps_for_any_number_of_inputs(dims: int) -> None:
    left, right = (medians(Problem(inputs, dims=dims), runs=25).steps for inputs in RANGES)
    assert 2.7 < left / right < 5.5


def test_a_median_of_one_run_is_that_run() -> None:
    run, median = descend(Problem(seed=5)), medians(Problem(seed=5), runs=1)
    assert median.steps == run.steps
    assert median.detour == pytest.approx(run.detour)
    assert median.mean_turn == pytest.approx(run.mean_turn)


@pytest.mark.parametrize(("dims", "with_bias"), [(2, 28), (9, 131), (27, 734)])
def test_condition_numbers(dims: int, with_bias: int) -> None:
    assert condition_number(UNIT, dims) == pytest.approx(3 * dims + 1)
    assert condition_number(SIGNED, dims) == pytest.approx(1)
    assert condition_number(UNIT, dims, bias=True) == pytest.approx(with_bias, abs=0.5)
    assert condition_number(SIGNED, dims, bias=True) == pytest.approx(3)


@pytest.mark.parametrize("inputs", RANGES)
@pytest.mark.parametrize("bias", [False, True])
def test_the_second_moment_is_what_draws_average_to(inputs: Inputs, bias: bool) -> None:
    x = np.random.default_rng(0).random((200_000, 3))
    x = x if inputs == UNIT else 2 * x - 1
    x = np.hstack([x, np.ones((len(x), 1))]) if bias else x
    np.testing.assert_allclose(second_moment(inputs, 3, bias), x.T @ x / len(x), atol=0.005)


def test_a_larger_batch_straightens_the_path_but_not_the_count_of_steps() -> None:
    one, many = (medians(Problem(UNIT, batch=batch), runs=201) for batch in (1, 16))
    assert many.detour < 1.4 < one.detour
    assert many.same_sign < 0.5
    assert many.steps > 0.9 * one.steps


def test_share_of_same_signs_in_a_batch_of_noise() -> None:
    assert same_sign_share_of_batch(UNIT, 2, 1) == 1.0
    assert same_sign_share_of_batch(UNIT, 5, 1) == 1.0
    assert same_sign_share_of_batch(UNIT, 2, 256, samples=8000) == pytest.approx(
        0.5 + math.asin(0.75) / math.pi, abs=0.02
    )
    for d in (2, 3, 4):
        assert same_sign_share_of_batch(SIGNED, d, 1) == pytest.approx(2.0 ** (1 - d), abs=0.015)


def test_a_kernel_is_not_locked() -> None:
    assert same_sign_share_of_kernel(UNIT) == pytest.approx(0.42, abs=0.03)
    assert same_sign_share_of_kernel(SIGNED) < 0.03
    assert same_sign_share_of_kernel(UNIT, size=8, side=8, samples=50) == 1.0, "one position is one example"


def test_the_read_outs_at_every_frame() -> None:
    run = descend(Problem(SIGNED, seed=2))
    assert run.points.shape == (run.steps + 1, 2)
    assert run.losses.shape == (run.steps + 1,)
    assert run.turns.shape == (run.steps - 1,)
    assert run.same_sign_until(0) == run.path_until(0) == run.mean_turn_until(1) == 0
    assert run.detour_until(10**6) == run.detour == pytest.approx(run.path_length / math.sqrt(2))
    assert run.mean_turn == pytest.approx(run.turns.mean())
    assert run.same_sign_until(7) == run.same_sign_steps(7) / 7
    assert run.losses[0] == pytest.approx(1 / 3)  # ½ (−1, 1) · I/3 · (−1, 1)
    assert run.converged
    assert not run.diverged


def test_turns_are_angles() -> None:
    run = descend(Problem(UNIT, dims=1, seed=1))
    assert set(run.turns.round(6).tolist()) <= {0.0, 180.0}


def test_the_mirror_image_of_a_start_gives_the_mirror_image_of_a_run() -> None:
    there, back = descend(Problem(start=(-1, 1))), descend(Problem(start=(1, -1)))
    np.testing.assert_array_equal(there.points, -back.points)


def test_a_seed_fixes_everything() -> None:
    np.testing.assert_array_equal(descend(Problem(seed=4)).points, descend(Problem(seed=4)).points)
    assert not np.array_equal(descend(Problem(seed=4)).points[1], descend(Problem(seed=5)).points[1])


def test_nothing_of_a_trajectory_can_be_changed() -> None:
    run = descend(Problem())
    for array in (run.points, run.gradients, run.examples, run.losses, run.turns):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        run.diverged = True  # type: ignore[misc]


def test_too_long_a_step_diverges_and_stops() -> None:
    run = descend(Problem(SIGNED, step=StepRule(value=3.0)))
    assert run.diverged
    assert not run.converged
    assert np.isfinite(run.points).all()
    assert np.isfinite(run.losses).all()


def test_a_run_that_does_not_arrive_stops_at_its_limit() -> None:
    run = descend(Problem(max_steps=3))
    assert (run.steps, run.converged, run.diverged) == (3, False, False)


@pytest.mark.parametrize(
    ("bad", "error", "words"),
    [
        ({"inputs": "01"}, TypeError, "inputs must be Inputs"),
        ({"dims": 0}, ValueError, "dims must be at least 1"),
        ({"step": 0.5}, TypeError, "step must be StepRule"),
        ({"batch": 1.5}, TypeError, "batch must be a whole number"),
        ({"batch": True}, TypeError, "batch must be a whole number"),
        ({"seed": -1}, ValueError, "seed must be at least 0"),
        ({"start": (1.0,)}, ValueError, "start must have 2 numbers"),
        ({"start": (0.0, 0.0)}, ValueError, "not the target itself"),
        ({"start": (math.nan, 0.0)}, ValueError, "start must be finite"),
        ({"tolerance": math.nan}, ValueError, "tolerance must be above 0"),
        ({"max_steps": 0}, ValueError, "max_steps must be at least 1"),
    ],
)
def test_bad_problems_are_refused_in_a_sentence(bad: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        Problem(**bad)


def test_bad_statistics_are_refused() -> None:
    with pytest.raises(ValueError, match="size must be at most side"):
        same_sign_share_of_kernel(UNIT, size=9)
    with pytest.raises(ValueError, match="runs must be at least 1"):
        medians(Problem(), runs=0)
    with pytest.raises(TypeError, match="t must be a whole number"):
        descend(Problem()).path_until(1.5)  # type: ignore[arg-type]
