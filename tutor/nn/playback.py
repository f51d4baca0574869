"""A run replayed cell by cell: moment `i` of a trace is what a pencil would have computed after `i` cells."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from tutor.nn.pipeline import Stage, Trace


@dataclass(frozen=True)
class Window:
    """A rectangle of cells in a feature map: rows top … bottom − 1, columns left … right − 1."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, cell: tuple[int, int]) -> bool:
        return self.top <= cell[0] < self.bottom and self.left <= cell[1] < self.right


@dataclass(frozen=True)
class Moment:
    """What has been computed after so many cells, and the cell that was computed last."""

    filled: tuple[int, ...]
    """For each stage, how many of its cells are there, row by row."""
    operations: tuple[int, ...]
    """For each stage, the operations spent so far."""
    stage: int | None = None
    """The stage of the last cell; None before the first."""
    row: int = 0
    column: int = 0


class Playback:
    """The moments of a trace of one example; the first channel of every stage is what is replayed."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self._cells = tuple(stage.output.shape[2] * stage.output.shape[3] for stage in trace.stages)
        self._starts: tuple[int, ...] = tuple(accumulate(self._cells, initial=0))

    def __len__(self) -> int:
        """Return how many cells there are to compute; moments run from 0 to this number."""
        return self._starts[-1]

    def at(self, index: int) -> Moment:
        """Return moment `index`; an index outside 0 … len(self) means the nearest end."""
        done = min(max(index, 0), len(self))
        filled = tuple(
            min(max(done - start, 0), cells) for start, cells in zip(self._starts, self._cells, strict=False)
        )
        operations = tuple(
            stage.cost.operations * cells // total
            for stage, cells, total in zip(self.trace.stages, filled, self._cells, strict=True)
        )
        if done == 0:
            return Moment(filled, operations)
        stage = next(number for number, start in enumerate(self._starts[1:]) if done <= start)
        row, column = divmod(done - 1 - self._starts[stage], self.trace.stages[stage].output.shape[3])
        return Moment(filled, operations, stage, row, column)

    def stage_end(self, index: int) -> int:
        """Return the first moment after `index` at which a stage is complete (the end, if none is left)."""
        return next((start for start in self._starts[1:] if start > index), len(self))

    def stage_begin(self, index: int) -> int:
        """Return the last moment before `index` at which a stage was complete (0, if there is none)."""
        return next((start for start in reversed(self._starts[:-1]) if start < index), 0)


def window_of(stage: Stage, row: int, column: int) -> Window:
    """Return which cells of the stage's input the output cell (row, column) is computed from, without padding.

    The window has no cells (top = bottom or left = right) where it lies in the padding altogether.
    """
    height, width = stage.input.shape[2:]
    try:
        sliding = stage.layer.window
    except AttributeError as error:
        raise TypeError(f"no window is known for the layer {stage.layer.name}") from error
    if sliding is None:
        return Window(row, column, row + 1, column + 1)
    size, stride, padding = sliding
    top, left = row * stride[0] - padding[0], column * stride[1] - padding[1]
    bottom, right = top + size[0], left + size[1]
    return Window(
        min(max(top, 0), height), min(max(left, 0), width), max(min(bottom, height), 0), max(min(right, width), 0)
    )


def receptive_field(trace: Trace, stage: int, row: int, column: int) -> tuple[Window, ...]:
    """Return for the input and each stage up to `stage` which cells the output cell (row, column) depends on.

    The first window lies in the trace's input, the last is the cell itself. Where only padding is reached,
    the windows before that have no cells.
    """
    windows = [Window(row, column, row + 1, column + 1)]
    for number in range(stage, -1, -1):
        reached = windows[0]
        if reached.top == reached.bottom or reached.left == reached.right:
            windows.insert(0, Window(0, 0, 0, 0))
            continue
        first = window_of(trace.stages[number], reached.top, reached.left)
        last = window_of(trace.stages[number], reached.bottom - 1, reached.right - 1)
        windows.insert(0, Window(first.top, first.left, last.bottom, last.right))
    return tuple(windows)
