"""How long a start takes, side by side with a bare Textual program and a bare Python.

`python benchmarks/start.py` measures this checkout; --command, --text and --only measure something else, or less.
"""

from __future__ import annotations

import argparse
import gc
import json
import shlex
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pseudo_terminal import MeasureError, PseudoTerminal, environment, program_in_checkout

HELLO = Path(__file__).resolve().parent / "hello.py"
HOME_TEXTS = ["layer-order", "Whose cell is right?"]
READY_SWITCH = "LAYER_TUTOR_READY_FILE"


class Comparison(NamedTuple):
    """One row: what is measured, against what, and how much slower it may be."""

    key: str
    title: str
    against: str
    limit: float


COMPARISONS = (
    Comparison("home", "Home painted", "hello", 1.15),
    Comparison("ready", "Home painted, numpy ready", "hello", 1.7),
    Comparison("help", "--help", "pass", 3.0),
    Comparison("version", "--version", "pass", 3.0),
)
BASELINES = {"hello": "bare Textual hello", "pass": "python -c pass"}


class Bench:
    """What all rounds share: the commands, the files of the children, the patience."""

    def __init__(self, arguments: argparse.Namespace, home: Path) -> None:
        self.python: str = arguments.python
        self.program: list[str] = arguments.command or program_in_checkout(self.python)
        self.text: list[str] = arguments.text
        self.seconds: float = arguments.timeout
        self.keys: list[str] = arguments.only
        self.extra: dict[str, str] = dict(arguments.env)
        self.home = home
        self.stubborn = 0

    def round(self) -> dict[str, float]:
        """Start everything once, each program beside what it is compared with; return seconds by key."""
        times: dict[str, float] = {}
        if {"home", "ready"} & set(self.keys):
            times |= self.painted([self.python, str(HELLO)], ["Hello"], "hello")
            times |= self.painted(self.program, self.text, "home", ready="ready" in self.keys)
        if {"help", "version"} & set(self.keys):
            times["pass"] = self.ended([self.python, "-c", "pass"])
            times |= {key: self.ended([*self.program, f"--{key}"]) for key in ("help", "version") if key in self.keys}
        return times

    def painted(
        self, command: Sequence[str], text: Sequence[str], key: str, *, ready: bool = False
    ) -> dict[str, float]:
        """Start a program that stays; return the time to the frame with `text`, and to its ready file."""
        ready_file = self.home / "ready"
        ready_file.unlink(missing_ok=True)
        extra = self.extra | ({READY_SWITCH: str(ready_file)} if ready else {})
        with PseudoTerminal(command, environment(self.home, extra)) as terminal:
            times = {key: terminal.wait_for_text(text, self.seconds) - terminal.started}
            if ready:
                times["ready"] = terminal.wait_for_file(ready_file, self.seconds) - terminal.started
        self.stubborn += terminal.needed_kill
        return times

    def ended(self, command: Sequence[str]) -> float:
        """Run a program that ends by itself; return how long it took."""
        with PseudoTerminal(command, environment(self.home, self.extra)) as terminal:
            return terminal.wait_for_exit(self.seconds) - terminal.started


def measure(bench: Bench, rounds: int, warm_ups: int) -> dict[str, list[float]]:
    """Return the milliseconds of every round by key; the warm-ups fill the caches and do not count."""
    samples: dict[str, list[float]] = {}
    for number in range(-warm_ups, rounds):
        if sys.stderr.isatty():
            print(f"\rround {number + 1} of {rounds} ", end="", file=sys.stderr, flush=True)
        times = bench.round()
        if number >= 0:
            for key, seconds in times.items():
                samples.setdefault(key, []).append(seconds * 1000)
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    return samples


def spread(samples: Sequence[float]) -> tuple[float, float]:
    """Return the first and the third quartile: half of the rounds lie between them."""
    if len(samples) < 2:
        return samples[0], samples[0]
    low, _, high = statistics.quantiles(samples, n=4, method="inclusive")
    return low, high


class Row(NamedTuple):
    """One line of the report; a baseline has no ratio."""

    key: str
    what: str
    median_ms: float
    quartiles_ms: tuple[float, float]
    samples_ms: list[float]
    against: str | None = None
    ratio: float | None = None
    ratio_round_by_round: float | None = None
    limit: float | None = None
    verdict: str = ""

    def __str__(self) -> str:
        low, high = self.quartiles_ms
        line = f"{self.what:<28}{self.median_ms:>10.1f}{f'{low:.1f} – {high:.1f}':>17}"
        return line if self.ratio is None else f"{line}{self.ratio:>8.2f}{self.limit:>7.2f}  {self.verdict}"


def baseline_row(key: str, samples: Mapping[str, list[float]]) -> Row:
    """Return the line of a program that others are compared with."""
    return Row(key, BASELINES[key], statistics.median(samples[key]), spread(samples[key]), samples[key])


def compared_row(row: Comparison, samples: Mapping[str, list[float]]) -> Row:
    """Return the line of a program with its ratio and verdict."""
    ours, theirs = samples[row.key], samples[row.against]
    median = statistics.median(ours)
    ratio = median / statistics.median(theirs)
    by_round = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    verdict = "ok" if ratio <= row.limit else "over"
    return Row(row.key, row.title, median, spread(ours), ours, row.against, ratio, by_round, row.limit, verdict)


def rows_of(samples: Mapping[str, list[float]], keys: Sequence[str]) -> list[Row]:
    """Return the report: every baseline, and under it what is compared with it."""
    rows: list[Row] = []
    for baseline in BASELINES:
        if baseline in samples:
            rows.append(baseline_row(baseline, samples))
            rows += [compared_row(row, samples) for row in COMPARISONS if row.against == baseline and row.key in keys]
    return rows


def report(rows: Sequence[Row], *, as_json: bool) -> str:
    """Return the report as a table, or as JSON with every sample."""
    if as_json:
        return json.dumps([row._asdict() for row in rows], indent=1)
    head = f"{'what':<28}{'median ms':>10}{'quartiles ms':>17}{'ratio':>8}{'limit':>7}"
    return "\n".join([head, *map(str, rows)])


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Time from process start to the first painted frame, by ratios.")
    parser.add_argument("--rounds", type=int, default=15, help="how many rounds count (15)")
    parser.add_argument("--warm-ups", type=int, default=2, help="how many rounds come before and do not count (2)")
    parser.add_argument("--python", default=sys.executable, help="the interpreter that runs all of them")
    parser.add_argument("--command", type=shlex.split, help="the program (this checkout, by --python)")
    parser.add_argument(
        "--text", action="append", help="what Home shows when it is painted; again for an alternative (layer-order)"
    )
    names = [row.key for row in COMPARISONS]
    parser.add_argument("--only", nargs="+", choices=names, default=names, help="measure only these")
    parser.add_argument(
        "--env", action="append", default=[], type=setting, metavar="NAME=VALUE", help="set for every child"
    )
    parser.add_argument("--timeout", type=float, default=30.0, help="seconds to wait for anything (30)")
    parser.add_argument("--json", action="store_true", help="print every sample as JSON")
    parser.add_argument("--check", action="store_true", help="end with status 1 when a ratio is over its limit")
    parsed = parser.parse_args()
    if parsed.rounds < 1 or parsed.warm_ups < 0:
        parser.error("--rounds must be at least 1 and --warm-ups at least 0")
    parsed.text = parsed.text or HOME_TEXTS
    return parsed


def setting(text: str) -> tuple[str, str]:
    """Read one NAME=VALUE."""
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name, value


def main() -> int:
    """Measure, and print."""
    options = arguments()
    gc.disable()
    with tempfile.TemporaryDirectory(prefix="layer-tutor-start-", ignore_cleanup_errors=True) as home:
        bench = Bench(options, Path(home))
        try:
            samples = measure(bench, options.rounds, options.warm_ups)
        except MeasureError as error:
            print(f"start.py: {error}", file=sys.stderr)
            return 2
    rows = rows_of(samples, options.only)
    print(report(rows, as_json=options.json))
    if bench.stubborn:
        print(f"note: {bench.stubborn} children did not end on SIGTERM and were killed", file=sys.stderr)
    return int(options.check and any(row.verdict == "over" for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
