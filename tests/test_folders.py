"""Where things lie."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tutor.folders import bundled_lessons, cache_folder, data_folder, lesson_folders, own_lessons, same_file


def test_the_bundled_lessons_are_there() -> None:
    assert (bundled_lessons() / "layer-order.yaml").is_file()


def test_one_variable_moves_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAYER_TUTOR_HOME", str(tmp_path))
    monkeypatch.delenv("LAYER_TUTOR_PATH", raising=False)
    assert data_folder() == tmp_path
    assert cache_folder() == tmp_path / "cache"
    assert lesson_folders() == (bundled_lessons(), tmp_path / "lessons")
    assert list(tmp_path.iterdir()) == []  # asking makes nothing


def test_without_it_the_system_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAYER_TUTOR_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    folders = (data_folder(), cache_folder())
    assert all(folder.name == "layer-tutor" for folder in folders)
    assert folders[0] != folders[1]


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAYER_TUTOR_HOME", "")
    assert data_folder() != Path()
    assert data_folder().is_absolute()


def test_an_author_may_add_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAYER_TUTOR_HOME", str(tmp_path))
    monkeypatch.setenv("LAYER_TUTOR_PATH", os.pathsep.join(["/a b", "", "relative"]))
    assert lesson_folders()[2:] == (Path("/a b"), Path("relative"))
    assert lesson_folders(["mine", Path("/more")])[4:] == (Path("mine"), Path("/more")), "what is named comes last"


def test_installed_lessons_lie_in_the_learners_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAYER_TUTOR_HOME", str(tmp_path))
    assert own_lessons() == tmp_path / "lessons"
    assert lesson_folders()[1] == own_lessons()


def test_two_paths_to_one_file(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    (tmp_path / "b").touch()
    (tmp_path / "link").symlink_to(tmp_path / "a")
    assert same_file(tmp_path / "a", f"{tmp_path}/link")
    assert not same_file(tmp_path / "a", tmp_path / "b")
    assert not same_file(tmp_path / "a", tmp_path / "nowhere")
    assert not same_file("\0", tmp_path / "a")
