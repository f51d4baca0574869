"""`layer-tutor list`: one lesson a line on stdout, what is wrong on stderr."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lesson.tiny import write_lesson
from tutor import language
from tutor.folders import bundled_lessons
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
    path = bundled_lessons() / "layer-order.yaml"
    assert line == f"layer-order  45 minutes, 26 steps  Whose cell is right?  {path}"


def test_it_speaks_russian(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    language.use("ru")
    list_lessons()
    assert capsys.readouterr().out.startswith("layer-order  45 минут, 26 шагов  Чья ячейка верна?  ")


def test_own_lessons_stand_in_columns_below(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_lesson(folder, "a.yaml", ("minutes: 5", "minutes: 1"))
    assert list_lessons() == 0
    assert capsys.readouterr().out.splitlines()[1] == f"tiny         1 minute, 9 steps  Tiny  {path}"


def test_the_learners_own_folder_is_searched_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_lesson(folder.parent / "home" / "lessons", "mine.yaml", ("id: tiny", "id: mine"))
    list_lessons()
    assert capsys.readouterr().out.splitlines()[1].startswith("mine ")


def test_a_broken_lesson_is_listed_by_its_head_and_told_on_stderr(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_lesson(folder, "a.yaml", ("minutes: 5", "minutes: five"), ("id: tiny", "id: broken"))
    write_lesson(folder, "b.yaml")
    nothing = folder / "c.yaml"
    nothing.write_text("[")
    for _again in ("cold", "warm"):
        assert list_lessons() == 1
        out, err = capsys.readouterr()
        assert [line.split()[0] for line in out.splitlines()] == ["layer-order", "broken", "tiny"]
        assert err.splitlines()[0] == f"{path}:5:10: expected a whole number, found 'five'"
        assert err.splitlines()[1].startswith(f"{nothing}:")


def test_two_files_with_one_id_are_both_listed_and_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = write_lesson(folder, "a.yaml"), write_lesson(folder, "b.yaml")
    assert list_lessons() == 0
    out, err = capsys.readouterr()
    assert [line.split()[-1] for line in out.splitlines()[1:]] == [str(first), str(second)]
    assert err == f"tiny is the id of several lessons: the learner's record belongs to {first}, not to {second}.\n"


def test_a_broken_course_file_is_told_once_and_its_lessons_are_listed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lesson(folder / "cells", "a.yaml")
    write_lesson(folder / "cells", "b.yaml", ("id: tiny", "id: other"))
    (folder / "cells" / "course.yaml").write_text("order: [tinny]\n")
    assert list_lessons() == 1
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 3
    path = folder / "cells" / "course.yaml"
    assert err == f"{path}:1:9: there is no lesson 'tinny' here; did you mean 'tiny'?\n"


def test_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_lesson(folder, "a.yaml", ("minutes: 5", "minutes: five"))
    assert list_lessons(as_json=True) == 1
    out, err = capsys.readouterr()
    assert out.isascii()
    bundled, broken = json.loads(out)["lessons"]
    assert (bundled["id"], bundled["minutes"], bundled["problems"]) == ("layer-order", 45, [])
    assert (broken["id"], broken["path"], broken["title"]) == ("tiny", str(path), {"en": "Tiny", "ru": "Крошка"})
    assert broken["problems"] == err.splitlines()


def test_folders_may_be_given(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_lesson(tmp_path / "more", "a.yaml")
    assert list_lessons([tmp_path / "more"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["tiny"]


def test_no_lessons_at_all(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tutor.plain.listing.lesson_folders", lambda: (folder,))
    assert list_lessons() == 0
    assert capsys.readouterr() == ("", "There are no lessons.\n")


def test_json_escapes_once_and_lines_show_what_a_terminal_would_obey(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lesson(folder, "a.yaml", ("{en: Tiny, ru: Крошка}", '"\\e[2J → \\u202e"'))
    list_lessons([folder], as_json=True)
    (lesson,) = json.loads(capsys.readouterr().out)["lessons"]
    assert lesson["title"]["en"] == "\x1b[2J → \u202e"
    list_lessons([folder])
    assert "\\x1b[2J → \\u202e" in capsys.readouterr().out
