"""A laboratory of descent as a command line, and back, through the real parser and a real shell."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.descent.setups import SETUPS
from tutor.arguments import build_parser, joined
from tutor.descent.command import OPTIONS, DescendOptions, command_line, from_options, to_arguments
from tutor.descent.controls import CONTROLS
from tutor.descent.inputs import InputsSpec
from tutor.descent.problem import DescentError
from tutor.descent.setup import DescentSetup
from tutor.descent.words import parse_inputs


def parsed(arguments: list[str]) -> DescendOptions:
    """What the real parser makes of options."""
    found = vars(build_parser().parse_args(joined(["descend", *arguments])))
    return DescendOptions(**{name: found[name] for name in DescendOptions.__dataclass_fields__})


@given(SETUPS)
@settings(max_examples=100, deadline=None)
def test_a_laboratory_reads_back(setup: DescentSetup) -> None:
    arguments = to_arguments(setup)
    assert from_options(parsed(arguments)) == setup
    command = command_line(setup)
    assert command.isprintable()
    assert shlex.split(command) == ["layer-tutor", "descend", "--open", *arguments]


def test_nothing_said_is_the_standard_laboratory() -> None:
    assert from_options(parsed([])) == DescentSetup()
    assert command_line(DescentSetup()) == "layer-tutor descend --open"


def test_every_control_has_an_option_that_exists(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        build_parser().parse_args(["descend", "--help"])
    help_text = capsys.readouterr().out
    for group in CONTROLS.values():
        for control in group:
            assert f"  {OPTIONS[control]}" in help_text


@pytest.mark.parametrize("arguments", [["--start", "-1,1"], ["--start=-1,1"]])
def test_a_start_that_begins_with_a_minus(arguments: list[str]) -> None:
    assert from_options(parsed(arguments)).start == (-1.0, 1.0)


def test_a_picture_goes_under_all_patches() -> None:
    setup = from_options(parsed(["--inputs", "patches", "--inputs=patches:range=11", "--picture=face", "--dims=4"]))
    assert {inputs.picture.name for inputs in setup.inputs} == {"face"}
    assert from_options(parsed(to_arguments(setup))) == setup


def test_a_file_with_an_odd_name(tmp_path: Path) -> None:
    path = tmp_path / "it's\n$HOME: \x1b[31m.csv"
    path.write_text("1,2\n3,4\n")
    setup = replace(DescentSetup(), inputs=(parse_inputs(f"patches:picture={path}"), InputsSpec()), dims=4)
    assert command_line(setup).isprintable()
    assert from_options(parsed(to_arguments(setup))) == setup


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--inputs=02"], "--inputs: there are no inputs '02'"),
        (["--inputs=01"] * 3, "--inputs: give it once or twice, for one panel or for two"),
        (["--inputs=patches", "--dims=3"], "--dims: a kernel and a patch are squares"),
        (["--inputs=correlated:rho=2"], "--inputs: correlation ρ must be a number from 0 to 0.999, not '2'"),
        (["--picture=moon"], "--picture: a picture needs inputs that are patches of it"),
        (["--dims=1e3000"], "--dims: dimensions d must be a whole number from 1 to 1000"),
        (["--dims=٣"], "--dims: dimensions d must be a whole number"),
        (["--loss=crossentropy"], "--loss: there is no loss 'crossentropy'; did you mean 'cross_entropy'?"),
        (["--batch=0"], "--batch: batch size must be a whole number from 1 to 4096, not '0'"),
        (["--step=-1"], "--step: step size must be a number above 0"),
        (["--step=maxx:1"], "--step: there is no step rule 'maxx'; did you mean 'max'?"),
        (["--optimiser=adam:beta=2"], "--optimiser: smoothing β must be a number from 0 to 0.9999, not '2'"),
        (["--start=1"], "--start: start must have 2 numbers, one for each weight, not 1"),
        (["--start=a,b"], "--start: start must be numbers with commas between"),
        (["--noise=nan"], "--noise: label noise must be a number, not 'nan'"),
        (["--tolerance=0"], "--tolerance: tolerance must be a number above 0 and at most 1, not '0'"),
        (["--max-steps=1000000"], "--max-steps: most steps must be a whole number from 1 to 100000"),
        (["--seed=" + "9" * 5000], "--seed: seed must be a whole number from 0 to 4294967295"),
    ],
)
def test_what_describes_no_descent(arguments: list[str], sentence: str) -> None:
    with pytest.raises(DescentError) as caught:
        from_options(parsed(arguments))
    assert str(caught.value).startswith(sentence)
    assert len(str(caught.value)) < 250
