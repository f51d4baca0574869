"""Textual finds the styles of a widget by the name of its class: two classes of one name would be styled as both."""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from textual.dom import DOMNode

import tutor.ui
from tests.ui.driver import LARGE, at_step, open_first, press, quick_app, wait_for
from tests.ui.laboratory import panels
from tutor.ui.widgets.descent import Descent

STEPS = """\
  - {id: first, kind: descent, title: {en: First, ru: Раз}}
  - id: sum
    kind: cells
    title: {en: Sum, ru: Сумма}
    ask: {en: "Which sum?", ru: "Какая сумма?"}
    lane: alex
    stage: conv
    blank: [[1, 1]]
  - {id: second, kind: descent, title: {en: Second, ru: Два}}
"""


def below(kind: type[DOMNode]) -> Iterator[type[DOMNode]]:
    """Yield every class that is derived from one."""
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def test_every_widget_class_of_the_program_has_a_name_of_its_own() -> None:
    for found in pkgutil.walk_packages(tutor.ui.__path__, "tutor.ui."):
        importlib.import_module(found.name)
    modules: dict[str, set[str]] = defaultdict(set)
    for kind in below(DOMNode):
        if kind.__module__.startswith(("tutor.", "textual.")):
            modules[kind.__name__].add(kind.__module__)
    assert "Descent" in modules
    assert {name: found for name, found in modules.items() if len(found) > 1} == {}


async def test_a_question_of_cells_leaves_the_panels_of_descents_as_they_are(tmp_path: Path) -> None:
    app = quick_app(tmp_path, STEPS)
    async with app.run_test(size=LARGE) as pilot:
        screen = await open_first(pilot, app)
        await wait_for(pilot, lambda: screen.running and panels(screen.query_one(Descent)), "the first descent")
        sizes = [panel.size for panel in panels(screen.query_one(Descent))]
        assert len(sizes) == 2
        await press(pilot, "enter")
        await wait_for(pilot, lambda: screen.query_one(Descent).finished, "the end of the first descent")
        await press(pilot, "enter")
        await wait_for(pilot, lambda: not screen.running, "the page behind it")
        await press(pilot, "enter")
        await at_step(pilot, screen, "sum")
        await press(pilot, *"12", "enter")
        await wait_for(pilot, lambda: screen.session.committed, "the answer to be taken")
        await press(pilot, "enter")
        await at_step(pilot, screen, "second")
        await wait_for(pilot, lambda: screen.query(Descent), "the second descent")
        await pilot.pause()
        assert [panel.size for panel in panels(screen.query_one(Descent))] == sizes
