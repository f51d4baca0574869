"""The fused cell: against pencil and paper, against loops, over the seams of its tiles, and in bounded memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.nn.reference import is_one_plain_sentence, slow_conv2d, slow_max_pool2d, slow_relu, whole_numbers
from tutor.nn import conv2d, tiles
from tutor.nn.arguments import FloatArray
from tutor.nn.fused import conv_pool_relu

Two = tuple[int, int]
Setting = dict[str, Any]

# (x, w, how): tiny and not, one example and several, windows that overlap, leave gaps, do not divide, hang over…
CASES: list[tuple[tuple[int, ...], tuple[int, ...], Setting]] = [
    ((1, 1, 8, 8), (1, 1, 3, 3), {}),
    ((1, 1, 8, 8), (1, 1, 3, 3), {"padding": 1}),
    ((1, 2, 7, 6), (3, 2, 3, 2), {"padding": (1, 0), "size": 3, "pool_stride": 2, "pool_padding": 1}),
    ((2, 3, 9, 8), (4, 3, 3, 3), {"padding": 1}),
    ((2, 3, 9, 8), (4, 3, 3, 3), {"padding": 1, "size": 3, "pool_stride": 2}),
    ((2, 2, 9, 10), (3, 2, 2, 3), {"stride": (2, 1), "size": (2, 3), "pool_stride": (1, 2), "pool_padding": (1, 0)}),
    ((3, 1, 11, 7), (2, 1, 3, 3), {"size": 2, "pool_stride": 3}),
    ((2, 1, 5, 5), (2, 1, 2, 2), {"size": 4, "pool_padding": 2}),
    ((2, 2, 4, 5), (2, 2, 1, 1), {"size": 1}),
    ((2, 1, 3, 3), (1, 1, 3, 3), {"padding": 4, "stride": 3, "size": 2, "pool_stride": 1}),
    ((1, 1, 1, 1), (1, 1, 1, 1), {"size": 1}),
    ((1, 4, 20, 30), (5, 4, 3, 3), {"padding": 1, "size": (3, 2), "pool_stride": (2, 2), "pool_padding": (1, 1)}),
]


def slowly(
    x: FloatArray,
    w: FloatArray,
    b: FloatArray | None = None,
    *,
    stride: int | Two = 1,
    padding: int | Two = 0,
    size: int | Two = 2,
    pool_stride: int | Two | None = None,
    pool_padding: int | Two = 0,
    relu: bool = True,
) -> FloatArray:
    y = slow_conv2d(x, w, b, stride=stride, padding=padding)
    y, _winners = slow_max_pool2d(y, size, stride=pool_stride, padding=pool_padding)
    return slow_relu(y) if relu else y


def test_a_window_by_hand() -> None:
    x = np.array([[[[1.0, 5.0], [-2.0, 3.0]]]])
    assert conv_pool_relu(x, [[[[2.0]]]]).tolist() == [[[[10.0]]]]
    assert conv_pool_relu(x, [[[[-2.0]]]]).tolist() == [[[[4.0]]]]  # the only positive one: −2 · −2
    assert conv_pool_relu(x, [[[[-1.0]]]], [-4.0]).tolist() == [[[[0.0]]]]  # max(−5, −9, −2, −7) = −2, so 0
    assert conv_pool_relu(x, [[[[-1.0]]]], [-4.0], relu=False).tolist() == [[[[-2.0]]]]


@pytest.mark.parametrize("tile_bytes", [1, 700, 1 << 20])
@pytest.mark.parametrize(("x_shape", "w_shape", "how"), CASES)
def test_agrees_with_the_loops_wherever_the_seams_are(
    monkeypatch: pytest.MonkeyPatch, x_shape: tuple[int, ...], w_shape: tuple[int, ...], how: Setting, tile_bytes: int
) -> None:
    monkeypatch.setattr(tiles, "TILE_BYTES", tile_bytes)
    x, w, b = whole_numbers(1, *x_shape), whole_numbers(2, *w_shape), whole_numbers(3, w_shape[0], low=-60, high=20)
    for bias in (None, b):
        for relu in (True, False):
            y = conv_pool_relu(x, w, bias, **how, relu=relu)
            assert np.array_equal(y, slowly(x, w, bias, **how, relu=relu))
            assert y.dtype == np.float64
            assert y.flags.c_contiguous
    small = conv_pool_relu(x.astype(np.float32), w, b, **how)
    assert small.dtype == np.float32
    assert np.array_equal(small, slowly(x, w, b, **how))
    rng = np.random.default_rng(4)
    x, w = rng.normal(size=x_shape), rng.normal(size=w_shape)
    np.testing.assert_allclose(conv_pool_relu(x, w, **how), slowly(x, w, **how), rtol=1e-12, atol=1e-12)


@st.composite
def geometries(draw: st.DrawFn) -> tuple[tuple[int, ...], tuple[int, ...], Setting]:
    small, tiny = st.integers(1, 4), st.integers(1, 3)
    n, c, f, *kernel = (draw(tiny) for _ in range(5))
    how: Setting = {name: (draw(tiny), draw(tiny)) for name in ("stride", "pool_stride")}
    how["padding"] = draw(st.integers(0, 3)), draw(st.integers(0, 3))
    how["size"] = draw(small), draw(small)
    how["pool_padding"] = tuple(draw(st.integers(0, cells // 2)) for cells in how["size"])
    # Long enough for one window of the pool over windows of the kernel at least.
    lengths = (
        max(1, (max(1, how["size"][i] - 2 * how["pool_padding"][i]) - 1) * how["stride"][i] + kernel[i])
        + draw(st.integers(0, 9))
        for i in (0, 1)
    )
    return (n, c, *lengths), (f, c, *kernel), how


@settings(deadline=None, max_examples=120)
@given(geometry=geometries(), tile_bytes=st.integers(1, 6000), chunk=st.integers(1, 40), seed=st.integers(0, 9))
def test_any_geometry_in_any_tiles(
    geometry: tuple[tuple[int, ...], tuple[int, ...], Setting], tile_bytes: int, chunk: int, seed: int
) -> None:
    x_shape, w_shape, how = geometry
    x, w = whole_numbers(seed, *x_shape), whole_numbers(seed + 1, *w_shape)
    expected = slowly(x, w, **how, relu=False)
    y = slow_conv2d(x, w, stride=how["stride"], padding=how["padding"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiles, "TILE_BYTES", tile_bytes)
        patch.setattr(tiles, "_CHUNK", chunk)  # so that channels and kernels are taken in pieces
        assert np.array_equal(conv_pool_relu(x, w, **how, relu=False), expected)
        assert np.array_equal(conv_pool_relu(x, w, **how), np.maximum(expected, 0))
        assert np.array_equal(conv2d(x, w, stride=how["stride"], padding=how["padding"]), y)


@pytest.mark.parametrize("examples", [1, 2])
def test_nan_and_infinity_go_where_they_belong(examples: int) -> None:
    x = np.zeros((examples, 1, 8, 8))
    x[-1, 0, 0, 0], x[-1, 0, 4, 4], x[-1, 0, 6, 0] = np.nan, np.inf, -np.inf
    y = conv_pool_relu(x, [[[[1.0]]]])[-1, 0]
    assert np.isnan(y[0, 0])
    assert y[2, 2] == np.inf
    assert np.count_nonzero(y == 0) == 14  # −∞ among them: the other three cells of its window are 0
    lowest = np.full((examples, 1, 2, 2), -np.inf)
    assert conv_pool_relu(lowest, [[[[1.0]]]], relu=False).ravel().tolist() == [-np.inf] * examples
    assert conv_pool_relu(lowest, [[[[1.0]]]]).ravel().tolist() == [0] * examples


def test_views_and_read_only_arrays_are_accepted_and_left_alone() -> None:
    base = whole_numbers(7, 9, 16, 2, 3)
    x, w = base.transpose(3, 2, 0, 1)[::-1, :, :, ::2], whole_numbers(8, 2, 2, 3, 3)[:, :, ::-1, ::-1]
    before = base.copy()
    base.flags.writeable = x.flags.writeable = w.flags.writeable = False
    assert np.array_equal(conv_pool_relu(x, w, padding=1), slowly(x.copy(), w.copy(), padding=1))
    assert np.array_equal(base, before)


@pytest.mark.parametrize("x_shape", [(1, 1, 8, 8), (2, 3, 40, 40)])
def test_a_result_belongs_to_the_caller(x_shape: tuple[int, ...]) -> None:
    x, w = whole_numbers(1, *x_shape), whole_numbers(2, 2, x_shape[1], 3, 3)
    for call in (conv_pool_relu, conv2d):
        first = call(x, w)
        kept = first.copy()
        second = call(x, w)
        second[...] = -1
        assert np.array_equal(first, kept)
        assert np.array_equal(call(x, w), kept)


BIG: list[tuple[tuple[int, ...], tuple[int, ...], Setting]] = [
    ((1, 1, 1200, 1000), (6, 1, 3, 3), {"padding": 1}),
    ((1, 1, 4, 200_000), (2, 1, 3, 3), {"padding": 1, "size": 3, "pool_stride": 2, "pool_padding": 1}),  # long rows
    ((1, 3000, 6, 40), (8, 3000, 3, 3), {}),  # many channels
    ((1, 2, 6, 40), (30_000, 2, 1, 1), {"pool_stride": 1}),  # many kernels
    ((1, 1, 2, 2), (1_000_000, 1, 1, 1), {}),  # more kernels than there is room for
    ((4000, 1, 16, 16), (2, 1, 3, 3), {}),  # many examples
    ((1, 2, 250, 250), (3, 2, 200, 200), {"padding": 2, "stride": 9}),  # a large kernel
    ((2, 1, 300, 300), (40, 1, 1, 1), {"size": (40, 2), "pool_stride": (1, 9)}),  # a large pool
    ((1, 1, 3000, 1000), (1, 1, 1, 1), {"stride": 7, "padding": 3, "size": 60}),
]


@pytest.mark.parametrize(("x_shape", "w_shape", "how"), BIG)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_memory_beside_the_output_is_bounded(
    x_shape: tuple[int, ...], w_shape: tuple[int, ...], how: Setting, kind: type[np.floating[Any]]
) -> None:
    x, w = np.ones(x_shape, dtype=kind), np.ones(w_shape, dtype=kind)
    without_pool = {name: how[name] for name in ("stride", "padding") if name in how}
    calls: tuple[Callable[[], FloatArray], ...] = (
        lambda: conv_pool_relu(x, w, **how),
        lambda: conv2d(x, w, **without_pool),
    )
    tracemalloc.start()
    try:
        for call in calls:
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            y = call()
            assert tracemalloc.get_traced_memory()[1] - before - y.nbytes <= 8 << 20
            del y
    finally:
        tracemalloc.stop()


X, W = np.zeros((1, 2, 4, 4)), np.zeros((3, 2, 3, 3))
BAD: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: conv_pool_relu(X[0], W), ValueError, "x must have 4 axes"),
    (lambda: conv_pool_relu(X, W[:, :1]), ValueError, "x has 2 channels"),
    (lambda: conv_pool_relu(X, W, np.zeros(2)), ValueError, "b has 2 values"),
    (lambda: conv_pool_relu("picture", W), TypeError, "x must hold real numbers"),
    (lambda: conv_pool_relu(X[:, :, :2], W), ValueError, "does not fit"),
    (lambda: conv_pool_relu(X, W, size=3), ValueError, "a window of 3 does not fit into 2 cells"),
    (lambda: conv_pool_relu(X, W, size=0), ValueError, "size must be at least 1"),
    (lambda: conv_pool_relu(X, W, size=True), TypeError, "size must be a whole number"),
    (lambda: conv_pool_relu(X, W, size=(2, True)), TypeError, "size must be a whole number"),
    (lambda: conv_pool_relu(X, W, stride=1.0), TypeError, "stride must be a whole number"),  # type: ignore[arg-type]
    (lambda: conv_pool_relu(X, W, stride=0), ValueError, "stride must be at least 1"),
    (lambda: conv_pool_relu(X, W, padding=-1), ValueError, "padding must be at least 0"),
    (lambda: conv_pool_relu(X, W, pool_stride=0), ValueError, "pool_stride must be at least 1"),
    (lambda: conv_pool_relu(X, W, pool_padding=2), ValueError, "pool_padding must be at most half the window"),
    (lambda: conv_pool_relu(X, W, pool_padding=(0, -1)), ValueError, "pool_padding must be at least 0"),
    (lambda: conv_pool_relu(X, W, size=[1, 2, 3]), ValueError, "size must be one whole"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("call", "kind", "words"), BAD)
def test_bad_arguments_are_refused_in_one_sentence(call: Callable[[], Any], kind: type[Exception], words: str) -> None:
    conv_pool_relu(X, W, size=2, stride=1)  # what is remembered of it must not let True or 1.0 pass for 1
    conv_pool_relu(X, W, size=(2, 1))
    with pytest.raises(kind, match=words) as caught:
        call()
    assert type(caught.value) is kind
    assert is_one_plain_sentence(str(caught.value))


def test_lists_and_numpy_integers_are_pairs_too() -> None:
    x, w = whole_numbers(1, 1, 2, 6, 6), whole_numbers(2, 3, 2, 3, 3)
    expected = slowly(x, w, size=(2, 1), padding=1)
    assert np.array_equal(conv_pool_relu(x, w, size=[2, 1], padding=np.int64(1)), expected)  # type: ignore[arg-type]
