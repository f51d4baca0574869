"""Values that are drawn for each learner: which there are, and where they go in."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lesson.exercises import HEAD
from tests.lesson.tiny import NAME
from tutor.lesson.draws import draw
from tutor.lesson.facts import Facts
from tutor.lesson.grading import bounds_of, grade
from tutor.lesson.load import build
from tutor.lesson.model import Lesson
from tutor.lesson.questions import Number
from tutor.lesson.source import parse
from tutor.lesson.step_parts import MOST_NAMES, Values
from tutor.lesson.values import draw_values, how_many, number_at, put_in, with_values

STEP = """\
  - {id: one, title: One, kind: number, values: {a: {whole: [2, 9]}, b: {among: [0.5, 3]}},
     ask: "How much is {a} times {b}?", answer: "{a * b}", explain: "It is {a * b}, not {{a}} or 'a'."}
"""


def lesson(seed: int, steps: str = STEP, head: str = HEAD) -> Lesson:
    return build(parse((head + steps).encode(), NAME), seed)


@pytest.mark.parametrize(
    ("keys", "numbers"),
    [
        ({"whole": (1, 4)}, [1, 2, 3, 4]),
        ({"whole": (2, 9), "step": 3.0}, [2, 5, 8]),
        ({"whole": (-1, 1)}, [-1, 0, 1]),
        ({"decimal": (0.1, 0.5), "step": 0.1}, [0.1, 0.2, 0.3, 0.4, 0.5]),
        ({"decimal": (0.0, 1.0), "step": 0.4}, [0.0, 0.4, 0.8]),
        ({"among": (4.0, 2.0, 0.5)}, [4, 2, 0.5]),
    ],
)
def test_what_is_drawn_from(keys: dict[str, Any], numbers: list[float]) -> None:
    values = Values(**keys)
    found = [number_at(values, index) for index in range(how_many(values))]
    assert found == numbers
    assert [type(number) for number in found] == [type(number) for number in numbers]


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"whole": (1, 2), "among": (1.0,)},
        {"whole": (2, 1)},
        {"whole": (1, 4), "step": 0.5},
        {"decimal": (0.0, 1.0)},
        {"among": (1.0, 2.0), "step": 1.0},
        {"whole": (0, 100_000)},
    ],
)
def test_what_cannot_be_drawn_from(keys: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=" "):
        how_many(Values(**keys))


def test_a_value_is_drawn_as_is_written_down() -> None:
    assert draw_values({"a": Values(whole=(1, 9))}, 12, "l", "s") == {"a": 1 + draw(12, "l", "s", "a") % 9}


def test_values_go_into_expressions_and_nowhere_else() -> None:
    text = "{a} and { b - a } {{a}} 'a' {f(a, 'a')} {abc.a} [{a}]"
    assert put_in(text, {"a": -3, "b": 0.5}) == "{(-3)} and { 0.5 - (-3) } {{a}} 'a' {f((-3), 'a')} {abc.a} [{(-3)}]"


@pytest.mark.parametrize("text", ["{a", "a}", "{a +}", "{}", ""])
def test_what_cannot_be_read_stays(text: str) -> None:
    assert put_in(text, {"a": 1}) == text


@given(st.integers(0, 2**32 - 1))
def test_the_key_is_computed_with_the_learners_numbers(seed: int) -> None:
    facts = Facts(lesson(seed), seed=seed)
    question = facts.lesson.steps[0].question
    assert isinstance(question, Number)
    drawn = draw_values(facts.lesson.steps[0].values, seed, "exercises", "one")
    assert facts.fill(question.ask) == f"How much is {drawn['a']} times {drawn['b']}?"
    assert bounds_of(question.answer, facts)[0] == drawn["a"] * drawn["b"]
    assert grade(question, str(drawn["a"] * drawn["b"]), facts).correct
    assert question.explain is not None
    assert facts.fill(question.explain).endswith("not {a} or 'a'.")


def test_learners_have_different_numbers_and_each_the_same_again() -> None:
    asks = [lesson(seed).steps[0].question for seed in range(30)]
    assert len({question.ask for question in asks if question}) > 8
    assert lesson(7) == lesson(7)


def test_a_seed_of_the_lesson_gives_everyone_the_same() -> None:
    head = HEAD.replace("minutes: 5", "minutes: 5\nseed: 11")
    assert {lesson(seed, head=head).steps[0] for seed in range(9)} == {lesson(11).steps[0]}


def test_values_of_the_lesson_reach_pictures_and_kernels_as_numbers() -> None:
    head = HEAD.replace("minutes: 5", "minutes: 5\nvalues: {k: {whole: [2, 7]}}")
    head = head.replace("kernel: [[-1, 0, 1]", 'kernel: [["{-k}", 0, "{k + 1}"]').replace(
        "picture: [[1, 2]", 'picture: [["{k}", 2]'
    )
    step = '  - {id: one, title: One, kind: text, body: "The kernel begins with {-k}."}\n'
    k = draw_values({"k": Values(whole=(2, 7))}, 4, "exercises", "")["k"]
    made = lesson(4, step, head)
    assert made.data.kernel is not None
    assert list(made.data.kernel[0]) == [-k, 0, k + 1]
    assert made.experiment("flat").data.picture == ((k, 2), (3, 4))
    assert made.steps[0].body is not None
    assert Facts(made).fill(made.steps[0].body) == f"The kernel begins with −{k}."


def test_a_lesson_without_values_is_left_alone() -> None:
    data = {"id": "x", "steps": [{"id": "one", "ask": "{a}"}]}
    assert with_values(data, 1) is data


@pytest.mark.parametrize("data", [None, [], "x", {"values": 3}, {"steps": [{"values": {"a": 1}}, 7]}])
def test_what_is_no_lesson_does_no_harm(data: Any) -> None:
    assert with_values(data, 1) == data


# ── work ─────────────────────────────────────────────────────────────────────────────────────────


class _StopError(Exception):
    pass


def test_whoever_has_no_time_can_end_the_work_at_any_text() -> None:
    asked = []

    def go_on() -> None:
        asked.append(True)
        if len(asked) == 4:
            raise _StopError

    data = {"id": "l", "values": {"a": {"whole": [1, 9]}}, "steps": [{"id": "s", "body": ["{a}"] * 100}]}
    with pytest.raises(_StopError):
        with_values(data, 1, go_on)
    assert len(asked) == 4


def test_more_names_than_a_lesson_may_have_are_not_drawn() -> None:
    names = {f"a{number}": {"whole": [1, 1]} for number in range(MOST_NAMES + 1)}
    assert with_values({"id": "l", "values": names, "title": "{a1}"}, 1)["title"] == "{a1}"
    del names["a0"]
    assert with_values({"id": "l", "values": names, "title": "{a1}"}, 1)["title"] == "{1}"


@given(st.integers(-50, 50), st.integers(0, 30), st.integers(1, 40))
def test_the_numbers_to_draw_from_are_those_between_the_bounds(low: int, span: int, tenths: int) -> None:
    values = Values(decimal=(low / 10, (low + span) / 10), step=tenths / 10)
    found = [number_at(values, index) for index in range(how_many(values))]
    assert found == [number / 10 for number in range(low, low + span + 1, tenths)]
