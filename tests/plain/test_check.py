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


def test_a_link_that_leads_out_of_the_folder_is_told_and_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "lessons"
    folder.mkdir()
    secret = write_lesson(tmp_path, "secret.yaml", ("minutes: 5", "minutes: five"))
    (tmp_path / "course.yaml").write_text("titel: x", encoding="utf-8")
    (folder / "b.yaml").symlink_to(secret)
    (folder / "course.yaml").symlink_to(tmp_path / "course.yaml")
    assert check(str(folder)) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{folder / name}:1:1: a link leads out of the lesson's folder [unreadable-file]"
        for name in ("b.yaml", "course.yaml")
    ]
    assert check(str(folder / "b.yaml")) == 1  # whoever names it wants it
    assert "expected a whole number" in capsys.readouterr().out


def test_a_folder_called_like_a_lesson_or_a_course_file_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.yaml").mkdir()
    (tmp_path / "course.yaml").mkdir()
    assert check(str(tmp_path)) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{tmp_path / name}:1:1: this is a directory, not a lesson file [unreadable-file]"
        for name in ("course.yaml", "x.yaml")
    ]


def test_folders_without_permission_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_lesson(tmp_path / "a", "a.yaml")
    (tmp_path / "a" / "course.yaml").write_text("title: A", encoding="utf-8")
    refused = ":1:1: this file may not be read: permission denied [unreadable-file]"
    for mode, out, err in (
        (0o444, [f"{path}{refused}", f"{path.parent / 'course.yaml'}{refused}"], ""),
        (0o311, [], f"layer-tutor: '{path.parent}' cannot be read: Permission denied.\n"),
    ):
        path.parent.chmod(mode)
        try:
            if os.access(path.parent, os.R_OK | os.X_OK):
                pytest.skip("who may do everything is refused nothing")
            assert check(str(path.parent)) in (1, 2)
        finally:
            path.parent.chmod(0o755)
        said = capsys.readouterr()
        assert said.out.splitlines() == out
        assert err in said.err


def test_a_course_file_in_a_folder_that_cannot_be_listed_is_checked_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_folder: object = None) -> list[str]:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "course.yaml"
    path.write_text("titel: x", encoding="utf-8")
    monkeypatch.setattr(os, "listdir", refuse)
    assert check(str(path)) == 1
    assert "unknown key 'titel'" in capsys.readouterr().out
    assert check(str(tmp_path / "home")) == 2


def test_an_unknown_prerequisite_is_told_the_names_that_there_are_each_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("zebra", "ant"):
        write_lesson(tmp_path, f"{name}.yaml", ("id: tiny", f"id: {name}"))
    write_lesson(tmp_path, "twin.yaml", ("id: tiny", "id: layer-order"))
    (tmp_path / "course.yaml").write_text("prerequisites: {ant: [mmmmm]}", encoding="utf-8")
    check(str(tmp_path / "course.yaml"))
    assert "there is no lesson 'mmmmm' here; there are: ant, layer-order, zebra [" in capsys.readouterr().out
