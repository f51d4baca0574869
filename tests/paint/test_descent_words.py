"""What a descent says of itself: numbers that are the run's, and no claim that the run does not bear out."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings

from tests.descent.setups import SETUPS
from tutor import language
from tutor.descent.setup import DescentSetup
from tutor.descent.words import optimiser, parse_inputs, step_rule
from tutor.nn.descent import FULL, Problem, Trajectory
from tutor.paint.descent_marks import Role
from tutor.paint.descent_names import significant
from tutor.paint.descent_transcript import MOST_TURNS, story
from tutor.paint.descent_words import (
    UNKNOWN,
    caveat,
    caveats,
    conclusion,
    ending,
    inputs_label,
    legend,
    read_outs,
    status,
    table_rows,
    title,
    transcript,
)

STANDARD = DescentSetup()
SIGNS = "The signs make the zig-zag visible; κ, the stretch of the valley, costs time."


def run_of(text: str = "01", **changes: object) -> Trajectory:
    setup = replace(STANDARD, inputs=(parse_inputs(text),), **changes)  # type: ignore[arg-type]
    return setup.runs()[0]


# ── names ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "label", "heading"),
    [
        ("01", "[0, 1]", "inputs in [0, 1]"),
        ("11", "[−1, 1]", "inputs in [−1, 1]"),
        ("half", "[−½, ½]", "inputs in [−½, ½]"),
        ("centred", "inputs with mean 0", "inputs with mean 0"),
        ("standardised", "inputs with mean 0, var. 1", "inputs with mean 0, var. 1"),
        ("skewed:range=11", "MNIST-like, [−1, 1]", "MNIST-like, [−1, 1]"),
        ("correlated:rho=0.95", "corr. 0.95, [0, 1]", "corr. 0.95, [0, 1]"),
        ("mixed", "mixed signs", "inputs of mixed signs"),
        ("sigmoid", "sigmoid outputs", "sigmoid outputs"),
        ("tanh", "tanh outputs", "tanh outputs"),
    ],
)
def test_inputs_are_named(text: str, label: str, heading: str) -> None:
    problem = Problem(parse_inputs(text).build())
    assert (inputs_label(problem.inputs), title(problem)) == (label, heading)


def test_every_mark_is_explained_once() -> None:
    marks = [role for role, _name in legend()]
    assert len(set(marks)) == len(marks)
    assert {Role.START, Role.CURRENT, Role.OPTIMUM, Role.EXAMPLE, Role.WHOLE} <= set(marks)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0833333, "0.0833"), (7.0, "7"), (1297.6, "1298"), (999_999.0, "999999"), (2.5e7, "2.5e7"), (1e-5, "1e−5"),
     (-0.25, "−0.25"), (math.inf, "∞")],
)  # fmt: skip
def test_numbers_are_short(value: float, text: str) -> None:
    assert significant(value) == text


# ── read-outs ────────────────────────────────────────────────────────────────────────────────────


def test_the_read_outs_of_the_standard_run() -> None:
    run = run_of()
    assert dict(read_outs(run, run.steps)) == {
        "steps": "101/101", "same sign": "100%", "path ÷ line": "2.65", "turn": "85°", "turn back": "54%", "κ": "7",
        "λ": "0.0833…0.583", "rate": "0.932", "in theory": "0.9375",
    }  # fmt: skip
    start = dict(read_outs(run, 0))
    assert start["steps"] == "  0/101"
    assert [start[name] for name in ("same sign", "turn", "turn back", "rate")] == [UNKNOWN] * 4


@given(SETUPS)
@settings(max_examples=60, deadline=None)
def test_whatever_was_run_is_told_in_printable_lines_without_gaps(setup: DescentSetup) -> None:
    runs = setup.runs()
    lines = [line for run in runs for line in transcript(run)]
    lines += [conclusion(runs), status(runs, 0), status(runs, 1), caveat(runs), *caveats(runs)]
    for run in runs:
        for frame in (0, 1, run.steps):
            lines += [f"{name} {value}" for name, value in read_outs(run, frame)]
        lines += [f"{name} {value}" for name, value in table_rows(run)]
    for line in lines:
        assert line.isprintable()
        assert not re.search(r"\bnan\b|\binf\b|[{}]|None", line)


# ── the one sentence ─────────────────────────────────────────────────────────────────────────────


def test_the_standard_story() -> None:
    runs = STANDARD.runs()
    assert status(runs, 0) == "One weight must rise and the other fall, along the arrow. Space starts."
    assert status(runs, 7) == "[0, 1]: 7 of 7 steps moved both weights the same way; [−1, 1]: 5 of 7."
    assert status(runs, 101) == "Steps to the target: 101 on [0, 1], 25 on [−1, 1]: 4.0 times as many."
    assert status(runs[:1], 1) == "1 of 1 step moved both weights the same way."
    assert conclusion(runs[:1]) == "Steps to the target: 101; the path is 2.65 times the straight line, κ is 7."


def test_steps_of_a_velocity_are_not_said_to_have_the_signs_of_gradients() -> None:
    run = run_of(optimiser=optimiser("momentum"), step=step_rule("max", 0.1))
    gradients = run.same_sign_steps(30)
    assert gradients == 30
    moves = run.points[1:31] - run.points[:30]
    assert not ((moves > 0).all(1) | (moves < 0).all(1)).all()
    assert status([run], 30) == "30 of 30 gradients had one sign in all their components."


def test_more_weights_than_two() -> None:
    run = run_of(bias=True)
    assert status([run], 0) == "Weights that must rise: 2, that must fall: 1. Space starts."
    assert "moved all weights the same way" in status([run], 3)


def test_a_start_from_which_both_weights_go_one_way() -> None:
    assert status([run_of(start=(1.0, 2.0))], 0).startswith("Both weights must move the same way")


def test_runs_that_fly_away_or_are_stopped_say_so() -> None:
    away, stopped = run_of(step=step_rule("rate", 50.0)), run_of(max_steps=5)
    assert (ending(away, away.steps), ending(stopped, 5), ending(stopped, 4)) == ("flew away", "stopped", "")
    assert conclusion([away]) == "On [0, 1] this step is too long: the path flies away."
    assert conclusion([stopped]) == "On [0, 1] the walk was stopped before it arrived."


def test_about_as_many_steps_are_not_called_more() -> None:
    runs = replace(STANDARD, inputs=(parse_inputs("01"), parse_inputs("mixed"))).runs()
    assert [run.steps for run in runs] == [101, 100]
    assert conclusion(runs) == "Steps to the target: 101 on [0, 1], 100 on mixed signs: about as many."


# ── caveats ──────────────────────────────────────────────────────────────────────────────────────


def said(text: str = "01", **changes: object) -> str:
    return " ".join(caveats([run_of(text, **changes)]))


def test_signs_are_named_only_where_a_step_is_locked_to_them() -> None:
    assert SIGNS in said("01")
    assert caveat() == caveat(STANDARD.runs()) == SIGNS
    for text, changes in (
        ("11", {}), ("mixed", {}), ("01", {"batch": 2}), ("01", {"batch": FULL}), ("01", {"loss": "kernel", "dims": 4}),
        ("01", {"optimiser": optimiser("momentum")}),
    ):  # fmt: skip
        assert SIGNS not in said(text, **changes)


def test_a_batch_tells_how_often_its_signs_agreed() -> None:
    run = run_of(batch=4)
    share = f"{100 * run.same_sign:.0f}"
    assert f"the mean of 4 examples: its signs are not locked, {share} % had one sign" in said(batch=4)


def test_the_whole_set_crawls_with_short_steps_and_leaps_with_long_ones() -> None:
    short, long = (
        run_of(batch=FULL, step=step_rule("max", 1.0)),
        run_of(bias=True, batch=FULL, step=step_rule("max", 1.9)),
    )
    assert not len(short.turning_points)
    assert f"nothing zig-zags; still it takes {short.steps} steps, as κ is 7" in " ".join(caveats([short]))
    assert len(long.turning_points)
    assert "leaps across the valley and back" in " ".join(caveats([long]))
    even = run_of("11", batch=FULL, step=step_rule("max", 0.9))
    assert not [sentence for sentence in caveats([even]) if "zig-zag" in sentence]


@pytest.mark.parametrize(
    ("text", "changes", "words"),
    [
        ("mixed", {}, "the signs are not to blame"),
        ("skewed:range=11", {}, "the mean −0.74 on [−1, 1], 0.13 on [0, 1]: subtract the mean"),
        ("correlated:range=11:rho=0.9", {}, "Correlation alone makes κ 19 (corr. 0.9, [−1, 1])"),
        ("sigmoid", {}, "all above 0"),
        ("01", {"bias": True}, "with it κ is 28 ([0, 1])"),
        ("11", {"bias": True}, "with it κ is 3 ([−1, 1])"),
        ("01", {"optimiser": optimiser("adam")}, "Adam scales each component by itself"),
        ("01", {"loss": "cross_entropy"}, "near the target only"),
        ("01", {"loss": "kernel", "dims": 4}, "its signs are not locked, even for one image"),
    ],
)
def test_each_claim_has_its_caveat(text: str, changes: dict[str, object], words: str) -> None:
    assert words in said(text, **changes)


# ── transcript ───────────────────────────────────────────────────────────────────────────────────


def test_a_transcript_tells_the_turning_points_of_the_run() -> None:
    run = run_of()
    lines = story(run)
    assert lines[0] == "Inputs in [0, 1], linear neuron, squared loss, 2 weights, 1 example each step."
    assert lines[1] == "Start: (−1, 1) from the target; the first weight must rise, the second must fall."
    told = lines[2 : 2 + MOST_TURNS]
    for line, t in zip(told, run.turning_points, strict=False):
        assert line.startswith(f"After step {t}, at (")
        assert f"a turn of {run.turns[t - 1]:.0f}°" in line
    assert told[0] == "After step 3, at (−1.11, 0.84): a turn of 169°; both weights go back."
    assert lines[2 + MOST_TURNS].startswith(f"… {len(run.turning_points) - MOST_TURNS} more turns like these, about ")
    assert lines[-1] == "It arrives after 101 steps, with 0.082 % of the distance left."


def test_a_path_without_turning_points_says_how_sharp_it_turned() -> None:
    run = run_of(batch=FULL, step=step_rule("max", 0.9), start=(3.0, 1.0))
    assert f"its sharpest turn is {run.turns.max():.0f}°" in story(run)[2]


def test_with_many_weights_it_is_told_how_many_go_back() -> None:
    run = run_of(dims=9)
    line = next(line for line in story(run) if line.startswith("After step"))
    assert re.fullmatch(r"After step \d+, at a distance of [\d.]+: a turn of \d+°; \d of 9 weights go back\.", line)


def test_the_ends_of_a_transcript() -> None:
    assert story(run_of(max_steps=1))[-1].startswith("It is stopped after 1 step, before it arrives, with ")
    away = run_of(step=step_rule("rate", 50.0))
    assert story(away)[-1].startswith(f"After {away.steps} steps the next one leads more than a million away")


def test_the_valley_is_told_as_it_is() -> None:
    told = " ".join(transcript(run_of("patches:picture=1,1/1,1", dims=4, step=step_rule("max", 0.5))))
    assert "The valley is level in some direction (κ = ∞)" in told
    assert "equally steep in every direction (κ = 1)" in " ".join(transcript(run_of("11")))
    assert "7 times as steep across as along (κ), its eigenvalues go from 0.0833 to 0.583" in " ".join(
        transcript(run_of("01"))
    )


def test_numbers_are_written_as_the_language_does() -> None:
    language.use("ru")
    try:
        assert dict(read_outs(run_of(), 101))["κ"] == "7"
        assert ("path ÷ line", "2.65") not in read_outs(run_of(), 101)
        assert "2,65" in dict(read_outs(run_of(), 101)).values()
    finally:
        language.use("en")
