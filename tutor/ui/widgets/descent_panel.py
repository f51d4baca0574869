"""The picture of one descent: draws a ready-made panel of characters, and redraws only the rows that changed."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tutor.nn.descent import Trajectory
from tutor.paint.descent import Panel, Role, draw_panel


class DescentPanel(Widget):
    """One frame of one descent, as large as the space it is given."""

    COMPONENT_CLASSES = {f"descent-panel--{role.name.lower().replace('_', '-')}" for role in Role}  # noqa: RUF012

    # $text-accent is $accent brought to where it reads well on the background: a light theme needs it.
    DEFAULT_CSS = """
    DescentPanel {
        height: 1fr;
        background: $surface;
        color: $foreground;
        & > .descent-panel--shade { background: $accent 13%; color: $foreground 40%; }
        & > .descent-panel--contour { color: $foreground 45%; }
        & > .descent-panel--axis { color: $foreground 80%; }
        & > .descent-panel--arrow { color: $primary; text-style: bold; }
        & > .descent-panel--path-old { color: $foreground 85%; }
        & > .descent-panel--path-recent { color: $text-accent; text-style: bold; }
        & > .descent-panel--start { color: $foreground; text-style: bold; }
        & > .descent-panel--optimum { color: $primary; text-style: bold; }
        & > .descent-panel--current { color: $text-accent; text-style: bold; }
    }
    """

    def __init__(self, *, ascii: bool = False, id: str | None = None) -> None:  # noqa: A002 - as Textual names it
        super().__init__(id=id)
        self._ascii = ascii
        self._trajectory: Trajectory | None = None
        self._frame = 0
        self._panel: Panel | None = None
        self._styles: dict[tuple[Role, bool], Style] = {}

    @property
    def panel(self) -> Panel | None:
        """The picture shown now; None before the widget has a trajectory and a size."""
        return self._panel

    def show(self, trajectory: Trajectory, frame: int) -> None:
        """Show the first `frame` steps of a two-weight `trajectory`."""
        self._trajectory, self._frame = trajectory, frame
        self._draw()

    def on_resize(self) -> None:
        """Draw anew for the new size."""
        self._draw()

    def notify_style_update(self) -> None:
        """Forget the colours of the theme before."""
        super().notify_style_update()
        self._styles.clear()

    def _draw(self) -> None:
        width, height = self.size
        if self._trajectory is None or width < 1 or height < 1:
            return
        before = self._panel
        panel = self._panel = draw_panel(self._trajectory, self._frame, width, height, ascii=self._ascii)
        if before is None or (before.width, before.height) != (width, height):
            self.refresh()
            return
        changed = [
            row
            for row in range(height)
            if (panel.rows[row], panel.roles[row], panel.shaded[row])
            != (before.rows[row], before.roles[row], before.shaded[row])
        ]
        if changed:
            self.refresh(Region(0, changed[0], width, changed[-1] - changed[0] + 1))

    def _style(self, role: Role, shaded: bool) -> Style:
        """Return the style of a role, from a table filled once a theme: making a style costs more than drawing."""
        style = self._styles.get((role, shaded))
        if style is None:
            style = self.get_component_rich_style(f"descent-panel--{role.name.lower().replace('_', '-')}")
            background = "descent-panel--shade" if shaded else "descent-panel--empty"
            style += Style(bgcolor=self.get_component_rich_style(background).bgcolor)
            self._styles[role, shaded] = style
        return style

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        panel = self._panel
        if panel is None or y >= panel.height:
            return Strip.blank(self.size.width, self._style(Role.EMPTY, False))
        segments = [Segment(text, self._style(role, shaded)) for text, role, shaded in panel.runs(y)]
        return Strip(segments, panel.width).simplify()
