"""What lessons are made of: steps by kind, words and minutes, languages, and which objectives their steps serve."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tutor.lesson.source import Source

LANGUAGES = ("en", "ru")
_TEXT_KEYS = frozenset(
    {
        "title", "summary", "course", "body", "caveat", "ask", "hints", "explain", "because", "outcome", "replies",
        "text", "left", "right", "extra", "unit", "alt", "objectives", "name",
    }
)  # fmt: skip


@dataclass
class Stats:
    """The counts of one lesson, or of several together."""

    lessons: int = 0
    minutes: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    """How many steps there are of each kind."""
    questions: int = 0
    """Steps that ask something."""
    words: Counter[str] = field(default_factory=Counter)
    """Words of all texts by language, hints and feedback included."""
    texts: Counter[str] = field(default_factory=Counter)
    """How many texts there are in each language."""
    objectives: dict[str, int] = field(default_factory=dict)
    """How many steps serve each objective."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that every text is written in."""
        most = max(self.texts.values(), default=0)
        return tuple(code for code in LANGUAGES if most and self.texts[code] == most)

    @property
    def covered(self) -> int:
        """How many objectives some step serves."""
        return sum(count > 0 for count in self.objectives.values())

    def plain(self) -> dict[str, object]:
        """Return the counts as JSON-able values."""
        return {
            "lessons": self.lessons,
            "minutes": self.minutes,
            "steps": sum(self.steps.values()),
            "steps_by_kind": dict(sorted(self.steps.items())),
            "questions": self.questions,
            "words": {code: self.words[code] for code in LANGUAGES},
            "languages": list(self.languages),
            "objectives": dict(self.objectives),
            "objectives_covered": self.covered,
        }


def stats_of(source: Source) -> Stats:
    """Return the counts of a lesson, whose file is sound."""
    lesson = source.data if isinstance(source.data, dict) else {}
    stats = Stats(lessons=1, minutes=lesson["minutes"] if isinstance(lesson.get("minutes"), int) else 0)
    steps = [step for step in _list(lesson.get("steps")) if isinstance(step, dict)]
    stats.steps.update(str(step.get("kind")) for step in steps)
    stats.questions = sum("ask" in step or "predict" in step for step in steps)
    names = [one["id"] for one in _list(lesson.get("objectives")) if isinstance(one, dict) and "id" in one]
    stats.objectives = {str(name): 0 for name in names}
    for step in steps:
        for name in _list(step.get("objectives")):
            if name in stats.objectives:
                stats.objectives[str(name)] += 1
    for code, text in _texts(lesson, ""):
        for one in [code] if code else LANGUAGES:
            stats.words[one] += len(text.split())
            stats.texts[one] += 1
    return stats


def together(parts: Iterable[tuple[str, Stats]]) -> Stats:
    """Return the counts of several lessons; an objective is told by the id of its lesson, `lesson/objective`."""
    total = Stats()
    for lesson, stats in parts:
        total.lessons += stats.lessons
        total.minutes += stats.minutes
        total.steps += stats.steps
        total.questions += stats.questions
        total.words += stats.words
        total.texts += stats.texts
        total.objectives |= {f"{lesson}/{name}": count for name, count in stats.objectives.items()}
    return total


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _texts(value: object, key: str) -> Iterator[tuple[str, str]]:
    """Yield language and text of every text; an empty language where one text stands for all of them."""
    if isinstance(value, str):
        if key in _TEXT_KEYS:
            yield "", value
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part, key)
    elif isinstance(value, dict):
        for inner, part in value.items():
            if inner in LANGUAGES and isinstance(part, str):
                yield inner, part
            elif not (key == "steps" and inner == "objectives"):
                yield from _texts(part, key if key in ("because", "replies") else inner)
