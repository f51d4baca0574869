"""The descent without a screen."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from rich.console import Console

from tutor.descent.command import DescendOptions
from tutor.descent.sweep import RUNS
from tutor.nn.descent import Inputs, Problem, measure
from tutor.nn.descent import descend as run_descent
from tutor.paint.canvas import Renderer
from tutor.plain.descend import Output, descend
from tutor.plain.printer import Printer


def run(options: DescendOptions | None = None, width: int = 100, **output: Any) -> tuple[int, str, str]:
    """Exit status, stdout and stderr."""
    out, err = (Console(file=io.StringIO(), width=width, legacy_windows=False) for _ in range(2))
    status = descend(options, Output(**output), out, err)
    assert isinstance(out.file, io.StringIO)
    assert isinstance(err.file, io.StringIO)
    return status, out.file.getvalue(), err.file.getvalue()


def rows(out: str) -> dict[str, list[str]]:
    """The rows of the tables, by name: columns are three spaces apart."""
    cells = [re.split(r"\s{2,}", line.strip()) for line in out.splitlines()]
    return {name: values for name, *values in cells if values}


def refuse(name: str) -> Any:
    raise AssertionError(name)


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────


def test_both_panels_stand_side_by_side_above_losses_read_outs_and_turns() -> None:
    status, out, err = run()
    assert status == 0
    lines = out.splitlines()
    assert lines[0].split("  ")[0] == "inputs in [0, 1]"
    assert "inputs in [−1, 1]" in lines[0]
    assert max(map(len, lines)) <= 100
    assert out.count("○") == 3  # two starts, and the legend
    assert "loss, step by step:   1 [0, 1]   2 [−1, 1]" in lines
    table = rows(out)
    assert table["steps"] == ["101 (arrived)", "25 (arrived)"]
    assert table["steps of the mean, in theory"] == ["108", "25"]
    assert table["path ÷ straight line"] == ["2.65", "1.47"]
    assert table["κ, their ratio"] == ["7", "1"]
    assert table["in the long run, in theory"] == ["0.9375", "0.75"]
    assert "After step 3, at (−1.11, 0.84): a turn of 169°; both weights go back." in lines
    assert "4.0 times as many" in err
    assert "costs time" in err
    assert "layer-tutor descend --open\n" in err
    assert "times as many" not in out


def test_one_kind_of_inputs_alone() -> None:
    _status, out, _err = run(DescendOptions(["11"]))
    assert "[−1, 1]" in out
    assert "[0, 1]" not in out


def test_narrow_terminals_get_one_panel_below_the_other() -> None:
    _status, out, _err = run(width=40)
    assert out.index("inputs in [0, 1]") < out.index("○") < out.index("inputs in [−1, 1]")
    assert max(len(line) for line in out.splitlines()) <= 40


@pytest.mark.parametrize("width", [1, 7, 20, 300])
def test_any_width_will_do(width: int) -> None:
    assert run(width=width)[0] == run(width=width, sweep="d=2,3", runs="2")[0] == 0


def test_a_finished_path_has_nothing_within_reach_and_a_frame_has() -> None:
    _status, out, _err = run(DescendOptions(["01"]))
    assert "·" not in out
    assert "within reach" not in out
    _status, out, err = run(DescendOptions(["01"]), frame="30")
    assert "·" in out
    assert "within reach of the next step" in out
    assert rows(out)["steps"] == ["30/101"]
    assert "30 of 30 steps moved both weights the same way." in err
    assert "After step" not in out


def test_a_frame_beyond_the_end_is_the_end() -> None:
    assert "It arrives after 101 steps" in run(DescendOptions(["01"]), frame="5000")[1]


def test_the_first_frame_shows_where_it_starts() -> None:
    _status, out, err = run(DescendOptions(["01"]), frame="0")
    assert rows(out)["steps"] == ["0/101"]
    assert "Space" not in err


@pytest.mark.parametrize(
    ("renderer", "start", "target"), [("braille", "○", "✚"), ("block", "○", "╬"), ("ascii", "S", "X")]
)
def test_renderers(renderer: str, start: str, target: str) -> None:
    _status, out, _err = run(DescendOptions(["01"]), renderer=renderer)
    assert f"{start} start" in out
    assert f"{target} target" in out
    assert any("⠀" < mark <= "⣿" for mark in out) is (renderer == "braille")


def test_a_terminal_without_unicode_gets_ascii_alone() -> None:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding="ascii")
    console, narrator = Console(file=file, width=100), Console(file=io.StringIO())
    assert Printer.on(console, narrator).renderer is Renderer.ASCII
    assert Printer.on(Console(file=io.StringIO()), narrator).renderer is Renderer.BRAILLE
    for output in (Output(), Output(words=True), Output(sweep="d=2,3", runs="2"), Output(frame="3", runs="3")):
        assert descend(DescendOptions(["01", "correlated"]), output, console, narrator) == 0
    file.flush()
    assert b"S start" in raw.getvalue()
    assert b"kappa" in raw.getvalue()


def test_one_weight_makes_no_picture_but_numbers() -> None:
    status, out, err = run(DescendOptions(["01"], dims="1"))
    assert status == 0
    assert "One weight makes no picture" in err
    assert rows(out)["mean turn"]


def test_many_weights() -> None:
    status, out, _err = run(DescendOptions(["01", "mixed"], dims="27", max_steps="300"))
    assert status == 0
    assert rows(out)["κ, their ratio"] == ["82", "82"]
    assert rows(out)["steps"] == ["300 (stopped)", "300 (stopped)"]


def test_a_run_that_flies_away_is_named_and_no_fault() -> None:
    status, out, err = run(DescendOptions(["01"], step="50"))
    assert status == 0
    assert "(flew away)" in out
    assert "this step is too long" in err
    assert "nan" not in out.lower()


def test_medians_stand_beside_the_run() -> None:
    _status, out, _err = run(DescendOptions(["01"], seed="3"), runs="25")
    found = measure(Problem(seed=3), 25).medians()
    assert "median of 25 runs (quartiles)" in out
    assert out.count(f"{found.steps:.0f} (") == 1
    assert rows(out)["path ÷ straight line"][0].startswith(f"{found.detour:.2f}")


# ── words ────────────────────────────────────────────────────────────────────────────────────────


def test_in_words_there_is_no_picture_and_all_of_it_is_the_result() -> None:
    status, out, err = run(words=True, runs="5", width=1000)
    assert (status, err) == (0, "")
    assert not re.search("[⠀-⣿○✚│┤]", out)
    lines = out.splitlines()
    assert lines[0] == "Inputs in [0, 1], linear neuron, squared loss, 2 weights, 1 example each step."
    assert lines[-1] == "Steps to the target: 101 on [0, 1], 25 on [−1, 1]: 4.0 times as many."
    assert sum(line.startswith("Medians of 5 runs, quartiles in brackets") for line in lines) == 2


def test_words_are_broken_to_the_width() -> None:
    assert max(map(len, run(words=True, width=40)[1].splitlines())) <= 40


# ── sweeps ───────────────────────────────────────────────────────────────────────────────────────


def test_a_sweep_is_a_chart_a_table_and_a_sentence() -> None:
    status, out, err = run(sweep="d=2,9", runs="11")
    assert status == 0
    assert "dimensions d" in out
    assert "[0, 1]: median of 11 runs (quartiles)" in out
    table = [re.split(r"\s{2,}", line.strip()) for line in out.splitlines()]
    assert [row[0] for row in table if len(row) == 6 and row[0].isdigit()] == ["2", "9", "2", "9"]
    assert [row[5] for row in table if len(row) == 6 and row[0].isdigit()] == ["7", "28", "1", "1"]
    assert "dimensions d 2 → 9" in err


def test_a_sweep_in_words() -> None:
    status, out, err = run(sweep="step=0.5,5", runs="3", words=True, width=1000)
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert [line for line in lines if line.endswith(":")] == ["[0, 1]:", "[−1, 1]:"]
    assert lines[1].startswith("step size 0.5: ")
    assert "flew away" in lines[2]


def test_a_sweep_as_json() -> None:
    status, out, err = run(DescendOptions(["01"]), sweep="rho=0,0.5", as_json=True)
    assert (status, err) == (0, "")
    data = json.loads(out, parse_constant=refuse)
    assert (data["over"], data["values"], data["runs"]) == ("rho", [0, 0.5], RUNS)
    (only,) = data["sweeps"]
    assert only["inputs"].startswith("correlated")
    assert [point["value"] for point in only["points"]] == [0, 0.5]
    assert only["points"][0]["condition_number"] == pytest.approx(7)
    assert set(only["points"][0]["steps"]) == {"low", "median", "high"}


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────


def test_json_holds_the_whole_run_and_nothing_that_is_not_json() -> None:
    status, out, err = run(DescendOptions(seed="3"), as_json=True)
    assert (status, err) == (0, "")
    data = json.loads(out, parse_constant=refuse)
    assert data["command"] == ["layer-tutor", "descend", "--seed=3"]
    assert "many_runs" not in data
    runs = data["runs"]
    assert [one["inputs"] for one in runs] == ["01", "11"]
    expected = run_descent(Problem(seed=3))
    assert runs[0]["points"] == expected.points.tolist()
    assert runs[0]["losses"] == expected.losses.tolist()
    assert runs[0]["steps"] == expected.steps == len(runs[0]["gradients"]) == len(runs[0]["examples"])
    assert runs[0]["turning_points"] == expected.turning_points.tolist()
    assert runs[0]["same_sign"] == 1.0
    assert runs[0]["condition_number"] == pytest.approx(7)
    assert runs[0]["batch"] == 1


def test_json_of_what_has_no_numbers() -> None:
    flat = DescendOptions(["patches:picture=1,1/1,1"], dims="4", batch="full", optimiser="adam", max_steps="3")
    (only,) = json.loads(run(flat, as_json=True)[1], parse_constant=refuse)["runs"]
    assert only["condition_number"] is None
    assert only["theoretical_rate"] is None
    assert only["batch"] == "full"
    assert only["optimiser"] == "adam"


def test_json_of_many_runs() -> None:
    data = json.loads(run(DescendOptions(["11"]), as_json=True, runs="7")[1], parse_constant=refuse)
    (only,) = data["many_runs"]
    assert (only["inputs"], only["runs"], only["diverged"]) == ("11", 7, 0)
    assert only["steps"]["median"] == measure(Problem(Inputs(range="11")), 7).medians().steps


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("options", "output", "sentence"),
    [
        (DescendOptions(["02"]), {}, "--inputs: there are no inputs '02'"),
        (DescendOptions(["02"]), {"as_json": True}, "--inputs: there are no inputs '02'"),
        (DescendOptions(seed="-1"), {}, "--seed: seed must be a whole number from 0 to 4294967295, not '-1'"),
        (DescendOptions(loss="crossentropy"), {}, "--loss: there is no loss 'crossentropy'; did you mean"),
        (DescendOptions(), {"frame": "-1"}, "--frame must be a whole number from 0 to 100000, not '-1'"),
        (DescendOptions(), {"frame": "1", "as_json": True}, "--frame: it goes with pictures of a run only"),
        (DescendOptions(), {"frame": "1", "sweep": "d=2,3"}, "--frame: it goes with pictures of a run only"),
        (DescendOptions(), {"runs": "0"}, "--runs must be a whole number from 1 to 10000, not '0'"),
        (DescendOptions(dims="1000"), {"runs": "10000"}, "--runs: so many runs take too long"),
        (DescendOptions(), {"words": True, "as_json": True}, "--words and --json do not go together"),
        (DescendOptions(), {"sweep": "d"}, "--sweep: 'd' is no sweep; write a setting and its values, as in d=2..64"),
        (DescendOptions(loss="kernel", dims="4"), {"sweep": "d=4,5"}, "--sweep: --dims: a kernel and a patch are"),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence_on_stderr(
    options: DescendOptions, output: dict[str, Any], sentence: str
) -> None:
    status, out, err = run(options, **output)
    assert (status, out) == (2, "")
    assert err.startswith(f"layer-tutor: {sentence}")
    assert err.endswith("See layer-tutor descend --help.\n")
    assert len(err.splitlines()) == 1
