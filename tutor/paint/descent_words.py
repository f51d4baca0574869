"""What a descent says of itself in words and numbers; called when drawing, so that the language may change.

Nothing is claimed that the run itself does not show: every number is read off it, and signs are blamed for a zig-zag
only where a step is locked to them.
"""

from __future__ import annotations

from collections.abc import Sequence

from tutor.language import _, decimal, ngettext
from tutor.nn.descent import Problem, Trajectory
from tutor.paint.descent_caveats import caveat, caveats
from tutor.paint.descent_names import factor, inputs_label, legend, significant, title
from tutor.paint.descent_transcript import rising_and_falling, transcript

__all__ = [
    "caveat",
    "caveats",
    "ending",
    "inputs_label",
    "legend",
    "read_outs",
    "status",
    "table_rows",
    "title",
    "transcript",
]

UNKNOWN = "—"
ALIKE = 1.05
"""Two numbers of steps that differ by less than this factor are called alike."""


def ending(trajectory: Trajectory, frame: int) -> str:
    """Return how the run has ended, nothing while it is under way."""
    if frame < trajectory.steps:
        return ""
    if trajectory.diverged:
        return _("flew away")
    return _("arrived") if trajectory.converged else _("stopped")


# ── read-outs ────────────────────────────────────────────────────────────────────────────────────


def read_outs(trajectory: Trajectory, frame: int) -> list[tuple[str, str]]:
    """Return the names and values of what is measured on the first `frame` steps; a dash where nothing is yet."""
    at = min(frame, trajectory.steps)
    return [
        (_("steps"), f"{at:>{len(str(trajectory.steps))}}/{trajectory.steps}"),
        (_("same sign"), _share(trajectory.same_sign_until(at)) if at else UNKNOWN),
        (_("path ÷ line"), factor(trajectory.detour_until(at))),
        (_("turn"), _angle(trajectory.mean_turn_until(at)) if at > 1 else UNKNOWN),
        (_("turn back"), _share(trajectory.reversals_until(at)) if at > 1 else UNKNOWN),
        ("κ", significant(trajectory.condition_number)),
        ("λ", _eigenvalues(trajectory)),
        (_("rate"), _rate(trajectory.rate_until(at) if at else None)),
        (_("in theory"), _rate(trajectory.theoretical_rate)),
    ]


def table_rows(trajectory: Trajectory) -> list[tuple[str, str]]:
    """Return the names and values of everything that is measured on a finished run, for a table."""
    expected = trajectory.expected_steps
    low, high = (significant(trajectory.eigenvalues[at]) for at in (0, -1))
    return [
        (_("steps"), f"{trajectory.steps} ({ending(trajectory, trajectory.steps)})"),
        (_("steps of the mean, in theory"), UNKNOWN if expected is None else str(expected)),
        (_("gradients of one sign"), _share(trajectory.same_sign) if trajectory.steps else UNKNOWN),
        (_("path ÷ straight line"), factor(trajectory.detour)),
        (_("mean turn"), _angle(trajectory.mean_turn) if trajectory.steps > 1 else UNKNOWN),
        (_("weights turning back each step"), _share(trajectory.reversals) if trajectory.steps > 1 else UNKNOWN),
        (_("least eigenvalue λ"), low),
        (_("greatest eigenvalue λ"), high),
        (_("κ, their ratio"), significant(trajectory.condition_number)),
        (_("step length η"), significant(trajectory.learning_rate)),
        (_("distance left by each step"), _rate(trajectory.measured_rate if trajectory.steps else None)),
        (_("in the long run, in theory"), _rate(trajectory.theoretical_rate)),
    ]


def _share(value: float) -> str:
    return f"{100 * value:.0f}%"


def _angle(degrees: float) -> str:
    return f"{degrees:.0f}°"


def _rate(value: float | None) -> str:
    if value is None:
        return UNKNOWN
    return significant(value, 4)


def _eigenvalues(trajectory: Trajectory) -> str:
    low, high = significant(trajectory.eigenvalues[0]), significant(trajectory.eigenvalues[-1])
    return low if low == high else f"{low}…{high}"


# ── the one sentence ─────────────────────────────────────────────────────────────────────────────


def status(trajectories: Sequence[Trajectory], frame: int) -> str:
    """Return one sentence on what has just been seen."""
    if frame == 0:
        return _opening(trajectories[0].problem)
    if frame >= max(run.steps for run in trajectories):
        return conclusion(trajectories)
    first, *others = trajectories
    sentence = _agreed(first, frame)
    if not others:
        return f"{sentence}."
    return _("{first_interval}: {sentence}; {second_interval}: {n} of {total}.").format(
        first_interval=inputs_label(first.problem.inputs),
        sentence=sentence,
        second_interval=inputs_label(others[0].problem.inputs),
        n=others[0].same_sign_steps(frame),
        total=others[0].moved_steps(frame),
    )


def _agreed(run: Trajectory, frame: int) -> str:
    """Say how often the signs agreed: of the steps, where these go down the gradient of their own example or batch."""
    n, total = run.same_sign_steps(frame), run.moved_steps(frame)
    if run.problem.optimiser.kind not in ("sgd", "rmsprop"):  # a velocity has other signs than the gradient
        message = ngettext(
            "{n} of {total} gradient had one sign in all its components",
            "{n} of {total} gradients had one sign in all their components",
            total,
        )
    elif run.has_still_weights:  # inputs of 0 leave their weights where they are
        message = ngettext(
            "{n} of {total} step moved no weight against another",
            "{n} of {total} steps moved no weight against another",
            total,
        )
    elif run.problem.weights == 2:
        message = ngettext(
            "{n} of {total} step moved both weights the same way",
            "{n} of {total} steps moved both weights the same way",
            total,
        )
    else:
        message = ngettext(
            "{n} of {total} step moved all weights the same way",
            "{n} of {total} steps moved all weights the same way",
            total,
        )
    return message.format(n=n, total=total)


def _opening(problem: Problem) -> str:
    up, down = rising_and_falling(problem)
    if problem.weights == 2 and up == down == 1:
        return _("One weight must rise and the other fall, along the arrow. Space starts.")
    if problem.weights == 2 and 2 in (up, down):
        return _("Both weights must move the same way, along the arrow. Space starts.")
    return _("Weights that must rise: {up}, that must fall: {down}. Space starts.").format(up=up, down=down)


def conclusion(trajectories: Sequence[Trajectory]) -> str:
    """Return in one sentence how finished runs compare."""
    for run in trajectories:
        inputs = inputs_label(run.problem.inputs)
        if run.diverged:
            return _("On {interval} this step is too long: the path flies away.").format(interval=inputs)
        if not run.converged:
            return _("On {interval} the walk was stopped before it arrived.").format(interval=inputs)
    first = trajectories[0]
    if len(trajectories) == 1:
        return _("Steps to the target: {n}; the path is {factor} times the straight line, κ is {kappa}.").format(
            n=first.steps, factor=factor(first.detour), kappa=significant(first.condition_number)
        )
    longer, shorter = sorted(trajectories, key=lambda run: -run.steps)
    names = [inputs_label(run.problem.inputs) for run in (longer, shorter)]
    ratio = longer.steps / shorter.steps
    if ratio < ALIKE:
        return _("Steps to the target: {many} on {longer}, {few} on {shorter}: about as many.").format(
            many=longer.steps, longer=names[0], few=shorter.steps, shorter=names[1]
        )
    return _("Steps to the target: {many} on {longer}, {few} on {shorter}: {ratio} times as many.").format(
        many=longer.steps, longer=names[0], few=shorter.steps, shorter=names[1], ratio=decimal(f"{ratio:.1f}")
    )
