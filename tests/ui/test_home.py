"""Home: the lessons, their progress, the broken ones, and windows and words that are not as one would wish."""

from __future__ import annotations

import shlex
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest
from rich.segment import Segments
from textual.pilot import Pilot
from textual.widgets import Input

from tests.ui.driver import (
    BOUND,
    SMALL,
    at_home,
    at_step,
    in_lesson,
    lesson_file,
    make_app,
    press,
    saved_place,
    screen_text,
    send_fast,
    toasts,
    too_wide,
    wait_for,
    wait_for_text,
    words_in,
    words_on,
)
from tutor import language
from tutor.lesson.catalogue import Catalogue
from tutor.ui.app import FAULT_FILE, LayerTutorApp
from tutor.ui.screens.base import TooSmall
from tutor.ui.screens.home import HomeScreen
from tutor.ui.widgets.lesson_list import LessonList
from tutor.ui.widgets.lesson_preview import check_command
from tutor.ui.widgets.run_view import RunView

PAGES = "  - {id: one, kind: text, title: One, body: First.}\n  - {id: two, kind: text, title: Two, body: Second.}\n"
HOSTILE = ("[/b]", "[@click=app.quit]x", "[red]", "[i]", "\\[", "[link=https://example.org]y[/]")


def quoted(text: str) -> str:
    """Write a text as a YAML string."""
    return "'" + text.replace("'", "''") + "'"


def titled(path: Path, title: str, summary: str = "About it.") -> Path:
    """Give a lesson file another title and summary, and return it."""
    text = path.read_text(encoding="utf-8")
    text = text.replace("title: {en: A quick lesson, ru: Быстрый урок}", f"title: {quoted(title)}", 1)
    path.write_text(text.replace("summary: {en: One step of each kind., ru: По шагу каждого вида.}",
                                 f"summary: {quoted(summary)}"), encoding="utf-8")  # fmt: skip
    return path


def three_lessons(tmp_path: Path) -> Path:
    """Write three lessons and return their folder."""
    titled(lesson_file(tmp_path, PAGES, name="a"), "Alpha", "The first of all.")
    titled(lesson_file(tmp_path, PAGES, name="b"), "Beta", "The second of all.")
    return titled(lesson_file(tmp_path, PAGES, name="c"), "Gamma", "The last of all.").parent


def lines_of(app: LayerTutorApp) -> list[str]:
    """Return the lessons in the list, with their marks."""
    return [line.text for line in app.screen.query_one(LessonList).lines if line.path]


# ── list, preview, filter, progress ──────────────────────────────────────────────────────────────


async def test_the_preview_is_of_the_lesson_under_the_highlight(tmp_path: Path) -> None:
    app = make_app(tmp_path, folders=[three_lessons(tmp_path)])
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await at_home(pilot, app)
        assert lines_of(app) == ["○ Alpha", "○ Beta", "○ Gamma"]
        assert screen_text(app).count("Trials") == 1, "one heading for the lessons of one course"
        assert words_in(app, "#preview") == "Alpha The first of all. 5 minutes · 2 steps Enter begins."
        await press(pilot, "down")
        assert words_in(app, "#preview") == "Beta The second of all. 5 minutes · 2 steps Enter begins."
        await press(pilot, "enter")
        screen = await in_lesson(pilot, app)
        assert screen.session.lesson.id == "b"


async def test_home_is_painted_from_the_index_at_the_second_start(tmp_path: Path) -> None:
    folder = three_lessons(tmp_path)
    app = make_app(tmp_path, folders=[folder])
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await at_home(pilot, app)
    titled(lesson_file(tmp_path, PAGES, name="d"), "Delta")
    app = make_app(tmp_path, folders=[folder])
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await at_home(pilot, app)
        assert lines_of(app) == ["○ Alpha", "○ Beta", "○ Gamma", "○ Delta"]


async def test_no_lessons_at_all(tmp_path: Path) -> None:
    app = make_app(tmp_path, folders=[tmp_path / "nowhere"])
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await at_home(pilot, app)
        await press(pilot, "enter", "down", "/", "x", "enter", "escape", "enter")
        assert "No lesson matches." in words_on(app)


async def test_the_filter_and_the_way_out_of_it(tmp_path: Path) -> None:
    app = make_app(tmp_path, folders=[three_lessons(tmp_path)])
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await at_home(pilot, app)
        await press(pilot, "/", "G", "A", "m")
        assert app.screen.query_one("#filter", Input).value == "GAm"
        assert lines_of(app) == ["○ Gamma"]
        assert "The last of all." in words_in(app, "#preview")
        await press(pilot, *["backspace"] * 3, *"second")
        assert lines_of(app) == ["○ Beta"], "the summary is searched too"
        await press(pilot, *["backspace"] * 6, *"tgq")
        assert lines_of(app) == []
        assert "No lesson matches." in words_on(app)
        assert app.is_running, "letters are letters in the filter"
        await press(pilot, "escape")
        assert lines_of(app) == ["○ Alpha", "○ Beta", "○ Gamma"]
        assert not app.screen.query(Input)
        assert app.screen.query_one(LessonList).has_focus
        await press(pilot, "/", *"beta", "enter", "enter")
        screen = await in_lesson(pilot, app)
        assert screen.session.lesson.id == "b"


async def test_the_filter_takes_yo_for_ye(tmp_path: Path) -> None:
    folder = three_lessons(tmp_path)
    titled(lesson_file(tmp_path, PAGES, name="d"), "Зелёная ёлка")
    app = make_app(tmp_path, folders=[folder])
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await at_home(pilot, app)
        await press(pilot, "/", *"Ёлка")
        assert lines_of(app) == ["○ Зелёная ёлка"]
        await press(pilot, *["backspace"] * 4, *"зелен")
        assert lines_of(app) == ["○ Зелёная ёлка"]


async def test_another_language_keeps_highlight_and_filter(tmp_path: Path) -> None:
    app = make_app(tmp_path, folders=[three_lessons(tmp_path)])
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await at_home(pilot, app)
        await press(pilot, "down", "g")
        await wait_for_text(pilot, "Пробы")
        assert "The second of all." in words_in(app, "#preview")
        assert app.screen.query_one(LessonList).has_focus
        await press(pilot, "g", "/", *"gamma", "enter", "g")
        await wait_for_text(pilot, "Пробы")
        shown = [field.value for field in app.screen.query(Input)]
        assert (lines_of(app), shown) == (["○ Gamma"], ["gamma"]), "what is filtered is seen to be filtered"
        await press(pilot, "escape")
        assert len(lines_of(app)) == 3


async def test_the_marks_of_progress(tmp_path: Path) -> None:
    app = make_app(tmp_path, folders=[three_lessons(tmp_path)])
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await at_home(pilot, app)
        await press(pilot, "down", "enter")
        await in_lesson(pilot, app)
        await press(pilot, "enter", "escape")
        await at_home(pilot, app)
        assert lines_of(app) == ["○ Alpha", "◐ Beta", "○ Gamma"]
        assert "1 of 2 steps done. Enter goes on where you left off." in words_in(app, "#preview")
        await press(pilot, "down", "enter")
        await in_lesson(pilot, app)
        await press(pilot, "enter", "enter")
        await at_home(pilot, app)
        assert lines_of(app) == ["○ Alpha", "◐ Beta", "● Gamma"]
        assert "Finished. Enter opens it again." in words_in(app, "#preview")
    other = make_app(tmp_path, folders=[tmp_path / "lessons"])
    async with other.run_test(size=SMALL, notifications=True) as pilot:
        await at_home(pilot, other)
        assert lines_of(other) == ["○ Alpha", "◐ Beta", "● Gamma"]


async def test_one_folder_named_twice_lists_its_lessons_once(tmp_path: Path) -> None:
    folder = three_lessons(tmp_path)
    app = make_app(tmp_path, folders=[folder, folder])
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await at_home(pilot, app)
        assert lines_of(app) == ["○ Alpha", "○ Beta", "○ Gamma"]


# ── courses, and lessons with the same id ────────────────────────────────────────────────────────


def headings(app: LayerTutorApp) -> list[str]:
    """Return the headings of the list."""
    return [line.text for line in app.screen.query_one(LessonList).lines if line.kind == "heading"]


async def test_courses_have_headings_and_say_what_should_come_first(tmp_path: Path) -> None:
    folder = three_lessons(tmp_path)
    course = folder / "pooling"
    course.mkdir()
    (folder / "a.yaml").rename(course / "a.yaml")
    (folder / "b.yaml").rename(course / "b.yaml")
    titled(lesson_file(tmp_path, PAGES, name="d"), "Delta")
    text = (folder / "d.yaml").read_text(encoding="utf-8").replace("course: {en: Trials, ru: Пробы}\n", "")
    (folder / "d.yaml").write_text(text, encoding="utf-8")
    (course / "course.yaml").write_text(
        "title: {en: Pooling, ru: Пулинг}\norder: [b, a]\nprerequisites: {a: [b]}\n", encoding="utf-8"
    )
    app = make_app(tmp_path, folders=[folder])
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        await at_home(pilot, app)
        assert headings(app) == ["Trials", "Pooling", "Other lessons"]
        assert lines_of(app) == ["○ Gamma", "○ Beta", "○ Alpha", "○ Delta"]
        await press(pilot, "down", "down")
        assert "Better first: ○ Beta" in words_in(app, "#preview")
        await press(pilot, "up", "enter")
        await in_lesson(pilot, app)
        await press(pilot, "enter", "enter")
        await at_home(pilot, app)
        await press(pilot, "down")
        assert "Builds on: ● Beta" in words_in(app, "#preview")
        await press(pilot, "enter")
        assert (await in_lesson(pilot, app)).session.lesson.id == "a", "nothing is locked"
        await press(pilot, "escape", "g")
        await wait_for_text(pilot, "Пулинг")


async def test_a_broken_course_file_is_told_and_its_lessons_open(tmp_path: Path) -> None:
    folder = three_lessons(tmp_path)
    (folder / "course.yaml").write_text("title: Mine\norder: [aa]\n", encoding="utf-8")
    app = make_app(tmp_path, folders=[folder])
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        await at_home(pilot, app)
        assert headings(app) == ["Mine ✗"]
        said = words_in(app, "#preview").replace(" ", "")
        assert "Thecoursefilehasaproblem;thelessonsworkallthesame:" in said
        assert f"{folder}/course.yaml:2:9:thereisnolesson'aa'here" in said
        await press(pilot, "enter")
        assert (await in_lesson(pilot, app)).session.lesson.id == "a"


async def test_two_files_with_one_id_are_marked_and_only_the_first_keeps_answers(tmp_path: Path) -> None:
    first = titled(lesson_file(tmp_path, PAGES, name="a"), "Alpha")
    second = first.with_name("b.yaml")
    second.write_text(first.read_text(encoding="utf-8").replace("Alpha", "Beta"), encoding="utf-8")
    app = make_app(tmp_path, folders=[first.parent])
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        await at_home(pilot, app)
        assert lines_of(app) == ["○ Alpha  ≡ a", "○ Beta  ≡ a"]
        for key in ("up", "up"):
            said = words_in(app, "#preview").replace(" ", "")
            assert f"≡2fileshavetheida:{first}youranswersbelongtothisone{second}answersarenotkept" in said
            await press(pilot, key)
        await press(pilot, "down", "enter")
        await in_lesson(pilot, app)
        (said,) = toasts(app)
        assert said == f"Answers in this file are not kept: those to a lesson with its id belong to {first}."
        await press(pilot, "enter", "enter")
        await at_home(pilot, app)
        assert lines_of(app) == ["○ Alpha  ≡ a", "○ Beta  ≡ a"]
        await press(pilot, "up", "enter")
        await in_lesson(pilot, app)
        await press(pilot, "enter", "escape")
        await at_home(pilot, app)
        assert lines_of(app) == ["◐ Alpha  ≡ a", "○ Beta  ≡ a"]
    assert saved_place(tmp_path / "home", "a") == ("two", 1, 2)


async def test_a_file_from_the_command_line_is_opened_at_once(tmp_path: Path) -> None:
    path = titled(lesson_file(tmp_path, PAGES, name="a"), "Alpha").rename(tmp_path / "elsewhere.yaml")
    app = LayerTutorApp((path.parent / "lessons",), tmp_path / "home", tmp_path / "cache", lesson=path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await in_lesson(pilot, app)
        assert screen.session.lesson.id == "a"
        await press(pilot, "enter", "escape")
        await at_home(pilot, app)
    assert saved_place(tmp_path / "home", "a") == ("two", 1, 2)


# ── a thousand lessons ───────────────────────────────────────────────────────────────────────────


async def test_many_lessons_are_walked_by_keys_and_the_wheel(tmp_path: Path) -> None:
    for number in range(300):
        titled(lesson_file(tmp_path, PAGES, name=f"l{number:03}"), f"Number {number}")
    first = make_app(tmp_path, folders=[tmp_path / "lessons"])
    first.catalogue.checked_cards()
    app = make_app(tmp_path, folders=[tmp_path / "lessons"])
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        lessons = (await at_home(pilot, app)).query_one(LessonList)
        assert len(lines_of(app)) == 300
        await press(pilot, "end")
        assert "▸ ○ Number 299" in screen_text(app)
        assert "Number 299" in words_in(app, "#preview")
        await press(pilot, "down")
        assert "▸ ○ Number 0 " in screen_text(app), "behind the last comes the first"
        assert "Trials" in screen_text(app), "with its heading"
        await press(pilot, "pagedown", "pagedown", "pageup", "down")
        page = lessons.scrollable_content_region.height - 1
        assert f"▸ ○ Number {page + 1} " in screen_text(app)
        await press(pilot, "home", "up")
        assert "▸ ○ Number 299" in screen_text(app)
        y = next(y for y, line in enumerate(screen_text(app).splitlines()) if "○ Number 297 " in line)
        await pilot.click(offset=(6, y))
        assert (await in_lesson(pilot, app)).session.lesson.id == "l297"
        await press(pilot, "escape")
        await at_home(pilot, app)
        assert "▸ ○ Number 297" in screen_text(app)


async def test_what_the_check_finds_appears_while_the_highlight_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = three_lessons(tmp_path)
    wrong = (folder / "a.yaml").read_text(encoding="utf-8").replace("kind: text", "kind: txet", 1)
    (folder / "a.yaml").write_text(wrong, encoding="utf-8")
    go_on = threading.Event()
    check = Catalogue.check

    def check_later(catalogue: Catalogue, stop: Callable[[], bool]) -> Iterator[bool]:
        assert go_on.wait(BOUND)
        yield from check(catalogue, stop)

    monkeypatch.setattr(Catalogue, "check", check_later)
    app = make_app(tmp_path, folders=[folder])
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        try:
            await wait_for_text(pilot, "○ Gamma")
            assert lines_of(app) == ["○ Alpha", "○ Beta", "○ Gamma"], "nobody has looked yet"
            await press(pilot, "down")
        finally:
            go_on.set()
        await at_home(pilot, app)
        assert lines_of(app) == ["✗ Alpha", "○ Beta", "○ Gamma"]
        assert "▸ ○ Beta" in screen_text(app)
        assert "The second of all." in words_in(app, "#preview")


async def test_leaving_does_not_wait_for_the_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = []
    started = threading.Event()

    def check_for_ever(_catalogue: Catalogue, stop: Callable[[], bool]) -> Iterator[bool]:
        started.set()
        deadline = monotonic() + BOUND
        while not stop() and monotonic() < deadline:
            yield False
        stopped.append(stop())

    monkeypatch.setattr(Catalogue, "check", check_for_ever)
    app = make_app(tmp_path, folders=[three_lessons(tmp_path)])
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await wait_for(pilot, started.is_set, "the check to begin")
        await press(pilot, "q")
        await wait_for(pilot, lambda: not app.is_running, "the program to end")
    assert stopped == [True]


# ── broken and hostile lessons ───────────────────────────────────────────────────────────────────


async def test_a_broken_lesson_says_where_and_does_no_harm(tmp_path: Path) -> None:
    broken = lesson_file(tmp_path, PAGES.replace("kind: text", "kind: txet", 1), name="a-broken")
    lesson_file(tmp_path)
    line = 1 + broken.read_text(encoding="utf-8").split("txet")[0].count("\n")
    app = make_app(tmp_path, folders=[broken.parent])
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        await at_home(pilot, app)
        assert lines_of(app) == ["✗ A quick lesson", "○ A quick lesson"]
        await press(pilot, "home")
        assert "This lesson cannot be opened:" in words_in(app, "#preview")
        assert f"{broken}:{line}:" in words_in(app, "#preview").replace(" ", "")
        assert "'txet' is not known here; did you mean 'text'?" in words_in(app, "#preview")
        assert f"layer-tutor check {broken}".replace(" ", "") in words_in(app, "#preview").replace(" ", "")
        assert "The other lessons are not affected." in words_in(app, "#preview")
        assert too_wide(app) == []
        await press(pilot, "enter")
        assert isinstance(app.screen, HomeScreen)
        assert toasts(app) == ["This lesson cannot be opened: see beside it why."]
        await press(pilot, "down")
        assert "Enter begins." in words_in(app, "#preview")
        await press(pilot, "enter")
        screen = await in_lesson(pilot, app)
        assert screen.session.lesson.id == "quick"


@pytest.mark.parametrize("text", ["", "\x00", "[", "- a\n- b\n", "format_version: 1\n", "a: &x 1\nb: *x\n", "\ufeff:"])
async def test_any_broken_file_leaves_home_usable(tmp_path: Path, text: str) -> None:
    good = lesson_file(tmp_path, PAGES)
    (good.parent / "[red]bad[b].yaml").write_text(text, encoding="utf-8")
    app = make_app(tmp_path, folders=[good.parent])
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await at_home(pilot, app)
        assert set(lines_of(app)) == {"✗ [red]bad[b].yaml", "○ A quick lesson"}
        for key in ("up", "down", "up"):
            await press(pilot, key)
            assert app.screen.query_one(LessonList).highlighted
            if "cannot be opened" in words_on(app):
                assert "bad[b].yaml:" in words_in(app, "#preview").replace(" ", "")


@pytest.mark.parametrize("evil", HOSTILE)
async def test_words_of_a_lesson_are_shown_as_they_are(tmp_path: Path, evil: str) -> None:
    def part(name: str) -> str:
        return quoted(f"{name} {evil}")

    steps = f"""\
  - {{id: page, kind: text, title: {part("title")}, body: {part("body")}, caveat: {part("caveat")}, sources: [src]}}
  - id: pick
    kind: choice
    title: Pick
    ask: {part("ask")}
    options:
      - {{text: {part("option")}, correct: true, because: {part("because")}}}
      - {{text: other}}
    hints: [{part("hint")}]
    explain: {part("explain")}
  - id: many
    kind: choices
    title: Many
    ask: Which?
    options: [{{text: {part("box")}, correct: true}}, {{text: other}}]
  - {{id: count, kind: number, title: Count, ask: How many?, answer: 1, unit: {part("unit")}}}
  - {{id: who, kind: friend, title: Who, ask: Who?}}
  - {{id: run, kind: bench, title: {part("run")}, body: {part("text")}, lanes: [alex, ilya], compare: [alex, ilya]}}
sources: [{{id: src, title: {part("source")}}}]
"""
    path = titled(lesson_file(tmp_path, steps), f"Lesson {evil}", f"Summary {evil}")
    text = path.read_text(encoding="utf-8").replace("{en: Trials, ru: Пробы}", part("course"))
    path.write_text(text.replace("{en: Alex, ru: Алекс}", quoted(f"A{evil}")), encoding="utf-8")
    app = make_app(tmp_path, folders=[path.parent])
    async with app.run_test(size=(120, 40), notifications=True) as pilot:

        def shows(*names: str) -> bool:
            return all(f"{name} {evil}" in words_on(app) for name in names)

        await at_home(pilot, app)
        assert shows("Lesson", "Summary", "course")
        await press(pilot, "enter")
        screen = await in_lesson(pilot, app)
        assert shows("Lesson", "title", "body", "caveat", "source")
        x, y = next((line.index(evil), y) for y, line in enumerate(screen_text(app).splitlines()) if "body " in line)
        await pilot.click(offset=(x + len(evil) - 1, y))
        await press(pilot, "enter")
        await at_step(pilot, screen, "pick")
        await press(pilot, "h")
        assert shows("ask", "option", "hint")
        await press(pilot, "1", "enter")
        await wait_for(pilot, lambda: shows("because", "explain"), "feedback and explanation")
        await press(pilot, "enter")
        await at_step(pilot, screen, "many")
        assert shows("box")
        await press(pilot, "1")
        assert shows("[×] box")
        await press(pilot, "enter", "enter")
        await at_step(pilot, screen, "count")
        assert shows("unit")
        await press(pilot, "1", "enter", "enter")
        await at_step(pilot, screen, "who")
        assert f"A{evil}" in screen_text(app)
        await press(pilot, "1", "enter", "enter")
        await wait_for(pilot, lambda: bool(screen.query(RunView)), "the run")
        await pilot.pause()
        assert shows("run", "text")
        assert f"1 A{evil}" in screen_text(app), screen_text(app)
        await press(pilot, "l")
        await wait_for(pilot, lambda: app.screen is not screen, "the list of steps")
        await wait_for(pilot, lambda: shows("title"), "the title in the list of steps")
        assert app.is_running


# ── windows ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", [(59, 24), (80, 17), (20, 5), (1, 1)])
async def test_a_window_that_is_too_small_says_so_and_recovers(tmp_path: Path, size: tuple[int, int]) -> None:
    app = make_app(tmp_path, folders=[three_lessons(tmp_path)])
    said = f"This window is {size[0]} × {size[1]}. The tutor needs at least 60 × 18."
    async with app.run_test(size=size, notifications=True) as pilot:
        await at_home(pilot, app)
        if size[0] > 10:
            assert said in words_on(app)
            assert "Alpha" not in screen_text(app)
        await pilot.resize_terminal(60, 18)
        await wait_for_text(pilot, "○ Alpha")
        assert "This window" not in words_on(app)
        assert too_wide(app) == []
        await press(pilot, "enter")
        screen = await in_lesson(pilot, app)
        assert too_wide(app) == []
        await pilot.resize_terminal(*size)
        await wait_for(pilot, lambda: screen.query_one(TooSmall).display, "the message over the lesson")
        if size[0] > 10:
            await wait_for_text(pilot, said)
        await pilot.resize_terminal(*SMALL)
        await wait_for_text(pilot, "First.")
        assert screen.session.step.id == "one"


async def test_the_message_about_the_window_follows_the_language(tmp_path: Path) -> None:
    language.use("ru")
    app = make_app(tmp_path, folders=[three_lessons(tmp_path)])
    async with app.run_test(size=(50, 15), notifications=True) as pilot:
        await at_home(pilot, app)
        assert "This window" not in words_on(app)
        assert "50 × 15" in words_on(app)
        assert "60 × 18" in words_on(app)


# ── leaving ──────────────────────────────────────────────────────────────────────────────────────


async def test_q_leaves_with_0(tmp_path: Path) -> None:
    app = make_app(tmp_path, folders=[three_lessons(tmp_path)])
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await at_home(pilot, app)
        await press(pilot, "q")
        await wait_for(pilot, lambda: not app.is_running, "the program to end")
    assert app.return_code == 0


async def open_filter(pilot: Pilot[None], app: LayerTutorApp) -> None:
    await at_home(pilot, app)
    await press(pilot, "/", "a")


async def open_question(pilot: Pilot[None], app: LayerTutorApp) -> None:
    await at_home(pilot, app)
    await press(pilot, "enter")
    await in_lesson(pilot, app)
    await press(pilot, "3")


async def open_help(pilot: Pilot[None], app: LayerTutorApp) -> None:
    await at_home(pilot, app)
    await press(pilot, "f1")
    await wait_for_text(pilot, "leave the program")


@pytest.mark.parametrize("place", [at_home, open_filter, open_question, open_help])
async def test_ctrl_c_leaves_with_130_from_anywhere(tmp_path: Path, place: object) -> None:
    assert callable(place)
    app = make_app(tmp_path, folders=[lesson_file(tmp_path).parent])
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await place(pilot, app)
        await press(pilot, "ctrl+c")
        await wait_for(pilot, lambda: not app.is_running, "the program to end")
    assert app.return_code == 128 + signal.SIGINT == 130


async def test_leaving_at_once_is_no_error(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True):
        send_fast(app, "q")
    assert app.return_code in (0, None)


async def test_a_fault_of_the_program_is_a_sentence_and_a_file(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await at_home(pilot, app)
        try:
            raise ZeroDivisionError("a fault that nobody foresaw")
        except ZeroDivisionError:
            app._fatal_error()
        said = "".join(
            segment.text
            for rendered in app._exit_renderables
            if isinstance(rendered, Segments)
            for segment in rendered.segments
        )
        (written,) = tmp_path.rglob(FAULT_FILE)
    assert "Traceback" not in said
    assert "Your answers are saved" in " ".join(said.split())
    assert "a fault that nobody foresaw" in written.read_text(encoding="utf-8")


async def test_a_window_without_room_for_the_list_takes_every_key(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    async with app.run_test(size=(1, 1)) as pilot:
        home = await at_home(pilot, app)
        await press(pilot, "pagedown", "pageup", "down", "up", "end", "home")
        await pilot.resize_terminal(*SMALL)
        await wait_for(pilot, lambda: home.query_one(LessonList).size.height > 0, "room for the list")
        await press(pilot, "pagedown", "pageup")
        assert app.screen is home


@pytest.mark.parametrize("name", ["a.yaml", "two words.yaml", "it's; rm -rf $HOME.yaml", "[red]x[/].yaml", "-v.yaml"])
def test_the_command_that_checks_a_file_is_quoted_for_a_shell(name: str) -> None:
    path = f"/lessons/{name}"
    assert shlex.split(check_command(path)) == ["layer-tutor", "check", path]
