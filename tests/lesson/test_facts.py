"""What expressions may name, computed when first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pytest

from tests.lesson.tiny import tiny, tiny_facts
from tutor import language
from tutor.lesson.expressions import ExpressionError
from tutor.lesson.facts import Facts, Names
from tutor.lesson.text import Text
from tutor.nn.activations import ACTIVATIONS
from tutor.nn.cost import relus_saved, work_saved
from tutor.nn.descent import (
    Inputs,
    Problem,
    StepRule,
    condition_number,
    descend,
    medians,
    same_sign_share_of_kernel,
)

STAGE = {
    "output", "cells", "height", "width", "operations", "multiply_adds", "comparisons", "bytes",
    "negative", "zeros", "silenced", "silenced_share", "wasted",
}  # fmt: skip


@pytest.fixture
def facts() -> Facts:
    return tiny_facts()


@pytest.fixture
def _russian() -> Iterator[None]:
    language.use("ru")
    yield
    language.use("en")


def ask(facts: Facts, expression: str) -> object:
    return facts.value(f"{{{expression}}}")


def group(facts: Facts, path: str) -> Mapping[str, object]:
    found = ask(facts, path)
    assert isinstance(found, Mapping)
    return found


# ── names ────────────────────────────────────────────────────────────────────────────────────────


def test_the_names_at_the_top(facts: Facts) -> None:
    assert set(facts.names) == {"alex", "ilya", "bright", "descent", "typical", "true", "false"}
    assert set(group(facts, "bright")) == {"alex", "ilya"}
    assert set(group(facts, "typical")) == {"unit", "signed"}
    assert set(group(facts, "descent")) == {"unit", "signed", "fall"}


def test_the_names_of_a_trace(facts: Facts) -> None:
    own = {"name", "input", "output", "gradient", "operations", "bytes", "relus"}
    assert set(group(facts, "alex")) == own | {"conv", "relu", "max_pool"}
    assert set(group(facts, "alex.relu")) == STAGE
    assert set(group(facts, "alex.max_pool")) == STAGE | {"winners"}


def test_a_layer_used_twice_has_a_number() -> None:
    facts = tiny_facts(("[conv, relu, max_pool]", "[conv, relu, max_pool, relu]"))
    assert {"relu", "relu_2"} <= set(group(facts, "alex"))
    assert ask(facts, "alex.relus") == 20


def test_what_a_stage_counts(facts: Facts) -> None:
    # A 1×1 kernel of 1 hands the picture on: 4×4 cells, one of them −9.
    assert [ask(facts, f"alex.conv.{name}") for name in ("cells", "height", "width", "negative")] == [16, 4, 4, 1]
    assert ask(facts, "alex.relu.silenced") == 1
    assert ask(facts, "alex.relu.silenced_share") == 1 / 16
    assert ask(facts, "alex.relu.zeros") == 1
    assert ask(facts, "alex.relu.wasted") == 12
    assert ask(facts, "ilya.relu.wasted") == 0
    assert ask(facts, "alex.relu.operations") == ask(facts, "alex.relu.comparisons") == 16
    assert ask(facts, "alex.conv.multiply_adds") == 16
    assert ask(facts, "alex.operations") == 16 + 16 + 12
    assert np.array_equal(ask(facts, "alex.output"), [[6, 8], [6, 7]])  # type: ignore[arg-type]
    assert ask(facts, "equal(alex.output, ilya.output)") is True
    assert ask(facts, "equal(alex.gradient, ilya.gradient)") is True
    assert ask(facts, "alex.max_pool.winners[0, 0]") == 5
    assert ask(facts, "size(alex.input)") == 16


def test_an_experiment_changes_only_what_it_mentions(facts: Facts) -> None:
    assert ask(facts, "bright.alex.relus") == ask(facts, "alex.relus")
    assert ask(facts, "max(bright.alex.input)") == 1
    assert ask(facts, "max(alex.input)") == 8
    assert ask(facts, "largest_difference(8 * bright.alex.output, alex.output)") == 0


def test_the_names_of_a_descent(facts: Facts) -> None:
    for name, inputs in (("unit", "01"), ("signed", "11")):
        run = descend(Problem(Inputs(range=inputs), seed=48))  # type: ignore[arg-type]
        assert dict(group(facts, f"descent.{name}")) == {
            "steps": run.steps, "same_sign": run.same_sign, "detour": run.detour, "turn": run.mean_turn,
            "reversals": run.reversals, "condition": run.condition_number, "converged": True, "diverged": False,
            "kind": "uniform", "range": inputs,
        }  # fmt: skip
    assert set(group(facts, "typical.unit")) == {"steps", "same_sign", "detour", "turn"}
    assert ask(facts, "typical.unit.steps > 3 * typical.signed.steps") is True


def test_the_descents_of_a_step_have_its_own_inputs_and_settings() -> None:
    facts = tiny_facts(
        (
            'id: fall, kind: descent, title: Fall, inputs: ["01"]',
            'id: free-fall, kind: descent, title: Fall, inputs: ["skewed:range=11", "tanh"], settings: {batch: 4}, '
            'goal: {ask: Stop., reached: "{not first.converged}", solution: {max_steps: 3}, inputs: ["mixed"]}',
        )
    )
    skewed, tanh = (Problem(inputs, batch=4) for inputs in (Inputs("skewed", "11"), Inputs("tanh")))
    assert set(group(facts, "descent.free_fall")) == {"first", "second", "solved"}
    assert ask(facts, "descent.free_fall.first.steps") == descend(skewed).steps
    assert ask(facts, "descent.free_fall.second.detour") == descend(tanh).detour
    assert ask(facts, "descent.free_fall.second.kind") == "tanh"
    assert ask(facts, "descent.free_fall.first.range") == "11"
    assert ask(facts, "descent.free_fall.second.typical.steps") == round(medians(tanh).steps)
    assert set(group(facts, "descent.free_fall.solved")) == {"first"}
    solved = Problem(Inputs("mixed"), batch=4, max_steps=3)
    assert ask(facts, "descent.free_fall.solved.first.detour") == descend(solved).detour
    assert ask(facts, "descent.free_fall.solved.first.steps") == 3


def test_a_step_without_a_goal_has_nothing_solved(facts: Facts) -> None:
    assert set(group(facts, "descent.fall")) == {"first"}


def test_a_step_called_like_a_range_leaves_the_range_its_name() -> None:
    facts = tiny_facts(('id: fall, kind: descent, title: Fall, inputs: ["01"]', "id: unit, kind: descent, title: Fall"))
    assert ask(facts, "descent.unit.steps") == descend(Problem()).steps


def test_the_descent_has_the_lessons_settings() -> None:
    changed = tiny_facts(("descent: {seed: 48, start: [-1, 1], step: 0.5, batch: 1}",
                          "descent: {seed: 5, start: [-2, 1], step: 0.25, batch: 3}"))  # fmt: skip
    assert changed.problem("11") == Problem(
        Inputs(range="11"), start=(-2.0, 1.0), step=StepRule(value=0.25), batch=3, seed=5
    )


# ── functions ────────────────────────────────────────────────────────────────────────────────────


def test_every_activation_is_a_function(facts: Facts) -> None:
    assert set(ACTIVATIONS) <= set(facts.functions)
    for name in ACTIVATIONS:
        assert ask(facts, f"{name}(-1)") == pytest.approx(float(ACTIVATIONS[name](np.float64(-1))))
    assert ask(facts, "leaky_relu(-4, -0.5)") == 2


def test_closed_forms(facts: Facts) -> None:
    assert ask(facts, "relus_saved(55, 55, 3, 2)") == relus_saved(55, 55, 3, stride=2)
    assert ask(facts, "work_saved(32, 32, 3)") == work_saved(32, 32, 3)
    assert ask(facts, 'condition("01", 9)') == pytest.approx(28)
    assert ask(facts, 'condition("01", 2, true)') == condition_number(Inputs(), 2, True)
    assert ask(facts, 'batch_same_sign("11", 2, 1)') == pytest.approx(0.5, abs=0.02)
    assert ask(facts, 'kernel_same_sign("01")') == pytest.approx(0.42, abs=0.03)
    assert ask(facts, 'condition("skewed:range=11", 9)') == condition_number(Inputs("skewed", "11"), 9)
    assert ask(facts, 'condition("correlated:rho=0.5", 2)') == condition_number(Inputs("correlated", rho=0.5), 2)
    assert ask(facts, 'batch_same_sign("sigmoid", 3, 1)') == 1
    assert ask(facts, 'typical_steps("mixed", 3)') == round(medians(Problem(Inputs("mixed"), dims=3)).steps)
    assert ask(facts, 'kernel_same_sign("tanh")') == same_sign_share_of_kernel(Inputs("tanh"))


@pytest.mark.parametrize(
    "expression",
    [
        'condition("01", 1001)',
        'condition("correlated:rho=0.5", 101)',
        'condition("01", 10 ** 9)',
        'batch_same_sign("01", 2, 1025)',
        'batch_same_sign("01", 10 ** 9, 10 ** 9)',
        'condition("02", 2)',
        'condition("patches:picture=/etc/passwd", 4)',
        "condition(11, 2)",
        'condition("01", 0)',
        'condition("01", 1.5)',
        'condition("01")',
        'typical_steps("01", 10)',
        'typical_steps("01", 0)',
        "typical_steps([1], 2)",
        "condition(alex.output, 2)",
        'batch_same_sign("01", 2, -1)',
        'kernel_same_sign("x")',
        "relus_saved(1, 1, 3, 2)",
        "work_saved(32, 32, 0)",
        "relu()",
        "relu(1, 2)",
        "relu('x')",
        "relu(alex.output)",
        "sigmoid(alex)",
    ],
)
def test_what_cannot_be_computed_is_told_at_once(facts: Facts, expression: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        ask(facts, expression)
    assert "Error" not in caught.value.message


# ── what expressions must not reach ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "expression",
    [
        "lesson",
        "self",
        "facts",
        "alex.__class__",
        "alex._thunks",
        "alex.keys",
        "alex.get('name')",
        "alex['name']",
        "alex.output.shape",
        "alex.output.T",
        "alex.name.upper",
        "alex.relu.layer",
        "alex.stages",
        "bright.masha",
        "unit",
        "descent.unit.points",
        "names",
        "__builtins__",
        "open('/etc/passwd')",
        "eval('1')",
        "__import__('os')",
        "trace('alex')",
        "relu.__globals__",
        "standard_functions()",
    ],
)
def test_expressions_reach_nothing_else(facts: Facts, expression: str) -> None:
    with pytest.raises(ExpressionError):
        ask(facts, expression)


def test_a_layer_that_a_friend_does_not_have_is_no_name() -> None:
    facts = tiny_facts(("[conv, max_pool, relu]", "[conv, max_pool]"), ('"{ilya.relus}"', "0"))
    with pytest.raises(ExpressionError, match="there is no name 'relu' here"):
        ask(facts, "ilya.relu.operations")
    assert ask(facts, "ilya.relus") == 0


def test_names_are_computed_once_and_only_when_asked_for() -> None:
    computed: list[str] = []

    def compute() -> int:
        computed.append("x")
        return 3

    names = Names({"x": compute, "y": lambda: 1 / 0})
    assert list(names) == ["x", "y"]
    assert len(names) == 2
    assert not computed
    assert (names["x"], names["x"]) == (3, 3)
    assert computed == ["x"]
    with pytest.raises(KeyError):
        names["z"]


def test_a_lane_is_run_once(facts: Facts) -> None:
    assert facts.trace("bright.ilya") is facts.trace("bright.ilya")
    for missing in ("masha", "dark.alex", "bright.masha"):
        with pytest.raises(KeyError):
            facts.trace(missing)


# ── words ────────────────────────────────────────────────────────────────────────────────────────


def test_values_stand_in_the_text(facts: Facts) -> None:
    words = facts.fill_words("{alex.name}: {alex.relus} of {{all}}, {alex.output[0]}")
    assert words == "Alex: 16 of {all}, [6, 8]"
    with pytest.raises(ExpressionError) as caught:
        facts.fill_words("ab {alex.nope}")
    assert caught.value.offset == 9


@pytest.mark.usefixtures("_russian")
def test_names_and_numbers_follow_the_language(facts: Facts) -> None:
    text = Text(en="{alex.name}: {1 / 4}", ru="{alex.name}: {1 / 4}, вот")
    assert facts.fill(text) == "Алекс: 0,25, вот"
    language.use("en")
    assert facts.fill(text) == "Alex: 0.25"
    language.use("ru")
    assert facts.fill(text) == "Алекс: 0,25, вот"


def test_a_value_that_is_no_expression_is_itself(facts: Facts) -> None:
    assert [facts.value(value) for value in (3, 2.5, True, "word", "two {1} {2}")] == [
        3,
        2.5,
        True,
        "word",
        "two {1} {2}",
    ]


def test_a_lesson_without_friends_has_a_descent() -> None:
    lesson = tiny().model_copy(update={"friends": (), "experiments": ()})
    assert Facts(lesson).value("{descent.unit.same_sign}") == 1.0


def test_a_text_that_cannot_be_filled_is_shown_as_it_stands(facts: Facts) -> None:
    assert facts.fill(Text(en="{alex.nose} of {")) == "{alex.nose} of {"
    with pytest.raises(ExpressionError):
        facts.fill_words("{alex.nose}")
