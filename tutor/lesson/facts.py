"""What the engine knows about a lesson: the names that its expressions may use, computed when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from tutor.language import _, current
from tutor.lesson.closed_forms import activation_functions, closed_forms
from tutor.lesson.descent_work import MOST_WORK, work_of
from tutor.lesson.descents import setup_of, solution_setup, step_setup
from tutor.lesson.expressions import ExpressionError, evaluate, template
from tutor.lesson.functions import show, standard_functions
from tutor.lesson.lanes import lane_experiment, lane_friend, run_lane
from tutor.lesson.model import DescentStep, Lesson
from tutor.lesson.questions import Computed
from tutor.lesson.text import Text
from tutor.nn.descent import Problem, Range, Trajectory, descend, medians
from tutor.nn.pipeline import Stage, Trace

Thunk = Callable[[], object]
RUNS = ("first", "second")
"""What expressions call the runs of the two panels of a descent."""
TYPICAL_RUNS = 101
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

    def go_on(self) -> None:
        """Be asked before each piece of work whether there is time for it; here there always is."""

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
        """Return `text` in the language in use with every expression computed, or as it stands if one fails.

        What a screen shows must not depend on whether `check` has foreseen everything.
        """
        words = text.in_language(current())
        try:
            return self.fill_words(words)
        except ExpressionError:
            return words

    def fill_words(self, words: str) -> str:
        """Return one language's words with every expression computed; ExpressionError if one fails."""
        return template(words).fill(self.names, self.functions, self.show)

    def show(self, value: object) -> str:
        """Write one value as it stands in a sentence; ExpressionError for what does not fit in one."""
        self.go_on()
        return show(value)

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
                "descent": _group(self._descents()),
                "typical": _group({name: self._typical(inputs) for name, inputs in RANGES.items()}),
            }
        )

    @cached_property
    def functions(self) -> Mapping[str, Callable[..., object]]:
        """The functions that expressions may call."""
        return {**standard_functions(), **activation_functions(), **closed_forms()}

    def _lane(self, lane: str) -> Thunk:
        name = self.lesson.friend(lane_friend(lane)).name
        return lambda: _trace_names(self.trace(lane), lambda: name.in_language(current()))

    def _descents(self) -> dict[str, Thunk]:
        """Return the two ranges with the lesson's settings, and each step of descent, named by `descent_name`."""
        steps = (step for step in self.lesson.steps if isinstance(step, DescentStep))
        named: dict[str, Thunk] = {descent_name(step): self._step_descents(step) for step in steps}
        return {**named, **{name: self._descent(inputs) for name, inputs in RANGES.items()}}

    def _descent(self, inputs: Range) -> Thunk:
        return lambda: trajectory_names(descend(self.problem(inputs)))

    def _step_descents(self, step: DescentStep) -> Thunk:
        """Return the runs that a step begins with, and as `solved` those of its goal's solution."""
        goal, settings = step.goal, self.lesson.descent
        solved: dict[str, Thunk] = {}
        if goal is not None:
            solved["solved"] = lambda: Names(_run_thunks(solution_setup(step, goal, settings).runs()))
        return lambda: Names({**_run_thunks(step_setup(step, settings).runs()), **solved})

    def _typical(self, inputs: Range) -> Thunk:
        return lambda: typical_names(self.problem(inputs))


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
            "kind": lambda: trajectory.problem.inputs.kind,
            "range": lambda: trajectory.problem.inputs.range,
        }
    )


def typical_names(problem: Problem) -> Names:
    """Return what expressions may say of 101 runs of a problem: the medians of the read-outs.

    ExpressionError where they are too much for a lesson.
    """
    if work_of(problem, TYPICAL_RUNS) > MOST_WORK:
        message = _(
            "the medians of {runs} runs of this descent take too long; lower max_steps, batch or dims "
            "({n} million numbers at most: runs × steps × examples × weights)"
        )
        raise ExpressionError(message.format(runs=TYPICAL_RUNS, n=MOST_WORK // 1_000_000))
    middle = medians(problem, TYPICAL_RUNS)
    return Names(
        {
            "steps": lambda: round(middle.steps),
            "detour": lambda: middle.detour,
            "same_sign": lambda: middle.same_sign,
            "turn": lambda: middle.mean_turn,
        }
    )


def descent_name(step: DescentStep) -> str:
    """Return what expressions call the descents of a step, after `descent.`: its id, with no hyphen in it."""
    return step.id.replace("-", "_")


def _run_thunks(runs: Sequence[Trajectory]) -> dict[str, Thunk]:
    """Return the names of each panel's run, and as `typical` those of 101 others like it."""

    def names(run: Trajectory) -> Names:
        own = trajectory_names(run)
        read_outs: dict[str, Thunk] = {name: (lambda name=name: own[name]) for name in own}  # type: ignore[misc]
        return Names({**read_outs, "typical": lambda: typical_names(run.problem)})

    return {name: (lambda run=run: names(run)) for name, run in zip(RUNS, runs, strict=False)}  # type: ignore[misc]
