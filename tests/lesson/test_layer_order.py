"""The lesson that comes with the program: complete in both languages, and every number of it computed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

import numpy as np
import pytest

from tutor import language
from tutor.descent.controls import controls_of
from tutor.folders import bundled_lessons
from tutor.language import _
from tutor.lesson.arranging import right_order
from tutor.lesson.cells import right_cells
from tutor.lesson.descent_model import DescentSettings
from tutor.lesson.descents import setup_of, step_setup
from tutor.lesson.expressions import template
from tutor.lesson.facts import Facts
from tutor.lesson.goals import is_reached
from tutor.lesson.grading import Answer, grade, is_correct, number_of
from tutor.lesson.lanes import CHOSEN
from tutor.lesson.load import load
from tutor.lesson.model import BenchStep, DescentStep, Lesson
from tutor.lesson.questions import (
    Cells,
    Choice,
    Choices,
    FriendPick,
    Number,
    NumberAnswer,
    Order,
    Question,
    WitnessHunt,
)
from tutor.lesson.text import Text
from tutor.lesson.walk import Place, parts
from tutor.lesson.witness_hunt import NEVER, a_witness
from tutor.nn.descent import Trajectory

FILE = bundled_lessons() / "layer-order.yaml"
LESSON = load(FILE)
FACTS = Facts(LESSON)
QUESTIONS = {step.id: step.question for step in LESSON.steps if step.question is not None}
NUMBERS = {name: question for name, question in QUESTIONS.items() if isinstance(question, Number)}
CHOICES = {name: question for name, question in QUESTIONS.items() if isinstance(question, Choice | Choices)}
DESCENTS = {step.id: step for step in LESSON.steps if isinstance(step, DescentStep)}
GOALS = {name: step.goal for name, step in DESCENTS.items() if step.goal is not None}
TEXTS = [(place, part) for place, part in parts(LESSON) if isinstance(part, Text)]
SAME_IN_BOTH = ("sources", "experiments")
"""Where one text may stand for both languages: names of papers, and intervals."""
UNTRANSLATED = {"%", "GELU"}


def named(place: Place) -> str:
    return ".".join(map(str, place))


@pytest.fixture(params=language.LANGUAGES)
def code(request: pytest.FixtureRequest) -> Iterator[str]:
    language.use(request.param)
    yield request.param
    language.use("en")


@pytest.fixture
def lesson() -> Lesson:
    return LESSON


# ── the whole ────────────────────────────────────────────────────────────────────────────────────


def test_its_size_and_its_names(lesson: Lesson) -> None:
    assert lesson.id == FILE.stem
    assert len(lesson.steps) == 26
    assert len({step.id for step in lesson.steps}) == 26
    assert 5 <= lesson.minutes <= 60


def test_the_three_friends(lesson: Lesson) -> None:
    assert {friend.id: friend.layers for friend in lesson.friends} == {
        "alex": ("conv", "relu", "max_pool"),
        "ilya": ("conv", "max_pool", "relu"),
        "jeffrey": ("conv", "max_pool"),
    }
    assert [friend.name.in_language("ru") for friend in lesson.friends] == ["Алекс", "Илья", "Джеффри"]


def test_it_begins_with_a_bet_and_ends_with_data_that_was_not_seen(lesson: Lesson) -> None:
    bet = lesson.steps[1].question
    assert isinstance(bet, FriendPick)
    assert bet.answer is None
    assert bet.sure
    assert any(isinstance(step, BenchStep) and CHOSEN in step.lanes for step in lesson.steps)
    last = lesson.steps[-1]
    assert isinstance(last, BenchStep)
    shown = {lane for step in lesson.steps[:-1] if isinstance(step, BenchStep) for lane in step.lanes}
    assert last.predict is not None
    assert not set(last.lanes) & shown


def test_every_source_is_used_and_every_link_is_safe(lesson: Lesson) -> None:
    used = {name for step in lesson.steps for name in step.sources}
    assert used == {source.id for source in lesson.sources}
    assert all(source.link is None or source.link.startswith("https://") for source in lesson.sources)


def test_it_has_benches_a_descent_and_every_kind_of_question(lesson: Lesson) -> None:
    assert sum(isinstance(step, BenchStep) for step in lesson.steps) >= 4
    assert {step.id: step.inputs for step in DESCENTS.values()} == {
        "zigzag": ("01", "11"),
        "free-signs": ("01", "11"),
        "mixed-signs": ("01", "mixed"),
        "leap": ("01", "11"),
        "subtract-mean": ("skewed", "skewed:range=11"),
        "zero-centred": ("sigmoid", "tanh"),
        "kernel": ("01", "11"),
    }
    kinds = {question.kind for question in QUESTIONS.values()}  # type: ignore[attr-defined]
    assert kinds == {"choice", "choices", "number", "friend", "cells", "order", "witness"}


# ── what it claims ───────────────────────────────────────────────────────────────────────────────


def test_relus_evaluated_36_9_0() -> None:
    counts = [sum(s.cost.comparisons for s in FACTS.trace(name).stages if s.name == "relu") for name in lanes()]
    assert counts == [36, 9, 0]
    assert [FACTS.value(f"{{{name}.relus}}") for name in lanes()] == [36, 9, 0]


def lanes() -> list[str]:
    return [friend.id for friend in LESSON.friends]


def test_alex_and_ilya_agree_bit_for_bit_forwards_and_backwards() -> None:
    alex, ilya = FACTS.trace("alex"), FACTS.trace("ilya")
    assert np.array_equal(alex.output, ilya.output)
    assert np.array_equal(alex.gradient(), ilya.gradient())


def test_jeffrey_differs_in_3_of_9_cells_and_where_all_is_negative() -> None:
    ilya, jeffrey = FACTS.trace("ilya"), FACTS.trace("jeffrey")
    differs = ilya.output != jeffrey.output
    assert (int(differs.sum()), differs.size) == (3, 9)
    assert np.array_equal(differs, jeffrey.output < 0)


def test_the_operations_387_and_360() -> None:
    assert [FACTS.trace(name).cost.operations for name in lanes()] == [387, 360, 351]


def test_the_last_step_has_a_surprise() -> None:
    differs = FACTS.value("{count_different(unseen.ilya.output, unseen.jeffrey.output)}")
    assert isinstance(differs, int)
    assert 0 < differs < np.size(FACTS.trace("unseen.ilya").output)


# ── the descents ─────────────────────────────────────────────────────────────────────────────────


def runs(name: str, settings: DescentSettings | None = None, *inputs: str) -> tuple[Trajectory, ...]:
    """The runs of a step, with other settings than its own."""
    step = DESCENTS[name]
    return setup_of((LESSON.descent, step.settings, settings or DescentSettings()), inputs or step.inputs).runs()


def reaches(name: str, settings: DescentSettings | None = None, *inputs: str) -> bool:
    return is_reached(GOALS[name], runs(name, settings, *inputs), FACTS)


def test_on_single_examples_the_signs_are_locked_and_the_path_staggers() -> None:
    unit, signed = runs("zigzag")
    assert (unit.locked, signed.locked) == (True, False)
    assert unit.steps > 3 * signed.steps
    assert unit.detour > 1.5 * signed.detour


@pytest.mark.parametrize("batch", [16, 32, 64, 128, 256, "full"])
def test_a_batch_frees_the_signs_and_not_the_cost(batch: Any) -> None:
    assert reaches("free-signs", DescentSettings(batch=batch))
    unit, signed = runs("free-signs", DescentSettings(batch=batch))
    assert unit.detour < 1.25
    assert unit.steps > 3.5 * signed.steps


@pytest.mark.parametrize("batch", [1, 2, 4, 8])
def test_a_small_batch_does_not_free_the_signs(batch: int) -> None:
    assert not reaches("free-signs", DescentSettings(batch=batch))


def test_the_texts_speak_of_the_solution() -> None:
    assert GOALS["free-signs"].solution == DescentSettings(batch=16)
    assert GOALS["leap"].solution == DescentSettings(step="max:1.6")
    assert (DESCENTS["leap"].settings.step, DESCENTS["leap"].settings.batch) == ("max:0.9", "full")
    assert round(FACTS.problem("01").learning_rate, 9) == round(FACTS.problem("11").learning_rate, 9)


def test_mixed_signs_walk_as_long() -> None:
    unit, mixed = runs("mixed-signs")
    assert mixed.steps == pytest.approx(unit.steps, rel=0.1)
    assert mixed.condition_number == pytest.approx(unit.condition_number)
    assert mixed.same_sign < 0.8 < unit.same_sign


@pytest.mark.parametrize(
    ("step", "reached"),
    [("0.5", 0), ("0.9", 0), ("1", 0), ("1.1", 0), ("1.3", 0), ("1.6", 1), ("1.9", 1), ("2", 0), ("2.1", 0)],
)
def test_a_leaping_path_is_one_that_still_arrives(step: str, reached: int) -> None:
    assert reaches("leap", DescentSettings(step=f"max:{step}", max_steps=2000)) is bool(reached)
    unit, _signed = runs("leap")
    assert not len(unit.turning_points), "nothing zig-zags at first"


def test_only_the_same_pixels_without_their_mean_reach_the_goal() -> None:
    assert reaches("subtract-mean", None, "skewed", "skewed:range=centred")
    assert reaches("subtract-mean", None, "skewed", "skewed:range=standardised")
    for other in ("skewed", "skewed:range=11", "skewed:range=half", "11", "tanh", "correlated:range=11"):
        assert not reaches("subtract-mean", None, "skewed", other), other


def test_what_is_left_of_the_lock_behind_a_kernel() -> None:
    unit, signed = runs("kernel")
    assert unit.same_sign < 0.02
    assert unit.steps > 3.5 * signed.steps


@pytest.mark.parametrize("name", DESCENTS)
def test_what_a_step_speaks_of_can_be_turned(name: str) -> None:
    step = DESCENTS[name]
    setup = step_setup(step, LESSON.descent)
    shown = {control.id for control in controls_of(setup, step.hidden)}
    assert set(step.fixed) <= shown, "a control that is hidden, or a group, cannot be fixed"
    turned = {"free-signs": "batch", "leap": "step", "subtract-mean": "inputs.2", "zigzag": "seed"}.get(name, "seed")
    assert turned in shown - set(step.fixed)


@pytest.mark.parametrize("name", DESCENTS)
def test_what_stands_above_a_run_leaves_room_for_the_panels(name: str, code: str) -> None:
    """Two lines of 78 columns, of which a goal takes one."""
    step = DESCENTS[name]
    assert step.body is not None
    assert len(wrap(FACTS.fill(step.body), 78)) <= (2 if step.goal is None else 1)
    if step.goal is not None:
        assert len(f"✓ {_('reached:')} {FACTS.fill(step.goal.ask)}") <= 78


# ── both languages ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("place", "text"), TEXTS, ids=[named(place) for place, _text in TEXTS])
def test_both_languages_say_it_with_the_same_numbers(place: Place, text: Text) -> None:
    assert text.en
    assert text.ru
    if place[0] not in SAME_IN_BOTH and text.en not in UNTRANSLATED:
        assert text.en != text.ru
        assert re.search("[а-яё]", text.ru.casefold())
    assert not re.search("[а-яё]", text.en.casefold())
    # A name may be left out where Russian has to decline it.
    english, russian = (
        Counter(one.text for one in template(words).expressions if not one.text.endswith(".name"))
        for words in (text.en, text.ru)
    )
    assert english == russian


def test_every_text_can_be_filled(code: str) -> None:
    for place, text in TEXTS:
        filled = FACTS.fill(text)
        assert filled.strip(), place
        assert not re.search(r"[{}]|\bnan\b|∞|\d\.\d{6}", filled), (place, filled)


# ── questions ────────────────────────────────────────────────────────────────────────────────────


def number_in(answer: NumberAnswer) -> float:
    assert isinstance(answer, int | float | str), "this lesson asks for no ranges"
    return number_of(answer, FACTS)


def right_answer(question: Question) -> Answer | None:
    """The model answer; None where every answer is taken."""
    if isinstance(question, Number):
        return repr(number_in(question.answer))
    if isinstance(question, Choice):
        return [is_correct(option, FACTS) for option in question.options].index(True)
    if isinstance(question, Choices):
        return tuple(index for index, option in enumerate(question.options) if is_correct(option, FACTS))
    if isinstance(question, Cells):
        return right_cells(question, FACTS)
    if isinstance(question, Order):
        return right_order(question, FACTS)
    if isinstance(question, WitnessHunt):
        return a_witness(question, FACTS)
    assert isinstance(question, FriendPick)
    return question.answer if isinstance(question.answer, str) or question.answer is None else question.answer[0]


@pytest.mark.parametrize("step", QUESTIONS)
def test_the_model_answer_is_accepted(step: str, code: str) -> None:
    question = QUESTIONS[step]
    answer = right_answer(question)
    if answer is None:
        assert [grade(question, name, FACTS).correct for name in lanes()] == [None] * 3
        return
    assert grade(question, answer, FACTS).correct is True
    if isinstance(answer, str):
        assert grade(question, answer.replace(".", ",").replace("-", "−"), FACTS).correct is True


@pytest.mark.parametrize("step", NUMBERS)
def test_every_mistake_is_wrong_and_has_words_of_its_own(step: str) -> None:
    question = NUMBERS[step]
    assert question.mistakes
    for mistake in question.mistakes:
        verdict = grade(question, repr(number_in(mistake.answer)), FACTS)
        assert verdict.correct is False
        assert verdict.feedback == (mistake.because,)


@pytest.mark.parametrize("step", CHOICES)
def test_every_option_has_words_of_its_own(step: str) -> None:
    options = CHOICES[step].options
    reasons = [option.because for option in options]
    assert all(reason is not None for reason in reasons)
    assert len({reason.en for reason in reasons if reason is not None}) == len(options)
    assert len({option.text.en for option in options}) == len(options)


@pytest.mark.parametrize("step", CHOICES)
def test_what_is_right_is_computed(step: str) -> None:
    for option in CHOICES[step].options:
        if is_correct(option, FACTS):
            assert isinstance(option.correct, str)
            assert template(option.correct).single is not None


def test_numbers_are_computed() -> None:
    typed = {name for name, question in NUMBERS.items() if not isinstance(question.answer, str)}
    assert typed == {"quadrants"}  # a count of signs; there is nothing to run


def test_wrong_choices_are_wrong() -> None:
    for name, question in CHOICES.items():
        right = right_answer(question)
        for index in range(len(question.options)):
            answer: Answer = index if isinstance(question, Choice) else (index,)
            assert grade(question, answer, FACTS).correct is (answer == right), name


@pytest.mark.parametrize("step", QUESTIONS)
def test_every_graded_question_has_hints_and_an_explanation(step: str) -> None:
    question = QUESTIONS[step]
    if isinstance(question, FriendPick) and question.answer is None:
        return
    assert question.hints
    outcome = getattr(LESSON.step(step), "outcome", None)
    assert question.explain is not None or outcome is not None


def test_no_hint_gives_the_number_away() -> None:
    for name, question in NUMBERS.items():
        answer = re.escape(f"{number_in(question.answer):g}")
        for hint in question.hints[:1]:
            assert not re.search(rf"(?<![\d.]){answer}(?![\d.])", FACTS.fill(hint)) or answer in ("0", "2"), name


def test_the_claims_have_caveats(lesson: Lesson) -> None:
    without = [step.id for step in lesson.steps if step.question is not None and step.caveat is None]
    assert set(without) <= {"predict", "count-alex", "count-ilya", "unseen"}


# ── what is answered by running it ───────────────────────────────────────────────────────────────


def test_the_missing_row_of_the_pool_has_one_number_of_each_fate() -> None:
    question = QUESTIONS["fill-pool"]
    assert right_answer(question) == ("7", "-1", "0")
    shown = FACTS.trace("ilya").stage("max_pool").output[0, 0]
    assert [row.tolist() for row in shown].count([7.0, -1.0, 0.0]) == 1, "no other row gives the answer away"


def test_a_witness_is_a_window_without_zero_or_positive_numbers() -> None:
    question = QUESTIONS["tell-apart"]
    assert grade(question, ("-1", "-2", "-3", "-0.5"), FACTS).correct is True
    assert grade(question, ("-1", "-2", "0", "-3"), FACTS).correct is False
    assert grade(question, ("-1", "2", "-3", "-4"), FACTS).correct is False
    assert grade(question, NEVER, FACTS).correct is False


def test_ilya_is_the_cheapest_way_to_the_output_of_alex() -> None:
    question = QUESTIONS["build"]
    assert isinstance(question, Order)
    names = question.layers
    assert tuple(names[index] for index in right_order(question, FACTS)) == LESSON.friend("ilya").layers
    alex = tuple(names.index(layer) for layer in LESSON.friend("alex").layers)
    assert grade(question, alex, FACTS).correct is False
