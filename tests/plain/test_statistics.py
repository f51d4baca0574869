"""`layer-tutor stats`: one lesson, many, and broken ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.lesson.tiny import write_lesson
from tutor.plain.statistics import print_stats


def test_one_lesson(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_lesson(tmp_path, "a.yaml")
    assert print_stats([path], [], as_json=False) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "tiny"
    assert [line.split(maxsplit=1)[0] for line in lines[1:]] == ["steps", "questions", "minutes", "words", "complete"]
    assert lines[1].split(maxsplit=1)[1] == "9 (bench 1, choice 1, choices 1, descent 1, friend 2, number 1, text 2)"
    assert lines[3].split() == ["minutes", "5"]
    assert lines[5].endswith("en, ru")


def test_several_lessons_have_a_sum(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_lesson(tmp_path / "f", "a.yaml")
    write_lesson(tmp_path / "f" / "cells", "b.yaml", ("id: tiny", "id: other"))
    assert print_stats([], [tmp_path / "f"], as_json=False) == 0
    out = capsys.readouterr().out
    assert [line for line in out.splitlines() if not line.startswith(" ")] == ["tiny", "other", "2 lessons"]
    assert "minutes             10" in out


def test_a_broken_lesson_is_told_and_not_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = write_lesson(tmp_path, "a.yaml")
    broken = write_lesson(tmp_path, "b.yaml", ("minutes: 5", "minutes: five"))
    assert print_stats([tmp_path], [], as_json=True) == 1
    out, err = capsys.readouterr()
    data = json.loads(out)
    assert [(one["id"], one["path"], one["minutes"]) for one in data["lessons"]] == [("tiny", str(good), 5)]
    assert data["total"]["lessons"] == 1
    assert err.startswith(f"{broken}:5:10: ")


def test_what_is_not_there_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert print_stats([tmp_path / "nowhere"], [], as_json=False) == 2
    assert capsys.readouterr() == ("", f"layer-tutor: there is no file or folder '{tmp_path}/nowhere'.\n")


def test_objectives_that_no_step_serves_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_lesson(
        tmp_path, "a.yaml",
        ("minutes: 5", "minutes: 5\nobjectives: [{id: see, text: See.}, {id: do, text: Do.}]"),
        ("{id: read, kind: text,", "{id: read, objectives: [see], kind: text,"),
    )  # fmt: skip
    assert print_stats([path], [], as_json=False) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("1 of 2 are served by a step; not: do")
