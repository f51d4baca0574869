"""Partial updates that write only the cells that were asked for, and render only the lines that they lie on.

Textual's own compositor crops a part of the screen on its right side only: a widget whose last cell has changed is
written from its first one. It also renders all lines of all widgets around the changes. Here a changed part of a line
is looked up in the widgets that are seen there, each is asked for the lines in question, and these are cut on both
sides. Colour codes are written only where a colour changes.

Everything else (the layout, full updates, questions about places) is left to Textual.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol, cast, runtime_checkable

from rich.color import ColorSystem
from rich.console import Console, ConsoleOptions, RenderResult
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, Compositor, CompositorMap, ReflowResult
from textual.filter import ANSIToTruecolor
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tutor.ui.columns import is_even_line

if not {"_dirty_regions", "_full_map", "_regions_to_spans", "visible_widgets"} <= set(dir(Compositor())):
    raise ImportError("this version of Textual composes its screen in another way")

RESET = "\x1b[0m"
Span = tuple[int, int, int]
"""Line, first column, and the column behind the last one."""


@runtime_checkable
class DrawsParts(Protocol):
    """A widget that can draw a part of a line without the rest of it; it has neither tint nor opacity."""

    def render_part(self, y: int, first: int, last: int) -> Sequence[Segment] | None:
        """Return columns `first` … `last` − 1 of line `y` in true colours, or None where it must be drawn whole.

        Both are counted inside its padding and border.
        """


class Seen(NamedTuple):
    """Columns `left` … `right` − 1 of one line of the screen, and the widget that is seen there."""

    left: int
    right: int
    widget: Widget
    region: Region
    """Where the widget would be drawn if nothing hid it."""
    parts: DrawsParts | None
    """The widget, where it can draw a part of a line."""
    inner: Region
    """The region without padding and border."""


class Piece(NamedTuple):
    """What is to be written at one place of the screen."""

    x: int
    y: int
    width: int
    segments: Iterable[Segment]


class NarrowCompositor(Compositor):
    """Textual's compositor, with narrow partial updates."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[int, list[Seen]] = {}
        """What is seen on each line, worked out when first asked for."""
        self._seen_of: object = None
        """The widgets that `_seen` belongs to."""
        self._shown: list[tuple[Widget, Region, Region]] = []
        """Those widgets, the foremost first, each with its region and what is not clipped of it."""
        self._laid_out: CompositorMap = {}
        """Where everything was after the last layout."""

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        """Lay out anew, and return which widgets that has shown, hidden and resized.

        Textual compares with its latest map. A widget that is asked for its size before the layout renews that map, and
        whatever has already another place there would be neither told nor drawn.
        """
        self._full_map = self._laid_out
        result = super().reflow(parent, size)
        self._laid_out = self._full_map
        return result

    @property
    def visible_widgets(self) -> dict[Widget, tuple[Region, Region]]:
        """Where widgets are seen, without those taken away since the last layout: they have no styles to draw with."""
        visible = super().visible_widgets
        if any(widget._parent is None for widget in visible):
            visible = {widget: place for widget, place in visible.items() if widget._parent is not None}
            self._visible_widgets = visible
        return visible

    def clear(self) -> None:
        """Let go of all widgets."""
        super().clear()
        self._laid_out = {}
        self._seen, self._seen_of, self._shown = {}, None, []

    def render_partial_update(self) -> ChopsUpdate | None:
        """Return what has changed since the last update, or None where nothing has."""
        spans = self._dirty_spans()
        self._dirty_regions.clear()
        return NarrowUpdate(list(self._pieces(spans))) if spans else None

    def render_update_around(self, cover: NarrowCompositor) -> ChopsUpdate | None:
        """Return what has changed and is seen around the widgets of `cover`, the compositor of the screen above.

        None where that cannot be written alone: a line that has wide characters goes on under those widgets.
        """
        under = cover._seen_in(self._dirty_spans())
        spans = [(y, x1, x2) for y, x1, x2, seen in under if isinstance(seen.widget, Screen)]
        pieces = list(self._pieces(spans))
        free: dict[int, list[range]] = {}
        for y, x1, x2 in spans:
            free.setdefault(y, []).append(range(x1, x2))
        if any(all(x not in part or x + width > part.stop for part in free[y]) for x, y, width, _segments in pieces):
            return None
        self._dirty_regions.clear()
        return NarrowUpdate(pieces)

    def _dirty_spans(self) -> list[Span]:
        screen = self.size.region
        return list(self._regions_to_spans(region.intersection(screen) for region in self._dirty_regions))

    def _pieces(self, spans: Sequence[Span]) -> Iterator[Piece]:
        """Yield what is to be written for the spans, line by line and from left to right."""
        asked = self._seen_in(spans)
        parts = [_part(*one) for one in asked]
        lines = _rendered((y, seen) for (y, _x1, _x2, seen), part in zip(asked, parts, strict=True) if part is None)
        for (y, x1, x2, seen), part in zip(asked, parts, strict=True):
            if part is not None:
                yield Piece(x1, y, x2 - x1, part)
            elif (strip := lines.get((seen.widget, y))) is not None:
                # Half a wide character cannot be written: a line that has some is written as far as its widget is seen.
                start, end = (x1, x2) if is_even_line(strip) else (seen.left, seen.right)
                yield Piece(start, y, end - start, strip.crop(start - seen.region.x, end - seen.region.x))

    def _seen_in(self, spans: Iterable[Span]) -> list[tuple[int, int, int, Seen]]:
        """Return the spans cut where another widget begins to be seen, each part with what is seen there."""
        return [
            (y, max(seen.left, x1), min(seen.right, x2), seen)
            for y, x1, x2 in spans
            for seen in self._seen_on(y)
            if seen.left < x2 and seen.right > x1
        ]

    def _seen_on(self, y: int) -> list[Seen]:
        """Return which widgets are seen on a line, from left to right."""
        visible = self.visible_widgets
        if visible is not self._seen_of:
            self._seen, self._seen_of = {}, visible
            self._shown = [(widget, region, region.intersection(clip)) for widget, (region, clip) in visible.items()]
        if y not in self._seen:
            self._seen[y] = _seen_on(y, self._shown)
        return self._seen[y]


@lru_cache(maxsize=256)
def _draws_parts(kind: type) -> bool:
    """Return whether widgets of a class are `DrawsParts`: Python looks through all their names to say so."""
    return issubclass(kind, DrawsParts)


def _seen_on(y: int, widgets: Iterable[tuple[Widget, Region, Region]]) -> list[Seen]:
    """Return what is seen on a line of `widgets`, the foremost of which come first.

    Like Textual's, a part ends wherever any widget begins or ends, hidden or not: wide characters are cut there.
    """
    here = [one for one in widgets if one[2].y <= y < one[2].bottom and one[2].width]
    cuts = sorted({cut for _widget, _region, part in here for cut in part.column_span})
    seen = []
    for left, right in itertools.pairwise(cuts):
        for widget, region, part in here:
            if part.x <= left and right <= part.right:
                parts = cast(DrawsParts, widget) if _draws_parts(type(widget)) else None
                seen.append(Seen(left, right, widget, region, parts, region.shrink(widget.gutter)))
                break
    return seen


def _part(y: int, x1: int, x2: int, seen: Seen) -> Iterable[Segment] | None:
    """Return columns `x1` … `x2` − 1 of a line of the screen, or None where its widget cannot draw them alone."""
    left, top, width, height = seen.inner
    if seen.parts is None or not (left <= x1 and x2 <= left + width and top <= y < top + height):
        return None
    part = seen.parts.render_part(y - top, x1 - left, x2 - left)
    if part is not None:
        for one in seen.widget.get_line_filters():
            if not isinstance(one, ANSIToTruecolor):
                part = one.apply(list(part), seen.widget.background_colors[1])
    return part


def _rendered(asked: Iterable[tuple[int, Seen]]) -> dict[tuple[Widget, int], Strip]:
    """Return lines by widget and line of the screen, each of which must be in order; each widget is asked once."""
    wanted: dict[Widget, tuple[Region, int, int]] = {}
    for y, (_left, _right, widget, region, *_rest) in asked:
        top = wanted[widget][1] if widget in wanted else y
        wanted[widget] = (region, top, y)
    lines: dict[tuple[Widget, int], Strip] = {}
    for widget, (region, top, bottom) in wanted.items():
        strips = widget.render_lines(Region(0, top - region.y, region.width, bottom + 1 - top))
        lines.update(((widget, y), strip) for y, strip in enumerate(strips, top))
    return lines


class NarrowUpdate(ChopsUpdate):
    """Pieces of lines, to be written where they belong."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        super().__init__((), [], [])
        self.pieces = pieces

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the pieces as rich segments, for consoles that are not a terminal of ours."""
        for x, y, _width, segments in self.pieces:
            yield Control.move_to(x, y).segment
            yield from segments

    def render_segments(self, console: Console) -> str:
        """Return the pieces with their escape sequences."""
        colours = console._color_system or ColorSystem.TRUECOLOR  # as Strip.render asks for it
        written: list[str] = []
        last: Style | None = None
        current = NO_CODES
        after = (-1, -1)
        for x, y, width, segments in self.pieces:
            if (x, y) != after:
                written.append(f"\x1b[{y + 1};{x + 1}H")
            after = (x + width, y)
            for text, style, _control in segments:
                if style is not None and style.link:
                    written += [RESET, Strip.render_style(style, text, colours)]
                    last, current = None, NO_CODES
                    continue
                if style is not last:
                    last, wanted = style, _codes(style, colours)
                    if text.isspace() and not wanted.seen_on_blanks and not current.seen_on_blanks:
                        # Of an empty cell only the ground is seen: the rest stays as it is for what comes next.
                        last, wanted = None, wanted._replace(attributes=current.attributes, text=current.text)
                    written.append(_change(current, wanted))
                    current = wanted
                written.append(text)
        written.append(RESET)
        return "".join(written)


class _Codes(NamedTuple):
    """The numbers of a style's escape sequence, each '' where it has none."""

    attributes: str
    text: str
    ground: str
    seen_on_blanks: bool = False
    """Whether an empty cell in this style looks otherwise than its ground: underlined, struck through, reversed."""


NO_CODES = _Codes("", "", "")


_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "8": "28", "9": "29"}
"""What switches an attribute off; bold and dim go together."""


@lru_cache(maxsize=4096)
def _change(old: _Codes, new: _Codes) -> str:
    """Return the shortest escape sequence that changes one style into another."""
    if old[:3] == new[:3]:
        return ""
    had, has = (set(filter(None, codes.attributes.split(";"))) for codes in (old, new))
    if not had - has <= _OFF.keys() or (old.text and not new.text) or (old.ground and not new.ground):
        return f"\x1b[{';'.join(filter(None, ('0', *new[:3])))}m"
    off = {_OFF[code] for code in had - has}
    on = has - had | (has & {"1", "2"} if "22" in off else set())
    colours = [code for code, was in ((new.text, old.text), (new.ground, old.ground)) if code != was]
    return f"\x1b[{';'.join([*sorted(off), *sorted(on), *colours])}m"


@lru_cache(maxsize=4096)
def _codes(style: Style | None, colours: ColorSystem) -> _Codes:
    if style is None:
        return NO_CODES
    text, ground = style.color, style.bgcolor
    return _Codes(
        Strip.render_ansi(style.without_color, colours),
        "" if text is None else ";".join(text.downgrade(colours).get_ansi_codes()),
        "" if ground is None else ";".join(ground.downgrade(colours).get_ansi_codes(foreground=False)),
        any(
            (
                style.underline,
                style.underline2,
                style.strike,
                style.reverse,
                style.overline,
                style.frame,
                style.encircle,
            )
        ),
    )
