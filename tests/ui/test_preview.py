"""`layer-tutor preview`: every save is shown, at the same step; a broken file is told over the last good version."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from rich.console import RenderableType
from textual.pilot import Pilot
from textual.screen import Screen

from tests.ui.driver import (
    LARGE,
    QUICK_STEPS,
    SMALL,
    at_step,
    in_lesson,
    key_items,
    lesson_file,
    press,
    screen_text,
    too_wide,
    wait_for,
    wait_for_text,
    words_on,
)
from tutor.record.store import FILE_NAME
from tutor.ui.preview import PreviewApp
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.screens.preview import PreviewScreen
from tutor.ui.widgets.bench import Bench
from tutor.ui.widgets.check_report import CheckReport
from tutor.ui.widgets.words_field import WordsField


def save(path: Path, *changes: tuple[str, str], steps: str = QUICK_STEPS) -> None:
    """Write the lesson anew with these changes, as an editor does that renames."""
    lesson_file(path.parents[1], steps)
    text = path.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    partial = path.with_suffix(".partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def app_on(path: Path, tmp_path: Path, step: str | None = None) -> PreviewApp:
    return PreviewApp(path, tmp_path / "home", tmp_path / "cache", step=step, every=0.02)


@asynccontextmanager
async def preview(
    tmp_path: Path, step: str | None = None, size: tuple[int, int] = SMALL
) -> AsyncIterator[tuple[Pilot[None], PreviewScreen, Path]]:
    path = lesson_file(tmp_path)
    app = app_on(path, tmp_path, step)
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = await in_lesson(pilot, app)
        assert isinstance(screen, PreviewScreen)
        await wait_for(pilot, lambda: screen._found.lines, "the warnings of the check")
        yield pilot, screen, path


def shown_report(screen: LessonScreen) -> str:
    """The messages over the lesson; '' where there are none."""
    report = screen.query_one(CheckReport)
    return " ".join(screen_text(screen.app).split()) if report.display else ""


async def test_every_save_is_shown_at_the_same_step(tmp_path: Path) -> None:
    async with preview(tmp_path, "one") as (pilot, screen, path):
        assert screen.session.step.id == "one"
        save(path, ("Which one?", "Which of the two?"))
        await wait_for_text(pilot, "Which of the two?")
        assert screen.session.step.id == "one"
        assert pilot.app.screen is screen
        save(path, steps=QUICK_STEPS[QUICK_STEPS.index("  - id: one") :])  # the step before it is gone
        await wait_for(pilot, lambda: screen.session.position == 0, "the shorter lesson")
        assert screen.session.step.id == "one"
        await wait_for_text(pilot, "step 1 of 5")


async def test_answers_stay_and_are_judged_by_the_new_key(tmp_path: Path) -> None:
    async with preview(tmp_path) as (pilot, screen, path):
        await press(pilot, "3", "6", "enter")
        await wait_for_text(pilot, "✓ Right.")
        save(path, ("{alex.relu.operations}", "{ilya.relu.operations}"), ("answer: 9", "answer: 36"))
        await wait_for_text(pilot, "That is Ilya's count.")
        assert "✓ Right." not in words_on(pilot.app)
        assert [attempt.answer for attempt in screen.session.state.attempts] == ["36"]
        save(path)
        await wait_for_text(pilot, "✓ Right.")


async def test_what_was_entered_but_not_committed_stays_where_the_question_is_the_same(tmp_path: Path) -> None:
    async with preview(tmp_path) as (pilot, screen, path):
        await press(pilot, "3")
        save(path, ("How many ReLUs?", "How many of them?"))
        await wait_for_text(pilot, "How many of them?")
        await press(pilot, "6", "enter")
        await wait_for_text(pilot, "✓ Right.")
        assert screen.session.state.attempts[-1].answer == "36"


async def test_an_answer_that_fits_no_longer_is_dropped(tmp_path: Path) -> None:
    async with preview(tmp_path, "one") as (pilot, screen, path):
        await press(pilot, "2", "enter")
        await wait_for_text(pilot, "✓ Right.")
        asked = "kind: number\n    title: {en: Choose, ru: Выбор}\n    ask: A number?\n    answer: 5\n"
        start, end = QUICK_STEPS.index("  - id: one"), QUICK_STEPS.index("  - id: several")
        save(path, steps=f"{QUICK_STEPS[:start]}  - id: one\n    {asked}{QUICK_STEPS[end:]}")
        await wait_for_text(pilot, "A number?")
        assert screen.session.state.attempts == ()


async def test_while_the_file_is_broken_its_errors_lie_over_the_last_good_version(tmp_path: Path) -> None:
    async with preview(tmp_path, "one") as (pilot, screen, path):
        save(path, ("minutes: 5", "minutes: five"))
        await wait_for_text(pilot, "expected a whole number, found 'five' [wrong-type]")
        shown = words_on(pilot.app)
        assert "1 error" in shown
        assert "6 | minutes: five" in shown
        assert screen.session.lesson.minutes == 5
        assert "Which one?" in shown
        assert screen_text(pilot.app).splitlines()[-1].strip().startswith("Enter")  # the keys are not covered
        await press(pilot, "2", "enter")  # and the lesson still answers
        await wait_for(pilot, lambda: screen.session.committed, "an answer to the good version")
        await press(pilot, "m")
        await wait_for(pilot, lambda: "wrong-type" not in words_on(pilot.app), "the errors to be out of the way")
        await press(pilot, "m")
        await wait_for_text(pilot, "[wrong-type]")
        save(path, ("minutes: 5", "minutes: 6"))
        await wait_for(pilot, lambda: "wrong-type" not in words_on(pilot.app), "the errors to be gone")
        assert screen.session.lesson.minutes == 6
        assert screen.session.committed


async def test_warnings_wait_until_they_are_asked_for(tmp_path: Path) -> None:
    async with preview(tmp_path) as (pilot, screen, _path):
        assert not screen.query_one(CheckReport).display
        assert ("m", f"{screen._found.warnings} warnings") in key_items(pilot.app)
        await press(pilot, "m")
        await wait_for_text(pilot, "[no-hint]")
        assert ": warning: " in words_on(pilot.app)


async def test_a_file_that_is_broken_from_the_start_is_waited_for(tmp_path: Path) -> None:
    path = lesson_file(tmp_path)
    save(path, ("minutes: 5", "minutes: five"))
    app = app_on(path, tmp_path, "one")
    async with app.run_test(size=SMALL) as pilot:
        await wait_for_text(pilot, "expected a whole number, found 'five' [wrong-type]")
        assert not isinstance(app.screen, LessonScreen)
        save(path)
        screen = await in_lesson(pilot, app)
        assert screen.session.step.id == "one"
        assert "wrong-type" not in words_on(app)


async def test_a_file_that_is_taken_away_is_told_and_may_come_back(tmp_path: Path) -> None:
    async with preview(tmp_path) as (pilot, _screen, path):
        path.unlink()
        await wait_for_text(pilot, "[unreadable-file]")
        save(path)
        await wait_for(pilot, lambda: "unreadable-file" not in words_on(pilot.app), "the file to be back")


async def test_nothing_is_written_to_the_record(tmp_path: Path) -> None:
    async with preview(tmp_path) as (pilot, screen, path):
        await press(pilot, "3", "6", "enter")
        await wait_for(pilot, lambda: screen.session.committed, "an answer")
        save(path, ("How many ReLUs?", "How many of them?"))
        await wait_for_text(pilot, "How many of them?")
        await press(pilot, "enter")
        await at_step(pilot, screen, "one")
    assert not list((tmp_path / "home").glob(f"{FILE_NAME}*"))


async def test_its_author_may_look_at_any_step(tmp_path: Path) -> None:
    async with preview(tmp_path) as (pilot, screen, _path):
        await press(pilot, "f")
        await at_step(pilot, screen, "one")
        await screen.go(5)
        await at_step(pilot, screen, "end")
        await press(pilot, "f")
        assert screen.session.step.id == "end"


async def test_an_unknown_step_is_told_and_the_first_one_shown(tmp_path: Path) -> None:
    async with preview(tmp_path, "x[/b]") as (pilot, screen, _path):
        assert screen.session.position == 0
        await wait_for_text(pilot, "there is no step 'x[/b]'")


async def test_a_run_goes_on_where_only_words_were_changed(tmp_path: Path) -> None:
    async with preview(tmp_path, "run", LARGE) as (pilot, screen, path):
        await press(pilot, "3", "enter")
        await wait_for(pilot, lambda: screen.query(Bench), "the bench")
        await press(pilot, "right", "right", "right")
        frame = screen.query_one(Bench).index
        assert frame > 0
        old = screen.session
        save(path, ("Run it", "Run it now"))
        await wait_for_text(pilot, "Run it now")
        await wait_for(pilot, lambda: screen.query(Bench), "the bench again")
        assert screen.session is not old
        assert screen.query_one(Bench).index == frame
        save(path, ("[[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]", "[[-1, 0, 2], [-1, 0, 1], [-1, 0, 1]]"))
        await wait_for(pilot, lambda: screen.session.lesson.data.kernel[0][2] == 2, "the other kernel")  # type: ignore[index]
        await wait_for(pilot, lambda: any(b.index == 0 for b in screen.query(Bench)), "the bench at its beginning")


@pytest.mark.parametrize("size", [SMALL, LARGE, (60, 18)])
async def test_errors_fit_the_window_and_the_mark_stands_below_its_place(
    tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with preview(tmp_path, size=size) as (pilot, _screen, path):
        app = pilot.app
        marked: list[tuple[str, str]] = []
        display = app._display

        def watch(screen: Screen[object], renderable: RenderableType | None) -> None:
            display(screen, renderable)
            lines = screen_text(app).splitlines()
            marked.extend((above, mark) for above, mark in pairwise(lines) if "^~" in mark)

        monkeypatch.setattr(app, "_display", watch)
        save(path, ("answer: 9, because: {en:", f"answer: 9, {'x' * 90}: 1, because: {{em:"))
        await wait_for_text(pilot, "[unknown-key]")
        await wait_for(pilot, lambda: marked, "a frame with the mark")
        assert too_wide(app) == []
        for above, mark in marked:  # in the first frame too, not only when the report has learnt its width
            assert above[mark.index("^") :].startswith(("x", "em:")), (above, mark)


async def test_it_speaks_russian_while_it_is_open(tmp_path: Path) -> None:
    async with preview(tmp_path) as (pilot, screen, path):
        save(path, ("minutes: 5", "minutes: five"))
        await wait_for_text(pilot, "[wrong-type]")
        await press(pilot, "tab", "g")
        await wait_for_text(pilot, "Быстрый урок")
        assert screen.query_one(CheckReport).display


async def test_leaving_it_ends_the_program(tmp_path: Path) -> None:
    async with preview(tmp_path) as (pilot, _screen, _path):
        app = pilot.app
        await pilot.press("escape")
        await wait_for(pilot, lambda: not app.is_running or app._exit, "the end")
    assert app.return_code == 0


WORDS_STEPS = """\
  - id: name
    kind: words
    title: {en: Name, ru: Имя}
    ask: {en: What is it called?, ru: Как это называется?}
    answers: [max-pool]
  - id: end
    kind: text
    title: {en: The end, ru: Конец}
    body: {en: That was it., ru: Вот и всё.}
"""


async def test_letters_are_offered_as_keys_only_where_no_field_takes_them(tmp_path: Path) -> None:
    path = lesson_file(tmp_path, WORDS_STEPS)
    app = app_on(path, tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        screen = await in_lesson(pilot, app)
        await wait_for(pilot, lambda: isinstance(screen.focused, WordsField), "the field")
        await wait_for(pilot, lambda: ("f", "next step") not in key_items(app), "its keys")
        assert ("escape", "leave the field") in key_items(app)
        await press(pilot, "escape")
        await wait_for(pilot, lambda: ("f", "next step") in key_items(app), "the keys of the screen")
        await press(pilot, "f")
        assert screen.session.step.id == "end"


async def test_enter_does_not_leave_the_preview_at_the_last_step(tmp_path: Path) -> None:
    path = lesson_file(tmp_path, WORDS_STEPS)
    app = app_on(path, tmp_path, "end")
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await in_lesson(pilot, app)
        await press(pilot, "enter")
        await wait_for_text(pilot, "This is the end of the lesson")
        assert app.screen is screen
        save(path, ("That was it.", "That was all."), steps=WORDS_STEPS)
        await wait_for_text(pilot, "That was all.")
        assert screen.session.step.id == "end"


async def test_help_tells_the_keys_of_a_preview(tmp_path: Path) -> None:
    async with preview(tmp_path) as (pilot, _screen, _path):
        await press(pilot, "?")
        await wait_for_text(pilot, "the next step, whatever is still to be done")
