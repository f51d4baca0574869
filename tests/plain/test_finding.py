"""`layer-tutor find`: lesson, step and line, cut to the width of the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.lesson.tiny import write_lesson
from tutor.plain.finding import find_lines


@pytest.fixture(autouse=True)
def _width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "70")


def test_a_line_for_each_match(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_lesson(tmp_path, "a.yaml")
    assert find_lines(["ALEX"], [tmp_path], as_json=False) == 0
    assert capsys.readouterr() == (
        "tiny  -     Alex has {alex.relus}.\n"
        "tiny  -     У Алекса {alex.relus}.\n"
        "tiny  read  {alex.name} has {alex.relus} ReLUs.\n",
        "",
    )


def test_a_long_line_is_cut_around_the_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = " ".join(f"word{number}" for number in range(100))
    write_lesson(tmp_path, "a.yaml", ("title: Read, body:", f"title: Read, caveat: {words}, body:"))
    for word in ("word0", "word50", "word99"):
        assert find_lines([word], [tmp_path], as_json=False) == 0
        (line,) = capsys.readouterr().out.splitlines()
        assert f"{word} " in f"{line} "
        assert len(line) <= 70
        assert line.startswith("tiny  read  ")


def test_nothing_found_and_nothing_to_find(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_lesson(tmp_path, "a.yaml")
    assert find_lines(["nowhere"], [tmp_path], as_json=False) == 1
    assert capsys.readouterr() == ("", "No lesson has these words.\n")
    assert find_lines([" "], [tmp_path], as_json=False) == 2


def test_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_lesson(tmp_path / "course", "a.yaml")
    assert find_lines(["крошка"], [tmp_path], as_json=True) == 0
    out = capsys.readouterr().out
    assert out.isascii()
    assert json.loads(out) == {
        "matches": [
            {"path": str(path), "lesson": "tiny", "step": "", "key": "title", "language": "ru", "line": "Крошка"}
        ]
    }
    assert find_lines(["nowhere"], [tmp_path], as_json=True) == 1
    assert json.loads(capsys.readouterr().out) == {"matches": []}


def test_codes_that_a_terminal_obeys_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "\x1b[2J.yaml").write_text("title: word\n")
    assert find_lines(["word"], [tmp_path], as_json=False) == 0
    assert capsys.readouterr().out == "\\x1b[2J.yaml  -  word\n"
