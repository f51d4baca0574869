"""`layer-tutor run`: the friends' arithmetic on stdout, as JSON or as tables, and nothing else there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lesson.tiny import write_lesson
from tutor import language
from tutor.plain.run import run_lesson

WIDE = "200"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LAYER_TUTOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LAYER_TUTOR_PATH", str(tmp_path / "lessons"))
    monkeypatch.setenv("COLUMNS", WIDE)
    yield
    language.use("en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "lessons"


def refuse(name: str) -> Any:
    raise AssertionError(f"{name} is no JSON")


def as_json(capsys: pytest.CaptureFixture[str], lesson: str = "layer-order", friend: str | None = None) -> Any:
    assert run_lesson(lesson, friend, as_json=True) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return json.loads(out, parse_constant=refuse)


def as_text(
    capsys: pytest.CaptureFixture[str], lesson: str = "layer-order", friend: str | None = None
) -> tuple[str, str]:
    assert run_lesson(lesson, friend, as_json=False) == 0
    return capsys.readouterr()


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────


def test_what_the_lesson_is_about(capsys: pytest.CaptureFixture[str]) -> None:
    data = as_json(capsys)
    assert data["lesson"] == "layer-order"
    friends = {friend["id"]: friend for friend in data["friends"]}
    assert [friend["relus"] for friend in data["friends"]] == [36, 9, 0]
    assert [friend["operations"] for friend in data["friends"]] == [387, 360, 351]
    assert friends["alex"]["output"] == friends["ilya"]["output"]
    assert friends["alex"]["layers"] == ["conv", "relu", "max_pool"]
    jeffrey = friends["jeffrey"]["output"]
    negative = [[row, column] for row in range(3) for column in range(3) if jeffrey[row][column] < 0]
    assert data["differences"] == [
        {"friends": ["alex", "ilya"], "equal": True, "same_shape": True, "cells": []},
        {"friends": ["alex", "jeffrey"], "equal": False, "same_shape": True, "cells": negative},
        {"friends": ["ilya", "jeffrey"], "equal": False, "same_shape": True, "cells": negative},
    ]
    assert len(negative) == 3


def test_every_stage_has_its_output_and_its_price(capsys: pytest.CaptureFixture[str]) -> None:
    data = as_json(capsys, friend="alex")
    assert [len(data["picture"]), len(data["picture"][0])] == [8, 8]
    conv, relu, pool = data["friends"][0]["stages"]
    assert [stage["name"] for stage in (conv, relu, pool)] == ["conv", "relu", "max_pool"]
    assert [(len(stage["output"]), len(stage["output"][0])) for stage in (conv, relu, pool)] == [(6, 6), (6, 6), (3, 3)]
    assert conv["multiply_adds"] == conv["operations"] == 324
    assert relu["comparisons"] == relu["operations"] == 36
    assert pool["comparisons"] == pool["operations"] == 27
    assert pool["bytes_read"] == 36 * 4
    assert pool["bytes_written"] == 9 * 4
    assert len(pool["winners"]) == 3
    assert "winners" not in conv
    assert relu["output"] == [[max(value, 0) for value in row] for row in conv["output"]]
    assert pool["output"] == data["friends"][0]["output"]
    assert data["differences"] == []


@pytest.mark.parametrize("name", ["ilya", "Ilya", "ILYA", "Илья", "илья"])
def test_a_friend_by_id_or_by_name_in_any_language(capsys: pytest.CaptureFixture[str], folder: Path, name: str) -> None:
    data = as_json(capsys, str(write_lesson(folder, "a.yaml")), friend=name)
    assert [friend["id"] for friend in data["friends"]] == ["ilya"]
    assert data["friends"][0]["relus"] == 4


def test_names_are_in_the_language_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    language.use("ru")
    assert [friend["name"] for friend in as_json(capsys)["friends"]] == ["Алекс", "Илья", "Джеффри"]


def test_json_is_ascii(capsys: pytest.CaptureFixture[str]) -> None:
    language.use("ru")
    run_lesson("layer-order", None, as_json=True)
    assert capsys.readouterr().out.isascii()


def test_outputs_of_different_shapes_are_not_compared(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    mistake = 'mistakes: [{answer: "{ilya.relus}", because: "That is Ilya, not Alex."}], '
    path = write_lesson(folder, "a.yaml", ("[conv, max_pool, relu]", "[conv, relu]"), (mistake, ""))
    (difference,) = as_json(capsys, str(path))["differences"]
    assert difference == {"friends": ["alex", "ilya"], "equal": False, "cells": None, "same_shape": False}
    out, _err = as_text(capsys, str(path))
    assert "Alex and Ilya: the outputs have different shapes, 2×2 and 4×4." in out


# ── which lesson ─────────────────────────────────────────────────────────────────────────────────


def test_a_lesson_by_file_or_by_id(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_lesson(folder, "mine.yaml")
    monkeypatch.setattr("tutor.plain.run.lesson_folders", lambda: (folder,))
    assert as_json(capsys, str(path))["lesson"] == "tiny"
    assert as_json(capsys, "tiny")["lesson"] == "tiny"
    monkeypatch.chdir(folder)
    assert as_json(capsys, "mine.yaml")["lesson"] == "tiny"


def test_an_id_of_several_lessons_is_refused_with_their_files(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    first, second = write_lesson(folder, "a.yaml"), write_lesson(folder, "b.yaml")
    assert run_lesson("tiny", None, as_json=True, folders=[folder]) == 2
    assert capsys.readouterr() == (
        "",
        f"layer-tutor: several lessons have the id 'tiny': {first}, {second}; name one of these files.\n",
    )
    assert run_lesson("b.yaml", None, as_json=True, folders=[folder]) == 1, "a file, from here"
    assert run_lesson(str(second), None, as_json=True, folders=[folder]) == 0


def test_a_broken_file_has_its_problems_on_stderr(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    path = write_lesson(folder, "mine.yaml", ("minutes: 5", "minuts: 5"))
    assert run_lesson(str(path), None, as_json=True) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (f"{path}:5:1: unknown key 'minuts'; did you mean 'minutes'?\n")


def test_a_broken_lesson_by_its_file_name_without_the_ending(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    path = write_lesson(folder, "mine.yaml", ("minutes: 5", "minutes: five"))
    assert run_lesson("mine", None, as_json=False) == 1
    assert capsys.readouterr().err == f"{path}:5:10: expected a whole number, found 'five'\n"


def test_a_missing_file_is_a_problem_with_a_place(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert run_lesson(str(folder / "no.yaml"), None, as_json=False) == 1
    assert capsys.readouterr() == ("", f"{folder / 'no.yaml'}:1:1: there is no such file\n")


@pytest.mark.parametrize("wanted", ["layer-ordr", "", "/", "\x1b[31m", "x" * 500])
def test_an_unknown_lesson_is_wrong_usage(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    monkeypatch.setattr("tutor.plain.run.lesson_folders", lambda: (folder,))
    write_lesson(folder, "a.yaml")
    assert run_lesson(wanted, None, as_json=False) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("layer-tutor: there is no lesson '")
    assert err.endswith("; 'layer-tutor list' shows those there are.\n")
    assert "\x1b" not in err
    assert len(err) < 200


@pytest.mark.parametrize("name", ["masha", "", "none", "alex,ilya", "[/b]"])
def test_an_unknown_friend_is_wrong_usage_and_the_known_ones_are_named(
    capsys: pytest.CaptureFixture[str], folder: Path, name: str
) -> None:
    assert run_lesson(str(write_lesson(folder, "a.yaml")), name, as_json=False) == 2
    expected = f"layer-tutor: there is no friend {name!r}; there are: alex, ilya.\n"
    assert capsys.readouterr() == ("", expected)


def test_a_name_in_one_language_only_is_not_called_none(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    path = write_lesson(folder, "a.yaml", ("name: {en: Ilya, ru: Илья}", "name: {en: Ilya}"))
    assert run_lesson(str(path), "None", as_json=False) == 2


def test_a_lesson_without_data_has_nothing_to_run(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    folder.mkdir()
    path = folder / "bare.yaml"
    path.write_text(
        "format_version: 1\nid: bare\ntitle: T\nsummary: S\nminutes: 1\n"
        "steps: [{id: a, kind: text, title: A, body: B}]\n"
    )
    assert run_lesson(str(path), None, as_json=False) == 2
    assert capsys.readouterr() == ("", "layer-tutor: the lesson 'bare' has nothing to run.\n")


# ── text ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_text_shows_every_grid_the_ledger_and_what_differs(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = as_text(capsys)
    assert err == "Whose cell is right?\n"
    lines = [line.strip() for line in out.splitlines()]
    assert "Alex and Ilya: equal, bit for bit." in lines
    jeffrey = [line for line in lines if line.startswith("Ilya and Jeffrey: 3 of 9 cells differ, at (row, column) (")]
    assert len(jeffrey) == 1
    assert [sum(f"total, {n} of them ReLU" in line for line in lines) for n in (36, 9, 0)] == [1, 1, 1]
    assert "387" in out
    assert "\x1b" not in out


def test_the_grids_hold_the_numbers(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    path = write_lesson(folder, "a.yaml")
    out, _err = as_text(capsys, str(path), "ilya")
    grid = out[out.index("picture") : out.index("┏")]
    numbers = grid.replace("−", "-").replace("→", " ").split()
    assert numbers.count("-9") == 2  # in the picture and behind the 1×1 convolution
    assert "equal" not in out


def test_the_text_speaks_russian(capsys: pytest.CaptureFixture[str]) -> None:
    language.use("ru")
    out, err = as_text(capsys)
    assert err == "Чья ячейка верна?\n"
    assert "Алекс" in out
    assert "Джеффри" in out
    assert "bit for bit" not in out


def test_markup_in_a_lesson_is_only_text(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    path = write_lesson(
        folder,
        "a.yaml",
        ("{en: Alex, ru: Алекс}", '"[red]Alex[/nope]"'),
        ("{en: Tiny, ru: Крошка}", '"[b]x[/i] :smile:"'),
    )
    out, err = as_text(capsys, str(path))
    assert "[red]Alex[/nope]" in out
    assert err == "[b]x[/i] :smile:\n"
