"""One panel of a descent as characters: contours of the loss, the arrow, the path so far and what it can reach next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import groupby
from typing import Protocol

import numpy as np
import numpy.typing as npt

from tutor.paint.canvas import ASCII_GLYPHS, BRAILLE_GLYPHS, Canvas, line_dots, to_strings
from tutor.paint.plane import Floats, Plane, arrow_head, clip, dashes, ellipse, fit, levels, reachable

RECENT_STEPS = 12
_CONTOURS, _CONTOUR_RATIO = 6, 4.0
_LEAST_HALF_AXIS = 4  # dots
_GAP = 5  # dots the arrow keeps from the marks at its ends


class Role(IntEnum):
    """What a cell shows, from the back to the front."""

    EMPTY = 0
    SHADE = 1  # nothing but the texture of a quadrant within reach
    CONTOUR = 2
    AXIS = 3
    ARROW = 4
    PATH_OLD = 5
    PATH_RECENT = 6
    START = 7
    OPTIMUM = 8
    CURRENT = 9


MARKS = {Role.START: "○", Role.OPTIMUM: "✚", Role.CURRENT: "●"}
ASCII_MARKS = {Role.START: "S", Role.OPTIMUM: "X", Role.CURRENT: "@"}
_ASCII_BODIES = {Role.CONTOUR: ".", Role.ARROW: "+", Role.PATH_RECENT: "*"}  # the old path keeps its strokes


class Run(Protocol):
    """What this module needs to know of a finished descent."""

    @property
    def points(self) -> Floats:
        """The offsets from the target, shape (T+1, 2), the start first."""

    @property
    def curvature(self) -> Floats:
        """The Hessian of the expected loss, shape (2, 2)."""

    @property
    def locked(self) -> bool:
        """Whether a step can only raise both weights or lower both."""


@dataclass(frozen=True)
class Panel:
    """A finished picture: a string a row, and for each cell its role and whether a step can lead there."""

    width: int
    height: int
    rows: tuple[str, ...]
    roles: tuple[bytes, ...]
    shaded: tuple[bytes, ...]

    def runs(self, row: int) -> list[tuple[str, Role, bool]]:
        """Split one row into stretches of text that share role and shade."""
        text, stretches, at = self.rows[row], [], 0
        for (role, shade), cells in groupby(zip(self.roles[row], self.shaded[row], strict=True)):
            length = sum(1 for _ in cells)
            stretches.append((text[at : at + length], Role(role), bool(shade)))
            at += length
        return stretches


@dataclass(frozen=True)
class _Scenery:
    """What does not change from frame to frame: where we look, and the cells of contours, axes and arrow."""

    plane: Plane
    glyphs: npt.NDArray[np.uint32]
    roles: npt.NDArray[np.uint8]


def _lay(
    glyphs: npt.NDArray[np.uint32], roles: npt.NDArray[np.uint8], canvas: Canvas, role: Role, use_ascii: bool
) -> None:
    """Put the dots of `canvas` in front of what is there, a whole cell at a time: one cell has one colour."""
    codes = canvas.codes()
    lit = codes > 0
    if use_ascii and role in _ASCII_BODIES:
        glyphs[lit] = ord(_ASCII_BODIES[role])
    else:
        glyphs[lit] = (ASCII_GLYPHS if use_ascii else BRAILLE_GLYPHS)[codes[lit]]
    roles[lit] = role


@lru_cache(maxsize=32)
def _scenery(
    curvature: tuple[float, float, float, float], start: tuple[float, float], width: int, height: int, use_ascii: bool
) -> _Scenery:
    size = max(abs(start[0]), abs(start[1]))
    plane = fit((start[0] / 4, start[1] / 4), size, width, height)
    glyphs = np.full((height, width), ord(" "), dtype=np.uint32)
    roles = np.zeros((height, width), dtype=np.uint8)

    contours = Canvas(width, height)
    matrix = np.array(curvature).reshape(2, 2)
    # The same levels for every range of inputs, so that closer lines mean a steeper loss.
    for level in levels(4 / 3 * size**2, _CONTOUR_RATIO, _CONTOURS):
        curve = ellipse(matrix, level)
        if np.hypot(curve[:, 0], curve[:, 1]).min() * plane.scale < _LEAST_HALF_AXIS:
            break  # smaller ones would run into a blot about the target
        dots = plane.to_dots(curve)
        contours.plot(line_dots(*clip(plane, dots[:-1], dots[1:])))
    _lay(glyphs, roles, contours, Role.CONTOUR, use_ascii)

    arrow = Canvas(width, height)
    tail, head = (tuple(dot) for dot in plane.to_dots(np.array([start, (0.0, 0.0)])).tolist())
    reach = max(abs(head[0] - tail[0]), abs(head[1] - tail[1]))
    if reach > 3 * _GAP:
        cut = np.rint(np.array([head[0] - tail[0], head[1] - tail[1]]) * _GAP / reach).astype(int).tolist()
        tail, head = (tail[0] + cut[0], tail[1] + cut[1]), (head[0] - cut[0], head[1] - cut[1])
        arrow.plot(dashes(tail, head))
        arrow.plot(line_dots(*arrow_head(tail, head)))
    _lay(glyphs, roles, arrow, Role.ARROW, use_ascii)
    _label_axes(glyphs, roles, use_ascii)
    return _Scenery(plane, glyphs, roles)


def _label_axes(glyphs: npt.NDArray[np.uint32], roles: npt.NDArray[np.uint8], use_ascii: bool) -> None:
    """Name the weights in the corners that the way from start to target leaves free."""
    height, width = glyphs.shape
    up, right = ("w2 ^", "w1 >") if use_ascii else ("w₂ ↑", "w₁ →")
    if width < 16 or height < 6:
        return
    for row, words in ((height - 2, up), (height - 1, right)):
        glyphs[row, : len(words)] = [ord(character) for character in words]
        roles[row, : len(words)] = Role.AXIS


def draw_panel(trajectory: Run, frame: int, width: int, height: int, *, ascii: bool = False) -> Panel:  # noqa: A002
    """Draw the first `frame` steps of a two-weight descent into `width` × `height` cells.

    A frame beyond the end shows the end. ValueError if the descent has not two weights or the panel has no cells.
    """
    points = trajectory.points
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError("a panel shows descents of two weights only.")
    if width < 1 or height < 1:
        raise ValueError(f"a panel needs at least one cell, not {width} × {height}.")
    frame = min(max(frame, 0), len(points) - 1)
    a, b, c, d = trajectory.curvature.ravel().tolist()
    start = (float(points[0, 0]), float(points[0, 1]))
    scenery = _scenery((a, b, c, d), start, width, height, ascii)
    plane, glyphs, roles = scenery.plane, scenery.glyphs.copy(), scenery.roles.copy()

    dots = plane.to_dots(points[: frame + 1])
    recent = max(frame - RECENT_STEPS, 0)
    for part, role in ((dots[: recent + 1], Role.PATH_OLD), (dots[recent:], Role.PATH_RECENT)):
        path = Canvas(width, height)
        path.plot(line_dots(*clip(plane, part[:-1], part[1:])))
        _lay(glyphs, roles, path, role, ascii)

    now = (float(points[frame, 0]), float(points[frame, 1]))
    marks = ASCII_MARKS if ascii else MARKS
    for role, point in ((Role.START, start), (Role.OPTIMUM, (0.0, 0.0)), (Role.CURRENT, now)):
        cell = plane.to_cell(point)
        if cell is not None:
            glyphs[cell[1], cell[0]], roles[cell[1], cell[0]] = ord(marks[role]), role
    return _finish(glyphs, roles, reachable(plane.to_cell(now), width, height, locked=trajectory.locked), ascii)


def _finish(
    glyphs: npt.NDArray[np.uint32], roles: npt.NDArray[np.uint8], shaded: npt.NDArray[np.bool_], use_ascii: bool
) -> Panel:
    """Scatter a texture over the reachable cells that are empty, so that they show without colour too."""
    height, width = roles.shape
    lattice = (np.arange(width) + 3 * (np.arange(height)[:, None] % 2)) % 6 == 1
    texture = lattice & shaded & (roles == Role.EMPTY)
    glyphs[texture], roles[texture] = ord("," if use_ascii else "·"), Role.SHADE
    return Panel(
        width,
        height,
        to_strings(glyphs),
        tuple(row.tobytes() for row in roles),
        tuple(row.tobytes() for row in shaded.astype(np.uint8)),
    )


__all__ = ["ASCII_MARKS", "MARKS", "RECENT_STEPS", "Panel", "Role", "Run", "draw_panel"]
