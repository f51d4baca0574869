"""A list of names and values: walked, turned and asked by keys and by mouse, in as many columns as fit."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import pytest
from textual.app import App, ComposeResult
from textual.containers import Container
from textual.pilot import Pilot

from tutor.ui.widgets.control_list import COLUMN, ControlList


class Fruits(ControlList):
    """Numbers of fruits; what a learner wants is noted, and done at once."""

    def __init__(self, **counts: int) -> None:
        super().__init__()
        self.counts = self.wanted = dict(counts)
        self.turned: list[tuple[int, int]] = []
        self.asked: list[int] = []

    @property
    def names(self) -> Sequence[Hashable]:
        return list(self.counts)

    def label_and_value(self, number: int) -> tuple[str, str]:
        name = list(self.counts)[number]
        return name, str(self.counts[name])

    @property
    def hint(self) -> str:
        return "turn it"

    def take(self) -> None:
        self.counts = self.wanted

    def turn(self, number: int, step: int) -> None:
        self.turned.append((number, step))
        name = list(self.counts)[number]
        if self.counts[name] + step < 0:
            self.problem = "there are none left"
            return
        self.show(**{**self.counts, name: self.counts[name] + step})

    def ask(self, number: int) -> None:
        self.asked.append(number)

    def show(self, **counts: int) -> None:
        """Show other numbers."""
        self.wanted = counts
        self.change_rows()


class Host(App[None]):
    """A program of one list in a box of a certain height."""

    def __init__(self, fruits: Fruits, height: int = 10) -> None:
        super().__init__()
        self.fruits = fruits
        self.box = Container(fruits)
        self.box.styles.height = height
        fruits.styles.max_height = height

    def compose(self) -> ComposeResult:
        yield self.box

    def on_mount(self) -> None:
        self.fruits.focus()

    def rows(self) -> list[str]:
        """Return the lines of the list as they are drawn."""
        return [self.fruits.render_line(y).text.rstrip() for y in range(self.fruits.size.height)]


FOUR = {"apples": 1, "pears": 2, "plums": 3, "figs": 4}


async def settled(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, each served before the next."""
    await pilot.press(*keys)
    await pilot.pause()


async def test_the_highlight_walks_in_a_circle_and_turns_its_row() -> None:
    host = Host(Fruits(**FOUR))
    async with host.run_test(size=(COLUMN + 2, 12)) as pilot:
        await settled(pilot, "down", "right")
        assert host.fruits.counts["pears"] == 3
        assert "‹ 3 ›" in host.rows()[1]
        await settled(pilot, "up", "up", "left")
        assert host.fruits.counts["figs"] == 3
        await settled(pilot, "enter", "down", "enter")
        assert host.fruits.asked == [3, 0]
        assert host.rows()[-1] == "turn it"


async def test_a_problem_is_said_until_something_else_is_done() -> None:
    host = Host(Fruits(apples=0, pears=1))
    async with host.run_test(size=(60, 12)) as pilot:
        await settled(pilot, "left")
        assert host.rows()[-1] == "there are none left"
        await settled(pilot, "right")
        assert host.rows()[-1] == "turn it"
        await settled(pilot, "left", "left", "down")
        assert host.rows()[-1] == "turn it"


@pytest.mark.parametrize(("width", "columns"), [(COLUMN + 2, 1), (2 * COLUMN + 2, 2), (3 * COLUMN + 2, 3), (24, 1)])
async def test_rows_fill_as_many_columns_as_fit(width: int, columns: int) -> None:
    host = Host(Fruits(**FOUR, dates=5))
    async with host.run_test(size=(width, 12)) as pilot:
        await pilot.pause()
        rows = host.rows()
        assert len(rows) == -(-5 // columns) + 1
        assert all(any(name in row for row in rows) for name in host.fruits.counts)
        assert [row.split()[0] for row in rows[:-1]] == list(host.fruits.counts)[: len(rows) - 1]


async def test_where_not_all_rows_fit_those_around_the_highlight_are_shown() -> None:
    host = Host(Fruits(**{f"row {n}": n for n in range(9)}), height=4)
    async with host.run_test(size=(COLUMN + 2, 12)) as pilot:
        await pilot.pause()
        for n in range(9):
            assert any(f"row {n}" in row and "‹" in row for row in host.rows()), n
            await settled(pilot, "down")
        assert "row 0" in host.rows()[0]


async def test_the_highlight_stays_on_its_row_when_others_come_and_go() -> None:
    host = Host(Fruits(**FOUR))
    async with host.run_test(size=(60, 12)) as pilot:
        await settled(pilot, "down", "down")
        host.fruits.show(nuts=9, **FOUR)
        assert host.fruits.names[host.fruits.chosen] == "plums"
        host.fruits.show(apples=1)
        assert host.fruits.chosen == 0
        await pilot.pause()
        assert len(host.rows()) == 2


async def test_a_list_without_rows_does_nothing() -> None:
    host = Host(Fruits())
    async with host.run_test(size=(60, 12)) as pilot:
        await settled(pilot, "down", "left", "right", "enter", "up")
        assert host.fruits.turned == []
        assert host.fruits.asked == []
        assert len(host.rows()) == 1


async def test_a_click_chooses_and_a_second_one_turns() -> None:
    host = Host(Fruits(**FOUR))
    async with host.run_test(size=(2 * COLUMN + 2, 12)) as pilot:
        await pilot.click(host.fruits, offset=(COLUMN + 5, 1))
        assert host.fruits.names[host.fruits.chosen] == "figs"
        assert host.fruits.turned == []
        await pilot.click(host.fruits, offset=(COLUMN + 5, 1))
        assert host.fruits.turned == [(3, 1)]
        await pilot.click(host.fruits, offset=(5, 2))
        assert host.fruits.turned == [(3, 1)], "the line below the rows is no row"
