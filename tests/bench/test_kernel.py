"""Kernels: the presets by hand, random ones the same everywhere, and all of them as text and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bench.setups import KERNELS
from tutor.bench.kernel import LARGEST_KERNEL, PRESETS, TYPED, Kernel
from tutor.bench.problem import BenchError

PINNED_0 = [[0.6, 1.5, -0.4], [2.0, 0.5, 1.0], [-1.7, -1.6, -1.8]]
PINNED_7 = [[[1.4, -0.6], [1.6, 1.9]], [[-0.9, -1.8], [-1.4, 0.8]]]


@given(KERNELS, st.integers(1, 3))
@settings(deadline=None)
def test_a_kernel_reads_back(kernel: Kernel, channels: int) -> None:
    read = Kernel.parse(str(kernel))
    assert str(read) == str(kernel)
    assert read.shape == kernel.shape
    assert read.filters == kernel.filters
    assert read.weight(channels).tobytes() == kernel.weight(channels).tobytes()


@given(KERNELS, st.integers(1, 3))
@settings(deadline=None)
def test_weights_have_the_shape_that_is_told(kernel: Kernel, channels: int) -> None:
    weight = kernel.weight(channels)
    assert weight.shape == (kernel.filters, channels, *kernel.shape)
    assert weight.dtype == np.float32


@given(KERNELS)
@settings(deadline=None)
def test_typed_cell_by_cell_it_is_the_same_kernel(kernel: Kernel) -> None:
    typed = kernel.typed()
    assert typed.name == TYPED
    assert typed.weight(1).tobytes() == kernel.weight(1).tobytes()
    assert Kernel.parse(str(typed)) == typed


def test_presets_by_hand() -> None:
    def rows(name: str, size: int = 3) -> object:
        return Kernel(name, size).weight(1)[0, 0].tolist()

    assert rows("edge") == [[-1, 0, 1]] * 3
    assert rows("edge", 4) == [[-1, -1, 1, 1]] * 4
    assert rows("edge_down") == [[-1] * 3, [0] * 3, [1] * 3]
    assert rows("blur") == [[1 / 16, 2 / 16, 1 / 16], [2 / 16, 4 / 16, 2 / 16], [1 / 16, 2 / 16, 1 / 16]]
    assert rows("sharpen") == [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]
    assert rows("outline") == [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]
    assert rows("sum", 2) == [[1, 1], [1, 1]]
    assert rows("identity") == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert rows("minus", 1) == [[-1]]


@pytest.mark.parametrize("size", range(1, LARGEST_KERNEL + 1))
def test_what_presets_promise_of_their_sum(size: int) -> None:
    sums = {name: float(Kernel(name, size).weight(1).sum(dtype=np.float64)) for name in PRESETS}
    assert (sums["blur"], sums["sharpen"], sums["identity"]) == (1, 1, 1)
    assert (sums["edge"], sums["edge_down"], sums["outline"]) == (0, 0, 0)


def test_several_filters_are_the_preset_and_those_that_follow() -> None:
    weight = Kernel("identity", 3, 3).weight(2)
    for number, name in enumerate(("identity", "minus", "edge")):
        for channel in range(2):
            np.testing.assert_array_equal(weight[number, channel], Kernel(name).weight(1)[0, 0])


def test_a_random_kernel_is_the_same_on_every_machine() -> None:
    assert Kernel("random").weight(1)[0, 0].tolist() == np.array(PINNED_0, dtype=np.float32).tolist()
    assert Kernel("random", 2, 2, 7).weight(1)[:, 0].tolist() == np.array(PINNED_7, dtype=np.float32).tolist()


def test_random_kernels_are_tenths_and_differ_by_seed_filter_and_channel() -> None:
    weight = Kernel("random", 9, 8, 1).weight(3)
    np.testing.assert_array_equal(weight, (np.rint(weight * 10) / 10).astype(np.float32))
    assert np.abs(weight).max() == 2
    assert len({channel.tobytes() for each in weight for channel in each}) == 24
    assert Kernel("random", seed=2).weight(1).tobytes() != Kernel("random", seed=3).weight(1).tobytes()
    assert abs(weight.mean()) < 0.1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("egde", "there is no kernel 'egde'; did you mean 'edge'?"),
        ("edge-down", "there is no kernel 'edge-down'; did you mean 'edge_down'?"),
        ("edge:sise=3", "'sise=3' is no setting of a kernel; there are: size=3, filters=1, seed=0"),
        ("edge:size=x", "'size=x' is no setting of a kernel; there are: size=3, filters=1, seed=0"),
        ("edge:", "'' is no setting of a kernel; there are: size=3, filters=1, seed=0"),
        ("random:seed=-1", "'seed=-1' is no setting of a kernel; there are: size=3, filters=1, seed=0"),
        ("random:seed=4294967296", "'seed=4294967296' is no setting of a kernel; there are: size=3, filters=1, seed=0"),
        ("edge:size=0", "a kernel has a side of 1 to 9 cells"),
        ("edge:size=10", "a kernel has a side of 1 to 9 cells"),
        ("edge:filters=9", "a convolution has 1 to 8 filters here"),
        ("edge:filters=0", "a convolution has 1 to 8 filters here"),
        (",".join("1" * 10), "a kernel has at most 9 rows and columns, and a bench at most 8 of them"),
        ("//".join("1" * 9), "a kernel has at most 9 rows and columns, and a bench at most 8 of them"),
        ("1,2/3", "the rows of the grid '1,2/3' are not equally long"),
        ("1e7", "the number '1e7' is too large; 1000000 at most"),
    ],
)
def test_what_is_no_kernel(text: str, sentence: str) -> None:
    with pytest.raises(BenchError) as caught:
        Kernel.parse(text)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("text", ["", "xyzzy", "\x1b[2J"])
def test_of_a_name_like_no_other_all_names_are_told(text: str) -> None:
    with pytest.raises(BenchError, match=r"there is no kernel '.*'; there are: edge, .*, random$") as caught:
        Kernel.parse(text)
    assert str(caught.value).isprintable()


def test_a_typed_kernel_grows_by_zeros_and_is_cut() -> None:
    kernel = Kernel.parse("1,2/3,4")
    assert str(kernel.resized(3)) == "1,2,0/3,4,0/0,0,0"
    assert kernel.resized(3).resized(2) == kernel
    assert str(kernel.resized(1)) == "1"
    assert str(kernel.with_filters(3)) == "1,2/3,4//1,2/3,4//1,2/3,4"
    assert kernel.with_filters(3).with_filters(1) == kernel


def test_one_cell_is_changed_and_nothing_else() -> None:
    kernel = Kernel("edge", filters=2)
    changed = kernel.with_cell(1, 0, 2, -0.5)
    assert kernel == Kernel("edge", filters=2)
    weight = kernel.weight(1)
    weight[1, 0, 0, 2] = -0.5
    np.testing.assert_array_equal(changed.weight(1), weight)
