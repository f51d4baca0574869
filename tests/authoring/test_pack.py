"""Packages: what may be in one, what keeps it from being made or read, and that equal folders make equal files."""

from __future__ import annotations

import os
import stat
import struct
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.authoring.packages import a_course, a_lesson, a_zip, names_in, png, tree
from tutor.authoring import package
from tutor.authoring.archive import package_of_zip, zip_bytes
from tutor.authoring.package import PackageError, name_problem, package_of_folder, path_problem

LESSON = {"cells/one.yaml": a_lesson()}


def refused(path: Path) -> str:
    """Return why a zip file or a folder is no package."""
    with pytest.raises(PackageError) as caught:
        package_of_folder(path) if path.is_dir() else package_of_zip(path)
    return "\n".join(caught.value.problems)


# ── what is in a package ─────────────────────────────────────────────────────────────────────────


def test_a_folder_is_packed_with_its_course_file_and_pictures_and_comes_back(tmp_path: Path) -> None:
    folder = a_course(tmp_path)
    packed = zip_bytes(package_of_folder(folder))
    assert names_in(packed) == [
        f"cells/{name}" for name in ("course.yaml", "one.yaml", "pictures/moon.png", "two.yaml")
    ]
    (tmp_path / "renamed.zip").write_bytes(packed)
    back = package_of_zip(tmp_path / "renamed.zip")
    assert (back.name, dict(back.files), back.lessons) == ("cells", tree(folder), ("one.yaml", "two.yaml"))


def test_equal_folders_make_equal_files_whenever_and_in_whatever_order_they_were_written(tmp_path: Path) -> None:
    first = a_course(tmp_path / "a")
    second = tmp_path / "b" / "cells"
    for name, data in reversed(tree(first).items()):
        (second / name).parent.mkdir(parents=True, exist_ok=True)
        (second / name).write_bytes(data)
        os.utime(second / name, (1e9, 1e9))
        (second / name).chmod(0o600)
    assert zip_bytes(package_of_folder(first)) == zip_bytes(package_of_folder(second))


def test_what_is_no_part_of_a_package_is_left_out_and_told(tmp_path: Path) -> None:
    folder = a_course(tmp_path)
    for name in ("notes.txt", "code.py", ".hidden.yaml", ".git/config", "pictures/old.jpg"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    found = package_of_folder(folder)
    assert found.left_out == ("code.py", "notes.txt", "pictures/old.jpg")
    assert sorted(found.files) == ["course.yaml", "one.yaml", "pictures/moon.png", "two.yaml"]


def test_a_zip_file_without_a_folder_is_called_as_the_file(tmp_path: Path) -> None:
    found = package_of_zip(a_zip(tmp_path / "mine.zip", {"one.yaml": a_lesson(), "pic.png": png()}))
    assert (found.name, sorted(found.files)) == ("mine", ["one.yaml", "pic.png"])


def test_entries_for_folders_are_nothing(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.zip", {"cells/": b"", **LESSON, "cells/pictures/": b""}, mode=stat.S_IFDIR | 0o755)
    assert list(package_of_zip(path).files) == ["one.yaml"]


# ── hostile folders ──────────────────────────────────────────────────────────────────────────────


def test_links_are_no_part_of_a_package(tmp_path: Path) -> None:
    folder = a_course(tmp_path)
    (folder / "three.yaml").symlink_to(folder / "one.yaml")
    (folder / "away").symlink_to(tmp_path)
    assert refused(folder).splitlines() == [
        "'away' is a link; a package has ordinary files only",
        "'three.yaml' is a link; a package has ordinary files only",
    ]


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    folder = a_course(tmp_path)
    os.mkfifo(folder / "pipe.yaml")
    assert refused(folder) == "'pipe.yaml' is not an ordinary file"


def test_a_folder_without_lessons_is_no_package(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "course.yaml").write_text("title: x")
    assert refused(tmp_path / "empty") == "there is no lesson in it"


def test_lessons_lie_at_the_top(tmp_path: Path) -> None:
    folder = a_course(tmp_path)
    (folder / "deep").mkdir()
    (folder / "deep" / "three.yaml").write_bytes(a_lesson("three"))
    assert refused(folder) == "'deep/three.yaml' must lie at the top of the package"


def test_the_limits_hold_for_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = a_course(tmp_path)
    (folder / "big.png").write_bytes(png() + bytes(5_000_000))
    assert refused(folder) == "'big.png' is larger than 5 MB"
    (folder / "big.png").write_bytes(b"GIF89a" + bytes(40))
    assert refused(folder) == "'big.png' is not a PNG picture"
    (folder / "big.png").write_bytes(png(40_000, 40_000))
    assert refused(folder) == "'big.png' has more than 16 million pixels"
    (folder / "big.png").unlink()
    (folder / "big.yaml").write_bytes(b"#" * 1_000_001)
    assert refused(folder) == "'big.yaml' is larger than 1 MB"
    (folder / "big.yaml").unlink()
    monkeypatch.setattr(package, "MOST_TOGETHER", 3000)
    assert refused(folder).startswith("its files are larger than")
    monkeypatch.setattr(package, "MOST_FILES", 3)
    assert refused(folder).startswith("there are more than 3 files in it")


# ── hostile zip files ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    [
        "../evil.yaml", "cells/../../evil.yaml", "/etc/evil.yaml", "cells/..", "c:\\evil.yaml", "cells\\one.yaml",
        "..\\evil.yaml", "C:/evil.yaml", "cells/sub/../../../x.png", "//host/share.yaml",
    ],
)  # fmt: skip
def test_no_path_leads_out(tmp_path: Path, name: str) -> None:
    assert "leads out of the package" in refused(a_zip(tmp_path / "a.zip", {name: a_lesson(), **LESSON}))


@pytest.mark.parametrize(
    "name",
    [
        "code.py", "run.sh", "lesson.yaml.exe", "page.html", "pic.jpg", "pic.svg", "LESSON.YAML", "noending",
        ".hidden.yaml", ".bashrc", "con.yaml", "nul.png", "a:b.yaml", "a*.yaml", "a?.png", "a\x1b[2J.yaml",
        "a\u202e.png",
        "dot./x.png", "space /x.png", "sub/one.yaml", "a/b/c/d/x.png", "x" * 120 + ".yaml", "sub//x.png",
    ],
)  # fmt: skip
def test_nothing_else_is_taken_in(tmp_path: Path, name: str) -> None:
    said = refused(a_zip(tmp_path / "a.zip", {f"cells/{name}": a_lesson(), **LESSON}))
    assert said
    assert said.isprintable()


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_no_links_pipes_or_devices(tmp_path: Path, kind: int) -> None:
    said = refused(a_zip(tmp_path / "a.zip", {"cells/link.yaml": b"/etc/passwd", **LESSON}, mode=kind | 0o777))
    assert ("is a link" if kind == stat.S_IFLNK else "is not an ordinary file") in said


def test_no_names_that_differ_in_case_or_composition_only(tmp_path: Path) -> None:
    files = {"cells/ONE.yaml": a_lesson(), **LESSON, "cells/й.png": png(), "cells/и\u0306.png": png()}
    assert refused(a_zip(tmp_path / "a.zip", files)).splitlines() == [
        "'ONE.yaml' and 'one.yaml' are the same name on many computers",
        "'й.png' and 'и\u0306.png' are the same name on many computers",
    ]


def test_no_file_twice(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = a_zip(tmp_path / "a.zip", LESSON, times=2)
    assert "a file is in it twice" in refused(path)


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise AssertionError("it was unpacked")

    bomb = a_zip(tmp_path / "a.zip", {**LESSON, "cells/bomb.yaml": bytes(50_000_000)})
    many = a_zip(tmp_path / "b.zip", {f"cells/{n}.png": bytes(4_900_000) for n in range(5)} | LESSON)
    monkeypatch.setattr("zipfile.ZipFile.open", refuse)
    assert refused(bomb).splitlines() == ["'bomb.yaml' is larger than 1 MB", "its files are larger than 20 MB together"]
    assert refused(many) == "its files are larger than 20 MB together"


def test_a_size_that_lies_is_found_out(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.zip", {"cells/one.yaml": a_lesson() + b"#" * 500_000})
    data = path.read_bytes()
    true = struct.pack("<L", len(a_lesson()) + 500_000)
    assert data.count(true) >= 2, "the size stands before the data and in the directory"
    path.write_bytes(data.replace(true, struct.pack("<L", 1000)))
    assert "the zip file is damaged" in refused(path)


def test_thousands_of_entries_are_refused_before_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = a_zip(tmp_path / "a.zip", {f"cells/{n}.yaml": b"" for n in range(3000)})
    with monkeypatch.context() as patch:
        patch.setattr("zipfile.ZipFile", None)
        assert refused(path) == "there are more than 200 files in it"
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x05\x06")
    data[at + 8 : at + 12] = struct.pack("<2H", 1, 1)  # a lie about how many there are
    path.write_bytes(data)
    assert refused(path) == "there are more than 200 files in it"
    some = a_zip(tmp_path / "b.zip", {f"cells/{n}.yaml": b"" for n in range(220)})
    assert "there are more than 200 files in it" in refused(some)


def test_an_encrypted_file_is_refused(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.zip", LESSON)
    data = bytearray(path.read_bytes())
    data[data.find(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert refused(path) == "'cells/one.yaml' is encrypted"


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip at all", b"PK\x05\x06", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_zip_file_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    assert refused(tmp_path / "a.zip") in ("this is not a zip file", "there is no lesson in it")


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.zip").open("wb") as file:
        file.truncate(30_000_000_000)
    assert refused(tmp_path / "a.zip") == "its files are larger than 20 MB together"


@given(place=st.integers(0, 2000), value=st.integers(0, 255), cut=st.integers(0, 2000))
def test_a_damaged_zip_file_gives_a_package_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, place: int, value: int, cut: int
) -> None:
    path = a_zip(tmp_path_factory.mktemp("zip") / "a.zip", {**LESSON, "cells/moon.png": png()})
    data = bytearray(path.read_bytes())
    data[place % len(data)] = value
    path.write_bytes(data if cut > len(data) else data[:cut])
    said: tuple[str, ...] = ()
    names: tuple[str, ...] = ("one.yaml",)
    try:
        names = tuple(package_of_zip(path).files)
    except PackageError as error:
        said = error.problems or ("",)
    assert all(text and text.isprintable() for text in said)
    assert not any(path_problem(name) for name in names)


# ── names ────────────────────────────────────────────────────────────────────────────────────────


@given(st.text(max_size=30))
def test_a_path_that_is_taken_stays_below_the_folder(text: str) -> None:
    for path in (text, f"{text}.yaml", f"{text}.png"):
        if not path_problem(path):
            home = os.path.abspath("/home/x")  # noqa: PTH100
            assert os.path.normpath(os.path.join(home, path)) == os.path.join(home, path)  # noqa: PTH118
            assert path.isprintable()


@pytest.mark.parametrize("name", ["cells", "Ячейки 1", "week-1.yaml", "a b", "com10", "x" * 100])
def test_names_that_every_computer_can_keep(name: str) -> None:
    assert name_problem(name) == ""


@pytest.mark.parametrize(
    "names", [("p.png", "p.png/q.png"), ("a/P.PNG", "a/p.png/q.png"), ("two.yaml", "two.yaml/q.png")]
)
def test_no_name_is_a_file_and_a_folder(tmp_path: Path, names: tuple[str, str]) -> None:
    files = {"one.yaml": a_lesson(), **{name: png() for name in names}}
    with pytest.raises(PackageError) as caught:
        package_of_zip(a_zip(tmp_path / "x.zip", {f"cells/{name}": data for name, data in files.items()}))
    assert f"'{names[0]}' is a file, and a folder too: '{names[1]}' lies in it" in caught.value.problems


@pytest.mark.parametrize("name", ["n" * 101, "名" * 70])
def test_a_name_that_is_too_long_is_told(name: str) -> None:
    assert name_problem(name).startswith(f"the name '{name[:50]}")
    assert name_problem(name).endswith("is too long")
    assert not name_problem(name[:60])


def test_a_folder_called_like_a_course_file_is_told(tmp_path: Path) -> None:
    folder = a_course(tmp_path)
    (folder / "course.yaml").unlink()
    (folder / "course.yaml").mkdir()
    with pytest.raises(PackageError) as caught:
        package_of_folder(folder)
    assert caught.value.problems == ("'course.yaml': this is a directory, not a lesson file",)
