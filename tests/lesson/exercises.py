"""Lessons of the three friends and a moon, for steps whose answers are run: cells, order, witness."""

from __future__ import annotations

import pytest

from tests.lesson.tiny import NAME
from tutor.lesson.answers import Verdict
from tutor.lesson.facts import Facts
from tutor.lesson.load import build
from tutor.lesson.model import Lesson
from tutor.lesson.problem import LessonError
from tutor.lesson.source import parse
from tutor.step_state import Attempt

HEAD = """\
format_version: 1
id: exercises
title: {en: Exercises, ru: Упражнения}
summary: {en: Run them., ru: Запускайте.}
minutes: 5
friends:
  - {id: alex, name: {en: Alex, ru: Алекс}, layers: [conv, relu, max_pool]}
  - {id: ilya, name: {en: Ilya, ru: Илья}, layers: [conv, max_pool, relu]}
  - {id: jeffrey, name: {en: Jeffrey, ru: Джеффри}, layers: [conv, max_pool]}
  - {id: thin, name: {en: Thin, ru: Тонкий}, layers: [conv, relu]}
  - {id: soft, name: {en: Soft, ru: Мягкий}, layers: [conv, max_pool, sigmoid]}
data:
  picture:
    - [0, 0, 1, 3, 3, 3, 0, 0]
    - [0, 1, 3, 3, 1, 0, 0, 0]
    - [0, 3, 3, 1, 0, 0, 0, 0]
    - [1, 3, 3, 0, 0, 0, 0, 0]
    - [1, 3, 3, 0, 0, 0, 0, 0]
    - [0, 3, 3, 1, 0, 0, 0, 0]
    - [0, 1, 3, 3, 1, 0, 0, 0]
    - [0, 0, 1, 3, 3, 3, 0, 0]
  kernel: [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]
experiments:
  - {id: wide, title: Wide, data: {picture: WIDE, kernel: [[1]]}}
  - {id: flat, title: Flat, data: {picture: [[1, 2], [3, 4]], kernel: [[1]]}}
steps:
""".replace("WIDE", str([[1] * 14] * 14))

CELLS = "kind: cells, lane: ilya, stage: max_pool, blank: [[2, 1], [2, 2], [2, 3]]"
ORDER = "kind: order, layers: [relu, avg_pool, conv, gelu, max_pool], target: alex"
WITNESS = "kind: witness, lanes: [ilya, jeffrey], shape: [2, 2]"


def step(keys: str, name: str = "one") -> str:
    """One step of a lesson file, with these keys of its own."""
    return f"  - {{id: {name}, title: {name.title()}, ask: Well?, {keys}}}\n"


def lesson(*steps: str) -> Lesson:
    """The lesson of these steps, which are called one, two, three."""
    names = ("one", "two", "three", "four")
    text = HEAD + "".join(step(keys, name) for keys, name in zip(steps, names, strict=False))
    return build(parse(text.encode(), NAME))


def facts(*steps: str) -> Facts:
    """The facts of that lesson."""
    return Facts(lesson(*steps))


def problem(keys: str, at: str) -> str:
    """What is wrong with a lesson of one step; the fault must be at the text `at` of its line."""
    with pytest.raises(LessonError) as caught:
        lesson(keys)
    (found,) = caught.value.problems
    line = step(keys)
    assert found.line == HEAD.count("\n") + 1
    assert line[found.column - 1 :].startswith(at), line[found.column - 1 :]
    return found.message


def share_of(verdict: Verdict) -> float:
    """Return how much of an answer that was judged so is right, as the learner's record has it."""
    return Attempt("", verdict.correct, None, verdict.score).share
