"""Descents and sweeps in the types of JSON: nothing is rounded, and what no number stands for is null."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from tutor.descent.command import to_arguments
from tutor.descent.inputs import InputsSpec
from tutor.descent.setup import DescentSetup
from tutor.descent.words import write_batch, write_inputs, write_optimiser, write_step
from tutor.nn.descent import Floats, Measured, Sweep, Trajectory, spread
from tutor.plain.report import finite

MOST_NUMBERS = 2_000_000
"""Numbers of an array that are told; a larger one is null."""


def runs_data(setup: DescentSetup, runs: Sequence[Trajectory], measured: Sequence[Measured] = ()) -> dict[str, object]:
    """Return everything about the runs of a setup, and what was measured on many runs, where that was asked for."""
    data: dict[str, object] = {
        "command": ["layer-tutor", "descend", *to_arguments(setup)],
        "runs": [run_data(inputs, run) for inputs, run in zip(setup.inputs, runs, strict=True)],
    }
    if measured:
        data["many_runs"] = [measured_data(inputs, one) for inputs, one in zip(setup.inputs, measured, strict=True)]
    return data


def run_data(inputs: InputsSpec, run: Trajectory) -> dict[str, object]:
    """Return one run: its settings, what is read off it, and every point of it.

    Points and start are offsets from the target, turns are in degrees, and the batch of the whole set is "full".
    """
    problem = run.problem
    return {
        "inputs": write_inputs(inputs),
        "dims": problem.dims,
        "bias": problem.bias,
        "loss": problem.loss,
        "batch": problem.batch or write_batch(problem.batch),
        "step": write_step(problem.step),
        "optimiser": write_optimiser(problem.optimiser),
        "start": list(problem.start),
        "noise": problem.noise,
        "tolerance": problem.tolerance,
        "max_steps": problem.max_steps,
        "seed": problem.seed,
        "learning_rate": run.learning_rate,
        "eigenvalues": finite(run.eigenvalues.tolist()),
        "condition_number": finite(run.condition_number),
        "theoretical_rate": finite(run.theoretical_rate),
        "expected_steps": run.expected_steps,
        "locked": run.locked,
        "steps": run.steps,
        "converged": run.converged,
        "diverged": run.diverged,
        "measured_rate": run.measured_rate,
        "same_sign": run.same_sign,
        "reversals": run.reversals,
        "path_length": run.path_length,
        "straight": run.straight,
        "detour": run.detour,
        "mean_turn": run.mean_turn,
        "turning_points": run.turning_points.tolist(),
        "points": _array(run.points),
        "gradients": _array(run.gradients),
        "examples": _array(run.examples),
        "losses": _array(run.losses),
    }


def measured_data(inputs: InputsSpec, measured: Measured) -> dict[str, object]:
    """Return the quartiles of what was measured on many runs."""
    names = ("steps", "detour", "same_sign", "mean_turn", "reversals")
    return {
        "inputs": write_inputs(inputs),
        "runs": len(measured.steps),
        "diverged": measured.diverged_share,
        **{name: asdict(spread(getattr(measured, name))) for name in names},
    }


def sweep_data(setup: DescentSetup, sweeps: Sequence[Sweep], runs: int) -> dict[str, object]:
    """Return the sweeps of a setup, one for each of its inputs: at each value the quartiles over so many runs."""
    return {
        "command": ["layer-tutor", "descend", *to_arguments(setup)],
        "over": sweeps[0].over,
        "values": list(sweeps[0].values),
        "runs": runs,
        "sweeps": [
            {
                "inputs": write_inputs(inputs),
                "points": [{name: finite_in(value) for name, value in asdict(point).items()} for point in one.points],
            }
            for inputs, one in zip(setup.inputs, sweeps, strict=True)
        ],
    }


def finite_in(value: object) -> object:
    """Return a number, or the numbers of a mapping, with null for what is not finite."""
    return {name: finite(number) for name, number in value.items()} if isinstance(value, dict) else finite(value)


def _array(array: Floats) -> object:
    return finite(array.tolist()) if array.size <= MOST_NUMBERS else None
