"""Lines in parts: what changes is repainted and nothing else, and a part is what the whole line has there."""

from __future__ import annotations

from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Region

from tutor.ui.widgets.part_lines import PartLines, Parts, _changed


class Lines(PartLines):
    """Lines that note what they are asked to repaint."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--name", "lines--value"}
    DEFAULT_CSS = """
    Lines { width: 20; height: 3; }
    Lines > .lines--name { color: #ff0000; }
    Lines > .lines--value { color: #00ff00; text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.repainted: list[tuple[Region, ...]] = []

    def refresh(self, *regions: Region, **options: bool) -> Lines:
        self.repainted.append(regions)
        return super().refresh(*regions, **options)


class Host(App[None]):
    """A program of some lines."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = Lines()

    def compose(self) -> ComposeResult:
        yield self.lines


NAME, VALUE = "lines--name", "lines--value"


async def test_parts_stand_side_by_side_in_their_styles_and_long_lines_are_cut_off() -> None:
    host = Host()
    async with host.run_test(size=(30, 5)) as pilot:
        host.lines.show([(("steps ", NAME), ("12", VALUE)), (("x" * 30, ""),)])
        await pilot.pause()
        first, second, third = (host.lines.render_line(y) for y in range(3))
        assert (first.text, second.text, third.text) == ("steps 12" + " " * 12, "x" * 20, " " * 20)
        steps, twelve, _rest = first
        assert steps.style is not None
        assert twelve.style is not None
        assert steps.style != twelve.style
        assert twelve.style.bold
        assert host.lines.text == "steps 12\n" + "x" * 30


@pytest.mark.parametrize(
    ("before", "now", "regions"),
    [
        ((("steps ", NAME), ("12", VALUE)), (("steps ", NAME), ("13", VALUE)), [Region(7, 0, 1, 1)]),
        ((("steps ", NAME), ("9", VALUE)), (("steps ", NAME), ("10", VALUE)), [Region(6, 0, 2, 1)]),
        ((("ab", NAME), ("cd", VALUE)), (("Xb", NAME), ("cY", VALUE)), [Region(0, 0, 1, 1), Region(3, 0, 1, 1)]),
        ((("ab", NAME),), (("ab", VALUE),), [Region(0, 0, 2, 1)]),
        ((("abc", NAME),), (), [Region(0, 0, 3, 1)]),
        ((("日本", NAME), ("x", VALUE)), (("日中", NAME), ("x", VALUE)), [Region(0, 0, 5, 1)]),
    ],
)
async def test_what_has_changed_is_repainted(before: Parts, now: Parts, regions: list[Region]) -> None:
    host = Host()
    async with host.run_test(size=(30, 5)) as pilot:
        host.lines.show([before])
        await pilot.pause()
        host.lines.repainted.clear()
        host.lines.show([now])
        assert host.lines.repainted == [tuple(regions)]
        host.lines.repainted.clear()
        host.lines.show([now])
        assert host.lines.repainted == []


async def test_another_number_of_lines_is_repainted_whole() -> None:
    host = Host()
    async with host.run_test(size=(30, 5)) as pilot:
        host.lines.show([(("a", ""),)])
        await pilot.pause()
        host.lines.repainted.clear()
        host.lines.show([(("a", ""),), (("b", ""),)])
        assert host.lines.repainted == [()]


def test_lines_can_be_handed_over_before_there_is_a_place_for_them() -> None:
    lines = Lines()
    lines.show([(("steps", NAME),)])
    assert lines.text == "steps"


LETTERS = st.text("ab1−≈ 日", max_size=6)
LINE = st.lists(st.tuples(LETTERS, st.sampled_from(["", NAME, VALUE])), max_size=4).map(tuple)


def cells(line: Parts) -> list[tuple[str, str]]:
    """Return what each column of a line shows, in which style."""
    shown = []
    for text, name in line:
        for letter in text:
            wide = Content(letter).cell_length == 2
            shown += [(letter, name), *([("", name)] if wide else [])]
    return shown


@settings(max_examples=300, deadline=None)
@given(LINE, LINE)
def test_no_column_that_has_changed_is_left_out(before: Parts, now: Parts) -> None:
    old, new = cells(before), cells(now)
    end = max(len(old), len(new))
    old += [(" ", "")] * (end - len(old))
    new += [(" ", "")] * (end - len(new))
    repainted = {x for region in _changed(0, before, now) for x in range(region.x, region.right)}
    assert {x for x in range(end) if old[x] != new[x]} <= repainted


async def test_a_part_is_what_the_whole_line_has_there() -> None:
    host = Host()
    async with host.run_test(size=(30, 5)) as pilot:
        host.lines.show([(("steps ", NAME), ("12", VALUE), ("  of ", ""), ("101", VALUE))])
        await pilot.pause()
        whole = host.lines.render_line(0)
        for first in range(20):
            for last in range(first + 1, 21):
                part = host.lines.render_part(0, first, last)
                assert part is not None
                there = whole.crop(first, last)
                assert [(c, s.style) for s in part for c in s.text] == [(c, s.style) for s in there for c in s.text]
        host.lines.show([(("日本", NAME),)])
        assert host.lines.render_part(0, 1, 2) is None, "half a wide character cannot be drawn"
