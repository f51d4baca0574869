"""A laboratory as one value: its problems and runs, and every setting that makes none refused in its own sentence."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.descent.setups import INPUTS, SETUPS
from tutor.bench.picture import PictureSpec
from tutor.descent.controls import CONTROLS
from tutor.descent.inputs import MOST_SIDE, InputsSpec, image_of
from tutor.descent.problem import DescentError
from tutor.descent.setup import DescentSetup
from tutor.descent.words import parse_inputs, step_rule
from tutor.nn.descent import FULL, Inputs, Problem, Trajectory

STANDARD = DescentSetup()


def test_the_standard_laboratory_is_the_standard_problem_on_both_ranges() -> None:
    assert STANDARD.problems() == (Problem(), Problem(Inputs(range="11")))
    assert [run.steps for run in STANDARD.runs()] == [101, 25]
    assert STANDARD.usual_start == Problem().start


def test_a_run_is_kept_and_shared_by_setups_that_differ_elsewhere() -> None:
    first, second = STANDARD.runs()
    assert STANDARD.runs()[0] is first
    other = replace(STANDARD, inputs=(InputsSpec(range="half"), InputsSpec(range="11")))
    assert other.runs()[1] is second
    assert other.runs()[0] is not first


@given(SETUPS)
@settings(max_examples=40, deadline=None)
def test_what_makes_a_problem_makes_a_run(setup: DescentSetup) -> None:
    for problem, run in zip(setup.problems(), setup.runs(), strict=True):
        assert isinstance(run, Trajectory)
        assert run.problem is problem
        assert problem.weights == setup.weights
        assert np.isfinite(run.points).all()


# ── pictures ─────────────────────────────────────────────────────────────────────────────────────


def test_pixels_are_divided_by_the_white_of_their_picture() -> None:
    assert image_of(PictureSpec.parse("0,1/2,4")) == ((0.0, 0.25), (0.5, 1.0))
    assert image_of(replace(PictureSpec.parse("0,1/2,4"), brightest=8.0)) == ((0.0, 0.125), (0.25, 0.5))


def test_only_the_first_channel_counts() -> None:
    assert image_of(PictureSpec.parse("0,1/1,0//1,1/1,1")) == ((0.0, 1.0), (1.0, 0.0))


def test_a_large_picture_is_shrunk_by_the_mean_of_blocks(tmp_path: Path) -> None:
    pixels = np.arange(3 * MOST_SIDE * 2, dtype=np.float32).reshape(2, -1)
    np.save(tmp_path / "wide.npy", np.repeat(pixels, 3, axis=0))
    image = np.array(image_of(PictureSpec.parse(str(tmp_path / "wide.npy"))))
    white = pixels.max()
    assert image.shape == (2, MOST_SIDE)
    assert image == pytest.approx(pixels.reshape(2, MOST_SIDE, 3).mean(2) / white)


def test_a_pixel_below_black_will_not_do() -> None:
    with pytest.raises(DescentError, match="no pixel below 0 or above its white") as caught:
        image_of(PictureSpec.parse("-1,1/1,1"))
    assert caught.value.control == "picture"


def test_a_file_that_is_gone_will_not_do(tmp_path: Path) -> None:
    gone = PictureSpec("file", str(tmp_path / "gone.csv"))
    with pytest.raises(DescentError, match="there is no file") as caught:
        image_of(gone)
    assert caught.value.control == "picture"


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────


def patches(text: str, **changes: Any) -> DescentSetup:
    return replace(STANDARD, inputs=(parse_inputs(f"patches:{text}"),), **{"dims": 4, **changes})


@pytest.mark.parametrize(
    ("setup", "control", "sentence"),
    [
        (replace(STANDARD, inputs=()), "inputs.1", "a descent has inputs for one panel or for two"),
        (replace(STANDARD, inputs=(InputsSpec(),) * 3), "inputs.1", "a descent has inputs for one panel or for two"),
        (replace(STANDARD, dims=0), "dims", "dimensions d must be a whole number from 1 to 1000, not '0'"),
        (replace(STANDARD, dims=1001), "dims", "dimensions d must be a whole number from 1 to 1000, not '1001'"),
        (replace(STANDARD, loss="kernel", dims=3), "dims",
         "a kernel and a patch are squares: d must be 1, 4, 9, 16 …, not 3"),
        (patches("range=01", dims=5), "dims", "a kernel and a patch are squares: d must be 1, 4, 9, 16 …, not 5"),
        (patches("picture=1,2/3,4", dims=9), "dims", "a patch of 3×3 does not fit into a picture of 2×2"),
        (patches("picture=1,1/1,1:range=standardised"), "picture",
         "a picture of one brightness cannot be standardised: it does not vary"),
        (patches("picture=0,0/0,0"), "rule", "every input is 0 here, so this rule gives a step no length"),
        (patches("picture=0,0/0,0", step=step_rule("max", 1)), "rule",
         "every input is 0 here, so this rule gives a step no length"),
        (patches("picture=1,1/1,1", step=step_rule("optimal", 1)), "rule",
         "the smallest eigenvalue is 0 here, so there is no optimal step; take another step rule"),
        (replace(STANDARD, loss="hinge"), "loss", "there is no loss 'hinge'"),
        (replace(STANDARD, batch=-1), "batch", "batch size must be a whole number from 1 to 4096, not '-1'"),
        (replace(STANDARD, batch=4097), "batch", "batch size must be a whole number from 1 to 4096, not '4097'"),
        (replace(STANDARD, batch=4096, dims=1000, max_steps=10), "batch",
         "a step would look at too many numbers: take a smaller batch, or full"),
        (replace(STANDARD, start=(1.0,)), "start", "start must have 2 numbers, one for each weight, not 1"),
        (replace(STANDARD, start=(0.0, 0.0)), "start", "the start must not be the target itself, which is at 0"),
        (replace(STANDARD, start=(math.nan, 1.0)), "start", "start must be a number from -1000 to 1000, not 'nan'"),
        (replace(STANDARD, noise=-0.1), "noise", "label noise must be a number from 0 to 100, not '-0.1'"),
        (replace(STANDARD, noise=math.nan), "noise", "label noise must be a number from 0 to 100, not 'nan'"),
        (replace(STANDARD, tolerance=0.0), "tolerance",
         "tolerance must be a number above 0 and at most 1, not '0'"),
        (replace(STANDARD, tolerance=math.inf), "tolerance",
         "tolerance must be a number above 0 and at most 1, not 'inf'"),
        (replace(STANDARD, max_steps=0), "max_steps", "most steps must be a whole number from 1 to 100000, not '0'"),
        (replace(STANDARD, dims=1000, max_steps=20_000), "max_steps",
         "most steps must be a whole number from 1 to 10000, not '20000'"),
        (replace(STANDARD, batch=4096, dims=16, max_steps=100_000), "max_steps",
         "4096 examples of 16 numbers in each of 100000 steps take too long; take fewer"),
        (replace(STANDARD, seed=-1), "seed", "seed must be a whole number from 0 to 4294967295, not '-1'"),
    ],
)  # fmt: skip
def test_what_makes_no_descent_is_said_at_its_control(setup: DescentSetup, control: str, sentence: str) -> None:
    with pytest.raises(DescentError) as caught:
        setup.problems()
    assert (caught.value.control, str(caught.value)) == (control, sentence)


WILD_NUMBERS = st.one_of(st.floats(), st.sampled_from((0.0, 1e-9, 0.5, 1.0)))
WILD_WHOLES = st.one_of(st.integers(), st.integers(-1, 20))


@given(
    st.lists(INPUTS, max_size=3).map(tuple),
    WILD_WHOLES,
    st.booleans(),
    st.sampled_from(("squared", "cross_entropy", "kernel", "")),
    WILD_WHOLES,
    st.lists(WILD_NUMBERS, max_size=3).map(tuple),
    st.tuples(WILD_NUMBERS, WILD_NUMBERS),
    WILD_WHOLES,
    WILD_WHOLES,
)
@settings(max_examples=300, deadline=None)
def test_the_engine_never_has_to_refuse(
    inputs: tuple[InputsSpec, ...],
    dims: int,
    bias: bool,
    loss: str,
    batch: int,
    start: tuple[float, ...],
    numbers: tuple[float, float],
    max_steps: int,
    seed: int,
) -> None:
    noise, tolerance = numbers
    setup = DescentSetup(
        inputs, dims, bias, loss, batch, start=start, noise=noise, tolerance=tolerance, max_steps=max_steps, seed=seed
    )
    try:
        setup.problems()
    except DescentError as error:
        assert str(error).isprintable()  # noqa: PT017 - some of these settings are right
        assert error.control in {name for ids in CONTROLS.values() for name in ids}  # noqa: PT017


def test_the_whole_set_is_a_batch() -> None:
    (problem, _other) = replace(STANDARD, batch=FULL).problems()
    assert problem.batch == FULL
