"""What is wrong with a lesson file, and where: the currency of every check in `tutor.lesson`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tutor.lesson.rules import Rule, Severity
from tutor.quoting import quote as quote
from tutor.quoting import visible as visible


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong at one place; `line` and `column` count from 1, columns in characters."""

    path: str
    line: int
    column: int
    message: str
    rule: Rule = Rule.FILE

    @property
    def severity(self) -> Severity:
        """How grave it is, as its rule says."""
        return self.rule.severity

    def __str__(self) -> str:
        return f"{visible(self.path)}:{self.line}:{self.column}: {visible(self.message)}"


class LessonError(Exception):
    """A lesson cannot be used; `problems` holds every reason that was found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))
