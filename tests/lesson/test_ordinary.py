"""Only ordinary files are read, and no link that leads out of the folder it was found in."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.lesson.tiny import write_lesson
from tutor.lesson.load import load
from tutor.lesson.ordinary import NotOrdinaryError, leads_out, read_ordinary
from tutor.lesson.problem import LessonError
from tutor.lesson.source import content


def test_a_file_is_read_as_far_as_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read_ordinary(path, 3) == b"123"
    path.write_bytes(b"")
    assert read_ordinary(path, 3) == b""


def test_nothing_is_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(NotOrdinaryError):
        read_ordinary(tmp_path / "pipe.yaml", 1)
    with pytest.raises(LessonError, match="this is not an ordinary file"):
        content(tmp_path / "pipe.yaml")
    with pytest.raises(IsADirectoryError):
        read_ordinary(tmp_path, 1)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have no /proc")
def test_what_the_kernel_makes_up_is_no_file() -> None:
    with pytest.raises(LessonError, match="this is not an ordinary file"):
        content(Path("/proc/self/status"))


def test_a_link_may_lead_about_in_its_folder_and_nowhere_else(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "in2"
    write_lesson(inside, "a.yaml")
    write_lesson(outside, "b.yaml")
    (inside / "same.yaml").symlink_to("a.yaml")
    (inside / "other.yaml").symlink_to(outside / "b.yaml")
    (inside / "nothing.yaml").symlink_to(tmp_path / "nothing")
    (tmp_path / "linked").symlink_to(inside)
    assert [leads_out(inside / name) for name in ("a.yaml", "same.yaml", "other.yaml", "nothing.yaml")] == [
        False, False, True, True,
    ]  # fmt: skip
    assert not leads_out(tmp_path / "linked" / "same.yaml")  # whoever links a folder wants what is in it
    assert not leads_out(inside / "other.yaml", [inside, outside])


def test_a_lesson_that_was_found_is_not_read_from_elsewhere_and_one_that_was_named_is(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "a.yaml"
    path.symlink_to(write_lesson(tmp_path, "b.yaml"))
    assert load(path).id == "tiny"
    with pytest.raises(LessonError, match="a link leads out of the lesson's folder"):
        load(path, within=[path.parent])
