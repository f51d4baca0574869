"""The screen of real networks: turning over, measuring in a thread, stopping, and both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event

import pytest
from textual.app import App
from textual.containers import VerticalScroll
from textual.pilot import Pilot

from tests.ui.driver import LARGE, SMALL, press, screen_text, text_in, too_wide, wait_for, words_on
from tutor import language
from tutor.nn.network_timing import Timings
from tutor.nn.networks import ORDERS, Block
from tutor.ui import themes
from tutor.ui.screens import networks
from tutor.ui.screens.networks import NetworksScreen


class Host(App[None]):
    """Nothing but the screen, opened at once, in the program's own theme."""

    def on_mount(self) -> None:
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.DARK.name
        self.push_screen(NetworksScreen())


async def opened(pilot: Pilot[None]) -> NetworksScreen:
    """Wait for the screen; return it."""
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, NetworksScreen), "the real networks")
    screen = pilot.app.screen
    assert isinstance(screen, NetworksScreen)
    await wait_for(pilot, lambda: "8²×1→1" in screen_text(pilot.app), "the toy cell")
    return screen


def at_once(block: Block, repeats: int) -> Iterator[tuple[Timings, ...]]:
    """Take 10 ms, 11 ms and so on for a pass of either order, without running anything."""
    for done in range(1, repeats + 1):
        passes = tuple((0.01 + number / 1000,) for number in range(done))
        yield tuple(Timings(order, passes, done / repeats) for order in ORDERS)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "measure_orders", at_once)
    monkeypatch.setattr(networks, "sensible_repeats", lambda block: 5)


@dataclass
class Held:
    """Measurements that stop after their first layer until they are let go."""

    go: Event = field(default_factory=Event)
    ended: Event = field(default_factory=Event)
    """Set when a measurement has been given up or is complete."""
    went_on: list[str] = field(default_factory=list)
    """The block of every layer after the first."""

    def measure(self, block: Block, repeats: int) -> Iterator[tuple[Timings, ...]]:
        try:
            for both in at_once(block, repeats):
                yield both
                assert self.go.wait(10), "nobody let the measurement go on"
                self.went_on.append(block.name)
        finally:
            self.ended.set()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    """Hold every measurement after its first layer."""
    holding = Held()
    monkeypatch.setattr(networks, "measure_orders", holding.measure)
    monkeypatch.setattr(networks, "sensible_repeats", lambda block: 5)
    yield holding
    holding.go.set()


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_each_network_is_shown_in_turn_with_what_it_saves(size: tuple[int, int]) -> None:
    app = Host()
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        assert "7.0 % in the toy" in words_on(app)
        said = []
        for _network in range(4):
            await press(pilot, "right")
            assert not too_wide(app)
            said.append(words_on(app).partition("of all operations")[0].rsplit(" ", 3)[1])
        assert said == ["1.1", "0.037", "0.030", "0.50"]
        await press(pilot, "tab")
        assert "7.0 % in the toy" in words_on(app)
        await press(pilot, "left")
        assert "▸ResNet-50 stem◂" in screen_text(app)
        await press(pilot, "shift+tab")
        assert "▸VGG16◂" in screen_text(app)


@pytest.mark.parametrize(("size", "words"), [(SMALL, "MACs compares bytes saved"), (LARGE, "comparisons operations")])
async def test_the_table_has_bars_and_fits(size: tuple[int, int], words: str) -> None:
    app = Host()
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        assert words in words_on(app)
        assert "██████" in screen_text(app)


async def test_who_fuses_what_can_be_scrolled_to() -> None:
    app = Host()
    async with app.run_test(size=SMALL) as pilot:
        screen = await opened(pilot)
        await press(pilot, "right", "right", "right", "end")
        scroll = screen.query_one(VerticalScroll)
        await wait_for(pilot, lambda: scroll.scroll_y == scroll.max_scroll_y > 0, "the end of the page")
        await pilot.pause()
        assert "onnx-mlir #3109" in words_on(app)
        await press(pilot, "right")
        assert scroll.scroll_y == 0, "another network begins at its top"


@pytest.mark.parametrize("key", ["m", "ь"])
@pytest.mark.usefixtures("quick")
async def test_a_measurement_fills_the_last_column(key: str) -> None:
    app = Host()
    async with app.run_test(size=LARGE) as pilot:
        screen = await opened(pilot)
        await press(pilot, "right", key)
        await wait_for(pilot, lambda: "drowns in the spread" in words_on(app), "the end of the measurement")
        assert not screen.measuring
        assert screen_text(app).count("12.0±1.0") == 6, "two orders of three blocks"
        await press(pilot, "left", "right")
        assert screen_text(app).count("12.0±1.0") == 6, "what was measured is kept"


async def test_the_real_engine_measures_the_toy_network() -> None:
    app = Host()
    async with app.run_test(size=LARGE) as pilot:
        screen = await opened(pilot)
        await press(pilot, "right", "m")
        await wait_for(pilot, lambda: "Measured:" in words_on(app), "the measured times")
        assert not screen.measuring


async def test_progress_is_shown_and_m_stops(held: Held) -> None:
    app = Host()
    async with app.run_test(size=LARGE) as pilot:
        screen = await opened(pilot)
        await press(pilot, "right", "m")
        await wait_for(pilot, lambda: "Measuring C1 S2: 20 %, block 1 of 3" in words_on(app), "the progress")
        assert screen_text(app).count("10.0") == 2
        await press(pilot, "m")
        assert not screen.measuring
        assert "Measuring" not in words_on(app)
        held.go.set()
        await wait_for(pilot, held.ended.is_set, "the thread to end")
        assert held.went_on == ["C1 S2"], "the layer under way is the last"
        await pilot.pause()
        assert "Measur" not in words_on(app)


@pytest.mark.parametrize("keys", [("right",), ("escape",), ("q",), ("й",)])
async def test_turning_over_and_leaving_stop_the_measurement(held: Held, keys: tuple[str]) -> None:
    app = Host()
    async with app.run_test(size=LARGE) as pilot:
        screen = await opened(pilot)
        await press(pilot, "right", "m")
        await wait_for(pilot, lambda: "Measuring" in words_on(app), "the progress")
        await press(pilot, *keys)
        assert not screen.measuring
        if keys != ("right",):
            await wait_for(pilot, lambda: app.screen is not screen, "the screen to close")
        held.go.set()
        await wait_for(pilot, held.ended.is_set, "the thread to end")
        assert held.went_on == ["C1 S2"]


async def test_a_second_measurement_begins_anew(held: Held) -> None:
    app = Host()
    async with app.run_test(size=LARGE) as pilot:
        screen = await opened(pilot)
        await press(pilot, "right", "m")
        await wait_for(pilot, lambda: "Measuring" in words_on(app), "the progress")
        await press(pilot, "m", "m")
        assert screen.measuring
        held.go.set()
        await wait_for(pilot, lambda: "drowns in the spread" in words_on(app), "the end of the measurement")
        assert screen_text(app).count("12.0±1.0") == 6


async def test_a_click_beside_the_page_closes_it() -> None:
    app = Host()
    async with app.run_test(size=LARGE) as pilot:
        screen = await opened(pilot)
        await pilot.click(offset=(2, 1))
        await wait_for(pilot, lambda: app.screen is not screen, "the screen to close")


@pytest.mark.usefixtures("quick")
async def test_numbers_follow_the_language() -> None:
    language.use("ru")
    app = Host()
    async with app.run_test(size=LARGE) as pilot:
        await opened(pilot)
        await press(pilot, "right", "m")
        await wait_for(pilot, lambda: screen_text(app).count("12,0±1,0") == 6, "two orders of three blocks")
        assert "2,8 %" in words_on(app)


@pytest.mark.parametrize("size", [(60, 18), (70, 20), (200, 60)])
async def test_other_windows_are_filled_too(size: tuple[int, int]) -> None:
    app = Host()
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        for _network in range(5):
            await press(pilot, "right")
            assert not too_wide(app)
            _heading, *lines = [line for line in text_in(app, "#table").splitlines() if line]
            assert all("→" in line for line in lines), "a line of the table was broken"
        await pilot.resize_terminal(*SMALL)
        await wait_for(pilot, lambda: "compares" in words_on(app), "the table for 80 columns")
