"""What every test of the screens needs: a home of its own, and English again afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual import _wait
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.screen import Screen

from tests.ui import driver
from tests.ui.glass import CONSOLE, Glass
from tutor import language


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    monkeypatch.setenv("LAYER_TUTOR_HOME", str(tmp_path / "home"))
    for name in ("LAYER_TUTOR_PATH", "LAYER_TUTOR_READY_FILE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    # Textual takes a process for idle after 20 ms without work, and waits for that after every key; where the driver
    # waits for what it wants to see, an eighth of that will do.
    if any(getattr(part, "__module__", "") == driver.__name__ for part in vars(request.module).values()):
        monkeypatch.setattr(_wait, "SLEEP_GRANULARITY", 0.0025)
        monkeypatch.setattr(_wait, "SLEEP_IDLE", 0.0005)
    # The program freezes what it has made at its start; a test process starts it again and again.
    monkeypatch.setattr(gc, "freeze", lambda: None)
    language.use("en")
    yield
    language.use("en")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Glass:
    """Write what the program would write to a terminal to a glass, and return that."""
    glass = Glass()

    def display(app: App[None], screen: Screen[object], renderable: object) -> None:
        if isinstance(renderable, CompositorUpdate) and screen is app.screen:
            glass.write(renderable.render_segments(CONSOLE))

    monkeypatch.setattr(App, "_display", display)
    return glass
