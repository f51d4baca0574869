"""Reading only ordinary files: nothing that waits for somebody, and nothing that a link fetches from elsewhere."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_KERNEL = ("/proc", "/sys")
"""What lies there looks like ordinary files, but is made up while it is read, and may make a reader wait."""


class NotOrdinaryError(OSError):
    """What a path names is neither a directory nor an ordinary file."""


def read_ordinary(path: str | Path, most: int) -> bytes:
    """Return the first `most` bytes of a file.

    OSError where it cannot be read: IsADirectoryError for a directory, NotOrdinaryError for a pipe, a device or a file
    that the kernel makes up. ValueError where the name holds a null byte.
    """
    number = os.open(path, _FLAGS)
    try:
        status = os.fstat(number)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(path)
        if not stat.S_ISREG(status.st_mode) or status.st_dev in _kernel_devices():
            raise NotOrdinaryError(path)
        if not status.st_size:
            return b""
        with os.fdopen(os.dup(number), "rb") as file:
            return file.read(most)
    finally:
        os.close(number)


@cache
def _kernel_devices() -> frozenset[int]:
    return frozenset(os.stat(path).st_dev for path in _KERNEL if os.path.ismount(path))  # noqa: PTH116


def leads_out(path: str | Path, folders: Iterable[str | Path] = ()) -> bool:
    """Return whether a file is a link to somewhere outside all of the folders; its own folder unless some are given.

    A lesson in somebody else's folder must not show what lies in the reader's.
    """
    if not os.path.islink(path):  # noqa: PTH114  # a thousand of them
        return False
    real = os.path.realpath(path)
    homes = [os.path.realpath(folder) for folder in folders] or [os.path.realpath(os.path.dirname(path))]  # noqa: PTH120
    return not any(real.startswith(os.path.join(home, "")) for home in homes)  # noqa: PTH118
