"""A new lesson: sound whatever was asked for, in one language or in two."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tutor.authoring.new import KINDS, id_for, new_lesson
from tutor.lesson.load import examine
from tutor.lesson.model import IDENTIFIER, AnyStep, Lesson
from tutor.lesson.text import Text
from tutor.lesson.walk import parts


def made(*kinds: str, texts: tuple[str, ...] = ("en", "ru"), comments: str = "en") -> Lesson:
    """The lesson, which must be sound and leave nothing to be desired."""
    text = new_lesson("my lesson.yaml", kinds or KINDS, texts=texts, comments=comments)
    done = examine(text.encode(), "my lesson.yaml")
    assert done.problems == ()
    assert done.lesson is not None
    return done.lesson


def test_one_step_of_each_kind_that_there_is() -> None:
    lesson = made()
    there = {get_args(one.model_fields["kind"].annotation)[0] for one in get_args(get_args(AnyStep)[0])}
    assert {step.kind for step in lesson.steps} == there == set(KINDS)
    assert len(lesson.steps) == len(KINDS)
    assert lesson.id == "my-lesson"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("texts", [("en", "ru"), ("ru",)])
def test_every_kind_stands_by_itself(kind: str, texts: tuple[str, ...]) -> None:
    assert [step.kind for step in made(kind, texts=texts, comments=texts[-1]).steps] == [kind]


@pytest.mark.parametrize(("code", "other"), [("en", "ru"), ("ru", "en")])
def test_one_language_is_what_that_language_is_in_the_lesson_of_both(code: str, other: str) -> None:
    one, both = made(texts=(code,)), made()
    plain = [text for _place, text in parts(one) if isinstance(text, Text)]
    full = [text for _place, text in parts(both) if isinstance(text, Text)]
    assert [getattr(text, code) for text in plain] == [getattr(text, code) for text in full]
    assert all(text.en == text.ru for text in plain)
    assert any(text.en != text.ru for text in full)


@pytest.mark.parametrize(("comments", "words"), [("en", "Whatever stands in braces"), ("ru", "Всё, что стоит в")])
def test_comments_are_in_one_language(comments: str, words: str) -> None:
    text = new_lesson("a.yaml", comments=comments)
    assert words in text
    assert not [line for line in text.splitlines() if line.lstrip().startswith(("#en", "#ru"))]
    cyrillic = [
        line for line in text.splitlines() if line.lstrip().startswith("#") and any("а" <= c <= "я" for c in line)
    ]
    assert bool(cyrillic) == (comments == "ru")


def test_an_editor_finds_its_schema_in_the_first_line() -> None:
    assert new_lesson("a.yaml").startswith("# yaml-language-server: $schema=lesson.schema.json\n")


@pytest.mark.parametrize("wrong", [{"kinds": ["txet"]}, {"texts": ["de"]}, {"comments": "de"}])
def test_what_there_is_not_is_refused(wrong: dict[str, list[str]]) -> None:
    with pytest.raises(ValueError, match="is none of"):
        new_lesson("a.yaml", **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Max Pool.yaml", "max-pool"),
        ("2. pooling", "pooling"),
        ("урок.yaml", "lesson"),
        ("a_b.yml", "a_b"),
        ("True.yaml", "lesson-true"),
        ("", "lesson"),
    ],
)
def test_the_id_comes_from_the_files_name(name: str, wanted: str) -> None:
    assert id_for(name) == wanted


@example("FALSE")
@given(st.text())
def test_every_name_gives_an_id_and_a_sound_lesson(name: str) -> None:
    assert re.search(IDENTIFIER, id_for(name))
    assert len(id_for(name)) <= 60
    text = new_lesson(Path(name).name, ["text"])
    assert examine(text.encode(errors="surrogatepass"), "a.yaml").problems == ()
