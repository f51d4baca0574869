"""One lane of the bench at one moment, as marks: which cells are there, which are read, won, lost, wasted."""

from __future__ import annotations

import numpy as np

from tutor.nn.layers import Activation
from tutor.nn.playback import Moment, Playback, Window, receptive_field, window_of
from tutor.paint.marks import Mark, Marks


def lane_marks(playback: Playback, index: int, cursor: tuple[int, int, int] | None = None) -> tuple[Marks, ...]:
    """Return the marks of the input and of every stage at moment `index`.

    `cursor` is (map, row, column), map 0 being the input: instead of the sliding window, the receptive field of
    that cell is lit, in every map before it.
    """
    moment = playback.at(index)
    trace = playback.trace
    sizes = [trace.input.shape[2:], *(stage.output.shape[2:] for stage in trace.stages)]
    maps = [np.full(size, Mark.PLAIN, dtype=object) for size in sizes]
    for stage, filled in enumerate(moment.filled):
        maps[stage + 1].reshape(-1)[filled:] = Mark.EMPTY
        _mark_pooled(playback, stage, filled, maps[stage])
    if cursor is not None:
        _mark_field(playback, cursor, maps)
    elif moment.stage is not None and index < len(playback):
        _mark_current(playback, moment, maps)
    return tuple(tuple(map(tuple, cells.tolist())) for cells in maps)


def _mark_pooled(playback: Playback, stage: int, filled: int, source: np.ndarray) -> None:
    """Mark what the first `filled` windows of a max-pool kept and what they lost, in the map they read."""
    pool = playback.trace.stages[stage]
    if pool.winners is None:
        return
    width = pool.output.shape[3]
    before = stage > 0 and isinstance(playback.trace.stages[stage - 1].layer, Activation)
    for cell in range(filled):
        window = window_of(pool, *divmod(cell, width))
        losers = source[window.top : window.bottom, window.left : window.right]
        losers[losers != Mark.KEPT] = Mark.WASTED if before else Mark.LOST
        source.reshape(-1)[pool.winners[0, 0].reshape(-1)[cell]] = Mark.KEPT
    if before and filled == pool.output[0, 0].size:
        source[source == Mark.PLAIN] = Mark.WASTED  # cells that no window reaches


def _mark_current(playback: Playback, moment: Moment, maps: list[np.ndarray]) -> None:
    """Mark the window being read, its winner, and the cell it makes."""
    if moment.stage is None:
        return
    stage = playback.trace.stages[moment.stage]
    window = window_of(stage, moment.row, moment.column)
    source = maps[moment.stage]
    source[window.top : window.bottom, window.left : window.right] = Mark.SOURCE
    if stage.winners is not None:
        source.reshape(-1)[stage.winners[0, 0, moment.row, moment.column]] = Mark.WINNER
    maps[moment.stage + 1][moment.row, moment.column] = Mark.TARGET


def _mark_field(playback: Playback, cursor: tuple[int, int, int], maps: list[np.ndarray]) -> None:
    """Mark the cell under the cursor and, back to the input, every cell that it depends on."""
    number, row, column = cursor
    windows = receptive_field(playback.trace, number - 1, row, column) if number else (_cell(row, column),)
    hidden = maps[number][row, column] is Mark.EMPTY
    for cells, window in zip(maps, windows, strict=False):
        field = cells[window.top : window.bottom, window.left : window.right]
        field[field != Mark.EMPTY] = Mark.FIELD
    maps[number][row, column] = Mark.HIDDEN if hidden else Mark.TARGET


def _cell(row: int, column: int) -> Window:
    return Window(row, column, row + 1, column + 1)
