"""The descents of lessons: what their settings amount to, and what an author may not write, with its place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.lesson.exercises import lesson
from tests.lesson.tiny import NAME
from tutor.descent.controls import CONTROLS
from tutor.descent.setup import DescentSetup
from tutor.descent.words import parse_inputs
from tutor.lesson.descent_model import DescentSettings
from tutor.lesson.descents import setup_of, solution_setup, step_setup
from tutor.lesson.expressions import ExpressionError
from tutor.lesson.facts import Facts
from tutor.lesson.goals import is_reached
from tutor.lesson.load import build
from tutor.lesson.model import DescentStep, Lesson
from tutor.lesson.problem import LessonError, Problem
from tutor.lesson.source import parse
from tutor.nn.descent import FULL, Optimiser, StepRule

HEAD = """\
format_version: 1
id: slopes
title: {en: Slopes, ru: Склоны}
summary: {en: Down., ru: Вниз.}
minutes: 5
descent: {seed: 48, step: 0.5, batch: 1, max_steps: 900}
steps:
"""
GOAL = 'goal: {ask: Well?, reached: "{second.turn > 90}", solution: {step: "max:1.7"}}'


def slopes(keys: str = "", *, descent: str = "seed: 48, step: 0.5, batch: 1, max_steps: 900") -> Lesson:
    """Return the lesson of one descent with these keys of its own."""
    head = HEAD.replace("seed: 48, step: 0.5, batch: 1, max_steps: 900", descent)
    text = f"{head}  - {{id: fall, kind: descent, title: Fall{', ' * bool(keys)}{keys}}}\n"
    return build(parse(text.encode(), NAME))


def fall(keys: str = "") -> tuple[DescentStep, Lesson]:
    """Return the descent of such a lesson, and the lesson."""
    whole = slopes(keys)
    step = whole.steps[0]
    assert isinstance(step, DescentStep)
    return step, whole


def problems(keys: str = "", **head: str) -> list[Problem]:
    """Return what is wrong with a lesson of such a descent."""
    with pytest.raises(LessonError) as caught:
        slopes(keys, **head)
    return list(caught.value.problems)


def at(problem: Problem, text: str) -> str:
    """Return what the lesson says where a problem points to."""
    line = f"{HEAD}  - {{id: fall, kind: descent, title: Fall, {text}}}\n".splitlines()[problem.line - 1]
    return line[problem.column - 1 :]


# ── settings ─────────────────────────────────────────────────────────────────────────────────────


def test_a_descent_without_settings_is_the_usual_one() -> None:
    assert setup_of((DescentSettings(),), ("01", "11")) == DescentSetup()


def test_what_a_step_sets_goes_before_what_the_lesson_sets() -> None:
    step, whole = fall("settings: {batch: 4, dims: 3, noise: 0.1}")
    setup = step_setup(step, whole.descent)
    assert (setup.batch, setup.dims, setup.noise) == (4, 3, 0.1)
    assert (setup.seed, setup.step, setup.max_steps) == (48, StepRule(value=0.5), 900)


def test_a_default_that_is_not_written_hides_nothing_of_the_lesson() -> None:
    step, whole = fall("settings: {dims: 9}")
    assert step_setup(step, whole.descent).max_steps == 900


def test_a_solution_goes_before_the_step_and_may_have_inputs_of_its_own() -> None:
    step, whole = fall(
        "settings: {batch: 4, dims: 9}, "
        'goal: {ask: Well?, reached: "{first.condition < 2}", solution: {batch: full}, inputs: ["11"]}'
    )
    assert step.goal is not None
    setup = solution_setup(step, step.goal, whole.descent)
    assert (setup.batch, setup.dims, setup.seed) == (FULL, 9, 48)
    assert setup.inputs == (parse_inputs("11"),)


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("0.7", StepRule("mean_square", 0.7)),
        ("1", StepRule("mean_square", 1.0)),
        ('"max:0.9"', StepRule("max", 0.9)),
        ('"optimal:1"', StepRule("optimal", 1.0)),
        ('"0.25"', StepRule("rate", 0.25)),
    ],
)
def test_step_rules(written: str, rule: StepRule) -> None:
    step, whole = fall(f"settings: {{step: {written}}}")
    assert step_setup(step, whole.descent).step == rule


def test_optimisers_batches_and_inputs_are_written_as_on_the_command_line() -> None:
    step, whole = fall(
        'inputs: ["skewed:range=11", "correlated:rho=0.5"], settings: {optimiser: "adam:beta=0.5", batch: full}'
    )
    setup = step_setup(step, whole.descent)
    assert setup.optimiser == Optimiser("adam", beta=0.5)
    assert setup.batch == FULL
    assert setup.inputs == (parse_inputs("skewed:range=11"), parse_inputs("correlated:rho=0.5"))


@pytest.mark.parametrize(
    ("keys", "place", "sentence"),
    [
        ('inputs: ["o1"]', '"o1"', "there are no inputs 'o1'"),
        ('inputs: ["01", "11", "half"]', '["01"', "expected at most 2 in this list"),
        ('settings: {step: "maximum:0.9"}', '"maximum', "there is no step rule 'maximum'"),
        ('settings: {step: "max:nan"}', '"max:nan', "step size must be a number, not 'nan'"),
        ("settings: {step: 0}", "0}", "expected a number above 0"),
        ("settings: {step: -1}", "-1}", "expected a number above 0"),
        ("settings: {optimiser: adan}", "adan", "there is no optimiser 'adan'; did you mean 'adam'?"),
        ("settings: {batch: 0}", "0}", "expected"),
        ("settings: {dims: 1001}", "1001", "expected a number of at most 1000"),
        ("settings: {start: [.inf, 1]}", ".inf", "expected a"),
        ("settings: {sed: 4}", "sed", "unknown key"),
        ("settings: {dims: 3, start: [1, 1]}", "[1, 1]", "start must have 3 numbers, one for each weight, not 2"),
        ("settings: {dims: 10, loss: kernel}", "10", "a kernel and a patch are squares"),
        ("hidden: [sead]", "sead", "there is no control 'sead'; did you mean 'seed'?"),
        ("fixed: [walks]", "walks", "there is no control 'walks'; did you mean 'walk'?"),
    ],
)
def test_what_cannot_be_set_is_said_where_it_stands(keys: str, place: str, sentence: str) -> None:
    found = problems(keys)
    assert any(sentence in problem.message for problem in found), found
    assert all(at(problem, keys).startswith(place) for problem in found)


def test_no_picture_is_taken_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "there.npy"
    np.save(path, np.ones((4, 4)))
    (problem,) = problems(f'inputs: ["patches:picture={path}"]')
    assert problem.message == "a lesson takes patches of a built-in picture, or of typed rows"
    fall('inputs: ["patches:picture=moon", "patches:picture=0,1/1,0"], settings: {dims: 4}')


def test_settings_of_the_lesson_that_make_no_descent_are_said_once() -> None:
    (problem,) = problems(descent="dims: 3, start: [1, 1]")
    assert "start must have 3 numbers" in problem.message
    assert problem.line == 6


def test_an_optimal_step_where_there_is_none_is_refused() -> None:
    keys = 'inputs: ["patches:picture=0.5,0.5/0.5,0.5"], settings: {dims: 4, step: "optimal:1"}'
    (problem,) = problems(keys)
    assert "there is no optimal step" in problem.message
    assert at(problem, keys).startswith('"optimal:1"')


@pytest.mark.parametrize("name", [*CONTROLS, *(name for names in CONTROLS.values() for name in names)])
def test_every_control_and_group_may_be_hidden_or_fixed(name: str) -> None:
    step, _whole = fall(f"hidden: [{name}], fixed: [{name}]")
    assert step.hidden == step.fixed == (name,)


# ── goals ────────────────────────────────────────────────────────────────────────────────────────


def test_a_goal_is_judged_by_the_runs() -> None:
    step, whole = fall(GOAL)
    assert step.goal is not None
    facts = Facts(whole)
    assert not is_reached(step.goal, step_setup(step, whole.descent).runs(), facts)
    assert is_reached(step.goal, solution_setup(step, step.goal, whole.descent).runs(), facts)


def test_a_goal_cannot_be_computed_for_a_panel_that_is_gone() -> None:
    step, whole = fall(GOAL)
    assert step.goal is not None
    (run, _other) = step_setup(step, whole.descent).runs()
    with pytest.raises(ExpressionError):
        is_reached(step.goal, (run,), Facts(whole))


GOALS = [
    (GOAL.replace("> 90", "> 10"), '"{second', "the goal is reached before anything was changed"),
    (GOAL.replace("max:1.7", "max:0.1"), "{step", "these settings do not reach the goal"),
    (GOAL.replace("second.turn", "third.turn"), '"{third', "there is no name 'third' here"),
    (GOAL.replace("second.turn", "second.trun"), '"{second', "trun"),
    (GOAL.replace("{second.turn > 90}", "second.turn > 90"), '"second', "'reached' must be one expression in braces"),
    (GOAL.replace(" > 90", ""), '"{second', "'reached' must come out as true or false"),
    (GOAL.replace("second.turn > 90", "1 / 0 > 2"), '"{1', "zero"),
    (GOAL.replace("second.turn > 90", "second.turn >"), '"{second', "the expression ends too early"),
    (GOAL.replace('step: "max:1.7"', "dims: 3, start: [1, 1]"), "[1, 1]", "start must have 3 numbers"),
    (f"fixed: [step], {GOAL}", '"max', "the solution changes step, which this step keeps"),
    (f"fixed: [rule], {GOAL}", '"max', "the solution changes rule, which this step keeps"),
    (f"hidden: [rule], {GOAL}", '"max', "the solution changes rule, which this step keeps"),
    (f'fixed: [inputs.2], {GOAL[:-1]}, inputs: ["01", "half"]}}', "[", "the solution changes inputs.2"),
]


@pytest.mark.parametrize(("keys", "place", "sentence"), GOALS)
def test_goals_that_cannot_be_meant(keys: str, place: str, sentence: str) -> None:
    found = problems(keys)
    assert any(sentence in problem.message and at(problem, keys).startswith(place) for problem in found), found


@pytest.mark.parametrize("group", ["fixed: [steps]", "hidden: [steps]"])
def test_a_group_closes_all_of_its_controls(group: str) -> None:
    said = {problem.message for problem in problems(f"{group}, {GOAL}")}
    assert said == {f"the solution changes {name}, which this step keeps" for name in ("rule", "step")}


def test_a_solution_may_name_what_it_leaves_as_it_is() -> None:
    keys = f"fixed: [seed, batch, inputs], hidden: [walk], {GOAL}".replace(
        '"max:1.7"}', '"max:1.7", seed: 48, batch: 1}'
    )
    step, _whole = fall(keys)
    assert step.goal is not None


def test_a_start_that_gives_way_to_another_d_is_no_change() -> None:
    fall('hidden: [walk], goal: {ask: Well?, reached: "{first.condition > 20}", solution: {dims: 9}}')


def test_a_lesson_without_descents_needs_none() -> None:
    assert lesson("kind: cells, lane: ilya, stage: max_pool, blank: [[2, 1]]").descent == DescentSettings()
