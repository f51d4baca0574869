"""The tray of layers and the cell that is built from them."""

from __future__ import annotations

from typing import Any

import pytest
from textual.app import App, ComposeResult

from tests.ui.driver import press, screen_text, wait_for
from tutor.ui.themes import DARK
from tutor.ui.widgets.arrangement import Arrangement

LABELS = ("ReLU", "avg-pool", "conv", "max-pool")


class TrayApp(App[None]):
    """One arrangement, what it commits, and the keys that it leaves alone."""

    def __init__(self, *order: int, labels: tuple[str, ...] = LABELS) -> None:
        super().__init__()
        self.tray = Arrangement(labels, order)
        self.committed: list[tuple[int, ...]] = []
        self.passed: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.tray

    def on_mount(self) -> None:
        self.register_theme(DARK)
        self.theme = DARK.name
        self.tray.focus()

    def on_key(self, event: Any) -> None:
        self.passed.append(event.key)

    def on_arrangement_committed(self, event: Arrangement.Committed) -> None:
        assert event.control is self.tray
        self.committed.append(event.order)


def cell(app: TrayApp) -> tuple[int, ...]:
    return app.tray.order


async def test_digits_put_layers_in_and_take_them_out() -> None:
    app = TrayApp()
    async with app.run_test() as pilot:
        await press(pilot, "3", "1", "4")
        assert cell(app) == (2, 0, 3)
        await press(pilot, "1")
        assert cell(app) == (2, 3)
        await press(pilot, "9", "0")
        assert cell(app) == (2, 3)


@pytest.mark.parametrize("key", ["enter", "space"])
async def test_arrows_and_enter_do_the_same(key: str) -> None:
    app = TrayApp()
    async with app.run_test() as pilot:
        await press(pilot, "down", "down", key, "up", "up", key)
        assert cell(app) == (2, 0)


async def test_backspace_takes_the_last_one_out() -> None:
    app = TrayApp(2, 0)
    async with app.run_test() as pilot:
        await press(pilot, "backspace")
        assert cell(app) == (2,)
        await press(pilot, "backspace", "backspace")
        assert cell(app) == ()


@pytest.mark.parametrize(("left", "right"), [("[", "]"), ("х", "ъ")])
async def test_brackets_move_the_layer_that_was_put_in_last(left: str, right: str) -> None:
    app = TrayApp()
    async with app.run_test() as pilot:
        await press(pilot, "3", "1", "4", left)
        assert cell(app) == (2, 3, 0)
        await press(pilot, left, left)
        assert cell(app) == (3, 2, 0), "at the left end it stays"
        await press(pilot, right)
        assert cell(app) == (2, 3, 0)


async def test_arrows_choose_another_layer_of_the_cell() -> None:
    app = TrayApp(2, 0, 3)
    async with app.run_test() as pilot:
        await press(pilot, *["down"] * 4, "left", "left", "]")
        assert cell(app) == (0, 2, 3)


async def test_a_full_stop_commits_and_so_does_the_last_row() -> None:
    app = TrayApp(2, 0)
    async with app.run_test() as pilot:
        await press(pilot, "full_stop")
        assert app.committed == [(2, 0)]
        await press(pilot, *["down"] * 4, "enter")
        assert app.committed == [(2, 0)], "Enter on the cell goes to the row that commits it"
        await press(pilot, "enter")
        assert app.committed == [(2, 0)] * 2


async def test_at_its_ends_and_for_other_keys_the_screen_is_asked() -> None:
    app = TrayApp()
    async with app.run_test() as pilot:
        await press(pilot, "up", "h", *["down"] * 6)
        assert app.passed == ["up", "h", "down"]


async def test_the_mouse_does_all_of_it() -> None:
    app = TrayApp()
    async with app.run_test() as pilot:
        await pilot.click(Arrangement, offset=(5, 2))
        await pilot.click(Arrangement, offset=(5, 0))
        assert cell(app) == (2, 0)
        x = screen_text(app).splitlines()[5].index("conv")
        await pilot.click(Arrangement, offset=(x + 1, 5))
        assert app.tray.chosen == 0
        await pilot.click(Arrangement, offset=(5, 6))
        assert app.committed == [(2, 0)]


async def test_the_cell_is_drawn_and_used_layers_have_their_number() -> None:
    app = TrayApp(2, 3, 0)
    async with app.run_test() as pilot:
        await wait_for(pilot, lambda: "conv → max-pool → ReLU" in screen_text(app), "the cell")
        lines = screen_text(app).splitlines()
        assert [line.split()[1:] for line in lines[:4]] == [
            ["ReLU", "3."],
            ["avg-pool"],
            ["conv", "1."],
            ["max-pool", "2."],
        ]


async def test_a_long_cell_goes_on_in_the_next_line() -> None:
    app = TrayApp(*range(7), labels=("leaky-relu negative_slope=0.25",) * 7)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_for(pilot, lambda: screen_text(app).count("→") == 6, "all six arrows")
        assert "commit" in screen_text(app)


async def test_what_cannot_be_in_the_tray_is_not_in_the_cell() -> None:
    assert Arrangement(LABELS, (0, 9, -1, 0, 2)).order == (0, 2)
