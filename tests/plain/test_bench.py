"""`layer-tutor run --layers …`: any bench as text or as JSON, its refusals, and what is bounded however large it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from tutor import language
from tutor.bench.command import BenchOptions, from_options
from tutor.plain.bench import lane_names, run_bench
from tutor.plain.report import MOST_JSON, print_sentence

CELLS = ("conv,relu,max_pool", "conv,max_pool,relu", "conv,max_pool")


@pytest.fixture(autouse=True)
def _eighty_columns(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("COLUMNS", "80")
    yield
    language.use("en")


def options(*lanes: str, ranges: Sequence[str] = (), cells: Sequence[str] = (), **others: str) -> BenchOptions:
    return BenchOptions(lanes[0], lanes[1:], ranges=ranges, cells=cells, **others)


def as_text(capsys: pytest.CaptureFixture[str], bench: BenchOptions) -> str:
    assert run_bench(bench, as_json=False) == 0
    return capsys.readouterr().out


def as_json(capsys: pytest.CaptureFixture[str], bench: BenchOptions) -> Any:
    def refuse(name: str) -> Any:
        raise AssertionError(f"{name} is no JSON")

    assert run_bench(bench, as_json=True) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.isascii()
    return json.loads(out, parse_constant=refuse)


def large(tmp_path: Path, side: int = 1000) -> str:
    path = tmp_path / "large.npy"
    np.save(path, np.random.default_rng(0).integers(0, 256, (side, side), dtype=np.uint8))
    return str(path)


# ── text ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_order_of_average_pool_and_relu_matters_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    out = as_text(capsys, options("conv,avg_pool,relu", "conv,relu,avg_pool"))
    assert out.split("┘\n")[1] == (
        "lane 1 and lane 2: 3 of 9 cells differ, at (row, column) (1, 1), (2, 1), (3, 1).\n"
        "  Largest difference: 3.5.\n"
        "  With [1  −1; 0  0] coming out of the shared layers: lane 1 gives 0, lane 2\n"
        "    gives 0.25.\n"
    )


def test_a_lane_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    out = as_text(capsys, options("relu,max_pool", picture="1,-2/-3,4/5,-0.5/-7,-8"))
    assert out.split("┏")[0] == (
        "\n"
        "lane 1  ReLU → max-pool\n"
        "picture     ReLU   max-pool\n"
        "   1   −2   1 0    4\n"
        "  −3    4   0 4    5\n"
        "   5 −0.5   5 0\n"
        "  −7   −8   0 0\n"
        "\n"
    )


def test_friends_are_called_by_their_names(capsys: pytest.CaptureFixture[str]) -> None:
    out = as_text(capsys, options(*CELLS, ranges=["signed"]))
    assert [line for line in out.splitlines() if "→" in line] == [
        "Alex, [−1, 1]  conv → ReLU → max-pool",
        "Ilya, [−1, 1]  conv → max-pool → ReLU",
        "Jeffrey, [−1, 1]  conv → max-pool",
    ]
    assert "Alex and Ilya: equal, bit for bit.\n  Alex and Ilya never differ, whatever the picture.\n" in out


@pytest.mark.parametrize(
    ("lanes", "ranges", "names"),
    [
        (CELLS, (), ["Alex", "Ilya", "Jeffrey"]),
        (("relu", CELLS[1]), (), ["lane 1", "Ilya"]),
        ((CELLS[0], CELLS[0]), (), ["Alex (1)", "Alex (2)"]),
        ((CELLS[0], CELLS[0]), ("unit", "none"), ["Alex · [0, 1]", "Alex · as it is"]),
        (("relu",) * 3, ("unit", "none", "unit"), ["lane 1 · [0, 1]", "lane 2 · as it is", "lane 3 · [0, 1]"]),
    ],
)
def test_every_lane_has_a_name_of_its_own(lanes: Sequence[str], ranges: Sequence[str], names: list[str]) -> None:
    assert lane_names(from_options(options(*lanes, ranges=ranges))) == names


def test_lanes_with_other_inputs_are_not_judged_by_their_layers(capsys: pytest.CaptureFixture[str]) -> None:
    out = as_text(capsys, options("relu", "relu", ranges=["none", "signed"]))
    assert "The two lanes get different inputs; that is why they may differ.\n" in out
    assert "With " not in out


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("code", language.LANGUAGES)
def test_nothing_is_cut_off_or_too_wide(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int, code: str
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    language.use(code)
    bench = options(
        *(cell + ":size=3" for cell in (CELLS[0], "conv,avg_pool")),
        picture="digit",
        kernel="random:filters=3",
        ranges=["signed"],
    )
    out = as_text(capsys, bench)
    lines = out.splitlines()
    if width >= 60:  # the ledger needs so many
        assert max(map(len, lines)) <= width
        assert "…" not in out.replace(", …", "").replace("\n  ….", "")
    maps = out.split("┏")[0].splitlines()[3:]
    assert max(map(len, maps)) <= width
    assert "…" not in "".join(maps)
    assert all(line == line.rstrip() for line in maps)


def test_every_number_of_a_small_map_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    out = as_text(capsys, options("relu", picture="digit", ranges=["signed"]))
    maps = out.split("┏")[0].split("ReLU")[-2:]
    numbers = re.findall(r"(?<!\S)−?[0-9.]+(?!\S)", maps[1])
    assert len(numbers) == 256


def test_a_map_that_does_not_fit_is_printed_shrunk_and_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    cells = ",".join(["123456"] * 16)
    out = as_text(capsys, options("relu", picture="/".join([cells] * 16)))
    assert "picture (16×16, shown shrunk)" in out
    out = as_text(capsys, options("relu", picture="/".join([",".join(["1"] * 17)] * 2)))
    assert "picture (2×17, shown shrunk)" in out


def test_a_large_picture_is_computed_whole_and_printed_shrunk(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = as_text(capsys, options(*CELLS, picture=large(tmp_path)))
    assert "picture (1000×1000, shown shrunk)" in out
    assert "max-pool (499×499, shown shrunk)" in out
    assert str(998 * 998 * 9) in out
    assert len(out.splitlines()) < 250
    assert "of 249001 cells differ" in out


def test_very_many_places_are_not_all_told(capsys: pytest.CaptureFixture[str]) -> None:
    out = as_text(capsys, options("abs", "square", picture="/".join(["2,3,4,5,6"] * 9)))
    told = out.split("┘\n")[1].split(" Largest")[0]
    assert "45 of 45 cells differ" in told
    assert told.rstrip().endswith("…." if told.endswith("….") else ", ….")
    assert told.count("(") == 13  # twelve, and what the numbers mean


def test_the_command_is_told_on_stderr_and_a_long_one_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_bench(options("relu"), as_json=False) == 0
    assert capsys.readouterr().err == "layer-tutor run --open --layers=relu --picture=moon --kernel=edge\n"
    assert run_bench(options("relu", picture="/".join([",".join(["7"] * 64)] * 64)), as_json=False) == 0
    assert capsys.readouterr().err == ""


def test_a_hostile_file_name_does_nothing_to_the_terminal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "\x1b[31m[red]\n.csv"
    path.write_text("1,2\n")
    assert run_bench(options("relu", picture=str(path)), as_json=False) == 0
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err
    assert len(err.splitlines()) == 1
    assert "[red]" in err
    assert run_bench(options("relu", picture=str(path) + "x"), as_json=False) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_it_speaks_russian(capsys: pytest.CaptureFixture[str]) -> None:
    language.use("ru")
    out = as_text(capsys, options("conv,avg_pool", "avg_pool,conv", kernel="blur"))
    assert "картинка" in out
    assert "0,25" in out
    assert "0.25" not in out
    assert as_json(capsys, options("relu", picture="0.5"))["picture"] == [[[0.5]]]


def test_a_sentence_is_broken_between_words_but_not_within_brackets(capsys: pytest.CaptureFixture[str]) -> None:
    print_sentence(Console(width=24), "They differ at (1, 1), (2, 10), (3, 3) and with [1  −1; 0  0] too.", 2)
    assert capsys.readouterr().out == (
        "  They differ at (1, 1),\n    (2, 10), (3, 3) and\n    with [1  −1; 0  0]\n    too.\n"
    )


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────


def test_json_tells_all(capsys: pytest.CaptureFixture[str]) -> None:
    data = as_json(capsys, options(*CELLS, cells=["1,1=0.5"]))
    assert data["command"] == [
        "layer-tutor", "run", "--layers=conv,relu,max_pool", "--against=conv,max_pool,relu", "--against=conv,max_pool",
        "--picture=moon", "--kernel=edge", "--set=1,1=0.5",
    ]  # fmt: skip
    assert data["picture"][0][0] == [0.5, 0, 1, 3, 3, 3, 0, 0]
    assert data["picture_shape"] == [1, 8, 8]
    assert [lane["name"] for lane in data["lanes"]] == ["Alex", "Ilya", "Jeffrey"]
    assert [lane["relus"] for lane in data["lanes"]] == [36, 9, 0]
    assert [lane["operations"] for lane in data["lanes"]] == [387, 360, 351]
    for lane, cell in zip(data["lanes"], CELLS, strict=True):
        assert lane["layers"] == cell
        assert lane["input"] == data["picture"]
        assert lane["output"] == lane["stages"][-1]["output"]
        assert lane["stages"][0]["shape"] == [1, 6, 6]
        assert np.array(lane["gradient"]).shape == (1, 8, 8)
    assert [difference["lanes"] for difference in data["differences"]] == [[0, 1], [0, 2], [1, 2]]


def test_json_of_each_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    data = as_json(capsys, options(*CELLS))
    equal, here, _other = data["differences"]
    assert (equal["verdict"], equal["equal"], equal["count"], equal["cells"]) == ("equal", True, 0, [])
    assert equal["witness"] is None
    assert equal["proof"] == [{"rule": "non_decreasing", "layers": ["relu", "max_pool"]}]
    assert (here["verdict"], here["equal"], here["count"], here["proof"]) == ("here", False, 3, None)
    assert here["cells"] == [[0, 0, 1], [0, 1, 1], [0, 2, 1]]
    assert here["witness"]["values"] == [[[-1, -1], [-1, -1]]]
    assert here["witness"]["outputs"] == [[[[0]]], [[[-1]]]]
    (shapes,) = as_json(capsys, options("conv", "relu"))["differences"]
    assert (shapes["verdict"], shapes["same_shape"], shapes["equal"]) == ("shapes", False, False)
    assert shapes["cells"] is shapes["count"] is shapes["witness"] is None
    (ranges,) = as_json(capsys, options("relu", "relu", ranges=["unit", "signed"]))["differences"]
    assert ranges["verdict"] is ranges["witness"] is None
    assert ranges["count"] == 10  # the moon's ones: 1/3 in [0, 1], but −1/3 in [−1, 1]
    (found,) = as_json(capsys, options("avg_pool,relu", "relu,avg_pool", picture="1,1/1,1"))["differences"]
    assert (found["verdict"], found["equal"], found["witness"]["behind"]) == ("found", True, 0)


def test_the_witness_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    lanes = ("conv,avg_pool,relu", "conv,relu,avg_pool")
    witness = as_json(capsys, options(*lanes))["differences"][0]["witness"]
    rows = "/".join(",".join(map(repr, row)) for row in witness["picture"][0])
    (difference,) = as_json(capsys, options(*lanes, picture=rows))["differences"]
    assert (difference["equal"], difference["count"]) == (False, 1)


def test_the_command_of_the_json_runs_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    first = as_json(capsys, options("conv,gelu", picture="1,2,3/4,5,-6/7,8,1e-7", kernel="-1,0,1/-1,0,1/-1,0,1"))
    found = dict(part[2:].split("=", 1) for part in first["command"][2:])
    assert as_json(capsys, BenchOptions(**found)) == first


def test_what_is_no_finite_number_is_null(capsys: pytest.CaptureFixture[str]) -> None:
    data = as_json(capsys, options("square,square,square,square", "batch_norm:var=0:weight=1e6,sin", picture="1e6,0"))
    assert data["lanes"][0]["output"] == [[[None, 0]]]
    as_text(capsys, options("square,square,square,square", "batch_norm:var=0:weight=1e6,sin", picture="1e6,0"))


def test_json_of_a_large_picture_is_bounded_and_tells_shapes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run_bench(options(*CELLS, picture=large(tmp_path)), as_json=True) == 0
    out = capsys.readouterr().out
    assert len(out) < 200_000
    data = json.loads(out)
    assert data["picture"] is data["lanes"][0]["output"] is data["lanes"][0]["gradient"] is None
    assert data["picture_shape"] == [1, 1000, 1000]
    assert data["lanes"][0]["stages"][2]["shape"] == [1, 499, 499]
    different = data["differences"][1]
    assert different["count"] > len(different["cells"]) == 1000


def test_json_of_the_largest_array_that_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    side = int(MOST_JSON**0.5)
    data = as_json(capsys, options("relu", picture=large(tmp_path, side)))
    assert np.array(data["lanes"][0]["output"]).shape == (1, side, side)


def test_a_row_of_numbers_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_bench(options("relu", picture="1,2/3,4"), as_json=True) == 0
    assert "\n      [1.0, 2.0],\n" in capsys.readouterr().out


def test_large_kernels_and_pictures_that_are_typed(capsys: pytest.CaptureFixture[str]) -> None:
    grid = "/".join([",".join(["7"] * 64)] * 64)
    data = as_json(capsys, options("conv,relu", "conv,abs", picture=grid, kernel="random:size=9:filters=8"))
    assert data["lanes"][0]["stages"][0]["shape"] == [8, 56, 56]
    assert data["lanes"][0]["stages"][0]["multiply_adds"] == 8 * 56 * 56 * 81


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("json_too", [False, True])
@pytest.mark.parametrize(
    ("bench", "sentence"),
    [
        (options("relo"), "--layers: there is no layer 'relo'; did you mean 'relu'?"),
        (options("relu", kernel="9"), None),
        (options("relu", picture="1,2/3"), "--picture: the rows of the grid '1,2/3' are not equally long."),
        (options("conv,conv,conv,conv"), "--layers: layer 4 (conv): a window of 3×3 does not fit into 2×2 cells."),
        (options("relu", picture="/no/such.png"), "--picture: there is no file '/no/such.png'."),
    ],
)
def test_a_refusal_is_a_sentence_on_stderr(
    capsys: pytest.CaptureFixture[str], bench: BenchOptions, sentence: str | None, json_too: bool
) -> None:
    status = run_bench(bench, as_json=json_too)
    out, err = capsys.readouterr()
    if sentence is None:  # whatever the kernel, nobody asks for it
        assert status == 0
    else:
        assert (status, out, err) == (2, "", f"layer-tutor: {sentence}\n")


@pytest.mark.parametrize("json_too", [False, True])
def test_a_file_that_vanishes_while_it_runs(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, json_too: bool
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("1,-2\n3,4\n")

    def then_gone(bench: BenchOptions) -> object:
        setup = from_options(bench)
        path.unlink()
        return setup

    monkeypatch.setattr("tutor.plain.bench.from_options", then_gone)
    assert run_bench(options("relu", "abs", picture=str(path)), as_json=json_too) == 0
    assert capsys.readouterr().out
