"""What can be done to a bench: each change takes a setup and returns another one, or says why not.

A layer or lane that is not there is left alone: keys may be hit faster than what they change is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tutor.bench.layers import KINDS, LayerSpec, Value
from tutor.bench.problem import BenchError
from tutor.bench.setup import MOST_LANES, MOST_LAYERS, LaneSpec, Setup, whose
from tutor.language import _

Layers = tuple[LayerSpec, ...]


def insert_layer(setup: Setup, lane: int, place: int, layer: LayerSpec) -> Setup:
    """Put a layer before the layer at `place`; at the end where `place` is behind the last one."""

    def changed(layers: Layers) -> Layers:
        if len(layers) >= MOST_LAYERS:
            raise BenchError(_("a lane has at most {n} layers").format(n=MOST_LAYERS))
        return (*layers[:place], like_the_others(setup, layer), *layers[place:])

    return _in_lane(setup, lane, changed)


def remove_layer(setup: Setup, lane: int, place: int) -> Setup:
    """Take a layer out of a lane."""

    def changed(layers: Layers) -> Layers:
        if len(layers) == 1:
            raise BenchError(_("a lane needs at least one layer"))
        return (*layers[:place], *layers[place + 1 :])

    return _in_lane(setup, lane, changed)


def swap_layers(setup: Setup, lane: int, one: int, other: int) -> Setup:
    """Let two layers of a lane change places."""

    def changed(layers: Layers) -> Layers:
        if not max(one, other) < len(layers):
            return layers
        order = list(layers)
        order[one], order[other] = order[other], order[one]
        return tuple(order)

    return _in_lane(setup, lane, changed)


def replace_layer(setup: Setup, lane: int, place: int, layer: LayerSpec) -> Setup:
    """Put another layer in the place of one."""
    return _in_lane(setup, lane, lambda layers: (*layers[:place], like_the_others(setup, layer), *layers[place + 1 :]))


def like_the_others(setup: Setup, layer: LayerSpec) -> LayerSpec:
    """Return a new layer with the settings that its kind has elsewhere on the bench; one with its own keeps them."""
    if layer.settings:
        return layer
    same = (other for lane in setup.lanes for other in lane.layers if other.kind == layer.kind)
    return next(same, layer)


def set_everywhere(setup: Setup, kinds: frozenset[str], name: str, value: Value) -> Setup:
    """Change one setting at every layer of these kinds in every lane, so that the lanes stay comparable."""

    def changed(layers: Layers) -> Layers:
        return tuple(
            layer.with_setting(name, value) if layer.kind in kinds and name in KINDS[layer.kind] else layer
            for layer in layers
        )

    for lane in range(len(setup.lanes)):
        setup = _in_lane(setup, lane, changed)
    return setup


def set_layer(setup: Setup, lane: int, place: int, name: str, value: Value) -> Setup:
    """Change one setting of one layer only."""
    return _in_lane(
        setup,
        lane,
        lambda layers: (*layers[:place], layers[place].with_setting(name, value), *layers[place + 1 :]),
    )


def set_scaling(setup: Setup, scaling: str, lane: int | None = None) -> Setup:
    """Scale the input of one lane, or of all, to another range."""
    lanes = [
        replace(spec, scaling=scaling) if lane in (None, number) else spec for number, spec in enumerate(setup.lanes)
    ]
    return replace(setup, lanes=tuple(lanes))


def add_lane(setup: Setup, like: int) -> Setup:
    """Add a lane that begins as a copy of the lane `like`."""
    if len(setup.lanes) >= MOST_LANES:
        raise BenchError(_("a bench has at most {n} lanes").format(n=MOST_LANES))
    return replace(setup, lanes=(*setup.lanes, setup.lanes[min(like, len(setup.lanes) - 1)]))


def remove_lane(setup: Setup, lane: int) -> Setup:
    """Take a lane away."""
    if len(setup.lanes) == 1:
        raise BenchError(_("a bench needs at least one lane"))
    return replace(setup, lanes=(*setup.lanes[:lane], *setup.lanes[lane + 1 :]))


def _in_lane(setup: Setup, lane: int, change: Callable[[Layers], Layers]) -> Setup:
    if lane >= len(setup.lanes):
        return setup
    spec = setup.lanes[lane]
    layers = change(spec.layers)
    if layers == spec.layers:
        return setup
    same_cell = [layer.kind for layer in layers] == [layer.kind for layer in spec.layers]
    changed: LaneSpec = replace(spec, layers=layers, name=spec.name if same_cell else whose(layers))
    return replace(setup, lanes=(*setup.lanes[:lane], changed, *setup.lanes[lane + 1 :]))
