"""Numbers for which two lanes differ: judged by running both, and found by the engine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lesson.exercises import WITNESS, facts
from tutor.lesson.facts import Facts
from tutor.lesson.grading import Answer, AnswerError, grade
from tutor.lesson.questions import WitnessHunt
from tutor.lesson.witness_hunt import (
    NEVER,
    WitnessFindings,
    a_witness,
    layers_of,
    output_shapes,
    proved_equal,
    skipped_layers,
)

NONE = "kind: witness, lanes: [alex, ilya], shape: [2, 2], exists: false"
WHOLE = "kind: witness, lanes: [ilya, jeffrey], shape: [4, 4], behind_conv: false"
FACTS = facts(WITNESS, NONE, WHOLE, "kind: witness, lanes: [ilya, jeffrey], shape: [5, 6]")


def question(name: str = "one", known: Facts = FACTS) -> WitnessHunt:
    found = known.lesson.step(name).question
    assert isinstance(found, WitnessHunt)
    return found


def findings(answer: Answer, name: str = "one") -> WitnessFindings:
    found = grade(question(name), answer, FACTS).findings
    assert isinstance(found, WitnessFindings)
    return found


@given(st.lists(st.integers(-9, 9), min_size=4, max_size=4))
def test_ilya_and_jeffrey_differ_exactly_where_all_four_are_negative(numbers: list[int]) -> None:
    answer = tuple(map(str, numbers))
    assert grade(question(), answer, FACTS).correct is (max(numbers) < 0)


def test_the_findings_hold_both_runs_and_the_cells_that_differ() -> None:
    found = findings(("-1", "-2", "-3", "-4"))
    assert found.differing == ((0, 0),)
    assert found.traces is not None
    assert [trace.output.tolist() for trace in found.traces] == [[[[[0.0]]]], [[[[-1.0]]]]]
    assert findings(("1", "2", "3", "4")).differing == ()


def test_the_numbers_go_in_behind_the_shared_convolution_but_not_behind_the_shared_pool() -> None:
    assert skipped_layers(question(), FACTS) == ("conv",)
    assert [[layer.name for layer in layers] for layers in layers_of(question(), FACTS)] == [
        ["max_pool", "relu"], ["max_pool"],
    ]  # fmt: skip


def test_the_numbers_may_go_through_the_whole_lanes() -> None:
    assert skipped_layers(question("three"), FACTS) == ()
    # brighter to the left everywhere: the kernel −1 0 1 answers −6 in all four places
    assert grade(question("three"), ("3", "2", "1", "0") * 4, FACTS).correct is True
    assert grade(question("three"), ("0", "1", "2", "3") * 4, FACTS).correct is False


def test_a_larger_grid_has_several_windows() -> None:
    answer = tuple("-1" if column < 2 and row < 2 else "0" for row in range(5) for column in range(6))
    assert findings(answer, "four").differing == ((0, 0),)


@pytest.mark.parametrize("name", ["one", "three", "four"])
def test_the_engine_finds_a_witness_of_the_shape(name: str) -> None:
    found = a_witness(question(name), FACTS)
    assert found is not None
    assert len(found) == question(name).shape[0] * question(name).shape[1]
    assert grade(question(name), found, FACTS).correct is True


def test_where_there_is_none_the_right_answer_is_never() -> None:
    assert a_witness(question("two"), FACTS) is None
    assert proved_equal(question("two"), FACTS)
    assert grade(question("two"), NEVER, FACTS).correct is True
    assert grade(question("two"), ("-1", "-1", "-1", "-1"), FACTS).correct is False


def test_where_there_is_one_never_is_wrong() -> None:
    assert grade(question(), NEVER, FACTS).correct is False
    assert findings(NEVER).traces is None


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (("1", "2", "", "4"), "The cell in row 2, column 1 is empty."),
        (("1", "-", "3", "4"), "The cell in row 1, column 2 holds no number."),
        (("1", "2"), "Fill in every cell."),
        ("always", "Fill in every cell."),
        ((1, 2, 3, 4), "Fill in every cell."),
        (("1", "2", "3", "1e7"), "Numbers beyond a million are too large here."),
    ],
)
def test_what_is_no_answer(answer: Answer, sentence: str) -> None:
    with pytest.raises(AnswerError) as caught:
        grade(question(), answer, FACTS)
    assert str(caught.value) == sentence


def test_the_shapes_of_both_outputs() -> None:
    assert output_shapes(question(), FACTS) == ((1, 1, 1, 1), (1, 1, 1, 1))
    assert output_shapes(question("four"), FACTS) == ((1, 1, 2, 3), (1, 1, 2, 3))
