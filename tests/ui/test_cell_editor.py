"""The grid of numbers to type into: keys, clicks, what is posted, and what is drawn."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tests.ui.driver import press, screen_text, wait_for
from tutor.ui.themes import DARK
from tutor.ui.widgets.cell_editor import CellEditor, is_complete


class EditorApp(App[None]):
    """One editor, what it posts, and the keys that it leaves alone."""

    def __init__(self, editor: CellEditor) -> None:
        super().__init__()
        self.editor = editor
        self.news: list[tuple[Any, ...]] = []
        self.passed: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.editor

    def on_mount(self) -> None:
        self.register_theme(DARK)
        self.theme = DARK.name
        self.editor.focus()

    def on_key(self, event: Any) -> None:
        self.passed.append(event.key)

    def on_cell_editor_changed(self, event: CellEditor.Changed) -> None:
        assert event.control is self.editor
        self.news.append((event.row, event.column, event.text))

    def on_cell_editor_submitted(self, event: CellEditor.Submitted) -> None:
        assert event.control is self.editor
        self.news.append(("submitted",))

    def on_cell_editor_left(self, event: CellEditor.Left) -> None:
        assert event.control is self.editor
        self.news.append(("left", "down" if event.down else "up"))


def kernel() -> EditorApp:
    return EditorApp(CellEditor([["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]]))


def blanks() -> EditorApp:
    return EditorApp(CellEditor([["1", ""], ["", "4"]], editable=[(0, 1), (1, 0)]))


def texts(app: EditorApp) -> tuple[tuple[str, ...], ...]:
    return app.editor.texts


def complete(app: EditorApp) -> bool:
    return app.editor.complete


async def shown(pilot: Pilot[None], line: str) -> None:
    await wait_for(pilot, lambda: line in screen_text(pilot.app), f"the line {line!r}")


@pytest.mark.parametrize("text", ["1", "-1", "−1", "0.5", "0,5", ".5", "-.5", "12", "007"])
def test_what_is_a_number(text: str) -> None:
    assert is_complete(text)


@pytest.mark.parametrize("text", ["", "-", ".", "-.", "1.", "1,", "1-", "--1", "1.2.3", "1,2,3", "a", " 1", "²", "٣"])
def test_what_is_none(text: str) -> None:
    assert not is_complete(text)


async def test_the_first_key_replaces_and_the_next_ones_add() -> None:
    app = kernel()
    async with app.run_test() as pilot:
        await press(pilot, "minus", "1", ".", "5")
        assert texts(app)[0] == ("-1.5", "2", "3")
        await press(pilot, "right", "0")
        assert texts(app)[0] == ("-1.5", "0", "3")
        await press(pilot, "left", "7")
        assert texts(app)[0][0] == "7", "whoever comes back begins anew"


async def test_only_complete_numbers_are_news() -> None:
    app = kernel()
    async with app.run_test() as pilot:
        await press(pilot, "minus", "1", "comma", "5", "backspace", "backspace", "backspace")
        assert app.news == [(0, 0, "-1"), (0, 0, "-1,5"), (0, 0, "-1")]
        assert not app.editor.complete


async def test_a_typed_minus_may_be_typographic() -> None:
    app = kernel()
    async with app.run_test() as pilot:
        app.editor.post_message(events.Key("minus_sign", "−"))
        await press(pilot, "2")
        assert texts(app)[0][0] == "-2"
        await shown(pilot, "−2")


async def test_more_than_six_characters_find_no_room() -> None:
    app = kernel()
    async with app.run_test() as pilot:
        await press(pilot, *"123456789")
        assert texts(app)[0][0] == "123456"


async def test_escape_takes_back_what_was_typed_and_then_goes_on_to_the_screen() -> None:
    app = kernel()
    async with app.run_test() as pilot:
        await press(pilot, "8", "8")
        await press(pilot, "escape")
        assert texts(app)[0][0] == "1"
        assert app.passed == []
        await press(pilot, "escape")
        assert app.passed == ["escape"]
        assert app.news == [(0, 0, "8"), (0, 0, "88"), (0, 0, "1")], "a live display is told of the way back"


async def test_arrows_go_from_one_editable_cell_to_the_next() -> None:
    app = blanks()
    async with app.run_test() as pilot:
        assert app.editor.cursor == (0, 1)
        await press(pilot, "down")
        assert app.editor.cursor == (1, 0)
        await press(pilot, "right")
        assert app.editor.cursor == (0, 1)
        await press(pilot, "left")
        assert app.editor.cursor == (1, 0)
        await press(pilot, "up")
        assert app.editor.cursor == (0, 1)


async def test_arrows_walk_over_a_whole_kernel() -> None:
    app = kernel()
    async with app.run_test() as pilot:
        await press(pilot, "right", "down", "down", "left", "up")
        assert app.editor.cursor == (1, 0)


async def test_an_arrow_that_leads_out_is_said_and_passed_on() -> None:
    app = kernel()
    async with app.run_test() as pilot:
        await press(pilot, "up", "down", "down", "down")
        assert app.news == [("left", "up"), ("left", "down")]
        assert app.passed == ["up", "down"]
        await press(pilot, "left")
        assert app.passed == ["up", "down"], "sideways there is nothing to scroll"


async def test_enter_goes_to_what_is_empty_and_submits_at_the_end() -> None:
    app = blanks()
    async with app.run_test() as pilot:
        await press(pilot, "enter")
        assert app.news == [("submitted",)], "whoever grades it says that the cell is empty"
        await press(pilot, "3", "enter")
        assert app.editor.cursor == (1, 0)
        assert not complete(app)
        await press(pilot, "2", "enter")
        assert complete(app)
        assert app.news == [("submitted",), (0, 1, "3"), (1, 0, "2"), ("submitted",)]
        assert app.editor.typed == ("3", "2")


async def test_enter_comes_round_to_a_gap_before_the_cursor() -> None:
    app = blanks()
    async with app.run_test() as pilot:
        await press(pilot, "down", "2", "enter")
        assert app.editor.cursor == (0, 1)


async def test_letters_and_other_keys_are_left_to_the_screen() -> None:
    app = kernel()
    async with app.run_test() as pilot:
        await press(pilot, "h", "r", "р", "question_mark", "space", "pageup", "slash")
        assert app.passed == ["h", "r", "р", "question_mark", "space", "pageup", "slash"]
        assert texts(app)[0] == ("1", "2", "3")


async def test_a_click_puts_the_cursor_on_an_editable_cell_only() -> None:
    app = blanks()
    async with app.run_test() as pilot:
        await pilot.click(CellEditor, offset=(2, 1))
        assert app.editor.cursor == (1, 0)
        await pilot.click(CellEditor, offset=(2, 0))
        assert app.editor.cursor == (1, 0), "the first cell is fixed"
        await press(pilot, "9")
        assert app.editor.texts == (("1", ""), ("9", "4"))


async def test_empty_cells_are_seen_without_colours() -> None:
    app = blanks()
    async with app.run_test() as pilot:
        await shown(pilot, "      1  ______")
        await shown(pilot, " ______       4")


async def test_wrong_and_right_cells_have_a_mark_until_they_are_typed_into() -> None:
    app = EditorApp(CellEditor([["1", "2"]]))
    async with app.run_test() as pilot:
        app.editor.judge({(0, 0): False, (0, 1): True})
        app.editor.cursor = (0, 1)
        app.set_focus(None)
        await shown(pilot, "✗1")
        await shown(pilot, "✓2")
        app.editor.focus()
        await press(pilot, "left", "5", "right")
        assert "✗" not in screen_text(app)
        assert "✓" in screen_text(app)


async def test_a_long_text_shows_its_end_in_a_narrow_cell() -> None:
    app = EditorApp(CellEditor([["-12345", "1"]], cell_width=5))
    async with app.run_test() as pilot:
        await shown(pilot, "…45")


async def test_a_grid_without_editable_cells_takes_no_keys() -> None:
    app = EditorApp(CellEditor([["1", "2"]], editable=[]))
    async with app.run_test() as pilot:
        await press(pilot, "5", "enter")
        assert app.editor.texts == (("1", "2"),)
        assert app.passed == ["5", "enter"]
        assert app.news == []


async def test_texts_from_outside_cannot_reach_the_terminal() -> None:
    app = EditorApp(CellEditor([["\x1b[2J", "1"]], cell_width=12))
    async with app.run_test() as pilot:
        app.editor.put((0, 1), "\x07")
        await shown(pilot, "\\x07")
        assert "\x1b" not in screen_text(app)
