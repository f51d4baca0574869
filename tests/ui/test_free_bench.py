"""The free bench: what a learner can take apart, by keys and by mouse, and what is said when something cannot be."""

from __future__ import annotations

import shlex
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from textual.containers import Vertical
from textual.widgets import Input

from tests.ui.driver import (
    BENCH_STEPS,
    HUGE,
    LARGE,
    SMALL,
    at_home,
    in_lesson,
    key_items,
    make_app,
    open_first,
    press,
    quick_app,
    screen_text,
    send_fast,
    text_in,
    toasts,
    too_wide,
    wait_for,
    wait_for_text,
    words_in,
    words_on,
)
from tests.ui.free_bench import free_bench, open_kernel, to_control
from tests.ui.glass import Glass, stale
from tutor.arguments import build_parser
from tutor.bench.command import BenchOptions, from_options
from tutor.bench.kernel import Kernel
from tutor.bench.layers import parse_layers, write_layers
from tutor.bench.picture import PictureSpec
from tutor.bench.setup import LaneSpec, Setup, story_setup
from tutor.nn.pictures import PICTURES
from tutor.ui.app import LayerTutorApp
from tutor.ui.screens.bench import BenchScreen
from tutor.ui.screens.choose import ChooseScreen
from tutor.ui.screens.help import HelpScreen
from tutor.ui.screens.home import HomeScreen
from tutor.ui.screens.kernel import KernelScreen
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.screens.networks import NetworksScreen
from tutor.ui.screens.sheet import SheetScreen
from tutor.ui.widgets import free_bench as free_bench_module
from tutor.ui.widgets.bench_controls import BenchControls
from tutor.ui.widgets.cell_editor import CellEditor
from tutor.ui.widgets.free_bench import FreeBench
from tutor.ui.widgets.lane import Lane
from tutor.ui.widgets.prompt import Prompt


def layers_of(bench: FreeBench) -> list[str]:
    """Return the layers of every lane as text."""
    return [write_layers(lane.layers) for lane in bench.setup.lanes]


# ── opening and leaving ──────────────────────────────────────────────────────────────────────────


async def test_it_opens_from_home_with_the_story_run_to_its_end(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, app, bench):
        assert bench.setup == story_setup()
        assert bench.finished
        assert "1 Alex ReLU 36 operations 387 conv → ReLU → max-pool" in words_on(app)
        assert "Alex · Ilya: 0 of 9 cells differ" in words_in(app, "BenchTitle")
        await press(pilot, "escape")
        await wait_for(pilot, lambda: isinstance(app.screen, HomeScreen), "Home")


async def test_home_names_the_key_and_help_explains_the_rest(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await at_home(pilot, app)
        assert ("b", "free bench") in key_items(app)
        await press(pilot, "и")
        await wait_for(pilot, lambda: isinstance(app.screen, BenchScreen), "the free bench by its Cyrillic twin")
        await press(pilot, "?")
        await wait_for(pilot, lambda: isinstance(app.screen, HelpScreen), "help")
        for words in ("Free bench", "open or close the controls", "Controls", "add a layer behind this one"):
            assert words in words_on(app)


async def test_what_was_changed_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, app, bench):
        await to_control(pilot, bench, "kernel")
        await press(pilot, "right")
        changed = bench.setup
        await press(pilot, "escape", "escape")
        await wait_for(pilot, lambda: isinstance(app.screen, HomeScreen), "Home")
        await press(pilot, "b")
        await wait_for(pilot, lambda: isinstance(app.screen, BenchScreen), "the bench again")
        assert app.screen.query_one(FreeBench).setup == changed


@pytest.mark.parametrize("size", [(60, 18), SMALL, LARGE, HUGE])
async def test_it_fits_into_the_window(tmp_path: Path, size: tuple[int, int]) -> None:
    async with free_bench(tmp_path, size) as (pilot, app, _bench):
        assert too_wide(app) == []
        await press(pilot, "e")
        await wait_for_text(pilot, "input range")
        assert too_wide(app) == []
        assert "? help" in screen_text(app)


async def test_it_plays_as_fast_as_it_says(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (_pilot, _app, bench):
        ticking = [timer for timer in bench._timers if timer._repeat is None]
        assert len(ticking) == 1, "one timer, not one for each class that knows how to play"


# ── controls ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_turning_the_kernel_computes_every_lane_anew(tmp_path: Path, size: tuple[int, int]) -> None:
    async with free_bench(tmp_path, size) as (pilot, app, bench):
        await to_control(pilot, bench, "kernel")
        await press(pilot, "right")
        assert bench.setup.kernel.name == "edge_down"
        assert "edge ↓" in screen_text(app)
        expected = [bench.setup.trace(lane).output for lane in range(3)]
        assert [
            np.array_equal(lane.data.trace.output, out) for lane, out in zip(bench.query(Lane), expected, strict=True)
        ] == [True] * 3
        await press(pilot, "left")
        assert bench.setup == story_setup()


async def test_every_control_turns_and_comes_back(tmp_path: Path) -> None:
    async with free_bench(tmp_path, LARGE) as (pilot, _app, bench):
        controls = await to_control(pilot, bench, "picture")
        for row in [getattr(row, "id", row) for row in controls.rows if not isinstance(row, int)]:
            await to_control(pilot, bench, row)
            before = bench.setup
            await press(pilot, "right")
            if controls.problem:
                assert bench.setup == before, "a change that is not possible leaves the last good bench"
                continue
            assert bench.setup != before, row
            await press(pilot, "u")
            assert bench.setup == before, row


async def test_a_change_that_does_not_fit_is_refused_at_the_control(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, app, bench):
        await to_control(pilot, bench, "pool.size")
        await press(pilot, *["right"] * 5)
        assert "does not fit into" in text_in(app, "BenchControls")
        assert bench.setup.lanes[0].layers[2].whole("size") == 6, "the largest that fits stays"
        assert "max-pool" in screen_text(app)
        await press(pilot, "up")
        assert "does not fit" not in text_in(app, "BenchControls")


async def test_a_value_can_be_typed_and_a_wrong_one_is_refused_where_it_was_typed(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, _app, bench):
        await to_control(pilot, bench, "conv.bias")
        await press(pilot, "enter")
        prompt = bench.query_one(Prompt)
        await wait_for(pilot, lambda: prompt.is_open, "the line to type into")
        prompt.query_one(Input).value = "many"
        await press(pilot, "enter")
        await wait_for_text(pilot, "bias must be a number")
        assert prompt.is_open
        prompt.query_one(Input).value = "-1,5"
        await press(pilot, "enter")
        await wait_for(pilot, lambda: not prompt.is_open, "the line to close")
        assert {
            layer.number("bias") for lane in bench.setup.lanes for layer in lane.layers if layer.kind == "conv"
        } == {-1.5}
        assert bench.controls.has_focus


async def test_escape_leaves_a_value_as_it_was(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, _app, bench):
        await to_control(pilot, bench, "pool.size")
        await press(pilot, "enter")
        prompt = bench.query_one(Prompt)
        prompt.query_one(Input).value = "3"
        await press(pilot, "escape")
        await wait_for(pilot, lambda: not prompt.is_open, "the line to close")
        assert bench.setup == story_setup()
        assert bench.has_class("-controls")


async def test_layers_are_swapped_added_taken_out_and_replaced(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, app, bench):
        await to_control(pilot, bench, 0)
        await press(pilot, "right", "right_square_bracket")
        assert layers_of(bench)[0] == "conv,max_pool,relu"
        assert bench.setup.lanes[0].name == "ilya", "a lane with a friend's cell has his name"
        await press(pilot, "х")
        assert layers_of(bench)[0] == "conv,relu,max_pool"
        await press(pilot, "x")
        assert layers_of(bench)[0] == "conv,max_pool"
        await press(pilot, "a")
        await wait_for(pilot, lambda: isinstance(app.screen, ChooseScreen), "the list of layers")
        for _step in range(5):
            await press(pilot, "down")
        await press(pilot, "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, BenchScreen), "the list to close")
        assert layers_of(bench)[0] == "conv,max_pool,batch_norm"
        assert "batch_norm.weight" in [getattr(row, "id", "") for row in bench.controls.rows], "its settings appear"
        await press(pilot, "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, ChooseScreen), "the list of layers")
        assert "x·" not in words_on(app)
        await press(pilot, "down", "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, BenchScreen), "the list to close")
        assert layers_of(bench)[0] == "conv,max_pool,relu"


async def test_lanes_are_added_and_taken_away(tmp_path: Path) -> None:
    async with free_bench(tmp_path, LARGE) as (pilot, app, bench):
        await to_control(pilot, bench, "lanes")
        await press(pilot, "right")
        assert "a bench has at most 3 lanes" in words_on(app)
        await press(pilot, "left")
        assert [lane.name for lane in bench.setup.lanes] == ["alex", "ilya"], "the one in front, chosen on the way down"
        await wait_for(pilot, lambda: screen_text(app).count("picture") == 3, "two lanes and the control")
        assert bench.controls.has_focus
        await press(pilot, "left", "left")
        assert len(bench.setup.lanes) == 1
        assert "a bench needs at least one lane" in words_on(app)
        await press(pilot, "right")
        assert [lane.name for lane in bench.setup.lanes] == ["alex", "alex"]


async def test_only_some_controls_may_be_open(tmp_path: Path) -> None:
    steps = BENCH_STEPS + "    controls: [kernel, cells]\n"
    app = quick_app(tmp_path, steps)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await open_first(pilot, app)
        assert ("e", "take apart") in key_items(app)
        await press(pilot, "e")
        await wait_for(pilot, lambda: isinstance(app.screen, BenchScreen), "the bench of the step")
        bench = app.screen.query_one(FreeBench)
        await press(pilot, "e")
        rows = [getattr(row, "id", row) for row in bench.controls.rows]
        assert rows == ["kernel", "size", "filters"]
        await press(pilot, "escape", "escape")
        await in_lesson(pilot, app)


async def test_a_lesson_can_keep_its_bench_closed(tmp_path: Path) -> None:
    app = quick_app(tmp_path, BENCH_STEPS + "    controls: []\n")
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await open_first(pilot, app)
        assert "e" not in [key for key, _does in key_items(app)]
        await press(pilot, "e")
        assert isinstance(app.screen, LessonScreen)


async def test_a_lessons_bench_is_taken_apart_as_it_is_and_the_lesson_stays_where_it_was(tmp_path: Path) -> None:
    app = quick_app(tmp_path, BENCH_STEPS)
    async with app.run_test(size=LARGE, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "right", "e")
        await wait_for(pilot, lambda: isinstance(app.screen, BenchScreen), "the bench of the step")
        bench = app.screen.query_one(FreeBench)
        lanes = screen.session.lanes(screen.session.step)  # type: ignore[arg-type]
        for lane, name in enumerate(lanes):
            assert np.array_equal(bench.setup.trace(lane).output, screen.session.facts.trace(name).output)
        await press(pilot, "q")
        screen = await in_lesson(pilot, app)
        assert screen.session.step.id == "bench"


TWO_NIGHTS = """\
  - id: bench
    kind: bench
    title: "Two pictures"
    lanes: [alex, night.alex]
    compare: [alex, night.alex]
    outcome: "Seen."
experiments:
  - id: night
    title: At night
    data: {picture: [[0, 0, 0, 0], [0, 1, 0, 0], [0, 0, -2, 0], [0, 0, 0, 5]], pool_size: 1}
"""


@pytest.mark.parametrize("front", [1, 2])
async def test_of_lanes_on_other_pictures_the_one_in_front_is_taken_apart(tmp_path: Path, front: int) -> None:
    app = quick_app(tmp_path, TWO_NIGHTS)
    async with app.run_test(size=LARGE, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, str(front), "e")
        await wait_for(pilot, lambda: isinstance(app.screen, BenchScreen), "the bench of the step")
        bench = app.screen.query_one(FreeBench)
        assert len(bench.setup.lanes) == 1
        lane = ("alex", "night.alex")[front - 1]
        assert np.array_equal(bench.setup.trace(0).output, screen.session.facts.trace(lane).output)
        assert ("At night, taken apart" in screen_text(app)) == (front == 2)
        name = ("Alex", "Alex · At night")[front - 1]
        assert any(f"those of {name}." in " ".join(toast.split()) for toast in toasts(app))


# ── undo, redo, reset ────────────────────────────────────────────────────────────────────────────


async def test_undo_redo_and_reset(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, _app, bench):
        await to_control(pilot, bench, "kernel")
        seen = [bench.setup]
        for key in ("right", "right", "right"):
            await press(pilot, key)
            seen.append(bench.setup)
        for expected in (seen[2], seen[1], seen[0], seen[0]):
            await press(pilot, "u")
            assert bench.setup == expected
        for expected in (seen[1], seen[2], seen[3], seen[3]):
            await press(pilot, "y")
            assert bench.setup == expected
        await press(pilot, "o")
        assert bench.setup == seen[0]
        await press(pilot, "г")
        assert bench.setup == seen[3], "a reset can be undone"


# ── pictures and cells ───────────────────────────────────────────────────────────────────────────


async def test_a_cell_of_the_picture_is_typed(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, app, bench):
        await press(pilot, "i")
        bench.cursor = (0, 2, 3)
        await press(pilot, "enter")
        prompt = bench.query_one(Prompt)
        await wait_for(pilot, lambda: prompt.is_open, "the line to type into")
        assert "cell (3, 4)" in screen_text(app)
        prompt.query_one(Input).value = "nine"
        await press(pilot, "enter")
        await wait_for_text(pilot, "a cell holds one number")
        prompt.query_one(Input).value = "-9.5"
        await press(pilot, "enter")
        await wait_for(pilot, lambda: not prompt.is_open, "the line to close")
        assert bench.setup.picture.pixels[0, 2, 3] == -9.5
        assert bench.cursor == (0, 2, 3), "the cursor stays where it was"
        assert "moon* 8×8" in screen_text(app)
        await press(pilot, "u")
        assert bench.setup == story_setup()


async def test_enter_on_another_map_asks_nothing(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, _app, bench):
        await press(pilot, "i", "enter")
        assert not bench.query_one(Prompt).is_open


async def test_pictures_are_chosen_from_a_list_that_says_what_they_are_good_for(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, app, bench):
        await to_control(pilot, bench, "picture")
        await press(pilot, "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, ChooseScreen), "the list of pictures")
        assert "The picture of the story" in words_on(app)
        await press(pilot, "down", "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, BenchScreen), "the list to close")
        assert bench.setup.picture.name == list(PICTURES)[1]


async def test_a_file_is_a_picture_too_and_a_missing_one_is_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "mine.npy", np.arange(100.0).reshape(10, 10))
    async with free_bench(tmp_path) as (pilot, app, bench):
        await to_control(pilot, bench, "picture")
        await press(pilot, "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, ChooseScreen), "the list of pictures")
        await press(pilot, "end", "up", "enter")
        prompt = bench.query_one(Prompt)
        await wait_for(pilot, lambda: prompt.is_open, "the line for a path")
        prompt.query_one(Input).value = str(tmp_path / "none.npy")
        await press(pilot, "enter")
        await wait_for(pilot, lambda: prompt.is_open and "there is no file" in screen_text(app), "the refusal")
        prompt.query_one(Input).value = str(tmp_path / "mine.npy")
        await press(pilot, "enter")
        await wait_for(pilot, lambda: not prompt.is_open, "the line to close")
        assert bench.setup.picture.pixels.shape == (1, 10, 10)
        assert "mine.npy 10×10" in screen_text(app)


@pytest.mark.parametrize(("colours", "drawn"), [("truecolor", "▀"), ("", "░")])
async def test_a_large_file_is_shown_shrunk_and_computed_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, colours: str, drawn: str
) -> None:
    monkeypatch.setenv("COLORTERM", colours)
    monkeypatch.setenv("TERM", "xterm")
    picture = np.random.default_rng(0).normal(size=(300, 400)).astype(np.float32)
    np.save(tmp_path / "large.npy", picture)
    setup = replace(story_setup(), picture=PictureSpec.parse(str(tmp_path / "large.npy")))
    async with free_bench(tmp_path, LARGE, setup) as (pilot, app, bench):
        assert bench.lanes[0].trace.output.shape == (1, 1, 149, 199)
        await wait_for_text(pilot, drawn)
        assert too_wide(app) == []
        await press(pilot, "i")
        await wait_for_text(pilot, "max(")
        await press(pilot, "i", "left")
        assert not bench.finished


async def test_channels_are_walked_and_clicked(tmp_path: Path) -> None:
    setup = replace(story_setup(), picture=PictureSpec("built-in", "colours"))
    async with free_bench(tmp_path, SMALL, setup) as (pilot, app, bench):
        assert "picture 1/3" in screen_text(app)
        await press(pilot, "full_stop", "ю")
        assert "picture 3/3" in screen_text(app)
        await press(pilot, "full_stop")
        assert "picture 1/3" in screen_text(app), "behind the last channel comes the first"
        await press(pilot, "full_stop")
        assert ("full_stop", "channel") in key_items(app)
        lane = next(iter(bench.query(Lane)))
        await pilot.click(offset=(lane.region.x + 1, lane.region.y + 3 + 8 + 2))
        assert "picture 1/3" in screen_text(app)


# ── the kernel ───────────────────────────────────────────────────────────────────────────────────


async def test_a_kernel_is_typed_cell_by_cell_and_computed_with_at_once(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, app, bench):
        await open_kernel(pilot, bench)
        await press(pilot, "5")
        await wait_for(pilot, lambda: bench.setup.kernel.grids[:1] != (), "the bench to compute with the number")
        assert list(bench.setup.kernel.grids[0][0]) == [5, 0, 1]
        await press(pilot, "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, BenchScreen), "the grid to close")
        assert str(bench.setup.kernel) == "5,0,1/-1,0,1/-1,0,1"
        await press(pilot, "u")
        assert bench.setup == story_setup(), "all that was typed is one change"


async def test_escape_takes_a_typed_kernel_back(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, app, bench):
        await open_kernel(pilot, bench)
        await press(pilot, "7")
        await wait_for(pilot, lambda: bench.setup != story_setup(), "the bench to compute with the number")
        await press(pilot, "escape")
        await wait_for(pilot, lambda: isinstance(app.screen, BenchScreen), "the grid to close")
        await wait_for(pilot, lambda: bench.setup == story_setup(), "the kernel as it was")
        assert np.array_equal(bench.lanes[0].trace.output, story_setup().trace(0).output)


def holds(bench: FreeBench, column: int, value: float) -> bool:
    """Return whether the first row of the kernel has this value."""
    return bool(bench.setup.kernel.grids) and bench.setup.kernel.grids[0][0][column] == value


async def test_lanes_are_drawn_around_the_sheet_as_a_kernel_is_typed(tmp_path: Path, written: Glass) -> None:
    async with free_bench(tmp_path) as (pilot, app, bench):
        await open_kernel(pilot, bench)
        await wait_for(pilot, lambda: not stale(app, written), "the sheet to be drawn")
        sheet, grid = app.screen.query_one(Vertical), app.screen.query_one(CellEditor)
        for number, key in enumerate("579"):
            written.touched.clear()
            await press(pilot, key, "right")
            await wait_for(pilot, partial(holds, bench, number, int(key)), "the number")
            await wait_for(pilot, lambda: not stale(app, written), "the lanes around the sheet")
            under = {place for place in written.touched if sheet.region.contains(*place)}
            assert all(grid.region.contains(*place) for place in under), "the sheet stays as it is"
            if number:  # Textual has the screen below drawn once more when a sheet is opened: now at the latest
                assert len(written.touched) < SMALL[0] * SMALL[1] / 3
        await press(pilot, "enter")
        await wait_for(pilot, lambda: app.screen is bench.screen, "the grid to close")
        await wait_for(pilot, lambda: not stale(app, written), "the whole bench")


async def test_a_larger_window_shows_what_was_typed_in_the_smaller_one(tmp_path: Path, written: Glass) -> None:
    async with free_bench(tmp_path) as (pilot, app, bench):
        await open_kernel(pilot, bench)
        await press(pilot, "5")
        await wait_for(pilot, lambda: bench.setup != story_setup(), "the bench to compute with the number")
        await pilot.resize_terminal(*LARGE)
        await wait_for(pilot, lambda: bench.size.width == LARGE[0], "the bench to fill the window")
        await press(pilot, "7")
        await wait_for(pilot, lambda: holds(bench, 0, 57), "the number")
        await wait_for(pilot, lambda: not stale(app, written), "the whole window")


# ── seeing ───────────────────────────────────────────────────────────────────────────────────────


async def test_the_gradient_takes_the_place_of_the_picture(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, app, bench):
        await press(pilot, "d")
        await wait_for_text(pilot, "of 64 cells get one")
        reached = int(np.count_nonzero(bench.setup.trace(0).gradient()))
        assert f"{reached} of 64 cells get one" in words_on(app)
        assert "gradient" in screen_text(app)
        await press(pilot, "в")
        assert "cells get one" not in words_on(app)


async def test_the_cursor_is_on_the_same_stage_in_every_lane(tmp_path: Path) -> None:
    async with free_bench(tmp_path, LARGE) as (pilot, _app, bench):
        await press(pilot, "i")
        lanes = list(bench.query(Lane))
        assert [lane._cursor for lane in lanes] == [(3, 0, 0), (3, 0, 0), (2, 0, 0)], "the output of each"
        bench.cursor = (2, 4, 1)
        await pilot.pause()
        assert [lane._cursor for lane in lanes] == [(2, 4, 1), None, None], (
            "ReLU: Ilya's has no such cell, Jeffrey none"
        )
        bench.cursor = (1, 4, 1)
        await pilot.pause()
        assert [lane._cursor for lane in lanes] == [(1, 4, 1)] * 3


async def test_w_jumps_from_one_differing_cell_to_the_next(tmp_path: Path) -> None:
    async with free_bench(tmp_path, LARGE) as (pilot, app, bench):
        await press(pilot, "2", "w")
        assert bench.cursor == (3, 0, 1)
        assert "(1, 2): Ilya 0, Jeffrey −3. 1 of 3 differing cells." in words_in(app, "BenchTitle")
        await press(pilot, "w", "ц")
        assert bench.cursor == (3, 2, 1)
        await press(pilot, "w")
        assert bench.cursor == (3, 0, 1)


async def test_w_proves_that_there_is_no_witness(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, app, _bench):
        await press(pilot, "w")
        await wait_for(pilot, lambda: isinstance(app.screen, SheetScreen), "what is known")
        assert "Alex and Ilya never differ, whatever the picture." in words_on(app)
        assert "may change places" in words_on(app)
        assert "Equal bit for bit" in words_on(app)
        await press(pilot, "escape")
        await wait_for(pilot, lambda: isinstance(app.screen, BenchScreen), "the sheet to close")


async def test_w_finds_numbers_and_enter_lays_them_on_the_bench(tmp_path: Path) -> None:
    lanes = tuple(LaneSpec(parse_layers(text)) for text in ("relu,max_pool", "max_pool"))
    setup = Setup(lanes, PictureSpec.parse("1,2/3,4"))
    async with free_bench(tmp_path, SMALL, setup) as (pilot, app, bench):
        await press(pilot, "w")
        await wait_for(pilot, lambda: isinstance(app.screen, SheetScreen), "what was found")
        assert "agree on this picture, but not on every one" in words_on(app)
        await press(pilot, "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, BenchScreen), "the sheet to close")
        outputs = [lane.trace.output for lane in bench.lanes]
        assert not np.array_equal(outputs[0], outputs[1]), "the numbers are on the bench, and the lanes differ"
        await press(pilot, "u")
        assert bench.setup == setup


async def test_one_lane_has_nobody_to_differ_from(tmp_path: Path) -> None:
    setup = Setup((LaneSpec(parse_layers("conv,relu")),))
    async with free_bench(tmp_path, SMALL, setup) as (pilot, app, _bench):
        await press(pilot, "w")
        assert "It takes two lanes to differ." in words_in(app, "BenchTitle")


async def test_lanes_with_different_ranges_say_so(tmp_path: Path) -> None:
    lanes = tuple(LaneSpec(parse_layers("conv,max_pool"), scaling) for scaling in ("unit", "signed"))
    async with free_bench(tmp_path, SMALL, Setup(lanes)) as (_pilot, app, _bench):
        assert "[0, 1]" in words_on(app)
        assert "[−1, 1]" in words_on(app)


async def test_the_layers_are_timed_once_the_bench_is_left_alone(tmp_path: Path) -> None:
    async with free_bench(tmp_path, LARGE) as (pilot, app, _bench):
        await wait_for(pilot, lambda: "µs in numpy" in screen_text(app), "the ledger")

        def measured() -> bool:
            lines = screen_text(app).splitlines()
            below = next(y for y, line in enumerate(lines) if "µs in numpy" in line)
            return "—" not in lines[below + 1]

        await wait_for(pilot, measured, "measured times")
        await press(pilot, "v", "v")
        await wait_for(pilot, lambda: "–" in screen_text(app), "quartiles of each layer")


# ── sharing ──────────────────────────────────────────────────────────────────────────────────────


async def test_c_copies_a_command_that_opens_this_very_bench(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, app, bench):
        await to_control(pilot, bench, "kernel")
        await press(pilot, "left", "escape")
        await bench.change(lambda setup: replace(setup, picture=setup.picture.with_cell((0, 1, 2), -0.25)))
        await press(pilot, "c")
        await wait_for(pilot, lambda: isinstance(app.screen, SheetScreen), "the command")
        words = shlex.split(app.clipboard)
        assert words[:3] == ["layer-tutor", "run", "--open"]
        options = build_parser().parse_args(words[1:])
        again = from_options(
            BenchOptions(
                options.layers, options.against, options.picture, options.kernel, options.ranges, options.cells
            )
        )
        assert again == bench.setup
        assert "layer-tutor run --open --layers=conv,relu,max_pool" in words_on(app)


async def test_m_shows_real_networks(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, app, _bench):
        await press(pilot, "m")
        await wait_for(pilot, lambda: isinstance(app.screen, NetworksScreen), "the networks")
        await press(pilot, "escape")
        await wait_for(pilot, lambda: isinstance(app.screen, BenchScreen), "the bench again")


async def test_another_language_keeps_the_bench_as_it_is(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, app, bench):
        await to_control(pilot, bench, "kernel")
        await press(pilot, "right", "2")
        setup = bench.setup
        await press(pilot, "g")
        new = app.screen.query_one(FreeBench)
        await wait_for(pilot, lambda: new is not bench and new.controls.has_focus, "the bench in Russian")
        assert new.setup == setup
        assert new.front == 1
        await press(pilot, "u")
        assert new.setup == story_setup(), "what was done before can still be undone"


async def test_the_mouse_turns_controls_and_chooses_layers(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, _app, bench):
        await press(pilot, "e")
        controls = bench.controls
        await wait_for(pilot, lambda: controls.has_focus, "the controls to have the keys")
        await pilot.click(BenchControls, offset=(4, 2))
        assert controls.chosen == 2
        await pilot.click(BenchControls, offset=(4, 2))
        assert bench.setup.kernel.name == "edge_down"


# ── keys that come faster than they are served ───────────────────────────────────────────────────


async def test_more_escapes_than_needed_leave_the_bench_once(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        home = await at_home(pilot, app)
        send_fast(app, "b", "b", "b")
        await wait_for(pilot, lambda: isinstance(app.screen, BenchScreen), "the free bench")
        await pilot.pause()
        assert len(app.screen_stack) == 2, "it is opened once, too"
        send_fast(app, *["escape"] * 5)
        await wait_for(pilot, lambda: app.screen is home, "Home")
        await pilot.pause()
        assert app.screen_stack == [home]
        await press(pilot, "b")
        await wait_for(pilot, lambda: isinstance(app.screen, BenchScreen), "the free bench again")


@pytest.mark.parametrize("lane", [0, 2])
async def test_a_list_answers_once(tmp_path: Path, lane: int) -> None:
    async with free_bench(tmp_path) as (pilot, app, bench):
        await to_control(pilot, bench, lane)
        before = len(bench.setup.lanes[lane].layers)
        await press(pilot, "a")
        await wait_for(pilot, lambda: isinstance(app.screen, ChooseScreen), "the list of layers")
        chosen = app.screen
        assert isinstance(chosen, ChooseScreen)
        await press(pilot, "down")
        for _twice in range(2):
            chosen.dismiss("relu")
        await wait_for(pilot, lambda: isinstance(app.screen, BenchScreen), "the list to close")
        await wait_for(pilot, lambda: len(bench.setup.lanes[lane].layers) > before, "the layer")
        await pilot.pause()
        assert len(bench.setup.lanes[lane].layers) == before + 1
        assert isinstance(app.screen, BenchScreen)


@pytest.mark.parametrize("keys", [("end", *"xxxxx", "a"), ("x", "right_square_bracket", "right_square_bracket")])
async def test_layers_that_have_just_been_taken_out_are_left_alone(tmp_path: Path, keys: tuple[str, ...]) -> None:
    async with free_bench(tmp_path) as (pilot, app, bench):
        await to_control(pilot, bench, 0)
        await press(pilot, "right")
        send_fast(app, *keys)
        await wait_for(pilot, lambda: bench.setup != story_setup(), "a layer to be taken out")
        await press(pilot, "escape", "escape")
        assert len(layers_of(bench)[0].split(",")) in (1, 2)


async def test_a_click_on_a_lane_that_has_just_been_taken_away_is_for_nobody(tmp_path: Path) -> None:
    async with free_bench(tmp_path, LARGE) as (pilot, _app, bench):
        third = list(bench.query(Lane))[2]
        await bench.change(lambda setup: replace(setup, lanes=setup.lanes[:2]))
        bench.post_message(Lane.CellPointed(third, (0, 1, 1)))
        await pilot.pause()
        assert bench.front < 2
        assert bench.cursor is None


async def test_a_lane_that_has_just_been_taken_away_cannot_come_to_the_front(tmp_path: Path) -> None:
    async with free_bench(tmp_path, LARGE) as (pilot, _app, bench):
        await bench.change(lambda setup: replace(setup, lanes=setup.lanes[:2]))
        bench.post_message(BenchControls.LaneChosen(bench.controls, 2))
        await pilot.pause()
        assert bench.front == 1


async def test_the_cursor_stays_inside_a_picture_that_becomes_smaller(tmp_path: Path) -> None:
    lanes = tuple(LaneSpec(parse_layers("relu")) for _lane in range(2))
    async with free_bench(tmp_path, SMALL, Setup(lanes)) as (pilot, app, bench):
        await press(pilot, "i")
        bench.cursor = (0, 7, 6)
        await bench.change(lambda setup: replace(setup, picture=PictureSpec.parse("1,2,3/4,5,9")))
        assert bench.cursor == (0, 1, 2)
        await press(pilot, "enter")
        assert bench.query_one(Prompt).query_one(Input).value == "9"
        assert "cell (2, 3)" in screen_text(app)


async def test_a_choice_from_a_list_that_does_not_fit_is_refused_at_the_controls(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, app, bench):
        await bench.change(lambda setup: replace(setup, kernel=setup.kernel.resized(7), lanes=setup.lanes[2:]))
        before = bench.setup
        small = next(name for name, picture in PICTURES.items() if max(picture.pixels.shape[1:]) < 7)
        await to_control(pilot, bench, "picture")
        await press(pilot, "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, ChooseScreen), "the list of pictures")
        app.screen.dismiss(small)
        await wait_for(pilot, lambda: "does not fit into" in text_in(app, "BenchControls"), "the refusal")
        assert bench.setup == before


async def test_a_lane_with_another_run_can_be_drawn_before_it_is_shown(tmp_path: Path) -> None:
    async with free_bench(tmp_path, LARGE) as (pilot, _app, bench):
        await press(pilot, "i")
        lane = next(iter(bench.query(Lane)))
        one_layer = replace(story_setup(), lanes=(LaneSpec(parse_layers("relu")),))
        lane.lay(free_bench_module.lanes_of(one_layer)[0])
        assert "picture" in lane.render_line(2).text


# ── what is shown and computed meanwhile ─────────────────────────────────────────────────────────


async def test_the_gradient_of_a_large_picture_fits_into_another_window(tmp_path: Path) -> None:
    np.save(tmp_path / "large.npy", np.random.default_rng(0).normal(size=(60, 80)))
    setup = replace(story_setup(), picture=PictureSpec.parse(str(tmp_path / "large.npy")))
    async with free_bench(tmp_path, HUGE, setup) as (pilot, _app, bench):
        await press(pilot, "d")
        lane = next(iter(bench.query(Lane)))
        sides = {lane.marks[0].shape}
        for size in (SMALL, LARGE):
            await pilot.resize_terminal(*size)
            await wait_for_text(pilot, "cells get one")
            await pilot.pause()
            sides.add(lane.marks[0].shape)
        assert len(sides) > 1


async def test_another_language_while_a_list_is_opened(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, app, bench):
        await to_control(pilot, bench, "kernel")
        screen = app.screen
        send_fast(app, "enter", "g")
        await wait_for(pilot, lambda: isinstance(app.screen, KernelScreen), "the kernel's grid")
        await wait_for(pilot, lambda: screen.query_one(FreeBench) is not bench, "the bench in Russian")
        await press(pilot, "5", "enter")
        await wait_for(pilot, lambda: app.screen is screen, "the grid to close")
        new = screen.query_one(FreeBench)
        await wait_for(pilot, lambda: str(new.setup.kernel) == "5,0,1/-1,0,1/-1,0,1", "what was typed")
        assert np.array_equal(new.lanes[0].trace.output, new.setup.trace(0).output)


@pytest.mark.parametrize("key", ["escape", "enter"])
async def test_a_kernel_is_given_up_or_kept_while_it_is_computed_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    go_on = threading.Event()
    run = free_bench_module.lanes_of

    def lanes_of(setup: Setup) -> object:
        assert threading.current_thread() is threading.main_thread() or go_on.wait(10)
        return run(setup)

    async with free_bench(tmp_path) as (pilot, app, bench):
        await open_kernel(pilot, bench)
        monkeypatch.setattr(free_bench_module, "lanes_of", lanes_of)
        monkeypatch.setattr(free_bench_module, "LARGE", 0)
        await press(pilot, "7")
        await wait_for_text(pilot, "computing…")
        await press(pilot, "1", key)
        await wait_for(pilot, lambda: isinstance(app.screen, BenchScreen), "the grid to close")
        go_on.set()
        await wait_for(pilot, lambda: "computing…" not in screen_text(app), "the result")
        assert str(bench.setup.kernel) == ("edge" if key == "escape" else "71,0,1/-1,0,1/-1,0,1")
        assert np.array_equal(bench.lanes[0].trace.output, bench.setup.trace(0).output)
        await press(pilot, "u")
        await wait_for(pilot, lambda: bench.setup == story_setup(), "the bench as it was")


@pytest.mark.parametrize("key", ["q", "g"])
async def test_the_bench_is_left_while_it_computes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    begun, go_on = threading.Event(), threading.Event()
    run = free_bench_module.lanes_of

    def lanes_of(setup: Setup) -> object:
        if threading.current_thread() is not threading.main_thread():
            begun.set()
            assert go_on.wait(10)
        return run(setup)

    async with free_bench(tmp_path) as (pilot, app, bench):
        await to_control(pilot, bench, "kernel")
        monkeypatch.setattr(free_bench_module, "lanes_of", lanes_of)
        monkeypatch.setattr(free_bench_module, "LARGE", 0)
        screen = app.screen
        send_fast(app, "right", key)
        await wait_for(pilot, begun.is_set, "the run to begin")
        if key == "q":
            await wait_for(pilot, lambda: isinstance(app.screen, HomeScreen), "Home")
        go_on.set()
        await wait_for(pilot, lambda: not bench.is_running, "the bench to go, alone or with the screen")
        await pilot.pause()
        if key == "g":
            await wait_for(pilot, lambda: screen.query_one(FreeBench) is not bench, "the bench in Russian")
            assert app.screen is screen
            new = screen.query_one(FreeBench)
            assert np.array_equal(new.lanes[0].trace.output, new.setup.trace(0).output)


async def test_space_and_tab_go_from_cell_to_cell_of_a_kernel(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, app, bench):
        await open_kernel(pilot, bench)
        await press(pilot, "1", "space", "2", "tab", "3", "shift+tab", "4", "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, BenchScreen), "the grid to close")
        assert str(bench.setup.kernel) == "1,4,3/-1,0,1/-1,0,1"


async def test_enter_leads_from_any_cell_to_the_picture_it_comes_from(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, app, bench):
        await press(pilot, "i", "down", "enter")
        assert bench.cursor == (0, 2, 0), "the first cell that the output cell (2, 1) sees"
        assert ("enter", "type its value") in key_items(app)


async def test_where_no_room_is_left_a_view_takes_the_place_of_the_lanes(tmp_path: Path) -> None:
    setup = replace(story_setup(), kernel=Kernel(filters=8))
    async with free_bench(tmp_path, (80, 20), setup) as (pilot, app, _bench):
        assert "conv 1/8" in screen_text(app)
        for words in ("2 Ilya", "difference", "bytes moved"):
            await press(pilot, "v")
            assert words in screen_text(app)
            assert "conv 1/8" not in screen_text(app)
        await press(pilot, "v")
        assert "conv 1/8" in screen_text(app)


async def test_a_change_that_changes_nothing_leaves_the_run_where_it_is(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, _app, bench):
        bench.index = 5
        lanes = bench.lanes
        assert await bench.change(lambda setup: setup) == ""
        await pilot.pause()
        assert (bench.index, bench.lanes) == (5, lanes)


async def test_undo_says_when_there_is_nothing_to_go_back_to(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, app, _bench):
        await press(pilot, "u")
        assert "There is nothing to go back to." in words_in(app, "BenchTitle")


async def test_a_bench_from_the_command_line_leads_back_to_the_shell(tmp_path: Path) -> None:
    app = LayerTutorApp((), tmp_path / "home", tmp_path / "cache", bench=story_setup())
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, BenchScreen), "the bench")
        await pilot.press("escape")
        await wait_for(pilot, lambda: not app.is_running or app._exit, "the program to end")


async def test_a_digit_goes_to_that_lane_in_the_controls(tmp_path: Path) -> None:
    async with free_bench(tmp_path) as (pilot, _app, bench):
        controls = await to_control(pilot, bench, "picture")
        await press(pilot, "3")
        assert controls.chosen_row == 2
        assert bench.front == 2
