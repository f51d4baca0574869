"""How long the screen takes to answer a key, pressed at random moments while the program is idle.

`python benchmarks/keys.py` presses Down and Up on Home, where the examples of docs are listed as well;
--enter "enter text:Step wait:300" goes elsewhere first.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import random
import shlex
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Self

from pseudo_terminal import (
    EXAMPLES,
    FRAME_ENDS,
    FRAME_STARTS,
    MeasureError,
    PseudoTerminal,
    TextFinder,
    environment,
    program_in_checkout,
)
from start import HOME_TEXTS, READY_SWITCH, setting

LIMIT_MS = 8.0
KEYS = {
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "delete": b"\x1b[3~",
    "f1": b"\x1bOP",
    "enter": b"\r",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "space": b" ",
    "backspace": b"\x7f",
    "escape": b"\x1b[27u",  # as kitty sends it: a bare ESC is held for 100 ms, in case a sequence follows
}
# What the least of programs takes: the share of the result that is the machine's and not the program's.
ECHO = "import os, tty\ntty.setraw(0)\nos.write(1, b'ready')\nwhile True: os.write(1, os.read(0, 64))"


class Press(NamedTuple):
    """The answer to one key: milliseconds to its first painted byte, to the end of that frame, to the last byte."""

    first_ms: float
    frame_ms: float
    last_ms: float
    size: int


class Line(NamedTuple):
    """One line of the report."""

    what: str
    median: float
    p99: float
    maximum: float

    @classmethod
    def of(cls, what: str, samples: Sequence[float]) -> Self:
        """Sum the samples up."""
        return cls(what, statistics.median(samples), at_percent(samples, 99), max(samples))

    def __str__(self) -> str:
        digits = 0 if isinstance(self.maximum, int) else 2
        return self.what.ljust(32) + "".join(f"{value:>10.{digits}f}" for value in self[1:])


def at_percent(samples: Sequence[float], percent: float) -> float:
    """Return the smallest sample that `percent` of them do not exceed."""
    return sorted(samples)[max(0, math.ceil(len(samples) * percent / 100) - 1)]


def key_bytes(name: str) -> bytes:
    """Return what a terminal sends for a key: a name above, or one character."""
    if name in KEYS:
        return KEYS[name]
    if len(name) == 1:
        return name.encode()
    raise argparse.ArgumentTypeError(f"no key {name!r}: one character, or one of {', '.join(KEYS)}")


def press(
    terminal: PseudoTerminal, key: bytes, *, quiet: float, patience: float = 1.0, shows: str = ""
) -> Press | None:
    """Press a key and read until it is quiet again; None when nothing was painted.

    With `shows`, only what has this text in it is an answer: what moves by itself is none.
    """
    first = frame = None
    finder = TextFinder([shows]) if shows else None
    size = 0
    pressed = last = time.perf_counter()
    terminal.write(key)
    while last - pressed < patience:
        chunk = terminal.read(patience if first is None else quiet)
        if chunk is None:
            break
        last = chunk.at
        size += len(chunk.data)
        # A synchronised frame says that it starts before it is rendered: that is no answer yet.
        painted = finder.feed(chunk.data) if finder else bool(chunk.data.replace(FRAME_STARTS, b""))
        if first is None and painted:
            first = last
        if first is not None and frame is None and FRAME_ENDS in chunk.data:
            frame = last
    if first is None:
        return None
    first_ms, frame_ms, last_ms = ((at - pressed) * 1000 for at in (first, frame or last, last))
    return Press(first_ms, frame_ms, last_ms, size)


def walk(terminal: PseudoTerminal, script: str, seconds: float) -> None:
    """Go elsewhere by key names, `wait:MILLISECONDS` and `text:WORDS` (until painted after the key before it)."""
    words = shlex.split(script)
    for word, following in zip(words, [*words[1:], ""], strict=False):
        kind, _, value = word.partition(":")
        if kind == "wait" and value:
            terminal.settle(float(value) / 1000, float(value) / 1000)
        elif kind == "text" and value:
            terminal.wait_for_text([value], seconds)
        else:
            terminal.write(key_bytes(word))
            if not following.startswith("text:"):
                terminal.settle(0.1, 1.0)


class Run:
    """What came of all presses."""

    def __init__(self) -> None:
        self.presses: list[Press] = []
        self.echoes: list[float] = []
        self.unanswered = 0
        self.unasked = 0
        """Bytes that came while no key had been pressed: something moves by itself."""

    def lines(self) -> list[Line]:
        """Return the report, the machine's own share last but one."""
        first, frame, last, size = zip(*self.presses, strict=True)
        return [
            Line.of("key → first painted byte, ms", first),
            Line.of("key → end of that frame, ms", frame),
            Line.of("key → last byte, ms", last),
            Line.of("the machine: key → bare echo, ms", self.echoes),
            Line.of("bytes per press", size),
        ]


def measure(terminal: PseudoTerminal, echo: PseudoTerminal, options: argparse.Namespace) -> Run:
    """Press the keys in turn at random moments, each beside a press for the echo program."""
    run = Run()
    chance = random.Random(options.seed)
    shortest, longest = (milliseconds / 1000 for milliseconds in options.gap)
    for number in range(-options.warm_ups, options.presses):
        bounced = press(echo, b"x", quiet=0.005)
        gap = chance.uniform(shortest, longest)
        unasked = terminal.settle(gap, gap)
        if options.before:
            terminal.write(options.before)
            terminal.settle(0.1, 0.1 + chance.uniform(0, 0.1))
        turn = number % len(options.keys)
        shows = options.shows[turn % len(options.shows)] if options.shows else ""
        answer = press(terminal, options.keys[turn], quiet=options.quiet / 1000, shows=shows)
        if number < 0:
            continue
        run.unasked += unasked
        if bounced is not None:
            run.echoes.append(bounced.first_ms)
        if answer is None:
            run.unanswered += 1
            if run.unanswered == 5 and not run.presses:
                raise MeasureError(f"five presses painted nothing; on the screen:\n{terminal.last_words()}")
        else:
            run.presses.append(answer)
    return run


def run_in(home: Path, options: argparse.Namespace) -> Run:
    """Start both programs, go to the place to be measured, wait until nothing stirs, and measure."""
    ready = home / "ready"
    lessons = {"LAYER_TUTOR_PATH": str(EXAMPLES)}
    settings = environment(home, lessons | dict(options.env) | {READY_SWITCH: str(ready)})
    command = options.command or program_in_checkout(options.python)
    with (
        PseudoTerminal([options.python, "-c", ECHO], settings) as echo,
        PseudoTerminal(command, settings) as terminal,
    ):
        echo.wait_for_text(["ready"], options.timeout)
        terminal.wait_for_text(options.text, options.timeout)
        if options.ready:
            terminal.wait_for_file(ready, options.timeout)
        terminal.settle(0.5, 5.0)
        walk(terminal, options.enter, options.timeout)
        terminal.settle(0.5, 5.0)
        return measure(terminal, echo, options)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Time from a key to the paint that answers it.")
    parser.add_argument("--presses", type=int, default=200, help="how many presses count (200)")
    parser.add_argument("--warm-ups", type=int, default=10, help="how many come before and do not count (10)")
    parser.add_argument("--keys", type=several_keys, default="down,up", help="pressed in turn (down,up)")
    parser.add_argument("--enter", default="", metavar="SCRIPT", help=walk.__doc__)
    parser.add_argument(
        "--before",
        type=key_bytes,
        metavar="KEY",
        help="pressed a tenth of a second before each measured key, to set something moving",
    )
    parser.add_argument(
        "--shows",
        type=lambda text: text.split(","),
        default=[],
        metavar="TEXTS",
        help="what each key paints, with commas between: only a frame that has it is an answer",
    )
    parser.add_argument(
        "--gap", nargs=2, type=float, default=(30.0, 230.0), metavar=("MS", "MS"), help="idle before a key (30 230)"
    )
    parser.add_argument("--quiet", type=float, default=80.0, metavar="MS", help="silence that ends an answer (80)")
    parser.add_argument("--seed", type=int, default=1, help="of the gaps (1)")
    parser.add_argument("--no-ready", dest="ready", action="store_false", help=f"do not wait for {READY_SWITCH}")
    parser.add_argument("--python", default=sys.executable, help="the interpreter that runs the children")
    parser.add_argument("--command", type=shlex.split, help="the program (this checkout, by --python)")
    parser.add_argument("--text", action="append", help="what Home shows when it is painted (layer-order)")
    parser.add_argument(
        "--env", action="append", default=[], type=setting, metavar="NAME=VALUE", help="set for the program"
    )
    parser.add_argument("--timeout", type=float, default=30.0, help="seconds to wait for anything (30)")
    parser.add_argument("--json", action="store_true", help="print every sample as JSON")
    parser.add_argument("--check", action="store_true", help="end with status 1 when p99 is over the limit")
    parser.add_argument("--limit", type=float, default=LIMIT_MS, metavar="MS", help=f"what p99 may be ({LIMIT_MS:g})")
    parsed = parser.parse_args()
    if parsed.presses < 1 or parsed.warm_ups < 0:
        parser.error("--presses must be at least 1 and --warm-ups at least 0")
    parsed.text = parsed.text or HOME_TEXTS
    return parsed


def several_keys(text: str) -> list[bytes]:
    """Read key names with commas between."""
    return [key_bytes(name) for name in text.split(",")]


def report(run: Run, *, limit: float, as_json: bool) -> str:
    """Return the table and what is to be said about it, or JSON with every sample."""
    lines = run.lines()
    if as_json:
        presses = [answer._asdict() for answer in run.presses]
        summary = [line._asdict() for line in lines]
        return json.dumps(
            {
                "lines": summary,
                "unanswered": run.unanswered,
                "unasked_bytes": run.unasked,
                "presses": presses,
                "echoes_ms": run.echoes,
            },
            indent=1,
        )
    verdicts = "".join(f"{'ok' if value <= limit else 'over':>10}" for value in lines[0][1:])
    head = f"{f'{len(run.presses)} presses':<32}{'median':>10}{'p99':>10}{'max':>10}"
    text = [head, str(lines[0]), f"{f'  against {limit:g} ms':<32}{verdicts}", *map(str, lines[1:])]
    if run.unanswered:
        text.append(f"note: {run.unanswered} presses painted nothing and are left out")
    if run.unasked:
        text.append(f"note: {run.unasked} bytes came unasked: what moves by itself may have been taken for an answer")
    return "\n".join(text)


def main() -> int:
    """Measure, and print."""
    options = arguments()
    gc.disable()
    with tempfile.TemporaryDirectory(prefix="layer-tutor-keys-", ignore_cleanup_errors=True) as home:
        try:
            run = run_in(Path(home), options)
        except (MeasureError, argparse.ArgumentTypeError) as error:
            print(f"keys.py: {error}", file=sys.stderr)
            return 2
    if not run.presses or not run.echoes:
        print("keys.py: no press painted anything", file=sys.stderr)
        return 2
    print(report(run, limit=options.limit, as_json=options.json))
    return int(options.check and run.lines()[0].p99 > options.limit)


if __name__ == "__main__":
    raise SystemExit(main())
