"""A report for people: each problem on a line, and below it the line of the file with a mark at the place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from tutor.authoring.checking import Finding, Report
from tutor.language import _, ngettext
from tutor.lesson.check_questions import SEEDS
from tutor.lesson.problem import visible
from tutor.lesson.rules import Rule, Severity, sentences

LONGEST_LINE = 110
"""Characters of a line that are shown; of a longer one those around the place."""
BEFORE = 60
"""How many of them before the place."""
LONGEST_MARK = 30
_WORD = re.compile(r"\"[^\"]*\"|'[^']*'|[^\s,\[\]{}:'\"]+")


def text_lines(report: Report) -> Iterator[str]:
    """Yield the lines of a report: `file:line:col: message [rule]`, the line of the file, and a mark below it."""
    for finding in report.findings:
        yield _headline(finding)
        if finding.line is not None and finding.line.strip():
            yield from _excerpt(finding.problem.line, finding.problem.column, finding.line)


def summary(report: Report) -> str:
    """Return one sentence on the whole, and one on each lesson that there was not time enough for."""
    files = ngettext("{n} lesson checked", "{n} lessons checked", report.files).format(n=report.files)
    errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
    found = []
    if errors:
        found.append(ngettext("{n} error", "{n} errors", errors).format(n=errors))
    if warnings:
        found.append(ngettext("{n} warning", "{n} warnings", warnings).format(n=warnings))
    said = ", ".join(found) or _("nothing is wrong")
    return "\n".join([f"{files}: {said}.", *map(_hurried, report.hurried)])


def _hurried(lesson: tuple[str, int]) -> str:
    told = _("{path}: time was over after the numbers of {n} of {all} learners.")
    return told.format(path=visible(lesson[0]), n=lesson[1], all=SEEDS)


def rule_lines() -> Iterator[str]:
    """Yield every rule with its severity and its sentence, in columns."""
    widest = max(len(rule) for rule in Rule)
    words = {Severity.ERROR: _("error"), Severity.WARNING: _("warning")}
    column = max(map(len, words.values()))
    for rule, sentence in sentences().items():
        yield f"{rule:<{widest}}  {words[rule.severity]:<{column}}  {sentence}"


def _headline(finding: Finding) -> str:
    problem = finding.problem
    grade = _("warning: ") if finding.severity is Severity.WARNING else ""
    return (
        f"{visible(problem.path)}:{problem.line}:{problem.column}: {grade}{visible(problem.message)} [{problem.rule}]"
    )


def _excerpt(number: int, column: int, line: str) -> Iterator[str]:
    start = max(column - 1 - BEFORE, 0) if len(line) > LONGEST_LINE else 0
    end = min(start + LONGEST_LINE, len(line))
    before, after = visible(line[start : column - 1]), visible(line[column - 1 : end])
    if start:
        before = "…" + before
    found = _WORD.match(line, column - 1, end)
    mark = min(_width(visible(found[0])) if found else 1, LONGEST_MARK)
    margin = f"  {number} | "
    yield f"{margin}{before}{after}{'…' if end < len(line) else ''}"
    yield f"{' ' * (len(margin) - 2)}| {' ' * _width(before)}^{'~' * (mark - 1)}"


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    combining = sum(unicodedata.combining(character) != 0 for character in text)
    return len(text) + wide - combining
