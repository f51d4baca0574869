"""Contour lines of a loss over a window on the plane, as dots, for any smooth loss."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from tutor.paint.canvas import Ints
from tutor.paint.plane import Floats, Plane

Loss = Callable[[Floats], Floats]
"""From points (n, 2) to their losses (n,)."""

_ANCHOR = 1 / 3  # one of the levels: the loss of the standard problem on [−1, 1] at its start
_RATIO = 4.0
_LEAST_GAP = 2.4  # dots between a line and the next: closer ones would run into a blot
_DIAGONAL = 0.9  # slopes from here to its inverse count as both across and down, so that no line breaks there
_STRIDE = 4  # dots between the places at which the loss is computed
_FINEST = 1e-10  # the least logarithm of a ratio that 64-bit numbers tell from 1


def contour_dots(loss: Loss, plane: Plane) -> Ints:
    """Return the dots (n, 2) of the contour lines of `loss` in the window.

    The levels are steps of one ratio above the loss of the target, (0, 0). Ratio and levels depend on the window
    alone, so that of two losses drawn in equal windows the one with the closer lines is the steeper. A level whose
    line would run within three dots of the next is left out.
    """
    fineness = math.log(_ratio(plane))
    if fineness < _FINEST:
        return np.zeros((0, 2), dtype=np.int64)
    excess = _on_dots(loss, plane)
    level = np.log(excess / _ANCHOR) / fineness
    dots, number = _crossings(level)
    steepness = _steepness(level)[dots[:, 1], dots[:, 0]]
    _, which = np.unique(number, return_inverse=True)
    worst = np.zeros(which.max(initial=-1) + 1)
    np.maximum.at(worst, which, steepness)
    drawn = worst[which] <= 1 / _LEAST_GAP
    return dots[drawn]


def _ratio(plane: Plane) -> float:
    """Return the ratio of neighbouring levels: 4, and roots of it where the window lies far from the target.

    There the loss hardly changes from one side of the window to the other. Nested, so that no line moves on zooming.
    """
    half = min(plane.width, plane.height) / (2 * plane.scale)
    distance = math.hypot(plane.x, plane.y)
    halvings = max(math.ceil(math.log2(max(distance / (2 * half), 1.0))), 0)
    return float(_RATIO ** (0.5**halvings))


def _on_dots(loss: Loss, plane: Plane) -> Floats:
    """Return how much the loss at every dot, (height, width), exceeds that of the target; tiny, but above 0, there.

    The loss is computed on every fourth dot and the rest filled in by cubics, which give a quadratic loss exactly.
    """
    right, across = _cubics(plane.width)
    down, along = _cubics(plane.height)
    x = plane.x + (right - (plane.width - 1) / 2) / plane.scale
    y = plane.y - (down - (plane.height - 1) / 2) / plane.scale
    points = np.column_stack([np.tile(x, len(y)), np.repeat(y, len(x))])
    with np.errstate(all="ignore"):
        least = float(loss(np.zeros((1, 2)))[0])
        losses = np.asarray(loss(points), dtype=np.float64).reshape(len(y), len(x))
        most = 1e200
        losses = np.clip(np.nan_to_num(losses, nan=most, posinf=most, neginf=-most), -most, most)
        excess = along @ (losses - (least if math.isfinite(least) else 0.0)) @ across.T
    # Below this a difference of two losses is rounding error, and its contours would be noise.
    noise = 1e-13 * abs(least) if math.isfinite(least) else 0.0
    return np.maximum(excess, max(noise, 1e-300))


def _cubics(size: int) -> tuple[Floats, Floats]:
    """Return the places (m,) of the supports of `size` dots and the weights (size, m) of Lagrange's cubics on them."""
    intervals = -(-size // _STRIDE)
    supports: Floats = (np.arange(intervals + 3, dtype=np.float64) - 1.0) * _STRIDE
    dot = np.arange(size)
    interval, f = dot // _STRIDE, dot % _STRIDE / _STRIDE
    weights = np.zeros((size, len(supports)))
    cubics = (
        -f * (f - 1) * (f - 2) / 6,
        (f + 1) * (f - 1) * (f - 2) / 2,
        -(f + 1) * f * (f - 2) / 2,
        (f + 1) * f * (f - 1) / 6,
    )
    for offset, cubic in enumerate(cubics):
        weights[dot, interval + offset] = cubic
    return supports, weights


def _steepness(level: Floats) -> Floats:
    """Return by how many levels the dots (height, width) differ from their neighbours, at most."""
    most = np.zeros((2, *level.shape))
    for axis in (0, 1):
        change = np.abs(np.diff(level, axis=axis))
        before, behind = (most[0, 1:], most[0, :-1]) if axis == 0 else (most[1, :, 1:], most[1, :, :-1])
        np.maximum(before, change, out=before)
        np.maximum(behind, change, out=behind)
    steepness: Floats = np.hypot(most[0], most[1])
    return steepness


def _crossings(level: Floats) -> tuple[Ints, Floats]:
    """Return the dots nearest to whole levels, (n, 2), and which level each belongs to, (n,).

    A line that runs more across than down gets one dot in every column, another one in every row: as thin and even
    as a line of Bresenham's.
    """
    slopes = [np.abs(slope) for slope in np.gradient(level)]
    found, numbers = [], []
    for axis, (near, far) in enumerate(((level[:-1], level[1:]), (level[:, :-1], level[:, 1:]))):
        y, x = np.nonzero(np.floor(near) != np.floor(far))
        crossed = np.floor(np.maximum(near[y, x], far[y, x]))
        nearer = np.abs(far[y, x] - crossed) < np.abs(near[y, x] - crossed)
        y, x = y + nearer * (axis == 0), x + nearer * (axis == 1)
        kept = slopes[axis][y, x] >= _DIAGONAL * slopes[1 - axis][y, x]
        found.append(np.column_stack([x[kept], y[kept]]))
        numbers.append(crossed[kept])
    return np.concatenate(found), np.concatenate(numbers)
