"""The formats of a report, and which files it is about."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tutor import __version__, language
from tutor.authoring.checking import STDIN_NAME, Report, check_files, lesson_paths
from tutor.authoring.report_data import github_lines, json_text, sarif_text
from tutor.authoring.report_text import rule_lines, summary, text_lines
from tutor.lesson.rules import WARNINGS, Rule, Severity, sentences

GOOD = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")


@pytest.fixture
def _russian() -> Iterator[None]:
    language.use("ru")
    yield
    language.use("en")


def report_of(text: str, *, strict: bool = False) -> Report:
    return check_files([None], text.encode(), strict=strict)


def broken(*changes: tuple[str, str]) -> str:
    text = GOOD
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


TWO = broken(("minutes: 4", "minutes: four"), ("recall: bet", "recall: bed"))
WARNED = broken(("    sources: [paper]\n", ""))


# ── text ─────────────────────────────────────────────────────────────────────────────────────────


def test_text() -> None:
    assert list(text_lines(report_of(TWO))) == [
        "<stdin>:7:10: expected a whole number, found 'four' [wrong-type]",
        "  7 | minutes: four",
        "    |          ^~~~",
        "<stdin>:88:13: there is no earlier question 'bed'; did you mean 'bet'? [unknown-name]",
        "  88 |     recall: bed",
        "     |             ^~~",
    ]
    assert summary(report_of(TWO)) == "1 lesson checked: 2 errors."
    assert summary(report_of(GOOD)) == "1 lesson checked: nothing is wrong."
    assert summary(report_of(WARNED)) == "1 lesson checked: 1 warning."


def test_a_mark_stands_below_its_place_in_wide_and_combining_letters() -> None:
    lines = list(text_lines(report_of("id: {日本: e\u0301, x: *a}\n")))
    mark = lines[next(number for number, line in enumerate(lines) if "'*'" in line) + 2]
    # Two columns for each of the two wide letters, none for the accent.
    assert mark == "    | " + " " * (len("id: {") + 4 + len(": e, x: ")) + "^~"


def test_a_long_line_is_shown_around_its_place() -> None:
    lines = list(text_lines(report_of("x: [" + "1, " * 20_000 + "@, " + "2, " * 20_000 + "]\n")))
    assert all(len(line) < 200 for line in lines)
    shown, mark = lines[1], lines[2]
    assert shown[mark.index("^")] == "@"
    assert shown.count("…") == 2


def test_escape_codes_never_reach_the_terminal() -> None:
    assert all(line.isprintable() for line in text_lines(report_of("a: \x1b[31m'red\nb: \u202e@\n")))


def test_strict_makes_errors_of_warnings() -> None:
    assert report_of(WARNED).is_clean
    assert not report_of(WARNED, strict=True).is_clean
    assert "warning" in next(text_lines(report_of(WARNED)))
    assert "warning" not in next(text_lines(report_of(WARNED, strict=True)))


@pytest.mark.usefixtures("_russian")
def test_rules_keep_their_names_in_another_language() -> None:
    (first, *_rest) = text_lines(report_of(TWO))
    assert first.endswith("[wrong-type]")
    assert "ожидается" in first


def test_every_rule_has_a_sentence_and_a_name_of_small_letters() -> None:
    assert set(sentences()) == set(Rule)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule) for rule in Rule)
    assert all(sentence.endswith(".") for sentence in sentences().values())
    assert len(set(sentences().values())) == len(Rule)
    assert [line.split()[0] for line in rule_lines()] == list(sentences())
    assert {line.split()[0] for line in rule_lines() if line.split()[1] == "warning"} == set(WARNINGS)


# ── for programs ─────────────────────────────────────────────────────────────────────────────────


def test_json() -> None:
    data = json.loads(json_text(report_of(TWO)))
    assert (data["files"], data["errors"], data["warnings"]) == (1, 2, 0)
    assert data["problems"][0] == {
        "path": STDIN_NAME,
        "line": 7,
        "column": 10,
        "severity": "error",
        "rule": "wrong-type",
        "message": "expected a whole number, found 'four'",
        "source": "minutes: four",
    }
    assert json.loads(json_text(report_of(GOOD)))["problems"] == []


def test_github() -> None:
    assert next(github_lines(report_of(TWO))) == (
        "::error file=<stdin>,line=7,col=10,title=wrong-type::expected a whole number, found 'four'"
    )
    assert next(github_lines(report_of(WARNED))).startswith("::warning file=")


def test_github_commands_are_not_broken_by_what_a_file_is_called(tmp_path: Path) -> None:
    path = tmp_path / "50%,a:b\n::error::x.yaml"
    path.write_text("a: @\n", encoding="utf-8")
    lines = list(github_lines(check_files([path])))
    assert all(line.startswith("::error file=") and "\n" not in line for line in lines)
    assert "50%25%2Ca%3Ab" in lines[0]
    assert lines[0].count("::") == 2


def sarif(report: Report) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(sarif_text(report))
    return data


def test_sarif_has_the_shape_that_its_standard_wants(tmp_path: Path) -> None:
    path = tmp_path / "имя с пробелом.yaml"
    path.write_text(broken(("minutes: 4", "minutes: four"), ("blank: all", "blank: [[9, 9]]")), encoding="utf-8")
    log = sarif(check_files([path, None], WARNED.replace("two-orders", "other").encode()))
    assert set(log) == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("layer-tutor", __version__)
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(set(ids)) == len(ids) == len(Rule)
    for rule in driver["rules"]:
        assert set(rule) == {"id", "shortDescription", "defaultConfiguration"}
        assert rule["shortDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning")
    assert [result["level"] for result in run["results"]] == ["error", "error", "warning"]
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["message"]["text"]
        (place,) = result["locations"]
        region = place["physicalLocation"]["region"]
        assert region["startLine"] >= 1
        assert region["startColumn"] >= 1
        assert region["snippet"]["text"]
        uri = place["physicalLocation"]["artifactLocation"]["uri"]
        assert uri.isascii()
        assert " " not in uri
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == path.as_uri()


def test_sarif_names_files_below_this_folder_relatively(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a#b").mkdir()
    Path("a#b/x.yaml").write_text("a: @\n", encoding="utf-8")
    (result, *_rest) = sarif(check_files([Path("a#b/x.yaml")]))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%23b/x.yaml"


# ── which files ──────────────────────────────────────────────────────────────────────────────────


def test_folders_are_searched_to_the_bottom_and_each_file_is_taken_once(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", "deep/er/c.yaml", ".hidden/d.yaml", ".e.yaml", "note.txt", "course.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x: 1\n", encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    names = [str(tmp_path / "b.yaml"), str(tmp_path), "-", "-"]
    found = [None if path is None else path.relative_to(tmp_path).as_posix() for path in lesson_paths(names)]
    assert found == ["b.yaml", "a.yml", "course.yaml", "deep/er/c.yaml", None]


def test_a_file_that_is_named_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    assert list(lesson_paths([str(tmp_path / "lesson.txt")])) == [tmp_path / "lesson.txt"]


def test_two_lessons_with_one_id_are_told_at_the_second(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.yaml", "b.yaml", "c.yaml")]
    for path, name in zip(paths, ("two-orders", "another", "two-orders"), strict=True):
        path.write_text(GOOD.replace("id: two-orders", f"id: {name}"), encoding="utf-8")
    (finding,) = check_files(paths).findings
    assert finding.problem.rule is Rule.DUPLICATE_LESSON
    assert (finding.problem.path, finding.problem.line) == (str(paths[2]), 2)
    assert str(paths[0]) in finding.problem.message
    assert finding.severity is Severity.ERROR


def test_a_course_file_is_checked_beside_its_lessons(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    course = tmp_path / "course.yaml"
    course.write_text(
        "title: Cells\norder: [two-orders]\nprerequisites: {two-orders: [layer-order]}\n", encoding="utf-8"
    )
    report = check_files(list(lesson_paths([str(tmp_path)])))
    assert (report.files, report.findings) == (1, ())
    course.write_text("title: Cells\norder: [two-order]\n", encoding="utf-8")
    assert list(text_lines(check_files(list(lesson_paths([str(tmp_path)]))))) == [
        f"{course}:2:9: there is no lesson 'two-order' here; did you mean 'two-orders'? [course-file]",
        "  2 | order: [two-order]",
        "    |         ^~~~~~~~~",
    ]
    course.write_text("order: @\n", encoding="utf-8")
    assert [finding.problem.rule for finding in check_files([course]).findings] == [Rule.QUOTES]


def test_files_that_cannot_be_read_are_told_among_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.yaml").write_bytes("имя: Маша".encode("cp1251"))
    (tmp_path / "c.yaml").symlink_to(tmp_path / "nowhere")
    rules = [finding.problem.rule for finding in check_files(list(lesson_paths([str(tmp_path)]))).findings]
    assert rules == [Rule.ENCODING, Rule.FILE]


def test_lessons_that_time_ran_out_for_are_told_apart_from_problems() -> None:
    report = replace(report_of(GOOD), hurried=(("a\n.yaml", 41),))
    assert summary(report).splitlines() == [
        "1 lesson checked: nothing is wrong.",
        "a\\n.yaml: time was over after the numbers of 41 of 100 learners.",
    ]
    assert report.is_clean
    assert json.loads(json_text(report))["hurried"] == [{"path": "a\\n.yaml", "learners": 41}]
