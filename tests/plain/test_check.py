"""`layer-tutor check`: what it prints where, and its exit status."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lesson.tiny import lesson_text, write_lesson
from tutor import cli, language
from tutor.folders import bundled_lessons


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LAYER_TUTOR_HOME", str(tmp_path / "home"))
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    yield
    language.use("en")


def check(*arguments: str) -> int:
    try:
        return cli.main(["check", *arguments])
    except SystemExit as stop:
        return int(stop.code or 0)


def type_in(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))


def test_the_bundled_lessons_have_no_problem_at_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert check("--strict", str(bundled_lessons())) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("nothing is wrong.\n")


def test_problems_go_to_stdout_and_the_summary_to_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_lesson(tmp_path, "a.yaml", ("minutes: 5", "minutes: five"))
    assert check(str(path)) == 1
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        f"{path}:5:10: expected a whole number, found 'five' [wrong-type]",
        "  5 | minutes: five",
        "    |          ^~~~",
    ]
    assert err == "1 lesson checked: 1 error.\n"


def test_every_file_of_a_folder_in_one_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = write_lesson(tmp_path, "a.yaml", ("minutes: 5", "minutes: five"))
    second = write_lesson(tmp_path / "course", "b.yaml", ("recall: pick", "recall: pik"))
    assert check(str(tmp_path)) == 1
    out, err = capsys.readouterr()
    lines = [line for line in out.splitlines() if line.startswith(str(tmp_path))]
    assert [line.split(":")[0] for line in lines if "warning" not in line] == [str(first), str(second)]
    assert err.startswith("2 lessons checked: 2 errors")


def test_warnings_alone_are_status_0_and_with_strict_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(write_lesson(tmp_path, "a.yaml"))
    assert check(path) == 0
    assert ": warning: " in capsys.readouterr().out
    assert check("--strict", path) == 1
    assert ": warning: " not in capsys.readouterr().out


def test_stdin(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    type_in(lesson_text(("minutes: 5", "minutes: five")), monkeypatch)
    assert check("-") == 1
    assert capsys.readouterr().out.startswith("<stdin>:5:10: ")
    type_in(lesson_text(), monkeypatch)
    assert check("-") == 0


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_formats_for_programs_leave_stdout_to_themselves(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_lesson(tmp_path, "a.yaml", ("minutes: 5", "minutes: five"))
    assert check("--format", form, str(path)) == 1
    out, err = capsys.readouterr()
    assert out.startswith("::error ") if form == "github" else json.loads(out)
    assert err


def test_what_is_not_there_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(str(tmp_path / "no\x1b[31m"), str(tmp_path / "nor this")) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.startswith("layer-tutor: there is no file or folder") for line in err.splitlines()] == [True, True]
    assert "\x1b" not in err


def test_a_folder_without_lessons_and_no_path_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(str(tmp_path)) == 2
    assert capsys.readouterr() == ("", f"layer-tutor: there are no lessons in {tmp_path}.\n")
    assert check() == 2
    assert capsys.readouterr().err.startswith("layer-tutor: give a file, a folder, or - for stdin")


def test_a_pipe_is_not_waited_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    assert check(str(tmp_path)) == 1
    assert "this is not an ordinary file" in capsys.readouterr().out


def test_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert check("--rules") == 0
    out, err = capsys.readouterr()
    assert "unknown-key" in out
    assert err == ""


def test_it_speaks_russian_and_names_rules_in_english(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_lesson(tmp_path, "a.yaml", ("minutes: 5", "minutes: five"))
    assert cli.main(["--lang", "ru", "check", str(path)]) == 1
    out = capsys.readouterr().out
    assert "ожидается целое число" in out
    assert "[wrong-type]" in out
