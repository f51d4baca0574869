"""What a frame of a playing bench costs: the program's CPU time and the bytes it writes, beside four bare grids.

`python benchmarks/frames.py` plays a bench of one lane, one of three lanes, and bare_grids.py in turn.
"""

from __future__ import annotations

import argparse
import gc
import json
import shlex
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from keys import walk
from pseudo_terminal import FRAME_ENDS, MeasureError, PseudoTerminal, environment, program_in_checkout
from start import setting, spread

BARE = Path(__file__).resolve().parent / "bare_grids.py"
LIMIT_MS, LIMIT_BYTES = 3.0, 1000
LANES = {"one": ["alex"], "three": ["alex", "ilya", "jeffrey"]}
TITLES = {"bare": "bare grids", "one": "bench, one lane", "three": "bench, three lanes"}
LESSON = """\
format_version: 1
id: frames-{id}
title: Frames-{id} of lanes
summary: A bench and nothing else.
minutes: 1
friends:
  - {{id: alex, name: Alex, layers: [conv, relu, max_pool]}}
  - {{id: ilya, name: Ilya, layers: [conv, max_pool, relu]}}
  - {{id: jeffrey, name: Jeffrey, layers: [conv, max_pool]}}
data:
  picture:
    - [0, 0, 1, 3, 3, 3, 0, 0]
    - [0, 1, 3, 3, 1, 0, 0, 0]
    - [0, 3, 3, 1, 0, 0, 0, 0]
    - [1, 3, 3, 0, 0, 0, 0, 0]
    - [1, 3, 3, 0, 0, 0, 0, 0]
    - [0, 3, 3, 1, 0, 0, 0, 0]
    - [0, 1, 3, 3, 1, 0, 0, 0]
    - [0, 0, 1, 3, 3, 3, 0, 0]
  kernel: [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]
steps:
  - {{id: run, kind: bench, title: Run, lanes: [{lanes}]}}
"""
# To the bench by the filter of Home; `+` twice makes it 32 cells a second, so that every frame moves the window.
TO_BENCH = "/ f r a m e s - {letters} wait:200 enter wait:300 enter text:operations wait:300 + + wait:200"


class Playing(NamedTuple):
    """One stretch of playing."""

    frames: int
    cpu_seconds: float
    written: int
    """Bytes."""
    seconds: float = 0.0
    """From the first frame that counts to the last."""

    @property
    def ms(self) -> float:
        """Milliseconds of CPU time a frame."""
        return self.cpu_seconds * 1000 / self.frames

    @property
    def size(self) -> float:
        """Bytes a frame."""
        return self.written / self.frames


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of all threads of a process, those that have ended excepted, to the nanosecond."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def play(terminal: PseudoTerminal, frames: int, patience: float = 10.0) -> Playing:
    """Let the program play from the start for so many frames; the answer to the key that starts it does not count."""
    terminal.write(b"r")
    terminal.settle(0.3, 2.0)
    terminal.write(b" ")
    counted = written = 0
    began: float | None = None
    spent = started_at = ended_at = 0.0
    deadline = time.perf_counter() + patience
    while counted < frames:
        chunk = terminal.read(deadline - time.perf_counter())
        if chunk is None:
            raise MeasureError(f"only {counted} frames in {patience:g} s:\n{terminal.last_words()}")
        ends = chunk.data.count(FRAME_ENDS)
        if began is None:  # the first frames tell that it plays
            began, started_at = (cpu_seconds(terminal.pid) if ends else None), chunk.at
            continue
        counted += ends
        written += len(chunk.data)
        spent, ended_at = cpu_seconds(terminal.pid) - began, chunk.at
    terminal.write(b" ")
    terminal.settle(0.2, 2.0)
    return Playing(counted, spent, written, ended_at - started_at)


class Row(NamedTuple):
    """One line of the report."""

    key: str
    what: str
    ms: list[float]
    sizes: list[float]
    ratio: float
    """CPU time a frame over that of the bare grids, by medians."""
    verdict: str = ""

    def __str__(self) -> str:
        low, high = spread(self.ms)
        time_and_spread = f"{statistics.median(self.ms):>10.2f}{f'{low:.2f} – {high:.2f}':>16}"
        return (
            f"{self.what:<22}{time_and_spread}{self.ratio:>8.2f}{statistics.median(self.sizes):>13.0f}  {self.verdict}"
        )


def started(key: str, options: argparse.Namespace, home: Path) -> PseudoTerminal:
    """Start a program and lead it to what it is to play."""
    command = [options.python, str(BARE)] if key == "bare" else options.command or program_in_checkout(options.python)
    terminal = PseudoTerminal(command, environment(home, dict(options.env)))
    try:
        if key == "bare":
            terminal.wait_for_text(["Grids"], options.timeout)
        else:
            terminal.wait_for_text(["of lanes"], options.timeout)
            terminal.settle(0.5, 5.0)
            walk(terminal, TO_BENCH.format(letters=" ".join(key)), options.timeout)
        terminal.settle(0.5, 5.0)
    except BaseException:
        terminal.stop()
        raise
    return terminal


def measure(options: argparse.Namespace, home: Path) -> dict[str, list[Playing]]:
    """Return what every round came to, by program; each round plays all of them once, one after the other."""
    lessons = home / "layer-tutor" / "lessons"
    lessons.mkdir(parents=True)
    for key, lanes in LANES.items():
        (lessons / f"{key}.yaml").write_text(LESSON.format(id=key, lanes=", ".join(lanes)), encoding="utf-8")
    terminals: dict[str, PseudoTerminal] = {}
    rounds: dict[str, list[Playing]] = {key: [] for key in options.only}
    try:
        for key in options.only:
            terminals[key] = started(key, options, home)
        for number in range(-options.warm_ups, options.rounds):
            for key, terminal in terminals.items():
                played = play(terminal, options.frames)
                if number >= 0:
                    rounds[key].append(played)
    finally:
        for terminal in terminals.values():
            terminal.stop()
    return rounds


def rows_of(rounds: dict[str, list[Playing]]) -> list[Row]:
    """Return the report, the bare grids first."""
    rows = []
    base = statistics.median(played.ms for played in rounds["bare"])
    for key, played in rounds.items():
        ms, sizes = [one.ms for one in played], [one.size for one in played]
        median = statistics.median(ms)
        good = median <= LIMIT_MS and statistics.median(sizes) <= LIMIT_BYTES
        verdict = "" if key != "one" else "ok" if good else "over"
        rows.append(Row(key, TITLES[key], ms, sizes, median / base, verdict))
    return rows


def report(rows: Sequence[Row], *, as_json: bool) -> str:
    """Return the table, or JSON with every sample."""
    if as_json:
        return json.dumps([row._asdict() for row in rows], indent=1)
    head = f"{'a frame of':<22}{'CPU ms':>10}{'quartiles':>16}{'ratio':>8}{'bytes':>13}"
    return "\n".join([head, *map(str, rows), f"limits for one lane: {LIMIT_MS:g} ms and {LIMIT_BYTES} bytes"])


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="CPU time and bytes of a frame while a bench plays.")
    parser.add_argument("--rounds", type=int, default=7, help="how many rounds count (7)")
    parser.add_argument("--warm-ups", type=int, default=1, help="how many rounds come before and do not count (1)")
    parser.add_argument("--frames", type=int, default=60, help="frames of a round, at most 75 (60)")
    parser.add_argument("--python", default=sys.executable, help="the interpreter that runs the children")
    parser.add_argument("--command", type=shlex.split, help="the program (this checkout, by --python)")
    parser.add_argument("--only", nargs="+", choices=LANES, default=list(LANES), help="play only these benches")
    parser.add_argument(
        "--env", action="append", default=[], type=setting, metavar="NAME=VALUE", help="set for every child"
    )
    parser.add_argument("--timeout", type=float, default=30.0, help="seconds to wait for anything (30)")
    parser.add_argument("--json", action="store_true", help="print every sample as JSON")
    parser.add_argument("--check", action="store_true", help="end with status 1 when one lane is over a limit")
    parsed = parser.parse_args()
    if parsed.rounds < 1 or parsed.warm_ups < 0 or not 1 <= parsed.frames <= 75:
        parser.error("--rounds must be at least 1, --warm-ups at least 0, --frames between 1 and 75")
    parsed.only = ["bare", *parsed.only]
    return parsed


def main() -> int:
    """Measure, and print."""
    options = arguments()
    gc.disable()
    with tempfile.TemporaryDirectory(prefix="layer-tutor-frames-", ignore_cleanup_errors=True) as home:
        try:
            rows = rows_of(measure(options, Path(home)))
        except MeasureError as error:
            print(f"frames.py: {error}", file=sys.stderr)
            return 2
    print(report(rows, as_json=options.json))
    return int(options.check and any(row.verdict == "over" for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
