"""One frame of a descent at once, for those who need no other."""

from __future__ import annotations

from functools import lru_cache

from tutor.nn.descent import Trajectory
from tutor.paint.canvas import Renderer
from tutor.paint.descent_marks import Role
from tutor.paint.descent_scene import Panel, Scene

_scene = lru_cache(maxsize=8)(Scene)


def draw_panel(trajectory: Trajectory, frame: int, width: int, height: int, *, ascii: bool = False) -> Panel:  # noqa: A002
    """Draw the first `frame` steps of a descent into `width` × `height` cells, as `Scene.frame` does."""
    return _scene(trajectory, width, height, Renderer.ASCII if ascii else Renderer.BRAILLE).frame(frame)


__all__ = ["Panel", "Role", "draw_panel"]
