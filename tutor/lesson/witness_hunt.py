"""Questions of kind `witness`: numbers for which two lanes differ, and whether there are any."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

import numpy as np
import numpy.typing as npt

from tutor.language import _
from tutor.lesson.answers import Answer, AnswerError, Findings, Verdict
from tutor.lesson.cells import Place, typeable, typed_numbers
from tutor.lesson.facts import Facts
from tutor.lesson.questions import WitnessHunt
from tutor.nn.arguments import FloatArray
from tutor.nn.layers import BatchNorm2d, Conv2d, Layer
from tutor.nn.monotone import common_prefix, equal_by_proof
from tutor.nn.pipeline import Trace, run
from tutor.nn.witness import differing_cells, find_witness, run_layers

NEVER = "never"
"""The answer that no such numbers exist."""
LARGEST = 1e6
TRIES = 2000
_SMALLEST, _GREATEST = -3, 3
"""Between which whole numbers a witness is looked for where the shape is not the smallest possible."""


@dataclass(frozen=True, eq=False)
class WitnessFindings(Findings):
    """What the two lanes make of the numbers; without traces for the answer that there are none."""

    traces: tuple[Trace, Trace] | None = None
    differing: tuple[Place, ...] = ()
    """The output cells that differ."""


def layers_of(question: WitnessHunt, facts: Facts) -> tuple[tuple[Layer, ...], tuple[Layer, ...]]:
    """Return the layers of both lanes that the numbers go into.

    Behind the convolutions and batch norms that both begin with, any numbers can be had, so they can be chosen freely.
    """
    one, other = (tuple(stage.layer for stage in facts.trace(lane).stages) for lane in question.lanes)
    shared = one[: common_prefix(one, other) if question.behind_conv else 0]
    skipped = len(list(takewhile(lambda layer: isinstance(layer, Conv2d | BatchNorm2d), shared)))
    return one[skipped:], other[skipped:]


def skipped_layers(question: WitnessHunt, facts: Facts) -> tuple[str, ...]:
    """Return the names of the layers that both lanes begin with and that the numbers do not go through."""
    stages = facts.trace(question.lanes[0]).stages
    return tuple(stage.name for stage in stages[: len(stages) - len(layers_of(question, facts)[0])])


def places_of(question: WitnessHunt) -> tuple[Place, ...]:
    """Return the cells to fill in, row by row."""
    rows, columns = question.shape
    return tuple((row, column) for row in range(rows) for column in range(columns))


def output_shapes(question: WitnessHunt, facts: Facts) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of both outputs, (1, C, rows, columns). ValueError where the layers do not fit the numbers."""
    zeros = np.zeros((1, 1, *question.shape), dtype=np.float32)
    one, other = layers_of(question, facts)
    return run_layers(one, zeros).shape, run_layers(other, zeros).shape


def grade_witness(question: WitnessHunt, answer: Answer, facts: Facts) -> Verdict:
    """Run both lanes on the numbers; right if a cell differs. AnswerError as from `typed_numbers`.

    The answer NEVER is right where the lesson says that there are none, which its check has searched for.
    """
    if answer == NEVER:
        return Verdict(not question.exists, findings=WitnessFindings())
    numbers = typed_numbers(answer, places_of(question))
    if any(abs(number) > LARGEST for number in numbers):
        raise AnswerError(_("Numbers beyond a million are too large here."))
    grid = np.array(numbers, dtype=np.float32).reshape(1, 1, *question.shape)
    with np.errstate(all="ignore"):  # a square of large numbers may overflow, which is a result like any other
        one, other = (run(layers, grid) for layers in layers_of(question, facts))
    places = tuple(dict.fromkeys((row, column) for _n, _c, row, column in differing_cells(one.output, other.output)))
    return Verdict(bool(places), findings=WitnessFindings((one, other), places))


def proved_equal(question: WitnessHunt, facts: Facts) -> bool:
    """Return whether the layers alone prove that the lanes never differ, not even by rounding."""
    proof = equal_by_proof(*layers_of(question, facts))
    return proof is not None and proof.exact


@lru_cache(maxsize=32)
def a_witness(question: WitnessHunt, facts: Facts) -> tuple[str, ...] | None:
    """Return numbers for which the lanes differ, as they can be typed, row by row; None where none were found."""
    one, other = layers_of(question, facts)
    zeros = np.zeros((1, 1, *question.shape), dtype=np.float32)
    verdict = find_witness(one, other, zeros, tries=TRIES)
    if verdict.kind == "equal" and proved_equal(question, facts):
        return None
    candidates = [zeros]
    if verdict.witness is not None:
        candidates.append(_widened(verdict.witness.picture, question.shape))
    for grid in (*candidates, *_random(question.shape)):
        texts = tuple(map(typeable, grid.ravel().tolist()))
        if grade_witness(question, texts, facts).correct:
            return texts
    return None


def _widened(picture: FloatArray, shape: tuple[int, int]) -> FloatArray:
    """Return the first channel of a picture in the corner of zeros of that shape."""
    grid = np.zeros((1, 1, *shape), dtype=np.float32)
    rows, columns = picture.shape[2:]
    grid[0, 0, :rows, :columns] = picture[0, 0]
    return grid


def _random(shape: tuple[int, int]) -> npt.NDArray[np.float32]:
    whole = np.random.default_rng(0).integers(_SMALLEST, _GREATEST, size=(TRIES, 1, 1, *shape), endpoint=True)
    return whole.astype(np.float32)
