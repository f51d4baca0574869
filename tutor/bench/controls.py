"""What can be turned on a bench: each control steps a value down or up, or takes a typed one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tutor.bench.edits import set_everywhere, set_scaling
from tutor.bench.kernel import PRESETS, RANDOM, TYPED, Kernel
from tutor.bench.layers import KINDS, POOLS, Setting, Value
from tutor.bench.numbers import parse_number
from tutor.bench.picture import PictureSpec
from tutor.bench.problem import BenchError
from tutor.bench.setup import RANGES, Setup
from tutor.language import _
from tutor.nn.pictures import PICTURES
from tutor.quoting import quote

GROUPS = ("picture", "cells", "range", "kernel", "conv", "pool", "layers", "lanes")
"""What a lesson may open or keep closed. `layers` and `lanes` are no controls of this list but edits of the lanes."""
STEP = Decimal("0.1")
"""By how much a number that is not whole goes up or down."""


@dataclass(frozen=True)
class Control:
    """One control: where it belongs, what it is set to, and how it is changed."""

    id: str
    """`picture`, `range`, `kernel`, `size`, `filters`, `seed`, or kind.setting: `conv.stride`, `pool.size`…"""
    group: str
    value: Value
    step: Callable[[Setup, int], Setup]
    """Return the setup with the value `n` steps on. BenchError where it cannot go there."""
    typed: Callable[[Setup, str], Setup] | None = None
    """Return the setup with a typed value. BenchError where it is none."""


def controls_of(setup: Setup, groups: Sequence[str] = GROUPS) -> list[Control]:
    """Return the controls of a bench that belong to `groups`; layers that are nowhere on it have none."""
    return [control for control in _all(setup) if control.group in groups]


def _all(setup: Setup) -> Iterator[Control]:
    yield Control("picture", "picture", setup.picture.name or TYPED, _next_picture, _typed_picture)
    yield Control("range", "range", setup.lanes[0].scaling, _next_range)
    kinds = {layer.kind for lane in setup.lanes for layer in lane.layers}
    if "conv" in kinds:
        yield from _kernel_controls(setup.kernel)
        yield from _settings(setup, "conv", frozenset({"conv"}), KINDS["conv"])
    pools = kinds & POOLS
    if pools:
        shared = {name: setting for kind in sorted(pools) for name, setting in KINDS[kind].items()}
        yield from _settings(setup, "pool", POOLS, shared)
    for kind in KINDS:
        if kind in kinds and kind != "conv" and kind not in POOLS:
            yield from _settings(setup, kind, frozenset({kind}), KINDS[kind])


# ── pictures, ranges, kernels ────────────────────────────────────────────────────────────────────


def _next_picture(setup: Setup, steps: int) -> Setup:
    names = list(PICTURES)
    at = names.index(setup.picture.name) if setup.picture.kind == "built-in" else (-1 if steps > 0 else 0)
    return replace(setup, picture=PictureSpec("built-in", names[(at + steps) % len(names)]))


def _typed_picture(setup: Setup, text: str) -> Setup:
    return replace(setup, picture=PictureSpec.parse(text.strip()))


def _next_range(setup: Setup, steps: int) -> Setup:
    at = RANGES.index(setup.lanes[0].scaling)
    return set_scaling(setup, RANGES[(at + steps) % len(RANGES)])


def next_range_of_lane(setup: Setup, lane: int, steps: int) -> Setup:
    """Return the setup with another range for one lane only."""
    at = RANGES.index(setup.lanes[lane].scaling)
    return set_scaling(setup, RANGES[(at + steps) % len(RANGES)], lane)


def _kernel_controls(kernel: Kernel) -> Iterator[Control]:
    yield Control("kernel", "kernel", kernel.name, _next_kernel, _typed_kernel)
    yield Control(
        "size", "kernel", kernel.shape[0], _kernel_step(lambda k, n: k.resized(k.shape[0] + n)), _whole("size")
    )
    yield Control(
        "filters", "kernel", kernel.filters, _kernel_step(lambda k, n: k.with_filters(k.filters + n)), _whole("filters")
    )
    if kernel.name == RANDOM:
        step = _kernel_step(lambda k, n: replace(k, seed=(k.seed + n) % 2**32))
        yield Control("seed", "kernel", kernel.seed, step, _whole("seed"))


def _next_kernel(setup: Setup, steps: int) -> Setup:
    names = [*PRESETS, RANDOM]
    kernel = setup.kernel
    at = names.index(kernel.name) if kernel.name in names else (-1 if steps > 0 else 0)
    following = Kernel(names[(at + steps) % len(names)], kernel.shape[0], kernel.filters, kernel.seed)
    return replace(setup, kernel=following)


def _typed_kernel(setup: Setup, text: str) -> Setup:
    return replace(setup, kernel=Kernel.parse(text.strip()))


def _kernel_step(change: Callable[[Kernel, int], Kernel]) -> Callable[[Setup, int], Setup]:
    return lambda setup, steps: replace(setup, kernel=change(setup.kernel, steps))


def _whole(name: str) -> Callable[[Setup, str], Setup]:
    def typed(setup: Setup, text: str) -> Setup:
        value = parse_number(text)
        if value is None or value != int(value) or not 0 <= value < 2**32:
            raise BenchError(_("{text} is no whole number").format(text=quote(text)))
        kernel = setup.kernel
        if name == "size":
            return replace(setup, kernel=kernel.resized(int(value)))
        if name == "filters":
            return replace(setup, kernel=kernel.with_filters(int(value)))
        return replace(setup, kernel=replace(kernel, seed=int(value)))

    return typed


# ── the settings of layers ───────────────────────────────────────────────────────────────────────


def _settings(setup: Setup, prefix: str, kinds: frozenset[str], settings: Mapping[str, Setting]) -> Iterator[Control]:
    for name, setting in settings.items():
        group = prefix if prefix in ("conv", "pool") else "layers"
        stepped = replace(setting, low=1) if prefix == "pool" and name == "stride" else setting  # 0 means the size
        value = _setting_value(setup, kinds, name)
        assert value is not None  # noqa: S101  # only settings of layers on the bench are asked for
        step, typed = _setting_step(kinds, name, stepped), _setting_typed(kinds, name, setting)
        yield Control(f"{prefix}.{name}", group, value, step, typed)


def _setting_value(setup: Setup, kinds: frozenset[str], name: str) -> Value | None:
    """Return what a setting is in the first layer that has it, None where no layer does."""
    layers = (layer for lane in setup.lanes for layer in lane.layers)
    holder = next((layer for layer in layers if layer.kind in kinds and name in KINDS[layer.kind]), None)
    if holder is None:
        return None
    return holder.stride if kinds == POOLS and name == "stride" else holder[name]


def _setting_step(kinds: frozenset[str], name: str, setting: Setting) -> Callable[[Setup, int], Setup]:
    def step(setup: Setup, steps: int) -> Setup:
        value = _setting_value(setup, kinds, name)
        if value is None:  # the layer was taken out since the control was shown
            return setup
        if isinstance(value, str):
            following: Value = setting.words[(setting.words.index(value) + steps) % len(setting.words)]
        elif setting.whole:
            following = setting.read(name, str(int(value) + steps))
        else:
            following = setting.read(name, repr(float(Decimal(repr(float(value))) + steps * STEP)))
        return set_everywhere(setup, kinds, name, following)

    return step


def _setting_typed(kinds: frozenset[str], name: str, setting: Setting) -> Callable[[Setup, str], Setup]:
    return lambda setup, text: set_everywhere(setup, kinds, name, setting.read(name, text.strip().replace(",", ".")))
