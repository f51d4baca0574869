"""Questions of kind `order`: layers put in a row by the learner, run, and compared with what a lane computes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from tutor.bench.layers import LayerSpec
from tutor.language import _
from tutor.lesson.answers import Answer, AnswerError, Findings, Verdict
from tutor.lesson.facts import Facts
from tutor.lesson.lanes import lane_data, lesson_layer
from tutor.lesson.model import Data
from tutor.lesson.questions import Order
from tutor.nn.arguments import FloatArray
from tutor.nn.layers import Layer
from tutor.nn.witness import differing_cells, run_layers

LONGEST = 6
"""How many layers the arrangements have that the cheapest one is looked for among."""
OTHER_PICTURES = 64
"""On how many random pictures an arrangement must agree, so that no coincidence on one counts as an answer."""


@dataclass(frozen=True)
class Misfit:
    """A layer whose window is larger than what reaches it."""

    position: int
    """Counted from 1."""
    name: str
    window: tuple[int, int]
    cells: tuple[int, int]
    """Rows and columns of what reaches it."""


@dataclass(frozen=True)
class OrderFindings(Findings):
    """What an arrangement computes, and at what cost."""

    misfit: Misfit | None = None
    shape: tuple[int, int] = (0, 0)
    """Rows and columns of its output."""
    wanted_shape: tuple[int, int] = (0, 0)
    differing: int = 0
    """How many cells differ from the wanted output on the lesson's picture."""
    differing_pictures: int = 0
    """On how many of the random pictures an output differs; only counted where the lesson's picture agrees."""
    operations: int = 0
    fewest: int | None = None
    """With how few operations it can be done; only where that was asked."""

    @property
    def same(self) -> bool:
        """Whether it computes what is wanted."""
        fits = self.misfit is None and self.shape == self.wanted_shape
        return fits and not self.differing and not self.differing_pictures


@dataclass(frozen=True, eq=False)
class Workbench:
    """The tray of a question, and what its arrangements are compared with."""

    tray: tuple[LayerSpec, ...]
    data: Data
    target: tuple[Layer, ...]
    picture: FloatArray
    """What goes into the lane, (1, C, H, W)."""
    go_on: Callable[[], None] = lambda: None
    """Called before each layer that is run in a search; ends it by raising."""

    @cached_property
    def wanted(self) -> FloatArray:
        """What the lane makes of the picture, (1, C, Ho, Wo)."""
        return run_layers(self.target, self.picture)

    @cached_property
    def others(self) -> FloatArray:
        """Random pictures of the same shape, (OTHER_PICTURES, C, H, W): whole numbers from −3 to 3.

        The first quarter has no positive numbers and the second no negative ones, so that small pictures of one sign
        are among them.
        """
        shape = (OTHER_PICTURES, *self.picture.shape[1:])
        pictures = np.random.default_rng(0).integers(-3, 3, size=shape, endpoint=True).astype(np.float32)
        quarter = OTHER_PICTURES // 4
        pictures[:quarter] = -np.abs(pictures[:quarter])
        pictures[quarter : 2 * quarter] = np.abs(pictures[quarter : 2 * quarter])
        return pictures

    @cached_property
    def wanted_of_others(self) -> FloatArray:
        """What the lane makes of the random pictures."""
        return run_layers(self.target, self.others)

    def layer(self, index: int, channels: int) -> Layer:
        """Return layer `index` of the tray, for so many channels."""
        weight = np.array(self.data.kernel or ((0.0,),), dtype=np.float32)
        return self.tray[index].build(np.repeat(weight[None, None], channels, axis=1), channels)

    def findings(self, order: Sequence[int]) -> OrderFindings:
        """Run an arrangement."""
        x, operations = self.picture, 0
        for position, index in enumerate(order, start=1):
            layer = self.layer(index, x.shape[1])
            misfit = _misfit(layer, position, x)
            if misfit is not None:
                return OrderFindings(misfit)
            x, operations = _step(layer, x, operations)
        shape, wanted_shape = _size(x), _size(self.wanted)
        if x.shape != self.wanted.shape:
            return OrderFindings(shape=shape, wanted_shape=wanted_shape, operations=operations)
        here = len(differing_cells(x, self.wanted))
        elsewhere = 0 if here else self._differing_pictures(order)
        return OrderFindings(None, shape, wanted_shape, here, elsewhere, operations)

    def _differing_pictures(self, order: Sequence[int]) -> int:
        x = self.others
        for index in order:
            self.go_on()
            x = self.layer(index, x.shape[1]).forward(x)
        return len({cell[0] for cell in differing_cells(x, self.wanted_of_others)})

    @cached_property
    def best(self) -> tuple[tuple[int, ...], int] | None:
        """The cheapest arrangement of at most LONGEST layers that computes what is wanted, with its operations."""
        for operations, order in sorted(self._candidates()):
            if not self._differing_pictures(order):
                return order, operations
        return None

    def _candidates(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield (operations, order) of every arrangement that agrees on the lesson's picture."""
        stack: list[tuple[tuple[int, ...], FloatArray, int]] = [((), self.picture, 0)]
        while stack:
            order, x, operations = stack.pop()
            if order and np.array_equal(x, self.wanted, equal_nan=True):
                yield operations, order
            if len(order) == LONGEST:
                continue
            tried = set()
            for index, spec in enumerate(self.tray):
                if index in order or spec in tried:
                    continue
                tried.add(spec)  # the second of two equal layers leads to the same arrangements
                layer = self.layer(index, x.shape[1])
                self.go_on()
                if _misfit(layer, 1, x) is None:
                    stack.append(((*order, index), *_step(layer, x, operations)))


@lru_cache(maxsize=16)
def workbench(question: Order, facts: Facts) -> Workbench:
    """Return what a question's arrangements are made of and compared with.

    ValueError where a layer of the tray cannot be read or built, or the target lane cannot be run.
    """
    trace, data = facts.trace(question.target), lane_data(facts.lesson, question.target)
    tray = tuple(lesson_layer(text, data) for text in question.layers)
    made = Workbench(tray, data, tuple(stage.layer for stage in trace.stages), trace.input, facts.go_on)
    for index in range(len(tray)):
        made.layer(index, trace.input.shape[1])
    return made


def grade_order(question: Order, answer: Answer, facts: Facts) -> Verdict:
    """Run an arrangement, given as the tray's indices in order; right if it computes what is wanted, cheaply if asked.

    AnswerError when it is empty, or no arrangement of this tray.
    """
    if not isinstance(answer, tuple) or not answer:
        raise AnswerError(_("Put at least one layer into the cell."))
    order = tuple(index for index in answer if isinstance(index, int) and 0 <= index < len(question.layers))
    if len(order) != len(answer) or len(set(order)) != len(order):
        raise AnswerError(_("Put at least one layer into the cell."))
    bench = workbench(question, facts)
    findings = bench.findings(order)
    if findings.same and question.cheapest and bench.best is not None:
        findings = replace(findings, fewest=bench.best[1])
    cheap = findings.fewest is None or findings.operations <= findings.fewest
    return Verdict(findings.same and cheap, findings=findings)


def right_order(question: Order, facts: Facts) -> tuple[int, ...]:
    """Return the cheapest right answer; empty where there is none."""
    best = workbench(question, facts).best
    return () if best is None else best[0]


def _misfit(layer: Layer, position: int, x: FloatArray) -> Misfit | None:
    if layer.window is None:
        return None
    (kh, kw), _stride, (ph, pw) = layer.window
    rows, columns = _size(x)
    if rows + 2 * ph < kh or columns + 2 * pw < kw:
        return Misfit(position, layer.name, (kh, kw), (rows, columns))
    return None


def _step(layer: Layer, x: FloatArray, operations: int) -> tuple[FloatArray, int]:
    with np.errstate(all="ignore"):  # a square of large numbers may overflow; the comparison will tell
        y = layer.forward(x)
    return y, operations + layer.cost(x.shape, y.shape, x.itemsize).operations


def _size(x: FloatArray) -> tuple[int, int]:
    return int(x.shape[2]), int(x.shape[3])
