"""Cells to fill in: which they are, which numbers are right, and what is no answer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lesson.exercises import CELLS, facts
from tutor.lesson.cells import (
    MOST_CHARACTERS,
    CellFindings,
    blanks,
    close,
    map_of,
    right_cells,
    stage_names,
    stage_of,
    typeable,
)
from tutor.lesson.facts import Facts
from tutor.lesson.grading import Answer, AnswerError, Verdict, grade, parse_number
from tutor.lesson.questions import Cells

FACTS = facts(
    CELLS,
    "kind: cells, lane: ilya, stage: output, blank: all",
    "kind: cells, lane: ilya, stage: input, blank: [[1, 3]]",
)


def question(name: str = "one", known: Facts = FACTS) -> Cells:
    found = known.lesson.step(name).question
    assert isinstance(found, Cells)
    return found


def judge(answer: Answer, name: str = "one", known: Facts = FACTS) -> Verdict:
    return grade(question(name, known), answer, known)


def test_the_row_of_the_moon_that_was_worked_out_by_hand() -> None:
    # max(7, −8, 7, −8), max(−9, −1, −9, −1), max(0, 0, 0, 0)
    assert judge(("7", "-1", "0")) == Verdict(True, findings=CellFindings(frozenset()))


@pytest.mark.parametrize("answer", [("7", "−1", "0"), (" 7 ", "-1,0", "0.0"), ("14/2", "-1", "0")])
def test_numbers_may_be_written_as_people_write_them(answer: tuple[str, ...]) -> None:
    assert judge(answer).correct is True


def test_every_wrong_cell_is_named_and_no_other() -> None:
    assert judge(("7", "-9", "1")).findings == CellFindings(frozenset({(1, 1), (1, 2)}))
    assert judge(("8", "-1", "0")) == Verdict(False, findings=CellFindings(frozenset({(1, 0)})))


def test_a_tolerance_forgives_so_much_and_no_more() -> None:
    known = facts(CELLS + ", tolerance: 0.5")
    assert judge(("7.5", "-1.5", "-0.5"), known=known).correct is True
    assert judge(("7.5", "-1.6", "0"), known=known).correct is False


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (("7", "", "0"), "The cell in row 2, column 2 is empty."),
        ((" ", "", ""), "The cell in row 2, column 1 is empty."),
        (("7", "-", "0"), "The cell in row 2, column 2 holds no number."),
        (("7", "x", ""), "The cell in row 2, column 2 holds no number."),
        (("7", "-1"), "Fill in every cell."),
        (("7", "-1", "0", "0"), "Fill in every cell."),
        ((), "Fill in every cell."),
        ((7, -1, 0), "Fill in every cell."),
        ("7", "Fill in every cell."),
        (7, "Fill in every cell."),
    ],
)
def test_what_is_no_answer(answer: Answer, sentence: str) -> None:
    with pytest.raises(AnswerError) as caught:
        judge(answer)
    assert str(caught.value) == sentence


def test_all_cells_of_the_output_row_by_row() -> None:
    assert blanks(question("two"), FACTS) == tuple((row, column) for row in range(3) for column in range(3))
    assert right_cells(question("two"), FACTS) == ("8", "0", "0", "7", "0", "0", "8", "0", "0")
    assert judge(right_cells(question("two"), FACTS), "two").correct is True


def test_cells_of_the_picture_are_computed_by_no_stage() -> None:
    assert stage_of(question("three"), FACTS) is None
    assert np.array_equal(map_of(question("three"), FACTS), FACTS.trace("ilya").input[0, 0])
    assert judge(("1",), "three").correct is True


def test_the_names_that_a_stage_may_have() -> None:
    assert stage_names(question(), FACTS) == ["input", "conv", "max_pool", "relu", "output"]


def test_blanks_are_asked_for_row_by_row_however_they_are_listed() -> None:
    known = facts("kind: cells, lane: ilya, stage: conv, blank: [[2, 1], [1, 2], [1, 1]]")
    assert blanks(question(known=known), known) == ((0, 0), (0, 1), (1, 0))
    assert right_cells(question(known=known), known) == ("7", "3", "8")


def test_what_float32_cannot_hold_exactly_is_right_as_it_is_typed() -> None:
    assert close(0.1, float(np.float32(0.1)), 0)
    assert not close(0.1001, float(np.float32(0.1)), 0)


@given(st.floats(-99_999, 99_999))
def test_a_number_fits_its_cell_and_is_the_nearest_that_does(value: float) -> None:
    text = typeable(value)
    assert len(text) <= MOST_CHARACTERS
    whole_digits = len(f"{value:.0f}")
    decimals = max(0, MOST_CHARACTERS - whole_digits - 2)  # one character may go to a sign that rounding adds
    assert abs(parse_number(text) - value) <= 0.5 * 10.0**-decimals + 1e-9


@pytest.mark.parametrize(
    ("value", "text"), [(3.0, "3"), (-0.0, "0"), (1 / 3, "0.3333"), (-1 / 3, "-0.333"), (100.0, "100")]
)
def test_how_a_number_is_typed(value: float, text: str) -> None:
    assert typeable(value) == text
