"""`layer-tutor pack` and `layer-tutor install`: a course as one file, and back among the learner's lessons."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tutor.authoring.archive import zip_bytes
from tutor.authoring.install import InstallError, install, read_package
from tutor.authoring.package import Package, PackageError, check_package, package_of_folder
from tutor.folders import cache_folder, own_lessons
from tutor.language import _, ngettext
from tutor.lesson.catalogue import Catalogue
from tutor.plain.listing import tell_clash
from tutor.plain.usage import refuse
from tutor.quoting import quote, visible

DONE, PROBLEMS = 0, 1


def pack(folder: Path, output: Path | None, *, replace: bool) -> int:
    """Check the lessons in a folder and write them into a zip file; return the exit status."""
    if not os.path.isdir(folder):  # noqa: PTH112  # it answers where Path.is_dir raises
        return refuse(_("there is no folder {path}").format(path=quote(str(folder), 200)))
    try:
        package = package_of_folder(folder)
        check_package(folder, package, str(folder))
    except PackageError as error:
        return _problems(folder, error)
    except OSError as error:
        return refuse(_("{path} cannot be read: {why}").format(path=quote(str(folder), 200), why=error.strerror))
    target = Path(f"{package.name}.zip") if output is None else output
    data = zip_bytes(package)
    try:
        if target.exists() and not replace and target.read_bytes() != data:
            return refuse(_("{path} is there already; --replace overwrites it").format(path=quote(str(target), 200)))
        _write(target, data)
    except OSError as error:
        return refuse(_("{path} cannot be written: {why}").format(path=quote(str(target), 200), why=error.strerror))
    _tell_left_out(package)
    count = len(package.lessons)
    said = ngettext("{path}: {n} lesson, {size} bytes", "{path}: {n} lessons, {size} bytes", count)
    sys.stdout.write(said.format(path=visible(str(target)), n=count, size=len(data)) + "\n")
    return DONE


def install_package(path: Path, folders: Sequence[Path], *, replace: bool) -> int:
    """Install the lessons of a zip file or a folder, and say which ids others have too; return the exit status."""
    try:
        package = read_package(path)
        target = install(package, own_lessons(), shown=str(path), replace=replace)
    except PackageError as error:
        return _problems(path, error)
    except InstallError as error:
        return refuse(str(error))
    except OSError as error:
        return refuse(_("{path} cannot be installed: {why}").format(path=quote(str(path), 200), why=error.strerror))
    _tell_left_out(package)
    for card in Catalogue(folders, cache_folder()).cards():
        if card.folder == str(target) and card.same_id:
            tell_clash(card.id, card.same_id)
    count = len(package.lessons)
    said = ngettext("{n} lesson installed in {path}", "{n} lessons installed in {path}", count)
    sys.stdout.write(said.format(path=visible(str(target)), n=count) + "\n")
    return DONE


def _write(target: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        partial.write_bytes(data)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _tell_left_out(package: Package) -> None:
    for path in package.left_out:
        sys.stderr.write(_("left out: {path}").format(path=visible(path)) + "\n")


def _problems(path: Path, error: PackageError) -> int:
    for problem in error.problems:
        sys.stderr.write(problem + "\n")
    sys.stderr.write(_("{path}: nothing was written.").format(path=visible(str(path))) + "\n")
    return PROBLEMS
