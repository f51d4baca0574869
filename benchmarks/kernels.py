"""How fast the arithmetic is, side by side with PyTorch and ONNX Runtime: convolution, max-pool and ReLU, one thread.

`python benchmarks/kernels.py` measures this checkout; without the other libraries it still prints our own figures.
"""

# ruff: noqa: E402 — the number of threads must be told before numpy is imported

from __future__ import annotations

import os

for _library in ("OPENBLAS", "MKL", "OMP"):
    os.environ[f"{_library}_NUM_THREADS"] = "1"

import argparse
import gc
import json
import statistics
import sys
import tracemalloc
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # this checkout, not what is installed

from kernel_rivals import Network, inference, installed, missing

from tutor.nn import conv2d, max_pool2d, relu
from tutor.nn.arguments import FloatArray
from tutor.nn.fused import conv_pool_relu
from tutor.nn.timing import timing_of

MEMORY_LIMIT_MB = 8.0
SQUARE = 1024
"""The side of two matrices whose product shows what numpy can do on this machine."""
PRODUCT, BASELINE = "numpy, matrix product", "PyTorch"


class Size(NamedTuple):
    """What is measured at one size, and what is asked of it."""

    key: str
    x: tuple[int, int, int, int]
    kernels: int
    padding: int
    calls: int
    """How many make one sample: so many that a clock can tell."""
    ratio: float
    """The largest ratio of our median to PyTorch's."""
    share: float | None = None
    """The smallest share of numpy's own rate of multiply-adds."""

    @property
    def multiply_adds(self) -> int:
        """How many the convolution takes."""
        n, c, height, width = self.x
        lost = 2 - 2 * self.padding
        return n * self.kernels * (height - lost) * (width - lost) * c * 9

    @property
    def title(self) -> str:
        """Its shapes: N×C×H×W → F."""
        return f"{'×'.join(map(str, self.x))} → {self.kernels}"

    def network(self) -> Network:
        """Return the same random numbers every time."""
        chance = np.random.default_rng(1)
        x = chance.uniform(-1, 1, self.x).astype(np.float32)
        w = chance.normal(size=(self.kernels, self.x[1], 3, 3)).astype(np.float32)
        return Network(x, w, self.padding)


SIZES = (
    Size("toy", (1, 1, 8, 8), 1, 0, calls=200, ratio=1.0),
    Size("first", (1, 3, 224, 224), 64, 1, calls=1, ratio=0.25),
    Size("second", (1, 64, 112, 112), 128, 1, calls=1, ratio=1.0, share=0.6),
    Size("batch", (32, 3, 32, 32), 32, 1, calls=1, ratio=0.3),
)


class Row(NamedTuple):
    """One line of the report."""

    size: str
    what: str
    median_us: float
    quartiles_us: tuple[float, float]
    samples_us: list[float]
    ratio: float | None
    """To PyTorch, of the medians."""
    ratio_round_by_round: float | None
    limit: float | None
    share: float | None
    """Of the rate at which numpy multiplies matrices."""
    least_share: float | None
    memory_mb: float | None
    """The most that was taken beside the output."""
    verdict: str = ""

    def __str__(self) -> str:
        low, high = map(_short, self.quartiles_us)
        ratio, limit = ("" if value is None else f"{value:.2f}" for value in (self.ratio, self.limit))
        share = "" if self.share is None else f"{self.share:.0%}"
        memory = "" if self.memory_mb is None else f"{self.memory_mb:.1f}"
        line = f"  {self.what:<24}{_short(self.median_us):>9}{f'{low} – {high}':>18}{ratio:>7}{limit:>7}"
        return f"{line}{share:>7}{memory:>7}  {self.verdict}".rstrip()


def fused(network: Network) -> FloatArray:
    """In one go."""
    return conv_pool_relu(network.x, network.w, padding=network.padding)


def unfused(network: Network) -> FloatArray:
    """Layer by layer."""
    return relu(max_pool2d(conv2d(network.x, network.w, padding=network.padding)))


OURS = {"ours, fused": fused, "ours, layer by layer": unfused}
JUDGED = "ours, fused"


def measure(calls: dict[str, Callable[[], object]], times: int, rounds: int, warm_ups: int) -> dict[str, list[float]]:
    """Return the seconds of a call in every round: A B C, then C B A, so that none always follows the same other."""
    samples: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(-warm_ups, rounds):
        for name in sorted(calls, key=list(calls).index, reverse=number % 2 == 1):
            call = calls[name]
            call()  # what the one before left in the cache is not its fault
            start = perf_counter()
            for _ in range(times):
                call()
            taken = (perf_counter() - start) / times
            if number >= 0:
                samples[name].append(taken)
    return samples


def peak_mb(call: Callable[[], FloatArray]) -> float:
    """Return the most memory that Python and numpy held during a call, beside its output."""
    tracemalloc.start()
    try:
        output = call()
        return (tracemalloc.get_traced_memory()[1] - output.nbytes) / 2**20
    finally:
        tracemalloc.stop()


def rows_of(size: Size, rounds: int, warm_ups: int) -> list[Row]:
    """Measure one size."""
    network = size.network()
    ours = {name: partial(function, network) for name, function in OURS.items()}
    memory = {name: peak_mb(call) for name, call in ours.items()}
    calls: dict[str, Callable[[], object]] = {**ours}
    calls |= {name: prepare(network) for name, prepare in installed().items()}
    agree(calls)
    if size.calls == 1:  # the tiny ones are short of time for calls, not for arithmetic
        square = np.random.default_rng(2).normal(size=(SQUARE, SQUARE)).astype(np.float32)
        calls[PRODUCT] = partial(np.matmul, square, square)
    samples = measure(calls, size.calls, rounds, warm_ups)
    return [row(size, name, samples, memory.get(name)) for name in calls]


def agree(calls: dict[str, Callable[[], object]]) -> None:
    """Refuse to time what does not compute the same."""
    results = {name: np.asarray(call()) for name, call in calls.items()}
    for name, result in results.items():
        if not np.allclose(result, results[JUDGED], rtol=1e-3, atol=1e-3):
            raise ArithmeticError(f"{name} and {JUDGED} do not compute the same")


def row(size: Size, name: str, samples: dict[str, list[float]], memory_mb: float | None) -> Row:
    """Return one line of the report."""
    taken = [seconds * 1e6 for seconds in samples[name]]
    spread = timing_of(taken)
    ratio = by_round = share = None
    if BASELINE in samples and name not in (BASELINE, PRODUCT):
        ratio = spread.median / (statistics.median(samples[BASELINE]) * 1e6)
        by_round = statistics.median(a / b for a, b in zip(samples[name], samples[BASELINE], strict=True))
    if PRODUCT in samples and name != PRODUCT:
        rate = statistics.median(a / b for a, b in zip(samples[PRODUCT], samples[name], strict=True))
        share = rate * size.multiply_adds / SQUARE**3  # round by round: the machine's speed changes in between
    limit, least_share, verdict = None, None, ""
    if name == JUDGED:
        limit, least_share = size.ratio, size.share
        verdict = judged(ratio, limit, share, least_share, memory_mb)
    quartiles = spread.low, spread.high
    return Row(
        size.key, name, spread.median, quartiles, taken, ratio, by_round, limit, share, least_share, memory_mb, verdict
    )


def judged(
    ratio: float | None, limit: float, share: float | None, least_share: float | None, memory_mb: float | None
) -> str:
    """Return what was missed, or ok; without PyTorch nothing is said about the ratio."""
    missed = []
    if ratio is not None and ratio > limit:
        missed.append("over")
    if share is not None and least_share is not None and share < least_share:
        missed.append(f"below {least_share:.0%}")
    if memory_mb is not None and memory_mb > MEMORY_LIMIT_MB:
        missed.append(f"over {MEMORY_LIMIT_MB:g} MB")
    return ", ".join(missed) or ("ok" if ratio is not None else "not compared")


def _short(microseconds: float) -> str:
    return f"{microseconds:.1f}" if microseconds < 100 else f"{microseconds:.0f}"


def report(rows: Sequence[Row], sizes: Sequence[Size], *, as_json: bool) -> str:
    """Return the report as a table, or as JSON with every sample."""
    if as_json:
        return json.dumps([row._asdict() for row in rows], indent=1)
    head = f"{'what':<26}{'µs':>9}{'quartiles':>18}{'ratio':>7}{'limit':>7}{'share':>7}{'MB':>7}"
    lines = [head]
    for size in sizes:
        lines += [size.title, *(str(row) for row in rows if row.size == size.key)]
    return "\n".join(lines)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Convolution 3×3, max-pool 2×2 and ReLU in float32, by ratios.")
    parser.add_argument("--rounds", type=int, default=31, help="how many rounds count (31)")
    parser.add_argument("--warm-ups", type=int, default=3, help="how many come before and do not count (3)")
    keys = [size.key for size in SIZES]
    parser.add_argument("--only", nargs="+", choices=keys, default=keys, help="measure only these sizes")
    parser.add_argument("--json", action="store_true", help="print every sample as JSON")
    parser.add_argument("--check", action="store_true", help="end with status 1 when a limit is missed")
    parsed = parser.parse_args()
    if parsed.rounds < 1 or parsed.warm_ups < 0:
        parser.error("--rounds must be at least 1 and --warm-ups at least 0")
    return parsed


def main() -> int:
    """Measure, and print."""
    options = arguments()
    gc.disable()
    sizes = [size for size in SIZES if size.key in options.only]
    with inference():
        rows = [row for size in sizes for row in rows_of(size, options.rounds, options.warm_ups)]
    print(report(rows, sizes, as_json=options.json))
    if absent := missing():
        print(f"note: not compared with what is not installed: pip install {' '.join(absent)}", file=sys.stderr)
    return int(options.check and any(row.verdict not in ("", "ok", "not compared") for row in rows))


if __name__ == "__main__":
    raise SystemExit(main())
