"""What a sweep turns and measures, in words, and what it shows in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.descent.problem import control_label
from tutor.language import _, decimal
from tutor.nn.descent import Sweep, SweepPoint


def measure_name(measure: str) -> str:
    """Return what a sweep measures."""
    names = {
        "steps": _("steps to the target"),
        "detour": _("path ÷ straight line"),
        "same_sign": _("share of one-signed gradients"),
    }
    return names.get(measure, measure)


def sweep_sentence(sweeps: Sequence[Sweep], names: Sequence[str], measure: str) -> str:
    """Return how the first and the last value compare, for each kind of inputs."""
    over = control_label(sweeps[0].over)
    parts = []
    for one, name in zip(sweeps, names, strict=True):
        first, last = one.points[0], one.points[-1]
        parts.append(f"{name}: {_measured(first, measure)} → {_measured(last, measure)}")
    low, high = (decimal(f"{sweeps[0].values[end]:g}") for end in (0, -1))
    return f"{over} {low} → {high}.  {measure_name(measure)}:  " + "   ".join(parts)


def sweep_table(sweeps: Sequence[Sweep], names: Sequence[str]) -> list[str]:
    """Return a sweep in lines: for each kind of inputs and each value the median steps, quartiles, path and theory."""
    over = {"dims": "d", "rho": "ρ"}.get(sweeps[0].over) or control_label(sweeps[0].over)
    lines = []
    for one, name in zip(sweeps, names, strict=True):
        lines.append(f"{name}:")
        for point in one.points:
            value = decimal(f"{point.value:g}")
            if point.mostly_diverged:
                lines.append(f"  {over} {value}: " + _("flew away"))
                continue
            theory = "—" if point.theory_steps is None else f"{point.theory_steps:.0f}"
            lines.append(
                f"  {over} {value}: "
                + _("{steps} steps ({low}–{high}), theory {theory}, path {detour}, sign {share}").format(
                    steps=f"{point.steps.median:.0f}",
                    low=f"{point.steps.low:.0f}",
                    high=f"{point.steps.high:.0f}",
                    theory=theory,
                    detour=decimal(f"{point.detour.median:.2f}"),
                    share=f"{100 * point.same_sign.median:.0f}%",
                )
            )
    return lines


def _measured(point: SweepPoint, measure: str) -> str:
    if point.mostly_diverged:
        return _("flew away")
    value = getattr(point, measure).median
    if measure == "same_sign":
        return f"{100 * value:.0f}%"
    return f"{value:.0f}" if measure == "steps" else decimal(f"{value:.2f}")
