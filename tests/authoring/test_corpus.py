"""Lessons with mistakes in them, and the very lines that their authors are told.

Beside each `.yaml` lies a `.txt` with what `layer-tutor check` prints about it, run in this folder.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.authoring.checking import check_files
from tutor.authoring.report_text import text_lines
from tutor.lesson.rules import WARNINGS, Rule, Severity

HERE = Path(__file__).parent
BROKEN, WARNED = (sorted(path.stem for path in (HERE / folder).glob("*.yaml")) for folder in ("broken", "warned"))
# What needs more than one lesson, another kind of question, or more work than a test should do.
UNTOLD = {
    Rule.FILE,
    Rule.ENCODING,
    Rule.DUPLICATE_LESSON,
    Rule.COURSE,
}


def told(folder: str, name: str) -> tuple[list[str], list[str]]:
    expected = (HERE / folder / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return list(text_lines(check_files([Path(folder) / f"{name}.yaml"]))), expected


@pytest.fixture(autouse=True)
def _in_this_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_lesson_is_told_line_by_line(name: str) -> None:
    lines, expected = told("broken", name)
    assert lines == expected
    assert not check_files([Path("broken") / f"{name}.yaml"]).is_clean


@pytest.mark.parametrize("name", WARNED)
def test_a_lesson_that_could_be_better_opens_all_the_same(name: str) -> None:
    lines, expected = told("warned", name)
    assert lines == expected
    report = check_files([Path("warned") / f"{name}.yaml"])
    assert report.is_clean
    assert report.count(Severity.WARNING)


def test_the_good_lesson_that_they_were_made_of_has_nothing_wrong() -> None:
    assert not check_files([Path("good.yaml")]).findings


def test_every_rule_has_a_lesson_that_breaks_it() -> None:
    assert len(BROKEN) >= 60
    text = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("*/*.txt"))
    assert {rule for rule in Rule if f"[{rule}]" not in text} == UNTOLD
    assert {rule for rule in WARNINGS if f"[{rule}]" not in text} == set()


def test_no_expected_line_lacks_its_lesson() -> None:
    for folder in ("broken", "warned"):
        assert {path.stem for path in (HERE / folder).glob("*.txt")} == {
            path.stem for path in (HERE / folder).glob("*.yaml")
        }
