"""YAML in, plain data and places out; anything hostile or unclear refused with a sentence and a place."""

from __future__ import annotations

import math
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tutor.lesson import source, yaml_values
from tutor.lesson.problem import LessonError, Problem, quote
from tutor.lesson.source import Source, parse, read
from tutor.lesson.yaml_faults import MAX_DEPTH


def data_of(text: str) -> object:
    return parse(text.encode(), "lesson.yaml").data


def problems_of(text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(LessonError) as caught:
        parse(text.encode() if isinstance(text, str) else text, "lesson.yaml")
    return caught.value.problems


def only_problem(text: str | bytes) -> Problem:
    (problem,) = problems_of(text)
    return problem


@pytest.fixture(params=["as installed", "pure"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "pure":
        monkeypatch.setattr(yaml_values, "LOADER", yaml.SafeLoader)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("OFF", "OFF"),
        ("y", "y"),
        ("1e-3", 0.001),
        ("1E3", 1000.0),
        ("-1.5", -1.5),
        ("+.5", 0.5),
        ("1.", 1.0),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("007", 7),
        ("-12", -12),
        ("0o17", 15),
        ("0x1F", 31),
        ("0b1", "0b1"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("١٢", "١٢"),
        ("=", "="),
        ("<<", "<<"),
        ("null", None),
        ("~", None),
        ("NULL", None),
        ("nUll", "nUll"),
        ("true", True),
        ("FALSE", False),
        ("tRue", "tRue"),
        ("'1'", "1"),
        ('"true"', "true"),
        ("|\n  12\n", "12\n"),
        (">-\n  null\n", "null"),
        ('""', ""),
        ("nan", "nan"),
    ],
)
def test_scalars_follow_the_1_2_core_schema(text: str, value: object) -> None:
    result = data_of(text)
    assert result == value
    assert type(result) is type(value)


def test_nan_is_a_number() -> None:
    value = data_of(".NaN")
    assert isinstance(value, float)
    assert math.isnan(value)


def test_keys_are_text_and_empty_values_are_none() -> None:
    assert data_of("1: a\nyes: b\nnull: c\nempty:\n") == {"1": "a", "yes": "b", "null": "c", "empty": None}


def test_collections_of_both_styles() -> None:
    assert data_of("a:\n  - [1, -1]\n  - {b: ~}\nc: {}\nd: []\n") == {"a": [[1, -1], {"b": None}], "c": {}, "d": []}


@pytest.mark.parametrize("number", ["9" * 5000, "-" + "9" * 19, "0x" + "f" * 17, "1e999", "9" * 5000 + ".0"])
def test_numbers_too_large_are_refused_and_quoted_ones_are_text(number: str) -> None:
    problem = only_problem(f"a: {number}")
    assert (problem.line, problem.column) == (1, 4)
    assert "too large" in problem.message
    assert len(problem.message) < 150
    assert data_of(f"a: '{number}'") == {"a": number}


def test_byte_order_mark_and_windows_lines_are_tolerated() -> None:
    result = parse(b"\xef\xbb\xbfa: 1\r\nb: |\r\n  x\r\n", "x")
    assert result.data == {"a": 1, "b": "x\n"}
    assert result.place(["b"], key=True) == (2, 1)


def test_every_duplicate_key_is_reported_with_both_places() -> None:
    first, second = problems_of("a: 1\nb: {c: 1, c: 2}\na: 3\n")
    assert (first.line, first.column) == (2, 11)
    assert "'c'" in first.message
    assert "line 2, column 5" in first.message
    assert str(second).startswith("lesson.yaml:3:1: the key 'a' is written twice; the first is at line 1, column 1")


@pytest.mark.parametrize("sign", ["@", "`", "%", "!", "&", "*", "**", "]", "}", ","])
def test_text_that_begins_with_a_sign_is_told_to_use_quotes(sign: str) -> None:
    problem = problems_of(f"ask: {sign}word and more\n")[0]
    assert (problem.line, problem.column) == (1, 6)
    assert "put this text in quotes" in problem.message
    assert len(problems_of(f"ask: {sign}word and more\n")) == 1


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("ask: one: two\n", (1, 9), "put this text in quotes"),
        ("a: 1\n  b: 2\n", (2, 4), "indented"),
        ("a:\n\tb: 1\n", (2, 1), "spaces, not with tabs"),
        ("a: 'x\nb: 1\n", (1, 4), "never closed"),
        ("a: [1, 2\nb: 3\n", (1, 4), "not closed"),
        ("a: [\n", (2, 1), "bracket above never closed"),
        ("a: 'it's'\n", (1, 8), "ends before this"),
        ('a: "\\q"\n', None, "backslash"),
        ("a: 1\nb\nc: 2\n", (2, 1), "colon and a space are missing"),
        ("a: - b\n", (1, 4), "list cannot begin here"),
        ("- a\nb: 1\n", (2, 1), "indented"),
        ("a: 1\n---\nb: 2\n", (2, 1), "one YAML document"),
        ("? [a]\n: 1\n", (1, 3), "a key must be plain text"),
        ("%TAG ! foo\n---\na\n", (1, 1), "%TAG"),
        ("", (1, 1), "empty"),
        ("# nothing\n", (1, 1), "empty"),
    ],
)
def test_faults_say_where_and_what_to_do(text: str, place: tuple[int, int] | None, words: str) -> None:
    problem = only_problem(text)
    assert words in problem.message
    if place:
        assert (problem.line, problem.column) == place


def test_problems_of_different_kinds_are_collected_in_order() -> None:
    found = problems_of("a: &x 1\nb: *x\nc: !!python/object:os.system x\nd: 1\nd: 2\ne: \x1b\nf: [1\n")
    assert [problem.line for problem in found] == [1, 2, 3, 5, 6, 7]


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system ['ls']", "!!str 1", "!x {}", "!<tag:yaml.org,2002:int> 1", "! a"]
)
def test_tags_are_refused(tag: str) -> None:
    assert (problems_of(f"a: {tag}")[0].line, problems_of(f"a: {tag}")[0].column) == (1, 4)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "? " * 100_000,
        "[" * 100_000 + "]" * 100_000,
        "\n".join(" " * level + "a:" for level in range(1000)),
    ],
    ids=["brackets", "braces", "dashes", "questions", "balanced", "indents"],
)
def test_depth_is_refused_at_once(text: str) -> None:
    start = time.process_time()
    assert "nested too deeply" in only_problem(text).message
    assert time.process_time() - start < 3


def test_depth_up_to_the_limit_is_read() -> None:
    assert data_of("[" * MAX_DEPTH + "]" * MAX_DEPTH)


def test_billion_laughs_do_not_laugh() -> None:
    lines = ["a: &a [ha, ha]"] + [f"{b}: &{b} [*{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    assert all("put this text in quotes" in problem.message for problem in problems_of("\n".join(lines)))


def test_size_and_number_of_problems_are_bounded() -> None:
    assert "1 MB" in only_problem(b"#" * (source.MAX_BYTES + 1)).message
    assert len(problems_of("- *a\n" * 5000)) == source.MAX_PROBLEMS


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\x85", "\r", "\u2028", "\u202e", "\u2066", "\ufeff"])
def test_characters_that_hide_are_refused_raw_and_escaped(character: str) -> None:
    raw = only_problem(f"a: 1\nb: 'x{character}y'\n")
    assert (raw.line, raw.column) == (2, 6)
    escaped = only_problem(f'a: 1\nb: "\\u{ord(character):04x}"\n')
    assert (escaped.line, escaped.column) == (2, 4)
    assert f"U+{ord(character):04X}" in raw.message
    assert raw.message == escaped.message
    assert str(raw).isprintable()


def test_escapes_that_are_no_characters_are_refused() -> None:
    assert problems_of('a: "\\ud800"')
    assert problems_of('a: "\\U00110000"')


def test_other_encodings_are_refused_with_a_place() -> None:
    problem = only_problem("a: 1\nимя: Маша\n".encode("cp1251"))
    assert (problem.line, problem.column) == (2, 1)
    assert "UTF-8" in problem.message
    assert problems_of("a: 1".encode("utf-16"))


def test_messages_never_carry_raw_escapes() -> None:
    problem = Problem("bad\x1b[31m.yaml", 1, 2, f"unknown {quote(chr(27) + '[0m' + chr(0x202E))}\x07")
    assert str(problem).isprintable()
    assert quote("x" * 100) == repr("x" * 59 + "…")
    assert quote("Маша") == "'Маша'"
    assert str(LessonError([Problem("b", 1, 1, "z"), Problem("a", 2, 1, "y")])) == "a:2:1: y\nb:1:1: z"


LESSON = """\
title: {en: Hello, ru: Привет}
steps:
  - kind: choice
    ask: "Which?"
    choices: [a, {text: b}]
  - kind: choices
    choices:
      - text: c
"""


@pytest.fixture
def lesson() -> Source:
    return parse(LESSON.encode(), "lesson.yaml")


@pytest.mark.parametrize(
    ("loc", "key", "place"),
    [
        ((), False, (1, 1)),
        (("title", "ru"), False, (1, 24)),
        (("title", "ru"), True, (1, 20)),
        (("steps",), True, (2, 1)),
        (("steps",), False, (3, 3)),
        (("steps", 0, "ask"), False, (4, 10)),
        (("steps", 0, "choice", "ask"), False, (4, 10)),
        (("steps", 0, "choice", "ask"), True, (4, 5)),
        (("steps", 0, "choice", "choices", 1, "Option", "text"), False, (5, 25)),
        (("steps", 0, "choice", "missing"), False, (3, 5)),
        (("steps", 0, "choice", "missing"), True, (3, 5)),
        (("steps", 1, "choices", "choices", 0, "text"), False, (8, 15)),
        (("steps", 1, "choices", 0, "text"), False, (8, 15)),
        (("steps", 1, "choices", "missing"), False, (6, 5)),
        (("steps", 1, "choices"), True, (7, 5)),
        (("steps", 9, "ask"), False, (3, 3)),
        (("nowhere", "at", 1), False, (1, 1)),
    ],
)
def test_places(lesson: Source, loc: tuple[str | int, ...], key: bool, place: tuple[int, int]) -> None:
    assert lesson.place(loc, key=key) == place


def test_problem_at_a_place(lesson: Source) -> None:
    assert str(lesson.problem(("title",), "too short")) == "lesson.yaml:1:8: too short"


def test_read(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("a: 1\n", encoding="utf-8")
    assert read(file).data == {"a": 1}
    assert read(file).name == str(file)


@pytest.mark.parametrize(
    ("name", "words"), [("missing", "no such file"), (".", "directory"), ("a\0b", "cannot be read")]
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(LessonError) as caught:
        read(tmp_path / name)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (1, 1)
    assert words in problem.message


def test_a_file_under_a_file_and_a_device(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("x", encoding="utf-8")
    for path in (file / "b", Path("/dev/null"), tmp_path / ("x" * 300)):
        with pytest.raises(LessonError):
            read(path)


def refusal_of(data: bytes) -> tuple[Problem, ...]:
    """Return the problems there are; an error of any other kind passes through and fails the test."""
    try:
        result = parse(data, "x")
    except LessonError as error:
        return error.problems
    assert result.place(["a", 0, "b"]) >= (1, 1)
    return ()


@given(st.binary(max_size=200))
def test_arbitrary_bytes_give_data_or_a_lesson_error(data: bytes) -> None:
    assert all(problem.line >= 1 and problem.column >= 1 for problem in refusal_of(data))


@given(st.text(alphabet="ab01:-?[]{},&*!|>'\"%@`#~\\ \n\t.\u202e\x1b\u0416", max_size=60))
def test_arbitrary_yaml_like_text_gives_data_or_a_lesson_error(text: str) -> None:
    assert all(str(problem).isprintable() for problem in refusal_of(text.encode()))
