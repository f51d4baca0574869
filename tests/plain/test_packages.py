"""`layer-tutor pack` and `install`: what they print, and their exit status."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.authoring.packages import a_course, a_lesson, names_in, tree
from tests.lesson.tiny import write_lesson
from tutor.folders import bundled_lessons
from tutor.plain.packages import install_package, pack


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the learner's lessons; the current folder is another one."""
    monkeypatch.setenv("LAYER_TUTOR_HOME", str(tmp_path / "home"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "home" / "lessons"


def test_there_and_back(own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = a_course(tmp_path)
    (folder / "notes.txt").write_text("x")
    assert pack(folder, None, replace=False) == 0
    packed = tmp_path / "here" / "cells.zip"
    assert capsys.readouterr() == (
        f"cells.zip: 2 lessons, {packed.stat().st_size} bytes\n",
        "left out: notes.txt\n",
    )
    assert install_package(packed, (own,), replace=False) == 0
    assert capsys.readouterr() == (f"2 lessons installed in {own / 'cells'}\n", "")
    (folder / "notes.txt").unlink()
    assert tree(own / "cells") == tree(folder)


def test_a_broken_lesson_is_told_as_by_check_and_nothing_is_written(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = a_course(tmp_path)
    write_lesson(folder, "one.yaml", ("id: tiny", "id: one"), ("minutes: 5", "minutes: five"))
    for status in (pack(folder, None, replace=False), install_package(folder, (own,), replace=False)):
        assert status == 1
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert lines[0].startswith(f"{folder}/one.yaml:5:10: expected a whole number, found 'five'")
    assert lines.count(f"{folder}: nothing was written.") == 2
    assert tree(tmp_path / "here") == {}
    assert tree(own) == {}


def test_packing_again_is_the_same_and_another_file_is_not_overwritten(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, output = a_course(tmp_path), tmp_path / "out.zip"
    assert pack(folder, output, replace=False) == 0
    assert pack(folder, output, replace=False) == 0
    output.write_text("something of mine")
    capsys.readouterr()
    assert pack(folder, output, replace=False) == 2
    assert capsys.readouterr() == ("", f"layer-tutor: '{output}' is there already; --replace overwrites it.\n")
    assert output.read_text() == "something of mine"
    assert pack(folder, output, replace=True) == 0
    assert "cells/one.yaml" in names_in(output.read_bytes())


def test_a_course_that_is_there_needs_replace(own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = a_course(tmp_path)
    assert install_package(folder, (own,), replace=False) == 0
    capsys.readouterr()
    assert install_package(folder, (own,), replace=False) == 2
    said = f"layer-tutor: '{own / 'cells'}' is there already; --replace puts this one in its place.\n"
    assert capsys.readouterr() == ("", said)
    assert install_package(folder, (own,), replace=True) == 0


def test_an_id_that_another_lesson_has_is_told(own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "cells"
    folder.mkdir()
    (folder / "a.yaml").write_bytes(a_lesson("layer-order"))
    assert install_package(folder, (bundled_lessons(), own), replace=False) == 0
    first, second = bundled_lessons() / "layer-order.yaml", own / "cells" / "a.yaml"
    assert capsys.readouterr().err == (
        f"layer-order is the id of several lessons: the learner's record belongs to {first}, not to {second}.\n"
    )


@pytest.mark.parametrize("name", ["nowhere", "nowhere.zip"])
def test_what_is_not_there_is_wrong_usage(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert pack(tmp_path / name, None, replace=False) == 2
    assert install_package(tmp_path / name, (own,), replace=False) == 2
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 2)


def test_a_place_that_cannot_be_written_is_one_sentence(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = a_course(tmp_path)
    assert pack(folder, tmp_path / "no" / "such" / "a.zip", replace=False) == 2
    own.parent.write_text("a file where the folder should be")
    assert install_package(folder, (own,), replace=False) == 2
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 2)
    assert "cannot be written: No such file or directory" in err
    assert "cannot be installed: Not a directory" in err
