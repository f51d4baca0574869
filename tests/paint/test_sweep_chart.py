"""Charts of sweeps in characters, on numbers few enough to check by eye."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor import language
from tutor.nn.descent import Inputs, Problem, Spread, SweepPoint, sweep
from tutor.paint.canvas import Renderer
from tutor.paint.cells import Cells
from tutor.paint.sweep_chart import FLOWN, POINTS, ChartRole, draw_sweep
from tutor.paint.sweep_series import Series, series_of

NAN = math.nan


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    language.use("en")


def series(name: str, median: tuple[float, ...], theory: float = NAN) -> Series:
    """Return medians at 2, 4, 8 …, quartiles a factor of 1.5 around them, and theory at a multiple of them."""
    values = tuple(2.0 ** (i + 1) for i in range(len(median)))
    low, high = (tuple(m * factor for m in median) for factor in (1 / 1.5, 1.5))
    return Series(name, values, low, median, high, tuple(m * theory for m in median))


LONG = series("[0, 1]", (100.0, 200.0, 400.0, 800.0, 1600.0), theory=1.0)
SHORT = series("[−1, 1]", (10.0, 20.0, 40.0, 80.0, 160.0), theory=1.0)


def draw(renderer: Renderer, width: int = 36, height: int = 10) -> Cells[ChartRole]:
    return draw_sweep([LONG, SHORT], width, height, renderer, x_name="d", y_name="steps", theory_name="theory")


PICTURES = {
    Renderer.BRAILLE: (
        "steps ↑  d →                        ",
        "     ● [0, 1]  ○ [−1, 1]  ⠤⠤⠤ theory",
        "    │                      ⡀   ⢀⣀⡠● ",
        "1000┤              ⣀●⣀⠤⠤⠤⠤⠒●⠒⠉⠉⠁  ⠁ ",
        "    │ ⡀ ⣀⣀⣀⡠⠤●⠔⠒⠒⠉⠉ ⠃            ⣀○ ",
        " 100┤ ●⠉            ⢠⢀ ⣀⠤ ⠔○ ⠊⠉ ⠉ ⠈ ",
        "    │ ⢀    ⣀⠤○⠤⠒ ⠒⠊ ○⠁              ",
        "  10┤ ○ ⠉⠉   ⠈                      ",
        "    └─┬──────┬──────┬──────┬──────┬─",
        "      2      4      8     16     32 ",
    ),
    Renderer.BLOCK: (
        "steps ↑  d →                        ",
        "     ● [0, 1]  ○ [−1, 1]  ▄▄▄ theory",
        "    │                      ▖   ▗▄▄● ",
        "1000┤              ▄●▄▄▄▄▄▀●▀▀▀▘  ▘ ",
        "    │ ▖ ▄▄▄▄▄●▞▀▀▀▀ ▘            ▄○ ",
        " 100┤ ●▀            ▗▗ ▄▄ ▞○ ▀▀ ▀ ▝ ",
        "    │ ▗    ▄▄○▄▀ ▀▀ ○▘              ",
        "  10┤ ○ ▀▀   ▝                      ",
        "    └─┬──────┬──────┬──────┬──────┬─",
        "      2      4      8     16     32 ",
    ),
    Renderer.ASCII: (
        "steps ^  d >                        ",
        "     * [0, 1]  o [-1, 1]  --- theory",
        "    |                      |   ---* ",
        "1000+              -*------*----  | ",
        "    | | -----*----- |            :o ",
        " 100+ *-            |: :: :o :: : | ",
        "    | |    ::o:: :: o:              ",
        "  10+ o ::   |                      ",
        "    +-+------+------+------+------+-",
        "      2      4      8     16     32 ",
    ),
}


@pytest.mark.parametrize("renderer", Renderer)
def test_two_series_with_whiskers_and_theory(renderer: Renderer) -> None:
    assert draw(renderer).rows == PICTURES[renderer]


def test_every_renderer_fills_the_same_cells() -> None:
    braille, block, ascii_ = (draw(renderer, 80, 24) for renderer in Renderer)
    np.testing.assert_array_equal(braille.roles, block.roles)
    np.testing.assert_array_equal(braille.roles, ascii_.roles)
    assert "".join(ascii_.rows).isascii()


def test_medians_stand_at_their_place_on_both_axes() -> None:
    picture = draw_sweep([LONG], 60, 20)
    rows, columns = np.nonzero(picture.glyphs[1:] == ord(POINTS[Renderer.BRAILLE][0]))  # below the legend
    order = np.argsort(columns)
    assert len(set(np.diff(columns[order]).tolist())) <= 2, "powers of two are equally far apart"
    steps = -np.diff(rows[order])
    assert steps.min() > 0
    assert steps.max() - steps.min() <= 1, "and so are their steps"
    labels = [row.split("┤")[0].strip() for row in picture.rows if "┤" in row]
    assert labels == ["2000", "1000", "500", "200", "100"]
    assert picture.rows[-1].split() == ["2", "4", "8", "16", "32"]
    ticks = [x for x, mark in enumerate(picture.rows[-2]) if mark == "┬"]
    assert ticks == sorted(columns.tolist())


def test_whiskers_reach_from_quartile_to_quartile() -> None:
    one = Series("", (1.0, 2.0, 3.0), (1.0, 1.0, 2.0), (2.0, 2.5, 2.5), (4.0, 3.0, 4.0), (NAN, NAN, NAN))
    picture = draw_sweep([one], 24, 14)
    lengths = [int((picture.roles[:, column] == ChartRole.FIRST).sum()) for column in range(24)]
    first, second, third = (length for length in lengths if length)
    assert first > third >= second > 1


def test_a_value_at_which_most_runs_flew_away_is_marked_at_the_top() -> None:
    one = Series("", (0.5, 1.0, 2.0), (1.0, 2.0, NAN), (1.0, 2.0, NAN), (1.0, 2.0, NAN), (NAN, NAN, NAN))
    for renderer in Renderer:
        rows = draw_sweep([one], 30, 10, renderer).rows
        assert rows[0].rstrip().endswith(FLOWN[renderer])
        assert sum(row.count(FLOWN[renderer]) for row in rows) == 1


def test_medians_in_one_cell_have_a_mark_of_their_own() -> None:
    rows = draw_sweep([LONG, LONG], 40, 12).rows
    assert sum(row.count("◉") for row in rows) == 5
    assert not any("●" in row for row in rows[1:])


def test_labels_that_would_touch_give_way_to_round_numbers() -> None:
    values = tuple((0.1 + 0.2375 * np.arange(9)).tolist())
    one = Series("", values, values, values, values, (NAN,) * 9)
    assert draw_sweep([one], 50, 12).rows[-1].split() == ["0.1", "0.2", "0.5", "1", "2"]


def test_numbers_follow_the_language() -> None:
    language.use("ru")
    one = Series("", (0.1, 0.5), (1.25, 1.25), (1.5, 1.5), (1.75, 1.75), (NAN, NAN))
    rows = draw_sweep([one], 40, 16).rows
    assert rows[-1].split() == ["0,1", "0,5"]
    assert any("1,5┤" in row for row in rows)


def test_a_long_name_has_a_row_of_its_own() -> None:
    wide = draw_sweep([LONG, SHORT], 90, 20, x_name="inputs d", y_name="path ÷ straight line", theory_name="theory")
    narrow = draw_sweep([LONG, SHORT], 40, 20, x_name="inputs d", y_name="path ÷ straight line", theory_name="theory")
    assert "straight line" in wide.rows[0]
    assert "[0, 1]" in wide.rows[0]
    assert "straight line" in narrow.rows[0]
    assert "[0, 1]" in narrow.rows[1]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.floats(), st.floats(), st.floats(), st.floats(), st.floats()), max_size=5),
    st.integers(1, 60),
    st.integers(1, 20),
    st.sampled_from(list(Renderer)),
)
def test_any_numbers_in_any_size(
    numbers: list[tuple[float, float, float, float, float]], width: int, height: int, renderer: Renderer
) -> None:
    columns = tuple(zip(*numbers, strict=True)) or ((),) * 5
    picture = draw_sweep([Series("name", *columns)], width, height, renderer, x_name="x", y_name="y", theory_name="t")
    assert [len(row) for row in picture.rows] == [width] * height


def test_a_chart_without_room_for_axes_is_all_plot() -> None:
    picture = draw(Renderer.BRAILLE, 12, 4)
    assert set(np.unique(picture.roles).tolist()) <= {role for role in ChartRole if role not in (1, 2)}
    assert draw(Renderer.BRAILLE, 1, 1).rows != (" ",)


def test_a_series_is_taken_out_of_a_sweep() -> None:
    share = Spread(0.5, 0.75, 1.0)
    points = [
        SweepPoint(2, Spread(90, 100, 120), Spread(2, 3, 4), share, 0.0, 95.0, 7.0),
        SweepPoint(4, Spread(190, 200, 250), Spread(3, 4, 5), share, 0.2, None, 13.0),
        SweepPoint(8, Spread(1, 2, 3), Spread(1, 1, 1), share, 0.9, 5.0, 25.0),
    ]
    steps = series_of(points, "[0, 1]")
    assert list(steps.values) == [2, 4, 8]
    np.testing.assert_array_equal(steps.median, (100, 200, NAN))
    np.testing.assert_array_equal(steps.theory, (95, NAN, 5))
    detour = series_of(points, "", "detour")
    np.testing.assert_array_equal(detour.high, (4, 5, NAN))
    np.testing.assert_array_equal(detour.theory, (NAN, NAN, NAN))
    assert series_of(points, "", "same_sign").low[:2] == (0.5, 0.5)


def test_a_sweep_of_the_engine_can_be_drawn() -> None:
    found = [
        series_of(sweep(Problem(inputs), "dims", (2, 3), runs=3).points, name)
        for inputs, name in ((Inputs(), "[0, 1]"), (Inputs(range="11"), "[−1, 1]"))
    ]
    roles = draw_sweep(found, 40, 12).roles
    assert {ChartRole.FIRST, ChartRole.SECOND, ChartRole.FIRST_THEORY} <= set(roles.ravel().tolist())


def test_bad_charts_are_refused() -> None:
    with pytest.raises(ValueError, match="one series or two"):
        draw_sweep([], 10, 10)
    with pytest.raises(ValueError, match="at least one cell"):
        draw_sweep([LONG], 0, 10)
    with pytest.raises(ValueError, match="for each of its values"):
        Series("", (1.0,), (1.0,), (1.0, 2.0), (1.0,), (1.0,))
    with pytest.raises(ValueError, match="not 'speed'"):
        series_of([], "", "speed")
