"""What the picture of a descent alone would make one believe wrongly, said only of runs of which it is true."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tutor.language import _
from tutor.nn.descent import FULL, Trajectory
from tutor.nn.descent.moments import marginal
from tutor.paint.descent_names import inputs_label, optimiser_label, significant
from tutor.paint.number import precise

STRETCHED = 2.0
"""The κ from which on a valley is called stretched."""


def caveat(trajectories: Sequence[Trajectory] = ()) -> str:
    """Return the first of the caveats of these runs, or where there is none, the one of the standard runs."""
    return next(iter(caveats(trajectories)), _signs())


def caveats(trajectories: Sequence[Trajectory]) -> list[str]:
    """Return every caveat of these runs, a sentence each, the weightiest first and none twice."""
    found = [sentence for run in trajectories for sentence in _of(run)]
    return list(dict.fromkeys(found))


def _signs() -> str:
    return _("The signs make the zig-zag visible; κ, the stretch of the valley, costs time.")


def _of(run: Trajectory) -> Iterator[str]:
    problem = run.problem
    if run.locked:
        yield _signs()
    yield from _of_the_batch(run)
    yield from _of_the_inputs(run)
    kind = problem.optimiser.kind
    if kind == "momentum":
        yield _("With momentum a step goes on with the ones before: it has not the signs of one gradient.")
    elif kind != "sgd":
        message = _(
            "{optimiser} scales each component by itself: κ does not predict its speed, and theory gives no rate."
        )
        yield message.format(optimiser=optimiser_label(kind))
    if problem.loss == "cross_entropy":
        yield _("Cross-entropy is no parabola: λ, κ and theory hold near the target only.")
    elif run.theoretical_rate is not None and problem.batch != FULL:
        yield _("Theory speaks of the mean over all runs; a single one scatters about it.")


def _of_the_batch(run: Trajectory) -> Iterator[str]:
    problem = run.problem
    if problem.batch == FULL:
        yield from _of_the_whole_set(run)
    elif problem.loss == "kernel":
        yield _("The gradient of a kernel is a sum over positions: its signs are not locked, even for one image.")
    elif problem.batch > 1 and problem.inputs.non_negative:
        message = _("A step follows the mean of {n} examples: its signs are not locked, {share} % had one sign.")
        yield message.format(n=problem.batch, share=f"{100 * run.same_sign:.0f}")


def _of_the_whole_set(run: Trajectory) -> Iterator[str]:
    rate = run.theoretical_rate
    if rate is not None and rate > 1 and run.converged:
        yield _("Theory speaks of almost every start: this one lies where the valley is flat, others fly away here.")
    if run.problem.optimiser.kind != "sgd" or run.steps < 2:
        return
    long = run.learning_rate * float(run.eigenvalues[-1]) > 1.0 + 1e-12
    if not len(run.turning_points) and not long and run.condition_number >= STRETCHED:
        message = _(
            "With the whole set and a step of at most 1/λmax nothing zig-zags; "
            "still it takes {n} steps, as κ is {kappa}."
        )
        yield message.format(n=run.steps, kappa=significant(run.condition_number))
    elif len(run.turning_points) and long:
        yield _("A step beyond 1/λmax leaps across the valley and back: that zig-zag has nothing to do with signs.")


def _of_the_inputs(run: Trajectory) -> Iterator[str]:
    inputs, kappa = run.problem.inputs, run.condition_number
    shown = significant(kappa)
    if inputs.kind == "mixed":
        yield _("Mixed signs, but the second moment of [0, 1]: if it is as slow as there, the signs are not to blame.")
    elif inputs.kind == "skewed" and inputs.range == "11":
        message = _("Like MNIST, these inputs have the mean {mean} on [−1, 1], {before} on [0, 1]: subtract the mean.")
        before = marginal(type(inputs)("skewed")).mean
        yield message.format(mean=precise(marginal(inputs).mean), before=precise(before))
    elif inputs.kind == "correlated" and inputs.rho > 0 and not inputs.non_negative:
        message = _("Correlation alone makes κ {kappa} ({inputs}): scaling the range does not remove it.")
        yield message.format(kappa=shown, inputs=inputs_label(inputs))
    elif inputs.kind == "sigmoid":
        yield _("Outputs of sigmoid units are all above 0: to the next layer they are what [0, 1] is to the first.")
    if run.problem.bias:
        message = _("The bias is one more input, always 1; with it κ is {kappa} ({inputs}).")
        yield message.format(kappa=shown, inputs=inputs_label(inputs))
