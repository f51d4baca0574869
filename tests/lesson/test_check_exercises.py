"""What an author may not write in steps of kind cells, order and witness, and the sentence that says so."""

from __future__ import annotations

import pytest

from tests.lesson.exercises import CELLS, ORDER, WITNESS, lesson, problem

LANES = (
    "alex, ilya, jeffrey, thin, soft, wide.alex, wide.ilya, wide.jeffrey, wide.thin, wide.soft, flat.alex, flat.ilya"
)
TRAY = "[relu, avg_pool, conv, gelu, max_pool]"


def test_what_is_sound_is_taken() -> None:
    assert [step.id for step in lesson(CELLS, ORDER, WITNESS).steps] == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("old", "new", "at", "sentence"),
    [
        ("lane: ilya", "lane: ilja", "ilja", "there is no lane 'ilja'; did you mean 'ilya'?"),
        ("lane: ilya", "lane: chosen", "chosen", f"there is no lane 'chosen'; there are: {LANES}"),
        ("stage: max_pool", "stage: maxpool", "maxpool", "there is no stage 'maxpool'; did you mean 'max_pool'?"),
        (
            "stage: max_pool",
            "stage: zzz",
            "zzz",
            "there is no stage 'zzz'; there are: input, conv, max_pool, relu, output",
        ),
        ("[2, 3]]", "[2, 4]]", "[2, 4]]", "the map has no cell 2, 4: it has 3 rows and 3 columns"),
        ("[2, 3]]", "[2, 2]]", "[2, 2]]}", "the cell 2, 2 is named twice"),
        ("[[2, 1], [2, 2], [2, 3]]", "al", "al", "'al' is not known here; did you mean 'all'?"),
        ("[[2, 1], [2, 2], [2, 3]]", "3", "3", "expected one of all, found 3"),
        ("[[2, 1], [2, 2], [2, 3]]", "[]", "[]", "expected at least 1 in this list, found a list of 0"),
        ("[2, 3]]", "[2, 0]]", "0]]", "expected a number of at least 1, found 0"),
        ("[2, 3]]", "[2]]", "[2]]", "expected at least 2 in this list, found a list of 1"),
    ],
)
def test_cells(old: str, new: str, at: str, sentence: str) -> None:
    assert problem(CELLS.replace(old, new), at) == sentence


def test_a_map_that_is_too_large_to_fill_in() -> None:
    keys = "kind: cells, lane: wide.alex, stage: conv, blank: [[1, 1]]"
    assert problem(keys, "conv") == "a map of 14×14 cells is too large to fill in; 12×12 at most"


def test_too_many_cells() -> None:
    keys = "kind: cells, lane: ilya, stage: input, blank: all"
    assert problem(keys, "all") == "64 cells are too many to fill in; 36 at most"
    lesson("kind: cells, lane: ilya, stage: conv, blank: all")  # 36


def test_a_cell_that_nobody_can_type() -> None:
    keys = "kind: cells, lane: soft, stage: output, blank: [[1, 1]]"
    sentence = "the cell 1, 1 is 0.999664664, which nobody can type in full; give a tolerance"
    assert problem(keys, "[[1, 1]]") == sentence
    lesson(keys + ", tolerance: 0.001")


@pytest.mark.parametrize(
    ("old", "new", "at", "sentence"),
    [
        ("target: alex", "target: alix", "alix", "there is no lane 'alix'; did you mean 'alex'?"),
        ("relu, avg", "rleu, avg", "rleu", "there is no layer 'rleu'; did you mean 'relu'?"),
        ("relu, avg", "'max_pool:sise=3', avg", "'max", "max_pool has no setting 'sise'; did you mean 'size'?"),
        (TRAY, "[relu, avg_pool, conv, gelu]", "[relu", "no arrangement of these layers computes what 'alex' computes"),
        (TRAY, "[conv, max_pool, relu]", "[conv", "the layers stand in a right order already; shuffle them"),
        (TRAY, "[conv]", "[conv]", "expected at least 2 in this list, found a list of 1"),
        (
            TRAY, f"[{', '.join(['relu'] * 8)}]", "[relu", "expected at most 7 in this list, found a list of 8",
        ),
    ],
)  # fmt: skip
def test_order(old: str, new: str, at: str, sentence: str) -> None:
    assert problem(ORDER.replace(old, new), at) == sentence


def test_a_right_order_that_costs_too_much_may_stand_there() -> None:
    lesson(ORDER.replace(TRAY, "[conv, relu, max_pool]") + ", cheapest: true")


def test_seven_layers_are_searched() -> None:
    lesson("kind: order, layers: [relu, avg_pool, relu, conv, gelu, tanh, max_pool], target: ilya, cheapest: true")


@pytest.mark.parametrize(
    ("old", "new", "at", "sentence"),
    [
        ("jeffrey]", "jeffry]", "jeffry", "there is no lane 'jeffry'; did you mean 'jeffrey'?"),
        (
            "jeffrey]", "thin]", "[ilya",
            "the two outputs differ in size for any numbers: 1×1 and 2×2",
        ),
        (
            "jeffrey]", "alex]", "[ilya",
            "no numbers were found for which these lanes differ; if there are none, say exists: false",
        ),
        (
            "shape: [2, 2]", "shape: [2, 2], exists: false", "false",
            "there are numbers for which these lanes differ: -1, -1, -1, -1",
        ),
        ("[2, 2]", "[2, 7]", "7]", "expected a number of at most 6, found 7"),
        ("[ilya, jeffrey]", "[ilya]", "[ilya]", "expected at least 2 in this list, found a list of 1"),
    ],
)  # fmt: skip
def test_witness(old: str, new: str, at: str, sentence: str) -> None:
    assert problem(WITNESS.replace(old, new), at) == sentence


def test_numbers_that_are_too_few_for_the_layers() -> None:
    message = problem(WITNESS.replace("[2, 2]", "[1, 2]"), "[1, 2]")
    assert message.startswith("the numbers do not fit: layer 1 (max_pool): ")


def test_where_the_lanes_are_equal_the_lesson_says_so() -> None:
    lesson("kind: witness, lanes: [alex, ilya], shape: [2, 2], exists: false")
