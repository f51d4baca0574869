"""A descent as sentences: where it starts, where it turns, how it ends, and what was measured."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from tutor.language import _, decimal, ngettext
from tutor.nn.descent import Problem, Trajectory
from tutor.paint.descent_caveats import caveats
from tutor.paint.descent_names import batch_label, loss_label, optimiser_label, significant, title
from tutor.paint.number import precise

MOST_TURNS = 5
"""Turning points that are told one by one; those behind them are told together."""


def transcript(run: Trajectory) -> list[str]:
    """Return the story of a run, a sentence a line, with what was measured and its caveats."""
    return [*story(run), *measured(run), *caveats([run])]


def story(run: Trajectory) -> list[str]:
    """Return what happens: the start, the first few turning points, the rest of them together, and the end."""
    return [_heading(run), _start(run), *_turns(run), _end(run)]


def _heading(run: Trajectory) -> str:
    problem = run.problem
    weights = ngettext("{n} weight", "{n} weights", problem.weights).format(n=problem.weights)
    parts = [title(problem), loss_label(problem.loss), weights, batch_label(problem)]
    if problem.optimiser.kind != "sgd":
        parts.append(optimiser_label(problem.optimiser.kind))
    sentence = ", ".join(parts)
    return sentence[0].upper() + sentence[1:] + "."


def _start(run: Trajectory) -> str:
    problem = run.problem
    if problem.weights == 2:
        first, second = (_must(offset) for offset in problem.start)
        message = _("Start: {place} from the target; the first weight {first}, the second {second}.")
        return message.format(place=_place(run, 0), first=first, second=second)
    up, down = rising_and_falling(problem)
    message = _(
        "Start: the distance to the target is {distance}; weights that must rise: {up}, that must fall: {down}."
    )
    return message.format(distance=significant(run.straight), up=up, down=down)


def rising_and_falling(problem: Problem) -> tuple[int, int]:
    """Return how many weights must rise and how many must fall to the target."""
    return sum(offset < 0 for offset in problem.start), sum(offset > 0 for offset in problem.start)


def _must(offset: float) -> str:
    if offset == 0:
        return _("is right already")
    return _("must rise") if offset < 0 else _("must fall")


# ── turning points ───────────────────────────────────────────────────────────────────────────────


def _turns(run: Trajectory) -> Iterator[str]:
    corners = run.turning_points
    if run.steps < 2:
        return
    if not len(corners):
        message = _("It never turns by 90° or more; its sharpest turn is {angle}°.")
        yield message.format(angle=f"{float(run.turns.max()):.0f}")
        return
    for t in corners[:MOST_TURNS].tolist():
        yield _turn(run, t)
    rest = corners[MOST_TURNS:]
    if len(rest):
        angle = float(np.mean(run.turns[rest - 1]))
        message = ngettext(
            "… {n} more turn like these, about {angle}°.",
            "… {n} more turns like these, about {angle}° each.",
            len(rest),
        )
        yield message.format(n=len(rest), angle=f"{angle:.0f}")


def _turn(run: Trajectory, t: int) -> str:
    """Tell of the turn between step t and the next one."""
    message = _("After step {t}, at {place}: a turn of {angle}°; {weights}.")
    return message.format(t=t, place=_place(run, t), angle=f"{float(run.turns[t - 1]):.0f}", weights=_reversed(run, t))


def _reversed(run: Trajectory, t: int) -> str:
    """Say which weights go back on the step before."""
    before, after = run.points[t] - run.points[t - 1], run.points[t + 1] - run.points[t]
    back = before * after < 0
    if run.problem.weights != 2:
        return _("{n} of {total} weights go back").format(n=int(back.sum()), total=len(back))
    if back.all():
        return _("both weights go back")
    if not back.any():  # one of them stood still
        return _("no weight goes back")
    return _("the first weight goes back") if back[0] else _("the second weight goes back")


# ── end ──────────────────────────────────────────────────────────────────────────────────────────


def _end(run: Trajectory) -> str:
    n = run.steps
    if run.diverged:
        return ngettext(
            "After {n} step the next one leads more than a million away from the target: the path flies away.",
            "After {n} steps the next one leads more than a million away from the target: the path flies away.",
            n,
        ).format(n=n)
    left = decimal(f"{100 * float(np.linalg.norm(run.points[-1])) / run.straight:.2g}") + " %"
    if run.converged:
        return ngettext(
            "It arrives after {n} step, with {left} of the distance left.",
            "It arrives after {n} steps, with {left} of the distance left.",
            n,
        ).format(n=n, left=left)
    return ngettext(
        "It is stopped after {n} step, before it arrives, with {left} of the distance left.",
        "It is stopped after {n} steps, before it arrives, with {left} of the distance left.",
        n,
    ).format(n=n, left=left)


def measured(run: Trajectory) -> list[str]:
    """Return what was measured, in sentences."""
    sentences = []
    if run.steps:
        message = _("Gradients of one sign: {n} of {total}. The path is {factor} times the straight line.")
        detour = significant(run.detour)
        sentences.append(message.format(n=run.same_sign_steps(run.steps), total=run.steps, factor=detour))
    if run.steps > 1:
        message = _("Mean turn: {angle}°. In each step {share} of the weights go back on the step before.")
        sentences.append(message.format(angle=f"{run.mean_turn:.0f}", share=f"{100 * run.reversals:.0f} %"))
    return [*sentences, _valley(run), *_rates(run)]


def _valley(run: Trajectory) -> str:
    kappa, low, high = run.condition_number, float(run.eigenvalues[0]), float(run.eigenvalues[-1])
    if math.isinf(kappa):
        message = _("The valley is level in some direction (κ = ∞); its greatest eigenvalue is {high}.")
    elif kappa < 1.005:
        message = _("The valley is equally steep in every direction (κ = 1), its eigenvalues are {high}.")
    else:
        message = _(
            "The valley is {kappa} times as steep across as along (κ), its eigenvalues go from {low} to {high}."
        )
    return message.format(kappa=significant(kappa), low=significant(low), high=significant(high))


def _rates(run: Trajectory) -> list[str]:
    if not run.steps:
        return []
    rate = significant(run.measured_rate, 4)
    if run.theoretical_rate is None:
        return [_("On average a step left {rate} of the distance.").format(rate=rate)]
    message = _("On average a step left {rate} of the distance; in the long run, theory says, {theory}.")
    return [message.format(rate=rate, theory=significant(run.theoretical_rate, 4))]


def _place(run: Trajectory, t: int) -> str:
    """Return where a point is: the offsets of two weights, of more only the distance."""
    if run.problem.weights == 2:
        x, y = (precise(float(offset)) for offset in run.points[t])
        return f"({x}; {y})" if decimal(".") == "," else f"({x}, {y})"
    return _("a distance of {distance}").format(distance=significant(float(np.linalg.norm(run.points[t]))))
