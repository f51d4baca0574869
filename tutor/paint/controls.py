"""What the controls of a bench and their values are called."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path

from tutor.bench.controls import Control
from tutor.bench.kernel import RANDOM, TYPED, Kernel
from tutor.bench.picture import PictureSpec
from tutor.bench.problem import BenchError
from tutor.bench.setup import Setup
from tutor.language import _, current
from tutor.paint.names import kernel_label, layer_label, range_label
from tutor.paint.number import precise, short
from tutor.paint.pictures import picture_title as built_in_title
from tutor.quoting import visible


def control_label(control: str) -> str:
    """Return the name of a control."""
    return _control_label(control, current())


@lru_cache(maxsize=256)
def _control_label(control: str, _language: str) -> str:
    labels = {
        "picture": _("picture"),
        "range": _("input range"),
        "kernel": _("kernel"),
        "size": _("kernel size"),
        "filters": _("filters"),
        "seed": _("seed"),
        "conv.stride": _("conv stride"),
        "conv.padding": _("conv padding"),
        "conv.bias": _("bias"),
        "pool.size": _("pool size"),
        "pool.stride": _("pool stride"),
        "pool.padding": _("pool padding"),
        "pool.pad": _("pool pads with"),
        "pool.count_include_pad": _("mean counts pad"),
        "leaky_relu.negative_slope": _("leaky slope"),
        "elu.alpha": "ELU α",
        "batch_norm.weight": _("batch norm") + " γ",
        "batch_norm.bias": _("batch norm") + " β",
        "batch_norm.mean": _("batch norm") + " μ",
        "batch_norm.var": _("batch norm") + " σ²",
    }
    return labels.get(control, layer_label(control))


def control_value(control: Control, setup: Setup) -> str:
    """Return the value of a control."""
    value = control.value
    if control.id == "picture":
        return picture_title(setup.picture)
    if control.id == "range":
        ranges = [lane.scaling for lane in setup.lanes]
        return " | ".join(map(range_label, dict.fromkeys(ranges)))
    if control.id == "kernel":
        return kernel_title(setup.kernel)
    if control.id == "pool.pad":
        return "0" if value == "zero" else _never_winning(setup)
    if control.id == "pool.count_include_pad":
        return _("yes") if value == "yes" else _("no")
    if control.id == "size":
        return "×".join(map(str, setup.kernel.shape))
    return precise(value, 6) if isinstance(value, float) else str(value)


def _never_winning(setup: Setup) -> str:
    """Return the padding that wins in no window: the least number in max-pools, the greatest in min-pools."""
    kinds = {layer.kind for lane in setup.lanes for layer in lane.layers}
    least, greatest = short(-math.inf), short(math.inf)
    return " | ".join(end for end, kind in ((least, "max_pool"), (greatest, "min_pool")) if kind in kinds)


def kernel_title(kernel: Kernel) -> str:
    """Return what a kernel is called; of several presets the first, and how many follow it."""
    name = kernel_label(kernel.name)
    several = kernel.filters > 1 and kernel.name not in (RANDOM, TYPED)
    return f"{name} +{kernel.filters - 1}" if several else name


def picture_title(picture: PictureSpec) -> str:
    """Return the name and the size of a picture, and whether cells of it were changed."""
    if picture.kind == "built-in":
        name = built_in_title(picture.name)
    else:
        name = _("typed") if picture.kind == "typed" else visible(Path(picture.name).name)
    try:
        channels, rows, columns = picture.pixels.shape
    except BenchError:
        return name
    size = f"{rows}×{columns}" + (f"×{channels}" if channels > 1 else "")
    return f"{name}{'*' if picture.edits else ''} {size}"
