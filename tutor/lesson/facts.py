"""What the engine knows about a lesson: the names that its expressions may use, computed when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from tutor.language import _, current
from tutor.lesson.descents import setup_of
from tutor.lesson.expressions import ExpressionError, evaluate, template
from tutor.lesson.functions import show, standard_functions
from tutor.lesson.lanes import lane_experiment, lane_friend, run_lane
from tutor.lesson.model import Lesson
from tutor.lesson.questions import Computed
from tutor.lesson.text import Text
from tutor.nn.activations import ACTIVATIONS
from tutor.nn.cost import relus_saved, work_saved
from tutor.nn.descent import (
    Inputs,
    Problem,
    Range,
    Trajectory,
    condition_number,
    descend,
    medians,
    same_sign_share_of_batch,
    same_sign_share_of_kernel,
)
from tutor.nn.pipeline import Stage, Trace

Thunk = Callable[[], object]
RANGES: Mapping[str, Range] = {"unit": "01", "signed": "11"}


class Names(Mapping[str, object]):
    """A namespace whose values are computed when they are first looked up."""

    def __init__(self, thunks: Mapping[str, Thunk]) -> None:
        self._thunks = dict(thunks)
        self._values: dict[str, object] = {}

    def __getitem__(self, name: str) -> object:
        if name not in self._values:
            self._values[name] = self._thunks[name]()
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._thunks)

    def __len__(self) -> int:
        return len(self._thunks)


class Facts:
    """The traces and trajectories of one lesson, and its texts and answers with every expression filled in."""

    def __init__(self, lesson: Lesson, *, seed: int = 0, folder: Path | None = None) -> None:
        """Compute for `lesson`; `seed` is the learner's, and `folder` is where the lesson's pictures lie."""
        self.lesson = lesson
        self.seed = seed if lesson.seed is None else lesson.seed
        self.folder = folder
        self._traces: dict[str, Trace] = {}

    def trace(self, lane: str) -> Trace:
        """Return the run of the lane `friend` or `experiment.friend`; errors as `run_lane` raises them."""
        if lane not in self._traces:
            self._traces[lane] = run_lane(self.lesson, lane)
        return self._traces[lane]

    def lane_names(self, lane: str) -> tuple[str, str]:
        """Return the name of a lane's friend, and the title of its experiment ('' on the lesson's own data)."""
        friend = self.lesson.friend(lane_friend(lane)).name.in_language(current())
        experiment = lane_experiment(lane)
        return friend, self.lesson.experiment(experiment).title.in_language(current()) if experiment else ""

    def problem(self, inputs: Range) -> Problem:
        """Return the descent on one input range, with the lesson's settings."""
        return setup_of((self.lesson.descent,), (inputs,)).problems()[0]

    def fill(self, text: Text) -> str:
        """Return `text` in the language in use with every expression computed; ExpressionError if one fails."""
        return self.fill_words(text.in_language(current()))

    def fill_words(self, words: str) -> str:
        """Return one language's words with every expression computed; ExpressionError if one fails."""
        return template(words).fill(self.names, self.functions, show)

    def value(self, computed: Computed | bool) -> object:
        """Return a value that stands in the lesson, or compute it if it is an expression in braces."""
        if not isinstance(computed, str):
            return computed
        whole = template(computed)
        return computed if whole.single is None else evaluate(whole.single, self.names, self.functions)

    @cached_property
    def names(self) -> Mapping[str, object]:
        """The names at the top: friends, experiments, descent and typical."""
        friends: dict[str, Thunk] = {friend.id: self._lane(friend.id) for friend in self.lesson.friends}
        experiments: dict[str, Thunk] = {
            experiment.id: _group(
                {friend.id: self._lane(f"{experiment.id}.{friend.id}") for friend in self.lesson.friends}
            )
            for experiment in self.lesson.experiments
        }
        return Names(
            {
                **friends,
                **experiments,
                "true": lambda: True,
                "false": lambda: False,
                "descent": _group({name: self._descent(inputs) for name, inputs in RANGES.items()}),
                "typical": _group({name: self._typical(inputs) for name, inputs in RANGES.items()}),
            }
        )

    @cached_property
    def functions(self) -> Mapping[str, Callable[..., object]]:
        """The functions that expressions may call."""
        return {**standard_functions(), **_activation_functions(), **_closed_forms()}

    def _lane(self, lane: str) -> Thunk:
        name = self.lesson.friend(lane_friend(lane)).name
        return lambda: _trace_names(self.trace(lane), lambda: name.in_language(current()))

    def _descent(self, inputs: Range) -> Thunk:
        return lambda: trajectory_names(descend(self.problem(inputs)))

    def _typical(self, inputs: Range) -> Thunk:
        def typical() -> Names:
            middle = medians(self.problem(inputs))
            return Names(
                {
                    "steps": lambda: round(middle.steps),
                    "detour": lambda: middle.detour,
                    "same_sign": lambda: middle.same_sign,
                    "turn": lambda: middle.mean_turn,
                }
            )

        return typical


def _group(thunks: dict[str, Thunk]) -> Thunk:
    return lambda: Names(thunks)


class _SpokenNames(Names):
    """Names whose `name` is looked up anew each time, because the language may have changed."""

    def __getitem__(self, name: str) -> object:
        return self._thunks[name]() if name == "name" else super().__getitem__(name)


def _trace_names(trace: Trace, name: Callable[[], str]) -> Names:
    stages: dict[str, Thunk] = {
        stage.name: (lambda number=number: _stage_names(trace, number))  # type: ignore[misc]
        for number, stage in enumerate(trace.stages)
    }
    return _SpokenNames(
        {
            **stages,
            "name": name,
            "input": lambda: trace.input[0, 0],
            "output": lambda: trace.output[0, 0],
            "gradient": lambda: trace.gradient()[0, 0],
            "operations": lambda: trace.cost.operations,
            "bytes": lambda: trace.cost.bytes,
            "relus": lambda: trace.relus,
        }
    )


def _stage_names(trace: Trace, number: int) -> Names:
    stage: Stage = trace.stages[number]
    output = stage.output[0, 0]
    winners = stage.winners
    thunks: dict[str, Thunk] = {
        "output": lambda: output,
        "cells": lambda: output.size,
        "height": lambda: output.shape[0],
        "width": lambda: output.shape[1],
        "operations": lambda: stage.cost.operations,
        "multiply_adds": lambda: stage.cost.multiply_adds,
        "comparisons": lambda: stage.cost.comparisons,
        "bytes": lambda: stage.cost.bytes,
        "negative": lambda: int(np.count_nonzero(output < 0)),
        "zeros": lambda: int(np.count_nonzero(output == 0)),
        "silenced": lambda: int(np.count_nonzero(stage.input[0, 0] < 0)),
        "silenced_share": lambda: float(np.mean(stage.input[0, 0] < 0)),
        "wasted": lambda: int(np.count_nonzero(trace.wasted(number))),
    }
    if winners is not None:
        thunks["winners"] = lambda: winners[0, 0]
    return Names(thunks)


def trajectory_names(trajectory: Trajectory) -> Names:
    """Return what expressions may say of a descent: its read-outs."""
    return Names(
        {
            "steps": lambda: trajectory.steps,
            "same_sign": lambda: trajectory.same_sign,
            "detour": lambda: trajectory.detour,
            "turn": lambda: trajectory.mean_turn,
            "reversals": lambda: trajectory.reversals,
            "condition": lambda: trajectory.condition_number,
            "converged": lambda: trajectory.converged,
            "diverged": lambda: trajectory.diverged,
        }
    )


@cache
def _closed_forms() -> Mapping[str, Callable[..., object]]:
    """Return functions for sizes that are too large to run: real networks, many inputs, many samples."""

    def within(most: int, *sizes: object) -> None:
        # A lesson must not keep its reader waiting; the callee says the rest of what is wrong with a size.
        if any(isinstance(size, int) and size > most for size in sizes):
            raise ExpressionError(_("this is too large to compute; {n} at most").format(n=most))

    def condition(inputs: Range, d: int, bias: bool = False) -> float:
        within(500, d)
        return condition_number(Inputs(range=inputs), d, bias)

    def batch_same_sign(inputs: Range, d: int, batch: int) -> float:
        within(2048, d, batch)
        within(2048, d * batch)
        return same_sign_share_of_batch(Inputs(range=inputs), d, batch)

    return {
        # relus_saved(height, width, window, stride); work_saved(height, width, channels)
        "relus_saved": lambda height, width, size, stride: relus_saved(height, width, size, stride=stride),
        "work_saved": lambda height, width, channels: work_saved(height, width, channels),
        # condition("01", inputs, with_bias)
        "condition": condition,
        "batch_same_sign": batch_same_sign,
        "kernel_same_sign": lambda inputs: same_sign_share_of_kernel(Inputs(range=inputs)),
    }


@cache
def _activation_functions() -> Mapping[str, Callable[..., object]]:
    """Return each activation as a function of one number (leaky_relu of a number and its negative slope)."""

    def of_numbers(function: Callable[..., object]) -> Callable[..., object]:
        return lambda *numbers: float(np.asarray(function(*(np.float64(n) for n in numbers))))

    return {name: of_numbers(function) for name, function in ACTIVATIONS.items()}
