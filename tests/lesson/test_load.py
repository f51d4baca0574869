"""A lesson file is either a lesson that runs from end to end, or sentences that say what to mend and where."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.lesson.tiny import NAME, TINY, lesson_text, tiny, write_lesson
from tutor import language
from tutor.lesson.catalogue import Catalogue
from tutor.lesson.load import build, load
from tutor.lesson.model import BenchStep, Lesson
from tutor.lesson.problem import LessonError, Problem
from tutor.lesson.questions import Number
from tutor.lesson.source import parse

HERE = "‸"
"""Marks, in a broken line, the place that the sentence must name."""

TEXT = "expected a text"
WHOLE = "expected a whole number"
KEYS = "expected keys with values"
ASKING = "choice, choices, number, words, match, friend, cells, order, witness, reflect"
KINDS = f"text, {ASKING}, bench, descent"
NAMED = "expected a name such as layer-order: small Latin letters, digits, '-' or '_', found"
NAMED_IN_EXPRESSIONS = "expected a name such as alex_2: small Latin letters, digits or '_', found"
LINK = "expected a link that begins with https:// or http://, found"
CORRECT = "'correct' must be true, false or an expression in braces that is one of them"
RAGGED = "all rows must be equally long: the first one has"
COUNT = "id: count, kind: number, title: Count"
WATCH = "lanes: [chosen, ilya], compare: [chosen, ilya]"
ANSWER = 'answer: "{alex.relus}"'
TWIN = "layers: [conv, max_pool, relu]}"
ONE = "; a list of one is written with '- ' before it on a line of its own, or in [ ]"
PROGRAM = "is taken already: a name of the program"
ROWS = "[[1, 2, 3, 4], [5, 6, 7, 8]"


@pytest.fixture
def _russian() -> Iterator[None]:
    language.use("ru")
    yield
    language.use("en")


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(LessonError) as caught:
        build(parse(text.encode(), NAME))
    return caught.value.problems


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its marks, and where they stood."""
    places = []
    for number, line in enumerate(text.split("\n"), 1):
        pieces = line.split(HERE)
        places += [(number, len("".join(pieces[:index])) + 1) for index in range(1, len(pieces))]
    return text.replace(HERE, ""), places


# Each: what is replaced, by what, and the sentences at the marks in their order.
FORM: list[tuple[str, str, list[str]]] = [
    # keys
    ("id: tiny", "id: tiny\n‸titel: x", ["unknown key 'titel'; did you mean 'title'?"]),
    ("id: tiny", "id: tiny\n‸zzz: x", ["unknown key 'zzz'"]),
    ("kernel: [[1]]", "kernel: [[1]]\n  ‸strid: 2", ["unknown key 'strid'; did you mean 'stride'?"]),
    (COUNT, COUNT + ", ‸tolerence: 1", ["unknown key 'tolerence'; did you mean 'tolerance'?"]),
    ("{text: that,", "{text: that, ‸corect: true,", ["unknown key 'corect'; did you mean 'correct'?"]),
    ("compare: [chosen, ilya]", "‸compar: [chosen, ilya]", ["unknown key 'compar'; did you mean 'compare'?"]),
    ("title: {en: Tiny,", "title: {‸eng: Tiny,", ["unknown key 'eng'; did you mean 'en'?"]),
    ("{seed: 48,", "{‸sed: 48,", ["unknown key 'sed'; did you mean 'seed'?"]),
    # a key is only proposed where it is known
    ("body: The end.", "body: The end., ‸lane: [alex]", ["unknown key 'lane'"]),
    ("body: The end.", "body: The end., ‸ask: Who?", ["unknown key 'ask'"]),
    ("minutes: 5", "minutes: 5\n‸minutes: 6", ["the key 'minutes' is written twice; the first is at line 5, column 1"]),
    (
        "id: end, kind: text",
        "id: end, kind: text, ‸id: end",
        ["the key 'id' is written twice; the first is at line 26, column 6"],
    ),
    # missing
    ("format_version: 1\nid", "‸id", ["the key 'format_version' is missing"]),
    ("{id: end, ", "‸{", ["the key 'id' is missing"]),
    ("{id: paper, ", "‸{", ["the key 'id' is missing"]),
    ("{id: count, kind: number,", "‸{id: count,", ["the key 'kind' is missing"]),
    (', answer: "{descent.unit.steps}"', "", ["the key 'answer' is missing"]),
    ("ask: Which?, ", "", ["the key 'ask' is missing"]),
    # kinds
    ("kind: number, title", "kind: ‸numbr, title", ["'numbr' is not known here; did you mean 'number'?"]),
    ("kind: number, title", "kind: ‸qqq, title", [f"'qqq' is not known here; there are: {KINDS}"]),
    ("kind: number, title", "kind: ‸3, title", [f"expected one of {KINDS}, found 3"]),
    ("kind: number, title", "kind: ‸[number], title", [f"expected one of {KINDS}, found a list of 1"]),
    ("kind: number, title", "kind: ‸~, title", [f"expected one of {KINDS}, found nothing"]),
    ("kind: number, ask", "kind: ‸text, ask", [f"'text' is not known here; there are: {ASKING}"]),
    ("[conv, relu, max_pool]", "[conv, ‸rleu, max_pool]", ["there is no layer 'rleu'; did you mean 'relu'?"]),
    ("[conv, relu, max_pool]", "[conv, ‸3, max_pool]", ["expected a text, found 3; put it in quotes: '3'"]),
    ("scaling: unit", "scaling: ‸signd", ["'signd' is not known here; did you mean 'signed'?"]),
    ('["01"]', "[‸01]", [f"{TEXT}, found 1; put it in quotes: '01'"]),
    # types
    ("minutes: 5", "minutes: ‸five", [f"{WHOLE}, found 'five'"]),
    ("minutes: 5", "minutes: ‸'5'", [f"{WHOLE}, found '5'"]),
    ("minutes: 5", "minutes: ‸5.5", [f"{WHOLE}, found 5.5"]),
    ("minutes: 5", "minutes: ‸true", [f"{WHOLE}, found true"]),
    ("minutes: 5", "minutes: ‸[5]", [f"{WHOLE}, found a list of 1"]),
    ("minutes: 5", "minutes: ‸{n: 5}", [f"{WHOLE}, found keys with values"]),
    ("minutes: 5", "minutes:‸", [f"{WHOLE}, found nothing"]),
    ("minutes: 5", "minutes: ‸0", ["expected a number of at least 1, found 0"]),
    ("minutes: 5", "minutes: ‸601", ["expected a number of at most 600, found 601"]),
    ("format_version: 1", "format_version: ‸2", ["expected a number of at most 1, found 2"]),
    ("format_version: 1", "format_version: ‸'1'", [f"{WHOLE}, found '1'"]),
    ("format_version: 1", "format_version: ‸true", [f"{WHOLE}, found true"]),
    ("format_version: 1", "format_version: ‸1.0", [f"{WHOLE}, found 1.0"]),
    ("title: {en: Tiny, ru: Крошка}", "title: ‸12", [f"{TEXT}, found 12"]),
    ("title: {en: Tiny, ru: Крошка}", "title: ‸[a, b]", [f"{TEXT}, found a list of 2"]),
    ("title: {en: Tiny, ru: Крошка}", "title:‸", [f"{TEXT}, found nothing"]),
    ("en: Tiny", "en: ‸[Tiny]", [f"{TEXT}, found a list of 1"]),
    ("title: Watch", "title: ‸true", [f"{TEXT}, found true"]),
    ("{alex: He wastes.}", "‸[alex]", [f"{KEYS}, found a list of 1"]),
    ("{scaling: unit, brightest: 8}", "‸[1]", [f"{KEYS}, found a list of 1"]),
    ("[conv, relu, max_pool]", "‸conv", ["expected a list, found 'conv'" + ONE]),
    ("[conv, relu, max_pool]", "‸{conv: 1}", ["expected a list, found keys with values" + ONE]),
    ("[[1]]", "‸1", ["expected a list, found 1"]),
    ("[[1]]", "[‸1, ‸2]", ["expected a list, found 1", "expected a list, found 2"]),
    ("[[1]]", "[[‸x]]", ["expected a number, found 'x'"]),
    ("[[1]]", "[[‸true]]", ["expected a number, found true"]),
    ("sure: true", "sure: ‸yes", ["expected true or false, found 'yes'"]),
    ("correct: true, because: Yes.", "correct: ‸1, because: Yes.", ["expected true or false or a text, found 1"]),
    ("{text: that, because: No.}", "‸that", [f"{KEYS}, found 'that'; write {{text: …}}"]),
    ("hints: [Look.]", "hints: ‸Look", ["expected a list, found 'Look'" + ONE]),
    ("hints: [Look.]", "hints: ‸~", ["expected a list, found nothing"]),
    (ANSWER, "answer: ‸[1]", ["expected a number or a text, found a list of 1"]),
    (ANSWER, "answer: ‸true", ["expected a number or a text, found true"]),
    (ANSWER, "answer: ‸~", ["expected a number or a text, found nothing"]),
    ("answer: [ilya]", "answer: ‸3", ["expected a text or a list, found 3; put it in quotes: '3'"]),
    # sizes
    ("[conv, relu, max_pool]", "‸[]", ["expected at least 1 in this list, found a list of 0"]),
    ("[[1]]", "‸[]", ["expected at least 1 in this list, found a list of 0"]),
    ("[[1]]", "[‸[]]", ["expected at least 1 in this list, found a list of 0"]),
    (
        "lanes: [chosen, ilya]",
        "lanes: ‸[alex, ilya, alex, ilya]",
        ["expected at most 3 in this list, found a list of 4"],
    ),
    ("compare: [chosen, ilya]", "compare: ‸[ilya]", ["expected at least 2 in this list, found a list of 1"]),
    ("compare: [chosen, ilya]", "compare: ‸[]", ["expected at least 2 in this list, found a list of 0"]),
    ("compare: [chosen, ilya]", "compare: ‸[ilya, ilya, ilya]", ["expected at most 2 in this list, found a list of 3"]),
    (", {text: that, because: No.}", "", ["expected at least 2 in this list, found a list of 1"]),
    ("answer: [ilya]", "answer: ‸[]", ["expected a text or at least 1 in this list, found a list of 0"]),
    ("[[1, 2, 3, 4]", f"‸[{'[1], ' * 29}[1]", ["expected at most 32 in this list, found a list of 33"]),
    ("[[1, 2, 3, 4]", f"[‸[{'1, ' * 32}1]", ["expected at most 32 in this list, found a list of 33"]),
    ("id: tiny", "id: ‸" + "a" * 61, ["expected at most 60 characters, found '" + "a" * 59 + "…'"]),
    # numbers
    ("[[1]]", "[[‸.nan]]", ["expected a finite number, found nan"]),
    ("[[1]]", "[[‸-.inf]]", ["expected a finite number, found -inf"]),
    ("[[1]]", "[[‸1e7]]", ["expected a number of at most 1000000, found 10000000.0"]),
    ("kernel: [[1]]", "kernel: [[1]]\n  bias: ‸.inf", ["expected a finite number, found inf"]),
    ("kernel: [[1]]", "kernel: [[1]]\n  bias: ‸1e300", ["expected a number of at most 1000000, found 1e+300"]),
    ("kernel: [[1]]", "kernel: [[1]]\n  stride: ‸0", ["expected a number of at least 1, found 0"]),
    ("brightest: 8", "brightest: ‸0", ["expected a number of at least 0.001, found 0"]),
    ("start: [-1, 1]", "start: [-1, ‸.nan]", ["expected a finite number, found nan"]),
    ("start: [-1, 1]", "start: ‸[-1]", ["start must have 2 numbers, one for each weight, not 1"]),
    ("step: 0.5", "step: ‸.nan", ["expected a finite number or a text, found nan"]),
    ("step: 0.5", "step: ‸0", ["expected a number above 0 or a text, found 0"]),
    ("seed: 48", "seed: ‸-1", ["expected a number of at least 0, found -1"]),
    ("tolerance: 0.25", "tolerance: ‸.inf", ["expected a finite number, found inf"]),
    (
        "minutes: 5",
        "minutes: ‸9223372036854775808",
        ["the whole number '9223372036854775808' is too large; if it is meant as text, put it in quotes"],
    ),
    # texts and names
    ("en: Tiny", "en: ‸''", ["this text is empty"]),
    ("en: Tiny", "en: ‸'  '", ["this text is empty"]),
    ("{en: Tiny, ru: Крошка}", "‸{}", ["this text is empty"]),
    ("{en: Tiny, ru: Крошка}", "‸''", ["this text is empty"]),
    ("hints: [Look.]", "hints: [‸'']", ["this text is empty"]),
    ("{alex: He wastes.}", "{alex: ‸''}", ["this text is empty"]),
    ("id: tiny", "id: ‸Tiny lesson", [f"{NAMED} 'Tiny lesson'"]),
    ("id: read", "id: ‸''", [f"{NAMED} ''"]),
    ("id: ilya", "id: ‸il-ya", [f"{NAMED_IN_EXPRESSIONS} 'il-ya'"]),
    ("id: bright", "id: ‸Bright", [f"{NAMED_IN_EXPRESSIONS} 'Bright'"]),
    ("link: https://example.org/paper", "link: ‸ftp://example.org", [f"{LINK} 'ftp://example.org'"]),
    ("link: https://example.org/paper", "link: ‸example.org", [f"{LINK} 'example.org'"]),
    ("link: https://example.org/paper", "link: ‸javascript:alert(1)", [f"{LINK} 'javascript:alert(1)'"]),
    ("link: https://example.org/paper", "link: ‸https://a b", [f"{LINK} 'https://a b'"]),
]

MEANING: list[tuple[str, str, list[str]]] = [
    # ids
    (TWIN, TWIN + "\n  - {id: ‸alex, name: Twin, layers: [conv]}", ["the id 'alex' is taken already, in line 7"]),
    ("id: bright", "id: ‸chosen", [f"the id 'chosen' {PROGRAM}"]),
    ("id: bright", "id: ‸descent", [f"the id 'descent' {PROGRAM}"]),
    ("id: bright", "id: ‸typical", [f"the id 'typical' {PROGRAM}"]),
    ("id: bright", "id: ‸'true'", [f"the id 'true' {PROGRAM}"]),
    ("id: bright", "id: ‸not", [f"the id 'not' {PROGRAM}"]),
    ("id: bright", "id: ‸alex", ["the id 'alex' is taken already, in line 7"]),
    ("id: end", "id: ‸read", ["the id 'read' is taken already, in line 18"]),
    (
        "  - {id: paper,",
        "  - {id: paper, title: Twin}\n  - {id: ‸paper,",
        ["the id 'paper' is taken already, in line 16"],
    ),
    # references
    (WATCH, "lanes: [chosen, ‸ilia]", ["there is no lane 'ilia'; did you mean 'ilya'?"]),
    (WATCH, "lanes: [‸bright.ilia]", ["there is no lane 'bright.ilia'; did you mean 'bright.ilya'?"]),
    (
        WATCH,
        "lanes: [‸zzz]",
        ["there is no lane 'zzz'; there are: chosen, alex, ilya, bright.alex, bright.ilya"],
    ),
    (
        "compare: [chosen, ilya]",
        "compare: [‸alex, ilya]",
        ["there is no lane of this bench 'alex'; there are: chosen, ilya"],
    ),
    ("sources: [paper]", "sources: [‸papr]", ["there is no source 'papr'; did you mean 'paper'?"]),
    ("recall: pick", "recall: ‸pik", ["there is no earlier question 'pik'; did you mean 'pick'?"]),
    ("among: [alex, ilya]", "among: [alex, ‸ilia, ilya]", ["there is no friend 'ilia'; did you mean 'ilya'?"]),
    ("answer: [ilya]", "answer: ‸ilia", ["there is no friend to pick 'ilia'; did you mean 'ilya'?"]),
    ("{alex: He wastes.}", "{ilia: ‸He wastes.}", ["there is no friend to pick 'ilia'; did you mean 'ilya'?"]),
    (
        "{id: pick, kind: friend,",
        "{id: first, kind: bench, title: First, lanes: ‸[chosen]}\n  - {id: pick, kind: friend,",
        ["'chosen' needs an earlier step in which a friend is picked"],
    ),
    (
        "{id: read, kind: text, title: Read, body:",
        "‸{id: read, kind: text, title: Read, caveat:",
        ["a step of kind 'text' needs a body"],
    ),
    # options
    ("correct: true, because: Yes.", "because: Yes.", ["exactly one option must be correct, but 0 are"]),
    ("{text: that,", "{text: that, correct: true,", ["exactly one option must be correct, but 2 are"]),
    (
        'correct: "{alex.relus > 9}"}, {text: b, correct: true',
        "correct: false}, {text: b, correct: false",
        ["at least one option must be correct"],
    ),
    ("{text: that,", "{text: that, correct: ‸no,", [CORRECT]),
    ("{text: that,", "{text: that, correct: ‸'{alex.relus}',", [CORRECT]),
    ("{text: that,", "{text: that, correct: ‸'{alex.output}',", [CORRECT]),
    ("{text: that,", "{text: that, correct: ‸'{alex}',", [CORRECT]),
    ("{text: that,", "{text: that, correct: ‸'is {alex.relus > 1}',", [CORRECT]),
    (
        "{text: that,",
        "{text: that, correct: ‸'{alx.relus > 1}',",
        ["there is no name 'alx' here; did you mean 'alex'?"],
    ),
    # expressions and answers
    (ANSWER, 'answer: ‸"{alx.relus}"', ["there is no name 'alx' here; did you mean 'alex'?"]),
    (ANSWER, 'answer: ‸"{alex.relus.x}"', ["a number has no names, so nothing can follow the dot"]),
    (ANSWER, 'answer: ‸"{alex.relu.opertions}"', ["there is no name 'opertions' here; did you mean 'operations'?"]),
    (ANSWER, "answer: ‸sixteen", ["an answer is a number or one expression in braces"]),
    (ANSWER, 'answer: ‸"{1} and {2}"', ["an answer is a number or one expression in braces"]),
    (ANSWER, 'answer: ‸"{alex.name}"', ["the answer must be a number"]),
    (ANSWER, 'answer: ‸"{alex.output}"', ["the answer must be a number"]),
    (ANSWER, 'answer: ‸"{alex}"', ["the answer must be a number"]),
    (ANSWER, 'answer: ‸"{true}"', ["the answer must be a number"]),
    (ANSWER, "answer: ‸.inf", ["the answer must be a finite number"]),
    (ANSWER, "answer: ‸.nan", ["the answer must be a finite number"]),
    (ANSWER, 'answer: ‸"{1 / 0}"', ["division by zero"]),
    (ANSWER, 'answer: ‸"{alex.relus"', ["this brace is never closed; write two of them for a brace in the text"]),
    ('answer: "{ilya.relus}"', 'answer: ‸"{ilya.name}"', ["the answer must be a number"]),
    (
        "body: The end.",
        'body: {en: ‸"{alexx.relus}", ru: "x"}',
        ["there is no name 'alexx' here; did you mean 'alex'?"],
    ),
    ("body: The end.", 'body: {en: x, ru: ‸"{alexx.relus}"}', ["there is no name 'alexx' here; did you mean 'alex'?"]),
    ("hints: [Look.]", 'hints: [‸"{alex}"]', ["this is a group of names, not a value; add a dot and one of the names"]),
    (
        "body: The end.",
        """body: ‸'{batch_same_sign("01", 2, 1000000)}'""",
        ["this is too large to compute; 1024 at most"],
    ),
    # data and layers
    (ROWS, "[[1, 2, 3, 4], ‸[5, 6, 7]", [f"{RAGGED} 4 cells, this one 3"]),
    ("[[1]]", "[[1], ‸[1, 2], [1], ‸[1, 2]]", [f"{RAGGED} 1 cells, this one 2"] * 2),
    ("scaling: unit", "picture: [[1], ‸[1, 2]]", [f"{RAGGED} 1 cells, this one 2"]),
    ("start: [-1, 1]", "start: ‸[0, 0]", ["the start must not be the target itself, which is at 0"]),
    (
        "layers: [conv, relu, max_pool]",
        "layers: ‸[conv, relu, max_pool, max_pool, max_pool]",
        ["alex cannot be run: layer 5 (max_pool): a window of 2×2 does not fit into 1×1 cells"],
    ),
]


def cases(table: list[tuple[str, str, list[str]]]) -> list[Any]:
    return [pytest.param(*case, id=case[1][:40]) for case in table]


@pytest.mark.parametrize(("old", "new", "sentences"), cases(FORM + MEANING))
def test_each_mistake_has_a_place_and_a_sentence(old: str, new: str, sentences: list[str]) -> None:
    text, places = marked(lesson_text((old, new)))
    problems = problems_of(text)
    assert [problem.message for problem in problems] == sentences
    if places:
        assert [str(problem) for problem in problems] == [
            f"{NAME}:{line}:{column}: {sentence}" for (line, column), sentence in zip(places, sentences, strict=True)
        ]


@pytest.mark.usefixtures("_russian")
@pytest.mark.parametrize(("old", "new", "sentences"), cases(FORM + MEANING))
def test_it_has_them_in_russian_too(old: str, new: str, sentences: list[str]) -> None:
    text, places = marked(lesson_text((old, new)))
    problems = problems_of(text)
    assert len(problems) == len(sentences)
    assert not places or [(problem.line, problem.column) for problem in problems] == places
    for problem in problems:
        assert_one_sentence(problem)


def test_the_lines_as_an_author_sees_them() -> None:
    text = lesson_text(("minutes: 5", "minuts: 5"), ("[conv, relu, max_pool]", "[conv, rleu, max_pool]"))
    with pytest.raises(LessonError) as caught:
        build(parse(text.encode(), "lessons/mine.yaml"))
    assert str(caught.value) == (
        "lessons/mine.yaml:5:1: unknown key 'minuts'; did you mean 'minutes'?\n"
        "lessons/mine.yaml:7:60: there is no layer 'rleu'; did you mean 'relu'?"
    )


def test_every_problem_is_told_in_one_pass_and_in_the_order_of_the_file() -> None:
    changes = [
        ("minutes: 5", "minutes: ‸five"),
        ("id: bright", "id: ‸Bright"),
        ("[[1]]", "[[‸x, ‸y]]"),
        ("kind: number, title", "kind: ‸nubmer, title"),
        ("hints: [Look.]", "hints: [‸'']"),
    ]
    text, places = marked(lesson_text(*changes))
    assert [(problem.line, problem.column) for problem in problems_of(text)] == places


def test_a_broken_kernel_is_told_once_for_each_friend_and_not_for_each_bench() -> None:
    why = "layer 1 (conv): a window of 1×5 does not fit into 4×4 cells"
    text, places = marked(
        lesson_text(
            ("[[1]]", "[[1, 2, 3, 4, 5]]"),
            ("[conv, relu, max_pool]", "‸[conv, relu, max_pool]"),
            ("[conv, max_pool, relu]", "‸[conv, max_pool, relu]"),
            (WATCH, "lanes: [chosen, ilya, ‸bright.ilya]"),
        )
    )
    names = ("alex", "ilya", "ilya")
    assert [str(problem) for problem in problems_of(text)] == [
        f"{NAME}:{line}:{column}: {name} cannot be run: {why}"
        for name, (line, column) in zip(names, places, strict=True)
    ]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("  kernel: [[1]]\n", "", "there is no kernel for the convolution"),
        (
            "[[1]]",
            "[[1]]\n  pool_size: 9",
            "layer 3 (max_pool): a window of 9×9 does not fit into 4×4 cells",
        ),
        ("[conv, relu, max_pool]", f"[{'conv, ' * 7}conv]", "its numbers grow too large"),
    ],
)
def test_friends_that_cannot_be_run(old: str, new: str, why: str) -> None:
    big = [("[[1]]", "[[1000000]]"), (old, new)] if "large" in why else [(old, new)]
    assert f"alex cannot be run: {why}" in [problem.message for problem in problems_of(lesson_text(*big))]


def test_a_bench_without_a_picture_says_so_at_the_lane() -> None:
    picture = next(line for line in TINY.splitlines() if "picture" in line) + "\n"
    text, places = marked(lesson_text((picture, ""), (WATCH, "lanes: [chosen, ‸ilya]")))
    (problem,) = problems_of(text)
    assert (problem.line, problem.column) == places[0]
    assert problem.message == "ilya cannot be run: there is no picture to run the layers on"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "this file is empty"),
        ("[1, 2]", "expected keys with values, found a list of 2"),
        ("just words", "expected keys with values, found 'just words'"),
    ],
)
def test_a_file_that_is_no_lesson_at_all(text: str, sentence: str) -> None:
    (problem,) = problems_of(text)
    assert str(problem) == f"{NAME}:1:1: {sentence}"


def test_recalling_a_page_is_not_recalling_a_question() -> None:
    (problem,) = problems_of(lesson_text(("recall: pick", "recall: read")))
    assert problem.message.startswith("there is no earlier question 'read'")
    (problem,) = problems_of(lesson_text(("recall: pick", "recall: end")))
    assert problem.message.startswith("there is no earlier question 'end'")


# ── no wording but ours ──────────────────────────────────────────────────────────────────────────

LEAKS = re.compile(
    r"[Ii]nput should|pydantic|[Vv]alidation|does not fit here|[Tt]raceback|Error|numpy|ndarray|dtype|inhomogeneous"
    r"|truth value|tuple|\bdict\b|\bNone\b|\bstr\b|\bint\b|\bfloat\b|object at 0x|<class"
)


def assert_one_sentence(problem: Problem) -> None:
    assert not LEAKS.search(problem.message), problem
    assert "\n" not in problem.message
    assert 0 < len(problem.message) < 300, problem
    assert not problem.message.endswith((".", " ", "{", ";")), problem
    assert problem.line >= 1
    assert problem.column >= 1


WRONG: list[Any] = [
    None,
    True,
    3,
    -1,
    2.5,
    10**12,
    "",
    " ",
    "x",
    "{",
    "{alex.nope}",
    [],
    [[]],
    [1],
    ["x"],
    {},
    {"x": 1},
]


def places_in(data: object, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield place
    if isinstance(data, dict):
        for key, value in data.items():
            yield from places_in(value, (*place, key))
    elif isinstance(data, list):
        for index, value in enumerate(data[:3]):
            yield from places_in(value, (*place, index))


def with_value(data: object, place: tuple[str | int, ...], value: object) -> object:
    if not place:
        return value
    head, rest = place[0], place[1:]
    if isinstance(data, dict):
        return {key: with_value(inner, rest, value) if key == head else inner for key, inner in data.items()}
    assert isinstance(data, list)
    return [with_value(inner, rest, value) if index == head else inner for index, inner in enumerate(data)]


def refused(text: str) -> tuple[Problem, ...]:
    try:
        build(parse(text.encode(), NAME))
    except LessonError as error:
        return error.problems
    return ()


@pytest.mark.parametrize("code", language.LANGUAGES)
@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_whatever_stands_anywhere_is_refused_in_one_sentence_of_ours(wrong: object, code: str) -> None:
    data = parse(TINY.encode(), NAME).data
    language.use(code)
    try:
        for place in places_in(data):
            text = json.dumps(with_value(data, place, wrong), ensure_ascii=False, indent=0)
            for problem in refused(text):
                assert_one_sentence(problem)
    finally:
        language.use("en")


# ── good ones ────────────────────────────────────────────────────────────────────────────────────


def test_the_tiny_lesson_is_good() -> None:
    lesson = tiny()
    assert [step.id for step in lesson.steps] == [
        "read", "pick", "watch", "count", "choose", "all", "judge", "fall", "end",
    ]  # fmt: skip
    assert lesson.friend("ilya").layers == ("conv", "max_pool", "relu")
    assert isinstance(lesson.step("watch"), BenchStep)
    question = lesson.step("count").question
    assert isinstance(question, Number)
    assert [hint.in_language("en") for hint in question.hints] == ["One.", "Two."]


def test_a_lesson_cannot_be_changed() -> None:
    lesson = tiny()
    with pytest.raises(ValidationError):
        lesson.minutes = 6  # type: ignore[misc]
    assert isinstance(lesson.data.picture, tuple)
    assert isinstance(lesson.data.picture[0], tuple)


def test_a_plain_text_stands_for_every_language_and_one_language_for_the_others() -> None:
    lesson = tiny(('summary: {en: "Alex has {alex.relus}.", ru: "У Алекса {alex.relus}."}', "summary: {ru: Один}"))
    assert lesson.step("end").title.in_language("ru") == "End"
    assert lesson.summary.in_language("en") == "Один"


def test_what_lists_and_lanes_show_is_not_computed_and_so_may_hold_braces() -> None:
    lesson = tiny(("title: {en: Tiny, ru: Крошка}", 'title: "{x}"'), ("title: Bright", 'title: "{"'))
    assert lesson.title.in_language("en") == "{x}"
    assert lesson.experiment("bright").title.in_language("en") == "{"


@pytest.mark.parametrize("change", [("title: Watch", 'title: "{x}"'), ("title: A paper", 'title: "{x}"')])
def test_titles_of_steps_and_sources_are_computed_and_so_are_checked(change: tuple[str, str]) -> None:
    with pytest.raises(LessonError, match="there is no name 'x' here"):
        tiny(change)


def test_a_lesson_may_do_without_friends_and_data() -> None:
    lesson = build(
        parse(
            b"format_version: 1\nid: bare\ntitle: T\nsummary: S\nminutes: 1\n"
            b"steps: [{id: a, kind: text, title: A, body: B}]\n",
            NAME,
        )
    )
    assert lesson.friends == ()


def test_a_file_is_read_from_disk(tmp_path: Path) -> None:
    assert isinstance(load(write_lesson(tmp_path, "a.yaml")), Lesson)
    with pytest.raises(LessonError, match="there is no such file"):
        load(tmp_path / "b.yaml")


def test_other_lessons_stay_open_beside_a_broken_one(tmp_path: Path) -> None:
    folder = tmp_path / "lessons"
    write_lesson(folder, "a.yaml", ("id: tiny", "id: first"))
    broken = write_lesson(folder, "b.yaml", ("minutes: 5", "minutes: five"))
    write_lesson(folder, "c.yaml", ("id: tiny", "id: third"))
    first, middle, third = Catalogue([folder], tmp_path / "cache").checked_cards()
    assert (first.id, third.id) == ("first", "third")
    assert not first.problems
    assert not third.problems
    assert middle.problems == (f"{broken}:5:10: expected a whole number, found 'five'",)
