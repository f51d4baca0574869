"""The sweep of the laboratory: one setting turned, everything else kept, measured over many runs off the drawing."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.ui.driver import LARGE, SMALL, press, screen_text, text_in, too_wide, wait_for, wait_for_text, words_on
from tests.ui.laboratory import Opened, laboratory, setup_with, shows
from tutor.descent.setup import DescentSetup
from tutor.nn.descent import Problem, Sweep, sweep
from tutor.paint.canvas import Renderer
from tutor.ui.widgets import descent_sweep as sweep_module
from tutor.ui.widgets.descent import Descent
from tutor.ui.widgets.descent_sweep import DescentSweep

QUICK = setup_with("01", "11", max_steps=300)


@pytest.fixture(autouse=True)
def _few_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_module, "RUNS", 3)
    monkeypatch.setattr(sweep_module, "SWEEPS", ("d=2,9", "batch=1,4", "rho=0,0.9", "step=0.1,0.5"))


class SlowSweep:
    """Stands for the engine's sweep: it waits to be let go on, and remembers what was asked for."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.asked: list[tuple[str, int]] = []

    def __call__(self, problem: Problem, over: str, values: tuple[float, ...], runs: int) -> Sweep:
        assert threading.current_thread() is not threading.main_thread(), "a sweep holds up the drawing"
        self.asked.append((over, problem.seed))
        assert self.go_on.wait(10)
        return sweep(problem, over, values, runs)  # type: ignore[arg-type]


async def charted(pilot: Pilot[None], descent: Descent, *words: str) -> None:
    """Wait until the sweep is drawn and spoken of in these words."""
    chart = descent.query_one(DescentSweep)
    await wait_for(pilot, lambda: chart._cells is not None, "the chart")
    await wait_for(pilot, lambda: all(each in descent.sentence for each in words), f"{words} in the sentence")
    await pilot.pause()


@pytest.mark.parametrize("size", [(60, 18), SMALL, LARGE, (200, 60)])
async def test_v_shows_the_sweep_and_the_paths_again(tmp_path: Path, size: tuple[int, int]) -> None:
    async with laboratory(tmp_path, size, QUICK) as (pilot, app, descent):
        await press(pilot, "right", "v")
        await charted(pilot, descent, "dimensions d 2 → 9", "steps to the target", "[0, 1]: ", "[−1, 1]: ")
        chart = text_in(app, "DescentSweep")
        assert "dimensions d →" in chart
        assert "theory" in chart
        assert "●" in chart
        assert "○" in chart
        assert too_wide(app) == []
        assert "steps 1/" not in words_on(app)
        await press(pilot, "м")
        assert descent.frame == 1
        await shows(pilot, descent, 1)
        assert descent.sentence.startswith("[0, 1]: 1 of 1 step")


async def test_arrows_choose_what_is_turned_and_what_is_measured(tmp_path: Path) -> None:
    async with laboratory(tmp_path, SMALL, QUICK) as (pilot, _app, descent):
        await press(pilot, "v")
        await charted(pilot, descent, "dimensions d 2 → 9")
        await press(pilot, "down")
        await charted(pilot, descent, "path ÷ straight line:")
        await press(pilot, "down")
        await charted(pilot, descent, "share of one-signed gradients:", "100% →")
        await press(pilot, "up", "up", "right")
        await charted(pilot, descent, "batch size 1 → 4", "steps to the target:")
        await press(pilot, "right")
        await charted(pilot, descent, "correlation ρ 0 → 0.9")
        await press(pilot, "right")
        await charted(pilot, descent, "step size 0.1 → 0.5")
        await press(pilot, "right")
        await charted(pilot, descent, "dimensions d 2 → 9")
        assert descent.frame == 0, "the arrows are not for the paths"


async def test_it_is_computed_beside_the_drawing_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = SlowSweep()
    monkeypatch.setattr(sweep_module, "sweep", slow)
    async with laboratory(tmp_path, SMALL, QUICK) as (pilot, app, descent):
        await press_while_computing(pilot, "v")
        await wait_for_text(pilot, "computing…")
        await wait_for(pilot, lambda: slow.asked, "the engine to be asked")
        slow.go_on.set()
        await charted(pilot, descent, "dimensions d 2 → 9")
        assert "computing…" not in screen_text(app)
        assert len(slow.asked) == 2, "one sweep for each kind of inputs"
        await press(pilot, "v", "v")
        await charted(pilot, descent, "dimensions d 2 → 9")
        assert len(slow.asked) == 2


async def test_only_the_sweep_that_was_asked_for_last_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = SlowSweep()
    monkeypatch.setattr(sweep_module, "sweep", slow)
    async with laboratory(tmp_path, SMALL, QUICK) as (pilot, _app, descent):
        await press_while_computing(pilot, "v")
        await wait_for(pilot, lambda: slow.asked, "the engine to be asked")
        await press_while_computing(pilot, "right")
        await wait_for(pilot, lambda: len(slow.asked) == 2, "the engine to be asked again")
        slow.go_on.set()
        await charted(pilot, descent, "batch size 1 → 4")
        await wait_for(pilot, lambda: all(worker.is_finished for worker in pilot.app.workers), "both to end")
        await charted(pilot, descent, "batch size 1 → 4")


async def test_a_control_that_turns_is_swept_anew(tmp_path: Path) -> None:
    async with laboratory(tmp_path, SMALL, QUICK) as (pilot, _app, descent):
        await press(pilot, "v")
        await charted(pilot, descent, "[0, 1]: ")
        before = descent.sentence
        await press(pilot, "full_stop")
        await wait_for(pilot, lambda: descent.setup.step.value == 0.7, "the other step size")
        await wait_for(pilot, lambda: descent.sentence.startswith("dimensions"), "the other sweep")
        assert descent.sentence != before
        await press(pilot, "u")
        await wait_for(pilot, lambda: descent.sentence == before, "the sweep from before")


async def test_a_sweep_that_cannot_be_made_says_why_and_leaves_no_chart(tmp_path: Path) -> None:
    setup = setup_with("mixed", max_steps=100)
    async with laboratory(tmp_path, SMALL, setup) as (pilot, app, descent):
        await press(pilot, "v", "left", "left")
        await wait_for_text(pilot, "only independent and correlated inputs can be swept over ρ")
        assert set("".join(text_in(app, "DescentSweep").split())) == set()
        await press(pilot, "left")
        await charted(pilot, descent, "batch size 1 → 4")


async def test_it_is_drawn_in_other_characters_at_once(tmp_path: Path) -> None:
    async with laboratory(tmp_path, SMALL, QUICK) as opened:
        pilot, app, descent = opened
        await press(pilot, "v")
        await charted(pilot, descent, "dimensions d 2 → 9")
        while descent.renderer is not Renderer.ASCII:
            await press(pilot, "a")
        chart = text_in(app, "DescentSweep").replace("↑", "").replace("→", "").replace("−", "-")
        assert chart.isascii(), "none of braille is left"


async def test_another_size_and_another_language_keep_the_sweep(tmp_path: Path) -> None:
    async with laboratory(tmp_path, SMALL, QUICK) as (pilot, app, descent):
        await press(pilot, "v", "right", "down")
        await charted(pilot, descent, "batch size 1 → 4", "path ÷ straight line")
        await pilot.resize_terminal(*LARGE)
        chart = descent.query_one(DescentSweep)
        await wait_for(pilot, lambda: chart.size.width > 100, "the wider chart")
        await wait_for(pilot, lambda: chart._cells is not None and chart._cells.width == chart.size.width, "its cells")
        await press(pilot, "g")
        now = app.screen.query_one(Descent)
        await wait_for(pilot, lambda: "1 → 4" in now.sentence and "batch" not in now.sentence, "it in Russian")
        assert now.sweeping
        assert now.setup == QUICK


async def test_space_goes_back_to_the_paths_and_plays(tmp_path: Path) -> None:
    async with laboratory(tmp_path, SMALL, QUICK) as (pilot, _app, descent):
        await press(pilot, "v")
        await charted(pilot, descent, "dimensions d 2 → 9")
        await press(pilot, "space")
        assert not descent.sweeping
        assert descent.playing


async def test_the_laboratory_is_left_while_it_sweeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = SlowSweep()
    monkeypatch.setattr(sweep_module, "sweep", slow)
    opened: Opened
    async with laboratory(tmp_path, SMALL, DescentSetup(max_steps=100)) as opened:
        pilot, app, descent = opened
        app._from_command = False
        await press_while_computing(pilot, "v")
        await wait_for(pilot, lambda: slow.asked, "the engine to be asked")
        await press_while_computing(pilot, "escape")
        await wait_for(pilot, lambda: not descent.sweeping, "the sweep to give way to the paths")
        await press_while_computing(pilot, "escape")
        await wait_for(pilot, lambda: not descent.is_running, "the laboratory to go")
        slow.go_on.set()
        await wait_for(pilot, lambda: all(worker.is_finished for worker in app.workers), "the sweep to end")


async def press_while_computing(pilot: Pilot[None], *keys: str) -> None:
    """Press keys without waiting for all that is under way to end."""
    for key in keys:
        pilot.app.simulate_key(key)
