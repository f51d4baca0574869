"""What layers are called on the screen."""

from __future__ import annotations

from collections.abc import Iterable

from tutor.language import _


def layer_label(name: str) -> str:
    """Return the layer's name as learners know it; a number of its own (`relu_2`) stays with it."""
    kind, _underscore, number = name.rpartition("_")
    if number.isdigit():
        return f"{layer_label(kind)} {number}"
    labels = {"conv": _("conv"), "relu": "ReLU", "max_pool": _("max-pool"), "avg_pool": _("avg-pool")}
    return labels.get(name, name.replace("_", "-"))


def chain(names: Iterable[str]) -> str:
    """Return layers in their order: conv → ReLU → max-pool."""
    return " → ".join(layer_label(name) for name in names)
