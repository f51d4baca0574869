"""How far a step goes and what an optimiser makes of a gradient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from tutor.nn.descent.arguments import check_above_zero, check_between, check_choice

StepKind = Literal["mean_square", "max", "optimal", "rate"]
OptimiserKind = Literal["sgd", "momentum", "rmsprop", "adam"]

STEP_KINDS: tuple[StepKind, ...] = get_args(StepKind)
OPTIMISER_KINDS: tuple[OptimiserKind, ...] = get_args(OptimiserKind)

MOST_VALUE = 100.0
_DEFAULT_BETA2 = {"rmsprop": 0.99}  # PyTorch calls it alpha there


@dataclass(frozen=True)
class StepRule:
    """The learning rate η, as `value` times a length that the problem sets.

    `kind`: "mean_square" η = value / E|x|²; "max" η = value / λmax; "optimal" η = value · 2 / (λmin + λmax), the
    rate at which descent on the whole set shrinks fastest (with value 1); "rate" η = value. λ are the eigenvalues
    of the Hessian of the expected loss at the target. Bad values raise TypeError or ValueError.
    """

    kind: StepKind = "mean_square"
    value: float = 0.5

    def __post_init__(self) -> None:
        check_choice("the step rule", self.kind, STEP_KINDS)
        object.__setattr__(self, "value", check_above_zero("the step", self.value, MOST_VALUE))


@dataclass(frozen=True)
class Optimiser:
    """How a step is made of gradients, in PyTorch's formulas and with its defaults.

    `kind`: "sgd"; "momentum" (torch.optim.SGD with momentum `beta`, no dampening); "rmsprop" (its alpha is
    `beta2`); "adam" (its betas are `beta` and `beta2`). `beta` is at least 0 and below 1, `beta2` above 0 and below
    1; a `beta2` of 0 means PyTorch's default, 0.99 for "rmsprop" and 0.999 otherwise. The eps of both is 1e-8.
    Bad values raise TypeError or ValueError.
    """

    kind: OptimiserKind = "sgd"
    beta: float = 0.9
    beta2: float = 0.0

    def __post_init__(self) -> None:
        check_choice("the optimiser", self.kind, OPTIMISER_KINDS)
        for name in ("beta", "beta2"):
            value = check_between(name, getattr(self, name), 0.0, 1.0)
            if value == 1.0:
                raise ValueError(f"{name} must be below 1, not {value:g}.")
            object.__setattr__(self, name, value)
        if self.beta2 == 0.0:
            object.__setattr__(self, "beta2", _DEFAULT_BETA2.get(self.kind, 0.999))
