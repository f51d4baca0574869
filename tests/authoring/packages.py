"""Folders and zip files of lessons, sound and hostile, for the tests of packages."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from tests.lesson.tiny import lesson_text, write_lesson

COURSE = "title: {en: Cells, ru: Ячейки}\norder: [two, one]\n"
PERMISSIONS = 0o644


def png(columns: int = 2, rows: int = 2) -> bytes:
    """Return a grey PNG picture of that size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes(columns) for _ in range(min(rows, 1000))))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def a_course(tmp_path: Path, name: str = "cells") -> Path:
    """Write a course of two lessons, a course file and a picture, and return its folder."""
    folder = tmp_path / name
    write_lesson(folder, "one.yaml", ("id: tiny", "id: one"))
    write_lesson(folder, "two.yaml", ("id: tiny", "id: two"))
    (folder / "course.yaml").write_text(COURSE, encoding="utf-8")
    (folder / "pictures").mkdir()
    (folder / "pictures" / "moon.png").write_bytes(png())
    return folder


def a_lesson(lesson: str = "one") -> bytes:
    """Return the text of a sound lesson with that id."""
    return lesson_text(("id: tiny", f"id: {lesson}")).encode()


def a_zip(path: Path, files: Mapping[str, bytes], *, mode: int = 0, times: int = 1) -> Path:
    """Write a zip file with any names; `mode` is that of the first entry."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, data) in enumerate(files.items()):
            entry = zipfile.ZipInfo("x")
            entry.filename = name  # as it is, where the constructor would put it right
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, (mode if number == 0 else 0) << 16
            for _ in range(times):
                archive.writestr(entry, data)
    return path


def names_in(data: bytes) -> list[str]:
    """Return the names of the entries of a zip file, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, hidden ones too, by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
