"""Any keys in any order: nothing breaks, and what was written bit by bit is what a fresh repaint would show."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.ui.driver import SMALL, press, wait_for
from tests.ui.glass import Glass, stale
from tests.ui.laboratory import laboratory, setup_with, shows
from tutor.ui.app import LayerTutorApp
from tutor.ui.narrow_updates import NarrowCompositor
from tutor.ui.screens.descent import DescentScreen
from tutor.ui.widgets import descent_sweep as sweep_module
from tutor.ui.widgets.descent import Descent

KEYS = (
    *("space", "right", "left", "up", "down", "n", "p", "plus", "minus", "r", "end", "z", "x", "0"),
    *("shift+left", "shift+right", "shift+up", "shift+down", "a", "v", "e", "u", "y"),
    *("left_square_bracket", "right_square_bracket", "comma", "full_stop", "o", "enter", "escape"),
    *("1", "7", "backspace", "c", "w", "question_mark", "g", "t", "tab"),
)
PRESSED = 100


async def back_in_the_laboratory(pilot: Pilot[None], app: LayerTutorApp, descent: Descent) -> None:
    """Close whatever covers the laboratory, and whatever is open in it."""
    for _sheet in app.screen_stack[2:]:
        await press(pilot, "escape")
    if isinstance(app.focused, Input):
        await press(pilot, "escape")


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("size", [SMALL, (130, 36)])
async def test_random_keys_leave_the_screen_as_a_fresh_repaint_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: Glass, size: tuple[int, int], seed: int
) -> None:
    monkeypatch.setattr(sweep_module, "RUNS", 2)
    monkeypatch.setattr(sweep_module, "SWEEPS", ("d=2,4", "batch=1,4", "rho=0,0.9", "step=0.1,0.5"))
    generator = random.Random(f"{seed} {size}")  # noqa: S311
    async with laboratory(tmp_path, size, setup_with("01", "11", max_steps=150)) as (pilot, app, descent):
        assert isinstance(app.screen._compositor, NarrowCompositor)
        pressed: list[str] = []
        while len(pressed) < PRESSED:
            key = generator.choice(KEYS)
            covered, typing = app.screen is not descent.screen, isinstance(app.focused, Input)
            if key == "escape" and not (covered or typing or descent.has_class("-controls")):
                continue  # it would leave the laboratory
            pressed.append(key)
            await pilot.press(key)
            assert app._exception is None, pressed
            if not generator.randrange(25):
                await back_in_the_laboratory(pilot, app, descent)
            if not generator.randrange(3):
                descent.playing = False
                await pilot.pause()
                await wait_for(pilot, lambda: not stale(app, written), f"the whole screen, after {pressed[-12:]}")
        await back_in_the_laboratory(pilot, app, descent)
        descent.playing = False
        await wait_for(pilot, lambda: all(worker.is_finished for worker in app.workers), "all sweeps to end")
        await pilot.pause()
        assert isinstance(app.screen, DescentScreen)
        assert descent.runs == descent.setup.runs()
        descent.action_fit()
        descent.sweeping = False
        await shows(pilot, descent, descent.frame)
