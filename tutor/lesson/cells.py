"""Questions of kind `cells`: which cells are asked for, and what the run says is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.language import _
from tutor.lesson.answers import Answer, AnswerError, Findings, Verdict, parse_number
from tutor.lesson.facts import Facts
from tutor.lesson.questions import Cells
from tutor.nn.arguments import FloatArray
from tutor.nn.pipeline import Stage

INPUT, OUTPUT = "input", "output"
"""What the ends of a lane are called where a stage is named."""
MOST_SIDE, MOST_BLANKS = 12, 36
MOST_CHARACTERS = 6
"""How many characters a cell that is typed has room for."""

Place = tuple[int, int]
"""(row, column) of a cell, counted from 0."""


@dataclass(frozen=True)
class CellFindings(Findings):
    """Which of the blanks hold another number than the run has there."""

    wrong: frozenset[Place]


def stage_names(question: Cells, facts: Facts) -> list[str]:
    """Return every name that `stage` may have in the question's lane."""
    return [INPUT, *(stage.name for stage in facts.trace(question.lane).stages), OUTPUT]


def stage_of(question: Cells, facts: Facts) -> Stage | None:
    """Return the stage that computes the cells, or None where they are the lane's input."""
    stages = facts.trace(question.lane).stages
    if question.stage == INPUT or not stages:
        return None
    return stages[-1] if question.stage == OUTPUT else facts.trace(question.lane).stage(question.stage)


def map_of(question: Cells, facts: Facts) -> FloatArray:
    """Return the map whose cells are asked for, (rows, columns): the first channel."""
    stage = stage_of(question, facts)
    whole = facts.trace(question.lane).input if stage is None else stage.output
    values: FloatArray = whole[0, 0]
    return values


def blanks(question: Cells, facts: Facts) -> tuple[Place, ...]:
    """Return the cells to fill in, row by row."""
    if question.blank == "all":
        rows, columns = map_of(question, facts).shape
        return tuple((row, column) for row in range(rows) for column in range(columns))
    return tuple(sorted((row - 1, column - 1) for row, column in question.blank))


def typed_numbers(texts: object, places: Sequence[Place]) -> list[float]:
    """Return the numbers typed into the cells at `places`.

    AnswerError where there are not as many texts as places, or where one is empty or no number: it names the first.
    """
    if not isinstance(texts, tuple) or len(texts) != len(places) or not all(isinstance(text, str) for text in texts):
        raise AnswerError(_("Fill in every cell."))
    numbers = []
    for text, (row, column) in zip(texts, places, strict=True):
        if not text.strip():
            message = _("The cell in row {row}, column {column} is empty.")
            raise AnswerError(message.format(row=row + 1, column=column + 1))
        try:
            numbers.append(parse_number(text))
        except AnswerError:
            message = _("The cell in row {row}, column {column} holds no number.")
            raise AnswerError(message.format(row=row + 1, column=column + 1)) from None
    return numbers


def grade_cells(question: Cells, answer: Answer, facts: Facts) -> Verdict:
    """Judge numbers typed into the blanks, row by row. AnswerError as from `typed_numbers`."""
    places, values = blanks(question, facts), map_of(question, facts)
    numbers = typed_numbers(answer, places)
    wrong = frozenset(
        place
        for place, number in zip(places, numbers, strict=True)
        if not close(number, float(values[place]), question.tolerance)
    )
    return Verdict(not wrong, findings=CellFindings(wrong))


def close(number: float, value: float, tolerance: float) -> bool:
    """Return whether a number stands for a value of the run, which is computed in float32."""
    return abs(number - value) <= tolerance + 1e-6 * max(1.0, abs(value))


def right_cells(question: Cells, facts: Facts) -> tuple[str, ...]:
    """Return the answer that is right, as it can be typed."""
    values = map_of(question, facts)
    return tuple(typeable(float(values[place])) for place in blanks(question, facts))


def typeable(value: float) -> str:
    """Return a number in so many characters as a cell has room for, with as many decimals as fit."""
    for decimals in range(MOST_CHARACTERS - 2, -1, -1):
        text = f"{value:.{decimals}f}"
        text = text.rstrip("0").rstrip(".") if decimals else text
        if len(text) <= MOST_CHARACTERS:
            break
    return "0" if text == "-0" else text
