"""The functions of expressions that need no lesson: activations, and the figures of networks too large to run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache

import numpy as np

from tutor.language import _
from tutor.lesson.descent_model import lesson_inputs
from tutor.lesson.expressions import ExpressionError
from tutor.nn.activations import ACTIVATIONS
from tutor.nn.cost import relus_saved, work_saved
from tutor.nn.descent import (
    MOST_DIMS,
    Inputs,
    Problem,
    condition_number,
    medians,
    same_sign_share_of_batch,
    same_sign_share_of_kernel,
)


@cache
def closed_forms() -> Mapping[str, Callable[..., object]]:
    """Return functions for sizes that are too large to run: real networks, many inputs, many samples."""

    def within(most: int, *sizes: object) -> None:
        # A lesson must not keep its reader waiting; the callee says the rest of what is wrong with a size.
        if any(isinstance(size, int) and size > most for size in sizes):
            raise ExpressionError(_("this is too large to compute; {n} at most").format(n=most))

    def inputs_called(text: str) -> Inputs:
        return lesson_inputs(text).build()

    def condition(inputs: str, d: int, bias: bool = False) -> float:
        called = inputs_called(inputs)
        within(100 if called.kind in ("correlated", "patches") else MOST_DIMS, d)  # others have a closed form
        return condition_number(called, d, bias)

    @lru_cache(maxsize=64, typed=True)
    def batch_same_sign(inputs: str, d: int, batch: int) -> float:
        called = inputs_called(inputs)
        most = 128 if called.kind == "correlated" else 1024  # the correlated ones take ten times as long
        within(most, d, batch)
        within(most, d * batch)
        return same_sign_share_of_batch(called, d, batch)

    @lru_cache(maxsize=64, typed=True)
    def kernel_same_sign(inputs: str) -> float:
        return same_sign_share_of_kernel(inputs_called(inputs))

    @lru_cache(maxsize=64, typed=True)
    def typical_steps(inputs: str, d: int) -> int:
        within(9, d)
        return round(medians(Problem(inputs_called(inputs), dims=d)).steps)

    return {
        # relus_saved(height, width, window, stride); work_saved(height, width, channels)
        "relus_saved": lambda height, width, size, stride: relus_saved(height, width, size, stride=stride),
        "work_saved": lambda height, width, channels: work_saved(height, width, channels),
        # condition("skewed:range=11", inputs, with_bias): inputs as a step of descent names them
        "condition": condition,
        # typical_steps("01", inputs): the median of 101 standard descents, as a step without settings makes them
        "typical_steps": typical_steps,
        "batch_same_sign": batch_same_sign,
        "kernel_same_sign": kernel_same_sign,
    }


@cache
def activation_functions() -> Mapping[str, Callable[..., object]]:
    """Return each activation as a function of one number (leaky_relu of a number and its negative slope)."""

    def of_numbers(function: Callable[..., object]) -> Callable[..., object]:
        return lambda *numbers: float(np.asarray(function(*(np.float64(n) for n in numbers))))

    return {name: of_numbers(function) for name, function in ACTIVATIONS.items()}
