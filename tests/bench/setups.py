"""Benches of every kind, for properties that hold for all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from hypothesis import strategies as st

from tutor.bench.kernel import PRESETS, RANDOM, TYPED, Kernel
from tutor.bench.layers import KINDS, LayerSpec, Setting, Value
from tutor.bench.numbers import Grid
from tutor.bench.picture import PictureSpec
from tutor.bench.problem import BenchError
from tutor.bench.setup import RANGES, LaneSpec, Setup, whose
from tutor.nn.pictures import PICTURES

NUMBERS = st.one_of(
    st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.1, -0.5, 1e-7, -5e-324, 1e6, -1e6, 1 / 3, 0.00012345678901234567]),
    st.integers(-20, 20).map(float),
    st.floats(-1e6, 1e6),
)


def grids(rows: st.SearchStrategy[int], columns: st.SearchStrategy[int]) -> st.SearchStrategy[Grid]:
    def of(size: tuple[int, int]) -> st.SearchStrategy[Grid]:
        row = st.tuples(*[NUMBERS] * size[1])
        return st.tuples(*[row] * size[0])

    return st.tuples(rows, columns).flatmap(of)


def several(most: int, side: int) -> st.SearchStrategy[tuple[Grid, ...]]:
    """One to `most` grids of one size."""
    sides = st.integers(1, side)
    return st.tuples(sides, sides, st.integers(1, most)).flatmap(
        lambda drawn: st.tuples(*[grids(st.just(drawn[0]), st.just(drawn[1]))] * drawn[2])
    )


def _value(setting: Setting) -> st.SearchStrategy[Value]:
    if setting.words:
        return st.sampled_from(setting.words)
    if setting.whole:
        return st.integers(int(setting.low), min(int(setting.high), int(setting.low) + 3))
    return NUMBERS.filter(lambda number: setting.low <= number <= setting.high)


def _settings(kind: str) -> st.SearchStrategy[dict[str, Value]]:
    return st.fixed_dictionaries({}, optional={name: _value(setting) for name, setting in KINDS[kind].items()})


LAYERS = st.sampled_from(sorted(KINDS)).flatmap(
    lambda kind: _settings(kind).map(lambda settings: LayerSpec.of(kind, **settings))
)

KERNELS = st.one_of(
    st.builds(
        Kernel,
        st.sampled_from([*PRESETS, RANDOM, RANDOM]),
        st.integers(1, 4),
        st.integers(1, 3),
        st.integers(0, 2**32 - 1),
    ),
    several(2, 3).map(lambda typed: Kernel(TYPED, len(typed[0]), len(typed), 0, typed)),
)


def _edited(drawn: tuple[PictureSpec, list[tuple[tuple[int, int, int], float]]]) -> PictureSpec:
    picture, edits = drawn
    shape = picture.pixels.shape
    for (channel, row, column), value in edits:
        picture = picture.with_cell((channel % shape[0], row % shape[1], column % shape[2]), value)
    return picture


_PLACES = st.tuples(*[st.integers(0, 40)] * 3)
_KIND: Literal["typed"] = "typed"
PICTURE_SPECS = st.tuples(
    st.one_of(
        st.sampled_from(sorted(PICTURES)).map(lambda name: PictureSpec("built-in", name)),
        several(3, 9).map(lambda channels: PictureSpec(_KIND, "", channels)),
    ),
    st.lists(st.tuples(_PLACES, NUMBERS), max_size=3),
).map(_edited)


def _fits(setup: Setup) -> bool:
    try:
        return all(setup.layers(number) for number in range(len(setup.lanes)))
    except BenchError:
        return False


def _lane(drawn: tuple[list[LayerSpec], str]) -> LaneSpec:
    layers = tuple(drawn[0])
    return LaneSpec(layers, drawn[1], whose(layers))


SETUPS = (
    st.builds(
        Setup,
        st.lists(
            st.tuples(st.lists(LAYERS, min_size=1, max_size=3), st.sampled_from(RANGES)).map(_lane),
            min_size=1,
            max_size=3,
        ).map(tuple),
        st.builds(
            lambda picture, white: replace(picture, brightest=white),
            PICTURE_SPECS,
            st.none() | st.floats(1e-3, 1e6),
        ),
        KERNELS,
    )
).filter(_fits)
"""Benches that can be run."""
