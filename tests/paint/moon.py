"""The moon and the edge kernel of the first lesson, run by each friend; what they give was worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tutor.nn.layers import Activation, Conv2d, Layer, MaxPool2d
from tutor.nn.pipeline import Trace, run
from tutor.nn.playback import Playback
from tutor.paint.lane import Cursor, LaneMarks
from tutor.paint.marks import Mark, Marks

PICTURE = (
    (0, 0, 1, 3, 3, 3, 0, 0),
    (0, 1, 3, 3, 1, 0, 0, 0),
    (0, 3, 3, 1, 0, 0, 0, 0),
    (1, 3, 3, 0, 0, 0, 0, 0),
    (1, 3, 3, 0, 0, 0, 0, 0),
    (0, 3, 3, 1, 0, 0, 0, 0),
    (0, 1, 3, 3, 1, 0, 0, 0),
    (0, 0, 1, 3, 3, 3, 0, 0),
)
EDGES = ((-1, 0, 1),) * 3
CONV, ALEX_END, ILYA_POOLED, ILYA_END = 36, 81, 45, 54


def grid(rows: Sequence[Sequence[float]]) -> npt.NDArray[np.float32]:
    """Return rows of numbers as an array with one example and one channel."""
    return np.array(rows, dtype=np.float32)[None, None]


def trace(*names: str) -> Trace:
    """Run layers, named as in a lesson, over the moon."""
    made: dict[str, Layer] = {"conv": Conv2d(grid(EDGES)), "relu": Activation("relu"), "max_pool": MaxPool2d(2)}
    return run([made[name] for name in names], grid(PICTURE))


def alex() -> Playback:
    """conv → ReLU → max-pool"""
    return Playback(trace("conv", "relu", "max_pool"))


def ilya() -> Playback:
    """conv → max-pool → ReLU"""
    return Playback(trace("conv", "max_pool", "relu"))


def jeffrey() -> Playback:
    """conv → max-pool"""
    return Playback(trace("conv", "max_pool"))


def lane_marks(playback: Playback, index: int, cursor: Cursor | None = None) -> tuple[Marks, ...]:
    """Return the marks of a lane at one moment."""
    return LaneMarks(playback).at(index, cursor)


def drawn(marks: Marks) -> list[str]:
    """Return the characters that stand before the numbers; a plain cell is `_`, one that is not there a space."""
    unmarked = {Mark.PLAIN: "_", Mark.EMPTY: " "}
    return ["".join(unmarked.get(Mark(mark)) or Mark(mark).prefix for mark in row) for row in marks.tolist()]
