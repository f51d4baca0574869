"""What the values of a descent's controls are called, and a setup in one line."""

from __future__ import annotations

from tutor.bench.problem import BenchError
from tutor.descent.controls import NONE, YES, DescentControl
from tutor.descent.edits import picture_of
from tutor.descent.inputs import InputsSpec
from tutor.descent.setup import DescentSetup
from tutor.language import _, decimal
from tutor.nn.descent import FULL, StepRule
from tutor.paint.controls import picture_title
from tutor.paint.descent_names import inputs_label, optimiser_label
from tutor.paint.number import precise

PANELS = {"inputs.1": 0, "inputs.2": 1}


def control_value(control: DescentControl, setup: DescentSetup) -> str:
    """Return the value of a control, in the language in use."""
    if control.id in PANELS:
        return _("none, one panel") if control.value == NONE else spec_label(setup.inputs[PANELS[control.id]])
    words = {
        "picture": lambda: picture_title(picture_of(setup)),
        "bias": lambda: _("yes") if control.value == YES else _("no"),
        "loss": lambda: neuron_label(setup.loss),
        "batch": lambda: batch_value(setup),
        "rule": lambda: rule_label(setup.step, "c"),
        "optimiser": lambda: optimiser_value(setup),
        "start": lambda: control.value.replace(",", "; ").replace("-", "−").replace(".", decimal(".")),
    }
    if control.id in words:
        return words[control.id]()
    return decimal(control.value)


def spec_label(inputs: InputsSpec) -> str:
    """Return the short name of inputs, whatever their picture is."""
    try:
        return inputs_label(inputs.build())
    except BenchError:
        return _("patches of a picture")


def neuron_label(loss: str) -> str:
    """Return what is trained, in two words."""
    labels = {
        "squared": _("linear neuron"),
        "cross_entropy": _("sigmoid neuron"),
        "kernel": _("conv kernel"),
    }
    return labels.get(loss, loss)


def batch_value(setup: DescentSetup) -> str:
    """Return how many examples a step looks at."""
    return _("the whole set") if setup.batch == FULL else str(setup.batch)


def rule_label(step: StepRule, factor: str) -> str:
    """Return the step rule as a formula with its factor."""
    formulas = {
        "mean_square": f"{factor}/E|x|²",
        "max": f"{factor}/λmax",
        "optimal": f"{factor}·2/(λmin+λmax)",
        "rate": factor,
    }
    return formulas[step.kind]


def optimiser_value(setup: DescentSetup) -> str:
    """Return the short name of the optimiser."""
    kind = setup.optimiser.kind
    return _("plain descent") if kind == "sgd" else optimiser_label(kind)


def setup_sentence(setup: DescentSetup) -> str:
    """Return the settings that both panels share, in one line, the most important first."""
    parts = [neuron_label(setup.loss), f"d {setup.dims}" + (f" + {_('bias')}" if setup.bias else "")]
    parts.append(_("batch {n}").format(n=batch_value(setup)))
    parts.append(f"η = {rule_label(setup.step, precise(setup.step.value, 3))}")
    if setup.optimiser.kind != "sgd":
        parts.append(optimiser_value(setup))
    if setup.noise:
        parts.append(_("noise {n}").format(n=precise(setup.noise, 3)))
    parts.append(_("seed {n}").format(n=setup.seed))
    return " · ".join(parts)
