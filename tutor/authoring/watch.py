"""Whether a file has been saved, found out by looking at it again and again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

Stamp = tuple[int, int, int]
"""When a file was changed, in nanoseconds, its size, and which file it is: some editors make another."""
MISSING: Stamp = (0, -1, 0)


@dataclass
class FileWatch:
    """A file that is looked at by `changed`, which is asked a few times a second."""

    path: Path
    _taken: Stamp | None = None
    _doubt: Stamp | None = None

    def changed(self) -> bool:
        """Return whether the file should be read: at first, and whenever it was saved since.

        An editor may take a file away, or empty it, before it writes: that counts only if it is still so next time.
        """
        stamp = self._stamp()
        if stamp == self._taken:
            self._doubt = None
            return False
        if stamp[1] <= 0 and self._taken is not None and stamp != self._doubt:
            self._doubt = stamp
            return False
        self._taken, self._doubt = stamp, None
        return True

    def _stamp(self) -> Stamp:
        try:
            found = self.path.stat()
        except (OSError, ValueError):
            return MISSING
        return found.st_mtime_ns, found.st_size, found.st_ino
