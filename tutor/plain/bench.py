"""`layer-tutor run --layers …`: any bench on the command line, with its differences and a witness for each pair."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import numpy as np
from rich.console import Console
from rich.text import Text as RichText

from tutor.bench.command import BenchOptions, command_line, from_options, to_arguments
from tutor.bench.layers import write_layers
from tutor.bench.problem import BenchError
from tutor.bench.setup import NO_SCALING, Setup
from tutor.bench.verdict import Judgement, differing, judge
from tutor.language import _
from tutor.nn.pipeline import Stage
from tutor.nn.witness import Witness
from tutor.paint.names import friend_label, range_label
from tutor.paint.witness import judgement_sentences
from tutor.plain.report import (
    MOST_JSON,
    Run,
    difference_sentence,
    ledger_table,
    plain_array,
    print_run,
    print_sentence,
    stage_plain,
    write_json,
)
from tutor.plain.usage import refuse

MOST_CELLS = 1000
"""Places of cells that differ which are told as JSON; the count tells of all."""
LONGEST_COMMAND = 400


def run_bench(options: BenchOptions, *, as_json: bool) -> int:
    """Run a bench and print it; return the exit status (0, or 2 where the options do not describe one)."""
    try:
        setup = from_options(options)
        runs = [Run(name, setup.trace(lane)) for lane, name in enumerate(lane_names(setup))]
        plain = as_plain(setup, runs) if as_json else None
    except BenchError as error:
        return refuse(str(error))
    if plain is None:
        _print(setup, runs)
    else:
        write_json(plain, sys.stdout)
    return 0


def lane_names(setup: Setup) -> list[str]:
    """Return what the lanes are called, each by a name of its own.

    That is a friend's name where it is his cell alone, else a number; and the range, where ranges differ.
    """
    differ = len({lane.scaling for lane in setup.lanes}) > 1
    names = []
    for number, lane in enumerate(setup.lanes, start=1):
        name = friend_label(lane.name) if lane.name else _("lane {n}").format(n=number)
        names.append(f"{name} · {range_label(lane.scaling)}" if differ else name)
    counts = Counter(names)
    return [f"{name} ({n})" if counts[name] > 1 else name for n, name in enumerate(names, start=1)]


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────


def as_plain(setup: Setup, runs: Sequence[Run]) -> dict[str, object]:
    """Return a bench as JSON-able values: every array as [channel][row][column]; null for what is no finite number.

    An array with more than `tutor.plain.report.MOST_JSON` numbers is null; its shape stands beside it.
    """
    return {
        "command": ["layer-tutor", "run", *to_arguments(setup)],
        "picture": plain_array(setup.picture.pixels),
        "picture_shape": list(setup.picture.pixels.shape),
        "lanes": [_lane(setup, number, run) for number, run in enumerate(runs)],
        "differences": [_difference(setup, runs, pair) for pair in combinations(range(len(runs)), 2)],
    }


def _lane(setup: Setup, number: int, run: Run) -> dict[str, object]:
    spec, trace = setup.lanes[number], run.trace
    small = trace.input.size <= MOST_JSON
    return {
        "name": run.name,
        "layers": write_layers(spec.layers),
        "range": spec.scaling,
        "relus": trace.relus,
        "operations": trace.cost.operations,
        "bytes": trace.cost.bytes,
        "input": plain_array(trace.input[0]),
        "stages": [_stage(stage) for stage in trace.stages],
        "output": plain_array(trace.output[0]),
        "gradient": plain_array(trace.gradient()[0]) if small else None,
    }


def _stage(stage: Stage) -> dict[str, object]:
    return stage_plain(stage, plain_array(stage.output[0])) | {"shape": list(stage.output.shape[1:])}


def _difference(setup: Setup, runs: Sequence[Run], pair: tuple[int, int]) -> dict[str, object]:
    one, other = (runs[number].trace.output for number in pair)
    same_shape = one.shape == other.shape
    places = np.argwhere(differing(one, other)[0]) if same_shape else None
    judged = _judged(setup, runs, pair)
    proof = None if judged is None else judged.verdict.proof
    witness = None if judged is None else judged.witness
    return {
        "lanes": list(pair),
        "same_shape": same_shape,
        "equal": places is not None and not len(places),
        "count": None if places is None else len(places),
        "cells": None if places is None else places[:MOST_CELLS].tolist(),
        "verdict": None if judged is None else judged.verdict.kind,
        "proof": proof and [{"rule": step.rule, "layers": list(step.layers)} for step in proof.steps],
        "witness": witness and _witness(witness),
    }


def _witness(found: Witness) -> dict[str, object]:
    return {
        "behind": found.behind,
        "values": plain_array(found.values[0]),
        "outputs": [plain_array(output[0]) for output in found.values_outputs],
        "picture": plain_array(found.picture[0]),
    }


def _judged(setup: Setup, runs: Sequence[Run], pair: tuple[int, int]) -> Judgement | None:
    """Return what is known of two lanes; None where their inputs differ already, so that layers are not to blame."""
    one, other = pair
    if setup.lanes[one].scaling != setup.lanes[other].scaling:
        return None
    outputs = runs[one].trace.output, runs[other].trace.output
    return judge(setup.layers(one), setup.layers(other), runs[one].trace.input, outputs)


# ── text ─────────────────────────────────────────────────────────────────────────────────────────


def _print(setup: Setup, runs: Sequence[Run]) -> None:
    console, narration = Console(), Console(stderr=True)
    command = command_line(setup)
    if len(command) <= LONGEST_COMMAND:
        narration.print(RichText(command, style="dim"), soft_wrap=True)
    everywhere = {lane.scaling for lane in setup.lanes}
    said = "" if len(everywhere) > 1 or everywhere == {NO_SCALING} else f", {range_label(everywhere.pop())}"
    for run in runs:
        print_run(console, run, run.name + said)
    console.print()
    console.print(ledger_table(runs))
    for pair in combinations(range(len(runs)), 2):
        one, other = (runs[number] for number in pair)
        print_sentence(console, difference_sentence(one, other))
        judged = _judged(setup, runs, pair)
        if judged is None:
            print_sentence(console, _("The two lanes get different inputs; that is why they may differ."), 2)
            continue
        for sentence in judgement_sentences(judged, (one.name, other.name), told=True):
            print_sentence(console, sentence, 2)
