"""A descent in characters, on a path short enough to check by eye."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from tutor.nn.descent import RANGES, Inputs, Problem, StepRule, descend
from tutor.paint.descent import Panel, Role, draw_panel
from tutor.paint.plane import Floats


@dataclass(frozen=True)
class ToyRun:
    """A path given point by point."""

    points: Floats
    curvature: Floats
    locked: bool


def toy(*points: tuple[float, float], locked: bool = True) -> ToyRun:
    return ToyRun(np.array(points), np.eye(2) / 3, locked)


def cells(panel: Panel, role: Role) -> set[tuple[int, int]]:
    return {(x, y) for y, row in enumerate(panel.roles) for x, value in enumerate(row) if value == role}


EXPECTED = (
    "    ....           ...",
    "  .S*****       ,     ",
    " ..  +  *   ...    ,  ",
    "..    ++*+... .....   ",
    ".      +******..  ..  ",
    "      ..+++. * ..  .. ",
    "      .  ..  @  ..  . ",
    "    , ..  ..   ..  .. ",
    "w2 ^   ..  .....  ..  ",
    "w1 >,   ..... .....   ",
)
PATH = toy((-1, 1), (-0.5, 1), (-0.5, 0.5), (0, 0.5), (0, 0))


@pytest.mark.parametrize("use_ascii", [False, True])
def test_marks_stand_where_they_should(use_ascii: bool) -> None:
    panel = draw_panel(PATH, 1, 24, 12, ascii=use_ascii)
    start, optimum, now = (cells(panel, role) for role in (Role.START, Role.OPTIMUM, Role.CURRENT))
    (sx, sy), (ox, oy), (nx, ny) = start.pop(), optimum.pop(), now.pop()
    assert sx < nx < ox
    assert sy == ny < oy, "the target lies to the south-east"
    shown = panel.rows[sy][sx] + panel.rows[oy][ox] + panel.rows[ny][nx]
    assert shown == ("SX@" if use_ascii else "○✚●")


def test_the_picture_in_ascii() -> None:
    assert draw_panel(PATH, 4, 22, 10, ascii=True).rows == EXPECTED


def test_the_path_grows_and_ages() -> None:
    long = toy(*[(-1 + i / 20, 1 - i / 40) for i in range(21)])
    young, old = draw_panel(long, 5, 60, 30), draw_panel(long, 20, 60, 30)
    assert not cells(young, Role.PATH_OLD)
    assert cells(old, Role.PATH_OLD)
    assert min(x for x, _ in cells(old, Role.PATH_RECENT)) > max(x for x, _ in cells(old, Role.PATH_OLD))


def test_a_frame_beyond_the_end_shows_the_end() -> None:
    assert draw_panel(PATH, 99, 30, 12) == draw_panel(PATH, 4, 30, 12)
    assert draw_panel(PATH, 3, 30, 12) != draw_panel(PATH, 4, 30, 12)


def test_only_two_quadrants_are_shaded_when_signs_are_locked() -> None:
    panel = draw_panel(PATH, 2, 30, 12)
    ((x, y),) = cells(panel, Role.CURRENT)
    for row, shades in enumerate(panel.shaded):
        for column, shade in enumerate(shades):
            assert bool(shade) == ((column - x) * (y - row) > 0)
    free = draw_panel(toy((-1, 1), (0, 0), locked=False), 1, 30, 12)
    assert all(all(shades) for shades in free.shaded)


@pytest.mark.parametrize("use_ascii", [False, True])
def test_shade_shows_without_colour(use_ascii: bool) -> None:
    panel = draw_panel(PATH, 2, 30, 12, ascii=use_ascii)
    texture = cells(panel, Role.SHADE)
    assert len(texture) > 5
    assert {panel.rows[y][x] for x, y in texture} == {"," if use_ascii else "·"}
    assert all(panel.shaded[y][x] for x, y in texture)


def test_ascii_is_ascii() -> None:
    for name in RANGES:
        rows = draw_panel(descend(Problem(Inputs(range=name))), 50, 60, 20, ascii=True).rows
        assert "".join(rows).isascii()


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (5, 3), (38, 12), (200, 60)])
def test_every_size_is_filled(size: tuple[int, int]) -> None:
    panel = draw_panel(descend(Problem()), 40, *size)
    assert [len(row) for row in panel.rows] == [size[0]] * size[1]
    for y in range(size[1]):
        assert "".join(text for text, _, _ in panel.runs(y)) == panel.rows[y]


def test_a_diverging_path_is_cut_at_the_window() -> None:
    run = descend(Problem(Inputs(range="11"), step=StepRule(value=3.0)))
    panel = draw_panel(run, run.steps, 40, 15)
    assert not cells(panel, Role.CURRENT)
    assert cells(panel, Role.START)


def test_bad_panels_are_refused() -> None:
    with pytest.raises(ValueError, match="two weights"):
        draw_panel(descend(Problem(dims=3)), 0, 20, 10)
    with pytest.raises(ValueError, match="at least one cell"):
        draw_panel(PATH, 0, 0, 10)
