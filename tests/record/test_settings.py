"""What the learner prefers is kept where that can be done, and never stops the program."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tutor.record.settings import FILE_NAME, Settings


def test_nothing_is_preferred_at_first_and_nothing_is_written(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "new")
    assert settings.language is None
    assert settings.theme is None
    assert not (tmp_path / "new").exists()


def test_what_was_chosen_is_known_next_time(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "er"
    settings = Settings(folder)
    settings.language = "ru"
    settings.theme = "contrast"
    assert (settings.language, settings.theme) == ("ru", "contrast")
    again = Settings(folder)
    assert (again.language, again.theme) == ("ru", "contrast")
    assert [path.name for path in folder.iterdir()] == [FILE_NAME]


def test_one_choice_leaves_the_others_alone(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('{"language": "ru", "later": "kept"}')
    Settings(tmp_path).theme = "dark"
    assert json.loads((tmp_path / FILE_NAME).read_text()) == {"language": "ru", "later": "kept", "theme": "dark"}


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"\x00\xff",
        b"[]",
        b"3",
        b"null",
        b'"ru"',
        b"{",
        b"[" * 200_000,
        b'{"language": 3, "theme": null}',
        b"\xfe\xff",
    ],
    ids=lambda garbage: repr(garbage[:12]),
)
def test_garbage_means_defaults_and_the_next_choice_mends_it(tmp_path: Path, garbage: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(garbage)
    settings = Settings(tmp_path)
    assert (settings.language, settings.theme) == (None, None)
    settings.language = "ru"
    assert Settings(tmp_path).language == "ru"


def test_a_folder_that_cannot_be_written_only_forgets(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path / "file", tmp_path / "file" / "inside"):
        settings = Settings(folder)
        settings.language = "ru"
        assert settings.language == "ru"
        assert Settings(folder).language is None
    assert (tmp_path / "file").read_text() == "x"


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    Settings(tmp_path).language = "ru"
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_folder_only_forgets(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        Settings(tmp_path).theme = "light"
        assert Settings(tmp_path).theme is None
    finally:
        tmp_path.chmod(0o700)
