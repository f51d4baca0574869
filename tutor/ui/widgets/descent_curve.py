"""The losses of both runs against the steps, on a logarithmic scale, up to the frame that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from tutor.nn.descent import Trajectory
from tutor.paint.canvas import Renderer
from tutor.paint.loss_curve import CurveRole, LossCurve
from tutor.ui.widgets.cells_view import CellsView


class DescentCurve(CellsView):
    """A few rows; the two runs differ in their strokes as well as in colour."""

    PREFIX = "descent-curve"
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"descent-curve--{role.name.lower()}" for role in CurveRole}
    DEFAULT_CSS = """
    DescentCurve {
        height: 3;
        & > .descent-curve--axis { color: $text-muted; }
        & > .descent-curve--first { color: $text-accent; text-style: bold; }
        & > .descent-curve--second { color: $text-primary; text-style: bold; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._runs: tuple[Trajectory, ...] = ()
        self._renderer = Renderer.BRAILLE
        self._frame = 0
        self._curve: LossCurve | None = None

    def show(self, runs: Sequence[Trajectory], frame: int, renderer: Renderer) -> None:
        """Show the losses of the first `frame` steps."""
        if tuple(runs) != self._runs or renderer is not self._renderer:
            self._runs, self._renderer = tuple(runs), renderer
            self._curve = None
        self._frame = frame
        self._draw()

    def on_resize(self) -> None:
        """Draw anew for the new size."""
        self._curve = None
        self._draw()

    def _draw(self) -> None:
        width, height = self.size
        if not self._runs or width < 1 or height < 1:
            return
        anew = self._curve is None
        if self._curve is None:
            self._curve = LossCurve(self._runs, width, height, self._renderer)
        self.put(self._curve.frame(self._frame), anew=anew)
