"""Answers: what is one, which are right, and what is said to those that are not."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lesson.tiny import tiny_facts
from tutor import language
from tutor.lesson.expressions import ExpressionError
from tutor.lesson.facts import Facts
from tutor.lesson.grading import Answer, AnswerError, Verdict, friends_of, grade, is_correct, number_of, parse_number
from tutor.lesson.model import RunStep
from tutor.lesson.questions import FriendPick, Mistake, Number, Option, Question
from tutor.lesson.text import Text


@pytest.fixture(scope="module")
def facts() -> Facts:
    return tiny_facts()


def judge(facts: Facts, step: str, answer: Answer) -> Verdict:
    question = facts.lesson.step(step).question
    assert question is not None
    return grade(question, answer, facts)


def said(verdict: Verdict) -> list[str]:
    return [text.in_language("en") for text in verdict.feedback]


# ── each kind ────────────────────────────────────────────────────────────────────────────────────


def test_the_right_option_of_a_choice(facts: Facts) -> None:
    verdict = judge(facts, "choose", 0)
    assert verdict.correct is True
    assert said(verdict) == ["Yes."]


def test_a_wrong_option_of_a_choice_is_told_why(facts: Facts) -> None:
    verdict = judge(facts, "choose", 1)
    assert verdict.correct is False
    assert said(verdict) == ["No."]


def test_choices_need_every_right_option_and_no_other(facts: Facts) -> None:
    assert judge(facts, "all", (0, 1)) == Verdict(True)
    assert judge(facts, "all", (1, 0)) == Verdict(True)
    assert [judge(facts, "all", answer).correct for answer in [(0,), (1,), (2,), (0, 2), (0, 1, 2)]] == [False] * 5


def test_every_misjudged_option_is_told_why_be_it_picked_or_left_out(facts: Facts) -> None:
    assert said(judge(facts, "all", (0, 2))) == ["b is right", "c is not"]
    assert said(judge(facts, "all", (0,))) == ["b is right"]
    assert said(judge(facts, "all", (0, 1, 2))) == ["c is not"]
    assert said(judge(facts, "all", (1,))) == []  # the first option has nothing to say


def test_a_number(facts: Facts) -> None:
    assert judge(facts, "count", "16") == Verdict(True)
    assert judge(facts, "count", "4").correct is False
    assert said(judge(facts, "count", "4")) == ["That is Ilya, not Alex."]
    assert judge(facts, "count", "7") == Verdict(False)


@pytest.mark.parametrize(
    ("answer", "right"), [("16,25", True), ("15.75", True), ("16.26", False), ("15.7", False), ("-16", False)]
)
def test_a_number_within_the_tolerance(facts: Facts, answer: str, right: bool) -> None:
    assert judge(facts, "count", answer).correct is right


def test_a_mistake_has_the_same_tolerance(facts: Facts) -> None:
    assert said(judge(facts, "count", "4.2")) == ["That is Ilya, not Alex."]
    assert said(judge(facts, "count", "4.3")) == []


def test_the_right_answer_wins_over_a_mistake_that_lies_as_near(facts: Facts) -> None:
    question = Number(
        kind="number", ask=Text(en="?"), answer=16, tolerance=100, mistakes=(Mistake(answer=4, because=Text(en="No.")),)
    )
    assert grade(question, "4", facts) == Verdict(True)


def test_what_binary_fractions_lose_is_forgiven() -> None:
    facts = tiny_facts(('answer: "{alex.relus}"', 'answer: "{0.1 + 0.2}"'), (", tolerance: 0.25", ""))
    assert judge(facts, "count", "0.3").correct
    assert judge(facts, "count", "3/10").correct
    assert not judge(facts, "count", "0.3001").correct


def test_a_pick_without_an_answer_is_a_prediction(facts: Facts) -> None:
    verdict = judge(facts, "pick", "alex")
    assert verdict.correct is None
    assert said(verdict) == ["The usual one."]
    assert judge(facts, "pick", "ilya") == Verdict(None)


def test_a_pick_with_an_answer_is_judged(facts: Facts) -> None:
    assert judge(facts, "judge", "ilya") == Verdict(True)
    verdict = judge(facts, "judge", "alex")
    assert verdict.correct is False
    assert said(verdict) == ["He wastes."]


def test_a_pick_may_have_one_answer_or_several() -> None:
    assert judge(tiny_facts(("answer: [ilya]", "answer: ilya")), "judge", "ilya").correct
    both = tiny_facts(("answer: [ilya]", "answer: [alex, ilya]"))
    assert [judge(both, "judge", name).correct for name in ("alex", "ilya")] == [True, True]


def test_whom_one_may_pick() -> None:
    facts = tiny_facts(("among: [alex, ilya]", "among: [ilya]"), (", because: {alex: He wastes.}", ""))
    picks = [facts.lesson.step(step).question for step in ("pick", "judge")]
    assert [friends_of(pick, facts.lesson) for pick in picks if isinstance(pick, FriendPick)] == [
        ("alex", "ilya"), ("ilya",),
    ]  # fmt: skip
    with pytest.raises(AnswerError):
        judge(facts, "judge", "alex")


def test_a_prediction_before_a_run_is_a_question_like_any_other(facts: Facts) -> None:
    step = facts.lesson.step("fall")
    assert isinstance(step, RunStep)
    steps = facts.names["descent"]["unit"]["steps"]  # type: ignore[index]
    assert judge(facts, "fall", str(steps)).correct
    assert not judge(facts, "fall", str(steps + 1)).correct


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        *[("choose", answer) for answer in (2, -1, "0", (0,), (), "", 10**30)],
        *[("all", answer) for answer in ((), 0, "0", (3,), (0, 3), (-1,))],
        *[("count", answer) for answer in ("", "many", 16, (16,), "1 2 x")],
        *[("pick", answer) for answer in ("masha", "", 0, (0,), "Alex")],
        *[("judge", answer) for answer in ("masha", "", 0, (0,))],
    ],
)
@pytest.mark.parametrize("code", language.LANGUAGES)
def test_what_is_no_answer_is_refused_in_one_sentence(facts: Facts, step: str, answer: Answer, code: str) -> None:
    language.use(code)
    try:
        with pytest.raises(AnswerError) as caught:
            judge(facts, step, answer)
    finally:
        language.use("en")
    assert str(caught.value).count(".") >= 1
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_correct_is_true_or_false_and_never_a_word(facts: Facts) -> None:
    assert is_correct(Option(text=Text(en="x"), correct="{alex.relus == 16}"), facts) is True
    assert is_correct(Option(text=Text(en="x"), correct=False), facts) is False
    for bad in ("no", "false", "{alex.relus}", "{alex.output > 0}", "{alex}", "so {true}"):
        with pytest.raises(ExpressionError, match="must be true, false"):
            is_correct(Option(text=Text(en="x"), correct=bad), facts)


def test_the_number_of_an_answer(facts: Facts) -> None:
    assert number_of(3, facts) == 3.0
    assert number_of(-2.5, facts) == -2.5
    assert number_of(" {alex.relus / 3} ", facts) == 16 / 3
    assert number_of("{mean(alex.output)}", facts) == 6.75
    for bad in ("3", "{alex.name}", "{alex.output}", "{1} {2}", "{'3'}", math.inf, math.nan, "{1 < 2}"):
        with pytest.raises(ExpressionError):
            number_of(bad, facts)


def test_a_question_of_no_known_kind_is_the_programs_fault(facts: Facts) -> None:
    with pytest.raises(TypeError):
        grade(Question(ask=Text(en="x")), 0, facts)


# ── numbers as people type them ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("+12", 12),
        ("-12", -12),
        ("−12", -12),
        ("− 12", -12),
        ("0.5", 0.5),
        ("0,5", 0.5),
        (".5", 0.5),
        (",5", 0.5),
        ("5.", 5),
        ("007", 7),
        ("-0", 0),
        ("  12  ", 12),
        ("1 000", 1000),
        ("1\u00a0000", 1000),
        ("1\u202f000,5", 1000.5),
        ("\t12\n", 12),
        ("75%", 75),
        ("75 %", 75),
        ("75\u00a0%", 75),
        ("6,98 %", 6.98),
        ("3/4", 0.75),
        ("3 / 4", 0.75),
        ("-3/4", -0.75),
        ("−3/−4", 0.75),
        ("1,5/3", 0.5),
        ("1e3", 1000),
        ("1E3", 1000),
        ("2.5e-3", 0.0025),
        ("9" * 40, float("9" * 40)),
    ],
)
def test_numbers_as_people_write_them(text: str, value: float) -> None:
    assert parse_number(text) == pytest.approx(value, rel=1e-15, abs=0)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "%", "-", "+", ".", ",", "/", "1/", "/2", "1/0", "1/2/3", "0/0", "--1", "1..2", "1.2.3", "1,2,3",
        "1,000.5", "1_000", "inf", "-inf", "Infinity", "nan", "NaN", "1e999", "-1e999", "1e309", "1e9999", "9" * 50,
        "0x10", "1e", "e3", "ten", "1 or 2", "12px", "%%", "5%%", "%5", "½", "١٢", "１２", "1e3.5", "$5", "1/1e999",
        "\x00", "1\x002", "[/b]", "{1}", "1;2", "💯",
    ],
)  # fmt: skip
def test_nonsense_is_no_number(text: str) -> None:
    with pytest.raises(AnswerError, match=r"Type one number, for example 12 or 0\.5\."):
        parse_number(text)


@given(st.text())
def test_any_text_is_a_finite_number_or_refused(text: str) -> None:
    with contextlib.suppress(AnswerError):  # any other error fails this test
        assert math.isfinite(parse_number(text))


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_every_number_can_be_typed_with_a_point_or_a_comma_and_either_minus(value: float) -> None:
    for text in (repr(value), repr(value).replace(".", ","), repr(value).replace("-", "−")):
        assert parse_number(text) == value
