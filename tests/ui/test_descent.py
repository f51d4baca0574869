"""The laboratory of descent: playing, looking and drawing, by keys and by mouse."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from textual import constants
from textual.app import App
from textual.events import MouseScrollDown, MouseScrollUp

from tests.ui.driver import HUGE, LARGE, SMALL, key_items, press, screen_text, too_wide, wait_for, words_in, words_on
from tests.ui.laboratory import laboratory, panels, pictures, setup_with, shows
from tutor.paint.canvas import Renderer
from tutor.paint.descent_marks import MARKS, Role
from tutor.paint.descent_scene import Panel
from tutor.paint.descent_view import View
from tutor.record.settings import Settings
from tutor.ui import themes
from tutor.ui.screens.help import HelpScreen
from tutor.ui.widgets.descent import Descent
from tutor.ui.widgets.descent_clock import SPEEDS, Clock
from tutor.ui.widgets.descent_curve import DescentCurve
from tutor.ui.widgets.descent_panel import DescentPanel
from tutor.ui.widgets.descent_scrub import DescentScrub
from tutor.ui.widgets.descent_side import DescentSide

SMALLEST = (60, 18)
SIZES = [SMALLEST, SMALL, LARGE, HUGE]


def shown(descent: Descent) -> list[Panel | None]:
    """Return the pictures in the panels."""
    return [panel.panel for panel in panels(descent)]


def has_rows(app: App[None], height: int) -> bool:
    """Return whether the window has so many rows."""
    return app.size.height == height


def place_of(panel: DescentPanel, role: Role) -> tuple[int, int]:
    """Return column and row of a mark that stands in the picture once."""
    assert panel.panel is not None
    mark = MARKS[Renderer.BRAILLE][role]
    (found,) = [(row.index(mark), y) for y, row in enumerate(panel.panel.rows) if mark in row]
    return found


# ── playing ──────────────────────────────────────────────────────────────────────────────────────


async def test_steps_go_on_and_back_in_both_panels_alike(tmp_path: Path) -> None:
    async with laboratory(tmp_path) as (pilot, _app, descent):
        await press(pilot, "right", "right", "right", "left")
        assert descent.frame == 2
        await shows(pilot, descent, 2)
        assert words_on(pilot.app).count("steps 2/101") == 1
        await press(pilot, "left", "left", "left")
        assert descent.frame == 0


async def test_the_shorter_run_waits_at_its_end(tmp_path: Path) -> None:
    async with laboratory(tmp_path) as (pilot, app, descent):
        descent.go(60)
        await pilot.pause()
        await shows(pilot, descent, 60)
        assert shown(descent)[1] == pictures(descent, 25)[1]
        assert words_on(app).count("arrived") == 1
        await press(pilot, "end")
        assert descent.frame == descent.last_frame == 101
        assert words_on(app).count("arrived") == 2
        assert descent.sentence == "Steps to the target: 101 on [0, 1], 25 on [−1, 1]: 4.0 times as many."


async def test_playing_halts_at_the_end_and_begins_again_from_there(tmp_path: Path) -> None:
    async with laboratory(tmp_path) as (pilot, app, descent):
        descent.speed = 4000
        await press(pilot, "space")
        await wait_for(pilot, lambda: descent.finished, "the end of the run")
        await pilot.pause()
        assert not descent.playing
        assert ("space", "replay") in key_items(app)
        await shows(pilot, descent, 101)
        descent.speed = 1
        await press(pilot, "space")
        assert not descent.finished
        assert ("space", "pause") in key_items(app)


async def test_keys_that_pause(tmp_path: Path) -> None:
    async with laboratory(tmp_path) as (pilot, app, descent):
        for key in ("space", "right", "left", "n", "p", "r", "home", "end", "v", "f1"):
            descent.go(10)
            descent.speed = 60
            descent.playing = True
            await wait_for(pilot, lambda: descent.frame > 11, "the run to go on")
            descent.speed = 1  # so that no frame comes in between
            await press(pilot, key)
            if key == "f1":
                await wait_for(pilot, lambda: isinstance(app.screen, HelpScreen), "help")
                descent.speed = 60  # timers go on under a covering screen
                await wait_for(pilot, lambda: not descent.playing, "the covered run to pause")
            assert not descent.playing, key


async def test_turns_are_gone_to_one_after_the_other(tmp_path: Path) -> None:
    async with laboratory(tmp_path) as (pilot, _app, descent):
        turns = sorted({0, 101, *(int(t) for run in descent.runs for t in run.turning_points)})
        assert len(turns) > 10
        visited = [descent.frame]
        for _turn in turns[1:]:
            await pilot.press("n")
            visited.append(descent.frame)
        assert visited == turns
        await press(pilot, "n")
        assert descent.frame == 101, "beyond the last there is none"
        await press(pilot, "p", "з")
        assert descent.frame == turns[-3]
        await press(pilot, "home", "p")
        assert descent.frame == 0


async def test_speed_goes_through_its_stations_and_stays_at_the_ends(tmp_path: Path) -> None:
    async with laboratory(tmp_path) as (pilot, app, descent):
        await press(pilot, "plus")
        assert descent.speed == 15
        assert ("plus", "15/s") in key_items(app)
        await press(pilot, *["minus"] * len(SPEEDS))
        assert descent.speed == SPEEDS[0]
        await press(pilot, *["equals_sign"] * (len(SPEEDS) + 1))
        assert descent.speed == SPEEDS[-1]


@pytest.mark.parametrize("speed", SPEEDS)
def test_the_clock_takes_as_many_steps_as_its_speed_says(speed: int) -> None:
    clock = Clock(speed)
    ticks = round(3 / clock.interval)
    assert sum(clock.tick() for _tick in range(ticks)) == 3 * speed


async def test_reduced_motion_shows_the_end_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "TEXTUAL_ANIMATIONS", "none")  # as the variable of that name sets it
    async with laboratory(tmp_path) as (pilot, app, descent):
        assert app.animation_level == "none"
        await press(pilot, "space")
        assert descent.frame == 101
        assert not descent.playing
        await shows(pilot, descent, 101)


async def test_the_bar_is_clicked_and_dragged(tmp_path: Path) -> None:
    async with laboratory(tmp_path) as (pilot, _app, descent):
        bar = descent.query_one(DescentScrub)
        width = bar.size.width
        await pilot.click(bar, offset=(width - 1, 0))
        assert descent.frame == 101
        await pilot.mouse_down(bar, offset=(0, 0))
        assert descent.frame == 0
        await pilot.hover(bar, offset=(width // 2, 0))
        assert descent.frame == round(width // 2 / (width - 1) * 101)
        await pilot.mouse_up(bar, offset=(width // 2, 0))
        await pilot.hover(bar, offset=(3, 0))
        assert descent.frame == round(width // 2 / (width - 1) * 101), "a pointer without a button goes nowhere"
        assert words_in(pilot.app, "DescentScrub")[width // 2] == "●"


async def test_a_long_path_is_gone_through_like_a_short_one(tmp_path: Path) -> None:
    setup = setup_with("01", "11", max_steps=20_000, tolerance=1e-6, noise=0.5)
    async with laboratory(tmp_path, SMALL, setup) as (pilot, app, descent):
        assert descent.last_frame == 20_000
        for frame in (19_999, 3, 12_345):
            descent.go(frame)
            await pilot.pause()
            await shows(pilot, descent, frame)
            assert f"steps {frame}" in words_on(app).replace("steps  ", "steps ")


# ── looking ──────────────────────────────────────────────────────────────────────────────────────


async def test_both_planes_are_zoomed_and_moved_alike_and_fitted_again(tmp_path: Path) -> None:
    async with laboratory(tmp_path) as (pilot, _app, descent):
        view = View.fitted(*descent.runs)
        for key, expected in [
            ("z", view.zoomed(1.5)),
            ("shift+right", view.zoomed(1.5).panned(0.125, 0)),
            ("shift+up", view.zoomed(1.5).panned(0.125, 0.125)),
        ]:
            await press(pilot, key)
            await shows(pilot, descent, 0, expected)
        await press(pilot, "shift+left", "shift+down", "x")
        right = expected.panned(-0.125, 0).panned(0, -0.125).zoomed(1 / 1.5)
        await shows(pilot, descent, 0, right)
        await press(pilot, "я", "z", "0")
        await shows(pilot, descent, 0)


async def test_a_view_that_was_chosen_stays_when_a_control_turns(tmp_path: Path) -> None:
    async with laboratory(tmp_path) as (pilot, _app, descent):
        await press(pilot, "z", "right_square_bracket")
        assert descent.setup.seed == 49
        await shows(pilot, descent, 0, View.fitted(*setup_with().runs()).zoomed(1.5))
        await press(pilot, "0", "left_square_bracket")  # a fitted view is fitted to the new runs
        await shows(pilot, descent, 0)


@pytest.mark.parametrize(("event", "factor"), [(MouseScrollUp, 1.25), (MouseScrollDown, 0.8)])
async def test_the_wheel_zooms_both(
    tmp_path: Path, event: type[MouseScrollUp | MouseScrollDown], factor: float
) -> None:
    async with laboratory(tmp_path) as (pilot, _app, descent):
        await pilot._post_mouse_events([event], panels(descent)[1], (5, 5))
        await pilot.pause()
        await shows(pilot, descent, 0, View.fitted(*descent.runs).zoomed(factor))


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_dragging_pulls_both_planes_along_with_the_pointer(tmp_path: Path, size: tuple[int, int]) -> None:
    async with laboratory(tmp_path, size) as (pilot, _app, descent):
        first, second = panels(descent)
        before = [place_of(panel, Role.CURRENT) for panel in (first, second)]
        await pilot.mouse_down(first, offset=(4, 4))
        await pilot.hover(first, offset=(6, 5))
        await pilot.hover(first, offset=(10, 6))
        await pilot.mouse_up(first, offset=(10, 6))

        def pulled_along() -> bool:
            after = [place_of(panel, Role.CURRENT) for panel in (first, second)]
            moved = [(at[0] - was[0], at[1] - was[1]) for at, was in zip(after, before, strict=True)]
            return all(abs(x - 6) <= 1 and abs(y - 2) <= 1 for x, y in moved)  # a dot may fall into the next cell

        await wait_for(pilot, pulled_along, "both starts to follow the pointer")
        await pilot.pause()
        picture = shown(descent)
        await pilot.hover(first, offset=(20, 9))
        assert shown(descent) == picture, "the plane was let go"


# ── drawing ──────────────────────────────────────────────────────────────────────────────────────


async def test_a_goes_through_the_ways_of_drawing_and_the_choice_is_remembered(tmp_path: Path) -> None:
    async with laboratory(tmp_path, drawing="") as (pilot, _app, descent):
        first = descent.renderer
        seen = []
        for _way in Renderer:
            await press(pilot, "a")
            seen.append(descent.renderer)
            await shows(pilot, descent, 0)
            assert Settings(tmp_path / "home").drawing == descent.renderer.value
        assert set(seen) == set(Renderer)
        assert seen[-1] is first
        await press(pilot, "ф")
        chosen = descent.renderer
        assert chosen is not first
    async with laboratory(tmp_path, drawing="") as (_pilot, _app, descent):
        assert descent.renderer is chosen


async def test_a_console_without_braille_gets_plain_characters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "linux")
    async with laboratory(tmp_path, drawing="") as (pilot, app, descent):
        assert descent.renderer is Renderer.ASCII
        await press(pilot, "end")
        for panel in panels(descent):
            assert panel.panel is not None
            assert "".join(panel.panel.rows).isascii()
        assert words_in(app, "DescentCurve").replace("⁻", "-").replace("⁰", "0").replace("⁸", "8").isascii()
        assert words_in(app, "DescentScrub").isascii()


@pytest.mark.parametrize("theme", [theme.name for theme in themes.THEMES])
async def test_the_colours_follow_the_theme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theme: str) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    async with laboratory(tmp_path, SMALL) as (pilot, app, descent):
        app.theme = theme
        await pilot.pause()
        ground = app.theme_variables["surface"].lower()
        panel = panels(descent)[0]
        styles = {segment.style for y in range(panel.size.height) for segment in panel.render_line(y)}
        grounds = {style.bgcolor.name for style in styles if style is not None and style.bgcolor is not None}
        assert ground in grounds
        assert 2 <= len(grounds) <= 3, "the ground, and the shade of what can be reached"


@pytest.mark.parametrize("system", ["standard", "none"])
async def test_few_colours_or_none_still_tell_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    monkeypatch.setenv(*(("NO_COLOR", "1") if system == "none" else ("TERM", "xterm-16color")))
    monkeypatch.delenv("COLORTERM", raising=False)
    async with laboratory(tmp_path) as (pilot, app, descent):
        assert app.no_color if system == "none" else app.console.color_system == "standard"
        await press(pilot, "right", "right")
        await shows(pilot, descent, 2)
        said = screen_text(app)
        for mark in ("○", "●", "✚", "·"):
            assert mark in said
        styles = {segment.style for segment in panels(descent)[0].render_line(9)}
        grounds = {style.bgcolor for style in styles if style is not None}
        assert len(grounds) == 1, "where no colour is a faint one, the texture alone tells what can be reached"


# ── layout ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("controls", [False, True])
async def test_nothing_sticks_out_of_the_window(tmp_path: Path, size: tuple[int, int], controls: bool) -> None:
    async with laboratory(tmp_path, size, setup_with("correlated:range=11", "skewed:range=centred")) as opened:
        pilot, app, descent = opened
        await press(pilot, "end", *(["e"] if controls else []))
        assert too_wide(app) == []
        assert all(panel.size.width >= 20 and panel.size.height >= 1 for panel in panels(descent))
        lines = screen_text(app).splitlines()
        assert len(lines) == size[1]
        assert all(len(line) <= size[0] for line in lines)
        assert words_on(app).count("arrived") == 2, "how a run has ended is said however long its heading is"
        assert "Space" in lines[-2]
        assert "? help" in lines[-1]


async def test_the_title_leaves_out_what_does_not_fit_from_the_end(tmp_path: Path) -> None:
    whole = "Descent linear neuron · d 2 · batch 1 · η = 0.5/E|x|² · noise 0.1 · seed 48"
    async with laboratory(tmp_path, SMALLEST, setup_with(noise=0.1)) as (pilot, app, _descent):
        said = words_in(app, "DescentTitle")
        assert said == "Descent linear neuron · d 2 · batch 1 · η = 0.5/E|x|²"
        await pilot.resize_terminal(*LARGE)
        await wait_for(pilot, lambda: words_in(app, "DescentTitle") == whole, "all of the title")


@pytest.mark.parametrize("size", [SMALLEST, SMALL])
async def test_russian_words_fit_as_well(tmp_path: Path, size: tuple[int, int]) -> None:
    async with laboratory(tmp_path, size) as (pilot, app, descent):
        await press(pilot, "g", "end")
        await wait_for(pilot, lambda: "Шагов до цели:" in words_on(app), "the sentence")
        assert "раза больше." in words_on(app), "the sentence has its end"
        await press(pilot, "e")
        await wait_for(pilot, lambda: descent.controls.has_focus, "the controls")
        assert too_wide(app) == []
        lines = screen_text(app).splitlines()
        assert lines[1].count("дошёл") == 2
        assert "Пробел" in lines[-2]
        assert "справка" in lines[-1]


@pytest.mark.parametrize("size", SIZES)
async def test_the_opening_sentence_is_said_whole_and_again_for_another_size(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with laboratory(tmp_path, size) as (pilot, app, descent):
        sentence = "One weight must rise and the other fall, along the arrow. Space starts."
        await wait_for(pilot, lambda: sentence in words_on(app), "the sentence")
        await pilot.resize_terminal(62, 20)
        await wait_for(pilot, lambda: app.size.width == 62, "the other size")
        await wait_for(pilot, lambda: sentence in words_on(app), "the sentence in two rows")
        await pilot.resize_terminal(*HUGE)
        await wait_for(pilot, lambda: app.size.width == 200, "the other size")
        await wait_for(pilot, lambda: sentence in screen_text(app), "the sentence in one row")
        settled = [HUGE[1] - 13] * 2  # the read-outs take two rows where they were four
        await wait_for(pilot, lambda: [panel.size.height for panel in panels(descent)] == settled, "higher panels")


async def test_more_rows_bring_curve_legend_and_caveat(tmp_path: Path) -> None:
    async with laboratory(tmp_path, SMALLEST) as (pilot, app, descent):
        for height, curve, legend in ((18, False, False), (24, True, False), (30, True, True), (40, True, True)):
            await pilot.resize_terminal(80, height)
            await wait_for(pilot, partial(has_rows, app, height), "the other size")
            await wait_for(
                pilot,
                lambda curve=curve, legend=legend: (  # type: ignore[misc]
                    (descent.query_one(DescentCurve).display, "○ start" in screen_text(app)) == (curve, legend)
                ),
                f"what there is room for in {height} rows",
            )
        assert "The signs make the zig-zag visible" in words_on(app)


async def test_one_panel_takes_the_whole_width(tmp_path: Path) -> None:
    async with laboratory(tmp_path, SMALL, setup_with("01")) as (pilot, app, descent):
        (panel,) = panels(descent)
        assert panel.size.width >= 76
        await press(pilot, "end")
        await shows(pilot, descent, 101)
        assert words_on(app).count("arrived") == 1


async def test_panels_are_stacked_where_that_makes_them_larger(tmp_path: Path) -> None:
    async with laboratory(tmp_path, (60, 90)) as (pilot, app, descent):
        upper, lower = descent.query(DescentSide)
        assert upper.region.x == lower.region.x
        assert upper.region.bottom <= lower.region.y
        assert too_wide(app) == []
        await pilot.resize_terminal(*LARGE)
        await wait_for(pilot, lambda: upper.region.y == lower.region.y, "the panels side by side")
        await pilot.pause()
        assert abs(upper.size.width - lower.size.width) <= 1
        await shows(pilot, descent, 0)


async def test_a_panel_that_is_taken_away_and_put_back_is_laid_out_and_measured_anew(tmp_path: Path) -> None:
    async with laboratory(tmp_path, (60, 90), setup_with("01")) as (pilot, app, descent):
        await press(pilot, "end")
        wide = words_on(app)
        for name in ("same sign 100%", "path ÷ line 2.65", "rate 0.932", "in theory 0.9375"):
            assert name in wide
        await descent.change(lambda _setup: setup_with())
        await pilot.pause()
        upper, lower = descent.query(DescentSide)
        assert upper.region.bottom <= lower.region.y, "stacked, as they would be after a change of size"
        assert "steps 25/25" in words_on(app)
        await pilot.resize_terminal(*SMALL)
        await wait_for(pilot, lambda: upper.region.y == lower.region.y, "the panels side by side")
        await descent.change(lambda _setup: setup_with("01"))
        await pilot.pause()
        assert "in theory 0.9375" in words_on(app)
        await shows(pilot, descent, 101)
