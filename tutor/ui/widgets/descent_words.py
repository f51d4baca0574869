"""What a descent says of itself in words and numbers; called when drawing, so that the language may change."""

from __future__ import annotations

from tutor.language import _, decimal, ngettext
from tutor.nn.descent import Problem, Trajectory
from tutor.paint.descent import Role


def range_name(problem: Problem) -> str:
    """Return the interval the inputs come from."""
    return "[0, 1]" if problem.inputs.range == "01" else "[−1, 1]"


def title(problem: Problem) -> str:
    """Return the heading of a panel."""
    return _("inputs in {interval}").format(interval=range_name(problem))


def ending(trajectory: Trajectory, frame: int) -> str:
    """Return how the run has ended, nothing while it is under way."""
    if frame < trajectory.steps:
        return ""
    if trajectory.diverged:
        return _("flew away")
    return _("arrived") if trajectory.converged else _("stopped")


def read_outs(trajectory: Trajectory, frame: int) -> list[tuple[str, str]]:
    """Return the names and values of what is measured on the first `frame` steps; a dash where nothing is yet."""
    at = min(frame, trajectory.steps)
    kappa = decimal(f"{trajectory.problem.condition_number:.3g}")
    detour = trajectory.detour_until(at)
    path = f"{detour:.2f}" if detour < 1000 else f"{detour:.0e}"
    return [
        (_("steps"), f"{at:>{len(str(trajectory.steps))}}/{trajectory.steps}"),
        (_("same sign"), f"{100 * trajectory.same_sign_until(at):.0f}%" if at else "—"),
        (_("path ÷ line"), decimal(path)),
        (_("turn"), f"{trajectory.mean_turn_until(at):.0f}°" if at > 1 else "—"),
        ("κ", kappa),
    ]


def status(trajectories: tuple[Trajectory, ...], frame: int) -> str:
    """Return one sentence on what has just been seen."""
    if frame == 0:
        return _opening(trajectories[0].problem)
    if frame >= max(run.steps for run in trajectories):
        return _closing(trajectories)
    first, *others = trajectories
    sentence = _moved_alike(first, frame)
    if not others:
        return sentence
    return _("{first_interval}: {sentence}; {second_interval}: {n} of {total}.").format(
        first_interval=range_name(first.problem),
        sentence=sentence,
        second_interval=range_name(others[0].problem),
        n=others[0].same_sign_steps(frame),
        total=min(frame, others[0].steps),
    )


def _moved_alike(run: Trajectory, frame: int) -> str:
    total = min(frame, run.steps)
    return ngettext(
        "{n} of {total} step moved both weights the same way",
        "{n} of {total} steps moved both weights the same way",
        total,
    ).format(n=run.same_sign_steps(frame), total=total)


def _opening(problem: Problem) -> str:
    if problem.start[0] * problem.start[-1] < 0:
        return _("One weight must rise and the other fall, along the arrow. Space starts.")
    return _("Both weights must move the same way, along the arrow. Space starts.")


def _closing(trajectories: tuple[Trajectory, ...]) -> str:
    for run in trajectories:
        interval = range_name(run.problem)
        if run.diverged:
            return _("On {interval} this step is too long: the path flies away.").format(interval=interval)
        if not run.converged:
            return _("On {interval} the walk was stopped before it arrived.").format(interval=interval)
    first = trajectories[0]
    if len(trajectories) == 1:
        return _moved_alike(first, first.steps)
    longer, shorter = sorted(trajectories, key=lambda run: -run.steps)
    return _("Steps to the target: {many} on {longer}, {few} on {shorter}: {ratio} times as many.").format(
        many=longer.steps,
        longer=range_name(longer.problem),
        few=shorter.steps,
        shorter=range_name(shorter.problem),
        ratio=decimal(f"{longer.steps / shorter.steps:.1f}"),
    )


def legend() -> list[tuple[Role, str]]:
    """Return what the marks mean, each with the role whose mark and colour it has."""
    return [
        (Role.START, _("start")),
        (Role.CURRENT, _("now")),
        (Role.OPTIMUM, _("target")),
        (Role.ARROW, _("the straight way")),
        (Role.SHADE, _("within reach of the next step")),
    ]


def caveat() -> str:
    """Return what the picture alone would make one believe wrongly."""
    return _("The signs make the zig-zag visible; κ, the stretch of the valley, costs time.")
