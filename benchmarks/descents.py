"""What a frame of a playing descent costs: the program's CPU time, the bytes it writes, and the share of a core.

`python benchmarks/descents.py` plays short and long paths at 60 steps a second, both panels running.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from frames import play
from pseudo_terminal import MeasureError, PseudoTerminal, environment, program_in_checkout
from start import setting, spread

LIMIT_MS, LIMIT_BYTES, LIMIT_CORE = 2.5, 1000, 15.0
FASTER = {60: "+++", 250: "++++"}
"""The keys that lead from 8 steps a second to another speed."""
PATHS = {
    "standard": [],
    "slow": ["--step=mean_square:0.02", "--tolerance=1e-6", "--max-steps=20000"],
    "endless": ["--step=mean_square:0.0005", "--tolerance=1e-9", "--max-steps=100000"],
}
"""Options of `layer-tutor descend`: about a hundred steps, some thousands, a hundred thousand."""


class Row(NamedTuple):
    """What one path came to."""

    what: str
    ms: list[float]
    sizes: list[float]
    rate: list[float]
    """Frames a second."""

    def __str__(self) -> str:
        low, high = spread(self.ms)
        ms, size, rate = (statistics.median(values) for values in (self.ms, self.sizes, self.rate))
        core = ms * rate / 10
        good = ms <= LIMIT_MS and size <= LIMIT_BYTES and core <= LIMIT_CORE
        return (
            f"{self.what:<12}{ms:>8.2f}{f'{low:.2f} – {high:.2f}':>16}{size:>8.0f}{rate:>8.1f}{core:>8.1f}"
            f"  {'ok' if good else 'over'}"
        )


def measure(name: str, options: argparse.Namespace, home: Path) -> Row:
    """Play one path in rounds."""
    command = [*program_in_checkout(options.python), "descend", "--open", *PATHS[name]]
    ms, sizes, rate = [], [], []
    with PseudoTerminal(command, environment(home, dict(options.env))) as terminal:
        terminal.wait_for_text(["Descent"], options.timeout)
        terminal.settle(1.0, 8.0)
        for key in FASTER[options.speed]:
            terminal.write(key.encode())
            terminal.settle(0.2, 1.0)
        for number in range(-1, options.rounds):
            played = play(terminal, options.frames)
            if number >= 0:
                ms.append(played.ms)
                sizes.append(played.size)
                rate.append(played.frames / played.seconds)
    return Row(name, ms, sizes, rate)


def main() -> int:
    """Measure and report; status 1 where a limit is passed with --check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", choices=[*PATHS, []], help="which paths to play (all of them)")
    parser.add_argument("--speed", type=int, choices=sorted(FASTER), default=60, help="steps a second")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--frames", type=int, default=90, help="frames of a round, at most 100")
    parser.add_argument("--timeout", type=float, default=20.0)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--env", action="append", type=setting, default=[], metavar="NAME=VALUE")
    options = parser.parse_args()
    try:
        print(f"{'path':<12}{'ms':>8}{'low – high':>16}{'bytes':>8}{'fps':>8}{'core %':>8}")
        for name in options.paths or PATHS:
            with tempfile.TemporaryDirectory() as home:
                print(measure(name, options, Path(home)), flush=True)
    except MeasureError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
