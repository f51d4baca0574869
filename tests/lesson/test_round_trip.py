"""Every question is answered with its own key and with nothing; a lesson gets so much time for that and no more."""

from __future__ import annotations

import pytest

from tests.lesson.exercises import CELLS, ORDER, WITNESS, facts, lesson
from tests.lesson.tiny import tiny, tiny_facts
from tutor.lesson import round_trip
from tutor.lesson.answers import Answer, Verdict
from tutor.lesson.check import check
from tutor.lesson.check_exercises import questions
from tutor.lesson.facts import Facts
from tutor.lesson.patience import Patience
from tutor.lesson.questions import Question
from tutor.lesson.round_trip import ROUND_TRIPS, round_trip_faults
from tutor.lesson.rules import Rule

KINDS = [
    CELLS,
    CELLS.replace("[[2, 1], [2, 2], [2, 3]]", "all"),
    ORDER,
    ORDER + ", cheapest: true",
    WITNESS,
    WITNESS.replace("jeffrey", "alex") + ", exists: false",
    "kind: number, answer: -0.5",
    "kind: number, answer: {low: 1, high: 2.5}",
    "kind: number, answer: '{1 / 3}'",
    "kind: choice, options: [{text: a}, {text: b, correct: true}]",
    "kind: choices, options: [{text: a, correct: true}, {text: b, correct: true}]",
    "kind: words, answers: ['Max pool', {en: pooling, ru: пулинг}]",
    "kind: match, pairs: [{left: a, right: x}, {left: b, right: x}], extra: [y]",
    "kind: friend, answer: [alex, ilya]",
    "kind: friend",
    "kind: reflect",
]


@pytest.mark.parametrize("keys", KINDS)
def test_a_sound_question_takes_its_key_and_refuses_nothing(keys: str) -> None:
    assert list(round_trip_faults(lesson(keys), facts(keys), set())) == []


def test_there_is_a_round_trip_for_every_kind() -> None:
    tried = {type(question).__mro__ for keys in KINDS for _place, question in questions(lesson(keys))}
    assert all(any(kind in mro for mro in tried) for kind in ROUND_TRIPS)


@pytest.mark.parametrize("keys", [keys for keys in KINDS if keys not in ("kind: reflect", "kind: friend")])
def test_a_key_that_is_refused_and_a_blank_that_is_taken_are_told(keys: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def upside_down(question: Question, answer: Answer, facts: Facts) -> Verdict:
        return Verdict(False)

    made, known = lesson(keys), facts(keys)
    monkeypatch.setattr(round_trip, "grade", upside_down)
    faults = list(round_trip_faults(made, known, set()))
    assert {fault[2:] for fault in faults} == {(Rule.ANSWER_KEY,)}
    assert faults[-1][1] == "an empty answer is accepted"
    assert faults[0][1].startswith("the right answer ")
    assert all(fault[0] == ("steps", 0) for fault in faults)


def test_what_leans_on_a_lane_that_cannot_be_run_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    made, known = lesson(CELLS), facts(CELLS)
    monkeypatch.setattr(round_trip, "grade", lambda *_given: Verdict(False))
    assert list(round_trip_faults(made, known, {"ilya"})) == []


def test_a_lesson_is_checked_only_as_long_as_there_is_patience() -> None:
    (fault,) = check(tiny(), Patience(-1.0))
    assert fault[2:] == (Rule.COSTLY,)
    assert check(tiny(), Patience(1000.0)) == []
    assert tiny_facts().trace("alex").relus == 16
