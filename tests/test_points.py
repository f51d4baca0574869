"""Points and objectives: what attempts are worth, what the record keeps of it, and how old records load."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.lesson.exercises import HEAD
from tests.lesson.tiny import NAME
from tutor.lesson.facts import Facts
from tutor.lesson.load import build
from tutor.lesson.source import parse
from tutor.record.store import FILE_NAME, Place, Record
from tutor.session import Attempt, Session, StepState

STEPS = """\
  - {id: several, title: S, kind: choices, ask: Which?, credit: partial, points: 4, objectives: [know],
     options: [{text: a, correct: true}, {text: b, correct: true}, {text: c}, {text: d}], hints: [H.]}
  - {id: count, title: C, kind: number, ask: How many?, answer: 7, points: 1.5, objectives: [count, know]}
  - {id: think, title: T, kind: reflect, ask: Why?, objectives: [think]}
  - {id: read, title: R, kind: text, body: B., objectives: [read], recall: think}
"""


def session(**states: StepState) -> Session:
    goals = ", ".join(f"{{id: {name}, text: {name}}}" for name in ("know", "count", "think", "read", "nothing"))
    head = HEAD.replace("minutes: 5", f"minutes: 5\nobjectives: [{goals}]")
    lesson = build(parse((head + STEPS).encode(), NAME))
    return Session(lesson, Facts(lesson), dict(states))


def covered(one: Session) -> list[str]:
    return [goal.id for goal in one.lesson.objectives if one.covered(goal.id)]


def test_nothing_is_earned_at_first() -> None:
    assert (session().earned, session().possible) == (0, 5.5)
    assert covered(session()) == []


def test_the_best_attempt_counts() -> None:
    one = session()
    for answer, earned in (((0,), 2), ((2,), 2), ((0, 1), 4), ((3,), 4)):
        one.submit(answer)
        assert one.earned == earned
        one.retry()


def test_what_is_answered_after_the_answer_was_shown_earns_nothing() -> None:
    one = session()
    one.submit((0,))
    one.hint()
    assert one.state.unaided is None
    one.hint()
    assert one.state.revealed
    one.retry()
    one.submit((0, 1))
    assert one.state.solved
    assert one.earned == 2
    one.retry()
    again = StepState.from_plain(json.loads(json.dumps(one.state.plain())))
    assert again == one.state
    assert again.best == 0.5


def test_an_objective_is_covered_once_all_that_serves_it_is_done_and_right() -> None:
    one = session()
    one.submit((0,))
    one.forward()
    one.submit("7")
    assert covered(one) == ["count"], "'know' has a question that was never answered rightly"
    one.back()
    one.retry()
    one.submit((0, 1))
    one.forward()
    one.forward()
    one.submit("Because.")
    assert covered(one) == ["know", "count", "think"]
    one.forward()
    assert covered(one) == ["know", "count", "think", "read"], "the page on display counts as read"


def test_a_reflection_is_remembered() -> None:
    one = session()
    one.position = 2
    one.submit("Two lines\nof text")
    assert one.predicts
    assert not one.may_hint
    again = StepState.from_plain(json.loads(json.dumps(one.state.plain())))
    assert again.last == Attempt("Two lines\nof text", None)


# ── records ──────────────────────────────────────────────────────────────────────────────────────


def test_a_state_of_an_older_program_loads_as_it_was() -> None:
    old = {
        "attempts": [{"answer": [0], "correct": False, "sure": 1}, {"answer": [0, 1], "correct": True, "sure": None}],
        "hints": 1, "revealed": False, "seen": False, "open": False,
    }  # fmt: skip
    state = StepState.from_plain(old)
    assert state == StepState((Attempt((0,), False, 1), Attempt((0, 1), True)), hints=1, open=False)
    assert state.plain() == old
    assert state.best == 1


@pytest.mark.parametrize(
    "spoilt",
    [
        {"score": 2.5},
        {"score": "much"},
        {"score": True},
        {"score": 1.0},
        {"score": -0.5},
        {"correct": True, "score": 0.5},
    ],
)
def test_a_score_that_does_not_fit_is_no_score(spoilt: dict[str, Any]) -> None:
    state = StepState.from_plain({"attempts": [{"answer": [0], "correct": False, "sure": None, **spoilt}]})
    assert state.attempts[0].score is None


@pytest.mark.parametrize("unaided", [-1, True, "1", 1.5, None])
def test_a_count_that_does_not_fit_is_none(unaided: object) -> None:
    assert StepState.from_plain({"unaided": unaided}).unaided is None


def test_the_learners_seed_is_made_once_and_belongs_to_the_record(tmp_path: Path) -> None:
    one = Record(tmp_path / "one")
    seed = one.seed()
    assert 0 <= seed < 2**32
    assert one.seed() == seed
    one.close()
    again = Record(tmp_path / "one")
    assert again.seed() == seed
    again.close()
    others = [Record(tmp_path / str(n)) for n in range(4)]
    assert len({seed, *(other.seed() for other in others)}) > 1
    for other in others:
        other.close()


def test_a_record_of_an_older_program_gains_seed_and_points(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as old, old:
        old.execute("CREATE TABLE step (lesson TEXT, step TEXT, state TEXT, changed REAL, PRIMARY KEY (lesson, step))")
        old.execute(
            "CREATE TABLE place (lesson TEXT PRIMARY KEY, step TEXT, done INTEGER, total INTEGER, changed REAL)"
        )
        old.execute("INSERT INTO place VALUES ('l', 's', 2, 5, 0.0)")
        old.execute("INSERT INTO step VALUES ('l', 's', '{\"seen\": true}', 0.0)")
    record = Record(tmp_path)
    assert record.places() == {"l": Place("s", 2, 5)}
    assert record.steps("l") == {"s": {"seen": True}}
    assert record.seed() == record.seed()
    record.save("l", "s", {"seen": True}, place="s", done=3, total=5, points=(1.5, 4.0))
    assert record.places() == {"l": Place("s", 3, 5, 1.5, 4.0)}
    record.save("l", "s", {"seen": True}, place="s", done=3, total=5)
    assert record.places() == {"l": Place("s", 3, 5)}, "the lesson gives no points any more"
    record.close()
