"""Gradients against finite differences of the losses, and what one example contributes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from tests.nn.descent.test_inputs import IMAGE
from tutor.nn.descent import FULL, Floats, Inputs, Problem, StepRule, Trajectory, descend, second_moment
from tutor.nn.descent.draws import finite_set
from tutor.nn.descent.feed import Feed
from tutor.nn.descent.hessian import target
from tutor.nn.descent.losses import loss_of

PROBLEMS: list[dict[str, Any]] = [
    {},
    {"inputs": Inputs(range="11"), "dims": 5},
    {"bias": True, "inputs": Inputs("skewed")},
    {"loss": "cross_entropy"},
    {"loss": "cross_entropy", "bias": True, "dims": 3, "inputs": Inputs("tanh")},
    {"loss": "kernel", "dims": 9, "inputs": Inputs("correlated", rho=0.5)},
    {"loss": "kernel", "dims": 4, "bias": True, "inputs": Inputs("patches", "11", image=IMAGE)},
]


def slope(run: Trajectory, point: Floats, step: float = 1e-4) -> Floats:
    nudges = step * np.eye(len(point))
    return (run.expected_loss(point + nudges) - run.expected_loss(point - nudges)) / (2 * step)


@pytest.mark.parametrize("settings", PROBLEMS, ids=str)
def test_the_whole_gradient_is_the_slope_of_the_expected_loss(settings: dict[str, Any]) -> None:
    run = descend(Problem(max_steps=20, **settings))
    for t in (0, run.steps // 2, run.steps):
        np.testing.assert_allclose(run.whole_gradient(t), slope(run, run.points[t]), atol=1e-7)


@pytest.mark.parametrize("settings", PROBLEMS, ids=str)
def test_the_whole_set_in_every_batch_steps_along_the_whole_gradient(settings: dict[str, Any]) -> None:
    run = descend(Problem(max_steps=10, batch=FULL, **settings))
    for t in range(run.steps):
        np.testing.assert_allclose(run.gradients[t], run.whole_gradient(t), atol=1e-12)
    assert (np.diff(run.losses) < 0).all()


@pytest.mark.parametrize("settings", PROBLEMS, ids=str)
def test_the_hessian_is_the_slope_of_the_gradient_at_the_target(settings: dict[str, Any]) -> None:
    problem = Problem(**settings)
    nudges = 1e-4 * np.eye(problem.weights)
    loss = loss_of(problem)
    np.testing.assert_allclose((loss.gradient(nudges) - loss.gradient(-nudges)) / 2e-4, problem.curvature, atol=1e-7)
    assert loss.at(np.zeros((1, problem.weights)))[0] == pytest.approx(0, abs=1e-15)


@pytest.mark.parametrize("inputs", [Inputs(), Inputs("mixed"), Inputs("skewed", "11"), Inputs("correlated", rho=0.5)])
@pytest.mark.parametrize("bias", [False, True])
def test_many_weights_have_the_loss_that_few_have(inputs: Inputs, bias: bool) -> None:
    problem = Problem(inputs, dims=100, bias=bias)
    points = np.random.default_rng(0).normal(size=(7, problem.weights))
    loss, moment = loss_of(problem), second_moment(inputs, 100, bias)
    np.testing.assert_allclose(loss.gradient(points), points @ moment, atol=1e-12)
    np.testing.assert_allclose(loss.gradient(points[0]), moment @ points[0], atol=1e-12)
    np.testing.assert_allclose(loss.at(points), 0.5 * np.einsum("ni,ij,nj->n", points, moment, points))


@pytest.mark.parametrize("loss", ["squared", "cross_entropy"])
@pytest.mark.parametrize("dims", [2, 5])
def test_each_gradient_is_the_slope_of_its_example_s_loss(loss: Any, dims: int) -> None:
    run = descend(Problem(Inputs(range="11"), dims=dims, loss=loss, max_steps=20))
    aim = target(dims)

    def of(w: Floats, x: Floats) -> float:
        if loss == "squared":
            return 0.5 * float(w @ x) ** 2
        p, t = (1 / (1 + math.exp(-float(v @ x))) for v in (aim + w, aim))
        return -t * math.log(p) - (1 - t) * math.log(1 - p)

    for t in range(run.steps):
        for i in range(dims):
            nudge = 1e-5 * np.eye(dims)[i]
            rise = of(run.points[t] + nudge, run.examples[t]) - of(run.points[t] - nudge, run.examples[t])
            assert run.gradients[t, i] == pytest.approx(rise / 2e-5, abs=1e-9)


@pytest.mark.parametrize("settings", [PROBLEMS[i] for i in (0, 2, 4, 5)], ids=str)
def test_the_mean_of_many_gradients_is_the_whole_gradient(settings: dict[str, Any]) -> None:
    """Within 5 standard errors; for cross-entropy those of its finite set as well."""
    problem = Problem(noise=0.5, **settings)
    point = np.array(problem.start)
    block = Feed(problem).block(20_000)
    assert block.noise is not None
    loss = loss_of(problem)
    residuals = loss.residuals(block.examples, block.examples @ point) + block.noise
    gradients = np.einsum("nr,nrw->nw", residuals, block.examples) / block.examples.shape[1]
    error = gradients.std(0) / math.sqrt(len(gradients))
    if problem.loss == "cross_entropy":
        examples = finite_set(problem.inputs, problem.dims, problem.bias, problem.seed)
        each = loss.residuals(examples, examples @ point)[:, None] * examples
        error = error + each.std(0) / math.sqrt(len(examples))
    assert (np.abs(gradients.mean(0) - loss.gradient(point)) <= 5 * error).all()


def test_cross_entropy_by_hand() -> None:
    """KL(½ ‖ σ(x)) of every example at w* = 0 would be log cosh(x/2); at w = −w* the outputs are all ½."""
    problem = Problem(loss="cross_entropy")
    run = descend(problem)
    x = finite_set(problem.inputs, 2, False, problem.seed)
    t = 1 / (1 + np.exp(-(x[:, 0] - x[:, 1])))
    divergence = t * np.log(2 * t) + (1 - t) * np.log(2 * (1 - t))
    assert run.losses[0] == pytest.approx(divergence.mean())
    np.testing.assert_allclose(run.whole_gradient(0), ((0.5 - t)[:, None] * x).mean(0))


@pytest.mark.parametrize("n", [1, 511, 512, 513, 3000])
def test_a_loss_does_not_depend_on_how_many_points_are_asked_for_at_once(n: int) -> None:
    run = descend(Problem(loss="cross_entropy", max_steps=1))
    points = np.random.default_rng(0).normal(size=(n, 2))
    assert run.expected_loss(points)[-1] == pytest.approx(run.expected_loss(points[-1:])[0])


def test_a_kernel_on_one_image_sees_all_its_positions() -> None:
    problem = Problem(loss="kernel", dims=4, max_steps=3)
    block = Feed(problem).block(1)
    image = np.random.default_rng(problem.seed).random((8, 8))
    assert block.examples.shape == (1, 49, 4)
    np.testing.assert_array_equal(block.examples[0, 0], image[:2, :2].ravel())
    np.testing.assert_array_equal(block.examples[0, 8], image[1:3, 1:3].ravel())
    run = descend(problem)
    patches = block.examples[0]
    np.testing.assert_allclose(run.gradients[0], (patches @ run.points[0]) @ patches / 49)


def test_label_noise_changes_no_example_and_every_gradient() -> None:
    calm, noisy = descend(Problem(max_steps=30)), descend(Problem(max_steps=30, noise=0.3))
    np.testing.assert_array_equal(calm.examples, noisy.examples)
    residuals = noisy.gradients[:, 0] / noisy.examples[:, 0] - (noisy.points[:-1] * noisy.examples).sum(1)
    assert residuals.std() == pytest.approx(0.3, rel=0.5)
    assert noisy.same_sign == 1.0


def test_label_noise_does_not_depend_on_the_examples() -> None:
    """In neither sign nor size, from the first step on; n independent pairs correlate by 5/√n at most."""
    blocks = [Feed(Problem(dims=1, noise=2.0, seed=seed)).block(4) for seed in range(2000)]
    x = np.concatenate([block.examples.ravel() for block in blocks])
    noise = np.concatenate([block.noise.ravel() for block in blocks if block.noise is not None])
    for part in (noise, np.abs(noise)):
        assert abs(np.corrcoef(x, part)[0, 1]) <= 5 / math.sqrt(len(x))
    assert noise.std() == pytest.approx(2.0, rel=5 / math.sqrt(2 * len(x)))


def test_with_noise_a_run_hovers_about_the_target() -> None:
    run = descend(Problem(noise=0.5, step=StepRule(value=0.1), max_steps=3000))
    assert not run.converged
    assert not run.diverged
    assert np.linalg.norm(run.points[1000:], axis=1).max() < 1


def test_points_of_another_shape_are_refused() -> None:
    for points in ([1.0, 2.0], [[1.0, 2.0, 3.0]]):
        with pytest.raises(ValueError, match=r"points must have the shape \(n, 2\)"):
            descend(Problem()).expected_loss(points)
