"""A lesson as a learner meets it: answers, hints, retries, moving about, and what is kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from tests.ui.driver import (
    QUICK_STEPS,
    SMALL,
    at_home,
    at_step,
    bench_of,
    commit,
    commit_right,
    in_lesson,
    key_items,
    lesson_file,
    make_app,
    note_texts,
    open_first,
    press,
    quick_app,
    read_on,
    saved_place,
    saved_steps,
    screen_text,
    send_fast,
    toasts,
    wait_for,
    wait_for_text,
    words_on,
)
from tutor import language
from tutor.record.store import FILE_NAME
from tutor.ui import themes
from tutor.ui.app import LayerTutorApp
from tutor.ui.screens.help import HelpScreen
from tutor.ui.screens.home import HomeScreen
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.screens.step_list import StepList
from tutor.ui.widgets.question import QuestionView
from tutor.ui.widgets.run_view import RunView


async def walk_to(pilot: Pilot[None], screen: LessonScreen, step_id: str) -> None:
    """Go forward by keys until the step `step_id`, answering rightly on the way."""
    while screen.session.step.id != step_id:
        before = screen.session.step.id
        if screen.session.step.question is not None and not screen.session.committed:
            await commit_right(pilot, screen.session)
        if before == "run":
            await wait_for(pilot, lambda: bool(screen.query(RunView)), "the run")
            await press(pilot, "enter", "enter")
            await wait_for(pilot, lambda: not screen.query(RunView), "the result of the run")
        await read_on(pilot, screen)
    await at_step(pilot, screen, step_id)


# ── answers, hints, retries ──────────────────────────────────────────────────────────────────────


async def test_a_foreseen_mistake_gets_its_feedback_and_no_explanation(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await commit(pilot, screen, *"9", "enter")
        assert note_texts(screen) == [("wrong", "✗ Not yet.  That is Ilya's count.")]
        await press(pilot, "r")
        await wait_for(pilot, lambda: screen.query_one("#answer", Input).has_focus, "the field")
        assert screen.query_one("#answer", Input).value == "", "a new number is not typed behind the old one"
        await commit(pilot, screen, *"36", "enter")
        assert note_texts(screen) == [
            ("right", "✓ Right.  "),
            ("explain", "Explained: six times six."),
            ("caveat", "Caveat  Only without padding."),
        ]
        assert [(attempt.answer, attempt.correct) for attempt in screen.session.state.attempts] == [
            ("9", False),
            ("36", True),
        ]


async def test_an_unforeseen_mistake_is_not_explained_either(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await commit(pilot, screen, *"7", "enter")
        assert note_texts(screen) == [("wrong", "✗ Not yet.  h gives a hint, r tries again.")]


@pytest.mark.parametrize("typed", ["", "1/0", "--"])
async def test_what_is_no_number_is_no_attempt(tmp_path: Path, typed: str) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, *typed, "enter")
        await wait_for_text(pilot, "Type one number, for example 12 or 0.5.")
        assert screen.session.state.attempts == ()
        assert screen.query_one("#answer", Input).has_focus
        assert note_texts(screen) == []


async def test_a_wrong_option_gets_its_own_feedback(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await walk_to(pilot, screen, "one")
        await press(pilot, "1")
        assert not screen.session.committed, "a digit chooses and Enter commits"
        await press(pilot, "enter")
        await wait_for(pilot, lambda: note_texts(screen), "feedback")
        assert note_texts(screen) == [("wrong", "✗ Not yet.  Left is wrong.")]
        await press(pilot, "r", "down", "enter")
        await wait_for(pilot, lambda: len(screen.session.state.attempts) == 2, "the second answer")
        await wait_for(pilot, lambda: len(note_texts(screen)) == 2, "the explanation")
        assert note_texts(screen) == [
            ("right", "✓ Right.  Right is it."),
            ("explain", "The right one explained."),
        ]


async def test_ticks_say_what_was_misjudged(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await walk_to(pilot, screen, "several")
        await press(pilot, "enter")
        await wait_for_text(pilot, "Choose at least one of the options.")
        assert screen.session.state.attempts == ()
        await press(pilot, "1", "2")
        assert "1 [×] Odd" in screen_text(app)
        assert "2 [×] Even" in screen_text(app)
        assert "3 [ ] Prime" in screen_text(app)
        await press(pilot, "enter")
        await wait_for(pilot, lambda: note_texts(screen), "feedback")
        assert note_texts(screen) == [("wrong", "✗ Not yet.\n  Even — Even does not.\nPrime — Prime belongs.")]
        await press(pilot, "r")
        await wait_for(pilot, lambda: "[×] Odd" in screen_text(app), "the earlier ticks")
        await press(pilot, "2", "3", "enter")
        await wait_for(pilot, lambda: note_texts(screen)[:1] == [("right", "✓ Right.  ")], "the right answer")


async def test_hints_come_in_order_and_then_the_answer(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        first, second = "Hint 1  First hint: six places.", "Hint 2  Second hint: a square."
        await press(pilot, "h")
        await wait_for(pilot, lambda: note_texts(screen) == [("hint", first)], "the first hint")
        assert screen.query_one("#answer", Input).has_focus, "a hint does not take the field away"
        await press(pilot, "h")
        await wait_for(pilot, lambda: note_texts(screen) == [("hint", first), ("hint", second)], "the second hint")
        assert not screen.session.state.revealed
        await press(pilot, "h")
        await wait_for(pilot, lambda: len(note_texts(screen)) == 5, "the answer with its explanation")
        assert [text for _kind, text in note_texts(screen)] == [
            first,
            second,
            "The answer  36",
            "Explained: six times six.",
            "Caveat  Only without padding.",
        ]
        await press(pilot, "h")
        assert len(note_texts(screen)) == 5
        await press(pilot, "enter")
        await at_step(pilot, screen, "one")


async def test_after_the_answer_was_shown_one_may_still_try(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "h", "h", "h")
        await wait_for(pilot, lambda: screen.session.state.revealed, "the answer to be shown")
        assert ("r", "retry") in key_items(app)
        await press(pilot, "r")
        await wait_for(pilot, lambda: screen.query_one("#answer", Input).has_focus, "the field to be open again")
        await commit(pilot, screen, *"36", "enter")
        assert screen.session.state.solved


async def test_fast_keys_commit_one_answer(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "9")
        send_fast(app, "enter", "enter")
        await wait_for(pilot, lambda: note_texts(screen), "what is said to the answer")
        await pilot.pause()
        assert len(screen.session.state.attempts) == 1


async def test_a_letter_in_the_number_field_is_a_key_of_the_screen(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "3", "x", "р", "6")
        assert screen.query_one("#answer", Input).value == "36"
        assert screen.session.state.hints == 1, "р lies on the key of h"


# ── predictions and runs ─────────────────────────────────────────────────────────────────────────


async def test_a_prediction_is_judged_by_the_run_and_not_before(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await walk_to(pilot, screen, "run")
        assert not screen.query(RunView), "nothing runs before the prediction"
        await press(pilot, "h", "h")
        assert note_texts(screen) == [("hint", "Hint 1  Look for negative windows.")], "no answer before the run"
        await press(pilot, "5", "enter")
        await wait_for(pilot, lambda: bool(screen.query(RunView)), "the run")
        await pilot.pause()
        assert bench_of(screen).index == 0
        assert not {"✓", "✗"} & set(screen_text(app))
        assert ("enter", "to the end") in key_items(app)
        await press(pilot, "enter")
        await wait_for(pilot, lambda: bench_of(screen).finished, "the end of the run")
        assert not {"✓", "✗"} & set(screen_text(app))
        assert ("enter", "result") in key_items(app)
        await press(pilot, "enter")
        await wait_for_text(pilot, "✗ Not as predicted.")
        assert note_texts(screen)[1:] == [
            (
                "wrong",
                "✗ Not as predicted.\n  In how many cells do they differ?\nYou predicted: 5\nThe run says: 3",
            ),
            ("explain", "All negative windows differ."),
            ("explain", "What was seen  Seen: three."),
        ]
        assert "3 of 9 cells differ" in words_on(app)


async def test_a_bet_is_noted_and_recalled_with_how_sure_it_was(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await walk_to(pilot, screen, "bet")
        await press(pilot, "3", "enter")
        sure = screen.query_one("#sure", OptionList)
        await wait_for(pilot, lambda: sure.has_focus, "the question how sure one is")
        assert not screen.session.committed, "nothing is committed before both are answered"
        await press(pilot, "3", "enter")
        await wait_for(pilot, lambda: screen.session.committed, "the bet")
        assert [attempt.sure for attempt in screen.session.state.attempts] == [2]
        await walk_to(pilot, screen, "end")
        assert note_texts(screen) == [("said", "At the start you said  Jeffrey (certain)")]


async def test_watching_again_and_predicting_again(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await walk_to(pilot, screen, "run")
        await press(pilot, "5", "enter", "enter", "enter")
        await wait_for_text(pilot, "✗ Not as predicted.")
        await press(pilot, "w")
        await wait_for(pilot, lambda: bool(screen.query(RunView)), "the run again")
        assert bench_of(screen).index == 0
        await press(pilot, "enter", "enter")
        await wait_for_text(pilot, "✗ Not as predicted.")
        await press(pilot, "r")
        await wait_for(pilot, lambda: bool(screen.query(QuestionView)), "the question again")
        assert note_texts(screen) == []
        await press(pilot, "3", "enter")
        await wait_for(pilot, lambda: bool(screen.query(RunView)), "the run after the second prediction")
        await press(pilot, "enter", "enter")
        await wait_for_text(pilot, "✓ As predicted.")
        assert [attempt.answer for attempt in screen.session.state.attempts] == ["5", "3"]


# ── moving about ─────────────────────────────────────────────────────────────────────────────────


async def test_forward_is_locked_until_an_answer_is_committed(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        assert ("enter", "commit") in key_items(app)
        await press(pilot, "enter")
        assert screen.session.position == 0
        screen.set_focus(None)
        await press(pilot, "enter", "enter")
        assert screen.session.position == 0
        assert screen.query_one("#answer", Input).has_focus, "Enter leads back to the question"
        await commit(pilot, screen, *"9", "enter")
        assert ("enter", "continue") in key_items(app)
        await press(pilot, "enter")
        await at_step(pilot, screen, "one")
        await press(pilot, "r")
        assert screen.session.position == 1


async def test_a_long_page_is_read_to_its_end_before_it_is_left(tmp_path: Path) -> None:
    long = "    caveat: {en: " + "'" + "Only here. " * 40 + "'" + ", ru: Здесь.}\n    outcome: {en: "
    app = quick_app(tmp_path, QUICK_STEPS.replace("    outcome: {en: ", long))
    async with app.run_test(size=(60, 18), notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await walk_to(pilot, screen, "run")
        await press(pilot, "5", "enter", "enter", "enter")
        await wait_for_text(pilot, "Not as predicted.")
        assert "Seen: three." not in words_on(app)
        await wait_for(pilot, lambda: ("enter", "read on") in key_items(app), "the offer to read on")
        await press(pilot, "enter")
        assert screen.session.step.id == "run"
        await wait_for_text(pilot, "Seen: three.")
        await wait_for(pilot, lambda: ("enter", "continue") in key_items(app), "the offer to continue")
        await press(pilot, "enter")
        await at_step(pilot, screen, "end")


async def test_back_shows_the_answer_as_it_was(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "b")
        assert screen.session.position == 0, "before the first step there is none"
        await walk_to(pilot, screen, "several")
        await press(pilot, "b")
        await at_step(pilot, screen, "one")
        assert note_texts(screen)[0] == ("right", "✓ Right.  Right is it.")
        await press(pilot, "и")
        await at_step(pilot, screen, "count")
        assert screen.query_one("#answer", Input).value == "36"
        assert not screen.query_one("#answer", Input).has_focus, "a committed answer cannot be typed over"
        assert note_texts(screen)[0][0] == "right"


async def test_the_list_of_steps_goes_only_to_reached_ones(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await walk_to(pilot, screen, "several")
        await press(pilot, "l")
        await wait_for(pilot, lambda: isinstance(app.screen, StepList), "the list of steps")
        await pilot.pause()
        options = app.screen.query_one(OptionList)
        lines = [str(option.prompt) for option in options.options]
        assert lines == [
            "●  1  Count", "●  2  Choose", "○  3  Several", "·  4  Your bet", "·  5  Run it", "·  6  The end",
        ]  # fmt: skip
        assert [option.disabled for option in options.options] == [False, False, False, True, True, True]
        assert options.highlighted == 2
        await press(pilot, "end", "enter")
        await wait_for(pilot, lambda: app.screen is screen, "the lesson")
        assert screen.session.step.id == "several", "a closed step cannot be reached"
        await press(pilot, "l", "home", "enter")
        await at_step(pilot, screen, "count")
        await press(pilot, "l")
        await wait_for(pilot, lambda: isinstance(app.screen, StepList), "the list of steps")
        await press(pilot, "escape")
        await wait_for(pilot, lambda: app.screen is screen, "the lesson")
        assert screen.session.step.id == "count"
        await press(pilot, "l", "down", "down", "enter")
        await at_step(pilot, screen, "several")


async def test_help_covers_a_lesson_and_goes_away(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "?")
        await wait_for(pilot, lambda: isinstance(app.screen, HelpScreen), "help")
        await wait_for_text(pilot, "a hint; after the last one, the answer")
        await press(pilot, "escape")
        await wait_for(pilot, lambda: app.screen is screen, "the lesson")


async def test_fast_escapes_close_one_lesson(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await open_first(pilot, app)
        send_fast(app, "escape", "escape", "escape")
        await at_home(pilot, app)
        assert len(app.screen_stack) == 1


@pytest.mark.parametrize(("opened", "closed"), [("l", "escape"), ("?", "escape")])
async def test_fast_escapes_close_one_cover(tmp_path: Path, opened: str, closed: str) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, opened)
        await wait_for(pilot, lambda: app.screen is not screen, "the cover")
        send_fast(app, closed, closed)
        await wait_for(pilot, lambda: not isinstance(app.screen, StepList | HelpScreen), "the cover to go")
        await pilot.pause()
        assert app.is_running


async def test_fast_openings_open_one_cover(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        send_fast(app, "l", "l")
        await wait_for(pilot, lambda: isinstance(app.screen, StepList) or app.screen is screen, "a list or the lesson")
        await pilot.pause()
        assert len([cover for cover in app.screen_stack if isinstance(cover, StepList)]) <= 1
        send_fast(app, "escape")
        await wait_for(pilot, lambda: not isinstance(app.screen, StepList), "the list to go")


# ── language and theme ───────────────────────────────────────────────────────────────────────────


async def test_another_language_keeps_the_moment_of_the_run_and_the_answers(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await walk_to(pilot, screen, "run")
        await press(pilot, "5", "enter")
        await wait_for(pilot, lambda: bool(screen.query(RunView)), "the run")
        await press(pilot, "right", "right", "right", "right")
        assert bench_of(screen).index == 4
        await press(pilot, "plus")
        speed = bench_of(screen).speed
        answers = {step: state.attempts for step, state in screen.session.states.items()}
        await press(pilot, "g")
        await wait_for(pilot, lambda: language.current() == "ru", "Russian")
        await wait_for_text(pilot, "Запуск")
        await wait_for(pilot, lambda: bench_of(screen).speed == speed, "the speed as it was")
        await wait_for_text(pilot, "Илья")
        await pilot.pause()
        assert bench_of(screen).index == 4
        assert bench_of(screen).has_focus, "the keys still move the run"
        assert "operations" not in words_on(app)
        assert {step: state.attempts for step, state in screen.session.states.items()} == answers
        await press(pilot, "right")
        assert bench_of(screen).index == 5
        await press(pilot, "п")
        await wait_for_text(pilot, "Run it")
        assert bench_of(screen).index == 5
        await press(pilot, "escape")
        await at_home(pilot, app)
        await wait_for_text(pilot, "A quick lesson")


async def test_home_and_the_next_start_speak_the_language_that_was_chosen(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await open_first(pilot, app)
        await press(pilot, "g")
        await wait_for_text(pilot, "Счёт")
        await press(pilot, "escape")
        await at_home(pilot, app)
        await wait_for_text(pilot, "Быстрый урок")
    assert quick_app(tmp_path).settings.language == "ru"


async def test_another_language_keeps_what_was_said_on_a_page(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "h")
        await commit(pilot, screen, *"9", "enter")
        await press(pilot, "g")
        await wait_for(pilot, lambda: any("Это счёт Ильи." in text for _, text in note_texts(screen)), "the feedback")
        assert any("Первая подсказка" in text for _, text in note_texts(screen))


async def test_another_language_keeps_what_was_typed_and_not_committed(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "3", "6", "g")
        await wait_for(pilot, lambda: language.current() == "ru", "Russian")
        await wait_for(pilot, lambda: [field.value for field in screen.query(Input)] == ["36"], "the number")
        assert not screen.session.state.attempts


async def test_themes_follow_one_another_and_are_kept(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await open_first(pilot, app)
        assert app.theme == themes.DARK.name
        before = app.screen.styles.background
        await press(pilot, "t")
        assert app.theme == themes.LIGHT.name
        assert app.screen.styles.background != before
        await press(pilot, "е")
        assert app.theme == themes.CONTRAST.name
        await press(pilot, "t", "t")
        assert app.theme == themes.LIGHT.name
    assert quick_app(tmp_path).theme == themes.LIGHT.name


# ── what is kept ─────────────────────────────────────────────────────────────────────────────────


async def test_every_answer_is_on_the_disk_at_once(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    home = tmp_path / "home"
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "h")
        assert saved_steps(home, "quick")["count"]["hints"] == 1
        await commit(pilot, screen, *"9", "enter")
        assert saved_steps(home, "quick")["count"]["attempts"] == [{"answer": "9", "correct": False, "sure": None}]
        assert saved_place(home, "quick") == ("count", 1, 6)
        await walk_to(pilot, screen, "several")
        assert saved_steps(home, "quick")["one"]["attempts"] == [{"answer": 1, "correct": True, "sure": None}]
        assert saved_place(home, "quick") == ("several", 2, 6)
        await commit_right(pilot, screen.session)
        assert saved_steps(home, "quick")["several"]["attempts"][0]["answer"] == [0, 2]


async def test_a_lesson_opens_where_it_was_left(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await walk_to(pilot, screen, "bet")
        await press(pilot, "b", "r", "2", "enter")
        await wait_for(pilot, lambda: len(screen.session.state.attempts) == 2, "the second answer")
        before = dict(screen.session.states)
        await press(pilot, "escape")
        await at_home(pilot, app)
        await wait_for_text(pilot, "3 of 6 steps done.")
        await press(pilot, "enter")
        again = await in_lesson(pilot, app)
        assert again is not screen
        assert again.session.step.id == "several"
    other = make_app(tmp_path, folders=[tmp_path / "lessons"])
    async with other.run_test(size=SMALL, notifications=True) as pilot:
        await at_home(pilot, other)
        await wait_for_text(pilot, "◐ A quick lesson")
        await press(pilot, "enter")
        screen = await in_lesson(pilot, other)
        assert screen.session.step.id == "several"
        assert {step: screen.session.states[step] for step in before} == before
        assert note_texts(screen)[0][0] == "wrong"
        await press(pilot, "b")
        await at_step(pilot, screen, "one")
        assert note_texts(screen)[0] == ("right", "✓ Right.  Right is it.")


async def test_a_finished_lesson_stays_finished_and_open(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await walk_to(pilot, screen, "end")
        assert ("enter", "finish") in key_items(app)
        send_fast(app, "enter", "enter")
        await at_home(pilot, app)
        await wait_for_text(pilot, "● A quick lesson")
        assert len(app.screen_stack) == 1
    other = make_app(tmp_path, folders=[tmp_path / "lessons"])
    async with other.run_test(size=SMALL, notifications=True) as pilot:
        await at_home(pilot, other)
        await wait_for_text(pilot, "Finished. Enter opens it again.")
        await press(pilot, "enter")
        screen = await in_lesson(pilot, other)
        assert screen.session.finished
        await press(pilot, "l", "home", "enter")
        await at_step(pilot, screen, "count")
        await press(pilot, "escape")
        await at_home(pilot, other)
        await wait_for_text(pilot, "● A quick lesson")


async def test_a_page_that_was_read_still_counts_as_read_at_the_next_start(tmp_path: Path) -> None:
    path = lesson_file(tmp_path, "  - {id: page, kind: text, title: A page, body: Read me.}\n" + QUICK_STEPS)
    app = make_app(tmp_path, folders=[path.parent])
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await walk_to(pilot, screen, "one")
    other = make_app(tmp_path, folders=[path.parent])
    async with other.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, other)
        assert screen.session.step.id == "one"
        assert [step.id for step in screen.session.lesson.steps if screen.session.done(step)] == ["page", "count"]


# ── a disk that does not play along ──────────────────────────────────────────────────────────────


async def walk_a_bit(pilot: Pilot[None], app: LayerTutorApp) -> None:
    """Open the lesson, answer two questions and go back to Home."""
    screen = await open_first(pilot, app)
    await walk_to(pilot, screen, "several")
    await press(pilot, "escape")
    await at_home(pilot, app)


async def test_a_folder_that_is_a_file_costs_the_record_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    app = quick_app(tmp_path, data=tmp_path / "taken")
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await walk_a_bit(pilot, app)
        assert len(toasts(app)) == 1
        assert toasts(app)[0].startswith("Your answers cannot be saved: ")
        assert str(tmp_path / "taken") in toasts(app)[0]
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "a file"


async def test_a_record_that_fails_in_the_middle_is_said_once(tmp_path: Path) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        with closing(sqlite3.connect(tmp_path / "home" / FILE_NAME)) as connection:
            connection.execute("DROP TABLE step")
        await walk_to(pilot, screen, "several")
        assert screen.session.position == 2
        assert len(toasts(app)) == 1
        assert toasts(app)[0].startswith("Your answers can no longer be saved: ")


async def test_an_unreadable_record_is_moved_aside(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / FILE_NAME).write_bytes(b"this is no database, and it is long enough to be taken for one" * 40)
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await at_home(pilot, app)
        aside = list(home.glob(FILE_NAME + ".unreadable-*"))
        assert len(aside) == 1
        assert aside[0].read_bytes().startswith(b"this is no database")
        assert len(toasts(app)) == 1
        assert str(aside[0]) in toasts(app)[0]
        await walk_a_bit(pilot, app)
        assert set(saved_steps(home, "quick")) >= {"count", "one"}


@pytest.mark.parametrize(
    "state",
    ["no json", "[]", '{"attempts": [{"answer": {"a": 1}}], "hints": 1}', '{"attempts": [{"answer": "x"}]}',
     '{"attempts": 3}', '{"hints": "many"}', '{"attempts": ["9"]}', '{"attempts": null}', '{"hints": null}'],
)  # fmt: skip
async def test_a_state_that_makes_no_sense_does_not_keep_the_lesson_shut(tmp_path: Path, state: str) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await commit(pilot, screen, *"9", "enter")
    with closing(sqlite3.connect(tmp_path / "home" / FILE_NAME)) as connection:
        connection.execute("UPDATE step SET state = ?", (state,))
        connection.commit()
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        assert screen.session.step.id == "count"


# ── opening ──────────────────────────────────────────────────────────────────────────────────────


async def test_fast_enters_open_one_lesson(tmp_path: Path) -> None:
    path = lesson_file(tmp_path)
    app = make_app(tmp_path, folders=[path.parent])
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await at_home(pilot, app)
        send_fast(app, "enter", "enter")
        screen = await in_lesson(pilot, app)
        await pilot.pause()
        assert [type(one) for one in app.screen_stack] == [HomeScreen, LessonScreen]
        assert screen.session.state.attempts == ()
        assert app._opening is False


async def test_a_lesson_opened_before_the_record_is_kept_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = quick_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await walk_a_bit(pilot, app)
    # The index knows the lesson now, so that Home can open it while the program still warms up.
    may_go_on, warm_up = Event(), LayerTutorApp._warm_up

    def slowly(self: LayerTutorApp) -> None:
        may_go_on.wait(20)
        warm_up(self)

    monkeypatch.setattr(LayerTutorApp, "_warm_up", slowly)
    app = make_app(tmp_path, folders=[tmp_path / "lessons"])
    try:
        async with app.run_test(size=SMALL, notifications=True) as pilot:
            await wait_for_text(pilot, "○ A quick lesson")
            await press(pilot, "enter")
            screen = await in_lesson(pilot, app)
            assert screen.session.step.id == "several"
            await commit_right(pilot, screen.session)
            assert "several" in saved_steps(tmp_path / "home", "quick")
            may_go_on.set()
            await press(pilot, "escape")
            await at_home(pilot, app)
            await wait_for_text(pilot, "◐ A quick lesson")
            assert toasts(app) == []
    finally:
        may_go_on.set()


async def test_a_lesson_that_broke_since_is_not_opened(tmp_path: Path) -> None:
    path = lesson_file(tmp_path)
    app = make_app(tmp_path, folders=[path.parent])
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await at_home(pilot, app)
        path.write_text("format_version: 1\n", encoding="utf-8")
        await press(pilot, "enter")
        await wait_for(pilot, lambda: toasts(app), "a word on why")
        assert toasts(app)[0].startswith(f"{path}:1:1: ")
        assert isinstance(app.screen, HomeScreen)
        lesson_file(tmp_path)
        await press(pilot, "enter")
        await in_lesson(pilot, app)
