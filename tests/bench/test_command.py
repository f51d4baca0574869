"""A bench as a command line, and back, through the real parser and a real shell; and every way to get it wrong."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.bench.setups import SETUPS
from tutor.arguments import build_parser, joined
from tutor.bench.command import BenchOptions, command_line, from_options, to_arguments
from tutor.bench.picture import PictureSpec
from tutor.bench.problem import BenchError
from tutor.bench.setup import Setup, story_setup

LAYERS, AGAINST = "conv,relu,max_pool", ("conv,max_pool,relu", "conv,max_pool")


def parsed(arguments: list[str]) -> BenchOptions:
    """What the real parser makes of options."""
    found = build_parser().parse_args(joined(["run", *arguments]))
    return BenchOptions(
        found.layers, found.against, found.picture, found.kernel, found.ranges, found.cells, found.brightest
    )


def same_runs(one: Setup, other: Setup) -> None:
    assert len(one.lanes) == len(other.lanes)
    for lane in range(len(one.lanes)):
        first, second = one.trace(lane), other.trace(lane)
        assert first.input.tobytes() == second.input.tobytes()
        assert [stage.name for stage in first.stages] == [stage.name for stage in second.stages]
        for a, b in zip(first.stages, second.stages, strict=True):
            assert a.output.tobytes() == b.output.tobytes()


@given(SETUPS)
@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_a_bench_reads_back_to_the_last_bit(setup: Setup) -> None:
    arguments = to_arguments(setup)
    read = from_options(parsed(arguments))
    assert read.lanes == setup.lanes
    assert repr(read.picture) == repr(setup.picture)
    assert str(read.kernel) == str(setup.kernel)
    assert to_arguments(read) == arguments
    same_runs(read, setup)


@given(SETUPS)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_the_command_is_one_line_that_a_shell_takes_apart_again(setup: Setup) -> None:
    command = command_line(setup)
    assert command.isprintable()
    assert shlex.split(command) == ["layer-tutor", "run", "--open", *to_arguments(setup)]


def test_the_story() -> None:
    story = story_setup()
    assert command_line(story) == (
        "layer-tutor run --open --layers=conv,relu,max_pool --against=conv,max_pool,relu --against=conv,max_pool "
        "--picture=moon --kernel=edge"
    )
    assert from_options(BenchOptions(LAYERS, AGAINST)) == story


def test_values_that_begin_with_a_minus_need_no_equals_sign() -> None:
    options = parsed(["--layers", "conv", "--kernel", "-1,0,1/-1,0,1", "--picture", "-.5,1,2/-4,5,6"])
    assert (options.kernel, options.picture) == ("-1,0,1/-1,0,1", "-.5,1,2/-4,5,6")
    assert joined(["run", "--json", "-1", "--kernel", "-1,2", "-1,2"]) == [
        "run",
        "--json",
        "-1",
        "--kernel=-1,2",
        "-1,2",
    ]
    assert joined(["--", "-1,2"]) == ["--", "-1,2"]


def test_one_range_is_for_all_lanes() -> None:
    setup = from_options(BenchOptions(LAYERS, AGAINST, ranges=["signed"]))
    assert {lane.scaling for lane in setup.lanes} == {"signed"}
    assert to_arguments(setup)[-1:] == ["--range=signed"]
    setup = from_options(BenchOptions(LAYERS, AGAINST, ranges=["none", "unit", "none"]))
    assert [lane.scaling for lane in setup.lanes] == ["none", "unit", "none"]
    assert to_arguments(setup)[-3:] == ["--range=none", "--range=unit", "--range=none"]


# ── files with odd names ─────────────────────────────────────────────────────────────────────────

ODD = [
    "a b.csv",
    "it's.csv",
    '"$HOME`ls`.csv',
    "-rf.csv",
    "moon.csv",
    "1,2.csv",
    "a;b&c|d.csv",
    "луна.csv",
    "*?[a].csv",
]
HOSTILE = ["a\nb.csv", "\x1b[31mred.csv", "tab\t.csv", "\u202egnp.csv", "back\\slash'\n.csv", "\udcff.csv", "\x07.csv"]


def on_file(folder: Path, name: str) -> Setup:
    (folder / name).write_text("1,-2,3\n4,5,-6\n7,8,9\n")
    return Setup(story_setup().lanes[2:], PictureSpec.parse(str(folder / name)))


@pytest.mark.parametrize("name", ODD)
def test_a_file_with_an_odd_name(tmp_path: Path, name: str) -> None:
    setup = Setup(from_options(BenchOptions("relu")).lanes, on_file(tmp_path, name).picture)
    command = shlex.split(command_line(setup))
    assert command == ["layer-tutor", "run", "--open", *to_arguments(setup)]
    assert from_options(parsed(to_arguments(setup))) == setup


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash to ask")
@pytest.mark.parametrize("name", [*ODD, *HOSTILE])
def test_a_shell_understands_every_name_and_a_terminal_obeys_none(tmp_path: Path, name: str) -> None:
    setup = on_file(tmp_path, name)
    command = command_line(setup)
    assert command.isprintable()
    script = f"layer-tutor() {{ printf '%s\\0' \"$@\"; }}; {command}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=True)  # noqa: S603, S607
    assert done.stdout.split(b"\0")[2:-1] == [
        argument.encode("utf-8", "surrogateescape") for argument in to_arguments(setup)
    ]


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (BenchOptions("relo"), "--layers: there is no layer 'relo'; did you mean 'relu'?"),
        (BenchOptions("relu", ["relo"]), "--against: there is no layer 'relo'; did you mean 'relu'?"),
        (BenchOptions("relu", ["relu"] * 3), "a bench has at most 3 lanes"),
        (BenchOptions(",".join(["relu"] * 9)), "--layers: a lane has at most 8 layers"),
        (BenchOptions("relu", ranges=["singed"]), "--range: there is no range 'singed'; did you mean 'signed'?"),
        (BenchOptions("relu", ["relu"], ranges=["unit"] * 3), "give --range once, or once for each of the 2 lanes"),
        (BenchOptions("relu", ranges=["unit"] * 2), "give --range once, or once for each of the 1 lanes"),
        (BenchOptions("relu", picture="mon"), "--picture: there is no picture 'mon'; did you mean 'moon'?"),
        (BenchOptions("relu", picture="1,2/3"), "--picture: the rows of the grid '1,2/3' are not equally long"),
        (BenchOptions("relu", kernel="egde"), "--kernel: there is no kernel 'egde'; did you mean 'edge'?"),
        (BenchOptions("relu", cells=["9,9=1"]), "--set: the picture has no cell 9,9"),
        (BenchOptions("relu", cells=["1,1=2e6"]), "--set: a cell holds a number from −1000000 to 1000000"),
        (BenchOptions("relu", brightest="0"), "--brightest must be a number from 0.001 to 1000000, not '0'"),
        (BenchOptions("relu", brightest="inf"), "--brightest must be a number from 0.001 to 1000000, not 'inf'"),
        (
            BenchOptions("conv", picture="1,2"),
            "--layers: layer 1 (conv): a window of 3×3 does not fit into 1×2 cells",
        ),
        (
            BenchOptions("relu", ["relu,max_pool"], picture="1,2"),
            "--against: layer 2 (max_pool): a window of 2×2 does not fit into 1×2 cells",
        ),
    ],
)
def test_what_describes_no_bench(options: BenchOptions, sentence: str) -> None:
    with pytest.raises(BenchError) as caught:
        from_options(options)
    assert str(caught.value) == sentence


def test_a_range_like_no_other() -> None:
    with pytest.raises(BenchError, match="there are: none, unit, signed, centred, standardised"):
        from_options(BenchOptions("relu", ranges=["[-1, 1]"]))
