"""What a sweep turns and measures, in words, and what it shows in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.language import _, decimal
from tutor.nn.descent import Sweep, SweepPoint


def swept_name(over: str) -> str:
    """Return what a sweep turns."""
    names = {
        "dims": _("dimensions d"),
        "batch": _("batch size"),
        "rho": _("correlation ρ"),
        "step": _("step size"),
    }
    return names.get(over, over)


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
    over = swept_name(sweeps[0].over)
    parts = []
    for one, name in zip(sweeps, names, strict=True):
        first, last = one.points[0], one.points[-1]
        parts.append(f"{name}: {_measured(first, measure)} → {_measured(last, measure)}")
    low, high = (decimal(f"{sweeps[0].values[end]:g}") for end in (0, -1))
    return f"{over} {low} → {high}.  {measure_name(measure)}:  " + "   ".join(parts)


def _measured(point: SweepPoint, measure: str) -> str:
    if point.diverged > 0.5:
        return _("flew away")
    value = getattr(point, measure).median
    if measure == "same_sign":
        return f"{100 * value:.0f}%"
    return f"{value:.0f}" if measure == "steps" else decimal(f"{value:.2f}")
