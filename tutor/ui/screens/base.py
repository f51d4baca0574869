"""What screens have in common: a message where a layout does not fit, words in another language, a single answer."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from textual import events
from textual.await_complete import AwaitComplete
from textual.content import Content
from textual.screen import ModalScreen, Screen, ScreenResultType
from textual.widgets import Static

from tutor.language import _

try:
    from tutor.ui.narrow_updates import NarrowCompositor
except ImportError:  # another Textual, with a compositor of another kind: its own updates are right, if wider
    NarrowCompositor = None  # type: ignore[assignment,misc]

HelpPlace = Literal["home", "lesson", "bench", "descent", "preview"]
"""Where a learner may ask for the keys."""
SMALLEST = (60, 18)
"""Columns and rows below which nothing can be laid out."""


def _update_narrowly(screen: Screen[Any]) -> None:
    if NarrowCompositor is not None:
        screen._compositor = NarrowCompositor()


class TooSmall(Static):
    """Covers the screen while the window is too small, and says how large it is and must be."""

    DEFAULT_CSS = """
    TooSmall {
        layer: too-small; display: none; width: 100vw; height: 100vh;
        background: $background; color: $foreground; content-align: center middle; text-align: center;
    }
    """

    def fit(self, width: int, height: int) -> None:
        """Appear or disappear, as the window asks for."""
        needed_width, needed_height = SMALLEST
        self.display = width < needed_width or height < needed_height
        if self.display:
            text = _("This window is {w} × {h}. The tutor needs at least {nw} × {nh}.").format(
                w=width, h=height, nw=needed_width, nh=needed_height
            )
            self.update(Content(text))


class TutorScreen(Screen[None]):
    """A screen of the program; subclasses yield `TooSmall()` last in `compose`."""

    DEFAULT_CSS = "TutorScreen { layers: default too-small; overflow: hidden; }"
    HELP: ClassVar[HelpPlace]
    """Which keys the help tells of."""

    def __init__(self) -> None:
        super().__init__()
        _update_narrowly(self)

    def on_resize(self, event: events.Resize) -> None:
        """Check that the window is large enough."""
        for cover in self.query(TooSmall):  # there is none for a moment while the language changes
            cover.fit(event.size.width, event.size.height)

    def _compositor_refresh(self) -> None:
        """Draw what has changed, also where it is seen around the widgets of the screen above.

        Textual has the screen above draw its ground instead, and for any part of it all of this screen.
        """
        cover, update = self.app.screen, None
        regions = list(self._compositor._dirty_regions)
        if NarrowCompositor is not None and isinstance(cover, Overlay) and cover.shows_around_it(self):
            update = self._compositor.render_update_around(cover._compositor)  # type: ignore[attr-defined]
        if update is None:
            super()._compositor_refresh()
            return
        cover._set_dirty(*regions)  # what it keeps of its ground is to be made again before it draws any of it
        self.app._display(cover, update)
        self._dirty_widgets.clear()

    async def retranslate(self) -> None:
        """Say everything again in the language in use; subclasses keep their state."""
        await self.recompose()
        self.query_one(TooSmall).fit(self.size.width, self.size.height)


class Overlay(ModalScreen[ScreenResultType]):
    """A screen over another one, which answers once: of two keys hit before it has gone, only the first is for it."""

    SEE_THROUGH: ClassVar[bool] = False
    """Whether the screen below is seen around its widgets as it is, and goes on changing."""

    def __init__(self) -> None:
        super().__init__()
        _update_narrowly(self)

    def shows_around_it(self, screen: Screen[None]) -> bool:
        """Return whether it is this screen that is seen around the widgets, as it is."""
        return self.SEE_THROUGH and self.app.screen_stack[-2:-1] == [screen]

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Answer and go, unless it has gone already: Textual would answer again, and take away the screen below."""
        return super().dismiss(result) if self.app.screen_stack[-1:] == [self] else AwaitComplete()
