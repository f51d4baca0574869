"""What many descents of one problem have in common, all of them walked at the same time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutor.nn.descent.arguments import check_whole
from tutor.nn.descent.feed import Block, Feed
from tutor.nn.descent.inputs import Floats
from tutor.nn.descent.losses import loss_of
from tutor.nn.descent.measures import moves as moving_gradients
from tutor.nn.descent.measures import reversal_shares, same_sign, turning_angles
from tutor.nn.descent.optimisers import update
from tutor.nn.descent.problem import DIVERGED_BEYOND, Problem

MOST_RUNS = 10_000


@dataclass(frozen=True)
class Medians:
    """Medians over independent runs: steps, path over straight line, share 0 to 1, degrees, share 0 to 1."""

    steps: float
    detour: float
    same_sign: float
    mean_turn: float
    reversals: float


@dataclass(frozen=True)
class Spread:
    """The quartiles of a measure over independent runs."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, eq=False)
class Measured:
    """What was measured on each of `runs` independent runs; every array has the shape (runs,) and is read-only."""

    steps: Floats
    detour: Floats
    same_sign: Floats
    mean_turn: Floats
    reversals: Floats
    diverged: npt.NDArray[np.bool_]

    def __post_init__(self) -> None:
        for array in vars(self).values():
            array.setflags(write=False)

    def medians(self) -> Medians:
        """Return the median of each measure."""
        measures = (self.steps, self.detour, self.same_sign, self.mean_turn, self.reversals)
        return Medians(*(float(np.median(values)) for values in measures))

    @property
    def diverged_share(self) -> float:
        """Share, 0 to 1, of the runs that diverged."""
        return float(self.diverged.mean())


def spread(values: Floats) -> Spread:
    """Return the quartiles of `values`."""
    low, median, high = np.quantile(values, (0.25, 0.5, 0.75)).tolist()
    return Spread(low, median, high)


def medians(problem: Problem, runs: int = 101) -> Medians:
    """Run `problem` `runs` times on independent draws, all from its seed, and return the medians.

    With the standard problem: about 102 steps and a path 2.7 times the straight line on [0, 1],
    24 steps and 1.4 times on [-1, 1]. A run that never arrives counts with the steps it took.
    """
    return measure(problem, runs).medians()


def measure(problem: Problem, runs: int = 101) -> Measured:
    """Run `problem` `runs` times on independent draws, all from its seed, and return what was measured on each.

    One run draws what `descend` draws. Where nothing is left to chance all runs are one.
    """
    runs = check_whole("runs", runs, 1, MOST_RUNS)
    walkers = _Walkers(problem, 1 if problem.whole else runs)
    for block in Feed(problem, (walkers.runs,)).blocks():
        if not walkers.walk(block):
            break
    measured = walkers.measured()
    if walkers.runs == runs:
        return measured
    return Measured(**{name: np.repeat(values, runs) for name, values in vars(measured).items()})


class _Walkers:
    """Runs side by side, and the sums of what is measured on them."""

    def __init__(self, problem: Problem, runs: int) -> None:
        self.runs = runs
        self._problem = problem
        self._points = np.tile(np.array(problem.start), (runs, 1))  # (runs, w)
        self._change = update(problem.optimiser, problem.learning_rate, np.zeros_like(self._points))
        self._loss = loss_of(problem)
        self._near = problem.tolerance * problem.straight
        self._walking = np.ones(runs, dtype=np.bool_)
        self._diverged = np.zeros(runs, dtype=np.bool_)
        self._taken = 0
        self._last_moves = np.zeros((1, *self._points.shape))
        self._steps, self._moved, self._same = np.zeros((3, runs))
        self._length, self._turned, self._reversed = np.zeros((3, runs))

    def walk(self, block: Block) -> bool:
        """Take the steps of one block; whether any run has more to go."""
        gradients, moves, walked = [], [], []
        for t, examples in enumerate(block.examples):  # (runs, rows, w)
            gradient = self._gradients(examples, None if block.noise is None else block.noise[t])
            points = self._points - self._change(gradient)
            distance = np.sqrt(np.einsum("rw,rw->r", points, points))
            beyond = ~(distance <= DIVERGED_BEYOND)
            self._diverged |= self._walking & beyond
            moving = self._walking & ~beyond
            move = np.where(moving[:, None], points - self._points, 0.0)
            self._points = self._points + move
            self._walking = moving & (distance > self._near)
            gradients.append(gradient)
            moves.append(move)
            walked.append(moving)
            self._taken += 1
            if self._taken == self._problem.max_steps or not self._walking.any():
                break
        self._note(np.array(gradients), np.array(moves), np.array(walked))
        return self._taken < self._problem.max_steps and bool(self._walking.any())

    def _gradients(self, examples: Floats, noise: Floats | None) -> Floats:
        """Return the gradient of each run, (runs, w); of those that have ended too, which nobody looks at."""
        if self._problem.whole:
            return self._loss.gradient(self._points)
        residuals = self._loss.residuals(examples, np.einsum("rbw,rw->rb", examples, self._points))
        if noise is not None:
            residuals = residuals + noise
        return np.asarray(np.einsum("rb,rbw->rw", residuals, examples) / examples.shape[1])

    def _note(self, gradients: Floats, moves: Floats, walked: npt.NDArray[np.bool_]) -> None:
        """Add up what is measured on n steps: `gradients` and `moves` (n, runs, w), `walked` (n, runs)."""
        self._steps += walked.sum(0)
        self._same += (same_sign(gradients) & walked).sum(0)
        self._moved += (moving_gradients(gradients) & walked).sum(0)
        self._length += np.linalg.norm(moves, axis=-1).sum(0)
        moves = np.concatenate([self._last_moves, moves])
        self._turned += turning_angles(moves).sum(0)
        self._reversed += reversal_shares(moves).sum(0)
        self._last_moves = moves[-1:]

    def measured(self) -> Measured:
        """Return the measures so far."""
        pairs = np.maximum(self._steps - 1, 1)
        return Measured(
            self._steps,
            self._length / self._problem.straight,
            self._same / np.maximum(self._moved, 1),
            self._turned / pairs,
            self._reversed / pairs,
            self._diverged,
        )
