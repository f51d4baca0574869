"""The outline of a lesson: the same as the whole lesson says, as far as a file can be read, and never an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lesson.tiny import TINY, lesson_text
from tutor.folders import bundled_lessons
from tutor.lesson.load import build
from tutor.lesson.outline import Outline, read_outline
from tutor.lesson.source import parse


@pytest.mark.parametrize(
    "data",
    [
        TINY.encode(),
        lesson_text(("minutes: 5", "course: Cells\nminutes: 5")).encode(),
        TINY.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + TINY.encode(),
        *(path.read_bytes() for path in sorted(bundled_lessons().glob("*.yaml"))),
    ],
)
def test_it_says_what_the_lesson_says(data: bytes) -> None:
    outline, lesson = read_outline(data), build(parse(data, "lesson.yaml"))
    assert (outline.id, outline.minutes, outline.steps) == (lesson.id, lesson.minutes, len(lesson.steps))
    assert outline.title == lesson.title.model_dump(exclude_none=True)
    assert outline.summary == lesson.summary.model_dump(exclude_none=True)
    assert outline.course == ({} if lesson.course is None else lesson.course.model_dump(exclude_none=True))


def test_what_stands_before_a_slip_is_read() -> None:
    outline = read_outline(b"id: tiny\ntitle: Tiny\nminutes: 5\nsteps: [\n")
    assert outline == Outline("tiny", {"en": "Tiny", "ru": "Tiny"}, minutes=5)


@pytest.mark.parametrize(
    "line",
    ["id: Tiny", "id: [tiny]", "id: {a: b}", "id: *x", "id: " + "x" * 61, "minutes: five", "minutes: 0",
     "minutes: 1e3", "minutes: [5]", "steps: 3", "steps: {a: b}", "title: ''", "title: [Tiny]",
     "title: {en: [Tiny]}", "title: {de: X}"],
)  # fmt: skip
def test_what_no_lesson_may_say_is_left_out(line: str) -> None:
    assert read_outline(f"{line}\n".encode()) == Outline()


def test_other_keys_and_what_is_in_them_are_passed_over() -> None:
    text = "friends: [{id: no, title: No}, [[minutes, 7]]]\nid: yes\ndata: {id: no, steps: [1, 2]}\n"
    assert read_outline(f"{text}steps: [a, [b], {{c: d}}]\n".encode()) == Outline("yes", steps=3)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("steps:\n- a\n- b\n", 2),
        ("steps:   # here\n\n    # there\n    - a\n    -\n      - no\n    - b\nminutes: 5\n", 3),
        ("steps:\n  - |\n    - no\n    - no\n  - b\n", 2),
        ("steps: [a,\n- b]\n", 0),
        ("steps: [a,\n b, [c]]\n", 3),
        ("summary: 'x\nsteps:\n  - no\n  y'\nsteps: [a]\n", 1),
        ("summary: |\n  steps:\n  - no\nsteps:\n  - a\n", 1),
        ("steps:\n  a: b\n", 0),
    ],
)
def test_steps_are_counted(text: str, steps: int) -> None:
    assert read_outline(f"id: x\n{text}".encode()).steps == steps
    assert read_outline(f"id: x\n{text}".encode()).id == "x"


def test_the_first_of_two_counts_and_nothing_after_a_second() -> None:
    assert read_outline(b"id: one\nid: two\nminutes: 5\n") == Outline("one")


def test_texts_are_what_the_file_says_whoever_shows_them_makes_them_legible() -> None:
    outline = read_outline(b'title: "\\e]0;owned\\a"\nsummary: "one\\ntwo \\u202e"\n')
    assert outline.title["en"] == "\x1b]0;owned\x07"
    assert outline.summary["en"] == "one\ntwo \u202e"


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00", b"[", b"a: b: c", b"\xff\xfe", b"- id: x", b"x", b"id: x" + b" " * 1_000_000, b"? [a]\n: b\nid: x",
     b"a: " + b"[" * 100_000, b"a: " + b"{b: " * 1000, b"--- \n---\nid: x", b"!!python/x {}"],
    ids=lambda data: repr(data[:16]),
)  # fmt: skip
def test_what_is_no_lesson_has_an_empty_outline(data: bytes) -> None:
    assert read_outline(data) == Outline()


@given(st.binary(max_size=200), st.integers(0, len(TINY)))
def test_nothing_raises(data: bytes, at: int) -> None:
    good = TINY.encode()
    for changed in (data, good[:at] + data + good[at:], good[:at] + data):
        outline = read_outline(changed)
        for text in (*outline.title.values(), *outline.summary.values()):
            assert text.replace("\n", "").replace("\u00a0", "").replace("\u202f", "").isprintable()
