"""Contour lines as dots, judged by where they lie and how thin they are."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.paint.walks import LONG, ROUND
from tutor.paint.canvas import Canvas, Ints
from tutor.paint.contours import Loss, contour_dots
from tutor.paint.descent_view import View
from tutor.paint.plane import Floats, Plane

PLANE = View((0.0, 0.0), 1.0).plane(40, 20)


def quadratic(hessian: Floats) -> Loss:
    return lambda points: 0.5 * ((points @ hessian) * points).sum(axis=1)


def cross_entropy(points: Floats) -> Floats:
    """Soft targets σ(w*·x) on a fixed set, so that the least loss, at the origin, is far above 0."""
    examples = np.random.default_rng(0).random((300, 2))
    aims = examples @ np.array([1.0, -1.0])
    answers = (points + np.array([1.0, -1.0])) @ examples.T
    losses: Floats = (np.logaddexp(0, answers) - answers / (1 + np.exp(-aims))).mean(axis=1)
    return losses


def worlds(dots: Ints, plane: Plane) -> Floats:
    x = plane.x + (dots[:, 0] - (plane.width - 1) / 2) / plane.scale
    y = plane.y - (dots[:, 1] - (plane.height - 1) / 2) / plane.scale
    return np.column_stack([x, y])


def test_circles_of_a_round_loss_have_the_radii_of_their_levels() -> None:
    points = worlds(contour_dots(quadratic(ROUND), PLANE), PLANE)
    radius = np.hypot(points[:, 0], points[:, 1])
    # ½ r²/3 = 4ⁿ/3, so r = √2 · 2ⁿ: from the corners of the window inwards, to seven dots; the next would have 3.5
    expected = math.sqrt(2) * 0.5 ** np.arange(5)
    nearest = expected[np.abs(np.log(radius[:, None] / expected)).argmin(axis=1)]
    assert np.abs(radius - nearest).max() * PLANE.scale < 0.75, "every dot lies on its circle"
    assert set(nearest.tolist()) == set(expected[:-1].tolist()), "and none of them is missing"


def test_a_line_has_no_gaps_and_no_blots() -> None:
    dots = {tuple(dot) for dot in contour_dots(quadratic(LONG), PLANE).tolist()}
    for x, y in dots:
        square = {(x + i, y + j) for i in (0, 1) for j in (0, 1)}
        assert not square <= dots, "two dots wide and two high is a blot"
        inside = 0 < x < PLANE.width - 1 and 0 < y < PLANE.height - 1
        neighbours = sum((x + i, y + j) in dots for i in (-1, 0, 1) for j in (-1, 0, 1)) - 1
        assert not inside or neighbours >= 2, "a closed line goes on both ways"


def test_nothing_is_drawn_next_to_the_target() -> None:
    for loss in (quadratic(ROUND), quadratic(LONG), cross_entropy):
        points = worlds(contour_dots(loss, PLANE), PLANE)
        assert np.hypot(points[:, 0], points[:, 1]).min() * PLANE.scale >= 3.5


def test_a_steeper_loss_has_more_lines_but_the_same_levels() -> None:
    flat, steep = (contour_dots(quadratic(factor * ROUND), PLANE) for factor in (1.0, 16.0))
    assert {tuple(dot) for dot in flat.tolist()} == {tuple(dot) for dot in steep.tolist()}, (
        "16 is two levels of ratio 4"
    )
    assert len(contour_dots(quadratic(np.diag([1 / 3, 40.0])), PLANE)) > len(flat)


def test_a_trough_without_end_is_drawn_as_parallel_lines() -> None:
    def picture(hessian: list[list[float]]) -> tuple[str, ...]:
        canvas = Canvas(16, 6)
        canvas.plot(contour_dots(quadratic(np.array(hessian)), View((0.0, 0.0), 1.0).plane(16, 6)))
        return canvas.rows()

    empty = " " * 16
    assert picture([[0, 0], [0, 2]]) == ("⣀" * 16, empty, empty, empty, "⠉" * 16, empty)
    assert picture([[2, 2], [2, 2]]) == (
        "⢄     ⠑⢄ ⠈⠢⡀    ",
        " ⠑⢄     ⠑⢄ ⠈⠢⡀  ",
        "⠢⡀ ⠑⢄     ⠑⢄ ⠈⠢⡀",
        " ⠈⠢⡀ ⠑⢄     ⠑⢄ ⠈",
        "   ⠈⠢⡀ ⠑⢄     ⠑⢄",
        "⡀    ⠈⠢⡀ ⠑⢄     ",
    )


def test_the_lines_of_a_loss_whose_least_is_not_zero() -> None:
    least = float(cross_entropy(np.zeros((1, 2)))[0])
    dots = contour_dots(cross_entropy, PLANE)
    excess = cross_entropy(worlds(dots, PLANE)) - least
    levels = np.log(excess * 3) / math.log(4)
    assert len(dots) > 100
    assert np.abs(levels - np.rint(levels)).max() < 0.3
    assert np.abs(levels - np.rint(levels)).mean() < 0.06


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (5, 3), (90, 34)])
def test_dots_lie_within_the_window(size: tuple[int, int]) -> None:
    plane = View((-0.25, 0.25), 1.0).plane(*size)
    dots = contour_dots(quadratic(LONG), plane)
    assert ((dots >= 0) & (dots < (plane.width, plane.height))).all()


@pytest.mark.parametrize("view", [View((-1.0, 1.0), 1e-6), View((5e5, 5e5), 1.0), View((0.3, 0.1), 1e-3)])
def test_far_from_the_target_the_levels_are_finer(view: View) -> None:
    dots = contour_dots(quadratic(LONG), view.plane(58, 24))
    canvas = Canvas(58, 24)
    canvas.plot(dots)
    assert 24 <= len(dots) < 1000, "some lines, and no blot"


@pytest.mark.parametrize("view", [View((0.0, 0.0), 1e9), View((1e12, -1e12), 1e-9), View((0.0, 0.0), 1e-9)])
def test_the_farthest_views_are_no_error(view: View) -> None:
    for loss in (quadratic(LONG), cross_entropy):
        contour_dots(loss, view.plane(20, 8))


def test_losses_that_are_not_numbers_are_no_error() -> None:
    def broken(points: Floats) -> Floats:
        losses = quadratic(ROUND)(points)
        losses[::3] = np.nan
        losses[1::3] = np.inf
        return losses

    assert contour_dots(broken, PLANE).dtype == np.int64
    assert len(contour_dots(lambda points: np.full(len(points), np.nan), PLANE)) == 0
    assert len(contour_dots(lambda points: np.zeros(len(points)), PLANE)) == 0
