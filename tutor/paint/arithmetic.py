"""The arithmetic of one cell, spelled out: `1·3 + 0·1 − 1·2 = 1`, `max(3, −1) = 3`, `max(0, −3) = 0`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutor.nn.arguments import FloatArray
from tutor.nn.layers import Activation, AvgPool2d, BatchNorm2d, Conv2d, L2Pool2d, MaxPool2d, MinPool2d
from tutor.nn.pipeline import Stage
from tutor.paint.number import MINUS, precise

ELIDED = "…"
FEWEST = 3
"""Terms that stay where a long sum is shortened: the first two and the last one."""


def spell(stage: Stage, row: int, column: int, channel: int = 0, *, width: int | None = None) -> str:
    """Return how the output cell (row, column) of a channel comes about, on one line.

    Signs are kept near zero: max(0, −0.003) = 0. Where the line would be longer than `width` characters, terms in its
    middle give way to `…`; the result always stays.
    """
    result = " = " + precise(float(stage.output[0, channel, row, column]))
    layer = stage.layer
    if isinstance(layer, Conv2d):
        return _sum(_products(layer, stage, (row, column), channel), result, width)
    if isinstance(layer, BatchNorm2d):
        return _normalised(layer, float(stage.input[0, channel, row, column]), channel) + result
    values = [precise(value) for value in _window(stage, row, column, channel)]
    if isinstance(layer, MaxPool2d):
        return _listed("max", values, result, width)
    if isinstance(layer, MinPool2d):
        return _listed("min", values, result, width)
    if isinstance(layer, AvgPool2d):
        return _listed("mean", values, result, width)
    if isinstance(layer, L2Pool2d):
        squares = [f"({value})²" if value.startswith(MINUS) else f"{value}²" for value in values]
        return _listed("√", [" + ".join(_shortened(squares, width))], result, width)
    return _activation(layer, values[0]) + result


def _activation(layer: object, value: str) -> str:
    """Return an activation of one value, written as far as possible with what everybody knows."""
    if not isinstance(layer, Activation):
        return value
    written = {
        "relu": f"max(0, {value})",
        "relu6": f"min(6, max(0, {value}))",
        "abs": f"|{value}|",
        "square": f"({value})²" if value.startswith(MINUS) else f"{value}²",
    }
    if layer.name == "leaky_relu" and value.startswith(MINUS):
        return f"{_factor(precise(layer.negative_slope))}·{_factor(value)}"
    if layer.name == "leaky_relu":
        return value
    return written.get(layer.name, f"{layer.name}({value})")


def _normalised(layer: BatchNorm2d, value: float, channel: int) -> str:
    """Return γ·(x − mean)/√(var + ε) + β."""
    weight, bias, mean, var = (
        float(np.asarray(part)[channel]) for part in (layer.weight, layer.bias, layer.running_mean, layer.running_var)
    )
    below = f"√({precise(var)} + {precise(layer.eps)})"
    return f"{_factor(precise(weight))}·({precise(value)}{_signed_term(-mean)})/{below}{_signed_term(bias)}"


def _signed_term(value: float) -> str:
    return f" {MINUS if value < 0 else '+'} {precise(abs(value))}"


def _window(stage: Stage, row: int, column: int, channel: int) -> list[float]:
    """Return the values under the window of a cell; padding that can be taken, or that counts, is among them."""
    values = stage.input[0, channel]
    window = stage.layer.window
    if window is None:
        return [float(values[row, column])]
    (kh, kw), (sh, sw), (ph, pw) = window
    top, left = row * sh - ph, column * sw - pw
    layer = stage.layer
    zeros = (isinstance(layer, MaxPool2d | MinPool2d) and layer.pad == "zero") or (
        isinstance(layer, AvgPool2d) and layer.count_include_pad
    )
    found = []
    for r in range(top, top + kh):
        for c in range(left, left + kw):
            if 0 <= r < values.shape[0] and 0 <= c < values.shape[1]:
                found.append(float(values[r, c]))
            elif zeros:
                found.append(0.0)
    return found


def _products(layer: Conv2d, stage: Stage, cell: tuple[int, int], channel: int) -> list[str]:
    """Return the terms weight times cell, each with its sign; the weight stands first and carries the sign."""
    weights, cells = layer.weight[channel].ravel().tolist(), _under_kernel(layer, stage, cell).ravel().tolist()
    terms = [
        f"{MINUS if weight < 0 else '+'} {precise(abs(weight))}·{_factor(precise(value))}"
        for weight, value in zip(weights, cells, strict=True)
    ]
    if layer.bias is not None:
        bias = float(layer.bias[channel])
        terms.append(f"{MINUS if bias < 0 else '+'} {precise(abs(bias))}")
    return terms


def _under_kernel(layer: Conv2d, stage: Stage, cell: tuple[int, int]) -> FloatArray:
    """Return the cells of all channels under the kernel, zeros where it hangs over the edge: (C, kh, kw)."""
    (kh, kw), (sh, sw), (ph, pw) = layer.window
    values = stage.input[0]
    found = np.zeros((len(values), kh, kw), dtype=values.dtype)
    top, left = cell[0] * sh - ph, cell[1] * sw - pw
    rows = slice(max(top, 0), min(top + kh, values.shape[1]))
    columns = slice(max(left, 0), min(left + kw, values.shape[2]))
    if rows.start < rows.stop and columns.start < columns.stop:
        inside = values[:, rows, columns]
        found[:, rows.start - top : rows.stop - top, columns.start - left : columns.stop - left] = inside
    return found


def _sum(terms: Sequence[str], result: str, width: int | None) -> str:
    """Return terms with signs as one sum."""
    first, *rest = terms
    lead = first.removeprefix("+ ") if first.startswith("+") else MINUS + first.removeprefix(f"{MINUS} ")
    room = None if width is None else width - len(result)
    shown = _shortened([lead, *rest], room, between=1)
    return " ".join(f"+ {part}" if part == ELIDED else part for part in shown) + result


def _listed(name: str, values: Sequence[str], result: str, width: int | None) -> str:
    room = None if width is None else width - len(result) - len(name) - 2
    return f"{name}({', '.join(_shortened(values, room))}){result}"


def _shortened(parts: Sequence[str], room: int | None, *, between: int = 2) -> list[str]:
    """Return the parts with so many in the middle left out that they fit; the last one always stays."""
    shown = list(parts)
    if room is None or sum(map(len, shown)) + between * (len(shown) - 1) <= room:
        return shown
    last = shown[-1]
    head = shown[:-1]
    while len(head) + 1 > FEWEST and sum(map(len, head)) + len(last) + between * (len(head) + 1) + 3 > room:
        head.pop()
    return [*head, ELIDED, last]


def _factor(text: str) -> str:
    return f"({text})" if text.startswith(MINUS) else text
