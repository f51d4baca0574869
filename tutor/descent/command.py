"""A laboratory of descent as the options of `layer-tutor descend`, and back: what one copies, another one opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tutor.bench.command import quoted
from tutor.bench.numbers import write_number
from tutor.descent import edits
from tutor.descent.numbers import read_number, read_whole
from tutor.descent.problem import DescentError, unknown
from tutor.descent.setup import MOST_PANELS, MOST_SEED, DescentSetup
from tutor.descent.words import (
    parse_batch,
    parse_inputs,
    parse_optimiser,
    parse_picture,
    parse_start,
    parse_step,
    write_batch,
    write_inputs,
    write_optimiser,
    write_start,
    write_step,
)
from tutor.language import _
from tutor.nn.descent import LOSSES, MOST_DIMS, MOST_STEPS
from tutor.quoting import quote

OPTIONS = {
    "inputs.1": "--inputs",
    "inputs.2": "--inputs",
    "picture": "--picture",
    "rho": "--inputs",
    "dims": "--dims",
    "bias": "--bias",
    "loss": "--loss",
    "batch": "--batch",
    "rule": "--step",
    "step": "--step",
    "optimiser": "--optimiser",
    "beta": "--optimiser",
    "start": "--start",
    "noise": "--noise",
    "seed": "--seed",
    "tolerance": "--tolerance",
    "max_steps": "--max-steps",
}
"""The option that sets each control."""


@dataclass(frozen=True)
class DescendOptions:
    """What was said on the command line, still as text; None and empty where nothing was."""

    inputs: Sequence[str] = ()
    dims: str | None = None
    bias: bool = False
    loss: str | None = None
    batch: str | None = None
    step: str | None = None
    optimiser: str | None = None
    start: str | None = None
    noise: str | None = None
    tolerance: str | None = None
    max_steps: str | None = None
    seed: str | None = None
    picture: str | None = None


def from_options(options: DescendOptions) -> DescentSetup:
    """Return the laboratory that the options describe. DescentError, naming the option, where they describe none."""
    try:
        setup = _read(options)
        setup.problems()  # so that what makes no descent is refused here
    except DescentError as error:
        raise DescentError(f"{option_of(error.control)}: {error}", error.control) from None
    return setup


def option_of(control: str) -> str:
    """Return the option that sets a control."""
    return OPTIONS.get(control, f"--{control}")


def to_arguments(setup: DescentSetup) -> list[str]:
    """Return the options that describe a laboratory; what is as usual is not said."""
    usual, arguments = DescentSetup(), []
    if setup.inputs != usual.inputs:
        arguments += [f"--inputs={write_inputs(inputs)}" for inputs in setup.inputs]
    if setup.bias:
        arguments.append("--bias")
    said = {
        "--dims": (setup.dims != usual.dims, str(setup.dims)),
        "--loss": (setup.loss != usual.loss, setup.loss),
        "--batch": (setup.batch != usual.batch, write_batch(setup.batch)),
        "--step": (setup.step != usual.step, write_step(setup.step)),
        "--optimiser": (setup.optimiser != usual.optimiser, write_optimiser(setup.optimiser)),
        "--start": (bool(setup.start), write_start(setup.start)),
        "--noise": (setup.noise != usual.noise, write_number(setup.noise)),
        "--tolerance": (setup.tolerance != usual.tolerance, write_number(setup.tolerance)),
        "--max-steps": (setup.max_steps != usual.max_steps, str(setup.max_steps)),
        "--seed": (setup.seed != usual.seed, str(setup.seed)),
    }
    return arguments + [f"{option}={text}" for option, (differs, text) in said.items() if differs]


def command_line(setup: DescentSetup) -> str:
    """Return the command that opens this very laboratory, quoted for a shell; without --open it prints it.

    Every character of it prints, so it is one line and harmless on a terminal, whatever a picture's file is called.
    """
    return " ".join(map(quoted, ["layer-tutor", "descend", "--open", *to_arguments(setup)]))


def _read(options: DescendOptions) -> DescentSetup:
    setup = DescentSetup()
    if options.inputs:
        setup = replace(setup, inputs=tuple(parse_inputs(text) for text in options.inputs))
    if len(setup.inputs) > MOST_PANELS:
        raise DescentError(_("give it once or twice, for one panel or for two"), "inputs.1")
    if options.picture is not None:
        setup = _with_picture(setup, options.picture)
    if options.loss is not None and options.loss not in LOSSES:
        raise unknown(_("there is no loss {name}").format(name=quote(options.loss)), options.loss, LOSSES, "loss")
    dims, steps, seed = options.dims, options.max_steps, options.seed
    return replace(
        setup,
        bias=options.bias,
        dims=setup.dims if dims is None else read_whole("dims", dims, 1, MOST_DIMS),
        loss=setup.loss if options.loss is None else options.loss,
        batch=setup.batch if options.batch is None else parse_batch(options.batch),
        step=setup.step if options.step is None else parse_step(options.step),
        optimiser=setup.optimiser if options.optimiser is None else parse_optimiser(options.optimiser),
        start=() if options.start is None else parse_start(options.start),
        noise=_number("noise", options.noise, setup.noise),
        tolerance=_number("tolerance", options.tolerance, setup.tolerance),
        max_steps=setup.max_steps if steps is None else read_whole("max_steps", steps, 1, MOST_STEPS),
        seed=setup.seed if seed is None else read_whole("seed", seed, 0, MOST_SEED),
    )


def _number(control: str, text: str | None, usual: float) -> float:
    return usual if text is None else read_number(control, text)


def _with_picture(setup: DescentSetup, text: str) -> DescentSetup:
    """Put a picture under all patches."""
    if all(inputs.kind != "patches" for inputs in setup.inputs):
        raise DescentError(_("a picture needs inputs that are patches of it: --inputs patches"), "picture")
    return edits.with_picture(setup, parse_picture(text))
