"""A picture of the lesson as half-blocks, with what it shows in words beside it."""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from tutor.bench.picture_problem import PictureError
from tutor.language import _
from tutor.lesson.facts import Facts
from tutor.lesson.images import fitting, read_image, sampled
from tutor.lesson.step_parts import Image
from tutor.nn.pictures import Picture

LEAST_WORDS = 24
"""Columns for the words; where there are fewer beside the picture, they stand below it."""


@lru_cache(maxsize=4096)
def _half(upper: tuple[int, ...], lower: tuple[int, ...]) -> Style:
    return Style(color=Color.from_rgb(*upper), bgcolor=Color.from_rgb(*lower))


class ImagePixels(Widget):
    """The picture alone, two pixels to a character."""

    DEFAULT_CSS = "ImagePixels { width: auto; height: auto; margin-right: 2; }"

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self._picture = picture
        self._strips: list[Strip] = []
        self._cells = (1, 1)

    def fit(self, width: int | None, columns: int, lines: int) -> int:
        """Take as many columns and lines as `tutor.lesson.images.fitting` says; return the columns."""
        size = fitting(self._picture, width, columns, lines)
        if size != self._cells:
            self._cells = size
            pixels = sampled(self._picture, size[0], 2 * size[1]).tolist()
            self._strips = [
                Strip([Segment("▀", _half(tuple(a), tuple(b))) for a, b in zip(upper, lower, strict=True)]).simplify()
                for upper, lower in zip(pixels[::2], pixels[1::2], strict=True)
            ]
            self.refresh(layout=True)
        return size[0]

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the columns it takes."""
        return self._cells[0]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the lines it takes."""
        return self._cells[1]

    def render_line(self, y: int) -> Strip:
        """Draw two rows of pixels."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width)


class ImageView(Horizontal):
    """The picture beside or above its words; only the words where no colours are wanted or it cannot be read."""

    DEFAULT_CSS = """
    ImageView { height: auto; width: 1fr; margin-bottom: 1; }
    ImageView.-stacked { layout: vertical; }
    ImageView Static { width: 1fr; height: auto; color: $text-muted; }
    """

    def __init__(self, image: Image, facts: Facts) -> None:
        super().__init__()
        self._image = image
        self._words = facts.fill(image.alt)
        self._problem = ""
        self._picture: Picture | None = None
        if facts.folder is not None:
            try:
                self._picture = read_image(facts.folder, image)
            except PictureError as error:  # it was there when the lesson was checked
                self._problem = str(error)

    def compose(self) -> ComposeResult:
        """Lay out the picture and its words."""
        if self._picture is not None and not self.app.no_color:
            yield ImagePixels(self._picture)
        said = _("Picture: {what}").format(what=self._words)
        if self._problem:
            said += "\n" + _("It cannot be shown: {why}.").format(why=self._problem)
        yield Static(Content(said))

    def on_resize(self, event: events.Resize) -> None:
        """Give the picture what room there is, at most half of the window's lines."""
        room = event.size.width
        for pixels in self.query(ImagePixels):
            wide = pixels.fit(self._image.width, room, max(4, self.app.size.height // 2))
            self.set_class(room - wide - 2 < LEAST_WORDS, "-stacked")
