"""What may be imported by what: the core draws nothing, and Home starts without the heavy libraries."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIST_MODULES = """
import importlib, json, pkgutil, sys
for name in sys.argv[1:]:
    module = importlib.import_module(name)
    for found in pkgutil.walk_packages(getattr(module, "__path__", ()), name + "."):
        importlib.import_module(found.name)
print(json.dumps(sorted(sys.modules)))
"""
IMPORT_ONE = "import importlib, json, sys; importlib.import_module(sys.argv[1]); print(json.dumps(sorted(sys.modules)))"


def loaded_by(program: str, *names: str) -> set[str]:
    """Run a short program in a fresh interpreter and return every module that it has loaded."""
    command = [sys.executable, "-c", program, *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)  # noqa: S603
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("package", ["nn", "bench", "lesson", "paint", "session", "record", "language", "folders"])
def test_the_core_draws_nothing(package: str) -> None:
    loaded = loaded_by(LIST_MODULES, f"tutor.{package}")
    assert f"tutor.{package}" in loaded
    assert not {"textual", "rich"} & loaded


def test_every_part_of_the_core_was_looked_at() -> None:
    loaded = loaded_by(
        LIST_MODULES, "tutor.nn", "tutor.bench", "tutor.lesson", "tutor.paint", "tutor.session", "tutor.record"
    )
    files = [
        path for name in ("nn", "bench", "lesson", "paint", "record") for path in (ROOT / "tutor" / name).glob("*.py")
    ]
    modules = {f"tutor.{path.parent.name}.{path.stem}" for path in files if path.stem != "__init__"}
    assert modules <= loaded
    assert not {"textual", "rich", "tutor.ui"} & loaded


def test_commands_without_a_screen_load_no_textual() -> None:
    assert "textual" not in loaded_by(LIST_MODULES, "tutor.plain")


def test_home_starts_without_the_heavy_libraries() -> None:
    loaded = loaded_by(IMPORT_ONE, "tutor.ui.app")
    assert "textual.app" in loaded
    assert not {"numpy", "pydantic", "yaml", "sqlite3", "PIL", "tutor.nn", "tutor.bench", "tutor.session"} & loaded


def test_the_command_line_starts_without_textual_too() -> None:
    loaded = loaded_by(IMPORT_ONE, "tutor.cli")
    assert not {"textual", "rich", "numpy", "pydantic", "yaml", "sqlite3"} & loaded


def test_learner_readable_arithmetic_needs_numpy_and_nothing_else() -> None:
    loaded = loaded_by(LIST_MODULES, "tutor.nn")
    assert "numpy" in loaded
    assert not {"pydantic", "yaml", "platformdirs", "tutor.lesson", "tutor.paint", "tutor.language"} & loaded
