"""Widgets that draw parts of their lines: a part looks as it does in the whole line."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.geometry import Region
from textual.screen import Screen

from tests.ui.driver import LARGE, SMALL, press, wait_for
from tests.ui.free_bench import free_bench
from tests.ui.glass import CONSOLE, Glass
from tests.ui.laboratory import laboratory
from tutor.ui.narrow_updates import DrawsParts, NarrowUpdate, Piece

Opened = Callable[[Path, tuple[int, int]], AbstractAsyncContextManager[Screen[object]]]


@asynccontextmanager
async def bench(tmp_path: Path, size: tuple[int, int]) -> AsyncIterator[Screen[object]]:
    """Open the free bench with its controls."""
    async with free_bench(tmp_path, size) as (pilot, app, shown):
        await press(pilot, "e", "down", "v")
        await wait_for(pilot, lambda: shown.controls.region.height > 0, "the controls")
        yield app.screen


@asynccontextmanager
async def descent(tmp_path: Path, size: tuple[int, int]) -> AsyncIterator[Screen[object]]:
    """Open the laboratory of descent with its controls."""
    async with laboratory(tmp_path, size) as (pilot, app, shown):
        await press(pilot, "right", "right", "e")
        await wait_for(pilot, lambda: shown.controls.region.height > 0, "the controls")
        yield app.screen


def on_glass(segments: Iterable[Segment], first: int, last: int) -> dict[tuple[int, int], object]:
    """Return what columns `first` … `last` − 1 of a line look like."""
    glass = Glass()
    glass.write(NarrowUpdate([Piece(0, 0, 0, segments)]).render_segments(CONSOLE))
    return {(x - first, y): cell for (x, y), cell in glass.seen.items() if first <= x < last}


@pytest.mark.parametrize("opened", [bench, descent])
@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_part_looks_as_it_does_in_the_whole_line(tmp_path: Path, opened: Opened, size: tuple[int, int]) -> None:
    async with opened(tmp_path, size) as screen:
        seen = [
            one for one in screen.query("*") if isinstance(one, DrawsParts) and one.region.intersection(screen.region)
        ]
        assert len(seen) > 3
        drawn = 0
        for widget in seen:
            left, top, width, height = widget.region.size.region.shrink(widget.gutter)
            for y in range(height):
                whole = widget.render_lines(Region(0, top + y, widget.region.width, 1))[0]
                for first, last in ((0, width), (width // 3, width // 2), (width - 1, width)):
                    part = widget.render_part(y, first, last)
                    if part is not None and last > first:
                        drawn += 1
                        assert on_glass(part, 0, width) == on_glass(whole, left + first, left + last), (widget, y)
        assert drawn > 3 * len(seen)
