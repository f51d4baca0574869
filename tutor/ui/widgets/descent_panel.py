"""The picture of one descent: a ready-made panel of characters, of which only the cells that changed are redrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.message import Message

from tutor.nn.descent import Trajectory
from tutor.paint.canvas import Renderer
from tutor.paint.descent_marks import Role
from tutor.paint.descent_scene import Panel, Scene
from tutor.paint.descent_view import View
from tutor.ui.widgets.cells_view import CellsView


class DescentPanel(CellsView):
    """One frame of one descent, as large as the space it is given; the mouse drags and zooms it."""

    PREFIX = "descent-panel"
    SHADE = "descent-panel--shade"
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"descent-panel--{role.name.lower().replace('_', '-')}" for role in Role}

    # $text-accent is $accent brought to where it reads well on the background: a light theme needs it.
    DEFAULT_CSS = """
    DescentPanel {
        height: 1fr;
        background: $surface;
        color: $foreground;
        & > .descent-panel--shade { background: $accent 14%; color: $foreground 40%; }
        & > .descent-panel--contour { color: $foreground 38%; }
        & > .descent-panel--axis { color: $foreground 80%; }
        & > .descent-panel--arrow { color: $primary; text-style: bold; }
        & > .descent-panel--path-old { color: $foreground 80%; }
        & > .descent-panel--path { color: $foreground; }
        & > .descent-panel--path-recent { color: $text-accent; text-style: bold; }
        & > .descent-panel--example { color: $text-warning; text-style: bold; }
        & > .descent-panel--whole { color: $text-success; text-style: bold; }
        & > .descent-panel--start { color: $foreground; text-style: bold; }
        & > .descent-panel--optimum { color: $primary; text-style: bold; }
        & > .descent-panel--current { color: $text-accent; text-style: bold; }
    }
    """

    @dataclass
    class Moved(Message):
        """The mouse wants to look elsewhere: `zoom` a factor, or a shift in cells of the window."""

        panel: DescentPanel
        zoom: float = 1.0
        right: float = 0.0
        up: float = 0.0

        @property
        def control(self) -> DescentPanel:
            """The panel under the pointer."""
            return self.panel

    def __init__(self, renderer: Renderer, *, id: str | None = None) -> None:  # noqa: A002 - as Textual names it
        super().__init__(id=id)
        self._renderer = renderer
        self._run: Trajectory | None = None
        self._view: View | None = None
        self._frame = 0
        self._scene: Scene | None = None
        self._dragged: tuple[int, int] | None = None

    @property
    def panel(self) -> Panel | None:
        """The picture shown now; None before the widget has a run and a size."""
        return self._cells

    def show(self, run: Trajectory, frame: int, view: View, renderer: Renderer) -> None:
        """Show the first `frame` steps of a run, through `view`."""
        frame = min(frame, run.steps)
        if run is self._run and view == self._view and renderer is self._renderer:
            if frame == self._frame and self._scene is not None:
                return
        else:
            self._run, self._view, self._renderer = run, view, renderer
            self._scene = None
        self._frame = frame
        self._draw()

    def on_resize(self) -> None:
        """Draw anew for the new size."""
        self._scene = None
        self._draw()

    def _draw(self) -> None:
        width, height = self.size
        if self._run is None or width < 1 or height < 1:
            return
        anew = self._scene is None
        if self._scene is None:
            self._scene = Scene(self._run, width, height, self._renderer, self._view)
        self.put(self._scene.frame(self._frame), anew=anew)

    # ── the mouse ────────────────────────────────────────────────────────────────────────────────

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Look closer."""
        event.stop()
        self.post_message(self.Moved(self, zoom=1.25))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Look from farther away."""
        event.stop()
        self.post_message(self.Moved(self, zoom=0.8))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the plane."""
        self._dragged = event.x, event.y
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Pull the plane along."""
        if self._dragged is None:
            return
        x, y = self._dragged
        if (event.x, event.y) != (x, y):
            self._dragged = event.x, event.y
            self.post_message(self.Moved(self, right=x - event.x, up=event.y - y))

    def on_mouse_up(self) -> None:
        """Let the plane go."""
        self._dragged = None
        self.release_mouse()
