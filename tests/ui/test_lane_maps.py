"""The maps of a lane: painted once for lanes that share them, drawn in any piece, drawn again where they changed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from tutor.bench.kernel import Kernel
from tutor.bench.setup import Setup, story_setup
from tutor.ui.widgets.cell_styles import Look
from tutor.ui.widgets.free_bench import lanes_of
from tutor.ui.widgets.lane_maps import LaneMaps, Painters, Shown

SIZE = (3, 1, 64)
END = 10**6


def maps_of(setup: Setup, before: list[LaneMaps] | None = None) -> list[LaneMaps]:
    """Return the maps of every lane of a bench."""
    painters = Painters()
    return [
        LaneMaps(data, SIZE, painters, before[number] if before else None)
        for number, data in enumerate(lanes_of(setup))
    ]


def shown(maps: LaneMaps, index: int = END, *, gradient: bool = False) -> Shown:
    """Return what is shown after `index` cells."""
    return Shown(maps.marker.at(index), 0, gradient, Look(dark=True), Style(), Style(bold=True))


@cache
def alex() -> LaneMaps:
    """Return the first lane of the story."""
    return maps_of(story_setup())[0]


def cells(line: Strip) -> list[tuple[str, Style | None]]:
    """Return every character with its style."""
    return [(character, style) for text, style, _control in line for character in text]


def test_lanes_that_share_an_array_share_its_painter() -> None:
    alex, ilya, jeffrey = (lane.maps for lane in maps_of(story_setup()))
    assert alex[0] is ilya[0] is jeffrey[0], "the picture"
    assert alex[1] is ilya[1] is jeffrey[1], "the convolution"
    assert ilya[2] is jeffrey[2], "the pool behind it"
    assert alex[3] is not ilya[3], "equal, but each computed by itself"


@settings(deadline=None)
@given(st.integers(0, 12), st.integers(0, 90), st.integers(0, 90), st.integers(0, 80), st.booleans())
def test_a_piece_of_a_line_is_what_the_whole_line_has_there(
    y: int, one: int, other: int, index: int, gradient: bool
) -> None:
    first, last = sorted((one, other + 1))
    now = shown(alex(), index, gradient=gradient)
    whole = cells(Strip(alex().columns(y, 0, 100, now)))
    assert len(whole) == 100
    assert cells(Strip(alex().columns(y, first, last, now))) == whole[first:last]


def test_maps_that_another_kernel_leaves_are_not_drawn_again() -> None:
    before = maps_of(story_setup())
    setup = replace(story_setup(), kernel=Kernel("blur"))
    for was, now in zip(before, maps_of(setup, before), strict=True):
        assert now.laid == set(range(1, len(now.maps))), "all but the picture"
        marks = was.marker.at(END)
        assert list(now.changed(now.laid, marks, marks)) == [
            Region(was.maps[0].width + 3, 0, now.width - was.maps[0].width - 3, now.height)
        ], "as one, with the gaps between them"


def test_nothing_is_drawn_again_where_the_same_is_laid() -> None:
    before = maps_of(story_setup())
    for now in maps_of(story_setup(), before):
        marks = now.marker.at(END)
        assert now.laid == frozenset()
        assert list(now.changed(now.laid, marks, marks)) == []


def test_of_a_moment_only_the_cells_whose_marks_differ_are_drawn_again() -> None:
    maps = alex()
    one, other = maps.marker.at(0), maps.marker.at(1)
    drawn = np.zeros((maps.height, maps.width), dtype=bool)
    for region in maps.changed(frozenset(), other, one):
        drawn[region.y : region.bottom, region.x : region.right] = True
    before, after = (
        [cells(Strip(maps.columns(y, 0, maps.width, shown(maps, index)))) for y in range(maps.height)]
        for index in (0, 1)
    )
    changed = np.array([[a != b for a, b in zip(*rows, strict=True)] for rows in zip(before, after, strict=True)])
    assert changed.any()
    assert not (changed & ~drawn).any()
    assert drawn.sum() == 3 * (9 + 1), "a window of 3×3 cells, and the cell that it makes"
