"""What is said under the ledger of a real network."""

from __future__ import annotations

from tutor.language import _
from tutor.nn.networks import Network
from tutor.paint.network_ledger import Measured, milliseconds, percent, whole


def network_title(network: Network) -> str:
    """Return what a network is called on the screen."""
    return {"cells": _("Single cells"), "ResNet-50": _("ResNet-50 stem")}.get(network.name, network.name)


def saving_line(network: Network) -> str:
    """Return in one sentence what pooling first saves."""
    if not network.chained:
        first, last = network.blocks[0].saving, network.blocks[-1].saving
        text = _(
            "Every cell saves {relus} of its ReLUs. "
            "Of all operations that is {first} in the toy and {last} in the last cell."
        )
        return text.format(relus=percent(first.relus), first=percent(first.operations), last=percent(last.operations))
    text = _("Pooling first saves {relus} of the ReLUs: {operations} of all operations, {bytes} of the bytes moved.")
    saving = network.saving
    return text.format(relus=percent(saving.relus), operations=percent(saving.operations), bytes=percent(saving.bytes))


def counting_line(network: Network) -> str:
    """Return how this network is counted, and what is left out."""
    notes = {
        "cells": _("One convolution 3×3, ReLU, max-pool 2×2; the toy of the lesson, then three of the usual widths."),
        "LeNet-5": _("As if with ReLU and 2×2 max-pool; the paper of 1998 has a scaled tanh and averages."),
        "AlexNet": _("One tower, 3×3 pools with stride 2, without normalisation and fully connected layers."),
        "VGG16": _("Thirteen convolutions 3×3; only the last ReLU of a block meets a pool. No fully connected layers."),
        "ResNet-50": _(
            "Convolution 7×7 with stride 2, pool 3×3 with stride 2 and padding 1; nothing else in it meets a max-pool."
        ),
    }
    return notes.get(network.name, "")


def unit_line() -> str:
    """Return what the columns mean."""
    return _("One example, float32, no layer fused. Saved: of all operations. Each pair of bars has its own scale. "
             "± is half the distance of the quartiles.")  # fmt: skip


def fusion_lines() -> tuple[str, ...]:
    """Return who puts ReLU where, with sources."""
    return (
        _("Who fuses what: TensorRT (Layer Fusion Catalog) and cuDNN (cudnnConvolutionBiasActivationForward) compute "
          "ReLU inside the convolution, before its result is stored."),
        _("glow removed its rewrite to Ilya's order, which broke that fusion (pytorch/glow #2653). onnx-mlir has the "
          "rewrite; its review asked to leave out a ReLU behind a convolution (onnx-mlir #3109)."),
    )  # fmt: skip


def measured_line(network: Network, measured: Measured) -> str:
    """Return what the measurement says about the whole network; nothing while it is not complete."""
    before, after = whole(network, measured)
    if not network.chained or before is None or after is None:
        return ""
    times = {"before": milliseconds(before), "after": milliseconds(after)}
    if abs(before.median - after.median) <= before.half + after.half:
        return _("Measured: {before} ms and {after} ms. The difference drowns in the spread.").format(**times)
    if after.median < before.median:
        text = _("Measured: {before} ms and {after} ms. Pooling first is {share} faster here.")
    else:
        text = _("Measured: {before} ms and {after} ms. Pooling first is {share} slower here.")
    return text.format(share=percent(abs(1 - after.median / before.median)), **times)
