"""Packages put among the learner's lessons: whole and checked, or not at all."""

from __future__ import annotations

import ctypes
import os
import secrets
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from tutor.authoring.archive import package_of_zip
from tutor.authoring.package import Package, check_package, package_of_folder
from tutor.language import _
from tutor.quoting import quote

_EXCHANGE, _HERE = 2, -100
"""RENAME_EXCHANGE and AT_FDCWD of Linux's renameat2."""


class InstallError(Exception):
    """A sound package cannot be installed as asked for; the message is one sentence."""


def read_package(path: Path) -> Package:
    """Return the package in a zip file or in a folder.

    PackageError where there is none in it, InstallError where there is neither file nor folder.
    """
    if path.is_dir():
        return package_of_folder(path)
    if not path.is_file():
        raise InstallError(_("there is no file or folder {path}").format(path=quote(str(path), 200)))
    return package_of_zip(path)


def install(package: Package, folder: Path, *, shown: str, replace: bool = False) -> Path:
    """Check a package, put it into `folder` as a course folder, and return where it is.

    The files are unpacked beside the place and moved there when they are whole and sound; a course that is there
    already stays until then. PackageError where a lesson is broken (its problems name files as if they lay in
    `shown`), InstallError where the place is taken and is not to be replaced.
    """
    target = folder / package.name
    if os.path.lexists(target):
        if target.is_symlink() or not target.is_dir():
            raise InstallError(_("{path} is there already and is no folder").format(path=quote(str(target), 200)))
        if not replace:
            raise InstallError(
                _("{path} is there already; --replace puts this one in its place").format(path=quote(str(target), 200))
            )
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f".{package.name}.{secrets.token_hex(4)}"  # lists pass over what begins with a dot
    try:
        _unpack(package, beside)
        check_package(beside, package, shown)
        if target.exists():
            _exchange(beside, target)
        else:
            beside.rename(target)
        _sync_folder(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return target


def _unpack(package: Package, folder: Path) -> None:
    """Write the files of a package and wait until they are on the disk."""
    folder.mkdir()
    for name, data in package.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # where folders cannot be opened, the system sees to it
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _exchange(new: Path, old: Path) -> None:
    """Swap two folders: in one step where the system can, else the old one is back if the new one cannot come."""
    if sys.platform == "linux" and _exchanged_in_one_step(new, old):
        return
    aside = new.with_name(new.name + ".old")
    old.rename(aside)
    try:
        new.rename(old)
    except OSError:
        aside.rename(old)
        raise
    aside.rename(new)


def _exchanged_in_one_step(new: Path, old: Path) -> bool:
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(renameat2(_HERE, os.fsencode(new), _HERE, os.fsencode(old), _EXCHANGE) == 0)
