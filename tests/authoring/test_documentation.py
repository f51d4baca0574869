"""docs/authoring.md and docs/examples say what is so."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from tutor.authoring.checking import check_files
from tutor.authoring.new import new_lesson
from tutor.authoring.report_text import text_lines
from tutor.lesson.arranging import OTHER_PICTURES
from tutor.lesson.catalogue import Catalogue
from tutor.lesson.check_questions import SEEDS
from tutor.lesson.course import KEYS, read_course
from tutor.lesson.expressions import evaluate, parse, standard_functions
from tutor.lesson.load import load

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "authoring.md").read_text(encoding="utf-8")
EXAMPLES = sorted((DOCS / "examples").glob("*.yaml"))


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_reference", DOCS / "make_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_that_of_the_model(maker: ModuleType) -> None:
    assert maker.page() == PAGE, "run: python docs/make_reference.py"


def test_every_link_within_the_page_leads_somewhere() -> None:
    headings = re.findall(r"^#+ (.*)$", PAGE, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    links = set(re.findall(r"\]\(#([^)]*)\)", PAGE))
    assert links
    assert links <= anchors


def test_the_course_of_the_page_is_sound_and_has_every_key(tmp_path: Path) -> None:
    shown = re.search(r"```yaml\n(title: .*?)```", PAGE, re.DOTALL)
    assert shown is not None
    path = tmp_path / "course.yaml"
    path.write_text(shown[1], encoding="utf-8")
    lessons = {"pooling.yaml": "pooling", "first.yaml": "windows"}
    course = read_course(path, lessons)
    assert course.problems == ()
    assert course.sorted(lessons) == ["first.yaml", "pooling.yaml"]
    assert all(f"{key}:" in shown[1] for key in KEYS)


def test_what_the_page_says_of_rounding() -> None:
    for text, value in re.findall(r"`(7 // 2|-\(-7 // 2\))` is (\d)", PAGE):
        assert evaluate(parse(text), {}, standard_functions()) == int(value)
    assert f"{SEEDS} learners".replace("100", "hundred") in PAGE
    assert f"{OTHER_PICTURES} random ones" in PAGE


def test_every_file_that_the_page_names_is_there() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", PAGE) if "://" not in link]
    assert links
    assert [link for link in links if not (DOCS / link).is_file()] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_leave_nothing_to_be_desired(path: Path) -> None:
    assert list(text_lines(check_files([path], strict=True))) == []
    assert load(path).id == path.stem


def test_there_are_two_and_they_are_listed(tmp_path: Path) -> None:
    assert len(EXAMPLES) >= 2
    cards = Catalogue([DOCS / "examples"], tmp_path).checked_cards()
    assert [card.problems for card in cards] == [()] * len(EXAMPLES)


def test_the_first_lesson_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path, kinds = Path("pooling.yaml"), re.search(r"new pooling --kind (\S+)", PAGE)
    assert kinds is not None
    text = new_lesson("pooling.yaml", [kind for kind in ("text", "bench", "number") if kind in kinds[1]])
    path.write_text(text.replace('    answer: "{alex', '    anwser: "{alex'), encoding="utf-8")
    told = re.search(r"```\n(pooling\.yaml:.*?)```", PAGE, re.DOTALL)
    assert told is not None
    assert list(text_lines(check_files([path]))) == told[1].splitlines()
    step = re.search(r"```yaml\n(  - id: work.*?)```", PAGE, re.DOTALL)
    assert step is not None
    path.write_text(f"{text}\n{step[1]}", encoding="utf-8")
    assert list(text_lines(check_files([path]))) == []
