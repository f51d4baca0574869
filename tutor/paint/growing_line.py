"""A line that grows corner by corner, prepared once so that any of its moments costs the same to draw."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tutor.paint.canvas import Codes, Raster, line_dots
from tutor.paint.plane import Floats, clip, whole_dots

_NEVER = np.iinfo(np.int32).max
_SEGMENTS_AT_ONCE, _DOTS_AT_ONCE = 1 << 14, 1 << 18  # bound the memory that preparing takes


class GrowingLine:
    """A polyline of T segments on a raster, given by its corners as unrounded places (T+1, 2) in dots.

    Moment `t` shows the first `t` segments, each of them cut to the raster; one with an end that is not finite is
    left out. With `dashes` = (on, off) only so many columns of dots in turn are lit. What is kept: for every dot the
    moment from which it is lit, and the segments in sight.
    """

    def __init__(self, raster: Raster, places: Floats, dashes: tuple[int, int] | None = None) -> None:
        self.raster = raster
        self.steps = len(places) - 1
        self.dots: npt.NDArray[np.int32] = whole_dots(places).astype(np.int32)
        """The dots (T+1, 2) of the corners, up to a million dots outside the raster."""
        starts, ends, seen = self._in_sight(places)
        self._starts, self._ends = starts, ends
        self._before = np.concatenate([[0], np.cumsum(seen)]).astype(np.int32)  # how many of the first t are in sight
        self._from = np.full(raster.dots, _NEVER, dtype=np.int32)
        self._note_moments((np.flatnonzero(seen) + 1).astype(np.int32))
        if dashes is not None:
            x, y = np.meshgrid(np.arange(raster.across), np.arange(raster.down))
            gaps = x % sum(dashes) >= dashes[0]
            self._from[raster.places(np.column_stack([x[gaps], y[gaps]]))] = _NEVER

    def _in_sight(self, places: Floats) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
        parts = []
        for at in range(0, max(self.steps, 1), _SEGMENTS_AT_ONCE):
            corners = places[at : at + _SEGMENTS_AT_ONCE + 1]
            finite = np.isfinite(corners[:, 0]) & np.isfinite(corners[:, 1])
            drawn = finite[1:] & finite[:-1]
            first, last, seen = clip(corners[:-1][drawn], corners[1:][drawn], self.raster.across, self.raster.down)
            drawn[drawn] = seen
            parts.append((first.astype(np.int32), last.astype(np.int32), drawn))
        starts, ends, seen = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
        return starts, ends, seen

    def _note_moments(self, moments: npt.NDArray[np.int32]) -> None:
        """Note for every dot the first of the `moments` (one for each segment in sight) that lights it."""
        counts = np.abs(self._ends - self._starts).max(axis=1, initial=0) + 1
        after = np.cumsum(counts)
        cuts = [0]
        while cuts[-1] < len(counts):
            done = int(after[cuts[-1] - 1]) if cuts[-1] else 0
            cuts.append(max(int(np.searchsorted(after, done + _DOTS_AT_ONCE)), cuts[-1] + 1))
        # From the last chunk to the first, and backwards within one: what is written last, the earliest moment, stays.
        for start, end in reversed(list(pairwise(cuts))):
            places = self.raster.places(line_dots(self._starts[start:end], self._ends[start:end]))
            lit = np.repeat(moments[start:end], counts[start:end])
            self._from[places[::-1]] = lit[::-1]

    def codes(self, t: int) -> Codes:
        """Return the cells' codes (height, width) of the first `t` segments."""
        return self.raster.codes(self._from <= t)

    def last_codes(self, t: int, ages: tuple[int, int]) -> tuple[Codes, Codes]:
        """Return the codes of the segments of moment `t` younger than `ages[1]` but not than `ages[0]`, and younger."""
        old, young, now = self._before[[max(t - ages[1], 0), max(t - ages[0], 0), t]].tolist()
        starts, ends = self._starts[old:now], self._ends[old:now]
        places = self.raster.places(line_dots(starts, ends))
        reach = np.abs(ends[: young - old] - starts[: young - old]).max(axis=1, initial=0)
        middle = int(reach.sum()) + young - old
        return self.raster.codes_at(places[:middle]), self.raster.codes_at(places[middle:])
