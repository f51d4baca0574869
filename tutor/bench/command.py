"""A bench as the options of `layer-tutor run`, and back: what one learner copies, another one opens."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from tutor.bench.kernel import Kernel
from tutor.bench.layers import LayerSpec, parse_layers, write_layers
from tutor.bench.numbers import parse_number, write_number
from tutor.bench.picture import PictureSpec, parse_cell, write_cell
from tutor.bench.problem import BenchError, unknown
from tutor.bench.setup import MOST_LANES, MOST_LAYERS, NO_SCALING, RANGES, LaneSpec, Setup, whose
from tutor.language import _
from tutor.quoting import quote

S = TypeVar("S")
T = TypeVar("T")


@dataclass(frozen=True)
class BenchOptions:
    """What was said on the command line, still as text."""

    layers: str
    against: Sequence[str] = ()
    picture: str | None = None
    kernel: str | None = None
    ranges: Sequence[str] = ()
    cells: Sequence[str] = ()
    brightest: str | None = None


def from_options(options: BenchOptions) -> Setup:
    """Return the bench that the options describe. BenchError, naming the option, where they do not describe one."""
    chains = [_read("--layers", options.layers), *(_read("--against", text) for text in options.against)]
    if len(chains) > MOST_LANES:
        raise BenchError(_("a bench has at most {n} lanes").format(n=MOST_LANES))
    ranges = [_range(text) for text in options.ranges] or [NO_SCALING]
    if len(ranges) not in (1, len(chains)):
        raise BenchError(_("give --range once, or once for each of the {n} lanes").format(n=len(chains)))
    ranges *= len(chains) if len(ranges) == 1 else 1
    lanes = tuple(LaneSpec(layers, scaling, whose(layers)) for layers, scaling in zip(chains, ranges, strict=True))
    picture = PictureSpec() if options.picture is None else _named("--picture", PictureSpec.parse, options.picture)
    if options.brightest is not None:
        white = parse_number(options.brightest)
        if white is None or not 1e-3 <= white <= 1e6:
            message = _("--brightest must be a number from {low} to {high}, not {given}")
            raise BenchError(message.format(low="0.001", high="1000000", given=quote(options.brightest)))
        picture = replace(picture, brightest=white)
    for text in options.cells:
        picture = _named("--set", partial(_with_cell, picture), text)
    kernel = Kernel() if options.kernel is None else _named("--kernel", Kernel.parse, options.kernel)
    setup = Setup(lanes, picture, kernel)
    for number in range(len(lanes)):
        _named("--against" if number else "--layers", setup.layers, number)  # so that what does not fit is refused
    return setup


def to_arguments(setup: Setup) -> list[str]:
    """Return the options that describe a bench."""
    first, *others = (write_layers(lane.layers) for lane in setup.lanes)
    arguments = [f"--layers={first}", *(f"--against={layers}" for layers in others)]
    arguments += [f"--picture={setup.picture}", f"--kernel={setup.kernel}"]
    ranges = [lane.scaling for lane in setup.lanes]
    if set(ranges) != {NO_SCALING}:
        arguments += [f"--range={name}" for name in (ranges[:1] if len(set(ranges)) == 1 else ranges)]
    if setup.picture.brightest is not None:
        arguments.append(f"--brightest={write_number(setup.picture.brightest)}")
    return arguments + [f"--set={write_cell(place, value)}" for place, value in setup.picture.edits]


def command_line(setup: Setup) -> str:
    """Return the command that opens this very bench, quoted for a shell; without --open it prints it.

    Every character of it prints, so it is one line and harmless on a terminal, whatever a file is called.
    """
    return " ".join(map(quoted, ["layer-tutor", "run", "--open", *to_arguments(setup)]))


def quoted(argument: str) -> str:
    """Return an argument as a shell takes it: as it is, in quotes, or as $'…' where not every character prints."""
    if argument.isprintable():
        return shlex.quote(argument)
    escaped = "".join(
        character
        if character.isprintable() and character not in "'\\"
        else "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "surrogateescape"))
        for character in argument
    )
    return f"$'{escaped}'"


def _read(option: str, text: str) -> tuple[LayerSpec, ...]:
    layers = _named(option, parse_layers, text)
    if len(layers) > MOST_LAYERS:
        raise BenchError(f"{option}: " + _("a lane has at most {n} layers").format(n=MOST_LAYERS))
    return layers


def _named(option: str, read: Callable[[S], T], given: S) -> T:
    """Return what `read` makes of what was given; its complaint names the option."""
    try:
        return read(given)
    except BenchError as error:
        raise BenchError(f"{option}: {error}") from None


def _with_cell(picture: PictureSpec, text: str) -> PictureSpec:
    place, value = parse_cell(text)
    return picture.with_cell(place, value)


def _range(text: str) -> str:
    if text in RANGES:
        return text
    raise unknown("--range: " + _("there is no range {name}").format(name=quote(text)), text, RANGES)
