"""The lesson that comes with the program: complete in both languages, and every number of it computed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from tutor import language
from tutor.folders import bundled_lessons
from tutor.lesson.arranging import right_order
from tutor.lesson.cells import right_cells
from tutor.lesson.expressions import template
from tutor.lesson.facts import Facts
from tutor.lesson.grading import Answer, grade, is_correct, number_of
from tutor.lesson.lanes import CHOSEN
from tutor.lesson.load import load
from tutor.lesson.model import BenchStep, DescentStep, Lesson
from tutor.lesson.questions import Cells, Choice, Choices, FriendPick, Number, Order, Question, WitnessHunt
from tutor.lesson.text import Text
from tutor.lesson.walk import Place, parts
from tutor.lesson.witness_hunt import NEVER, a_witness

FILE = bundled_lessons() / "layer-order.yaml"
LESSON = load(FILE)
FACTS = Facts(LESSON)
QUESTIONS = {step.id: step.question for step in LESSON.steps if step.question is not None}
NUMBERS = {name: question for name, question in QUESTIONS.items() if isinstance(question, Number)}
CHOICES = {name: question for name, question in QUESTIONS.items() if isinstance(question, Choice | Choices)}
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
    assert len(lesson.steps) == 21
    assert len({step.id for step in lesson.steps}) == 21
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
    (descent,) = [step for step in lesson.steps if isinstance(step, DescentStep)]
    assert descent.inputs == ("01", "11")
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


def right_answer(question: Question) -> Answer | None:
    """The model answer; None where every answer is taken."""
    if isinstance(question, Number):
        return repr(number_of(question.answer, FACTS))
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
        verdict = grade(question, repr(number_of(mistake.answer, FACTS)), FACTS)
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
        answer = re.escape(f"{number_of(question.answer, FACTS):g}")
        for hint in question.hints[:1]:
            assert not re.search(rf"(?<![\d.]){answer}(?![\d.])", FACTS.fill(hint)) or answer in ("0", "2"), name


def test_the_claims_have_caveats(lesson: Lesson) -> None:
    without = [step.id for step in lesson.steps if step.question is not None and step.caveat is None]
    assert set(without) <= {"predict", "count-alex", "count-ilya", "zero-centred", "unseen"}


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
