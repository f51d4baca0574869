"""From one version of a lesson to the next: where its author was, and which answers still fit."""

from __future__ import annotations

import pytest

from tests.ui.driver import HEAD, QUICK_STEPS
from tutor.lesson.facts import Facts
from tutor.lesson.load import build
from tutor.lesson.source import parse
from tutor.session import Attempt, StepState
from tutor.ui.screens.preview_session import PreviewSession, first_session, next_session, same_entry, same_run


def facts(*changes: tuple[str, str]) -> Facts:
    text = f"{HEAD}steps:\n{QUICK_STEPS}"
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return Facts(build(parse(text.encode(), "quick.yaml")))


def at(step: str, answer: str | int | tuple[int, ...]) -> PreviewSession:
    """The author at a step that was answered."""
    session = first_session(facts(), step)
    session.submit(answer)
    return session


def test_it_begins_where_it_is_told_and_any_step_may_be_opened() -> None:
    session = first_session(facts(), "bet")
    assert session.step.id == "bet"
    assert first_session(facts(), "nowhere").position == first_session(facts(), None).position == 0
    assert session.go(len(session.lesson.steps) - 1)
    assert session.go(0)


def test_a_step_is_found_by_its_id() -> None:
    start, end = QUICK_STEPS.index("  - id: count"), QUICK_STEPS.index("  - id: several")
    assert next_session(first_session(facts(), "several"), facts((QUICK_STEPS[start:end], ""))).step.id == "several"
    assert next_session(first_session(facts(), "count"), facts(("id: count", "id: counted"))).step.id == "counted"
    only_last = facts((QUICK_STEPS[: QUICK_STEPS.index("  - id: run")], ""), ("    recall: bet\n", ""))
    assert next_session(first_session(facts(), "end"), only_last).step.id == "end"
    assert next_session(first_session(facts(), "bet"), only_last).step.id == "end"


def test_answers_are_judged_anew() -> None:
    new = next_session(
        at("count", "36"), facts(("answer: 9", "answer: 36"), ("{alex.relu.operations}", "{ilya.relu.operations}"))
    )
    assert new.state == StepState((Attempt("36", False),), open=False)
    assert not new.state.solved


def test_an_answer_that_points_to_nothing_is_dropped() -> None:
    right = QUICK_STEPS[QUICK_STEPS.index("      - {text: {en: Prime") : QUICK_STEPS.index("  - id: bet")]
    old = at("several", (0, 2))
    assert next_session(old, facts()).state.attempts == old.state.attempts
    assert next_session(old, facts((right, ""))).state == StepState()


def test_a_step_of_another_kind_is_new() -> None:
    start, end = QUICK_STEPS.index("  - id: count"), QUICK_STEPS.index("  - id: one")
    page = "  - {id: count, kind: text, title: Count, body: Read this.}\n"
    assert next_session(at("count", "36"), facts((QUICK_STEPS[start:end], page))).states["count"] == StepState()


def test_hints_that_are_gone_are_not_shown() -> None:
    session = first_session(facts(), "count")
    session.hint()
    session.hint()
    one = '      - {en: "Second hint: a square.", ru: "Вторая подсказка: квадрат."}\n'
    assert next_session(session, facts((one, ""))).state.hints == 1


@pytest.mark.parametrize(
    ("before", "after", "run", "entry"),
    [
        ("Seen: three.", "Seen.", True, True),
        ("Look for negative windows.", "Look.", True, True),
        ("    lanes: [ilya, jeffrey]", "    lanes: [jeffrey, ilya]", False, True),
        ("kernel: [[-1, 0, 1]", "kernel: [[-1, 0, 2]", False, True),
        ('"{count_different(ilya.output, jeffrey.output)}"', "3", True, False),
    ],
)
def test_what_of_a_page_can_stay(before: str, after: str, run: bool, entry: bool) -> None:
    old = first_session(facts(), "run")
    new = next_session(old, facts((before, after)))
    assert (same_run(old, new), same_entry(old, new)) == (run, entry)
