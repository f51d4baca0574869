"""The canvas of dots, judged by the characters it gives."""

from __future__ import annotations

import numpy as np
import pytest

from tutor.paint.canvas import GLYPHS, Canvas, Raster, Renderer, line_dots, single_glyph


def test_each_dot_has_its_braille_bit() -> None:
    canvas = Canvas(8, 1)
    for i, (x, y) in enumerate([(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]):
        canvas.dot(2 * i + x, y)
    assert canvas.rows() == ("⠁⠂⠄⠈⠐⠠⡀⢀",)


def test_lines_in_braille_and_in_ascii() -> None:
    canvas = Canvas(4, 2)
    canvas.line(0, 0, 7, 7)
    assert canvas.rows() == ("⠑⢄  ", "  ⠑⢄")
    assert canvas.rows(Renderer.ASCII) == ("\\\\  ", "  \\\\")
    level = Canvas(3, 1)
    level.line(0, 1, 5, 1)
    assert level.rows() == ("⠒⠒⠒",)
    assert level.rows(Renderer.ASCII) == ("---",)
    upright = Canvas(1, 2)
    upright.line(0, 7, 0, 0)
    assert upright.rows(Renderer.ASCII) == ("|", "|")
    rising = Canvas(2, 1)
    rising.line(0, 3, 3, 0)
    assert rising.rows(Renderer.ASCII) == ("//",)


def test_blocks_show_the_quarters_of_a_cell() -> None:
    canvas = Canvas(6, 1)
    for x, y in [(0, 0), (3, 1), (4, 2), (7, 3), (8, 0), (9, 3)]:
        canvas.dot(x, y)
    canvas.line(10, 0, 10, 3)
    assert canvas.rows(Renderer.BLOCK) == ("▘▝▖▗▚▌",)


@pytest.mark.parametrize("renderer", Renderer)
def test_a_cell_is_blank_only_without_dots(renderer: Renderer) -> None:
    assert [chr(glyph) == " " for glyph in GLYPHS[renderer].tolist()] == [True] + [False] * 255
    assert len(set(GLYPHS[renderer].tolist())) == {"braille": 256, "block": 16, "ascii": 9}[renderer]


def test_a_single_glyph_shows_any_dot() -> None:
    assert "".join(map(chr, single_glyph("*")[:3])) == " **"


def test_a_raster_packs_the_places_of_its_dots() -> None:
    raster = Raster(2, 2)
    places = raster.places(np.array([[0, 0], [3, 1], [2, 7]]))
    assert raster.codes_at(places).tolist() == [[1, 1 << 3], [0, 1 << 6]]
    every = np.array([[x, y] for y in range(8) for x in range(4)])
    assert sorted(raster.places(every).tolist()) == list(range(raster.dots))


def test_ascii_strokes_lie_where_their_dots_do() -> None:
    canvas = Canvas(4, 1)
    canvas.dot(0, 0)
    canvas.dot(2, 3)
    canvas.line(4, 3, 5, 3)
    for x in (6, 7):
        canvas.line(x, 0, x, 3)
    assert canvas.rows(Renderer.ASCII) == ("'._#",)


def test_a_polyline_joins_its_corners() -> None:
    canvas = Canvas(2, 1)
    canvas.polyline(np.array([[0, 0], [3, 0], [3, 3], [0, 3], [0, 0]]))
    assert canvas.rows() == ("⣏⣹",)


def test_what_falls_outside_is_left_out() -> None:
    canvas = Canvas(2, 1)
    canvas.line(-4, 1, 40, 1)
    canvas.dot(-1, -1)
    canvas.text(-1, 0, "abcd")
    canvas.text(0, 5, "below")
    assert canvas.rows() == ("bc",)


def test_text_lies_over_dots() -> None:
    canvas = Canvas(3, 1)
    canvas.line(0, 0, 5, 0)
    canvas.text(1, 0, "x")
    assert canvas.rows() == ("⠉x⠉",)


@pytest.mark.parametrize("end", [(7, 3), (3, 7), (-7, 3), (0, 0), (5, -5), (-2, -9)])
def test_a_line_has_one_dot_a_step_and_both_its_ends(end: tuple[int, int]) -> None:
    dots = line_dots(np.array([[0, 0]]), np.array([end]))
    reach = max(abs(end[0]), abs(end[1]))
    assert len(dots) == reach + 1
    assert dots[0].tolist() == [0, 0]
    assert dots[-1].tolist() == list(end)
    assert (np.abs(np.diff(dots, axis=0)).max(axis=1) == 1).all() if reach else len(dots) == 1


def test_a_canvas_needs_a_cell() -> None:
    with pytest.raises(ValueError, match="at least one cell"):
        Canvas(0, 3)
