"""A package as a zip file: the same package always makes the same bytes, and a hostile file costs next to nothing."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from pathlib import Path

from tutor.authoring.package import (
    MOST_FILES,
    MOST_TOGETHER,
    Package,
    PackageError,
    name_problem,
    path_problem,
    picture_problem,
    set_problems,
    size_problem,
    too_large,
    too_many,
)
from tutor.language import _
from tutor.quoting import quote

LARGEST_ZIP = MOST_TOGETHER + 1_000_000
_THE_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can tell: the times of files are nobody's business."""
_ORDINARY_FILE = 0o100644 << 16
_END = struct.Struct("<4s4H2LH")
"""The end of a zip file: its sign, …, how many entries, the size of the directory, …, the length of a comment."""
_DIRECTORY_LIMIT = (MOST_FILES + 50) * 1024


def zip_bytes(package: Package) -> bytes:
    """Return the zip file of a package: one folder of its name, the files in order, without times or owners."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in sorted(package.files.items()):
            entry = zipfile.ZipInfo(f"{package.name}/{path}", _THE_FIRST_DAY)
            entry.create_system, entry.external_attr = 3, _ORDINARY_FILE
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, compresslevel=9)
    return buffer.getvalue()


def package_of_zip(path: Path) -> Package:
    """Return the package in a zip file; PackageError where there is none, or where it holds what none may."""
    if path.stat().st_size > LARGEST_ZIP:
        raise PackageError([too_large()])
    data = path.read_bytes()
    _refuse_a_huge_directory(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive, path.stem)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise PackageError([_("the zip file is damaged: {why}").format(why=quote(str(error), 100))]) from None


def _refuse_a_huge_directory(data: bytes) -> None:
    """Raise PackageError for a directory that would take more memory than the files it tells of."""
    tail = data[-(_END.size + (1 << 16)) :]
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise PackageError([_("this is not a zip file")])
    _sign, _disk, _first, _here, entries, size, _offset, _comment = _END.unpack_from(tail, at)
    if entries > MOST_FILES + 50 or size > _DIRECTORY_LIMIT or tail[max(at - 20, 0) :].startswith(b"PK\x06\x07"):
        raise PackageError([too_many()])


def _read(archive: zipfile.ZipFile, stem: str) -> Package:
    entries = [entry for entry in archive.infolist() if not _is_plain_folder(entry)]
    problems = [problem for entry in entries if (problem := _entry_problem(entry))]
    if problems:
        raise PackageError(problems)
    tops = {entry.filename.partition("/")[0] for entry in entries if "/" in entry.filename}
    together = len(tops) == 1 and all("/" in entry.filename for entry in entries)
    name = tops.pop() if together else stem
    paths = [entry.filename.partition("/")[2] if together else entry.filename for entry in entries]
    problems = [problem for path in paths if (problem := path_problem(path))]
    problems += [problem for problem in [name_problem(name)] if problem]
    sizes = dict(zip(paths, (entry.file_size for entry in entries), strict=True))
    if len(sizes) < len(paths):
        problems.append(_("a file is in it twice"))
    problems += [problem for path, size in sizes.items() if (problem := size_problem(path, size))]
    problems += set_problems(sizes)
    if problems:
        raise PackageError(problems)
    files: dict[str, bytes] = {}
    for path, entry in zip(paths, entries, strict=True):
        with archive.open(entry) as file:
            files[path] = file.read(entry.file_size + 1)  # no more than was said, whatever is packed
    problems = [problem for path, data in files.items() if (problem := picture_problem(path, data))]
    if problems:
        raise PackageError(problems)
    return Package(name, files)


def _is_plain_folder(entry: zipfile.ZipInfo) -> bool:
    """Return whether an entry is a folder inside the package, which needs no unpacking."""
    return entry.is_dir() and entry.file_size == 0 and not _entry_problem(entry)


def _entry_problem(entry: zipfile.ZipInfo) -> str:
    name = quote(entry.orig_filename)
    if "\\" in entry.orig_filename or "\0" in entry.orig_filename:
        return _("{path} leads out of the package").format(path=name)
    parts = entry.filename.split("/")
    if entry.filename.startswith("/") or ".." in parts:
        return _("{path} leads out of the package").format(path=name)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return _("{path} is a link; a package has ordinary files only").format(path=name)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return _("{path} is not an ordinary file").format(path=name)
    if entry.flag_bits & 1:
        return _("{path} is encrypted").format(path=name)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return _("{path} is packed in a way that not every computer can unpack").format(path=name)
    return ""
