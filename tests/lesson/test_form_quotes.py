"""Texts without quotation marks: told once, at the text, whatever YAML and the model make of them."""

from __future__ import annotations

import pytest

from tests.lesson.tiny import NAME, lesson_text
from tutor.lesson.load import examine
from tutor.lesson.rules import Rule

TITLE = "title: {en: Tiny, ru: Крошка}"


def told(text: str) -> list[str]:
    return [problem.message for problem in examine(text.encode(), NAME).problems]


@pytest.mark.parametrize("many", [1, 2, 300])
def test_an_expression_in_braces_is_told_once_however_many_commas_it_has(many: int) -> None:
    inside = ", ".join(f"size(k{number})" for number in range(many))
    (problem,) = examine(lesson_text((TITLE, f"title: {{{inside}}}")).encode(), NAME).problems
    assert problem.rule is Rule.QUOTES
    assert problem.message.startswith("an expression in braces needs quotes: '{size(k0)")
    assert (problem.line, problem.column) == (3, 8)


def test_empty_texts_in_a_block_are_no_expression() -> None:
    assert told(lesson_text((TITLE, "title:\n  en:\n  ru:"))) != []
    assert not any("braces" in message for message in told(lesson_text((TITLE, "title:\n  en:\n  ru:"))))


def test_a_misspelt_key_in_braces_is_still_a_misspelt_key() -> None:
    found = told(lesson_text((TITLE, "title: {en: Tiny, rus: Крошка}")))
    assert found == ["unknown key 'rus'; did you mean 'ru'?"]


def test_what_follows_a_number_sign_is_said_to_be_lost() -> None:
    found = told(lesson_text((TITLE, "title: Exercise #3 of 4")))
    assert any(message.startswith("the text ends before '#3 of 4'") for message in found)
    for sound in ("'Exercise #3 of 4'", "Exercise  # the third", "C#", "F#3"):
        assert not any("ends before" in message for message in told(lesson_text((TITLE, f"title: {sound}"))))
