"""What the inputs, the loss and the steps of a descent are called, and its marks; called when drawing."""

from __future__ import annotations

import math

from tutor.language import _, decimal, ngettext
from tutor.nn.descent import FULL, Inputs, Problem
from tutor.paint.descent_marks import Role
from tutor.paint.number import MINUS, precise


def range_label(name: str) -> str:
    """Return what a range of inputs is called."""
    labels = {
        "01": "[0, 1]",
        "11": "[−1, 1]",
        "half": "[−½, ½]",
        "centred": _("mean 0"),
        "standardised": _("mean 0, var. 1"),
    }
    return labels.get(name, name)


def inputs_label(inputs: Inputs) -> str:
    """Return the short name of inputs, for a sentence or the head of a column: [0, 1]."""
    interval = range_label(inputs.range)
    named = inputs.range in ("01", "11", "half")
    labels = {
        "uniform": interval if named else _("inputs with {interval}").format(interval=interval),
        "skewed": _("MNIST-like, {interval}").format(interval=interval),
        "correlated": _("corr. {rho}, {interval}").format(rho=precise(inputs.rho, 3), interval=interval),
        "mixed": _("mixed signs"),
        "sigmoid": _("sigmoid outputs"),
        "tanh": _("tanh outputs"),
        "patches": _("patches, {interval}").format(interval=interval),
    }
    return labels[inputs.kind]


def title(problem: Problem) -> str:
    """Return the heading of a panel."""
    inputs = problem.inputs
    if inputs.kind == "uniform" and inputs.range in ("01", "11", "half"):
        return _("inputs in {interval}").format(interval=range_label(inputs.range))
    if inputs.kind == "mixed":
        return _("inputs of mixed signs")
    return inputs_label(inputs)


def significant(value: float, digits: int = 3) -> str:
    """Return a number with so many digits that count: 0.0833, 1296, 9.1e5; a whole number below a million whole."""
    if math.isinf(value):
        return "∞"
    if 1000 <= value < 1e6:
        return f"{value:.0f}"
    mantissa, e, exponent = f"{value:.{digits}g}".partition("e")
    text = f"{mantissa}e{int(exponent)}" if e else mantissa
    return decimal(text).replace("-", MINUS)


def factor(value: float) -> str:
    """Return how many times another number a number is: two decimals, for a large one the digits that count."""
    return decimal(f"{value:.2f}") if value < 1000 else significant(value)


def loss_label(loss: str) -> str:
    """Return what neuron and loss are called."""
    labels = {
        "squared": _("linear neuron, squared loss"),
        "cross_entropy": _("sigmoid neuron, cross-entropy"),
        "kernel": _("convolution kernel, squared loss"),
    }
    return labels.get(loss, loss)


def optimiser_label(kind: str) -> str:
    """Return what an optimiser is called."""
    labels = {"sgd": _("plain gradient descent"), "momentum": _("momentum"), "rmsprop": "RMSProp", "adam": "Adam"}
    return labels.get(kind, kind)


def batch_label(problem: Problem) -> str:
    """Return what one step looks at."""
    if problem.batch == FULL:
        return _("the whole set each step")
    if problem.loss == "kernel":
        return ngettext("{n} image each step", "{n} images each step", problem.batch).format(n=problem.batch)
    return ngettext("{n} example each step", "{n} examples each step", problem.batch).format(n=problem.batch)


def legend() -> list[tuple[Role, str]]:
    """Return what the marks mean, each with the role whose mark and colour it has."""
    return [
        (Role.START, _("start")),
        (Role.CURRENT, _("now")),
        (Role.OPTIMUM, _("target")),
        (Role.ARROW, _("the straight way")),
        (Role.EXAMPLE, _("downhill for this step")),
        (Role.WHOLE, _("downhill for the whole set")),
        (Role.SHADE, _("within reach of the next step")),
    ]
