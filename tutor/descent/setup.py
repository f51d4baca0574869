"""Everything that a laboratory of descent computes from, as one immutable value, and the runs that follow from it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from tutor.bench.kept import Kept
from tutor.descent.inputs import MOST_RHO, InputsSpec
from tutor.descent.numbers import check_number, check_positive, check_whole
from tutor.descent.problem import DescentError, control_label
from tutor.descent.words import FULL_WORD, MOST_START
from tutor.language import _
from tutor.nn.descent import (
    FULL,
    LOSSES,
    MOST_BATCH,
    MOST_DIMS,
    MOST_STEPS,
    TYPICAL_SEED,
    Inputs,
    Optimiser,
    Problem,
    StepRule,
    Trajectory,
    descend,
)
from tutor.nn.descent.problem import MOST_REMEMBERED, usual_start
from tutor.quoting import quote

MOST_PANELS = 2
MOST_SEED = 2**32 - 1
MOST_NOISE = 100.0
MOST_WORK = 2_000_000_000
"""Numbers that may be drawn for one run: weights × examples × steps; more would keep a learner waiting."""
LEAST_START = 1e-6


@dataclass(frozen=True)
class DescentSetup:
    """The inputs of one or two panels, and what these share: neuron, steps, start and random numbers.

    The fields are those of `tutor.nn.descent.Problem`. A setup may hold what makes no descent; whoever asks for its
    problems or runs is told so.
    """

    inputs: tuple[InputsSpec, ...] = (InputsSpec(), InputsSpec(range="11"))
    dims: int = 2
    bias: bool = False
    loss: str = "squared"
    batch: int = 1
    step: StepRule = field(default_factory=StepRule)
    optimiser: Optimiser = field(default_factory=Optimiser)
    start: tuple[float, ...] = ()
    noise: float = 0.0
    tolerance: float = 0.001
    max_steps: int = 5000
    seed: int = TYPICAL_SEED

    @property
    def weights(self) -> int:
        """How many weights the neuron has: one for each input, and one for the bias."""
        return self.dims + self.bias

    @property
    def usual_start(self) -> tuple[float, ...]:
        """Where a descent starts that has no start of its own: (−1, 1, −1, …) from the target."""
        return usual_start(self.weights)

    @property
    def needs_square(self) -> bool:
        """Whether the inputs are a square window, so that d must be 1, 4, 9, 16…"""
        return self.loss == "kernel" or any(inputs.kind == "patches" for inputs in self.inputs)

    def problems(self) -> tuple[Problem, ...]:
        """Return the problem of each panel. DescentError, naming the control, where there is none."""
        return tuple(_PROBLEMS.get(alone, partial(_problem, alone)) for alone in self._panels())

    def runs(self) -> tuple[Trajectory, ...]:
        """Return the run of each panel; kept, so that whoever asks again gets the same. DescentError likewise."""
        problems = zip(self._panels(), self.problems(), strict=True)
        return tuple(_RUNS.get(alone, partial(descend, problem)) for alone, problem in problems)

    def check_drawable(self) -> None:
        """Raise DescentError, naming the control, where there is no run, or none that a plane of two weights shows."""
        self.problems()
        if self.weights < 2:
            raise DescentError(_("one weight makes no picture: take a d of at least 2, or a bias"), "dims")

    def _panels(self) -> tuple[DescentSetup, ...]:
        """Return each panel alone: what changes in one of them leaves the run of the other."""
        if not 1 <= len(self.inputs) <= MOST_PANELS:
            raise DescentError(_("a descent has inputs for one panel or for two"), "inputs.1")
        return tuple(replace(self, inputs=(inputs,)) for inputs in self.inputs)


def _problem(setup: DescentSetup) -> Problem:
    _check_numbers(setup)
    inputs = setup.inputs[0].build()
    _check_window(setup, inputs)
    problem = partial(
        Problem,
        inputs=inputs,
        dims=setup.dims,
        bias=setup.bias,
        loss=setup.loss,  # type: ignore[arg-type]  # one of LOSSES
        start=setup.start,
        optimiser=setup.optimiser,
        batch=setup.batch,
        noise=setup.noise,
        tolerance=setup.tolerance,
        max_steps=setup.max_steps,
        seed=setup.seed,
    )
    try:
        return problem(step=setup.step)
    except ValueError:  # all that concerns one setting has been looked at
        raise _refusal(problem) from None


def _refusal(problem: Callable[..., Problem]) -> DescentError:
    """Return why settings that are right by themselves make no descent together."""
    plain = StepRule("rate", 1.0)
    try:
        eigenvalues = problem(step=plain).eigenvalues
    except ValueError:
        message = _("a step would look at too many numbers: take a smaller batch, or {word}")
        return DescentError(message.format(word=FULL_WORD), "batch")
    if not eigenvalues[-1] > 0.0:
        return DescentError(_("every input is 0 here, so this rule gives a step no length"), "rule")
    message = _("the smallest eigenvalue is 0 here, so there is no optimal step; take another step rule")
    return DescentError(message, "rule")


def _check_numbers(setup: DescentSetup) -> None:
    """Refuse what is out of its limits, whatever the inputs are."""
    check_whole("dims", setup.dims, 1, MOST_DIMS)
    if setup.loss not in LOSSES:
        raise DescentError(_("there is no loss {name}").format(name=quote(str(setup.loss))), "loss")
    if setup.batch != FULL:
        check_whole("batch", setup.batch, 1, MOST_BATCH)
    check_number("rho", setup.inputs[0].rho, 0.0, MOST_RHO)
    check_number("noise", setup.noise, 0.0, MOST_NOISE)
    check_positive("tolerance", setup.tolerance, 1.0)
    check_whole("max_steps", setup.max_steps, 1, min(MOST_STEPS, MOST_REMEMBERED // setup.weights))
    check_whole("seed", setup.seed, 0, MOST_SEED)
    _check_start(setup)
    if max(setup.batch, 1) * setup.weights * setup.max_steps > MOST_WORK:
        message = _("{batch} examples of {weights} numbers in each of {steps} steps take too long; take fewer")
        raise DescentError(message.format(batch=setup.batch, weights=setup.weights, steps=setup.max_steps), "max_steps")


def _check_start(setup: DescentSetup) -> None:
    if not setup.start:
        return
    if len(setup.start) != setup.weights:
        message = _("{name} must have {n} numbers, one for each weight, not {given}")
        raise DescentError(
            message.format(name=control_label("start"), n=setup.weights, given=len(setup.start)), "start"
        )
    for number in setup.start:
        check_number("start", number, -MOST_START, MOST_START)
    if math.hypot(*setup.start) < LEAST_START:
        raise DescentError(_("the start must not be the target itself, which is at 0"), "start")


def _check_window(setup: DescentSetup, inputs: Inputs) -> None:
    """Refuse a window that is no square, or larger than its image."""
    if not setup.needs_square:
        return
    side = math.isqrt(setup.dims)
    if side * side != setup.dims:
        message = _("a kernel and a patch are squares: d must be 1, 4, 9, 16 …, not {given}")
        raise DescentError(message.format(given=setup.dims), "dims")
    if inputs.image and side > min(len(inputs.image), len(inputs.image[0])):
        message = _("a patch of {side}×{side} does not fit into a picture of {rows}×{columns}")
        raise DescentError(message.format(side=side, rows=len(inputs.image), columns=len(inputs.image[0])), "dims")


def _bytes(run: Trajectory) -> int:
    arrays = (run.points, run.gradients, run.examples, run.losses)
    return 2 * sum(array.nbytes for array in arrays)  # what is read off a run is kept with it


_PROBLEMS: Kept[Problem] = Kept(lambda problem: 8 * problem.weights**2, entries=64, most=2**26)
_RUNS: Kept[Trajectory] = Kept(_bytes, entries=24, most=2**29)
