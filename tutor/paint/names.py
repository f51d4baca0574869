"""What layers, kernels, input ranges and lanes are called on the screen."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from tutor.language import _, current


def layer_label(name: str) -> str:
    """Return the layer's name as learners know it; a number of its own (`relu_2`) and settings stay with it."""
    return _layer_label(name, current())


@lru_cache(maxsize=256)
def _layer_label(name: str, _language: str) -> str:
    name, *settings = name.split(":")
    if settings:
        return f"{layer_label(name)} ({', '.join(settings)})"
    kind, _underscore, number = name.rpartition("_")
    if number.isdigit():
        return f"{layer_label(kind)} {number}"
    labels = {
        "conv": _("conv"),
        "max_pool": _("max-pool"),
        "avg_pool": _("avg-pool"),
        "min_pool": _("min-pool"),
        "l2_pool": _("L2-pool"),
        "batch_norm": _("batch norm"),
        "relu": "ReLU",
        "relu6": "ReLU6",
        "leaky_relu": "Leaky ReLU",
        "elu": "ELU",
        "gelu": "GELU",
        "gelu_tanh": "GELU tanh",
        "silu": "SiLU",
        "mish": "Mish",
        "hard_swish": "Hardswish",
        "abs": "|x|",
        "square": "x²",
    }
    return labels.get(name, name.replace("_", "-"))


def chain(names: Iterable[str]) -> str:
    """Return layers in their order: conv → ReLU → max-pool."""
    return " → ".join(layer_label(name) for name in names)


def friend_label(name: str) -> str:
    """Return the name of one of the story's friends; any other name as it is."""
    return {"alex": _("Alex"), "ilya": _("Ilya"), "jeffrey": _("Jeffrey")}.get(name, name)


def range_label(scaling: str) -> str:
    """Return what an input range is called."""
    labels = {
        "none": _("as it is"),
        "unit": "[0, 1]",
        "signed": "[−1, 1]",
        "centred": _("centred"),
        "standardised": _("standardised"),
    }
    return labels.get(scaling, scaling)


def kernel_label(name: str) -> str:
    """Return what a kernel is called."""
    labels = {
        "edge": _("edge →"),
        "edge_down": _("edge ↓"),
        "blur": _("blur"),
        "sharpen": _("sharpen"),
        "outline": _("outline"),
        "sum": _("sum"),
        "identity": _("identity"),
        "minus": _("all −1"),
        "random": _("random"),
        "typed": _("typed"),
    }
    return labels.get(name, name)
