"""Whether two lanes of a bench compute the same: where they differ, the simplest numbers that show it, or why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tutor.nn.arguments import FloatArray
from tutor.nn.layers import Layer
from tutor.nn.monotone import equal_by_proof
from tutor.nn.witness import Cell, Verdict, Witness, find_witness, run_layers
from tutor.nn.witness_fields import Window, receptive_field, smallest_shape

Outputs = tuple[FloatArray, FloatArray]
"""What two lanes make of one input."""

SEARCHED = 32
"""Rows and columns of the part of a picture that the search looks at; more where one output cell sees more."""


@dataclass(frozen=True, eq=False)
class Judgement:
    """What is known of two lanes."""

    verdict: Verdict
    witness: Witness | None
    """The simplest numbers that were found for which they differ, if they do."""


def judge(one: Sequence[Layer], other: Sequence[Layer], x: FloatArray, outputs: Outputs | None = None) -> Judgement:
    """Compare two lanes that get the same input `x`, (1, C, H, W); `outputs` is what they make of it, where known.

    The whole input decides whether they differ on it. Other numbers are looked for in the size of its corner, so
    that the search takes no longer for a photograph than for a drawing.
    """
    if outputs is None:
        with np.errstate(all="ignore"):
            outputs = run_layers(one, x), run_layers(other, x)
    shapes = outputs[0].shape, outputs[1].shape
    if shapes[0] != shapes[1]:
        return Judgement(Verdict("shapes", shapes), None)
    corner = _corner(one, other, x)
    cell = _first(differing(*outputs))
    if cell is not None:
        proof = equal_by_proof(one, other)
        witness = None if proof else find_witness(one, other, np.zeros_like(corner)).witness
        return Judgement(Verdict("here", shapes, cell, _seen(one, other, cell, x), proof=proof), witness)
    verdict = find_witness(one, other, corner)
    if verdict.kind == "here":  # at the new edge of the corner, where a window that is padded now was not before
        verdict = find_witness(one, other, np.zeros_like(corner))
    if verdict.kind == "here":
        verdict = Verdict("unknown", shapes)
    return Judgement(replace(verdict, shapes=shapes), verdict.witness)


def differing(one: FloatArray, other: FloatArray) -> npt.NDArray[np.bool_]:
    """Return which cells of two outputs of one shape differ; NaN equals NaN."""
    unequal: npt.NDArray[np.bool_] = (one != other) & ~(np.isnan(one) & np.isnan(other))
    return unequal


def largest_difference(one: FloatArray, other: FloatArray) -> float:
    """Return the largest |one − other| of the cells that differ, 0 where none do; NaN where one is no number."""
    with np.errstate(all="ignore"):
        return float(np.where(differing(one, other), np.abs(one - other), 0.0).max(initial=0.0))


def _first(unequal: npt.NDArray[np.bool_]) -> Cell | None:
    if not unequal.any():
        return None
    n, channel, row, column = (int(at) for at in np.unravel_index(int(unequal.argmax()), unequal.shape))
    return n, channel, row, column


def _corner(one: Sequence[Layer], other: Sequence[Layer], x: FloatArray) -> FloatArray:
    """Return the corner of `x` that the search looks at: the whole of a small one."""
    least = zip(smallest_shape(one), smallest_shape(other), strict=True)
    rows, columns = (max(SEARCHED, *sides) for sides in least)
    return x[:, :, :rows, :columns]


def _seen(one: Sequence[Layer], other: Sequence[Layer], cell: Cell, x: FloatArray) -> Window:
    """Return the part of `x` that an output cell sees in either lane."""
    fields = [receptive_field(layers, *cell[2:], *x.shape[2:]) for layers in (one, other)]
    tops, bottoms, lefts, rights = zip(*fields, strict=True)
    return min(tops), max(bottoms), min(lefts), max(rights)
