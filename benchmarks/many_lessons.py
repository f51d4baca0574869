"""What a thousand lessons cost: Home's first frame, the list with a cold index, and memory.

`python benchmarks/many_lessons.py` writes the lessons into a temporary folder and measures this checkout.
"""

from __future__ import annotations

import argparse
import gc
import shlex
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from pseudo_terminal import MeasureError, PseudoTerminal, environment, program_in_checkout

HELLO = Path(__file__).resolve().parent / "hello.py"
LIMIT_RATIO, LIMIT_LIST_SECONDS, LIMIT_MEGABYTES = 1.15, 1.0, 150.0
FIRST_TITLE, LAST_TITLE = "Whose cell is right?", "the last of all"
A_LESSON = """\
format_version: 1
id: lesson-{n}
title: {{en: "Lesson {n}{more}", ru: "Урок {n}{more}"}}
summary:
  en: Three friends build the same cell in three orders. Count what each of them computes, and say who computes less.
  ru: Трое друзей собирают одну ячейку в трёх порядках. Сосчитайте, что вычисляет каждый, и скажите, кто меньше.
minutes: 12
friends:
  - {{id: alex, name: {{en: Alex, ru: Алекс}}, layers: [conv, relu, max_pool]}}
  - {{id: ilya, name: {{en: Ilya, ru: Илья}}, layers: [conv, max_pool, relu]}}
data:
  picture: [[0, 0, 1, 3], [0, 1, 3, {n}], [1, 3, 0, 0], [3, 0, 0, -9]]
  kernel: [[1]]
steps:
"""
A_STEP = """\
  - id: step-{k}
    kind: number
    title: {{en: "Count, part {k}", ru: "Счёт, часть {k}"}}
    body: {{en: "A page of the story, number {k}, with a picture of numbers.", ru: "Страница истории, номер {k}."}}
    ask: {{en: "How many ReLUs does Alex evaluate?", ru: "Сколько ReLU вычисляет Алекс?"}}
    answer: "{{alex.relus}}"
    hints: [{{en: Four rows of four., ru: Четыре ряда по четыре.}}]
    mistakes: [{{answer: "{{ilya.relus}}", because: {{en: "That is Ilya's count.", ru: "Это число Ильи."}}}}]
    explain: {{en: One for every cell of the map., ru: По одной на каждую клетку карты.}}
"""
STEPS = 6


def write_lessons(folder: Path, count: int) -> int:
    """Write `count` lessons into ten course folders and return how many bytes they are."""
    size = 0
    for n in range(count):
        course = folder / f"course-{n * 10 // count}"
        course.mkdir(parents=True, exist_ok=True)
        head = A_LESSON.format(n=n, more=f", {LAST_TITLE}" if n == count - 1 else "")
        text = head + "".join(A_STEP.format(k=k) for k in range(STEPS))
        size += (course / f"lesson-{n:04}.yaml").write_bytes(text.encode())
    return size


class Bench:
    """The commands, their environment, and how long to be patient."""

    def __init__(self, options: argparse.Namespace, home: Path, lessons: Path) -> None:
        self.python: str = options.python
        self.program: list[str] = options.command or program_in_checkout(self.python)
        self.seconds: float = options.timeout
        self.home = home
        self.environment = environment(home, {"LAYER_TUTOR_PATH": str(lessons)})

    def painted(self, command: Sequence[str], text: str) -> float:
        """Return the milliseconds from the start of a program to the frame with `text`."""
        with PseudoTerminal(command, self.environment) as terminal:
            return (terminal.wait_for_text([text], self.seconds) - terminal.started) * 1000

    def forget(self) -> None:
        """Take the index away."""
        for path in (self.home / "layer-tutor" / "cache").glob("lessons-*"):
            path.unlink()

    def home_list_complete(self) -> float:
        """Return the seconds from a start without an index until Home can show the last of the lessons."""
        self.forget()
        with PseudoTerminal(self.program, self.environment) as terminal:
            terminal.wait_for_text([FIRST_TITLE], self.seconds)
            terminal.write(b"\x1b[F")  # End: shown once it is there
            while True:
                try:
                    at = terminal.wait_for_text([LAST_TITLE], 0.05)
                except MeasureError:
                    if time.perf_counter() - terminal.started > self.seconds:
                        raise
                    terminal.write(b"\x1b[F")
                    continue
                return at - terminal.started

    def printed_list_complete(self) -> float:
        """Return the seconds from a start of `list` without an index until the last lesson has been printed."""
        self.forget()
        with PseudoTerminal([*self.program, "list"], self.environment) as terminal:
            return terminal.wait_for_text([LAST_TITLE], self.seconds) - terminal.started

    def fill_index(self) -> float:
        """Check every lesson as `list` does; return the seconds it took."""
        with PseudoTerminal([*self.program, "list"], self.environment) as terminal:
            return terminal.wait_for_exit(self.seconds) - terminal.started

    def peak_megabytes(self, *, cold: bool) -> float:
        """Return the most memory that the program had, from its start until everything was checked."""
        if cold:
            self.forget()
        index = self.home / "layer-tutor" / "cache"
        with PseudoTerminal(self.program, self.environment) as terminal:
            terminal.wait_for_text([FIRST_TITLE], self.seconds)
            if cold:
                while '"checked"' not in "".join(path.read_text() for path in index.glob("lessons-*")):
                    terminal.read(0.05)
            terminal.settle(0.5, 3.0)
            status = Path(f"/proc/{terminal.pid}/status").read_text(encoding="ascii")
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024


def row(what: str, value: float, unit: str, limit: float) -> str:
    """Return one line of the report."""
    return f"{what:<46}{value:>9.2f} {unit:<3}{limit:>8.2f}  {'ok' if value <= limit else 'over'}"


def measure(bench: Bench, rounds: int) -> list[str]:
    """Return the lines of the report."""
    lists = [bench.printed_list_complete() for _ in range(3)]
    homes = [bench.home_list_complete() for _ in range(3)]
    memory = bench.peak_megabytes(cold=True)
    checked = bench.fill_index()
    ours, theirs = [], []
    for number in range(-2, rounds):
        hello = bench.painted([bench.python, str(HELLO)], "Hello")
        home = bench.painted(bench.program, FIRST_TITLE)
        if number >= 0:
            ours.append(home)
            theirs.append(hello)
    ratio = statistics.median(ours) / statistics.median(theirs)
    return [
        f"{'bare Textual hello, median':<46}{statistics.median(theirs):>9.1f} ms",
        f"{'Home painted, median':<46}{statistics.median(ours):>9.1f} ms",
        row("Home painted, warm index, against hello", ratio, "x", LIMIT_RATIO),
        row("list printed, cold index", statistics.median(lists), "s", LIMIT_LIST_SECONDS),
        row("Home's list complete, cold index", statistics.median(homes), "s", LIMIT_LIST_SECONDS),
        row("most memory, cold, all checked", memory, "MB", LIMIT_MEGABYTES),
        row("most memory, warm", bench.peak_megabytes(cold=False), "MB", LIMIT_MEGABYTES),
        f"{'list with a warm index, to its end':<46}{checked:>9.2f} s",
    ]


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="What a thousand lessons cost.")
    parser.add_argument("--count", type=int, default=1000, help="how many lessons (1000)")
    parser.add_argument("--rounds", type=int, default=15, help="how many starts count (15)")
    parser.add_argument("--python", default=sys.executable, help="the interpreter that runs the programs")
    parser.add_argument("--command", type=shlex.split, help="the program (this checkout, by --python)")
    parser.add_argument("--timeout", type=float, default=60.0, help="seconds to wait for anything (60)")
    parser.add_argument("--check", action="store_true", help="end with status 1 when something is over its limit")
    return parser.parse_args()


def main() -> int:
    """Measure, and print."""
    options = arguments()
    gc.disable()
    with tempfile.TemporaryDirectory(prefix="layer-tutor-many-", ignore_cleanup_errors=True) as place:
        home, lessons = Path(place) / "home", Path(place) / "lessons"
        home.mkdir()
        size = write_lessons(lessons, options.count)
        print(f"{options.count} lessons of {size // options.count} bytes each")
        try:
            lines = measure(Bench(options, home, lessons), options.rounds)
        except MeasureError as error:
            print(f"many_lessons.py: {error}", file=sys.stderr)
            return 2
    print("\n".join(lines))
    return int(options.check and any(line.endswith("over") for line in lines))


if __name__ == "__main__":
    raise SystemExit(main())
