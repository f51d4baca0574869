"""Opening the free bench in the real program, its controls and the grid of its kernel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from tests.ui.driver import SMALL, at_home, make_app, press, press_fast, wait_for
from tutor.bench.setup import Setup
from tutor.ui.app import LayerTutorApp
from tutor.ui.screens.bench import BenchScreen
from tutor.ui.screens.kernel import KernelScreen
from tutor.ui.widgets.bench_controls import BenchControls
from tutor.ui.widgets.free_bench import FreeBench

Opened = tuple[Pilot[None], LayerTutorApp, FreeBench]


@asynccontextmanager
async def free_bench(
    tmp_path: Path, size: tuple[int, int] = SMALL, setup: Setup | None = None
) -> AsyncIterator[Opened]:
    """Open the free bench: from Home, or on `setup` as the command line does."""
    app = make_app(tmp_path, folders=[])  # no lesson needs to be read for it
    if setup is not None:
        app._bench = setup
    async with app.run_test(size=size, notifications=True) as pilot:
        if setup is None:
            await at_home(pilot, app)
            await press(pilot, "b")
        await wait_for(pilot, lambda: isinstance(app.screen, BenchScreen), "the free bench")
        bench = app.screen.query_one(FreeBench)
        await wait_for(pilot, lambda: bench.has_focus and bench.size.width > 0, "the bench to have the keys")
        await pilot.pause()
        yield pilot, app, bench


async def to_control(pilot: Pilot[None], bench: FreeBench, wanted: object) -> BenchControls:
    """Open the controls and go to one of them, by its id, or to a lane, by its number from 0."""
    if not bench.has_class("-controls"):
        await press(pilot, "e")
    controls = bench.controls
    await wait_for(pilot, lambda: controls.has_focus, "the controls to have the keys")
    names = [getattr(row, "id", row) for row in controls.rows]
    await press_fast(pilot, *["down"] * ((names.index(wanted) - controls.chosen) % len(names)))
    assert getattr(controls.chosen_row, "id", controls.chosen_row) == wanted
    return controls


async def open_kernel(pilot: Pilot[None], bench: FreeBench) -> None:
    """Open the grid into which the kernel is typed."""
    await to_control(pilot, bench, "kernel")
    await press(pilot, "enter")
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, KernelScreen), "the kernel's grid")
