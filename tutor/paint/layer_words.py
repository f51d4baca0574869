"""What each kind of layer does, in a line."""

from __future__ import annotations

from tutor.language import _


def layer_about(kind: str) -> str:
    """Return what a layer does, and whether it may change places with max-pool."""
    about = {
        "conv": _("Every cell is the sum of one window times the kernel."),
        "max_pool": _("The largest of every window."),
        "avg_pool": _("The mean of every window; it does not commute with ReLU."),
        "min_pool": _("The smallest of every window."),
        "l2_pool": _("The root of the sum of squares of every window."),
        "batch_norm": _("γ·(x − μ)/σ + β; with γ below 0 it turns the order of numbers around."),
        "relu": _("max(0, x): never falls, so it commutes with max-pool."),
        "relu6": _("min(6, max(0, x)): never falls, so it commutes with max-pool."),
        "leaky_relu": _("x above 0, slope·x below; with a negative slope it decreases there and no longer commutes."),
        "elu": _("x above 0, α·(eˣ − 1) below: never falls."),
        "gelu": _("x·Φ(x): decreases for some x below 0, so it does not commute with max-pool."),
        "gelu_tanh": _("GELU by its formula with tanh, as many networks compute it."),
        "silu": _("x·sigmoid(x): decreases for some x below 0, so it does not commute with max-pool."),
        "mish": _("x·tanh(softplus(x)): decreases for some x below 0, so it does not commute with max-pool."),
        "hard_swish": _("x·min(6, max(0, x + 3))/6: decreases between −3 and −1.5."),
        "sigmoid": _("1/(1 + e⁻ˣ), between 0 and 1: never negative, and not 0 at 0."),
        "tanh": _("Between −1 and 1, centred on 0: never falls."),
        "softplus": _("log(1 + eˣ), a smooth ReLU: never falls."),
        "abs": _("|x|: decreases for x below 0, so it does not commute with max-pool."),
        "square": _("x²: decreases for x below 0, so it does not commute with max-pool."),
        "sin": _("Up and down: it commutes with no pool."),
    }
    return about.get(kind, "")
