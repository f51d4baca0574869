"""A widget of a few lines in parts, each with its style, which repaints only the characters that have changed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip

from tutor.ui.columns import columns_of, is_even
from tutor.ui.widgets.part_styles import PartStyles, changed_part, text_of

Parts = tuple[tuple[str, str], ...]
"""A line as `tutor.ui.widgets.part_styles` has it, as it can be kept and compared."""


class PartLines(PartStyles):
    """Shows the lines it was handed last; a line that is too long is cut off."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - as Textual names it
        super().__init__(id=id, classes=classes)
        self._lines: tuple[Parts, ...] = ()

    @property
    def text(self) -> str:
        """What stands there, line by line."""
        return "\n".join(map(text_of, self._lines))

    def show(self, lines: Sequence[Parts]) -> None:
        """Show other lines."""
        before, self._lines = self._lines, tuple(lines)
        if before == self._lines or not self.is_attached:
            return
        if len(before) != len(self._lines):
            self.refresh()
            return
        regions = [part for y, pair in enumerate(zip(before, self._lines, strict=True)) for part in _changed(y, *pair)]
        self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        return self.drawn(self._lines[y] if y < len(self._lines) else (), self.size.width)

    def render_part(self, y: int, first: int, last: int) -> list[Segment] | None:
        """Draw columns `first` … `last` − 1 of a line, where every character of it takes one column."""
        segments: list[Segment] = []
        at = 0
        for text, name in self._lines[y] if y < len(self._lines) else ():
            if not is_even(text):
                return None
            cut = text[max(first - at, 0) : max(last - at, 0)]
            at += len(text)
            if cut:
                segments.append(Segment(cut, self.part_style(name)))
            if at >= last:
                return segments
        segments.append(Segment(" " * (last - max(at, first)), self.part_style()))
        return segments


def _changed(y: int, before: Parts, now: Parts) -> list[Region]:
    """Return the parts of line `y` that look different: where only characters have, no more than these."""
    if before == now:
        return []
    regions = []
    at = 0
    for (old, was), (new, name) in zip(before, now, strict=False):
        if was != name or len(old) != len(new) or not is_even(new) or not is_even(old):
            break
        if old != new:
            regions.append(changed_part(y, old, new).translate((at, 0)))
        at += len(new)
    else:
        if len(before) == len(now):
            return regions
    return [*regions, Region(at, y, max(_length(before), _length(now)) - at, 1)]


def _length(line: Parts) -> int:
    return sum(columns_of(text) for text, _name in line)
