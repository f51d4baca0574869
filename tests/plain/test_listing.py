"""`layer-tutor list`: one lesson a line on stdout, what is broken on stderr."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lesson.tiny import write_lesson
from tutor import language
from tutor.plain.listing import list_lessons


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("LAYER_TUTOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LAYER_TUTOR_PATH", str(tmp_path / "lessons"))
    yield tmp_path / "lessons"
    language.use("en")


def test_the_bundled_lesson_is_listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert list_lessons() == 0
    out, err = capsys.readouterr()
    assert err == ""
    (line,) = out.splitlines()
    assert line == "layer-order  35 minutes, 21 steps  Whose cell is right?"


def test_it_speaks_russian(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    language.use("ru")
    list_lessons()
    assert capsys.readouterr().out == "layer-order  35 минут, 21 шаг  Чья ячейка верна?\n"


def test_own_lessons_stand_in_columns_below(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_lesson(folder, "a.yaml", ("minutes: 5", "minutes: 1"))
    assert list_lessons() == 0
    assert capsys.readouterr().out.splitlines()[1] == "tiny         1 minute, 9 steps  Tiny"


def test_the_learners_own_folder_is_searched_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_lesson(folder.parent / "home" / "lessons", "mine.yaml", ("id: tiny", "id: mine"))
    list_lessons()
    assert capsys.readouterr().out.splitlines()[1].startswith("mine ")


def test_a_broken_lesson_is_told_on_stderr_and_the_others_are_listed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_lesson(folder, "a.yaml", ("minutes: 5", "minutes: five"))
    write_lesson(folder, "b.yaml")
    assert list_lessons() == 1
    out, err = capsys.readouterr()
    assert [line.split()[0] for line in out.splitlines()] == ["layer-order", "tiny"]
    assert err == f"{path}:5:10: expected a whole number, found 'five'\n"


def test_no_lessons_at_all(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tutor.plain.listing.lesson_folders", lambda: (folder,))
    assert list_lessons() == 0
    assert capsys.readouterr() == ("", "There are no lessons.\n")
