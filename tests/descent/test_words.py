"""Inputs, step rules, optimisers, batches and starts as texts: they read back exactly, and what is none is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.descent.setups import INPUTS, OPTIMISERS, POSITIVE
from tutor.bench.picture import PictureSpec
from tutor.descent.inputs import InputsSpec
from tutor.descent.problem import DescentError
from tutor.descent.words import (
    parse_batch,
    parse_inputs,
    parse_optimiser,
    parse_start,
    parse_step,
    step_rule,
    write_batch,
    write_inputs,
    write_optimiser,
    write_start,
    write_step,
)
from tutor.nn.descent import FULL, STEP_KINDS, Optimiser, StepRule


@given(INPUTS)
def test_inputs_read_back(inputs: InputsSpec) -> None:
    assert parse_inputs(write_inputs(inputs)) == inputs


@given(OPTIMISERS)
def test_optimisers_read_back(optimiser: Optimiser) -> None:
    assert parse_optimiser(write_optimiser(optimiser)) == optimiser


@given(st.builds(step_rule, st.sampled_from(STEP_KINDS), POSITIVE))
def test_step_rules_read_back(step: StepRule) -> None:
    assert parse_step(write_step(step)) == step


@given(st.lists(st.floats(-1000, 1000), max_size=20).map(tuple))
def test_starts_read_back(start: tuple[float, ...]) -> None:
    assert parse_start(write_start(start)) == start


@pytest.mark.parametrize("batch", [FULL, 1, 4096])
def test_batches_read_back(batch: int) -> None:
    assert parse_batch(write_batch(batch)) == batch


@pytest.mark.parametrize(
    ("text", "inputs"),
    [
        ("01", InputsSpec()),
        ("11", InputsSpec(range="11")),
        (" half ", InputsSpec(range="half")),
        ("uniform:range=centred", InputsSpec(range="centred")),
        ("skewed:range=11", InputsSpec("skewed", "11")),
        ("correlated", InputsSpec("correlated", rho=0.9)),
        ("correlated:rho=0.5:range=11", InputsSpec("correlated", "11", 0.5)),
        ("correlated:range=11:rho=0", InputsSpec("correlated", "11", 0.0)),
        ("tanh", InputsSpec("tanh")),
        ("patches", InputsSpec("patches")),
        ("patches:picture=face:range=11", InputsSpec("patches", "11", picture=PictureSpec.parse("face"))),
        ("patches:picture=1,2/3,4", InputsSpec("patches", picture=PictureSpec.parse("1,2/3,4"))),
    ],
)
def test_inputs_are_named(text: str, inputs: InputsSpec) -> None:
    assert parse_inputs(text) == inputs


def test_a_file_with_colons_in_its_name(tmp_path: Path) -> None:
    (tmp_path / "a:range=11:b.csv").write_text("1,2\n3,4\n")
    path = str(tmp_path / "a:range=11:b.csv")
    inputs = parse_inputs(f"patches:range=half:picture={path}")
    assert (inputs.range, inputs.picture.name) == ("half", path)
    assert parse_inputs(write_inputs(inputs)) == inputs
    usual = InputsSpec("patches", picture=inputs.picture)
    assert parse_inputs(write_inputs(usual)) == usual


def test_the_other_texts() -> None:
    assert parse_step("mean_square:0.5") == StepRule("mean_square", 0.5)
    assert parse_step("max:0,9") == StepRule("max", 0.9)
    assert parse_step("optimal") == StepRule("optimal", 1.0)
    assert parse_step("0.3") == StepRule("rate", 0.3)
    assert parse_optimiser("rmsprop") == Optimiser("rmsprop", beta2=0.99)
    assert parse_optimiser("adam") == Optimiser("adam", 0.9, 0.999)
    assert parse_start(" −1, 2.5 ") == (-1.0, 2.5)


@pytest.mark.parametrize(
    ("read", "text", "control", "sentence"),
    [
        (parse_inputs, "skewd", "inputs.1", "there are no inputs 'skewd'; did you mean 'skewed'?"),
        (parse_inputs, "", "inputs.1", "there are no inputs ''; there are: 01, 11, half, centred, standardised, "
         "skewed, correlated, mixed, sigmoid, tanh, patches"),
        (parse_inputs, "skewed:range=centered", "inputs.1", "there is no range 'centered'; did you mean 'centred'?"),
        (parse_inputs, "mixed:range=11", "inputs.1", "'range' cannot be set for mixed; it has none"),
        (parse_inputs, "skewed:rho=1", "inputs.1", "'rho' cannot be set for skewed; there are: range"),
        (parse_inputs, "01:range=11", "inputs.1", "range is set twice"),
        (parse_inputs, "skewed:11", "inputs.1",
         "'11' is no setting; write a name, = and a value, as in skewed:range=11"),
        (parse_inputs, "correlated:rho=1", "rho", "correlation ρ must be a number from 0 to 0.999, not '1'"),
        (parse_inputs, "correlated:rho=nan", "rho", "correlation ρ must be a number, not 'nan'"),
        (parse_inputs, "patches:picture=mon", "picture", "there is no picture 'mon'; did you mean 'moon'?"),
        (parse_step, "maxi:1", "rule", "there is no step rule 'maxi'; did you mean 'max'?"),
        (parse_step, "0", "step", "step size must be a number above 0 and at most 100, not '0'"),
        (parse_step, "max:-1", "step", "step size must be a number above 0 and at most 100, not '-1'"),
        (parse_step, "max:", "step", "step size must be a number, not ''"),
        (parse_step, "1e999", "rule", "there is no step rule '1e999'; there are: mean_square, max, optimal, rate"),
        (parse_optimiser, "Adam", "optimiser", "there is no optimiser 'Adam'; did you mean 'adam'?"),
        (parse_optimiser, "adam:beta=1", "beta", "smoothing β must be a number from 0 to 0.9999, not '1'"),
        (parse_optimiser, "adam:beta2=0", "beta", "smoothing β must be a number from 0.001 to 0.9999, not '0'"),
        (parse_optimiser, "sgd:beta=0.5", "optimiser", "'beta' cannot be set for sgd; it has none"),
        (parse_batch, "0", "batch", "batch size must be a whole number from 1 to 4096, not '0'"),
        (parse_batch, "2.5", "batch", "batch size must be a whole number from 1 to 4096, not '2.5'"),
        (parse_batch, "all", "batch", "batch size must be a whole number from 1 to 4096 or full, not 'all'"),
        (parse_start, "1,inf", "start", "start must be numbers with commas between, as in -1,1, not '1,inf'"),
        (parse_start, "1,2000", "start", "start must be a number from -1000 to 1000, not '2000'"),
        (parse_start, ",".join("1" * 1002), "start", "start has at most 1001 numbers"),
    ],
)  # fmt: skip
def test_what_is_none_is_said_and_names_its_control(
    read: Callable[[str], object], text: str, control: str, sentence: str
) -> None:
    with pytest.raises(DescentError) as caught:
        read(text)
    assert (caught.value.control, str(caught.value)) == (control, sentence)


@given(st.text(max_size=40))
@pytest.mark.parametrize("read", [parse_inputs, parse_step, parse_optimiser, parse_batch, parse_start])
def test_whatever_is_typed_is_read_or_refused_in_one_printable_line(read: Callable[[str], object], text: str) -> None:
    try:
        read(text)
    except DescentError as error:
        assert str(error).isprintable()  # noqa: PT017 - most texts are refused, some may be right
