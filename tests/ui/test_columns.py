"""Columns of text: counted as a terminal does, and kept to where scripts have characters two columns wide, or none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.content import Content

from tutor.ui.columns import columns_of, fitted, is_even
from tutor.ui.widgets.bench_title import BenchTitle


@settings(max_examples=100, deadline=None)
@given(st.text("ab−日 本≈x", max_size=20))
def test_columns_are_counted_as_a_terminal_does(text: str) -> None:
    assert columns_of(text) == Content(text).cell_length


@pytest.mark.parametrize("width", [1, 2, 5, 9])
@pytest.mark.parametrize("text", ["", "ab", "abcdefghij", "日本語文字"])
def test_a_text_is_made_exactly_so_wide(text: str, width: int) -> None:
    found = fitted(text, width)
    assert Content(found).cell_length == width


def test_a_character_of_two_columns_and_one_of_none_are_not_even() -> None:
    assert is_even("ab − ≈")
    assert not is_even("日\u0301"), "two characters in two columns, but nothing can be cut between them"


class Titled(App[None]):
    """A bench's title alone."""

    def compose(self) -> ComposeResult:
        yield BenchTitle()


async def test_a_wide_description_leaves_room_for_the_comparison() -> None:
    app = Titled()
    async with app.run_test(size=(60, 3)) as pilot:
        title = app.query_one(BenchTitle)
        title.tell("日本語" * 6, "0 of 9 cells differ")
        await pilot.pause()
        line = title.render_line(0).text
        assert line.endswith("0 of 9 cells differ")
        assert "…" in line
