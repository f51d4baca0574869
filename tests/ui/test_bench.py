"""The bench inside a lesson: what it shows at every moment, by keys and by mouse, in windows of several sizes."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.message import Message
from textual.pilot import Pilot

from tests.ui.driver import (
    BENCH_STEPS,
    HUGE,
    LARGE,
    SMALL,
    bench_of,
    key_items,
    open_first,
    press,
    quick_app,
    screen_text,
    too_wide,
    wait_for,
    wait_for_text,
    words_on,
)
from tutor.ui.app import LayerTutorApp
from tutor.ui.screens.help import HelpScreen
from tutor.ui.widgets.bench import SPEEDS, Bench

CONV, ALEX_END, ILYA_POOLED, ILYA_END = 36, 81, 45, 54
"""Moments: the convolution is done, Alex is done, Ilya has pooled, Ilya is done."""
FIRST_SUM = "−1·0 + 0·0 + 1·1 − 1·0 + 0·1 + 1·3 − 1·0 + 0·3 + 1·3 = 7"


@asynccontextmanager
async def open_bench(
    tmp_path: Path, size: tuple[int, int] = SMALL, heard: list[Message] | None = None
) -> AsyncIterator[tuple[Pilot[None], LayerTutorApp, Bench]]:
    """Open a lesson whose only step is a bench of three lanes; `heard` collects every message."""
    app = quick_app(tmp_path, BENCH_STEPS)
    hook = None if heard is None else heard.append
    async with app.run_test(size=size, notifications=True, message_hook=hook) as pilot:
        screen = await open_first(pilot, app)
        await wait_for(pilot, lambda: bool(screen.query(Bench)), "the bench")
        bench = bench_of(screen)
        await wait_for(pilot, lambda: bench.has_focus, "the bench to have the keys")
        await pilot.pause()
        yield pilot, app, bench


def line_with(app: LayerTutorApp, text: str) -> str:
    """Return the first line of the screen with `text` in it."""
    return next((line for line in screen_text(app).splitlines() if text in line), "")


def place_of(app: LayerTutorApp, text: str) -> tuple[int, int]:
    """Return column and line where `text` first stands on the screen."""
    for y, line in enumerate(screen_text(app).splitlines()):
        if text in line:
            return line.index(text), y
    raise AssertionError(f"{text!r} is not on the screen:\n{screen_text(app)}")


def labels(app: LayerTutorApp) -> tuple[str, int]:
    """Return the line of the first lane that names its maps, and which line it is."""
    for y, line in enumerate(screen_text(app).splitlines()):
        if line.split()[:2] == ["picture", "conv"]:
            return line, y
    raise AssertionError(f"no lane on the screen:\n{screen_text(app)}")


def cell_width(app: LayerTutorApp) -> int:
    """Return how many columns a cell of the first lane has, as measured on the screen."""
    line, _y = labels(app)
    return (line.index("conv") - line.index("picture") - 3) // 8


async def click_cell(pilot: Pilot[None], app: LayerTutorApp, label: str, row: int, column: int) -> None:
    """Click a cell of the first lane in the map called `label`."""
    line, y = labels(app)
    await pilot.click(offset=(line.index(label) + column * cell_width(app) + 1, y + 1 + row))


async def click_text(pilot: Pilot[None], app: LayerTutorApp, text: str) -> None:
    """Click on words on the screen."""
    x, y = place_of(app, text)
    await pilot.click(offset=(x, y))


# ── what a run shows ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("1", "1 Alex ReLU 36 operations 387 conv → ReLU → max-pool"),
        ("2", "2 Ilya ReLU 9 operations 360 conv → max-pool → ReLU"),
        ("3", "3 Jeffrey ReLU 0 operations 351 conv → max-pool"),
    ],
)
async def test_the_counters_at_the_end(tmp_path: Path, key: str, title: str) -> None:
    async with open_bench(tmp_path) as (pilot, _app, _bench):
        await press(pilot, "end", key)
        await wait_for_text(pilot, title)


async def test_the_counters_go_up_cell_by_cell(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, bench):
        assert "ReLU 0 operations 0 conv" in words_on(app)
        assert "nothing computed yet" in screen_text(app)
        await press(pilot, "right")
        assert "ReLU 0 operations 9 conv" in words_on(app)
        bench.index = CONV + 1
        await pilot.pause()
        assert "ReLU 1 operations 325 conv" in words_on(app)
        bench.index = 2 * CONV + 1
        await pilot.pause()
        assert "ReLU 36 operations 363 conv" in words_on(app)


async def test_the_sum_of_each_cell_is_spelled_out(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, bench):
        await press(pilot, "right")
        assert FIRST_SUM in screen_text(app)
        bench.index = CONV + 1
        await pilot.pause()
        assert "max(0, 7) = 7" in screen_text(app)
        bench.index = CONV + 3
        await pilot.pause()
        assert "max(0, −3) = 0" in screen_text(app)
        bench.index = 2 * CONV + 1
        await pilot.pause()
        assert "max(7, 3, 8, 0) = 8" in screen_text(app)


async def test_the_window_slides_and_the_cells_fill(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, bench):
        assert screen_text(app).count("▸") == 0
        await press(pilot, "right", "right")
        _line, y = labels(app)
        lines = screen_text(app).splitlines()[y + 1 :]
        assert [line.count(":") for line in lines[:4]] == [3, 3, 3, 0]
        assert lines[0].count("▸") == 1
        assert "7 ▸3" in lines[0]
        bench.index = 2 * CONV + 1
        await pilot.pause()
        lines = screen_text(app).splitlines()[y + 1 : y + 9]
        assert [line.count("▸") for line in lines] == [1, 0, 0, 0, 0, 0, 0, 0]
        assert "•8" in screen_text(app), "the winner of the pool's window"


async def test_the_relus_that_pooling_threw_away_are_counted_as_wasted(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, _bench):
        await press(pilot, "end")
        await wait_for(pilot, lambda: screen_text(app).count("×") == 27, "27 wasted ReLUs")
        assert line_with(app, "picture").count("×") == 0
        _line, y = labels(app)
        assert sum(line.count("•") for line in screen_text(app).splitlines()[y + 1 : y + 9]) == 9
        await press(pilot, "2")
        await wait_for_text(pilot, "2 Ilya ReLU")
        assert "×" not in screen_text(app), "Ilya wastes none"


async def test_the_difference_opens_at_the_end_only(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, bench):
        await press(pilot, "v")
        await wait_for_text(pilot, "difference")
        bench.index = bench.length - 1
        await pilot.pause()
        assert "differ" not in words_on(app).replace("difference", "")
        assert "≠" not in screen_text(app)
        await press(pilot, "right")
        await wait_for_text(pilot, "3 of 9 cells differ")
        assert "≠" in screen_text(app)
        await press(pilot, "left")
        assert "3 of 9 cells differ" not in words_on(app)
        assert "≠" not in screen_text(app)


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────


async def test_arrows_step_a_cell(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, _app, bench):
        await press(pilot, "left")
        assert bench.index == 0
        await press(pilot, "right", "right", "right", "left")
        assert bench.index == 2
        bench.index = bench.length
        await press(pilot, "right")
        assert bench.index == bench.length == ALEX_END


async def test_n_and_p_walk_the_stages_of_the_lane_in_front(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, _app, bench):
        seen = []
        for key in ("n", "n", "n", "n", "p", "p", "з", "p", "т"):
            await press(pilot, key)
            seen.append(bench.index)
        assert seen == [36, 72, 81, 81, 72, 36, 0, 0, 36]
        await press(pilot, "r", "2")
        seen = []
        for key in ("n", "n", "n", "n"):
            await press(pilot, key)
            seen.append(bench.index)
        assert seen == [CONV, ILYA_POOLED, ILYA_END, ALEX_END]


async def test_end_and_restart(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, bench):
        assert ("enter", "to the end") in key_items(app)
        await press(pilot, "end")
        assert bench.finished
        assert ("enter", "result") in key_items(app)
        await press(pilot, "r")
        assert bench.index == 0
        assert ("enter", "to the end") in key_items(app)
        assert "nothing computed yet" in screen_text(app)


async def test_speed_has_two_ends(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, bench):
        assert "+ 8 cells/s" in screen_text(app)
        await press(pilot, "plus")
        assert "+ 16 cells/s" in screen_text(app)
        await press(pilot, *["minus"] * 8)
        assert f"+ {SPEEDS[0]} cells/s" in screen_text(app)
        await press(pilot, *["equals_sign"] * 8)
        assert f"+ {SPEEDS[-1]} cells/s" in screen_text(app)
        assert bench.index == 0


async def test_space_plays_and_pauses(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, bench):
        assert ("space", "play") in key_items(app)
        await press(pilot, "space")
        assert ("space", "pause") in key_items(app)
        await wait_for(pilot, lambda: bench.index >= 2, "two cells to be computed")
        await press(pilot, "space")
        assert not bench.playing
        index = bench.index
        await pilot.pause(0.3)
        assert bench.index == index
        assert 2 <= index < ALEX_END


async def test_a_step_by_hand_pauses(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, _app, bench):
        for key in ("right", "n", "i"):
            await press(pilot, "r", "space", key)
            assert not bench.playing, key


async def test_playing_stops_at_the_end_says_so_once_and_begins_again(tmp_path: Path) -> None:
    heard: list[Message] = []
    async with open_bench(tmp_path, heard=heard) as (pilot, _app, bench):
        bench.speed = len(SPEEDS) - 1
        bench.index = bench.length - 5
        await press(pilot, "space")
        await wait_for(pilot, lambda: bench.finished, "the end of the run")
        await pilot.pause()
        assert not bench.playing
        await press(pilot, "right", "end", "n")
        assert len({id(message) for message in heard if isinstance(message, Bench.Finished)}) == 1
        bench.speed = 0
        await press(pilot, "space")
        assert bench.index < 10, "from the end, play begins again"
        assert bench.playing


async def test_where_motion_is_reduced_play_shows_the_end_at_once(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, bench):
        app.animation_level = "none"
        await press(pilot, "space")
        assert bench.finished
        assert not bench.playing


async def test_nothing_plays_under_a_cover(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, bench):
        await press(pilot, "space", "?")
        await wait_for(pilot, lambda: isinstance(app.screen, HelpScreen), "help")
        await wait_for(pilot, lambda: not bench.playing, "the run to pause under help")
        await press(pilot, "escape")
        await wait_for(pilot, lambda: not isinstance(app.screen, HelpScreen), "help to go")
        assert bench.has_focus


async def test_nothing_plays_once_the_bench_has_gone(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, bench):
        await press(pilot, "space", "escape")
        await wait_for(pilot, lambda: len(app.screen_stack) == 1, "Home")
        await pilot.pause()
        index = bench.index
        await pilot.pause(0.3)
        assert bench.index == index


async def test_digits_bring_a_lane_to_the_front(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, bench):
        assert "1 Alex   ReLU" in screen_text(app)
        await press(pilot, "right", "3")
        assert "3 Jeffrey   ReLU" in screen_text(app)
        assert "1 Alex   ReLU" not in screen_text(app)
        assert FIRST_SUM in screen_text(app), "a lane that comes to the front is at the same moment"
        await press(pilot, "2")
        assert "2 Ilya   ReLU" in screen_text(app)
        assert bench.index == 1


async def test_v_walks_outputs_comparison_and_ledger(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, _bench):
        for expected in ("3 Jeffrey 0 ops", "difference", "bytes moved", "3 Jeffrey 0 ops"):
            assert expected in screen_text(app)
            assert sum(word in screen_text(app) for word in ("Jeffrey 0 ops", "difference", "bytes moved")) == 1
            await press(pilot, "v")


async def test_outputs_below_the_lane_are_at_the_same_moment(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, _bench):
        await press(pilot, "end")
        assert "1 Alex 387 ops    2 Ilya 360 ops    3 Jeffrey 351 ops" in screen_text(app)
        assert "8 ≠−3   0" in screen_text(app), "Jeffrey lets negatives through, and is marked there"
        await press(pilot, "3", "left", "v", "v", "v")
        assert "1 Alex 384 ops    2 Ilya 360 ops    3 Jeffrey 351 ops" in screen_text(app)


async def test_outputs_below_the_lane_follow_a_change_of_language(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, _app, _bench):
        await press(pilot, "right", "right", "right", "right", "g", "g")
        await wait_for_text(pilot, "1 Alex 36 ops 2 Ilya 36 ops 3 Jeffrey 36 ops")


async def test_escape_leaves_the_cursor_and_then_the_lesson(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, bench):
        await press(pilot, "i", "escape")
        assert bench.cursor is None
        assert len(app.screen_stack) == 2
        await press(pilot, "escape")
        await wait_for(pilot, lambda: len(app.screen_stack) == 1, "Home")


async def test_tab_brings_one_lane_after_another_to_the_front(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, _app, bench):
        fronts = []
        for _press in range(3):
            await press(pilot, "tab")
            fronts.append(bench.front)
        assert fronts == [1, 2, 0]
        assert bench.has_focus


async def test_the_cursor_walks_over_the_maps(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, bench):
        await press(pilot, "end", "i")
        assert bench.cursor == (3, 0, 0)
        assert "max(7, 3, 8, 0) = 8" in screen_text(app)
        assert ("i", "leave the cursor") in key_items(app)
        _line, y = labels(app)
        fields = [line.count("+") for line in screen_text(app).splitlines()[y + 1 : y + 9]]
        # 2×2 in the convolution and in ReLU, 4×4 in the picture
        assert fields == [8, 8, 4, 4, 0, 0, 0, 0]
        places = []
        for key in ("right", "down", "up", "up", "left", "left", "left", "up", "i"):
            await press(pilot, key)
            places.append(bench.cursor)
        assert places == [
            (3, 0, 1), (3, 1, 1), (3, 0, 1), (3, 0, 1), (3, 0, 0), (2, 0, 5), (2, 0, 4), (2, 0, 4), None,
        ]  # fmt: skip
        assert bench.index == bench.length, "arrows with a cursor do not step"
        assert ("space", "replay") in key_items(app)
        await press(pilot, "left")
        assert bench.index == bench.length - 1


async def test_the_cursor_at_the_very_edges_stays_inside(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, bench):
        await press(pilot, "end", "i", *["right"] * 4, *["down"] * 4)
        assert bench.cursor == (3, 2, 2)
        await press(pilot, *["left"] * 30)
        assert bench.cursor == (0, 2, 0)
        assert "a cell of the picture" in screen_text(app)


async def test_the_cursor_on_a_cell_that_is_not_there_yet(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, _bench):
        await press(pilot, "i")
        assert "not computed yet" in screen_text(app)


async def test_a_cursor_survives_another_lane_in_front(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, bench):
        await press(pilot, "end", "i", "3")
        assert "3 Jeffrey" in screen_text(app)
        await press(pilot, "right", "down", "left")
        assert bench.cursor is not None
        assert bench.cursor[0] <= 2, "Jeffrey has two maps besides the picture"


# ── mouse ────────────────────────────────────────────────────────────────────────────────────────


async def test_a_click_on_a_cell_puts_the_cursor_there(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, bench):
        await press(pilot, "end")
        await click_cell(pilot, app, "conv", 0, 0)
        assert bench.cursor == (1, 0, 0)
        assert FIRST_SUM in screen_text(app)
        await click_cell(pilot, app, "ReLU", 5, 5)
        assert bench.cursor == (2, 5, 5)
        await click_cell(pilot, app, "picture", 7, 0)
        assert bench.cursor == (0, 7, 0)
        await click_text(pilot, app, "leave the cursor")
        assert bench.cursor is None


async def test_a_click_in_another_lane_brings_it_to_the_front(tmp_path: Path) -> None:
    async with open_bench(tmp_path, LARGE) as (pilot, app, bench):
        await press(pilot, "end")
        _x, y = place_of(app, "3 Jeffrey   ReLU")
        line = screen_text(app).splitlines()[y + 2]
        await pilot.click(offset=(line.index("max-pool") + 1, y + 3))
        assert bench.front == 2
        assert bench.cursor == (2, 0, 0)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_mouse_suffices(tmp_path: Path, size: tuple[int, int]) -> None:
    async with open_bench(tmp_path, size) as (pilot, app, bench):
        await click_text(pilot, app, "→ cell")
        await click_text(pilot, app, "→ cell")
        await click_text(pilot, app, "← → cell")
        assert bench.index == 1
        await click_text(pilot, app, "n stage")
        assert bench.index == CONV
        await click_text(pilot, app, "− + 8 cells/s")
        await click_text(pilot, app, "+ 4 cells/s")
        assert "+ 8 cells/s" in screen_text(app)
        await click_text(pilot, app, "Space play")
        assert ("space", "pause") in key_items(app)
        await click_text(pilot, app, "Space pause")
        assert ("space", "play") in key_items(app)
        await click_text(pilot, app, "i inspect")
        assert bench.cursor == (3, 0, 0)
        await click_text(pilot, app, "→ move it")
        await click_text(pilot, app, "↓ →")
        await click_text(pilot, app, "↑ ↓")
        await click_text(pilot, app, "← ↑")
        assert bench.cursor == (3, 0, 0)
        await click_text(pilot, app, "i Esc leave the cursor")
        await click_text(pilot, app, "Enter to the end")
        await wait_for(pilot, lambda: bench.finished, "the end of the run")
        await click_text(pilot, app, "Enter result")
        await wait_for_text(pilot, "3 of 9 cells differ")


async def test_the_mouse_reaches_every_view_and_lane_of_a_small_window(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, bench):
        await click_text(pilot, app, "v view")
        assert "difference" in screen_text(app)
        await click_text(pilot, app, "1–3 lane")
        assert bench.front == 1
        assert "2 Ilya   ReLU" in screen_text(app)


async def test_the_mouse_restarts_a_large_window(tmp_path: Path) -> None:
    async with open_bench(tmp_path, LARGE) as (pilot, app, bench):
        await press(pilot, "right")
        await click_text(pilot, app, "r restart")
        assert bench.index == 0


async def test_a_click_on_an_output_brings_its_lane_to_the_front(tmp_path: Path) -> None:
    async with open_bench(tmp_path) as (pilot, app, bench):
        await click_text(pilot, app, "3 Jeffrey 0 ops")
        assert bench.front == 2
        assert "3 Jeffrey   ReLU" in screen_text(app)
        x, y = place_of(app, "2 Ilya 0 ops")
        await pilot.click(offset=(x + 2, y + 2))
        assert bench.front == 1
        assert bench.cursor is None


# ── sizes ────────────────────────────────────────────────────────────────────────────────────────


async def test_a_small_window_has_one_lane_and_summaries(tmp_path: Path) -> None:
    async with open_bench(tmp_path, SMALL) as (_pilot, app, _bench):
        assert screen_text(app).count("picture") == 1
        for summary in ("1 Alex 0 ops", "2 Ilya 0 ops", "3 Jeffrey 0 ops"):
            assert summary in screen_text(app)
        assert cell_width(app) == 3
        assert too_wide(app) == []
        assert "? help" in screen_text(app)


async def test_the_smallest_window_has_room_for_the_longest_lane(tmp_path: Path) -> None:
    async with open_bench(tmp_path, (60, 18)) as (pilot, app, bench):
        assert [label[:6] for label in labels(app)[0].split()] == ["pictur", "conv", "ReLU", "max-po"]
        assert too_wide(app) == []
        await press(pilot, "end")
        await click_cell(pilot, app, "max-po", 0, 0)
        assert bench.cursor == (3, 0, 0)
        assert "max(7, 3, 8, 0) = 8" in screen_text(app)


async def test_a_large_window_has_all_lanes_and_the_ledger_beside_them(tmp_path: Path) -> None:
    async with open_bench(tmp_path, LARGE) as (pilot, app, _bench):
        assert screen_text(app).count("picture") == 3
        assert place_of(app, "bytes moved")[0] > 80
        assert place_of(app, "difference")[0] > 80
        assert any(re.search(r"Alex +0$", line[80:].rstrip()) for line in screen_text(app).splitlines())
        assert too_wide(app) == []
        await press(pilot, "end")
        await wait_for_text(pilot, "3 of 9 cells differ")
        for title in (
            "1 Alex ReLU 36 operations 387",
            "2 Ilya ReLU 9 operations 360",
            "3 Jeffrey ReLU 0 operations 351",
        ):
            assert title in words_on(app)


async def test_a_huge_window_has_wider_cells(tmp_path: Path) -> None:
    async with open_bench(tmp_path, HUGE) as (pilot, app, bench):
        assert screen_text(app).count("picture") == 3
        assert cell_width(app) > 3
        assert too_wide(app) == []
        await press(pilot, "end")
        await click_cell(pilot, app, "max-pool", 2, 2)
        assert bench.cursor == (3, 2, 2)


async def test_a_window_that_changes_keeps_the_moment(tmp_path: Path) -> None:
    async with open_bench(tmp_path, LARGE) as (pilot, app, bench):
        await press(pilot, "2")
        await pilot.resize_terminal(*SMALL)
        await wait_for(pilot, lambda: screen_text(app).count("picture") == 1, "one lane only")
        assert "2 Ilya   ReLU" in screen_text(app)
        await press(pilot, "right")
        assert FIRST_SUM in screen_text(app)
        await pilot.resize_terminal(*LARGE)
        await wait_for(pilot, lambda: screen_text(app).count("picture") == 3, "all lanes again")
        await wait_for(pilot, lambda: screen_text(app).count(FIRST_SUM) == 3, "all lanes at the same moment")
        assert bench.index == 1
