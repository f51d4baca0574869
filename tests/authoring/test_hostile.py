"""Files built to exhaust whoever checks them: they cost a bounded share of the processor and of memory."""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tutor.lesson.source import MAX_BYTES

GOOD = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")
HEAD = GOOD[: GOOD.index("steps:")] + "steps:\n"
CHECKOUT = Path(__file__).parents[2]
MEGABYTES = 200
PROCESSOR_SECONDS = 10
"""Many times what is allowed: whoever needs them does not stop by himself, on any computer."""


def steps(keys: str, count: int = 199) -> str:
    return HEAD + "".join(f"  - {{id: s{number}, title: A, {keys}}}\n" for number in range(count))


def full_of_expressions(number: int) -> str:
    body = "".join(f"{{a+{number}{index:03}}}" for index in range(99))
    return f"  - {{id: s{number}, title: A, kind: text, body: '{body}', {DRAWN}}}\n"


TRAY = "kind: order, ask: B, layers: [relu, avg_pool, conv, gelu, max_pool, tanh, sigmoid], target: alex"
CALLS = '{condition("01", 499)}' * 99
DRAWN = "values: {a: {whole: [1, 9]}}"
TWENTY = ", ".join(f"a{number}: {{decimal: [0, 9999], step: 1}}" for number in range(20))
ROWS = ", ".join(f"[{', '.join(str(row * column % 7) for column in range(32))}]" for row in range(32))
LARGE = GOOD[: GOOD.index("  picture:")] + f"  picture: [{ROWS}]\n  kernel: [{', '.join(['[1, 2, 3, 4, 5, 6]'] * 6)}]\n"
CONVOLUTIONS = ", ".join(f"'conv:padding=8:bias={number}'" for number in range(7))
HOSTILE: dict[str, Callable[[], str]] = {
    "many values": lambda: "x: [" + "1," * 490_000 + "1]",
    "many keys": lambda: "".join(f"k{number}: 1\n" for number in range(90_000)),
    "many unknown keys": lambda: steps("kind: text, body: B, " + ", ".join(f"k{n}: 1" for n in range(18_000)), 1),
    "many broken steps": lambda: steps("kind: numbr, titel: A", 7000),
    "many slips": lambda: "".join(f"a{number}: @x\n" for number in range(60_000)),
    "many tabs": lambda: "".join(f"\ta{number}: x\n" for number in range(60_000)),
    "a long key": lambda: "a: 1\n" + "b" * 900 + ": 2\n" + "c" * 900_000,
    "deep": lambda: "[" * 500_000,
    "quotation marks": lambda: "a: '" * 200_000,
    "characters that hide": lambda: "\u202e" * 300_000,
    "orders to be searched": lambda: steps(TRAY),
    "functions": lambda: steps(f"kind: text, body: '{CALLS}'", 100),
    "descents": lambda: steps("kind: descent, settings: {dims: 1000, max_steps: 10000, step: '0.0001'}"),
    "an expression again and again": lambda: steps(f"kind: text, body: '{'{a}' * 300_000}', {DRAWN}", 1),
    "expressions everywhere": lambda: HEAD + "".join(map(full_of_expressions, range(199))),
    "braces": lambda: steps(f"kind: text, body: '{'{{' * 470_000}', {DRAWN}", 1),
    "a long answer": lambda: steps(f"kind: number, ask: B, answer: '{'{' * 900_000}', {DRAWN}", 1),
    "many values to be drawn": lambda: steps(f"kind: number, ask: B, answer: '{{a0 + a1}}', values: {{{TWENTY}}}"),
    "many names of values": lambda: steps(
        f"kind: text, body: '{{v1}}', values: {{{', '.join(f'v{n}: {{whole: [1, 9]}}' for n in range(8000))}}}", 1
    ),
    "a whole set": lambda: steps(
        "kind: descent, settings: {loss: cross_entropy, dims: 1000, batch: full, max_steps: 500, step: '0.0001'}", 1
    ),
    "batches": lambda: steps("kind: descent, settings: {batch: 4096, max_steps: 100000, step: '0.0000001'}", 1),
    "typical runs": lambda: steps(
        "kind: descent, settings: {loss: kernel, dims: 9, batch: 20, max_steps: 2000, step: '0.00001'}, "
        "outcome: '{descent.s0.first.typical.steps}'",
        1,
    ),
    "eigenvalues": lambda: (
        HEAD
        + "".join(
            f"  - {{id: s{n}, title: A, kind: descent, inputs: ['correlated:rho=0.9'], "
            f"settings: {{dims: {1000 - n}, max_steps: 100, step: 'optimal:1'}}}}\n"
            for n in range(199)
        )
    ),
    "correlated inputs": lambda: steps("""kind: text, body: '{batch_same_sign("correlated", 2048, 1)}'""", 1),
    "lists of maps": lambda: steps(f"kind: text, body: '{{sum(round([{', '.join(['alex.input'] * 40)}], 3))}}'"),
    "orders of convolutions": lambda: (
        LARGE + f"steps: [{{id: s, title: A, kind: order, ask: B, target: alex, layers: [{CONVOLUTIONS}]}}]"
    ),
    "values to be drawn": lambda: steps("kind: number, ask: B, answer: '{a + 1}', values: {a: {whole: [1, 9999]}}"),
}


def limited(path: Path) -> tuple[int, int]:
    """Check a file in a process of its own, with limits; the signal that ended it (0: none) and its megabytes."""
    program = "import sys; from tutor.cli import main; sys.exit(main(sys.argv[1:]))"
    child = os.fork()
    if child == 0:
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in range(3):
                os.dup2(nowhere, stream)
            os.chdir(CHECKOUT)
            os.execv(sys.executable, [sys.executable, "-c", program, "check", str(path)])  # noqa: S606
        finally:
            os._exit(127)
    _pid, status, usage = os.wait4(child, 0)
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) in (0, 1)
    return (os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0), usage.ru_maxrss // 1024


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is counted in other units elsewhere")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_little(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    data = HOSTILE[name]().encode()
    assert len(data) <= MAX_BYTES
    path.write_bytes(data)
    signal, megabytes = limited(path)
    assert signal == 0
    assert megabytes <= MEGABYTES


@pytest.mark.parametrize(
    "text", ["{alex.__class__}", "{__import__('os')}", "{open('/etc/passwd')}", "{alex.output.tofile}"]
)
def test_an_expression_reaches_nothing_but_the_lesson(text: str) -> None:
    from tutor.lesson.load import examine

    done = examine(steps(f"kind: text, body: {json.dumps(text)}", 1).encode(), "x.yaml")
    assert [problem.rule for problem in done.problems] == ["bad-expression"]
