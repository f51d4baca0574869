"""Home: the lessons, their progress, the broken ones, and windows and words that are not as one would wish."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from rich.segment import Segments
from textual.pilot import Pilot
from textual.widgets import Input

from tests.ui.driver import (
    SMALL,
    at_home,
    at_step,
    in_lesson,
    lesson_file,
    make_app,
    press,
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
from tutor.ui.app import FAULT_FILE, LayerTutorApp
from tutor.ui.screens.base import TooSmall
from tutor.ui.screens.home import HomeScreen
from tutor.ui.widgets.lesson_list import LessonList
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
