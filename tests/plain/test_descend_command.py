"""`layer-tutor descend` from the command line: options that reach the run, and the way to the screen."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tutor import cli, language
from tutor.descent.setup import DescentSetup


@pytest.fixture(autouse=True)
def _as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LAYER_TUTOR_HOME", str(tmp_path))
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)
    language.use("en")


def test_every_option_reaches_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [
        "--inputs=skewed:range=11", "--dims=3", "--bias", "--loss=cross_entropy", "--batch=2", "--step=max:0.9",
        "--optimiser=momentum:beta=0.5", "--start", "-1,2,3,4", "--noise=0.25", "--tolerance=0.01", "--max-steps=50",
        "--seed=9",
    ]  # fmt: skip
    assert cli.main(["descend", *arguments, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    arguments[7:9] = ["--start=-1,2,3,4"]
    assert sorted(data["command"][2:]) == sorted(arguments)
    (only,) = data["runs"]
    assert (only["dims"], only["bias"], only["loss"], only["batch"]) == (3, True, "cross_entropy", 2)
    assert (only["step"], only["optimiser"], only["start"]) == ("max:0.9", "momentum:beta=0.5", [-1, 2, 3, 4])
    assert (only["noise"], only["tolerance"], only["max_steps"], only["seed"]) == (0.25, 0.01, 50, 9)


def test_open_hands_the_laboratory_over(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[DescentSetup, str]] = []

    def take(*, descent: DescentSetup, drawing: str) -> int:
        opened.append((descent, drawing))
        return 0

    monkeypatch.setattr(cli, "_open", take)
    assert cli.main(["descend", "--open", "--dims=9", "--ascii"]) == 0
    assert cli.main(["descend", "--open", "--renderer=block"]) == 0
    assert opened == [(replace(DescentSetup(), dims=9), "ascii"), (DescentSetup(), "block")]


@pytest.mark.parametrize("other", ["--json", "--words", "--frame=1", "--runs=3", "--sweep=d=2,3"])
def test_what_prints_does_not_go_with_open(other: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["descend", "--open", other]) == 2
    assert capsys.readouterr().err == f"layer-tutor: --open and {other.split('=')[0]} do not go together.\n"


def test_a_faulty_laboratory_is_not_opened(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["descend", "--open", "--dims=0"]) == 2
    assert "--dims: dimensions d must be a whole number" in capsys.readouterr().err
    assert cli.main(["descend", "--open", "--dims=1"]) == 2
    assert "one weight makes no picture" in capsys.readouterr().err
