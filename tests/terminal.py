"""The program as a user starts it: as a process of its own, through pipes or on a terminal."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

CHECKOUT = Path(__file__).resolve().parents[1]
COMMAND = (sys.executable, "-m", "tutor")
SECONDS = 20.0
"""More than any start takes, so that a busy machine fails no test; nothing waits so long when all is well."""

ENTER_SCREEN, LEAVE_SCREEN = b"\x1b[?1049h", b"\x1b[?1049l"
MOUSE_ON, MOUSE_OFF = b"\x1b[?1000h", b"\x1b[?1000l"
SHOW_CURSOR = b"\x1b[?25h"


def environment(home: Path, **extra: str) -> dict[str, str]:
    """A small environment, always the same, that keeps all files of the program in `home`."""
    inherited = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    own = {"PYTHONPATH": str(CHECKOUT), "LAYER_TUTOR_HOME": str(home), "HOME": str(home), "LANG": "C.UTF-8"}
    return inherited | own | {"TERM": "xterm-256color", "PYTHONWARNINGS": "error"} | extra


def run(home: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run the program without a terminal, to its end."""
    return subprocess.run(  # noqa: S603
        [*COMMAND, *arguments],
        env=environment(home, **extra),
        cwd=home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )


class Terminal:
    """The program on a terminal of 80×24; what it writes is gathered in `output`. Use it as a context manager."""

    def __init__(self, home: Path, arguments: Sequence[str] = (), **extra: str) -> None:
        self.output = b""
        self._ready = home / "ready"
        self._master, self._slave = pty.openpty()
        termios.tcsetwinsize(self._slave, (24, 80))
        self.settings = termios.tcgetattr(self._slave)
        self.process = subprocess.Popen(  # noqa: S603
            [*COMMAND, *arguments],
            env=environment(home, **{"LAYER_TUTOR_READY_FILE": str(self._ready), **extra}),
            cwd=home,
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._master)
        os.close(self._slave)

    def settings_now(self) -> list[object]:
        """The terminal's modes: whether it echoes, waits for a whole line, and so on."""
        return termios.tcgetattr(self._slave)

    def press(self, keys: bytes) -> None:
        """Type `keys`."""
        os.write(self._master, keys)

    def read(self, seconds: float = 0.02) -> bool:
        """Gather what comes within `seconds`; whether anything did."""
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        with contextlib.suppress(OSError):
            self.output += os.read(self._master, 1 << 16)
        return True

    def wait_until_ready(self) -> None:
        """Wait until the first lesson could be opened."""
        self._wait(self._ready.exists, "never got ready")

    def wait_for(self, wanted: bytes) -> None:
        """Wait until `wanted` has been written."""
        self._wait(lambda: wanted in self.output, f"never wrote {wanted!r}")

    def wait(self) -> int:
        """Read until the program ends; its exit status, negative for a signal that killed it."""
        self._wait(lambda: self.process.poll() is not None, "did not end")
        while self.read():
            pass
        assert self.process.returncode is not None
        return self.process.returncode

    def _wait(self, done: object, what: str) -> None:
        assert callable(done)
        deadline = time.monotonic() + SECONDS
        while not done():
            self.read()
            if time.monotonic() > deadline or (self.process.poll() is not None and not self.read() and not done()):
                raise AssertionError(f"the program {what}; its last words: {self.output[-600:]!r}")
