"""One lane of the bench at one moment, as marks: which cells are there, which are read, won, lost, wasted.

What becomes of a cell is worked out once, as the moment at which it happens; a frame only compares with the moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tutor.nn.layers import Activation, Sliding
from tutor.nn.pipeline import Stage
from tutor.nn.playback import Moment, Playback, Window, receptive_field, window_of
from tutor.paint.marks import Mark, Marks
from tutor.paint.scale import gathered

Moments = npt.NDArray[np.int64]
NEVER = np.iinfo(np.int64).max


Cursor = tuple[int, int, int]
"""(map, row, column); map 0 is the picture, map n the output of stage n."""


@dataclass(frozen=True, eq=False)
class _Fate:
    """What happens to the cells of one map, counted in windows of the stage behind it."""

    covered: Moments
    """The first window that reads the cell, (rows, columns)."""
    taken: Moments
    """The first window that takes its value from the cell, (channels, rows, columns)."""
    wasted: bool
    """Whether a cell that is not taken was an activation computed for nothing."""
    windows: int


class LaneMarks:
    """The marks of every map of a lane. `factors` says how many cells along a side one display cell stands for."""

    def __init__(self, playback: Playback, factors: tuple[int, ...] | None = None) -> None:
        self.playback = playback
        trace = playback.trace
        self.factors = factors or (1,) * (len(trace.stages) + 1)
        shapes = [trace.input.shape[1:], *(stage.output.shape[1:] for stage in trace.stages)]
        self._order = [
            _order(rows, columns, factor)
            for (_channels, rows, columns), factor in zip(shapes, self.factors, strict=True)
        ]
        self._fates = [
            _fate(stage, trace.stages[number - 1] if number else None, factor)
            for number, (stage, factor) in enumerate(zip(trace.stages, self.factors, strict=False))
        ]

    def at(self, index: int, cursor: Cursor | None = None, channel: int = 0) -> tuple[Marks, ...]:
        """Return the marks of the input and of every stage at moment `index`, all in display cells.

        A cursor, in cells of the map itself, lights its receptive field in every map before it instead of the sliding
        window. `channel` is the channel on display; a map with fewer shows its last one.
        """
        moment = self.playback.at(index)
        maps = [self._plain(number, moment, channel) for number in range(len(self._order))]
        if cursor is not None:
            self._mark_field(cursor, maps)
        elif moment.stage is not None and index < len(self.playback):
            self._mark_current(moment, maps, channel)
        return tuple(maps)

    def _plain(self, number: int, moment: Moment, channel: int) -> Marks:
        """Return what is there of a map, and what the stage behind it has made of it."""
        filled = moment.filled[number - 1] if number else NEVER
        marks = np.where(self._order[number] < filled, Mark.PLAIN, Mark.EMPTY).astype(np.uint8)
        fate = self._fates[number] if number < len(self._fates) else None
        if fate is None:
            return marks
        done = moment.filled[number]
        gone = Mark.WASTED if fate.wasted else Mark.LOST
        marks[fate.covered < done] = gone
        if fate.wasted and done == fate.windows:
            marks[fate.covered == NEVER] = gone  # cells that no window reaches
        marks[fate.taken[min(channel, len(fate.taken) - 1)] < done] = Mark.KEPT
        return marks

    def _mark_current(self, moment: Moment, maps: list[Marks], channel: int) -> None:
        """Mark the window being read, its winner, and the cell it makes."""
        if moment.stage is None:
            return
        number, stage = moment.stage, self.playback.trace.stages[moment.stage]
        _part(maps[number], window_of(stage, moment.row, moment.column), self.factors[number])[:] = Mark.SOURCE
        if stage.winners is not None:
            winner = int(stage.winners[0, min(channel, stage.winners.shape[1] - 1), moment.row, moment.column])
            if winner >= 0:
                row, column = divmod(winner, stage.input.shape[3])
                maps[number][row // self.factors[number], column // self.factors[number]] = Mark.WINNER
        target = self.factors[number + 1]
        maps[number + 1][moment.row // target, moment.column // target] = Mark.TARGET

    def _mark_field(self, cursor: Cursor, maps: list[Marks]) -> None:
        """Mark the cell under the cursor and, back to the input, every cell that it depends on."""
        number, row, column = cursor
        windows = receptive_field(self.playback.trace, number - 1, row, column) if number else (_cell(row, column),)
        factor = self.factors[number]
        hidden = maps[number][row // factor, column // factor] == Mark.EMPTY
        for marks, window, part in zip(maps, windows, self.factors, strict=False):
            field = _part(marks, window, part)
            field[field != Mark.EMPTY] = Mark.FIELD
        maps[number][row // factor, column // factor] = Mark.HIDDEN if hidden else Mark.TARGET


def _fate(stage: Stage, before: Stage | None, factor: int) -> _Fate | None:
    """Return what a max- or min-pool does to the map it reads; None for any other stage."""
    winners, sliding = stage.winners, stage.layer.window
    if winners is None or sliding is None:
        return None
    _n, channels, rows, columns = stage.input.shape
    height, width = winners.shape[2:]
    windows = np.arange(height * width)
    covered = _covered((rows, columns), (height, width), sliding, factor)
    taken = np.full((channels, covered.size), NEVER)
    for channel in range(channels):
        won = winners[0, channel].ravel()
        taking = np.flatnonzero(won >= 0)[::-1]  # backwards, so that of several windows the first is written last
        row, column = np.divmod(won[taking], columns)
        taken[channel, row // factor * covered.shape[1] + column // factor] = windows[taking]
    wasted = before is not None and isinstance(before.layer, Activation)
    return _Fate(covered, taken.reshape(channels, *covered.shape), wasted, height * width)


@lru_cache(maxsize=16)
def _order(rows: int, columns: int, factor: int) -> Moments:
    """Return for each display cell the last cell that it stands for, row by row."""
    down, across = (np.minimum(np.arange(0, length, factor) + factor, length) - 1 for length in (rows, columns))
    order: Moments = down[:, None] * columns + across
    return order


@lru_cache(maxsize=16)
def _covered(read: tuple[int, int], made: tuple[int, int], sliding: Sliding, factor: int) -> Moments:
    """Return for each display cell of a map of `read` cells the first of `made` windows that reads it, or NEVER."""
    # Row by row, the first window that reads a block is the first of its rows and, among these, of its columns.
    down, across = (
        gathered(_first_windows(read[axis], made[axis], *(part[axis] for part in sliding)), factor, np.minimum)
        for axis in (0, 1)
    )
    reached = (down[:, None] < NEVER) & (across < NEVER)
    return np.where(reached, np.where(down < NEVER, down, 0)[:, None] * made[1] + across, NEVER)


def _first_windows(length: int, count: int, size: int, stride: int, padding: int) -> Moments:
    """Return for each of `length` rows, or columns, the first of `count` windows that reads it, or NEVER."""
    at = np.arange(length)
    first = np.maximum(-((size - 1 - padding - at) // stride), 0)  # the quotient rounded up
    reads = (first * stride - padding <= at) & (first < count)
    return np.where(reads, first, NEVER)


def _part(marks: Marks, window: Window, factor: int) -> Marks:
    """Return the display cells that a window of cells lies in; none for a window without cells."""
    if window.top >= window.bottom or window.left >= window.right:
        return marks[:0]
    return marks[window.top // factor : -(-window.bottom // factor), window.left // factor : -(-window.right // factor)]


def _cell(row: int, column: int) -> Window:
    return Window(row, column, row + 1, column + 1)
