"""Ready-made arrows: where they point, and how the two kinds differ."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.paint.canvas import Canvas
from tutor.paint.gradient_arrows import Arrow, ArrowMaker


def shown(maker: ArrowMaker, right: float, up: float) -> tuple[str, ...]:
    arrow = maker.towards(right, up)
    assert arrow is not None
    canvas = Canvas(12, 6)
    canvas.plot(arrow.dots + np.array([11, 12]))
    return canvas.rows()


def test_the_two_arrows_differ_in_shaft_and_head() -> None:
    whole, example = ArrowMaker(11, dotted=True, heads=True), ArrowMaker(11, dotted=False, heads=True)
    assert shown(example, 1, 0)[2:4] == ("         ⢄⡀ ", "       ⠉⠉⠭⠛⠁")
    assert shown(whole, 1, 0)[2:4] == ("         ⣄⡀ ", "        ⠁⠯⠚⠁")


def test_without_heads_the_shaft_is_all_there_is() -> None:
    assert shown(ArrowMaker(8, dotted=False, heads=False), 0, 1) == (
        " " * 12,
        "     ⢸      ",
        "     ⠘      ",
        *[" " * 12] * 3,
    )


@given(st.floats(0, 2 * math.pi))
def test_an_arrow_points_where_it_should(angle: float) -> None:
    arrow = ArrowMaker(40, dotted=False, heads=True).towards(1e-9 * math.cos(angle), 1e-9 * math.sin(angle))
    assert isinstance(arrow, Arrow)
    assert math.hypot(*arrow.tip) == pytest.approx(40, abs=0.8)
    turn = math.atan2(-arrow.tip[1], arrow.tip[0]) - angle
    assert abs((turn + math.pi) % (2 * math.pi) - math.pi) < 0.05
    quarter = (round(angle / (math.pi / 2))) % 4
    assert arrow.quarter == quarter or abs((angle / (math.pi / 2)) % 1 - 0.5) < 0.03
    assert np.hypot(arrow.dots[:, 0], arrow.dots[:, 1]).max() < 41


@pytest.mark.parametrize("direction", [(0.0, 0.0), (math.nan, 1.0), (1.0, math.inf)])
def test_no_direction_no_arrow(direction: tuple[float, float]) -> None:
    assert ArrowMaker(20, dotted=False, heads=True).towards(*direction) is None


def test_an_arrow_of_a_dot_or_two_is_none() -> None:
    assert ArrowMaker(3, dotted=False, heads=True).towards(1, 1) is None
