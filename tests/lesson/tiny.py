"""A lesson of five steps, one a line, for tests to change and to break."""

from __future__ import annotations

from pathlib import Path

from tutor.lesson.facts import Facts
from tutor.lesson.load import build
from tutor.lesson.model import Lesson
from tutor.lesson.source import parse

NAME = "lesson.yaml"
TINY = """\
format_version: 1
id: tiny
title: {en: Tiny, ru: Крошка}
summary: {en: "Alex has {alex.relus}.", ru: "У Алекса {alex.relus}."}
minutes: 5
friends:
  - {id: alex, name: {en: Alex, ru: Алекс}, layers: [conv, relu, max_pool]}
  - {id: ilya, name: {en: Ilya, ru: Илья}, layers: [conv, max_pool, relu]}
data:
  picture: [[1, 2, 3, 4], [5, 6, 7, 8], [1, 2, 3, 4], [5, 6, 7, -9]]
  kernel: [[1]]
experiments:
  - {id: bright, title: Bright, data: {scaling: unit, brightest: 8}}
descent: {seed: 48, start: [-1, 1], step: 0.5, batch: 1}
sources:
  - {id: paper, title: A paper, link: https://example.org/paper}
steps:
  - {id: read, kind: text, title: Read, body: "{alex.name} has {alex.relus} ReLUs.", sources: [paper]}
  - {id: pick, kind: friend, title: Pick, ask: Who?, sure: true, because: {alex: The usual one.}}
  - {id: watch, kind: bench, title: Watch, lanes: [chosen, ilya], compare: [chosen, ilya], outcome: Done.}
  - {id: count, kind: number, title: Count, ask: How many?, answer: "{alex.relus}", hints: [One., Two.], mistakes: [{answer: "{ilya.relus}", because: "That is Ilya, not Alex."}], tolerance: 0.25}
  - {id: choose, kind: choice, title: Choose, ask: Which?, options: [{text: this, correct: true, because: Yes.}, {text: that, because: No.}], hints: [Look.]}
  - {id: all, kind: choices, title: All, ask: Which ones?, options: [{text: a, correct: "{alex.relus > 9}"}, {text: b, correct: true, because: b is right}, {text: c, because: c is not}]}
  - {id: judge, kind: friend, title: Judge, ask: Who?, among: [alex, ilya], answer: [ilya], because: {alex: He wastes.}}
  - {id: fall, kind: descent, title: Fall, inputs: ["01"], predict: {kind: number, ask: Steps?, answer: "{descent.unit.steps}", hints: [Many.]}}
  - {id: end, kind: text, title: End, body: The end., recall: pick}
"""  # noqa: E501


def lesson_text(*changes: tuple[str, str]) -> str:
    """The tiny lesson with each `(old, new)` replaced; every `old` must be there exactly once."""
    text = TINY
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        text = text.replace(old, new)
    return text


def tiny(*changes: tuple[str, str]) -> Lesson:
    return build(parse(lesson_text(*changes).encode(), NAME))


def tiny_facts(*changes: tuple[str, str]) -> Facts:
    return Facts(tiny(*changes))


def write_lesson(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(lesson_text(*changes), encoding="utf-8")
    return path
