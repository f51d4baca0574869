"""What to descend, from where and how."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from tutor.nn.descent.arguments import (
    check_above_zero,
    check_between,
    check_choice,
    check_flag,
    check_real,
    check_whole,
)
from tutor.nn.descent.hessian import eigenvalues_of, hessian, is_singular, moment_eigenvalues, ratio, target
from tutor.nn.descent.inputs import MOST_DIMS, Floats, Inputs, square_side
from tutor.nn.descent.moments import mean_square
from tutor.nn.descent.rules import Optimiser, StepRule

Loss = Literal["squared", "cross_entropy", "kernel"]
LOSSES: tuple[Loss, ...] = get_args(Loss)

FULL = 0
"""The batch that is the whole set: the gradient is that of the expected loss itself."""
MOST_BATCH = 4096
MOST_STEPS = 100_000
MOST_LOOKED_AT = 1 << 16
"""The most numbers in the examples of one step: a control waits for a run."""
MOST_REMEMBERED = 10_000_000
"""The most numbers in a path, weights × max_steps: 80 MB."""
DIVERGED_BEYOND = 1e6
TYPICAL_SEED = 48
"""A seed whose standard runs are close to the medians on both ranges: 101 steps and 2.65, 25 steps and 1.47."""

_PIXELS, _HALF, _PLAIN = Inputs(), StepRule(), Optimiser()


def usual_start(weights: int) -> tuple[float, ...]:
    """Return the offset from the target w* of weights that are all 0: −w*, which is (−1, 1, −1, …)."""
    return tuple((-target(weights)).tolist())


@dataclass(frozen=True)
class Problem:
    """One descent: a loss over inputs, a start, and the rule of its steps.

    Everything is told as the offset of the weights w from the target w*, so that the target is the origin.

    `loss`:

    * "squared": a linear neuron, ½ (w·x)² on one example;
    * "cross_entropy": a sigmoid neuron whose soft targets are σ(w*·x) with w* = (1, −1, 1, …), so that the
      optimum is w* and the usual start, (−1, 1, −1, …) from it, is a neuron whose weights are all 0;
    * "kernel": a √dims × √dims convolution kernel, ½ (w·patch)² averaged over all positions of one small image, a
      fresh one each step, 8×8 pixels for kernels up to 3×3; for inputs "patches" it is their image, every time.

    `dims` inputs, and with `bias` one more that is always 1 and comes last. `start`: the offset of the first point,
    `weights` numbers; empty means (−1, 1, −1, …), from which the target lies to the south-east. `batch` examples
    (for "kernel" images) a step, or FULL. `noise`: standard deviation of the noise in the labels, ≥ 0. The run ends
    when |w − w*| has shrunk to `tolerance` times its first value, or after `max_steps`. What a step looks at, and what
    a run must remember, has a limit (MOST_LOOKED_AT, MOST_REMEMBERED). With the standard problem
    the medians are about 102 steps on [0, 1] and 24 on [−1, 1]. Bad values raise TypeError or ValueError, a step rule
    that needs λmin does so where the Hessian is singular.
    """

    inputs: Inputs = _PIXELS
    dims: int = 2
    bias: bool = False
    loss: Loss = "squared"
    start: tuple[float, ...] = ()
    step: StepRule = _HALF
    optimiser: Optimiser = _PLAIN
    batch: int = 1
    noise: float = 0.0
    tolerance: float = 0.001
    max_steps: int = 5000
    seed: int = TYPICAL_SEED

    def __post_init__(self) -> None:
        for name, wanted in (("inputs", Inputs), ("step", StepRule), ("optimiser", Optimiser)):
            if not isinstance(getattr(self, name), wanted):
                raise TypeError(f"{name} must be {wanted.__name__}(…), not {getattr(self, name)!r}.")
        check_choice("loss", self.loss, LOSSES)
        check_flag("bias", self.bias)
        check_whole("dims", self.dims, 1, MOST_DIMS)
        check_whole("batch", self.batch, FULL, MOST_BATCH)
        check_whole("max_steps", self.max_steps, 1, MOST_STEPS)
        check_whole("seed", self.seed, 0)
        check_between("noise", self.noise, 0.0, 1000.0)
        check_above_zero("tolerance", self.tolerance, 1.0)
        self.inputs.check_dims(self.dims)
        if self.loss == "kernel":
            square_side("dims", self.dims)
        self._check_size()
        object.__setattr__(self, "start", self._checked_start())
        if not self.learning_rate < math.inf:
            raise ValueError("the step has no length here: every input is always 0.")

    def _check_size(self) -> None:
        if self.rows * self.weights > MOST_LOOKED_AT:
            raise ValueError(
                f"a step over {self.rows:,} examples of {self.weights:,} inputs is too much: at most"
                f" {MOST_LOOKED_AT:,} numbers together; a smaller batch or the whole set will do."
            )
        if self.weights * self.max_steps > MOST_REMEMBERED:
            raise ValueError(
                f"{self.max_steps:,} steps of {self.weights:,} weights are too many to remember:"
                f" max_steps must be at most {MOST_REMEMBERED // self.weights:,} here."
            )

    def _checked_start(self) -> tuple[float, ...]:
        start = self.start or usual_start(self.weights)
        if len(start) != self.weights:
            raise ValueError(f"start must have {self.weights} numbers, one for each weight, not {len(start)}.")
        start = tuple(check_real("a number of start", offset) for offset in start)
        if not 0.0 < math.hypot(*start) < DIVERGED_BEYOND:  # also refuses NaN and infinity
            raise ValueError(f"start must be finite, not the target itself and within {DIVERGED_BEYOND:g} of it.")
        return start

    @property
    def weights(self) -> int:
        """How many weights there are, the bias among them."""
        return self.dims + self.bias

    @property
    def whole(self) -> bool:
        """Whether every step takes the gradient of the expected loss itself, so that nothing is left to chance."""
        one_image = self.loss == "kernel" and self.inputs.kind == "patches" and self.noise == 0
        return self.batch == FULL or one_image

    @property
    def image_side(self) -> int:
        """Rows and columns of the images that a kernel is drawn over: 8, or more for a kernel larger than 3×3."""
        return max(8, math.isqrt(self.dims) + 5)

    @property
    def rows(self) -> int:
        """How many examples one step averages over, the positions of a kernel among them; 1 for the whole set."""
        if self.whole:
            return 1
        if self.loss != "kernel":
            return self.batch
        side = math.isqrt(self.dims)
        if self.inputs.kind == "patches":
            height, width = self.inputs.pixels.shape
            return int((height - side + 1) * (width - side + 1))
        places = self.image_side - side + 1
        return self.batch * places * places

    @property
    def straight(self) -> float:
        """Distance from the start to the target, in units of weight."""
        return math.hypot(*self.start)

    @property
    def locked(self) -> bool:
        """Whether a single step can reach only two of the orthants: all weights up, or all of them down.

        It takes one example a step and no negative input. Positions of a kernel are many examples, and a velocity
        (momentum, Adam) adds steps of both orthants; RMSProp scales components and leaves their signs.
        """
        return (
            self.batch == 1
            and self.inputs.non_negative
            and self.loss != "kernel"
            and self.optimiser.kind in ("sgd", "rmsprop")
        )

    @cached_property
    def curvature(self) -> Floats:
        """The Hessian of the expected loss at the target, shape (weights, weights)."""
        return hessian(self.inputs, self.dims, self.bias, self.loss, self.seed)

    @cached_property
    def eigenvalues(self) -> Floats:
        """The eigenvalues of the Hessian, ascending, shape (weights,)."""
        if self.loss == "cross_entropy":
            return eigenvalues_of(self.curvature)
        return moment_eigenvalues(self.inputs, self.dims, self.bias)

    @property
    def condition_number(self) -> float:
        """κ, how much steeper the loss is in its steepest direction than in its flattest; inf if one is level."""
        return ratio(self.eigenvalues)

    @cached_property
    def learning_rate(self) -> float:
        """η, the factor between a gradient and its step. ValueError if the Hessian is singular and λmin is needed."""
        kind, value = self.step.kind, self.step.value
        if kind == "rate":
            return value
        if kind == "mean_square":
            length = mean_square(self.inputs, self.dims, self.bias)
        elif kind == "max":
            length = float(self.eigenvalues[-1])
        else:
            if is_singular(self.eigenvalues):
                raise ValueError("the optimal step needs a Hessian that is not singular: here the smallest λ is 0.")
            length = float(self.eigenvalues[0] + self.eigenvalues[-1]) / 2
        return value / length if length > np.finfo(np.float64).tiny else math.inf
