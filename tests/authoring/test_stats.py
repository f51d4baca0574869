"""What lessons are made of, counted by hand."""

from __future__ import annotations

from tests.lesson.tiny import TINY
from tutor.authoring.stats import Stats, stats_of, together
from tutor.lesson.load import build
from tutor.lesson.source import parse

SMALL = """\
format_version: 1
id: small
title: {en: Two words, ru: Ровно три слова}
summary: {en: One}
minutes: 7
objectives: [{id: see, text: See it.}, {id: do, text: Do it.}]
steps:
  - {id: a, kind: text, title: Page, body: {en: four words are here}, objectives: [see]}
  - id: b
    kind: choice
    title: Pick
    ask: {en: Which?, ru: Что?}
    options: [{text: x y, correct: true, because: why not}, {text: z}]
    objectives: [see]
"""


def counted(text: str) -> Stats:
    return stats_of(build(parse(text.encode(), "lesson.yaml")))


def test_a_small_lesson() -> None:
    stats = counted(SMALL)
    assert (stats.minutes, stats.questions, dict(stats.steps)) == (7, 1, {"text": 1, "choice": 1})
    everywhere = sum(map(len, (["See", "it."], ["Do", "it."], ["Page"], ["Pick"], ["x", "y"], ["why", "not"], ["z"])))
    assert dict(stats.words) == {"en": 2 + 1 + 4 + 1 + everywhere, "ru": 3 + 1 + everywhere}
    assert stats.languages == ("en",), "two texts have no Russian"
    assert (stats.objectives, stats.covered) == ({"see": 2, "do": 0}, 1)


def test_a_text_for_every_language_is_in_every_language() -> None:
    words = "{id: a, kind: words, title: Two words, ask: Which?, answers: [yes it is, {en: yes, ru: да}]}"
    stats = counted(f"format_version: 1\nid: one\ntitle: One\nsummary: What\nminutes: 1\nsteps:\n- {words}\n")
    assert (dict(stats.words), stats.languages) == ({"en": 9, "ru": 9}, ("en", "ru"))


def test_every_kind_of_step_and_question() -> None:
    stats = counted(TINY)
    assert stats.steps == {
        "text": 2, "friend": 2, "bench": 1, "number": 1, "choice": 1, "choices": 1, "descent": 1,
    }  # fmt: skip
    assert stats.questions == 6


def test_several_lessons_together() -> None:
    one, other = counted(SMALL), counted(TINY)
    total = together([("small", one), ("tiny", other)])
    assert (total.lessons, total.minutes, sum(total.steps.values())) == (2, 12, 11)
    assert total.words["en"] == one.words["en"] + other.words["en"]
    assert total.objectives == {"small/see": 2, "small/do": 0}
    assert total.plain()["objectives_covered"] == 1


def test_nothing_at_all() -> None:
    assert together([]).plain()["languages"] == []
