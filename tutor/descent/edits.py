"""Changes to a descent that reach further than their own field: what no longer fits is made to fit."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from tutor.bench.picture import PictureSpec
from tutor.descent.inputs import InputsSpec
from tutor.descent.setup import DescentSetup
from tutor.descent.words import BETAS, USUAL_RHO, optimiser

LEAST_SIDE = 2
"""Rows of the window that a number of inputs which is no square becomes, at least: one weight makes no picture."""


def with_inputs(setup: DescentSetup, panel: int, inputs: InputsSpec | None) -> DescentSetup:
    """Return the setup with other inputs in a panel; None leaves only the first panel."""
    first = setup.inputs[:panel]
    others = () if inputs is None else (inputs, *setup.inputs[panel + 1 :])
    return _fitted(replace(setup, inputs=(*first, *others)))


def with_picture(setup: DescentSetup, picture: PictureSpec) -> DescentSetup:
    """Return the setup with another picture under all its patches."""
    return _each(setup, "patches", lambda inputs: replace(inputs, picture=picture))


def with_rho(setup: DescentSetup, rho: float) -> DescentSetup:
    """Return the setup with another correlation of all correlated inputs."""
    return _each(setup, "correlated", lambda inputs: replace(inputs, rho=rho))


def with_dims(setup: DescentSetup, dims: int) -> DescentSetup:
    """Return the setup with so many inputs; a start of another length gives way to the usual one."""
    return _with_start_that_fits(replace(setup, dims=dims))


def with_bias(setup: DescentSetup, bias: bool) -> DescentSetup:
    """Return the setup with or without a bias; a start of another length gives way to the usual one."""
    return _with_start_that_fits(replace(setup, bias=bias))


def with_loss(setup: DescentSetup, loss: str) -> DescentSetup:
    """Return the setup with another loss; for a kernel d becomes a square."""
    return _fitted(replace(setup, loss=loss))


def with_beta(setup: DescentSetup, beta: float) -> DescentSetup:
    """Return the setup with another β: of a velocity where there is one, else of RMSProp's squares."""
    kind = setup.optimiser.kind
    if not BETAS[kind]:
        return setup
    betas = {name: getattr(setup.optimiser, name) for name in BETAS[kind]}
    return replace(setup, optimiser=optimiser(kind, **{**betas, BETAS[kind][0]: beta}))


def beta_of(setup: DescentSetup) -> float:
    """Return the β that `with_beta` sets, the usual one where there is none."""
    return float(getattr(setup.optimiser, next(iter(BETAS[setup.optimiser.kind]), "beta")))


def rho_of(setup: DescentSetup) -> float:
    """Return the correlation of the correlated inputs, the usual one where there are none."""
    return next((inputs.rho for inputs in setup.inputs if inputs.kind == "correlated"), USUAL_RHO)


def picture_of(setup: DescentSetup) -> PictureSpec:
    """Return the picture under the patches, the usual one where there are none."""
    return next((inputs.picture for inputs in setup.inputs if inputs.kind == "patches"), PictureSpec())


def _each(setup: DescentSetup, kind: str, change: Callable[[InputsSpec], InputsSpec]) -> DescentSetup:
    return replace(setup, inputs=tuple(change(one) if one.kind == kind else one for one in setup.inputs))


def _fitted(setup: DescentSetup) -> DescentSetup:
    side = math.isqrt(setup.dims)
    if setup.needs_square and side * side != setup.dims:
        return with_dims(setup, max(side, LEAST_SIDE) ** 2)
    return setup


def _with_start_that_fits(setup: DescentSetup) -> DescentSetup:
    return setup if len(setup.start) in (0, setup.weights) else replace(setup, start=())
