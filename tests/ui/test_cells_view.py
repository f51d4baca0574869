"""Pictures of cells: only what changes is redrawn, in the colours of the theme, and shaded where that is asked for."""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip

from tests.ui.driver import wait_for
from tutor.paint.cells import Cells
from tutor.ui.widgets.cells_view import CellsView


class Part(IntEnum):
    """What a cell is part of."""

    EMPTY = 0
    LINE = 1
    HIGH_MARK = 2


class Letters(CellsView):
    """A picture of letters that notes what it is asked to redraw."""

    PREFIX = "letters"
    SHADE = "letters--shade"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"letters--empty", "letters--line", "letters--high-mark", "letters--shade"}
    DEFAULT_CSS = """
    Letters { width: 12; height: 3; background: #101010; color: #ffffff; }
    Letters > .letters--line { color: #ff0000; }
    Letters > .letters--high-mark { color: #00ff00; text-style: bold; }
    Letters > .letters--shade { background: #303030; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.redrawn: list[tuple[Region, ...]] = []

    def refresh(self, *regions: Region, **options: bool) -> Letters:
        self.redrawn.append(regions)
        return super().refresh(*regions, **options)


class Host(App[None]):
    """A program of one picture."""

    def __init__(self) -> None:
        super().__init__()
        self.view = Letters()

    def compose(self) -> ComposeResult:
        yield self.view


def picture(*rows: str, roles: str = "", shaded: str = "") -> Cells[Part]:
    """Return the cells of some rows; `roles` and `shaded` are digits, a cell each, row after row."""
    shape = (len(rows), len(rows[0]))
    glyphs = np.array([[ord(letter) for letter in row] for row in rows], dtype=np.uint32)
    numbers = [np.array([int(digit) for digit in text or "0" * glyphs.size], np.uint8) for text in (roles, shaded)]
    return Cells(Part, glyphs, numbers[0].reshape(shape), numbers[1].reshape(shape))


@pytest.fixture
def _true_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")


@pytest.mark.usefixtures("_true_colours")
async def test_roles_have_their_own_styles_and_shade_has_its_ground() -> None:
    host = Host()
    async with host.run_test(size=(20, 5)) as pilot:
        host.view.put(picture("abcdefghijkl", roles="000111222000", shaded="000001111000"))
        await pilot.pause()
        line = list(host.view.render_line(0))
        looks = {segment.text: segment.style for segment in line}
        assert list(looks) == ["abc", "de", "f", "ghi", "jkl"]

        def colours(text: str) -> tuple[object, object, object]:
            style = looks[text]
            assert style is not None
            assert style.color is not None
            assert style.bgcolor is not None
            return style.color.get_truecolor().hex, style.bgcolor.get_truecolor().hex, bool(style.bold)

        assert colours("de") == ("#ff0000", "#101010", False)
        assert colours("f") == ("#ff0000", "#303030", False)
        assert colours("ghi") == ("#00ff00", "#303030", True)
        assert colours("jkl") == ("#ffffff", "#101010", False)


async def test_only_what_changes_is_redrawn() -> None:
    host = Host()
    async with host.run_test(size=(20, 5)) as pilot:
        view = host.view
        view.put(picture("aaaaaaaaaaaa", "bbbbbbbbbbbb"))
        await pilot.pause()
        view.redrawn.clear()
        view.put(picture("aaaaaaaaaaaa", "bbXbbbbbbbbb"))
        assert view.redrawn == [(Region(2, 1, 1, 1),)]
        view.redrawn.clear()
        view.put(picture("aaaaaaaaaaaa", "bbXbbbbbbbbb"))
        assert view.redrawn == [], "nothing, where nothing has changed"
        view.put(picture("aaaaaaaaaaaa", "bbXbbbbbbbbb"), anew=True)
        assert view.redrawn == [()], "all of it, where that is asked for"
        view.redrawn.clear()
        view.put(picture("aaaaaaaaaaaa"))
        assert view.redrawn == [()], "all of it, where it has another size"


async def test_no_picture_and_a_small_one_leave_the_rest_empty() -> None:
    host = Host()
    async with host.run_test(size=(20, 5)) as pilot:
        view = host.view
        await pilot.pause()
        assert view.render_line(0).text == " " * 12
        assert view.render_part(0, 2, 5) is None
        view.put(picture("abc"))
        assert view.render_line(0).text == "abc" + " " * 9
        assert view.render_line(1).text == " " * 12
        assert view.render_part(0, 2, 5) is None, "a part that goes beyond the picture is drawn with the whole line"
        view.put(None)
        assert view.render_line(0).text == " " * 12


async def test_colours_follow_the_theme() -> None:
    class Themed(Letters):
        DEFAULT_CSS = "Themed { background: $surface; } Themed > .letters--line { color: $primary; }"

    host = Host()
    host.view = Themed()
    async with host.run_test(size=(20, 5)) as pilot:
        host.view.put(picture("abc", roles="111"))
        seen = set()
        for theme in ("textual-dark", "textual-light"):
            host.theme = theme
            await pilot.pause()
            await wait_for(pilot, lambda: not host.screen._dirty_widgets, "the other theme")
            seen.add(next(iter(host.view.render_line(0))).style)
        assert len(seen) == 2


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_part_is_what_the_whole_line_has_there(data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 12))
    text = data.draw(st.text("abc─⠤", min_size=width, max_size=width))
    digits = st.text("012", min_size=width, max_size=width), st.text("01", min_size=width, max_size=width)
    roles, shaded = (data.draw(each) for each in digits)
    first = data.draw(st.integers(0, width - 1))
    last = data.draw(st.integers(first + 1, width))
    view = Letters()
    view._table = {2 * role + shade: _style(role, shade) for role in Part for shade in (0, 1)}
    view._cells = picture(text, roles=roles, shaded=shaded)
    part = view.render_part(0, first, last)
    assert part is not None
    whole = Strip(view._segments(view._cells, 0)).crop(first, last)
    assert [*Segment.simplify(part)] == [*Segment.simplify(whole)]


def _style(role: Part, shade: int) -> Style:
    return Style(color=("red", "green", "blue")[role], bgcolor=("black", "white")[shade])
