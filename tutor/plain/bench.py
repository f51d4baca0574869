"""`layer-tutor run --layers …`: any bench on the command line, with its differences and a witness for each pair."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from itertools import combinations

from rich.console import Console
from rich.text import Text as RichText

from tutor.bench.command import BenchOptions, command_line, from_options, to_arguments
from tutor.bench.layers import write_layers
from tutor.bench.problem import BenchError
from tutor.bench.setup import NO_SCALING, Setup
from tutor.bench.verdict import Judgement, judge
from tutor.language import _
from tutor.nn.witness import differing_cells
from tutor.paint.names import friend_label, range_label
from tutor.paint.witness import judgement_sentences
from tutor.plain.report import Run, difference_sentence, finite, ledger_table, print_run, stage_plain


def run_bench(options: BenchOptions, *, as_json: bool) -> int:
    """Run a bench and print it; return the exit status (0, or 2 where the options do not describe one)."""
    try:
        setup = from_options(options)
        runs = [Run(name, setup.trace(lane)) for lane, name in enumerate(lane_names(setup))]
    except BenchError as error:
        return refuse(str(error))
    if as_json:
        json.dump(as_plain(setup, runs), sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        _print(setup, runs)
    return 0


def refuse(message: str) -> int:
    """Say on stderr why there is no bench; return the exit status of wrong usage."""
    sys.stderr.write(f"layer-tutor: {message}{'' if message.endswith('?') else '.'}\n")
    return 2


def lane_names(setup: Setup) -> list[str]:
    """Return what the lanes are called: a friend's name where it is his cell, else a number; with ranges that differ."""
    differ = len({lane.scaling for lane in setup.lanes}) > 1
    names = []
    for number, lane in enumerate(setup.lanes, start=1):
        name = friend_label(lane.name) if lane.name else _("lane {n}").format(n=number)
        names.append(f"{name} · {range_label(lane.scaling)}" if differ else name)
    return names


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────


def as_plain(setup: Setup, runs: Sequence[Run]) -> dict[str, object]:
    """Return a bench as JSON-able values: every array as [channel][row][column]; null for what is no finite number."""
    return {
        "command": ["layer-tutor", "run", *to_arguments(setup)],
        "picture": finite(setup.picture.pixels.tolist()),
        "lanes": [_lane(setup, number, run) for number, run in enumerate(runs)],
        "differences": [_difference(setup, runs, pair) for pair in combinations(range(len(runs)), 2)],
    }


def _lane(setup: Setup, number: int, run: Run) -> dict[str, object]:
    spec, trace = setup.lanes[number], run.trace
    return {
        "name": run.name,
        "layers": write_layers(spec.layers),
        "range": spec.scaling,
        "relus": trace.relus,
        "operations": trace.cost.operations,
        "bytes": trace.cost.bytes,
        "input": finite(trace.input[0].tolist()),
        "stages": [stage_plain(stage, finite(stage.output[0].tolist())) for stage in trace.stages],
        "output": finite(trace.output[0].tolist()),
        "gradient": finite(trace.gradient()[0].tolist()),
    }


def _difference(setup: Setup, runs: Sequence[Run], pair: tuple[int, int]) -> dict[str, object]:
    one, other = (runs[number].trace.output for number in pair)
    judged = _judged(setup, pair)
    plain: dict[str, object] = {"lanes": list(pair), "same_shape": one.shape == other.shape}
    if one.shape == other.shape:
        cells = differing_cells(one, other)
        plain |= {"equal": not cells, "cells": [list(cell[1:]) for cell in cells]}
    if judged is not None:
        plain["verdict"] = judged.verdict.kind
        if judged.verdict.proof is not None:
            plain["proof"] = [{"rule": step.rule, "layers": list(step.layers)} for step in judged.verdict.proof.steps]
        if judged.witness is not None:
            found = judged.witness
            plain["witness"] = {
                "behind": found.behind,
                "values": finite(found.values[0].tolist()),
                "outputs": [finite(output[0].tolist()) for output in found.values_outputs],
                "picture": finite(found.picture[0].tolist()),
            }
    return plain


def _judged(setup: Setup, pair: tuple[int, int]) -> Judgement | None:
    """Return what is known of two lanes; None where their inputs differ already, so that layers are not to blame."""
    one, other = pair
    if setup.lanes[one].scaling != setup.lanes[other].scaling:
        return None
    return judge(setup.layers(one), setup.layers(other), setup.input(one))


# ── text ─────────────────────────────────────────────────────────────────────────────────────────


def _print(setup: Setup, runs: Sequence[Run]) -> None:
    console, narration = Console(), Console(stderr=True)
    narration.print(RichText(command_line(setup), style="dim"), soft_wrap=True)
    for run, spec in zip(runs, setup.lanes, strict=True):
        title = run.name if spec.scaling == NO_SCALING else f"{run.name}, {range_label(spec.scaling)}"
        print_run(console, run, run.name if " · " in run.name else title)
    console.print()
    console.print(ledger_table(runs))
    for pair in combinations(range(len(runs)), 2):
        one, other = (runs[number] for number in pair)
        console.print(RichText(difference_sentence(one, other)))
        judged = _judged(setup, pair)
        for sentence in [] if judged is None else judgement_sentences(judged, (one.name, other.name)):
            console.print(RichText(f"  {sentence}"))
