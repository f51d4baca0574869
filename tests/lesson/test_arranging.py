"""Layers put in order: every arrangement that works is right, be it the author's or not."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lesson.exercises import ORDER, facts
from tutor.lesson.arranging import Misfit, OrderFindings, Workbench, right_order, workbench
from tutor.lesson.facts import Facts
from tutor.lesson.grading import Answer, AnswerError, grade
from tutor.lesson.lanes import lesson_layer
from tutor.lesson.model import Data
from tutor.lesson.questions import Order
from tutor.nn.witness import run_layers

FACTS = facts(ORDER + ", cheapest: true", ORDER)
RELU, AVERAGE, CONV, GELU, MAXIMUM = range(5)


def question(name: str = "one", known: Facts = FACTS) -> Order:
    found = known.lesson.step(name).question
    assert isinstance(found, Order)
    return found


def bench(known: Facts = FACTS) -> Workbench:
    return workbench(question(known=known), known)


def findings(order: Answer, name: str = "one") -> OrderFindings:
    found = grade(question(name), order, FACTS).findings
    assert isinstance(found, OrderFindings)
    return found


def test_the_thrifty_order_is_right() -> None:
    assert grade(question(), (CONV, MAXIMUM, RELU), FACTS).correct is True
    assert findings((CONV, MAXIMUM, RELU)) == OrderFindings(None, (3, 3), (3, 3), 0, 0, 360, 360)


def test_a_right_output_at_a_higher_price_is_wrong_only_where_the_price_counts() -> None:
    assert grade(question(), (CONV, RELU, MAXIMUM), FACTS).correct is False
    assert findings((CONV, RELU, MAXIMUM)) == OrderFindings(None, (3, 3), (3, 3), 0, 0, 387, 360)
    assert grade(question("two"), (CONV, RELU, MAXIMUM), FACTS).correct is True
    assert findings((CONV, RELU, MAXIMUM), "two").fewest is None


def test_another_output_says_how_many_cells_differ() -> None:
    assert findings((CONV, MAXIMUM)).differing == 3
    assert grade(question(), (CONV, MAXIMUM), FACTS).correct is False


def test_another_size_says_which() -> None:
    found = findings((CONV, RELU))
    assert (found.shape, found.wanted_shape, found.same) == ((6, 6), (3, 3), False)


def test_layers_that_do_not_fit_say_where() -> None:
    # 8×8 pooled three times over is 1×1, and no 3×3 kernel fits there
    known = facts("kind: order, layers: [max_pool, avg_pool, max_pool, conv, relu], target: thin")
    found = grade(question(known=known), (0, 1, 2, 3), known).findings
    assert found == OrderFindings(Misfit(4, "conv", (3, 3), (1, 1)))


@pytest.mark.parametrize("answer", [(), (0, 0), (5,), (-1,), ("relu",), "relu", 2, (True, 9)])
def test_what_is_no_answer(answer: Answer) -> None:
    with pytest.raises(AnswerError, match=r"^Put at least one layer into the cell\.$"):
        grade(question(), answer, FACTS)


def test_a_coincidence_on_one_picture_is_no_answer() -> None:
    # On a picture without negative responses ReLU does nothing; elsewhere it does.
    known = facts("kind: order, layers: [relu, gelu, max_pool, conv], target: flat.alex")
    found = grade(question(known=known), (3, 2), known).findings
    assert isinstance(found, OrderFindings)
    assert found.differing == 0
    assert found.differing_pictures > 0
    assert grade(question(known=known), (3, 2), known).correct is False


def test_a_layer_may_be_in_the_tray_twice() -> None:
    known = facts("kind: order, layers: [max_pool, relu, conv, relu], target: alex")
    assert grade(question(known=known), (2, 1, 0, 3), known).correct is True
    assert grade(question(known=known), (2, 3, 0, 1), known).correct is True


def test_the_best_is_the_best_of_all_arrangements() -> None:
    # A slow reference: every arrangement of distinct layers, run whole.
    made = bench()
    costs = {}
    for length in range(1, 6):
        for order in permutations(range(5), length):
            found = made.findings(order)
            if found.same:
                costs[order] = found.operations
    assert set(costs) == {
        (CONV, RELU, MAXIMUM), (CONV, MAXIMUM, RELU),
    }  # fmt: skip
    assert made.best == (min(costs, key=costs.__getitem__), min(costs.values()))
    assert right_order(question(), FACTS) == made.best[0]


@given(st.permutations(range(5)), st.integers(1, 5))
def test_an_arrangement_is_the_same_exactly_when_its_output_is(order: list[int], length: int) -> None:
    made, chosen = bench(), order[:length]
    found = made.findings(chosen)
    if found.misfit is None:
        layers = [made.layer(index, 1) for index in chosen]
        outputs = [run_layers(layers, x) for x in (made.picture, made.others)]
        wanted = made.wanted, made.wanted_of_others
        assert found.same == all(np.array_equal(one, other) for one, other in zip(outputs, wanted, strict=True))
        assert found.shape == outputs[0].shape[2:]


def test_the_random_pictures_are_many_and_have_both_signs() -> None:
    others = bench().others
    assert len(others) >= 20
    assert others.shape[1:] == bench().picture.shape[1:]
    assert others.min() < 0 < others.max()
    assert [(x >= 0).all() or (x <= 0).all() for x in others].count(True) >= len(others) // 2


def test_a_plain_layer_takes_its_settings_from_the_data() -> None:
    data = Data(stride=2, padding=1, bias=0.5, pool_size=3, pool_stride=1)
    assert str(lesson_layer("conv", data)) == "conv:stride=2:padding=1:bias=0.5"
    assert str(lesson_layer("max_pool", data)) == "max_pool:size=3:stride=1"
    assert str(lesson_layer("max_pool:size=4", data)) == "max_pool:size=4"
    assert str(lesson_layer("relu", data)) == "relu"
    assert str(lesson_layer("avg_pool", Data())) == "avg_pool"
