"""Partial updates: they write what was asked for and no more, and leave the screen as a full repaint would."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import TextArea

from tests.ui.glass import CONSOLE, Glass
from tutor.ui.narrow_updates import NarrowCompositor
from tutor.ui.screens.base import SMALLEST, Overlay, TooSmall, TutorScreen

WIDTH, HEIGHT = SMALLEST
NARROW = "ab−× "
MIXED = NARROW + "日本"
"""With two letters of two columns."""
STYLES = [
    Style(),
    Style(bold=True),
    Style.parse("red on blue"),
    Style.parse("#102030 on #405060"),
    Style.parse("bold #102030 on #405060"),
    Style.parse("#102030 on #708090"),
    Style(color="green"),
    Style(link="https://example.org"),
    Style.parse("italic #102030 on #405060"),
    Style.parse("bold underline #102030 on #405060"),
]
IN_TRUE_COLOURS = (0, 1, 3, 4, 5, 7, 8, 9)
Parts = list[tuple[str, int]]


class Letters(Widget):
    """Lines of letters in changing styles, somewhere on the screen."""

    REST = STYLES[0]
    """What stands behind the letters of a line."""

    def __init__(self, lines: list[Parts], place: Region) -> None:
        super().__init__()
        self.lines = lines
        self.styles.width, self.styles.height = place.size
        self.styles.position = "absolute"
        self.styles.offset = place.offset

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        strip = Strip([Segment(text, STYLES[style]) for text, style in self.lines[y % len(self.lines)]])
        return strip.adjust_cell_length(self.size.width, self.REST)


class Grounded(Letters):
    """Letters on a ground of their own, as all that the program shows is: under a cover, Textual fills in another."""

    REST = STYLES[3]


class LettersInParts(Letters):
    """Lines of letters that can be drawn in parts, the first of them only whole."""

    def render_part(self, y: int, first: int, last: int) -> list[Segment] | None:
        """Draw a part of one line."""
        return list(self.render_line(y).crop(first, last)) if y else None


class Pages(TutorScreen):
    """Some widgets, one over the other."""

    def __init__(self, widgets: Sequence[Letters]) -> None:
        super().__init__()
        self.letters = widgets

    def compose(self) -> ComposeResult:
        """Lay them out."""
        yield from self.letters
        yield TooSmall()


class PagesApp(App[None]):
    """A program of one screen."""

    def __init__(self, widgets: Sequence[Letters]) -> None:
        super().__init__()
        self._pages = Pages(widgets)

    def get_default_screen(self) -> Pages:
        """Return it."""
        return self._pages


def sequences_of(app: App[None], *regions: Region) -> str:
    """Return what the program writes after these regions of its screen have become dirty; all of it without any."""
    compositor = app.screen._compositor
    compositor._dirty_regions.clear()
    compositor._dirty_regions.update(regions)
    update = compositor.render_update(full=not regions)
    return str(getattr(update, "render_segments", str)(CONSOLE))


def updated(app: App[None], *regions: Region, glass: Glass) -> Glass:
    """Write to `glass` what the program writes, and return it."""
    glass.write(sequences_of(app, *regions))
    return glass


def partly(widgets: Sequence[Letters], regions: Sequence[Region]) -> tuple[Glass, Glass]:
    """Return what a full repaint shows, and what is shown after the spoilt regions have been updated."""

    async def run() -> tuple[Glass, Glass]:
        app = PagesApp(widgets)
        async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
            await pilot.pause()
            assert isinstance(app.screen._compositor, NarrowCompositor)
            whole = updated(app, glass=Glass())
            after = Glass(whole.cells)
            for region in regions:
                after.spoil(region)
            return whole, updated(app, *regions, glass=after)

    return asyncio.run(run())


def _lines(letters: str, styles: Sequence[int] = range(len(STYLES))) -> st.SearchStrategy[list[Parts]]:
    part = st.tuples(st.text(letters, min_size=1, max_size=8).map(lambda text: f"x{text}"), st.sampled_from(styles))
    return st.lists(st.lists(part, max_size=6), min_size=1, max_size=4)


def _widgets(letters: str) -> st.SearchStrategy[list[tuple[type[Letters], list[Parts], Region]]]:
    place = st.builds(
        Region, st.integers(-5, WIDTH - 1), st.integers(-2, HEIGHT - 1), st.integers(1, WIDTH), st.integers(1, HEIGHT)
    )
    whole = st.tuples(st.just(Letters), _lines(letters), place)
    in_parts = st.tuples(st.just(LettersInParts), _lines(NARROW, IN_TRUE_COLOURS), place)
    return st.lists(whole | in_parts, min_size=1, max_size=4)


REGIONS = st.lists(
    st.builds(
        lambda x, y, width, height: Region(x, y, width, height).intersection(Region(0, 0, WIDTH, HEIGHT)),
        st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1), st.integers(1, 12), st.integers(1, 3),
    ),
    min_size=1, max_size=4,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(_widgets(MIXED), REGIONS)
def test_a_partial_update_leaves_the_screen_as_a_full_one_does(
    widgets: list[tuple[type[Letters], list[Parts], Region]], regions: list[Region]
) -> None:
    whole, after = partly([kind(lines, place) for kind, lines, place in widgets], regions)
    assert after.seen == whole.seen


@settings(max_examples=25, deadline=None)
@given(_widgets(NARROW), REGIONS)
def test_only_the_cells_that_were_asked_for_are_written(
    widgets: list[tuple[type[Letters], list[Parts], Region]], regions: list[Region]
) -> None:
    _whole, after = partly([kind(lines, place) for kind, lines, place in widgets], regions)
    asked = {
        (x, y) for region in regions for x in range(region.x, region.right) for y in range(region.y, region.bottom)
    }
    assert after.touched == asked


class Cover(Overlay[None]):
    """Some widgets over another screen, which is seen around them."""

    SEE_THROUGH = True
    DEFAULT_CSS = "Cover { background: transparent; }"

    def __init__(self, widgets: Sequence[Letters]) -> None:
        super().__init__()
        self.letters = widgets

    def compose(self) -> ComposeResult:
        """Lay them out."""
        yield from self.letters


def around(below: Sequence[Letters], above: Sequence[Letters], regions: Sequence[Region]) -> tuple[Glass, Glass, bool]:
    """Return what a full repaint shows, what is shown after the spoilt regions below have been updated, and if alone.

    Only what is seen of the regions is spoilt.
    """

    async def run() -> tuple[Glass, Glass, bool]:
        app = PagesApp(below)
        async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
            screen = app.screen
            await app.push_screen(Cover(above))
            await pilot.pause()
            whole = updated(app, glass=Glass())
            after = Glass(whole.cells)
            lower, upper = screen._compositor, app.screen._compositor
            assert isinstance(lower, NarrowCompositor)
            assert isinstance(upper, NarrowCompositor)
            lower._dirty_regions.clear()
            lower._dirty_regions.update(regions)
            update = lower.render_update_around(upper)
            if update is None:
                assert lower._dirty_regions == set(regions), "the regions are left for the screen above to draw"
                return whole, after, False
            covered = [widget.region for widget in above]
            for x, y in (place for region in regions for place in product(region.column_range, region.line_range)):
                if not any(one.contains(x, y) for one in covered):
                    after.spoil(Region(x, y, 1, 1))
            after.touched.clear()
            after.write(update.render_segments(CONSOLE))
            assert not any(one.contains(*place) for one in covered for place in after.touched)
            return whole, after, True

    return asyncio.run(run())


WITHOUT_LINKS = [number for number, style in enumerate(STYLES) if not style.link and style.bgcolor]
PLACES = st.builds(
    Region, st.integers(-5, WIDTH - 1), st.integers(-2, HEIGHT - 1), st.integers(1, 30), st.integers(1, 9)
)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(_lines(MIXED, WITHOUT_LINKS), PLACES), min_size=1, max_size=4),
    st.lists(st.tuples(_lines(MIXED, WITHOUT_LINKS), PLACES), min_size=1, max_size=2),
    REGIONS,
)
def test_a_screen_draws_itself_around_what_covers_it(
    below: list[tuple[list[Parts], Region]], above: list[tuple[list[Parts], Region]], regions: list[Region]
) -> None:
    whole, after, _alone = around([Grounded(*one) for one in below], [Grounded(*one) for one in above], regions)
    assert after.seen == whole.seen


@pytest.mark.parametrize(("letters", "alone"), [("abcdef", True), ("日本", False)])
def test_a_line_of_wide_characters_is_left_to_the_screen_above(letters: str, alone: bool) -> None:
    below, above = Grounded([[(letters, 3)]], Region(0, 0, 6, 1)), Grounded([[("x", 4)]], Region(3, 0, 1, 1))
    whole, after, drawn = around([below], [above], [Region(0, 0, 2, 1)])
    assert drawn == alone
    assert after.seen == whole.seen


async def written(*widgets: Letters, regions: Sequence[Region]) -> str:
    """Return the sequences of a partial update."""
    app = PagesApp(widgets)
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        return sequences_of(app, *regions)


async def test_a_cell_is_written_without_what_stands_before_it() -> None:
    widget = Letters([[("abc", 3), ("d", 3), ("ef", 4)]], Region(2, 1, 6, 1))
    assert await written(widget, regions=[Region(4, 1, 2, 1)]) == "\x1b[2;5H\x1b[38;2;16;32;48;48;2;64;80;96mcd\x1b[0m"


async def test_only_the_colours_that_change_are_written() -> None:
    widget = Letters([[("ab", 3), ("cd", 5), ("ef", 4)]], Region(0, 0, 6, 1))
    sequences = await written(widget, regions=[Region(1, 0, 4, 1)])
    assert sequences == (
        "\x1b[1;2H\x1b[38;2;16;32;48;48;2;64;80;96mb\x1b[48;2;112;128;144mcd\x1b[1;48;2;64;80;96me\x1b[0m"
    )


async def test_a_wide_character_is_never_cut_in_two() -> None:
    widget = Letters([[("a日b", 3)]], Region(0, 0, 4, 1))
    assert "a日b" in await written(widget, regions=[Region(2, 0, 1, 1)])


async def test_a_part_is_drawn_alone() -> None:
    class Alone(LettersInParts):
        def render_line(self, y: int) -> Strip:
            return Strip([Segment("?" * self.size.width, STYLES[0])])

        def render_part(self, y: int, first: int, last: int) -> list[Segment]:
            return [Segment("abcdef"[first:last], STYLES[3])]

    widget = Alone([], Region(2, 1, 6, 1))
    assert await written(widget, regions=[Region(4, 1, 2, 1)]) == "\x1b[2;5H\x1b[38;2;16;32;48;48;2;64;80;96mcd\x1b[0m"


async def test_a_part_has_no_colour_where_none_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = PagesApp([LettersInParts([[("abc", 3)]], Region(0, 0, 3, 2))])
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        whole = updated(app, glass=Glass())
        part = updated(app, Region(1, 1, 1, 1), glass=Glass())
    assert part.cells == {(1, 1): whole.cells[1, 1]}
    assert dict(part.cells[1, 1][1])["text"] == ("2", "30", "30", "30")


async def test_a_widget_that_was_hidden_is_drawn_where_it_is_seen_again() -> None:
    below, above = Letters([[("below", 2)]], Region(0, 0, 5, 1)), Letters([[("xx", 3)]], Region(1, 0, 2, 1))
    app = PagesApp([below, above])
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        glass = updated(app, Region(0, 0, 5, 1), glass=Glass())
        assert "".join(glass.cells[x, 0][0] for x in range(5)) == "bxxow"
        above.display = False
        await pilot.pause()
        glass = updated(app, Region(0, 0, 5, 1), glass=Glass())
        assert "".join(glass.cells[x, 0][0] for x in range(5)) == "below"


@pytest.mark.parametrize("regions", [(), (Region(0, 0, 9, 3),)], ids=["all", "some"])
async def test_a_widget_that_was_taken_away_is_not_drawn_before_the_next_layout(regions: tuple[Region, ...]) -> None:
    app = PagesApp([Letters([[("below", 3)]], Region(0, 0, 9, 3))])
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        field = TextArea("typed")
        field.styles.position, field.styles.width, field.styles.height = "absolute", 9, 3
        await app.screen.mount(field)
        await pilot.pause()
        with app.batch_update():  # in which nothing is laid out
            await field.remove()
            field.notify_style_update()  # as another class does: what it has worked out of its styles is forgotten
            glass = updated(app, *regions, glass=Glass())
        assert "".join(glass.cells[x, 0][0] for x in range(5)) == "below"


async def test_nothing_is_written_where_nothing_is_dirty() -> None:
    app = PagesApp([Letters([[("a", 0)]], Region(0, 0, 1, 1))])
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        app.screen._compositor._dirty_regions.clear()
        assert app.screen._compositor.render_update() is None


class Asked(Letters):
    """Letters that count how often they were told of another size."""

    told = 0

    def on_resize(self) -> None:
        """Count."""
        self.told += 1


async def test_a_widget_that_was_asked_for_its_size_before_the_layout_is_told_of_the_new_one() -> None:
    asked, beside = Asked([[("abc", 3)]], Region(0, 0, 3, 1)), Letters([[("x", 2)]], Region(9, 0, 1, 1))
    app = PagesApp([asked, beside])
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        before = asked.told
        asked.styles.width = 5
        asked.refresh(layout=True)
        beside.display = False  # what was laid out is laid out anew
        app.screen._compositor._full_map_invalidated = True  # as any look at what is visible leaves it
        assert asked.size.width == 5
        await pilot.pause()
        assert asked.told == before + 1
