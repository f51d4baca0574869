"""Loss curves in characters, on losses short enough to check by eye."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.paint.canvas import Renderer
from tutor.paint.cells import Cells
from tutor.paint.loss_curve import CurveRole, LossCurve
from tutor.paint.plane import Floats


@dataclass(frozen=True, eq=False)
class Losses:
    """A run of which nothing but the losses is known."""

    losses: Floats


def run(*losses: float) -> Losses:
    return Losses(np.array(losses))


SLOW = run(*(10.0 ** (-i / 2) for i in range(9)))  # 1 … 1e-4
FAST = run(1.0, 1e-2, 1e-4)

PICTURES = {
    Renderer.BRAILLE: (
        " 10⁰┤⢳⠢⣀           ",
        "    │ ⢇ ⠉⠒⢄⡀       ",
        "    │ ⠈    ⠈⠉⠒⠤⡀   ",
        "10⁻⁴┤   2      ⠈⠑⠢1",
    ),
    Renderer.BLOCK: (
        " 1e0┤▜▚▄           ",
        "    │ ▙ ▀▀▄▖       ",
        "    │ ▝    ▝▀▀▄▖   ",
        "1e-4┤   2      ▝▀▚1",
    ),
    Renderer.ASCII: (
        " 1e0+o\\_           ",
        "    | o --\\.       ",
        "    | o    '---.   ",
        "1e-4+   2      '\\\\1",
    ),
}


def shown(curve: LossCurve, t: int) -> tuple[str, ...]:
    return curve.frame(t).rows


@pytest.mark.parametrize("renderer", Renderer)
def test_two_finished_curves(renderer: Renderer) -> None:
    assert shown(LossCurve([SLOW, FAST], 19, 4, renderer), 8) == PICTURES[renderer]


def test_a_curve_grows_and_one_that_has_ended_stays() -> None:
    curve = LossCurve([SLOW, FAST], 40, 6)
    counts = [
        [int((curve.frame(t).roles == role).sum()) for role in (CurveRole.FIRST, CurveRole.SECOND)] for t in range(9)
    ]
    first, second = zip(*counts, strict=True)
    assert list(first) == sorted(first)
    assert first[-1] > 3 * first[1]
    assert second[2:] == (second[2],) * 7
    assert curve.frame(99) == curve.frame(8)
    assert curve.frame(-3) == curve.frame(0)


def test_powers_of_ten_bound_what_is_drawn() -> None:
    curve = LossCurve([run(3.0, 0.02)], 30, 5)
    assert (curve.high, curve.low) == (1, -2)
    assert curve.frame(1).rows[0].startswith(" 10¹┤")
    assert curve.frame(1).rows[4].startswith("10⁻²┤")
    same = LossCurve([run(1.0, 1.0)], 30, 5)
    assert same.high > same.low


def test_labels_are_left_out_where_there_is_no_room() -> None:
    roles = LossCurve([SLOW], 9, 3).frame(8).roles
    assert not (roles == CurveRole.AXIS).any()
    assert (roles == CurveRole.FIRST).any()


def test_a_loss_of_nothing_is_drawn_at_the_floor() -> None:
    curve = LossCurve([run(1.0, 0.0, -1.0, 0.0)], 30, 6, floor=1e-6)
    assert (curve.high, curve.low) == (0, -6)
    assert (curve.frame(3).roles[5, 14:] == CurveRole.FIRST).all()


def test_the_default_floor_leaves_rounding_errors_out() -> None:
    assert LossCurve([run(1.0, 1e-300)], 30, 6).low == -16


def test_losses_that_are_no_numbers_leave_a_gap() -> None:
    curve = LossCurve([run(1.0, math.nan, math.inf, 1e-2, 1e-3)], 20, 6)
    assert (curve.high, curve.low) == (0, -3)
    rows, columns = np.nonzero(curve.frame(4).roles == CurveRole.FIRST)
    assert columns.min() > 5 + 14 // 2, "nothing joins what is not finite"
    assert len(rows)


@pytest.mark.parametrize("losses", [(math.nan,), (0.0,), (math.inf, math.inf), (-1.0, 0.0), (1e300, 1e-300), (1e-320,)])
@pytest.mark.parametrize("floor", [None, 1e-9, 1e9])
def test_strange_losses_are_no_error(losses: tuple[float, ...], floor: float | None) -> None:
    curve = LossCurve([run(*losses)], 30, 4, floor=floor)
    assert curve.low < curve.high
    assert [len(row) for row in curve.frame(len(losses)).rows] == [30] * 4


@settings(deadline=None)
@given(
    st.lists(st.lists(st.floats(0, 1e9), min_size=1, max_size=40), min_size=1, max_size=2),
    st.integers(1, 40),
    st.integers(1, 8),
    st.integers(0, 40),
)
def test_every_renderer_lights_the_same_cells(runs: list[list[float]], width: int, height: int, t: int) -> None:
    pictures: list[Cells[CurveRole]] = [
        LossCurve([run(*losses) for losses in runs], width, height, renderer, floor=1e-3).frame(t)
        for renderer in (Renderer.BLOCK, Renderer.ASCII)  # their labels are alike
    ]
    np.testing.assert_array_equal(pictures[0].roles, pictures[1].roles)
    assert [len(row) for row in pictures[0].rows] == [width] * height
    assert "".join(pictures[1].rows).isascii()


def test_two_runs_tell_themselves_apart_without_colour() -> None:
    ascii_ = LossCurve([SLOW, run(*(2 * SLOW.losses))], 60, 12, Renderer.ASCII).frame(8)
    texts = [{chr(glyph) for glyph in ascii_.glyphs[ascii_.roles == role].tolist()} for role in (2, 3)]
    assert "1" in texts[0]
    assert texts[1] == {"o", "2"}
    assert "o" not in texts[0]
    braille = LossCurve([SLOW, run(*(2 * SLOW.losses))], 60, 12).frame(8)
    second = int((braille.roles == CurveRole.SECOND).sum())
    assert second < int((braille.roles == CurveRole.FIRST).sum()), "the second is dashed"
    assert "●" in "".join(LossCurve([SLOW], 30, 4).frame(8).rows), "one alone needs no number"


def test_marks_that_meet_stand_side_by_side() -> None:
    start = "".join(LossCurve([SLOW, FAST], 30, 4).frame(0).rows)
    assert "1" in start[5:]
    assert "2" in start[5:]


def test_bad_curves_are_refused() -> None:
    with pytest.raises(ValueError, match="one run or two"):
        LossCurve([], 10, 3)
    with pytest.raises(ValueError, match="one run or two"):
        LossCurve([SLOW] * 3, 10, 3)
    with pytest.raises(ValueError, match="at least one cell"):
        LossCurve([SLOW], 10, 0)
    with pytest.raises(ValueError, match="floor"):
        LossCurve([SLOW], 10, 3, floor=0.0)
