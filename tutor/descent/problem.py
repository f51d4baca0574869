"""What is wrong with a descent, in one sentence that is fit for a screen, and what its controls are called."""

from __future__ import annotations

from collections.abc import Iterable

from tutor.bench.problem import BenchError
from tutor.bench.problem import unknown as unknown_name
from tutor.language import _


class DescentError(BenchError):
    """A descent, or a change to one, is not possible; the message is one sentence without its full stop.

    `control` is the id of the control (see `tutor.descent.controls`) that must be set otherwise.
    """

    def __init__(self, message: str, control: str) -> None:
        super().__init__(message)
        self.control = control


def unknown(message: str, given: str, known: Iterable[str], control: str) -> DescentError:
    """Return the error for a name that is none of the known ones, with the one that was meant, or all of them."""
    return DescentError(str(unknown_name(message, given, known)), control)


def control_label(control: str) -> str:
    """Return what a control is called, in the language in use; an id that is none as it is."""
    labels = {
        "inputs.1": _("inputs"),
        "inputs.2": _("other inputs"),
        "picture": _("picture"),
        "rho": _("correlation ρ"),
        "dims": _("dimensions d"),
        "bias": _("bias"),
        "loss": _("loss"),
        "batch": _("batch size"),
        "rule": _("step rule"),
        "step": _("step size"),
        "optimiser": _("optimiser"),
        "beta": _("smoothing β"),
        "start": _("start"),
        "noise": _("label noise"),
        "seed": _("seed"),
        "tolerance": _("tolerance"),
        "max_steps": _("most steps"),
    }
    return labels.get(control, control)
