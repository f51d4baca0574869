"""Orders that differ from learner to learner and never for one of them."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lesson.exercises import lesson
from tutor.lesson.draws import draw, shown_order, shuffled
from tutor.lesson.facts import Facts

CHOICE = (
    "kind: choice, shuffle: true, options: [{text: a, correct: true}, {text: b}, {text: c, pin: first}, {text: d}, "
    "{text: none, pin: last}, {text: e}]"
)


def order(seed: int, keys: str = CHOICE) -> tuple[int, ...]:
    made = Facts(lesson(keys), seed=seed)
    question = made.lesson.steps[0].question
    assert question is not None
    return shown_order(question, made)


def test_a_draw_can_be_worked_out_by_anyone() -> None:
    expected = int(sha256(b"7/lesson/step/a").hexdigest()[:16], 16)
    assert draw(7, "lesson", "step", "a") == expected


@given(st.integers(0, 2**32 - 1), st.lists(st.sampled_from(["first", "last", None]), min_size=1, max_size=9))
def test_a_shuffle_loses_nothing_and_keeps_what_is_pinned(seed: int, pins: list[str | None]) -> None:
    found = shuffled(len(pins), seed, "x", pins=pins)
    assert sorted(found) == list(range(len(pins)))
    firsts = [index for index, pin in enumerate(pins) if pin == "first"]
    lasts = [index for index, pin in enumerate(pins) if pin == "last"]
    assert list(found[: len(firsts)]) == firsts
    assert list(found[len(pins) - len(lasts) :]) == lasts


def test_every_order_comes_about_equally_often() -> None:
    counts = Counter(shuffled(3, seed, "x") for seed in range(6000))
    assert len(counts) == 6
    assert all(850 < count < 1150 for count in counts.values())  # 1000 ± 5 standard deviations


def test_an_option_that_is_added_leaves_the_order_of_the_others() -> None:
    assert [index for index in shuffled(6, 5, "x") if index != 5] == list(shuffled(5, 5, "x"))


def test_one_learner_sees_one_order_and_another_another() -> None:
    assert order(1) == order(1)
    orders = {order(seed) for seed in range(40)}
    assert len(orders) > 10
    assert {(found[0], found[-1]) for found in orders} == {(2, 4)}


def test_a_seed_of_the_lesson_stands_for_every_learners() -> None:
    made = [Facts(lesson(CHOICE).model_copy(update={"seed": 3}), seed=seed) for seed in range(9)]
    assert {facts.seed for facts in made} == {3}


def test_without_shuffle_the_order_is_that_of_the_file() -> None:
    assert order(3, CHOICE.replace("shuffle: true, ", "")) == (0, 1, 2, 3, 4, 5)


@pytest.mark.parametrize("keys", ["kind: reflect", "kind: number, answer: 1"])
def test_a_question_without_options_has_no_order(keys: str) -> None:
    assert order(1, keys) == ()
