"""Reports for programs: JSON, SARIF 2.1.0, and the annotations of GitHub's workflows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote as percent_encoded

from tutor import __version__
from tutor.authoring.checking import STDIN_NAME, Finding, Report
from tutor.lesson.problem import visible
from tutor.lesson.rules import Rule, Severity, sentences

LONGEST_LINE = 400
"""Characters of a line of the file that a report carries."""
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def json_text(report: Report) -> str:
    """Return a report as one JSON object."""
    return _dumped(
        {
            "files": report.files,
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "hurried": [{"path": visible(path), "learners": learners} for path, learners in report.hurried],
            "problems": [
                {
                    "path": visible(finding.problem.path),
                    "line": finding.problem.line,
                    "column": finding.problem.column,
                    "severity": finding.severity.value,
                    "rule": finding.problem.rule.value,
                    "message": visible(finding.problem.message),
                    "source": None if finding.line is None else visible(finding.line[:LONGEST_LINE]),
                }
                for finding in report.findings
            ],
        }
    )


def sarif_text(report: Report) -> str:
    """Return a report in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS, 2020)."""
    rules = list(sentences().items())
    order = {rule: index for index, (rule, _sentence) in enumerate(rules)}
    driver = {
        "name": "layer-tutor",
        "semanticVersion": __version__,
        "version": __version__,
        "rules": [
            {
                "id": rule.value,
                "shortDescription": {"text": sentence},
                "defaultConfiguration": {"level": rule.severity.value},
            }
            for rule, sentence in rules
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, order) for finding in report.findings],
    }
    return _dumped({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def github_lines(report: Report) -> Iterator[str]:
    """Yield a report as commands that GitHub shows beside the lines of a change."""
    for finding in report.findings:
        problem = finding.problem
        where = f"file={_property(problem.path)},line={problem.line},col={problem.column},title={problem.rule}"
        yield f"::{finding.severity} {where}::{_command_data(visible(problem.message))}"


def _result(finding: Finding, order: dict[Rule, int]) -> dict[str, object]:
    problem = finding.problem
    region: dict[str, object] = {"startLine": problem.line, "startColumn": problem.column}
    if finding.line is not None:
        region["snippet"] = {"text": visible(finding.line[:LONGEST_LINE])}
    place = {"artifactLocation": {"uri": _uri(problem.path)}, "region": region}
    return {
        "ruleId": problem.rule.value,
        "ruleIndex": order[problem.rule],
        "level": finding.severity.value,
        "message": {"text": visible(problem.message)},
        "locations": [{"physicalLocation": place}],
    }


def _uri(path: str) -> str:
    if path == STDIN_NAME:
        return "stdin"
    file = Path(path)
    return file.as_uri() if file.is_absolute() else percent_encoded(file.as_posix(), errors="surrogateescape")


def _command_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _command_data(visible(text)).replace(":", "%3A").replace(",", "%2C")


def _dumped(data: object) -> str:
    return json.dumps(data, indent=2, allow_nan=False)  # in ASCII, which every terminal's encoding holds
