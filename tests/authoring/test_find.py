"""Words in lessons: where they are found, and where they are not looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lesson.tiny import write_lesson
from tutor.authoring.find import Match, find


def found(folder: Path, *words: str) -> list[tuple[str, str, str, str]]:
    """Return lesson, step, key and line of every match."""
    return [(one.lesson, one.step, one.key, one.line) for one in find(words, sorted(folder.glob("*.yaml")))]


def test_titles_summaries_pages_questions_options_and_tags(tmp_path: Path) -> None:
    write_lesson(tmp_path, "a.yaml", ("{id: pick, kind: friend,", "{id: pick, tags: [tagged-so], kind: friend,"))
    assert found(tmp_path, "tiny") == [("tiny", "", "title", "Tiny")]
    assert found(tmp_path, "ReLUs.") == [("tiny", "read", "body", "{alex.name} has {alex.relus} ReLUs.")]
    assert found(tmp_path, "which ones") == [("tiny", "all", "ask", "Which ones?")]
    assert found(tmp_path, "steps?") == [("tiny", "fall", "ask", "Steps?")], "a question inside a step too"
    assert found(tmp_path, "that") == [("tiny", "choose", "text", "that")]
    assert found(tmp_path, "tagged") == [("tiny", "pick", "tags", "tagged-so")]


@pytest.mark.parametrize("word", ["Look", "That is Ilya", "wastes", "Done", "b is right"])
def test_hints_answers_and_feedback_are_not_given_away(tmp_path: Path, word: str) -> None:
    path = write_lesson(tmp_path, "a.yaml")
    assert word in path.read_text(encoding="utf-8")
    assert found(tmp_path, word) == []


def test_both_languages_whatever_the_case_and_with_e_for_yo(tmp_path: Path) -> None:
    path = write_lesson(tmp_path, "a.yaml", ("ru: Крошка", "ru: Зелёная Ёлка"))
    for words in (["зеленая", "елка"], ["ЗЕЛЁНАЯ ёлка"], ["лён"]):
        assert list(find(words, [path])) == [Match(str(path), "tiny", "", "title", "ru", "Зелёная Ёлка")]
    assert found(tmp_path, "Зелёная", "Tiny") == [], "all words in one line"


def test_a_line_of_a_page_and_not_the_whole_page(tmp_path: Path) -> None:
    write_lesson(
        tmp_path, "a.yaml", ("body: The end., recall: pick", 'body: "One.\\n  A moon here.\\nThree.", recall: pick')
    )
    assert found(tmp_path, "moon") == [("tiny", "end", "body", "A moon here.")]


def test_a_letter_behind_an_escape_is_found(tmp_path: Path) -> None:
    write_lesson(tmp_path, "a.yaml", ("body: The end.,", 'body: "The \\u043bуна.",'))
    assert found(tmp_path, "луна") == [("tiny", "end", "body", "The луна.")]


def test_files_that_cannot_be_read_have_no_lines_and_broken_lessons_have(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("title: [tiny")
    (tmp_path / "b.yaml").write_bytes(b"title: tiny \xff")
    (tmp_path / "c.yaml").mkdir()
    (tmp_path / "d.yaml").write_text("title: tiny\nsteps: {a: b}\n")
    (tmp_path / "e.yaml").write_text("[tiny]")
    (tmp_path / "f.yaml").write_text("id: x\nsteps: [tiny, {id: y, body: [{en: Tiny}]}]")
    assert found(tmp_path, "tiny") == [("", "", "title", "tiny"), ("x", "y", "body", "Tiny")]
