"""The descent without a screen."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from rich.console import Console

from tutor.nn.descent import Problem
from tutor.nn.descent import descend as run_descent
from tutor.plain.descend import descend


def run(*inputs: str, seed: int | None = None, as_json: bool = False, width: int = 80) -> tuple[int, str, str]:
    """Exit status, stdout and stderr."""
    out, err = (Console(file=io.StringIO(), width=width, legacy_windows=False) for _ in range(2))
    status = descend(inputs, seed, as_json, out, err)
    assert isinstance(out.file, io.StringIO)
    assert isinstance(err.file, io.StringIO)
    return status, out.file.getvalue(), err.file.getvalue()


def test_both_panels_stand_side_by_side_above_a_table() -> None:
    status, out, err = run()
    assert status == 0
    lines = out.splitlines()
    assert lines[0].split("  ")[0] == "inputs in [0, 1]"
    assert "inputs in [−1, 1]" in lines[0]
    assert max(len(line) for line in lines) <= 80
    assert out.count("○") == 2
    table = {line.rsplit(maxsplit=2)[0].strip(): line.split()[-2:] for line in lines[-6:]}
    assert table["steps"] == ["101", "25"]
    assert table["path ÷ straight line"] == ["2.65", "1.47"]
    assert table["κ"] == ["7", "1"]
    assert "4.0 times the steps" in err.replace("\n", " ")
    assert "times the steps" not in out


def test_one_range_alone() -> None:
    _status, out, _err = run("11")
    assert "[−1, 1]" in out
    assert "[0, 1]" not in out


def test_narrow_terminals_get_one_panel_below_the_other() -> None:
    _status, out, _err = run(width=40)
    assert out.index("inputs in [0, 1]") < out.index("○") < out.index("inputs in [−1, 1]")
    assert max(len(line) for line in out.splitlines()) <= 40


def test_a_terminal_without_unicode_gets_ascii_figures() -> None:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding="ascii", errors="replace")
    assert descend(("01",), 48, False, Console(file=file, width=60), Console(file=io.StringIO())) == 0
    file.flush()
    assert b"S" in raw.getvalue()
    assert b"w1 >" in raw.getvalue()


def test_json_holds_the_whole_run_and_nothing_that_is_not_json() -> None:
    def refuse(name: str) -> Any:
        raise AssertionError(name)

    status, out, err = run(seed=3, as_json=True)
    assert (status, err) == (0, "")
    runs = json.loads(out, parse_constant=refuse)["runs"]
    assert [data["inputs"] for data in runs] == ["01", "11"]
    expected = run_descent(Problem(seed=3))
    assert runs[0]["points"] == expected.points.tolist()
    assert runs[0]["steps"] == expected.steps == len(runs[0]["gradients"]) == len(runs[0]["examples"])
    assert runs[0]["same_sign"] == 1.0
    assert runs[0]["condition_number"] == pytest.approx(7)


@pytest.mark.parametrize("as_json", [False, True])
def test_what_does_not_exist_is_told_on_stderr(as_json: bool) -> None:
    status, out, err = run("02", as_json=as_json)
    assert (status, out) == (2, "")
    assert "range must be one of '01', '11'" in err
    assert run("01", seed=-1)[0] == 2
