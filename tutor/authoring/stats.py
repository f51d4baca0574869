"""What lessons are made of: steps by kind, words and minutes, languages, and which objectives their steps serve."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tutor.language import LANGUAGES
from tutor.lesson.model import Lesson
from tutor.lesson.text import Text
from tutor.lesson.walk import parts


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


def stats_of(lesson: Lesson) -> Stats:
    """Return the counts of a lesson."""
    stats = Stats(lessons=1, minutes=lesson.minutes)
    stats.steps.update(step.kind for step in lesson.steps)
    stats.questions = sum(step.question is not None for step in lesson.steps)
    stats.objectives = {objective.id: 0 for objective in lesson.objectives}
    for step in lesson.steps:
        for name in step.objectives:
            stats.objectives[name] += 1
    for _place, text in parts(lesson):
        if isinstance(text, Text):
            for code in LANGUAGES:
                words = getattr(text, code)
                if words is not None:
                    stats.words[code] += len(words.split())
                    stats.texts[code] += 1
    return stats


def together(counted: Iterable[tuple[str, Stats]]) -> Stats:
    """Return the counts of several lessons; an objective is told by the id of its lesson, `lesson/objective`."""
    total = Stats()
    for lesson, stats in counted:
        total.lessons += stats.lessons
        total.minutes += stats.minutes
        total.steps += stats.steps
        total.questions += stats.questions
        total.words += stats.words
        total.texts += stats.texts
        total.objectives |= {f"{lesson}/{name}": count for name, count in stats.objectives.items()}
    return total
