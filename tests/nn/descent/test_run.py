"""The descent of one linear neuron, against arithmetic done by hand and the closed forms."""

from __future__ import annotations

import dataclasses
import math
import tracemalloc

import numpy as np
import pytest

from tutor.nn.descent import (
    TYPICAL_SEED,
    Inputs,
    Problem,
    StepRule,
    Trajectory,
    descend,
    medians,
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


def test_the_typical_seed_is_typical() -> None:
    left, right = (descend(Problem(inputs, seed=TYPICAL_SEED)) for inputs in RANGES)
    assert (left.steps, right.steps) == (101, 25)
    assert left.detour == pytest.approx(2.65, abs=0.01)
    assert right.detour == pytest.approx(1.47, abs=0.01)


def test_a_larger_batch_straightens_the_path_but_not_the_count_of_steps() -> None:
    one, many = (medians(Problem(UNIT, batch=batch), runs=201) for batch in (1, 16))
    assert many.detour < 1.4 < one.detour
    assert many.same_sign < 0.5
    assert many.steps > 0.9 * one.steps


def test_the_read_outs_at_every_frame() -> None:
    run = descend(Problem(SIGNED, seed=2))
    assert run.points.shape == (run.steps + 1, 2)
    assert run.losses.shape == (run.steps + 1,)
    assert run.turns.shape == (run.steps - 1,)
    assert (run.rate_until(0), run.reversals_until(1)) == (1.0, 0.0)
    assert run.measured_rate**run.steps == pytest.approx(np.linalg.norm(run.points[-1]) / math.sqrt(2))
    assert run.turning_points.tolist() == [t + 1 for t, turn in enumerate(run.turns) if turn >= 90]
    assert run.same_sign_until(0) == run.path_until(0) == run.mean_turn_until(1) == 0
    assert run.detour_until(10**6) == run.detour == pytest.approx(run.path_length / math.sqrt(2))
    assert run.mean_turn == pytest.approx(run.turns.mean())
    assert run.same_sign_until(7) == run.same_sign_steps(7) / 7
    assert run.losses[0] == pytest.approx(1 / 3)  # ½ (−1, 1) · I/3 · (−1, 1)
    assert run.converged
    assert not run.diverged


def test_the_read_outs_of_a_path_counted_by_hand() -> None:
    """From (−2, 1) right, up, left, left: turns of 90°, 90° and 0°; of weight moves 1 of 6 goes back."""
    points = np.array([[-2.0, 1.0], [-1.0, 1.0], [-1.0, 3.0], [-4.0, 3.0], [-5.0, 3.0]])
    gradients = np.array([[1.0, 2.0], [-1.0, 0.0], [1.0, -1.0], [3.0, -4.0]])
    run = Trajectory(Problem(start=(-2.0, 1.0)), points, gradients, np.ones((4, 2)), diverged=False)
    assert [run.same_sign_steps(t) for t in range(6)] == [0, 1, 2, 2, 2, 2]
    assert [run.path_until(t) for t in range(5)] == [0, 1, 3, 6, 7]
    np.testing.assert_allclose(run.turns, [90, 90, 0])
    assert run.turning_points.tolist() == [1, 2]
    assert [run.mean_turn_until(t) for t in range(5)] == pytest.approx([0, 0, 90, 90, 60])
    assert run.reversals == 0
    assert run.rate_until(2) == pytest.approx((10 / 5) ** 0.25)
    there_and_back = Trajectory(
        Problem(), np.array([[-1.0, 1.0], [1.0, 1.0], [0.0, 2.0]]), gradients[:2], gradients[:2], False
    )
    assert there_and_back.reversals_until(1) == 0
    assert there_and_back.reversals == 0.5, "the first weight went back, the second had not moved"


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
    for array in (run.points, run.gradients, run.examples, run.losses, run.turns, run.eigenvalues, run.turning_points):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        run.diverged = True  # type: ignore[misc]


@pytest.mark.parametrize("dims", [2, 3])
@pytest.mark.parametrize("inputs", RANGES)
def test_too_long_a_step_diverges_and_ends_within_bounds(inputs: Inputs, dims: int) -> None:
    run = descend(Problem(inputs, dims=dims, step=StepRule(value=4.0)))
    assert run.diverged
    assert not run.converged
    assert run.steps == len(run.points) - 1 == len(run.examples) < 5000
    assert 1e3 < np.linalg.norm(run.points, axis=1).max() <= 1e6
    assert np.isfinite(run.losses).all()
    for value in (run.detour, run.mean_turn, run.reversals, run.same_sign, run.measured_rate):
        assert np.isfinite(value)


def test_a_first_step_that_is_too_long_leaves_the_start_alone() -> None:
    for start in ((-9e5, 0.0), (-9e5, 0.0, 0.0)):
        run = descend(Problem(dims=len(start), start=start, step=StepRule(value=100.0)))
        assert (run.diverged, run.steps, run.points.tolist()) == (True, 0, [list(start)])
        assert run.gradients.shape == run.examples.shape == (0, len(start))
        assert run.detour == run.same_sign == run.mean_turn == run.reversals == 0
        assert (run.measured_rate, len(run.turns), len(run.turning_points)) == (1.0, 0, 0)


def test_a_run_that_does_not_arrive_stops_at_its_limit() -> None:
    run = descend(Problem(max_steps=3))
    assert (run.steps, run.converged, run.diverged) == (3, False, False)


def test_a_time_that_is_no_number_of_steps_is_refused() -> None:
    with pytest.raises(TypeError, match="t must be a whole number"):
        descend(Problem()).path_until(1.5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="t must be at least 0"):
        descend(Problem()).whole_gradient(-1)


@pytest.mark.parametrize("dims", [2, 3])
def test_a_run_keeps_one_example_of_each_batch_and_no_more(dims: int) -> None:
    problem = Problem(dims=dims, batch=4096, max_steps=400, step=StepRule("rate", 1e-9))
    tracemalloc.start()
    descend(problem)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    drawn = 8 * dims * 4096 * 400  # bytes
    assert peak < drawn / 3
