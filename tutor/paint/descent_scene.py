"""One panel of a descent as characters: contours of the loss, arrows, the path so far and what it can reach next."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from tutor.paint.canvas import DOTS_ACROSS, DOTS_DOWN, AnyInts, Canvas, Codes, Glyphs, Ints, Raster, Renderer, line_dots
from tutor.paint.cells import Cells
from tutor.paint.contours import contour_dots
from tutor.paint.descent_marks import AXES, BODIES, HEADS, MARKS, TEXTURES, Role, code_points
from tutor.paint.descent_view import View, pair_of
from tutor.paint.gradient_arrows import ArrowMaker
from tutor.paint.growing_line import GrowingLine
from tutor.paint.plane import Floats, arrow_head, clip, dashes, reachable

RECENT_STEPS = 12
"""How many of the last steps are drawn brightest."""
RECENT_AND_MIDDLE_STEPS = 60
"""How many of the last steps are not yet old."""

Roles = npt.NDArray[np.uint8]
Panel = Cells[Role]

_GAP = 5  # dots the straight way keeps from the marks at its ends
_NUMBERS_AT_ONCE = 1 << 20  # bounds the memory that contours of many weights take
_ARROW_SHARE = 0.2  # of the shorter side of a panel
_SHORTER = 0.8  # the arrow of the example, beside that of the whole set: when both coincide, either shows


class Run(Protocol):
    """What a scene needs to know of a finished descent of T steps in w weights; the target is the origin."""

    @property
    def points(self) -> Floats:
        """The offsets from the target, shape (T+1, w), the start first."""

    @property
    def gradients(self) -> Floats:
        """The gradient that each step went down, shape (T, w)."""

    @property
    def locked(self) -> bool:
        """Whether a step can only raise both weights or lower both."""

    def whole_gradient(self, t: int, /) -> Floats:
        """Return the gradient of the expected loss at point `t`, shape (w,)."""

    def expected_loss(self, points: Floats, /) -> Floats:
        """Return the expected loss (n,) at the points (n, w)."""


class Scene:
    """All frames of `run` in `width` × `height` cells, prepared once; `frame(t)` then costs the same for any T.

    The first two weights are drawn; contours are those of the loss with the other weights at the target. The view
    shows start, target and path if none is given. ValueError for a run of one weight or a panel without cells.
    """

    def __init__(
        self, run: Run, width: int, height: int, renderer: Renderer = Renderer.BRAILLE, view: View | None = None
    ) -> None:
        points = pair_of(run.points)
        if width < 1 or height < 1:
            raise ValueError(f"a panel needs at least one cell, not {width} × {height}.")
        self.run, self.renderer = run, renderer
        self._locked = run.locked
        self.view = view or View.fitted(run)
        self._raster = Raster(width, height)
        self._plane = self.view.plane(width, height)
        self._path = GrowingLine(self._raster, self._plane.to_places(points))
        self._glyphs = np.full((height, width), ord(" "), dtype=np.uint32)
        self._roles = np.zeros((height, width), dtype=np.uint8)
        self._draw_scenery()
        length = _ARROW_SHARE * min(self._raster.across, self._raster.down)
        heads = not HEADS[renderer][Role.WHOLE]
        self._whole = ArrowMaker(length, dotted=True, heads=heads)
        self._example = ArrowMaker(_SHORTER * length, dotted=False, heads=heads)
        lattice = (np.arange(width) + 3 * (np.arange(height)[:, None] % 2)) % 6 == 1
        self._lattice = np.flatnonzero(lattice & (self._roles == Role.EMPTY))
        self._texture = ord(TEXTURES[renderer])

    @property
    def steps(self) -> int:
        """T, the number of the last frame."""
        return self._path.steps

    def frame(self, t: int) -> Panel:
        """Draw the first `t` steps; beyond the end the last frame, before the start the first."""
        t = min(max(t, 0), self.steps)
        glyphs, roles = self._glyphs.copy(), self._roles.copy()
        self._lay(glyphs, roles, self._path.codes(t), Role.PATH_OLD)
        middle, recent = self._path.last_codes(t, (RECENT_STEPS, RECENT_AND_MIDDLE_STEPS))
        self._lay(glyphs, roles, middle, Role.PATH)
        self._lay(glyphs, roles, recent, Role.PATH_RECENT)
        if t < self.steps:
            self._point(glyphs, roles, t, self._whole, self.run.whole_gradient(t), Role.WHOLE)
            self._point(glyphs, roles, t, self._example, self.run.gradients[t], Role.EXAMPLE)
        x, y = self._path.dots[t].tolist()
        for dot, role in ((self._path.dots[0], Role.START), (self._target, Role.OPTIMUM), ((x, y), Role.CURRENT)):
            self._mark(glyphs, roles, dot, role, MARKS[self.renderer][role])
        shaded = reachable(
            x // DOTS_ACROSS, y // DOTS_DOWN, self._raster.width, self._raster.height, locked=self._locked
        )
        flat = roles.reshape(-1)
        bare = self._lattice[shaded.reshape(-1)[self._lattice] > flat[self._lattice]]  # shaded, and still empty
        glyphs.reshape(-1)[bare], flat[bare] = self._texture, Role.SHADE
        return Panel(Role, glyphs, roles, shaded)

    def _draw_scenery(self) -> None:
        """Draw what no frame changes: contours, the straight way, the names of the axes."""
        others = self.run.points.shape[1] - 2

        def loss(points: Floats) -> Floats:
            rows = max(_NUMBERS_AT_ONCE // (others + 2), 1)
            parts = (points[at : at + rows] for at in range(0, len(points), rows))
            return np.concatenate([self.run.expected_loss(np.pad(part, ((0, 0), (0, others)))) for part in parts])

        self._draw(contour_dots(loss, self._plane), Role.CONTOUR)
        self._target = self._plane.to_dots(np.zeros((1, 2)))[0]
        self._draw(self._straight_way(), Role.ARROW)
        width, height = self._raster.width, self._raster.height
        if width >= 16 and height >= 6:  # in the corner that the way from start to target leaves free
            for row, words in zip((height - 2, height - 1), AXES[self.renderer], strict=True):
                self._glyphs[row, : len(words)] = code_points(words)
                self._roles[row, : len(words)] = Role.AXIS

    def _straight_way(self) -> Ints:
        """Return the dots (n, 2) of the arrow from the start to the target, cut to the window."""
        ends = self._plane.to_places(pair_of(self.run.points)[:1]), self._plane.to_places(np.zeros((1, 2)))
        (tail,), (head,) = ends
        reach = float(np.abs(head - tail).max())
        if not np.isfinite(reach) or reach <= 3 * _GAP:
            return np.zeros((0, 2), dtype=np.int64)
        cut = (head - tail) * (_GAP / reach)
        starts, stops, _ = clip(tail[None] + cut, head[None] - cut, self._raster.across, self._raster.down)
        if not len(starts):
            return np.zeros((0, 2), dtype=np.int64)
        (x0, y0), (x1, y1) = starts[0].tolist(), stops[0].tolist()
        parts = [dashes((x0, y0), (x1, y1))]
        if np.abs(stops[0] - (head - cut)).max() < 1:  # the tip itself is in sight
            parts.append(line_dots(*arrow_head((x0, y0), (x1, y1))))
        return np.concatenate(parts)

    def _draw(self, dots: Ints, role: Role) -> None:
        canvas = Canvas(self._raster.width, self._raster.height)
        canvas.plot(dots)
        self._lay(self._glyphs, self._roles, canvas.codes(), role)

    def _lay(self, glyphs: Glyphs, roles: Roles, codes: Codes, role: Role) -> None:
        """Put dots in front of what is there, a whole cell at a time: one cell has one colour."""
        lit = codes.astype(np.bool_)
        np.copyto(glyphs, BODIES[self.renderer][role][codes], where=lit)
        roles[lit] = role

    def _point(self, glyphs: Glyphs, roles: Roles, t: int, maker: ArrowMaker, gradient: Floats, role: Role) -> None:
        """Draw the arrow down a gradient from point `t`."""
        right, up = (-gradient[:2]).tolist()
        arrow = maker.towards(right, up)
        if arrow is None:
            return
        dots = self._raster.inside(arrow.dots + self._path.dots[t])
        self._lay(glyphs, roles, self._raster.codes_at(self._raster.places(dots)), role)
        heads = HEADS[self.renderer][role]
        if heads:
            self._mark(glyphs, roles, self._path.dots[t] + arrow.tip, role, heads[arrow.quarter])

    def _mark(self, glyphs: Glyphs, roles: Roles, dot: AnyInts | tuple[int, int], role: Role, mark: str) -> None:
        cell = self._raster.cell(int(dot[0]), int(dot[1]))
        if cell is not None:
            glyphs[cell], roles[cell] = ord(mark), role
