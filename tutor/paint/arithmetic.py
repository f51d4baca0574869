"""The arithmetic of one cell, spelled out: `1·3 + 0·1 − 1·2 = 1`, `max(3, −1) = 3`, `max(0, −3) = 0`."""

from __future__ import annotations

import numpy as np

from tutor.nn.arguments import FloatArray, as_pair
from tutor.nn.layers import Activation, AvgPool2d, Conv2d, MaxPool2d
from tutor.nn.pipeline import Stage
from tutor.nn.playback import window_of
from tutor.paint.number import MINUS, short


def spell(stage: Stage, row: int, column: int) -> str:
    """Return how the output cell (row, column) of a stage comes about, on one line."""
    result = short(float(stage.output[0, 0, row, column]))
    layer = stage.layer
    if isinstance(layer, Conv2d):
        return f"{_products(layer, _padded_window(stage, layer, row, column))} = {result}"
    window = window_of(stage, row, column)
    values = stage.input[0, 0, window.top : window.bottom, window.left : window.right].ravel().tolist()
    listed = ", ".join(short(value) for value in values)
    if isinstance(layer, MaxPool2d):
        return f"max({listed}) = {result}"
    if isinstance(layer, AvgPool2d):
        return f"mean({listed}) = {result}"
    if isinstance(layer, Activation) and layer.name == "relu":
        return f"max(0, {listed}) = {result}"
    return f"{layer.name}({listed}) = {result}"


def _padded_window(stage: Stage, layer: Conv2d, row: int, column: int) -> FloatArray:
    """Return the cells under the kernel, zeros where it hangs over the edge."""
    (sh, sw), (ph, pw) = as_pair(layer.stride, "stride", 1), as_pair(layer.padding, "padding", 0)
    padded = np.pad(stage.input[0, 0], ((ph, ph), (pw, pw)))
    kh, kw = layer.weight.shape[2:]
    return padded[row * sh : row * sh + kh, column * sw : column * sw + kw]


def _products(layer: Conv2d, window: FloatArray) -> str:
    """Return the sum of kernel times window, term by term; the weight stands first and carries the sign."""
    text = ""
    for weight, value in zip(layer.weight[0, 0].ravel().tolist(), window.ravel().tolist(), strict=True):
        sign = MINUS if weight < 0 else "+"
        product = f"{short(abs(weight))}·{_factor(value)}"
        if text:
            text += f" {sign} {product}"
        else:
            text = product if weight >= 0 else MINUS + product
    if layer.bias is not None:
        bias = float(layer.bias[0])
        text += f" {MINUS if bias < 0 else '+'} {short(abs(bias))}"
    return text


def _factor(value: float) -> str:
    text = short(value)
    return f"({text})" if text.startswith(MINUS) else text
