"""A descent in characters, on paths short enough to check by eye."""

from __future__ import annotations

import math
import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.paint.walks import LONG, STAIRS, Walk, stagger, walk
from tutor.nn.descent import Inputs, Problem, descend
from tutor.paint.canvas import Renderer
from tutor.paint.descent_marks import BODIES, HEADS, LEGEND, MARKS, TEXTURES, Role
from tutor.paint.descent_scene import Panel, Scene
from tutor.paint.descent_view import View

PATHS = (Role.PATH_OLD, Role.PATH, Role.PATH_RECENT)
PICTURES = {
    Renderer.BRAILLE: (
        "    ⢀⠤⠊      ·     ·    ⠑⠤",
        "  ⢀○⠤⠤⠤⠤⠤●                ",
        " ⡰⠁   ⢄·⢄⡆⡄⡀              ",
        "⠜   ·  ⠑⠈⠟⠭⡇⠔⠒⠒⠒⠒⠒⠢⢄⡀     ",
        " ·     ·⢀⠔⢄ ⢆       ⠈⠢⡀   ",
        "    ·  ⢠⠃⠠⢄⣑⣼⡀⠒⠒⠒⠤⡀   ⠘⡄  ",
        " ·     ⡇   ⡰⠈⠁    ⠈⢆   ⢸  ",
        "    ·  ⡇   ⡇   ✚   ⢸   ⢸  ",
        " ·     ⡇   ⠱⡀     ⢀⠎   ⢸  ",
        "    ·  ⠘⡄   ⠈⠒⠤⠤⠤⠒⠁   ⢠⠃  ",
        "w₂ ↑   ·⠈⠢⡀         ⢀⠔⠁   ",
        "w₁ →·     ⠈⠑⠢⠤⠤⠤⠤⠤⠔⠊⠁     ",
    ),
    Renderer.BLOCK: (
        "    ···      ,     ,    ··",
        "  ·○▄▄▄▄▄●                ",
        " ··   ▄, ▌                ",
        "·   ,  ▀▄▼▝↓·········     ",
        " ,     ,··▄ ▙       ···   ",
        "    ,  ··▗▄█▟▖·····   ··  ",
        " ,     ·   ·▝▘    ··   ·  ",
        "    ,  ·   ·   ╬   ·   ·  ",
        " ,     ·   ··     ··   ·  ",
        "    ,  ··   ·······   ··  ",
        "w2 ↑   ,···         ···   ",
        "w1 →,     ···········     ",
    ),
    Renderer.ASCII: (
        "    ...      ,     ,    ..",
        "  .S*****@                ",
        " ..   +, =                ",
        ".   ,  ++v:v.........     ",
        " ,     ,..+ +       ...   ",
        "    ,  ..+++++.....   ..  ",
        " ,     .   .++    ..   .  ",
        "    ,  .   .   X   .   .  ",
        " ,     .   ..     ..   .  ",
        "    ,  ..   .......   ..  ",
        "w2 ^   ,...         ...   ",
        "w1 >,     ...........     ",
    ),
}


def cells(panel: Panel, *roles: Role) -> set[tuple[int, int]]:
    rows, columns = np.nonzero(np.isin(panel.roles, roles))
    return set(zip(columns.tolist(), rows.tolist(), strict=True))


@pytest.mark.parametrize("renderer", Renderer)
def test_the_picture_after_one_step(renderer: Renderer) -> None:
    assert Scene(STAIRS, 26, 12, renderer).frame(1).rows == PICTURES[renderer]


@pytest.mark.parametrize("renderer", Renderer)
def test_marks_stand_where_they_should(renderer: Renderer) -> None:
    panel = Scene(STAIRS, 24, 12, renderer).frame(1)
    ((sx, sy),), ((ox, oy),), ((nx, ny),) = (cells(panel, role) for role in MARKS[renderer])
    assert sx < nx < ox
    assert sy == ny < oy, "the target lies to the south-east"
    assert [panel.rows[y][x] for x, y in ((sx, sy), (ox, oy), (nx, ny))] == list(MARKS[renderer].values())


def test_the_path_grows_and_ages_in_three_stages() -> None:
    steps = [(-1 + i / 80, 1 - i / 160) for i in range(81)]
    scene = Scene(walk(*steps), 120, 60)
    assert not cells(scene.frame(0), *PATHS)
    assert not cells(scene.frame(11), Role.PATH_OLD, Role.PATH)
    assert not cells(scene.frame(40), Role.PATH_OLD)
    ages = [cells(scene.frame(80), role) for role in PATHS]
    for older, younger in pairwise(ages):
        assert max(x for x, _ in older) <= min(x for x, _ in younger)
    widths = [max(x for x, _ in age) - min(x for x, _ in age) for age in ages]
    assert widths[2] * 3 < widths[1], "twelve steps, and the 48 before them"


def test_frames_beyond_the_ends_show_the_ends() -> None:
    scene = Scene(STAIRS, 30, 12)
    assert scene.steps == 4
    assert scene.frame(99) == scene.frame(4) != scene.frame(3)
    assert scene.frame(-1) == scene.frame(0)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 120), st.sampled_from([(5, 3), (24, 10), (58, 24)]))
def test_every_renderer_shows_the_same_path(t: int, size: tuple[int, int]) -> None:
    braille, block, ascii_ = (Scene(WALK, *size, renderer).frame(t) for renderer in Renderer)
    for role in (*PATHS, Role.START, Role.OPTIMUM, Role.CURRENT):
        # The heads of the gradient arrows are dots in braille and a character elsewhere, and may lie over the path.
        hidden = cells(braille, Role.WHOLE, Role.EXAMPLE)
        assert cells(braille, role) == cells(block, role) - hidden
        assert cells(block, role) == cells(ascii_, role)


WALK = stagger(120)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=2, max_size=9),
    st.integers(1, 30),
    st.integers(1, 12),
)
def test_the_whole_path_lies_in_a_fitted_window(points: list[tuple[float, float]], width: int, height: int) -> None:
    run = walk((-4.0, 4.0), *points)
    scene = Scene(run, width, height)
    dots = scene.view.plane(width, height).to_dots(run.points)
    # The window is moved by up to a cell, so that the target has one for itself.
    assert ((dots >= (-2, -4)) & (dots < (2 * width + 2, 4 * height + 4))).all()
    for t in range(len(points) + 1):
        panel = scene.frame(t)
        assert (panel.width, panel.height) == (width, height)


def test_gradient_arrows_tell_themselves_apart_without_colour() -> None:
    for renderer in (Renderer.BLOCK, Renderer.ASCII):
        panel = Scene(walk((-1, 1), (-1, 0.5), (0, 0), hessian=LONG), 40, 20, renderer).frame(0)
        texts = [{panel.rows[y][x] for x, y in cells(panel, role)} for role in (Role.EXAMPLE, Role.WHOLE)]
        assert HEADS[renderer][Role.EXAMPLE][3] in texts[0], "the example points down"
        assert HEADS[renderer][Role.WHOLE][0] in texts[1] or HEADS[renderer][Role.WHOLE][3] in texts[1]
        bodies = [text - set("".join(HEADS[renderer].values())) for text in texts]
        assert bodies[0]
        assert bodies[1]
    assert chr(BODIES[Renderer.ASCII][Role.EXAMPLE][255]) != chr(BODIES[Renderer.ASCII][Role.WHOLE][255])


def test_gradient_arrows_point_down_their_gradients_and_vanish_at_the_end() -> None:
    run = Walk(np.array([[0.5, 0.5], [0.4, 0.4]]), np.array([[-1.0, 0.0]]), np.diag([0.0, 1.0]))
    scene = Scene(run, 60, 30, view=View((0.5, 0.5), 1.0))
    panel = scene.frame(0)
    ((x, y),) = cells(panel, Role.CURRENT)
    example, whole = cells(panel, Role.EXAMPLE), cells(panel, Role.WHOLE)
    assert all(column > x and abs(row - y) <= 1 for column, row in example), "to the east"
    assert all(row > y and abs(column - x) <= 2 for column, row in whole), "to the south"
    assert max(column - x for column, _ in example) == pytest.approx(0.16 * 60, abs=1.5), (
        "a fifth of 120 dots, less a fifth"
    )
    assert max(row - y for _, row in whole) == pytest.approx(0.2 * 30, abs=1)
    assert not cells(scene.frame(1), Role.EXAMPLE, Role.WHOLE)


@pytest.mark.parametrize("bad", [(0.0, 0.0), (math.nan, 1.0)])
def test_no_gradient_no_arrow(bad: tuple[float, float]) -> None:
    run = Walk(np.array([[0.5, 0.5], [0.4, 0.4]]), np.array([bad]), np.zeros((2, 2)))
    assert not cells(Scene(run, 40, 20).frame(0), Role.EXAMPLE, Role.WHOLE)


def test_only_two_quadrants_are_shaded_when_signs_are_locked() -> None:
    panel = Scene(STAIRS, 30, 12).frame(2)
    ((x, y),) = cells(panel, Role.CURRENT)
    right, down = np.arange(30) - x, np.arange(12)[:, None] - y
    np.testing.assert_array_equal(panel.shaded, right * down < 0)
    assert Scene(walk((-1, 1), (0, 0), locked=False), 30, 12).frame(1).shaded.all()


@pytest.mark.parametrize("renderer", Renderer)
def test_shade_shows_without_colour(renderer: Renderer) -> None:
    panel = Scene(STAIRS, 30, 12, renderer).frame(2)
    texture = cells(panel, Role.SHADE)
    assert len(texture) > 5
    assert {panel.rows[y][x] for x, y in texture} == {TEXTURES[renderer]}
    assert all(panel.shaded[y, x] for x, y in texture)


def test_ascii_is_ascii() -> None:
    for inputs in (Inputs(), Inputs(range="11")):
        scene = Scene(descend(Problem(inputs)), 60, 20, Renderer.ASCII)
        assert all("".join(scene.frame(t).rows).isascii() for t in (0, 10, 50))


@pytest.mark.parametrize("renderer", Renderer)
@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 9), (5, 3), (38, 12), (200, 60)])
def test_every_size_is_filled(size: tuple[int, int], renderer: Renderer) -> None:
    panel = Scene(WALK, *size, renderer).frame(40)
    assert [len(row) for row in panel.rows] == [size[0]] * size[1]
    for y in range(size[1]):
        assert "".join(text for text, _, _ in panel.runs(y)) == panel.rows[y]


@pytest.mark.parametrize("zoom", [1e-6, 1e-3, 1e3, 1e6])
def test_the_closest_and_the_farthest_view(zoom: float) -> None:
    near_start = View((-1.0, 1.0), 1.0).zoomed(zoom)
    panel = Scene(WALK, 58, 24, view=near_start).frame(60)
    ((x, y),) = cells(panel, Role.START) or cells(panel, Role.CURRENT)  # far away all marks share a cell
    assert abs(x - 29) <= 1
    assert abs(y - 12) <= 1


def test_zoomed_in_a_long_step_crosses_the_window_straight() -> None:
    run = walk((-1.0, 1.0), (1.0, 0.0))  # through (0, ½), down by one in two
    panel = Scene(run, 20, 10, view=View((0.0, 0.5), 1e-6)).frame(1)
    path = sorted(cells(panel, *PATHS))
    assert {x for x, _ in path} == set(range(20))
    assert path[-1][1] - path[0][1] == pytest.approx(40 / 2 / 4, abs=1), "forty dots across, twenty down"


def test_a_view_elsewhere_shows_an_empty_plane() -> None:
    panel = Scene(WALK, 30, 10, view=View((50.0, 50.0), 0.01)).frame(60)
    assert not cells(panel, *PATHS, *MARKS[Renderer.BRAILLE], Role.EXAMPLE, Role.WHOLE, Role.ARROW)
    assert not panel.shaded.any() or panel.shaded.all()


def test_a_path_that_flies_away_is_cut_at_the_window() -> None:
    away = walk((-1, 1), (3, -2), (-900, 500), (1e6, -1e6), locked=False)
    panel = Scene(away, 40, 15).frame(3)
    assert not cells(panel, Role.CURRENT)
    assert cells(panel, Role.START)
    assert cells(panel, *PATHS)


def test_numbers_that_are_none_never_reach_the_picture() -> None:
    run = walk((-1, 1), (math.nan, 0.5), (0.5, math.inf), (0.2, 0.1), (0, 0))
    scene = Scene(run, 30, 12)
    for t in range(5):
        assert len(scene.frame(t).rows) == 12
    broken = Walk(STAIRS.points, STAIRS.gradients, np.full((2, 2), math.nan))
    assert not cells(Scene(broken, 30, 12).frame(1), Role.CONTOUR, Role.WHOLE)


def test_of_many_weights_the_first_two_are_shown() -> None:
    flat = walk((-1, 1), (0, 0.5), (0, 0))
    deep = walk((-1, 1, 5, -3), (0, 0.5, 2, 1), (0, 0, 0, 0), hessian=np.eye(4) / 3)
    assert Scene(flat, 40, 16).frame(1) == Scene(deep, 40, 16).frame(1)
    run = descend(Problem(dims=9))
    assert cells(Scene(run, 30, 12).frame(run.steps), *PATHS)


def test_losses_of_any_kind_have_contours() -> None:
    for problem in (Problem(loss="cross_entropy", max_steps=50), Problem(bias=True, dims=1, max_steps=50)):
        assert cells(Scene(descend(problem), 30, 12).frame(0), Role.CONTOUR)


def test_a_cell_that_the_old_path_fills_is_a_thin_cloud() -> None:
    to_and_fro = [(-0.5 + i / 80, 0.5 * (-1) ** i) for i in range(80)]
    panel = Scene(walk((-1, 1), *to_and_fro, *[(0.5, 0.5)] * 60), 40, 20).frame(999)
    assert {panel.rows[y][x] for x, y in cells(panel, Role.PATH_OLD)} >= {"⢕"}
    assert "⣿" not in "".join(panel.rows)


def test_a_hundred_thousand_steps_are_prepared_in_little_memory() -> None:
    points = np.random.default_rng(0).normal(0, 0.2, (100_001, 2))
    run = Walk(points, points[:-1], LONG)
    tracemalloc.start()
    try:
        scene = Scene(run, 58, 24, view=View((0.0, 0.0), 1.0))
        kept, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 50e6
    assert kept < 5e6
    assert scene.frame(50_000) != scene.frame(100_000)


def test_every_role_has_a_body_and_every_mark_a_name() -> None:
    for renderer in Renderer:
        assert set(BODIES[renderer]) == set(Role)
        assert all(len(text) == 3 for text in LEGEND[renderer].values())
        assert all(len(heads) in (0, 4) for heads in HEADS[renderer].values())


def test_bad_panels_are_refused() -> None:
    with pytest.raises(ValueError, match="at least two weights"):
        Scene(walk((1.0,), (0.0,)), 20, 10)
    with pytest.raises(ValueError, match="at least one cell"):
        Scene(STAIRS, 0, 10)
