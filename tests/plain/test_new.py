"""`layer-tutor new` and `schema`: what they write where, and their exit status."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tutor import cli, language
from tutor.authoring.schema import lesson_schema
from tutor.lesson.load import load


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LAYER_TUTOR_HOME", str(tmp_path / "home"))
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    yield
    language.use("en")


def main(*arguments: str) -> int:
    try:
        return cli.main(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)


def test_a_lesson_and_the_schema_that_it_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("new", "pooling") == 0
    out, err = capsys.readouterr()
    assert out == "pooling.yaml\n"
    assert err == "lesson.schema.json is for your editor.\nLook at it with: layer-tutor preview pooling.yaml\n"
    assert sorted(path.name for path in Path().iterdir()) == ["lesson.schema.json", "pooling.yaml"]
    assert json.loads(Path("lesson.schema.json").read_text(encoding="utf-8")) == lesson_schema()
    assert main("check", "--strict", "pooling.yaml") == 0


def test_nothing_is_overwritten(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.yaml").write_text("mine")
    Path("lesson.schema.json").write_text("mine too")
    assert main("new", "a.yaml") == 2
    assert capsys.readouterr() == ("", "layer-tutor: 'a.yaml' is there already.\n")
    assert main("new", "b.yaml") == 0
    assert Path("a.yaml").read_text() == "mine"
    assert Path("lesson.schema.json").read_text() == "mine too"


def test_only_the_kinds_that_were_asked_for_in_the_order_of_a_lesson() -> None:
    assert main("new", "a.yaml", "--kind", "number,text", "--kind", "choice") == 0
    assert [step.kind for step in load(Path("a.yaml")).steps] == ["text", "number", "choice"]


def test_a_misspelt_kind(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("new", "a.yaml", "--kind", "nunber") == 2
    assert capsys.readouterr().err == "layer-tutor: there is no kind 'nunber'; did you mean 'number'?\n"
    assert main("new", "a.yaml", "--kind", "\x1b[31m") == 2
    err = capsys.readouterr().err
    assert "there are: text, friend, " in err
    assert "\x1b" not in err
    assert not Path("a.yaml").exists()


def test_one_language_has_its_comments_too() -> None:
    assert main("new", "a.yaml", "--lang", "ru") == 0
    text = Path("a.yaml").read_text(encoding="utf-8")
    assert "# Те, чьи ячейки сравниваются." in text
    assert "en:" not in text
    assert "Мой урок" in text


def test_comments_are_in_the_language_of_the_program() -> None:
    assert main("--lang", "ru", "new", "a.yaml") == 0
    text = Path("a.yaml").read_text(encoding="utf-8")
    assert "# Те, чьи ячейки сравниваются." in text
    assert 'en: "My lesson"' in text


def test_what_cannot_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    Path("folder.yaml").mkdir()
    for name in ("nowhere/a.yaml", "folder.yaml", "a\0b"):
        assert main("new", name) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("layer-tutor: '")
        assert err.count("\n") == 1


def test_the_schema_is_json_on_stdout_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("schema") == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == lesson_schema()
    assert err == ""


def test_the_command_that_is_offered_can_be_pasted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main("new", "my lesson.yaml") == 0
    out, err = capsys.readouterr()
    assert out == "my lesson.yaml\n"
    assert err.endswith("Look at it with: layer-tutor preview 'my lesson.yaml'\n")
