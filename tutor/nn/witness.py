"""Do two pipelines compute the same? Shown on the given input, proved, or refuted by numbers that a search found.

Outputs are compared exactly: NaN equals NaN, 0 equals −0, and a difference in the last bit is a difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from tutor.nn.arguments import FloatArray, as_float
from tutor.nn.layers import BatchNorm2d, Conv2d, Layer
from tutor.nn.monotone import Proof, common_prefix, equal_by_proof
from tutor.nn.witness_fields import Window, receptive_field, smallest_shape
from tutor.nn.witness_search import Budget, Pair, search_picture, search_values

Cell = tuple[int, int, int, int]
"""The place of one output cell: (n, c, row, column)."""

Kind = Literal["here", "found", "equal", "unknown", "shapes"]
"""How the question was settled.

* `here`: they differ on the given input.
* `found`: they agree on it, but the search found numbers on which they differ.
* `equal`: proved equal for all inputs.
* `unknown`: neither a proof nor a witness was found.
* `shapes`: their outputs differ in shape already.
"""


_AFFINE = (Conv2d, BatchNorm2d)


@dataclass(frozen=True, eq=False)
class Witness:
    """Numbers on which two pipelines differ; the arrays cannot be written to."""

    behind: int
    """How many layers both pipelines begin with that `values` bypass: their common convolutions and batch norms."""
    values: FloatArray
    """What goes into the layers from number `behind` on, (1, C, H, W): the simplest numbers that were found."""
    values_outputs: tuple[FloatArray, FloatArray]
    """What those layers make of `values`."""
    picture: FloatArray
    """An input for the whole pipelines, (1, C, H, W); the same as `values` where `behind` is 0."""
    outputs: tuple[FloatArray, FloatArray]
    """What the whole pipelines make of `picture`."""
    cell: Cell
    """The first output cell that differs on `picture`."""
    window: Window
    """The cells of `picture` that this cell sees."""

    @property
    def only_rounding(self) -> bool:
        """Whether the outputs on `picture` are so close that rounding explains it: to 8 units in the last place."""
        one, other = self.outputs
        tolerance = 8 * float(np.finfo(one.dtype).eps)
        return bool(np.allclose(one, other, rtol=tolerance, atol=tolerance, equal_nan=True))


@dataclass(frozen=True, eq=False)
class Verdict:
    """The answer of `find_witness`."""

    kind: Kind
    shapes: tuple[tuple[int, ...], tuple[int, ...]]
    """The shapes of the two outputs on the given input, (N, C, Ho, Wo)."""
    cell: Cell | None = None
    """For `here`: the first output cell that differs, row by row. `differing_cells` returns them all."""
    window: Window | None = None
    """For `here`: the cells of the given input that this cell sees."""
    witness: Witness | None = None
    """For `found`."""
    proof: Proof | None = None
    """For `equal`; and for `here` where the two are equal in real arithmetic, so that they differ by rounding only."""
    tries: int = 0
    """For `found` and `unknown`: on how many inputs the search ran the pipelines, shrinking not counted."""


def find_witness(
    one: Sequence[Layer], other: Sequence[Layer], x: npt.ArrayLike, *, seed: int = 0, tries: int = 2000
) -> Verdict:
    """Find numbers for which two pipelines differ, or say why there are none.

    First both run on `x`, (N, C, H, W). If they agree there, a proof of equality is looked for, and if there is none,
    other inputs: of the smallest shape that gives one output cell, then of the shape of `x`, at most `tries` of them.
    What is found is made as simple as it can be: whole numbers before fractions, few cells that are not 0, small
    numbers. The same arguments give the same verdict. ValueError where a layer does not fit what reaches it.
    """
    if tries < 0:
        raise ValueError(f"tries must be at least 0, not {tries}")
    x = as_float(x, "x", 4)
    with np.errstate(all="ignore"):  # the search tries numbers for which a square or an exponential overflows
        outputs = run_layers(one, x), run_layers(other, x)
        shapes = outputs[0].shape, outputs[1].shape
        if shapes[0] != shapes[1]:
            return Verdict("shapes", shapes)
        proof = equal_by_proof(one, other)
        cells = differing_cells(*outputs)
        if cells:
            return Verdict("here", shapes, cells[0], _seen(one, other, cells[0], x), proof=proof)
        if proof is not None:
            return Verdict("equal", shapes, proof=proof)
        budget = Budget(tries)
        witness = _search(one, other, x, np.random.default_rng(seed), budget)
        return Verdict("unknown" if witness is None else "found", shapes, witness=witness, tries=budget.used)


def differing_cells(one_output: npt.ArrayLike, other_output: npt.ArrayLike) -> list[Cell]:
    """Return which cells of two outputs of one shape differ, in the order (n, c, row, column), row by row.

    NaN equals NaN and 0 equals −0. ValueError for different shapes.
    """
    one, other = as_float(one_output, "one_output", 4), as_float(other_output, "other_output", 4)
    if one.shape != other.shape:
        raise ValueError(f"the outputs must have one shape, not {one.shape} and {other.shape}")
    unequal = (one != other) & ~(np.isnan(one) & np.isnan(other))
    return [(n, c, row, column) for n, c, row, column in np.argwhere(unequal).tolist()]


def run_layers(layers: Sequence[Layer], x: FloatArray) -> FloatArray:
    """Return the output of a pipeline, without the trace that `tutor.nn.run` keeps."""
    for position, layer in enumerate(layers, start=1):
        try:
            x = layer.forward(x)
        except ValueError as error:
            raise ValueError(f"layer {position} ({layer.name}): {error}") from error
    return x


def _search(
    one: Sequence[Layer], other: Sequence[Layer], x: FloatArray, rng: np.random.Generator, budget: Budget
) -> Witness | None:
    """Return numbers for which the pipelines differ, small ones, or None where the budget ends before."""
    prefix = _affine(one[: common_prefix(one, other)])
    whole, bare = Pair(one, other), Pair(one[prefix:], other[prefix:])
    between = run_layers(one[:prefix], x[:1])  # an example of what reaches the layers that differ
    values = None
    if prefix:
        values = search_values(bare, _shapes(bare, between), between, rng, budget.share(2))
    picture = search_picture(whole, one[:prefix], _shapes(whole, x), x, values, rng, budget)
    if picture is None:
        return None
    if values is None:
        values = run_layers(one[:prefix], picture)
    outputs, values_outputs = whole.outputs(picture), bare.outputs(values)
    cell = differing_cells(*outputs)[0]
    for array in (values, *values_outputs, picture, *outputs):
        array.flags.writeable = False
    return Witness(prefix, values, values_outputs, picture, outputs, cell, _seen(one, other, cell, picture))


def _affine(layers: Sequence[Layer]) -> int:
    """Return how many layers a pipeline begins with that can be solved for their input."""
    return next((index for index, layer in enumerate(layers) if not isinstance(layer, _AFFINE)), len(layers))


def _shapes(pair: Pair, x: FloatArray) -> list[tuple[int, int, int]]:
    """Return the shapes (C, H, W) to search in: first the smallest that gives one output cell, last that of `x`."""
    height, width = (max(sides) for sides in zip(smallest_shape(pair.one), smallest_shape(pair.other), strict=True))
    channels, most_rows, most_columns = x.shape[1:]
    small, full = (min(height, most_rows), min(width, most_columns)), (most_rows, most_columns)
    # One channel will do, unless a convolution or a batch norm asks for all of them.
    for depth in dict.fromkeys((1, channels)):
        shapes = [(depth, *sides) for sides in dict.fromkeys((small, full))]
        fitting = [shape for shape in shapes if pair.fits(np.zeros((1, *shape), dtype=x.dtype))]
        if fitting:
            return fitting
    return []


def _seen(one: Sequence[Layer], other: Sequence[Layer], cell: Cell, x: FloatArray) -> Window:
    """Return the part of `x` that an output cell sees in either pipeline."""
    fields = [receptive_field(layers, cell[2], cell[3], x.shape[2], x.shape[3]) for layers in (one, other)]
    return (
        min(field[0] for field in fields),
        max(field[1] for field in fields),
        min(field[2] for field in fields),
        max(field[3] for field in fields),
    )
