"""A program on a terminal of its own: started, read, answered, pressed and stopped, with the clock beside it.

The child gets the slave side as standard input, output and error (Textual draws on standard error), a session of its
own and a controlling terminal. Whoever measures must keep reading: a full terminal buffer stops the child.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn, Self

FRAME_STARTS = b"\x1b[?2026h"
FRAME_ENDS = b"\x1b[?2026l"
_SCREEN_LEFT = b"\x1b[?1049l"
_CHUNK = 1 << 16
_SECONDS_TO_DIE = 2.0
_CHECKOUT = Path(__file__).resolve().parent.parent
EXAMPLES = _CHECKOUT / "docs" / "examples"
"""A folder of lessons, so that Home has more than one to go through."""

# CSI … final, OSC and DCS strings, two-character escapes
_ESCAPE = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]+[0-~]|[0-OQ-WYZ\\`-~])",
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b]*\x1b?|[ -/]*)\Z")
_QUESTION = re.compile(
    rb"\x1b(?:\[\?(?P<mode>\d+)\$p|\[(?P<known>6n|0?c|>0?c|>0?q|\?u|18t)|\](?P<colour>1[01]);\?(?:\x07|\x1b\\))",
)
_ANSWERS = {
    b"6n": b"\x1b[1;1R",
    b"c": b"\x1b[?62;22c",
    b"0c": b"\x1b[?62;22c",
    b">c": b"\x1b[>1;10;0c",
    b">0c": b"\x1b[>1;10;0c",
    b">q": b"\x1bP>|benchmark(1)\x1b\\",
    b">0q": b"\x1bP>|benchmark(1)\x1b\\",
    b"?u": b"\x1b[?0u",
}
_COLOURS = {b"10": b"rgb:e0e0/e0e0/e0e0", b"11": b"rgb:1010/1010/1010"}


class MeasureError(Exception):
    """The program did not do what was to be measured."""


class EndedError(MeasureError):
    """The program closed its terminal."""


class Chunk(NamedTuple):
    """What one read brought, and when it had been read."""

    at: float
    data: bytes


class PseudoTerminal:
    """One child and the master side of its terminal; use it as a context manager, which stops the child."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        columns: int = 120,
        rows: int = 40,
    ) -> None:
        self.rows, self.columns = rows, columns
        self.needed_kill = False
        self._unfinished = b""
        self._recent = b""
        self._status: int | None = None
        self._master, slave = os.openpty()
        termios.tcsetwinsize(slave, (rows, columns))
        self.started = time.perf_counter()
        self._pid = os.fork()
        if self._pid == 0:
            _become(slave, command, environment)
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The process id of the child."""
        return self._pid

    def write(self, data: bytes) -> None:
        """Type `data` on the keyboard."""
        os.write(self._master, data)

    def read(self, seconds: float) -> Chunk | None:
        """Return what arrives within `seconds`, never cutting an escape sequence in two; None when nothing does."""
        if not select.select([self._master], [], [], max(seconds, 0.0))[0]:
            return None
        try:
            data = os.read(self._master, _CHUNK)
        except OSError:  # EIO: the last slave has been closed
            data = b""
        at = time.perf_counter()
        if not data:
            raise EndedError(f"the program ended early; its last words were:\n{self.last_words()}")
        data = self._unfinished + data
        cut = _UNFINISHED.search(data, max(0, len(data) - 4096))
        data, self._unfinished = (data[: cut.start()], data[cut.start() :]) if cut else (data, b"")
        self._recent = (self._recent + data)[-_CHUNK:]
        self._answer(data)
        return Chunk(at, data)

    def _answer(self, data: bytes) -> None:
        """Answer what a program asks its terminal: synchronised output yes, other modes unknown."""
        for question in _QUESTION.finditer(data):
            mode, known, colour = question["mode"], question["known"], question["colour"]
            if mode is not None:
                self.write(b"\x1b[?%b;%d$y" % (mode, 2 if mode == b"2026" else 0))
            elif colour is not None:
                self.write(b"\x1b]%b;%b\x1b\\" % (colour, _COLOURS[colour]))
            elif known == b"18t":
                self.write(b"\x1b[8;%d;%dt" % (self.rows, self.columns))
            else:
                self.write(_ANSWERS[known])

    def last_words(self) -> str:
        """Return the end of what was written, without its escape codes, for an error message."""
        text = plain(self._recent).decode("utf-8", "replace")
        lines = [line.rstrip() for line in text.splitlines() if line.strip()]
        return "\n".join(lines[-20:]) or "(nothing)"

    def wait_for_exit(self, seconds: float) -> float:
        """Read until the program ends; return when it had, or raise if it failed or went on."""
        deadline = self.started + seconds
        try:
            while (left := deadline - time.perf_counter()) > 0:
                self.read(left)
        except EndedError:
            self._status = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
            at = time.perf_counter()
            if self._status:
                raise MeasureError(f"the program ended with status {self._status}:\n{self.last_words()}") from None
            return at
        raise MeasureError(f"the program was still running after {seconds:g} s:\n{self.last_words()}")

    def wait_for_text(self, wanted: Sequence[str], seconds: float) -> float:
        """Return when the frame that shows one of `wanted` had been written to its end."""
        finder = TextFinder(wanted)
        found = in_frame = False
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            chunk = self.read(left)
            if chunk is None:
                break
            if _SCREEN_LEFT in chunk.data:  # what follows may be a traceback that quotes the text
                self.settle(0.5, _SECONDS_TO_DIE)
                break
            found = found or finder.feed(chunk.data)
            in_frame = _ends_in_frame(chunk.data, was=in_frame)
            if found and not in_frame:
                return chunk.at
        raise MeasureError(f"no {' or '.join(map(repr, wanted))} in {seconds:g} s, but:\n{self.last_words()}")

    def wait_for_file(self, path: Path, seconds: float) -> float:
        """Return when the program had created `path`, to about a third of a millisecond."""
        deadline = time.perf_counter() + seconds
        while not path.exists():
            if time.perf_counter() > deadline:
                raise MeasureError(f"{path.name} was not created in {seconds:g} s:\n{self.last_words()}")
            self.read(0.0003)
        return time.perf_counter()

    def settle(self, quiet: float, at_most: float) -> int:
        """Read until nothing has come for `quiet` seconds; return how many bytes came."""
        count = 0
        deadline = time.perf_counter() + at_most
        while (left := deadline - time.perf_counter()) > 0 and (chunk := self.read(min(quiet, left))) is not None:
            count += len(chunk.data)
        return count

    def stop(self) -> None:
        """End the child: politely, then not; it is read all the while, or it might never get to its end."""
        if self._status is None:
            os.kill(self._pid, signal.SIGTERM)
            if not self._died_within(_SECONDS_TO_DIE):
                self.needed_kill = True
                os.killpg(self._pid, signal.SIGKILL)
                self._died_within(_SECONDS_TO_DIE)
        os.close(self._master)

    def _died_within(self, seconds: float) -> bool:
        deadline = time.perf_counter() + seconds
        while self._status is None and time.perf_counter() < deadline:
            with contextlib.suppress(EndedError):
                self.read(0.005)
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
        return self._status is not None


class TextFinder:
    """Looks for any of some texts in a stream that comes in pieces, escape codes left out."""

    def __init__(self, wanted: Sequence[str]) -> None:
        self._wanted = [text.encode() for text in wanted]
        self._keep = max(map(len, self._wanted)) - 1
        self._tail = b""

    def feed(self, data: bytes) -> bool:
        """Add a piece; return whether one of the texts is in it or ends in it."""
        text = self._tail + plain(data)
        self._tail = text[max(0, len(text) - self._keep) :]
        return any(wanted in text for wanted in self._wanted)


def plain(data: bytes) -> bytes:
    """Return `data` without its escape sequences."""
    return _ESCAPE.sub(b"", data)


def environment(home: Path, extra: Mapping[str, str]) -> dict[str, str]:
    """Return a small, always equal environment that keeps a child's files under `home`.

    Compiled files go there too: the caller's PYTHONDONTWRITEBYTECODE, or a checkout that cannot be written to, would
    make every start four times slower than what a user sees.
    """
    inherited = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH") if name in os.environ}
    return inherited | {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "LAYER_TUTOR_HOME": str(home / "layer-tutor"),
        "PYTHONPYCACHEPREFIX": str(home / "compiled"),
        **extra,
    }


def program_in_checkout(python: str) -> list[str]:
    """Return the command that runs the program beside this file as its installed script would."""
    code = f"import sys; sys.path.insert(1, {str(_CHECKOUT)!r}); from tutor.cli import main; sys.exit(main())"
    return [python, "-P", "-c", code]


def _become(slave: int, command: Sequence[str], child_environment: Mapping[str, str]) -> NoReturn:
    """In the child: take the terminal and turn into the program; never come back."""
    try:
        os.login_tty(slave)
        os.execvpe(command[0], list(command), dict(child_environment))
    except BaseException as error:
        os.write(2, f"cannot run {command[0]}: {error}\n".encode())
    finally:
        os._exit(127)


def _ends_in_frame(data: bytes, *, was: bool) -> bool:
    """Return whether `data` leaves a synchronised frame open."""
    starts, ends = data.rfind(FRAME_STARTS), data.rfind(FRAME_ENDS)
    return was if starts == ends == -1 else starts > ends
