"""Opening the laboratory of descent in the real program, and looking at its parts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input

from tests.ui.driver import LARGE, press, press_fast, wait_for
from tutor.descent.setup import DescentSetup
from tutor.descent.words import parse_inputs
from tutor.paint.descent_scene import Panel, Scene
from tutor.paint.descent_view import View
from tutor.ui.app import LayerTutorApp
from tutor.ui.screens.descent import DescentScreen
from tutor.ui.widgets.descent import Descent
from tutor.ui.widgets.descent_controls import DescentControls
from tutor.ui.widgets.descent_panel import DescentPanel
from tutor.ui.widgets.prompt import Prompt

Opened = tuple[Pilot[None], LayerTutorApp, Descent]


def setup_with(*inputs: str, **changes: object) -> DescentSetup:
    """Return the usual setup with other inputs, where some are given, and with these changes."""
    setup = replace(DescentSetup(), **changes)  # type: ignore[arg-type]
    return replace(setup, inputs=tuple(map(parse_inputs, inputs))) if inputs else setup


@asynccontextmanager
async def laboratory(
    tmp_path: Path, size: tuple[int, int] = LARGE, setup: DescentSetup | None = None, *, drawing: str = "braille"
) -> AsyncIterator[Opened]:
    """Open the laboratory as the command line does, drawn in braille unless told otherwise; '' as the program likes."""
    app = LayerTutorApp((), tmp_path / "home", tmp_path / "cache", descent=setup or DescentSetup(), drawing=drawing)
    async with app.run_test(size=size, notifications=True) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, DescentScreen), "the laboratory")
        await wait_for(pilot, lambda: app.screen.query(Descent), "the laboratory to be laid out")
        descent = app.screen.query_one(Descent)
        await wait_for(pilot, lambda: descent.has_focus and descent.size.width > 0, "the laboratory to have the keys")
        await pilot.pause()
        yield pilot, app, descent


async def to_control(pilot: Pilot[None], descent: Descent, wanted: str) -> DescentControls:
    """Open the controls and go to the one with this id."""
    if not descent.has_class("-controls"):
        await press(pilot, "e")
    controls = descent.controls
    await wait_for(pilot, lambda: controls.has_focus, "the controls to have the keys")
    names = list(controls.names)
    await press_fast(pilot, *["down"] * ((names.index(wanted) - controls.chosen) % len(names)))
    assert controls.names[controls.chosen] == wanted
    return controls


async def type_value(pilot: Pilot[None], descent: Descent, control: str, text: str) -> Prompt:
    """Type a value for a control and commit it; the line that asked for it is returned."""
    await to_control(pilot, descent, control)
    await press(pilot, "enter")
    prompt = descent.query_one(Prompt)
    await wait_for(pilot, lambda: prompt.query_one(Input).has_focus, f"the line that asks for {control}")
    await press(pilot, "backspace")
    await press_fast(pilot, *("space" if key == " " else key for key in text), "enter")
    return prompt


def panels(descent: Descent) -> list[DescentPanel]:
    """Return the panels on display."""
    return [panel for panel in descent.query(DescentPanel) if panel.region]


def pictures(descent: Descent, frame: int, view: View | None = None) -> list[Panel]:
    """Return what the panels must show, drawn without them; everything is in view unless told otherwise."""
    view = view or View.fitted(*descent.runs)
    return [
        Scene(run, *panel.size, descent.renderer, view).frame(frame)
        for run, panel in zip(descent.runs, panels(descent), strict=False)
    ]


def is_shown(descent: Descent, frame: int, view: View | None = None) -> bool:
    """Return whether there is a panel for each run, and each shows its first `frame` steps."""
    shown = [panel.panel for panel in panels(descent)]
    return len(shown) == len(descent.runs) and shown == pictures(descent, frame, view)


async def shows(pilot: Pilot[None], descent: Descent, frame: int, view: View | None = None) -> None:
    """Wait until all panels show a frame: a change of what stands around them gives them another size first."""
    await wait_for(pilot, lambda: is_shown(descent, frame, view), f"frame {frame} in every panel")
