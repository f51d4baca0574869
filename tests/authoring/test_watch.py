"""Whether a file was saved: by writing, by renaming, and in steps that nobody should see."""

from __future__ import annotations

import os
from pathlib import Path

from tutor.authoring.watch import FileWatch


def write(path: Path, text: str, when: int) -> None:
    """Write a file that was changed at the second `when`."""
    path.write_text(text)
    os.utime(path, (when, when))


def test_it_is_read_at_first_and_then_only_when_it_was_saved(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    write(path, "one", 1)
    watch = FileWatch(path)
    assert [watch.changed() for _ in range(3)] == [True, False, False]
    write(path, "two", 2)
    assert [watch.changed() for _ in range(2)] == [True, False]
    write(path, "two and more", 2)  # within what the clock can tell apart
    assert [watch.changed() for _ in range(2)] == [True, False]


def test_an_editor_may_save_by_renaming(tmp_path: Path) -> None:
    path, other = tmp_path / "a.yaml", tmp_path / "b"
    write(path, "one", 1)
    watch = FileWatch(path)
    assert watch.changed()
    write(other, "two", 1)
    other.replace(path)
    assert watch.changed()


def test_a_file_that_is_emptied_or_away_for_a_moment_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    write(path, "one", 1)
    watch = FileWatch(path)
    assert watch.changed()
    write(path, "", 2)
    assert not watch.changed()
    write(path, "two", 3)
    assert watch.changed()
    path.unlink()
    assert not watch.changed()
    write(path, "three", 4)
    assert watch.changed()


def test_one_that_stays_empty_or_away_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    write(path, "one", 1)
    watch = FileWatch(path)
    watch.changed()
    write(path, "", 2)
    assert [watch.changed() for _ in range(4)] == [False, True, False, False]
    path.unlink()
    assert [watch.changed() for _ in range(4)] == [False, True, False, False]


def test_one_that_was_never_there_is_told_at_once(tmp_path: Path) -> None:
    watch = FileWatch(tmp_path / "a.yaml")
    assert [watch.changed() for _ in range(2)] == [True, False]
