"""Whether two lanes of a bench compute the same: where they differ, the simplest numbers that show it, or why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tutor.nn.arguments import FloatArray
from tutor.nn.layers import Layer
from tutor.nn.witness import Verdict, Witness, find_witness


@dataclass(frozen=True, eq=False)
class Judgement:
    """What is known of two lanes."""

    verdict: Verdict
    witness: Witness | None
    """The simplest numbers that were found for which they differ, if they do."""


def judge(one: Sequence[Layer], other: Sequence[Layer], x: FloatArray) -> Judgement:
    """Compare two lanes that get the same input `x`, (1, C, H, W)."""
    verdict = find_witness(one, other, x)
    if verdict.kind != "here" or verdict.proof is not None:
        return Judgement(verdict, verdict.witness)
    # They differ on this very picture; from one of zeros the search finds simpler numbers.
    return Judgement(verdict, find_witness(one, other, np.zeros_like(x)).witness)
