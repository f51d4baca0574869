"""What can be turned in a laboratory of descent: each control steps a value down or up, or takes a typed one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from tutor.bench.numbers import write_number
from tutor.descent import edits, stations
from tutor.descent.inputs import InputsSpec
from tutor.descent.numbers import read_number, read_whole
from tutor.descent.problem import DescentError, control_label
from tutor.descent.setup import MOST_PANELS, MOST_SEED, DescentSetup
from tutor.descent.stations import stepped, turned
from tutor.descent.words import (
    BETAS,
    optimiser,
    parse_batch,
    parse_inputs,
    parse_optimiser,
    parse_picture,
    parse_start,
    parse_step,
    step_rule,
    write_batch,
    write_inputs,
    write_optimiser,
    write_start,
)
from tutor.language import _
from tutor.nn.descent import FULL, LOSSES, MOST_DIMS, MOST_STEPS, OPTIMISER_KINDS, STEP_KINDS
from tutor.nn.pictures import PICTURES
from tutor.quoting import quote

CONTROLS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "inputs": ("inputs.1", "inputs.2", "picture", "rho"),
        "neuron": ("dims", "bias", "loss"),
        "steps": ("batch", "rule", "step", "optimiser", "beta"),
        "walk": ("start", "noise", "seed", "tolerance", "max_steps"),
    }
)
"""The ids of all controls, by group, in the order in which they are shown. A lesson may hide or fix any of them."""
NO, YES = "no", "yes"
NONE = "none"
"""The value of `inputs.2` where there is one panel only."""

V = TypeVar("V")


@dataclass(frozen=True)
class DescentControl:
    """One control: what it is set to, and how it is changed.

    `step(setup, n)` returns the setup with the value `n` stations on, `typed(setup, text)` with a typed value; both
    raise DescentError where there is none, or where the setup would make no descent.
    """

    id: str
    value: str
    """What it is set to, as `typed` reads it."""
    step: Callable[[DescentSetup, int], DescentSetup]
    typed: Callable[[DescentSetup, str], DescentSetup]


def controls_of(setup: DescentSetup, hidden: Collection[str] = ()) -> list[DescentControl]:
    """Return the controls that have a meaning with this setup, but those whose ids or groups are `hidden`."""
    left_out = ids_of(hidden)
    return [control for control in _all(setup) if control.id not in left_out]


def ids_of(names: Collection[str]) -> frozenset[str]:
    """Return the ids of the controls that are called by these names, which are ids or groups."""
    return frozenset(one for group, ids in CONTROLS.items() for one in ids if one in names or group in names)


def checked(setup: DescentSetup) -> DescentSetup:
    """Return a setup that makes a descent with a picture; DescentError where it makes none."""
    setup.check_drawable()
    return setup


def _all(setup: DescentSetup) -> Iterator[DescentControl]:
    yield from _inputs_controls(setup)
    yield from _neuron_controls(setup)
    yield from _step_controls(setup)
    yield from _walk_controls(setup)


# ── inputs ───────────────────────────────────────────────────────────────────────────────────────


def _inputs_controls(setup: DescentSetup) -> Iterator[DescentControl]:
    for panel in range(MOST_PANELS):
        yield _panel_control(setup, panel)
    kinds = {inputs.kind for inputs in setup.inputs}
    if "patches" in kinds:
        yield _control(
            "picture",
            str(edits.picture_of(setup)),
            lambda setup, n: parse_picture(turned(list(PICTURES), edits.picture_of(setup).name, n)),
            lambda text: parse_picture(text.strip()),
            edits.with_picture,
        )
    if "correlated" in kinds:
        yield _number(setup, "rho", edits.rho_of, stations.RHOS, edits.with_rho)


def _panel_control(setup: DescentSetup, panel: int) -> DescentControl:
    name = f"inputs.{panel + 1}"
    value = write_inputs(setup.inputs[panel]) if panel < len(setup.inputs) else NONE
    choices = (NONE, *stations.INPUTS) if panel else stations.INPUTS

    def step(setup: DescentSetup, n: int) -> DescentSetup:
        at = station_of(setup.inputs[panel]) if panel < len(setup.inputs) else NONE
        return typed(setup, turned(choices, at, n))

    def typed(setup: DescentSetup, text: str) -> DescentSetup:
        if panel and text.strip() == NONE:
            return edits.with_inputs(setup, panel, None)
        inputs = parse_inputs(text.strip(), name)
        if inputs.kind == "correlated" and "rho=" not in text:
            inputs = replace(inputs, rho=edits.rho_of(setup))
        if inputs.kind == "patches" and "picture=" not in text:
            inputs = replace(inputs, picture=edits.picture_of(setup))
        return checked(edits.with_inputs(setup, panel, inputs))

    return DescentControl(name, value, step, typed)


def station_of(inputs: InputsSpec) -> str:
    """Return inputs without their correlation and picture, which have controls of their own."""
    if inputs.kind == "uniform":
        return inputs.range
    return inputs.kind if inputs.range == "01" else f"{inputs.kind}:range={inputs.range}"


# ── neuron ───────────────────────────────────────────────────────────────────────────────────────


def _neuron_controls(setup: DescentSetup) -> Iterator[DescentControl]:
    yield _control(
        "dims",
        str(setup.dims),
        lambda setup, n: stepped(stations.SQUARES if setup.needs_square else stations.DIMS, setup.dims, n),
        lambda text: read_whole("dims", text, 1, MOST_DIMS),
        edits.with_dims,
    )
    yield _choice(
        setup,
        "bias",
        lambda setup: YES if setup.bias else NO,
        (NO, YES),
        lambda setup, word: edits.with_bias(setup, word == YES),
    )
    yield _choice(setup, "loss", lambda setup: setup.loss, LOSSES, edits.with_loss)


# ── steps ────────────────────────────────────────────────────────────────────────────────────────


def _step_controls(setup: DescentSetup) -> Iterator[DescentControl]:
    yield _control(
        "batch",
        write_batch(setup.batch),
        lambda setup, n: _next_batch(setup.batch, n),
        parse_batch,
        lambda setup, batch: replace(setup, batch=batch),
    )
    yield _choice(
        setup,
        "rule",
        lambda setup: setup.step.kind,
        STEP_KINDS,
        lambda setup, rule: replace(setup, step=step_rule(rule, setup.step.value)),
    )
    yield DescentControl(
        "step",
        write_number(setup.step.value),
        lambda setup, n: checked(
            replace(setup, step=step_rule(setup.step.kind, stepped(stations.STEP_SIZES, setup.step.value, n)))
        ),
        _typed_step,
    )
    yield _control(
        "optimiser",
        write_optimiser(setup.optimiser),
        lambda setup, n: optimiser(turned(OPTIMISER_KINDS, setup.optimiser.kind, n)),
        parse_optimiser,
        lambda setup, rule: replace(setup, optimiser=rule),
    )
    if BETAS[setup.optimiser.kind]:
        yield _number(setup, "beta", edits.beta_of, stations.BETAS, edits.with_beta)


def _next_batch(batch: int, n: int) -> int:
    """Return the next batch: the whole set lies beyond the largest one."""
    last = stations.BATCHES[-1]
    if batch == FULL:
        return FULL if n > 0 else stepped(stations.BATCHES, last, n + 1) if n < -1 else last
    if n > 0 and batch >= last:
        return FULL
    return stepped(stations.BATCHES, batch, n)


def _typed_step(setup: DescentSetup, text: str) -> DescentSetup:
    """Take a number for the rule in use, or rule:number."""
    if ":" in text:
        return checked(replace(setup, step=parse_step(text)))
    return checked(replace(setup, step=step_rule(setup.step.kind, read_number("step", text))))


# ── start, random numbers, end ───────────────────────────────────────────────────────────────────


def _walk_controls(setup: DescentSetup) -> Iterator[DescentControl]:
    yield _control(
        "start",
        write_start(setup.start or setup.usual_start),
        lambda setup, n: turned(starts_of(setup), setup.start, n),
        parse_start,
        lambda setup, start: replace(setup, start=start),
    )
    yield _number(
        setup, "noise", lambda setup: setup.noise, stations.NOISES, lambda setup, noise: replace(setup, noise=noise)
    )
    yield _control(
        "seed",
        str(setup.seed),
        lambda setup, n: (setup.seed + n) % (MOST_SEED + 1),
        lambda text: read_whole("seed", text, 0, MOST_SEED),
        lambda setup, seed: replace(setup, seed=seed),
    )
    yield _number(
        setup,
        "tolerance",
        lambda setup: setup.tolerance,
        stations.TOLERANCES,
        lambda setup, x: replace(setup, tolerance=x),
    )
    yield _control(
        "max_steps",
        str(setup.max_steps),
        lambda setup, n: stepped(stations.MOST_STEPS, setup.max_steps, n),
        lambda text: read_whole("max_steps", text, 1, MOST_STEPS),
        lambda setup, most: replace(setup, max_steps=most),
    )


def starts_of(setup: DescentSetup) -> tuple[tuple[float, ...], ...]:
    """Return the stations of `start`: the usual one, its mirror image, all weights alike, and the first alone."""
    usual, n = setup.usual_start, setup.weights
    return ((), tuple(-x for x in usual), (-1.0,) * n, (1.0,) * n, (-1.0, *(0.0,) * (n - 1)))


# ── the usual kinds ──────────────────────────────────────────────────────────────────────────────


def _control(
    name: str,
    value: str,
    following: Callable[[DescentSetup, int], V],
    read: Callable[[str], V],
    change: Callable[[DescentSetup, V], DescentSetup],
) -> DescentControl:
    """Return the control that sets, by `change`, the value so many stations on or one that is read."""
    return DescentControl(
        name,
        value,
        lambda setup, n: checked(change(setup, following(setup, n))),
        lambda setup, text: checked(change(setup, read(text))),
    )


def _number(
    setup: DescentSetup,
    name: str,
    value_of: Callable[[DescentSetup], float],
    at: Sequence[float],
    change: Callable[[DescentSetup, float], DescentSetup],
) -> DescentControl:
    return _control(
        name,
        write_number(value_of(setup)),
        lambda setup, n: stepped(at, value_of(setup), n),
        lambda text: read_number(name, text),
        change,
    )


def _choice(
    setup: DescentSetup,
    name: str,
    value_of: Callable[[DescentSetup], str],
    words: Sequence[str],
    change: Callable[[DescentSetup, str], DescentSetup],
) -> DescentControl:
    def read(text: str) -> str:
        if text.strip() not in words:
            message = _("{name} must be one of {words}, not {given}")
            raise DescentError(
                message.format(name=control_label(name), words=", ".join(words), given=quote(text)), name
            )
        return text.strip()

    return _control(name, value_of(setup), lambda setup, n: turned(words, value_of(setup), n), read, change)
