"""Installing: whole and checked or not at all, and the course that was there stays until the new one is in place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.authoring.packages import a_course, a_lesson, a_zip, png, tree
from tutor.authoring import install as installing
from tutor.authoring.archive import zip_bytes
from tutor.authoring.install import InstallError, install, read_package
from tutor.authoring.package import Package, PackageError, package_of_folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The folder of the learner's lessons, which does not exist yet."""
    return tmp_path / "home" / "lessons"


def put(files: Mapping[str, bytes], own: Path, *, replace: bool = False) -> Path:
    """Install a package of these files."""
    return install(Package("cells", files), own, shown="cells.zip", replace=replace)


def test_a_zip_file_and_its_folder_are_installed_alike(tmp_path: Path, own: Path) -> None:
    folder = a_course(tmp_path)
    (tmp_path / "some.zip").write_bytes(zip_bytes(package_of_folder(folder)))
    for path in (folder, tmp_path / "some.zip"):
        target = install(read_package(path), own, shown="x", replace=True)
        assert target == own / "cells"
        assert tree(own) == {f"cells/{name}": data for name, data in tree(folder).items()}


def test_a_broken_lesson_keeps_everything_out(own: Path) -> None:
    broken = a_lesson("two").replace(b"minutes: 5", b"minutes: five")
    with pytest.raises(PackageError) as caught:
        put({"one.yaml": a_lesson(), "two.yaml": broken}, own)
    assert caught.value.problems[0].startswith("cells.zip/two.yaml:5:10: expected a whole number, found 'five'")
    assert tree(own) == {}
    assert list(own.iterdir()) == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"one.yaml": a_lesson(), "two.yaml": a_lesson()}, "cells.zip/two.yaml:2:1:"),
        ({"one.yaml": a_lesson(), "course.yaml": b"order: [onee]"}, "cells.zip/course.yaml:1:9: there is no lesson"),
        ({"one.yaml": a_lesson(), "course.yml": b"titel: x"}, "cells.zip/course.yml:1:1: unknown key 'titel'"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_course_as_a_whole_keeps_it_out_too(
    own: Path, files: dict[str, bytes], said: str
) -> None:
    with pytest.raises(PackageError) as caught:
        put(files, own)
    assert caught.value.problems[0].startswith(said)
    assert ".cells" not in "".join(caught.value.problems), "nobody knows the folder in which it was unpacked"
    assert tree(own) == {}


def test_prerequisites_may_name_the_lessons_of_the_program(own: Path) -> None:
    put({"one.yaml": a_lesson(), "course.yaml": b"prerequisites: {one: [layer-order]}"}, own)
    assert sorted(tree(own)) == ["cells/course.yaml", "cells/one.yaml"]


def test_a_course_that_is_there_stays_unless_it_is_to_be_replaced(own: Path) -> None:
    put({"one.yaml": a_lesson(), "old.png": png()}, own)
    before = tree(own)
    with pytest.raises(InstallError, match="is there already; --replace puts this one in its place"):
        put({"two.yaml": a_lesson("two")}, own)
    assert tree(own) == before
    put({"two.yaml": a_lesson("two")}, own, replace=True)
    assert tree(own) == {"cells/two.yaml": a_lesson("two")}


def test_a_broken_course_replaces_nothing(own: Path) -> None:
    put({"one.yaml": a_lesson()}, own)
    with pytest.raises(PackageError):
        put({"one.yaml": b"id: x"}, own, replace=True)
    assert tree(own) == {"cells/one.yaml": a_lesson()}


@pytest.mark.parametrize("in_one_step", [True, False])
def test_the_old_course_is_there_until_the_new_one_is(
    own: Path, monkeypatch: pytest.MonkeyPatch, in_one_step: bool
) -> None:
    put({"one.yaml": a_lesson()}, own)
    if not in_one_step:
        monkeypatch.setattr(installing, "_exchanged_in_one_step", lambda new, old: False)
    put({"two.yaml": a_lesson("two")}, own, replace=True)
    assert tree(own) == {"cells/two.yaml": a_lesson("two")}


def test_where_the_new_course_cannot_come_the_old_one_is_back(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put({"one.yaml": a_lesson()}, own)
    monkeypatch.setattr(installing, "_exchanged_in_one_step", lambda new, old: False)
    rename = Path.rename

    def fail_for_the_new_one(path: Path, target: Path) -> Path:
        if target == own / "cells" and not path.name.endswith(".old"):
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail_for_the_new_one)
    with pytest.raises(OSError, match="No space left"):
        put({"two.yaml": a_lesson("two")}, own, replace=True)
    assert tree(own) == {"cells/one.yaml": a_lesson()}


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt(), SystemExit(143)])
def test_an_interruption_leaves_nothing_behind(
    own: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    put({"one.yaml": a_lesson()}, own)

    def stop(*_arguments: object) -> None:
        raise fault

    monkeypatch.setattr(installing, "check_package", stop)
    with pytest.raises(type(fault)):
        put({"two.yaml": a_lesson("two")}, own, replace=True)
    assert tree(own) == {"cells/one.yaml": a_lesson()}
    assert [path.name for path in own.iterdir()] == ["cells"]


def test_a_link_or_a_file_in_the_place_is_not_touched(tmp_path: Path, own: Path) -> None:
    own.mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (own / "cells").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InstallError, match="is no folder"):
        put({"one.yaml": a_lesson()}, own, replace=True)
    (own / "cells").unlink()
    (own / "cells").write_text("mine")
    with pytest.raises(InstallError, match="is no folder"):
        put({"one.yaml": a_lesson()}, own, replace=True)
    assert tree(own) == {"cells": b"mine"}
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_what_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InstallError, match="there is no file or folder"):
        read_package(tmp_path / "nowhere.zip")


def test_a_hostile_zip_file_writes_nothing_anywhere(tmp_path: Path, own: Path) -> None:
    path = a_zip(tmp_path / "a.zip", {"cells/one.yaml": a_lesson(), "cells/../../evil.yaml": a_lesson("evil")})
    before = tree(tmp_path)
    with pytest.raises(PackageError):
        install(read_package(path), own, shown="a.zip")
    assert tree(tmp_path) == before
