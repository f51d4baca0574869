"""Optimisers and the sigmoid neuron against PyTorch, where it is installed: `pip install torch`, run this file."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tutor.nn.descent import FULL, Inputs, Optimiser, Problem, StepRule, descend
from tutor.nn.descent.draws import finite_set
from tutor.nn.descent.hessian import target

torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed, so nothing is compared with it")

OPTIMISERS = [
    Optimiser(),
    Optimiser("momentum"),
    Optimiser("momentum", beta=0.5),
    Optimiser("rmsprop"),
    Optimiser("adam"),
    Optimiser("adam", beta=0.5, beta2=0.9),
]


def of_torch(optimiser: Optimiser, weights: Any, rate: float) -> Any:
    if optimiser.kind == "rmsprop":
        return torch.optim.RMSprop([weights], lr=rate)
    if optimiser.kind == "adam":
        return torch.optim.Adam([weights], lr=rate, betas=(optimiser.beta, optimiser.beta2))
    return torch.optim.SGD([weights], lr=rate, momentum=optimiser.beta if optimiser.kind == "momentum" else 0)


@pytest.mark.parametrize("optimiser", OPTIMISERS, ids=str)
@pytest.mark.parametrize("dims", [2, 5])
@pytest.mark.parametrize("loss", ["squared", "cross_entropy"])
def test_a_run_of_one_example_a_step_is_pytorch_s(optimiser: Optimiser, dims: int, loss: Any) -> None:
    problem = Problem(
        Inputs(range="11"), dims, loss=loss, optimiser=optimiser, step=StepRule("rate", 0.05), max_steps=100
    )
    run = descend(problem)
    aim = torch.tensor(target(dims))
    weights = (torch.tensor(problem.start, dtype=torch.float64) + aim).requires_grad_()
    rule = of_torch(optimiser, weights, problem.learning_rate)
    for t in range(run.steps):
        x = torch.tensor(run.examples[t].copy())
        rule.zero_grad()
        if loss == "squared":
            value = 0.5 * (weights @ x - aim @ x) ** 2
        else:
            value = torch.nn.functional.binary_cross_entropy_with_logits(weights @ x, torch.sigmoid(aim @ x))
        value.backward()
        np.testing.assert_allclose(run.gradients[t], weights.grad.numpy(), atol=1e-9)
        rule.step()
        np.testing.assert_allclose(run.points[t + 1], (weights - aim).detach().numpy(), atol=1e-9)


def test_the_expected_cross_entropy_and_its_gradient_are_pytorch_s() -> None:
    problem = Problem(loss="cross_entropy", bias=True, batch=FULL, max_steps=5)
    run = descend(problem)
    x, aim = torch.tensor(finite_set(problem.inputs, 2, True, problem.seed)), torch.tensor(target(3))
    targets = torch.sigmoid(x @ aim)

    def entropy(logits: Any) -> Any:
        return torch.nn.functional.binary_cross_entropy_with_logits(logits, targets)

    for t in range(run.steps):
        weights = (torch.tensor(run.points[t].copy()) + aim).requires_grad_()
        value = entropy(x @ weights)
        value.backward()
        np.testing.assert_allclose(run.gradients[t], weights.grad.numpy(), atol=1e-12)
        assert run.losses[t] == pytest.approx((value - entropy(x @ aim)).item(), abs=1e-12)
