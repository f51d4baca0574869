"""What is known of two lanes: each answer, the numbers that show it, and large pictures as fast as small ones."""

from __future__ import annotations

import numpy as np
import pytest

from tutor.bench.command import BenchOptions, from_options
from tutor.bench.setup import Setup
from tutor.bench.verdict import Judgement, differing, judge
from tutor.nn.arguments import FloatArray
from tutor.nn.witness import find_witness, run_layers


def setup_of(one: str, other: str, picture: str = "moon", kernel: str = "edge") -> Setup:
    return from_options(BenchOptions(one, [other], picture, kernel))


def judged(setup: Setup) -> Judgement:
    return judge(setup.layers(0), setup.layers(1), setup.input(0))


def confirmed(setup: Setup, judgement: Judgement) -> bool:
    """Whether the witness does what it says: the two lanes differ on its picture."""
    witness = judgement.witness
    assert witness is not None
    outputs = [run_layers(setup.layers(lane), witness.picture) for lane in (0, 1)]
    for output, told in zip(outputs, witness.outputs, strict=True):
        np.testing.assert_array_equal(output, told)
    return bool(differing(*outputs).any())


KINDS = [
    ("conv,avg_pool,relu", "conv,relu,avg_pool", "moon", "here"),
    ("avg_pool,relu", "relu,avg_pool", "1,1/1,1", "found"),
    ("conv,relu,max_pool", "conv,max_pool,relu", "moon", "equal"),
    ("conv,relu", "conv,max_pool", "moon", "shapes"),
    (
        "max_pool:size=2:stride=1,max_pool:size=2:stride=1",
        "max_pool:size=3:stride=1",
        "moon",
        "unknown",
    ),
]


@pytest.mark.parametrize(("one", "other", "picture", "kind"), KINDS)
def test_every_kind(one: str, other: str, picture: str, kind: str) -> None:
    setup = setup_of(one, other, picture)
    judgement = judged(setup)
    verdict = judgement.verdict
    assert verdict.kind == kind
    assert verdict.shapes == (setup.trace(0).output.shape, setup.trace(1).output.shape)
    assert (verdict.cell is not None) is (kind == "here")
    assert (verdict.proof is not None) is (kind == "equal")
    assert (verdict.tries > 0) is (kind in ("found", "unknown"))
    if kind in ("here", "found"):
        assert confirmed(setup, judgement)
    else:
        assert judgement.witness is None


def test_where_they_differ_is_the_first_cell_and_what_it_sees() -> None:
    setup = setup_of("conv,relu,max_pool", "conv,max_pool")
    verdict = judged(setup).verdict
    told = find_witness(setup.layers(0), setup.layers(1), setup.input(0), tries=0)
    assert (verdict.cell, verdict.window) == (told.cell, told.window) == ((0, 0, 0, 1), (0, 4, 2, 6))


def test_the_witness_is_simple() -> None:
    witness = judged(setup_of("conv,relu,max_pool", "conv,max_pool")).witness
    assert witness is not None
    assert witness.behind == 1
    assert witness.values.tolist() == [[[[-1, -1], [-1, -1]]]]


def test_outputs_that_are_known_are_not_computed_again() -> None:
    class Once:
        """A layer that refuses to see the whole picture."""

        def __getattr__(self, name: str) -> object:
            raise AssertionError(name)

    setup = setup_of("relu", "max_pool:size=1", "0,1/-2,3")
    outputs = setup.trace(0).output, setup.trace(1).output
    judgement = judge(setup.layers(0), setup.layers(1), setup.input(0), outputs)
    assert judgement.verdict.kind == "here"
    other_shapes = outputs[0], outputs[1][:, :, :1]
    layers = (Once(),)
    assert judge(layers, layers, setup.input(0), other_shapes).verdict.kind == "shapes"  # type: ignore[arg-type]


@pytest.mark.parametrize(("one", "other", "kind"), [(one, other, kind) for one, other, _p, kind in KINDS])
def test_a_large_picture(one: str, other: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    setup = setup_of(one, other)
    large = np.ones((1, 1, 500, 400), dtype=np.float32)
    if kind == "here":
        large[0, 0, 400:, 300:] = np.arange(100) ** 2 % 7 - 3  # far from the corner in which the search looks
    searched: list[tuple[int, ...]] = []
    monkeypatch.setattr(
        "tutor.bench.verdict.find_witness",
        lambda a, b, x: searched.append(x.shape) or find_witness(a, b, x),  # type: ignore[func-returns-value]
    )
    judgement = judge(setup.layers(0), setup.layers(1), large)
    assert judgement.verdict.kind == kind
    assert judgement.verdict.shapes[0] == run_layers(setup.layers(0), large).shape
    assert all(shape[2:] == (32, 32) for shape in searched)
    if kind in ("here", "found"):
        assert confirmed(setup, judgement)


def test_windows_wider_than_the_corner_still_fit() -> None:
    pools = "avg_pool:size=12:stride=1," * 3 + "relu"
    setup = setup_of(pools, "relu," + pools.removesuffix(",relu"), ("1," * 35 + "1/") * 35 + "1," * 35 + "1")
    large = np.ones((1, 1, 36, 46), dtype=np.float32)
    assert judge(setup.layers(0), setup.layers(1), large).verdict.kind == "found"


def test_the_edge_of_the_corner_is_no_difference() -> None:
    """Cut off at 32 columns, padding reaches cells that it does not reach in the whole picture."""
    setup = setup_of("max_pool:size=2:padding=1", "max_pool:size=2:padding=1:pad=zero", "1,1/1,1")
    large: FloatArray = np.ones((1, 1, 33, 33), dtype=np.float32)
    large[0, 0, 31] = large[0, 0, :, 31] = -1
    judgement = judge(setup.layers(0), setup.layers(1), large)
    assert judgement.verdict.kind in ("found", "unknown")


def test_nan_equals_nan_and_zero_equals_minus_zero() -> None:
    one, other = (np.array([[[row]]], dtype=np.float32) for row in ([np.nan, 0.0, 1.0], [np.nan, -0.0, np.nan]))
    assert differing(one, other).ravel().tolist() == [False, False, True]


def test_the_same_question_has_the_same_answer() -> None:
    setup = setup_of("conv,gelu,max_pool", "conv,max_pool,gelu", "blob", "random:seed=3")
    one, other = judged(setup).witness, judged(setup).witness
    assert one is not None
    assert other is not None
    assert one.values.tobytes() == other.values.tobytes()


def test_where_only_rounding_tells_them_apart_no_numbers_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    proof = judged(setup_of("sigmoid,max_pool", "max_pool,sigmoid")).verdict.proof
    assert proof is not None
    monkeypatch.setattr("tutor.bench.verdict.equal_by_proof", lambda one, other: proof)
    judgement = judged(setup_of("conv,relu", "conv,abs"))
    assert (judgement.verdict.kind, judgement.verdict.proof, judgement.witness) == ("here", proof, None)
