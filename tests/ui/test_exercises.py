"""Steps whose answers are run, in the real program: cells to fill in, layers to order, numbers to find."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.ui.driver import (
    HUGE,
    LARGE,
    SMALL,
    at_step,
    commit,
    commit_right,
    note_texts,
    open_first,
    press,
    quick_app,
    read_on,
    saved_steps,
    screen_text,
    too_wide,
    wait_for,
    wait_for_text,
    words_on,
)
from tutor import language
from tutor.lesson.model import BenchStep
from tutor.ui.app import LayerTutorApp
from tutor.ui.screens.base import TooSmall
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.widgets.arrangement import Arrangement
from tutor.ui.widgets.cell_editor import CellEditor
from tutor.ui.widgets.question import QuestionView
from tutor.ui.widgets.run_view import RunPlace, RunView
from tutor.ui.widgets.step_page import StepPage

POOL = """\
  - id: pool
    kind: cells
    title: {en: Pool, ru: Пулинг}
    ask: {en: "Which row is missing?", ru: "Какого ряда нет?"}
    lane: ilya
    stage: max_pool
    blank: [[2, 1], [2, 2], [2, 3]]
    hints: [{en: "Take the largest.", ru: "Берите наибольшее."}]
    explain: {en: "Explained: the largest.", ru: "Объяснено: наибольшее."}
"""
CONV = """\
  - id: sum
    kind: cells
    title: {en: Sum, ru: Сумма}
    ask: {en: "Which sum?", ru: "Какая сумма?"}
    lane: alex
    stage: conv
    blank: [[1, 1]]
"""
BUILD = """\
  - id: build
    kind: order
    title: {en: Build, ru: Сборка}
    ask: {en: "Build it.", ru: "Соберите."}
    layers: [relu, avg_pool, conv, gelu, max_pool]
    target: alex
    cheapest: true
    hints: [{en: "Think of Ilya.", ru: "Вспомните Илью."}]
"""
HUNT = """\
  - id: hunt
    kind: witness
    title: {en: Hunt, ru: Охота}
    ask: {en: "For which numbers?", ru: "При каких числах?"}
    lanes: [ilya, jeffrey]
    shape: [2, 2]
    sure: true
"""
NONE = """\
  - id: none
    kind: witness
    title: {en: None, ru: Нет таких}
    ask: {en: "For which numbers?", ru: "При каких числах?"}
    lanes: [alex, ilya]
    shape: [2, 2]
    exists: false
"""
PREDICT = """\
  - id: foresee
    kind: bench
    title: {en: Foresee, ru: Предвидьте}
    lanes: [ilya]
    predict:
      kind: cells
      ask: {en: "What will come out?", ru: "Что получится?"}
      lane: ilya
      stage: output
      blank: [[1, 1], [2, 1]]
"""
END = "  - {id: end, kind: text, title: {en: The end, ru: Конец}, body: {en: Over., ru: Всё.}}\n"


def editor(screen: LessonScreen) -> CellEditor:
    return screen.query_one(CellEditor)


# ── cells ────────────────────────────────────────────────────────────────────────────────────────


async def test_cells_are_filled_in_and_the_wrong_ones_are_worked_out(tmp_path: Path) -> None:
    app = quick_app(tmp_path, POOL)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        assert "Ilya: max-pool" in screen_text(app)
        assert screen_text(app).count("______") == 3
        await commit(pilot, screen, "7", "enter", "minus", "9", "enter", "3", "enter")
        assert screen.session.state.last is not None
        assert screen.session.state.last.answer == ("7", "-9", "3")
        assert note_texts(screen) == [
            (
                "wrong",
                "✗ Not yet.\n  row 2, column 2: max(−9, −1, −9, −1) = −1\nrow 2, column 3: max(0, 0, 0, 0) = 0",
            )
        ]
        assert "✓7" in screen_text(app)
        assert "✗−9" in screen_text(app)
        assert "✗3" in screen_text(app)
        await press(pilot, "r")
        await wait_for(pilot, lambda: screen.query(CellEditor) and editor(screen).has_focus, "the cells")
        assert editor(screen).typed == ("7", "", ""), "what was right stays"
        await commit(pilot, screen, "minus", "1", "enter", "0", "enter")
        assert note_texts(screen) == [("right", "✓ Right.  "), ("explain", "Explained: the largest.")]


async def test_an_empty_cell_is_no_answer(tmp_path: Path) -> None:
    app = quick_app(tmp_path, POOL)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "7", "enter", "enter")
        await wait_for_text(pilot, "The cell in row 2, column 2 is empty.")
        assert screen.session.state.attempts == ()
        assert editor(screen).has_focus


async def test_a_convolution_shows_picture_and_kernel(tmp_path: Path) -> None:
    app = quick_app(tmp_path, CONV)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        assert "picture kernel" in words_on(app)
        assert too_wide(app) == []
        await commit(pilot, screen, "6", "enter")
        sum_of_it = "−1·0 + 0·0 + 1·1 − 1·0 + 0·1 + 1·3 − 1·0 + 0·3 + 1·3 = 7"
        assert note_texts(screen) == [("wrong", f"✗ Not yet.  row 1, column 1: {sum_of_it}")]


@pytest.mark.parametrize("size", [SMALL, LARGE, HUGE])
async def test_the_maps_fit_any_window(tmp_path: Path, size: tuple[int, int]) -> None:
    app = quick_app(tmp_path, CONV + POOL + BUILD + HUNT)
    async with app.run_test(size=size) as pilot:
        screen = await open_first(pilot, app)
        for step in screen.session.lesson.steps:
            await at_step(pilot, screen, step.id)
            assert too_wide(app) == []
            await commit_right(pilot, screen.session)
            await wait_for(pilot, lambda: note_texts(screen), "the verdict")
            assert note_texts(screen)[0][0] == "right"
            await read_on(pilot, screen)


async def test_an_unfinished_grid_survives_a_change_of_language(tmp_path: Path) -> None:
    app = quick_app(tmp_path, POOL)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "7", "enter", "minus", "g")
        await wait_for_text(pilot, "Какого ряда нет?")
        assert editor(screen).typed == ("7", "-", "")
        assert screen.session.state.attempts == ()


async def test_letters_are_keys_of_the_screen_while_cells_are_filled_in(tmp_path: Path) -> None:
    app = quick_app(tmp_path, POOL)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "h")
        await wait_for(pilot, lambda: note_texts(screen), "the hint")
        assert note_texts(screen) == [("hint", "Hint 1  Take the largest.")]
        await press(pilot, "р")
        await wait_for(pilot, lambda: len(note_texts(screen)) == 3, "the answer")
        assert note_texts(screen)[1] == (
            "said",
            "The answer\n  row 2, column 1: max(7, −8, 7, −8) = 7\n"
            "row 2, column 2: max(−9, −1, −9, −1) = −1\nrow 2, column 3: max(0, 0, 0, 0) = 0",
        )


async def test_cells_may_be_predicted_before_a_run(tmp_path: Path) -> None:
    app = quick_app(tmp_path, PREDICT)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "8", "enter", "1", "enter")
        await wait_for(pilot, lambda: bool(screen.query(RunView)), "the run")
        await press(pilot, "enter", "enter")
        await wait_for(pilot, lambda: not screen.query(RunView), "the result")
        await wait_for(pilot, lambda: note_texts(screen), "the verdict")
        assert note_texts(screen) == [
            (
                "wrong",
                "✗ Not as predicted.\n  What will come out?\nYou predicted: 8; 1\nThe run says: \n"
                "row 1, column 1: max(0, 8) = 8\nrow 2, column 1: max(0, 7) = 7",
            )
        ]


# ── order ────────────────────────────────────────────────────────────────────────────────────────


async def test_a_cell_is_built_and_told_what_is_wrong_until_it_is_right(tmp_path: Path) -> None:
    app = quick_app(tmp_path, BUILD)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        said = []
        for keys in (("3",), ("5",), ("1", "["), ("[",)):
            await commit(pilot, screen, *keys, "full_stop")
            said.append(note_texts(screen)[0][1])
            await press(pilot, "r")
            await wait_for(pilot, lambda: screen.query(Arrangement) and screen.query_one(Arrangement).has_focus, "it")
        assert said == [
            "✗ Not yet.  The output has 6×6 cells, not 3×3.",
            "✗ Not yet.  Another output: 3 of 9 cells differ.",
            "✗ Not yet.  The right output, but it takes 387 operations, and it can be done with fewer.",
            "✓ Right.  The same output, on this picture and on others; 360 operations.",
        ]
        answers = [attempt.answer for attempt in screen.session.state.attempts]
        assert answers == [(2,), (2, 4), (2, 0, 4), (2, 4, 0)]


async def test_layers_that_do_not_fit_say_where(tmp_path: Path) -> None:
    app = quick_app(tmp_path, BUILD.replace("gelu", "'max_pool:size=4'"))
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        assert "max-pool size=4" in screen_text(app)
        await commit(pilot, screen, "4", "3", "full_stop")
        assert note_texts(screen)[0][1] == (
            "✗ Not yet.  The layers do not fit: at layer 2 (conv) a window of 3×3 does not fit into 2×2 cells."
        )


async def test_an_empty_cell_of_layers_is_no_answer(tmp_path: Path) -> None:
    app = quick_app(tmp_path, BUILD)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "full_stop")
        await wait_for_text(pilot, "Put at least one layer into the cell.")
        assert screen.session.state.attempts == ()


async def test_the_answer_is_shown_after_the_last_hint(tmp_path: Path) -> None:
    app = quick_app(tmp_path, BUILD)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "h", "h")
        await wait_for(pilot, lambda: len(note_texts(screen)) == 2, "the answer")
        assert note_texts(screen)[1] == ("said", "The answer  conv → max-pool → ReLU")


async def test_a_half_built_cell_survives_a_change_of_language(tmp_path: Path) -> None:
    app = quick_app(tmp_path, BUILD)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "3", "1", "g")
        await wait_for_text(pilot, "Соберите.")
        assert screen.query_one(Arrangement).order == (2, 0)


# ── witness ──────────────────────────────────────────────────────────────────────────────────────


async def test_numbers_are_run_and_both_outputs_worked_out(tmp_path: Path) -> None:
    app = quick_app(tmp_path, HUNT.replace("    sure: true\n", ""))
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await commit(pilot, screen, "1", "enter", "2", "enter", "3", "enter", "4", "enter")
        assert note_texts(screen) == [
            (
                "wrong",
                "✗ Not yet.\n  Ilya: max(1, 2, 3, 4) = 4  →  max(0, 4) = 4\n"
                "Jeffrey: max(1, 2, 3, 4) = 4\nThe two outputs are the same.",
            )
        ]
        await press(pilot, "r")
        await wait_for(pilot, lambda: screen.query(CellEditor) and editor(screen).has_focus, "the numbers")
        assert editor(screen).typed == ("1", "2", "3", "4"), "to change one and look again"
        await press(pilot, "minus", "1", "right", "minus", "2", "down", "minus", "4", "left")
        await commit(pilot, screen, "minus", "3", "enter")
        assert note_texts(screen) == [
            (
                "right",
                "✓ Right.\n  Ilya: max(−1, −2, −3, −4) = −1  →  max(0, −1) = 0\nJeffrey: max(−1, −2, −3, −4) = −1",
            )
        ]


async def test_how_sure_one_is_is_asked_here_too(tmp_path: Path) -> None:
    app = quick_app(tmp_path, HUNT)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, *"-1", "enter", *"-1", "enter", *"-1", "enter", *"-1", "enter")
        await wait_for_text(pilot, "How sure are you?")
        await commit(pilot, screen, "3", "enter")
        attempt = screen.session.state.last
        assert attempt is not None
        assert (attempt.correct, attempt.sure) == (True, 2)


async def test_that_they_never_differ_is_an_answer_below_the_numbers(tmp_path: Path) -> None:
    app = quick_app(tmp_path, NONE)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "5", "down", "down", "up")
        assert editor(screen).has_focus
        assert editor(screen).typed == ("5", "", "", "")
        await commit(pilot, screen, "down", "enter")
        assert note_texts(screen) == [("right", "✓ Right.  The layers alone prove it.")]
        assert screen.session.state.last is not None
        assert screen.session.state.last.answer == "never"


async def test_where_they_do_differ_the_answer_shows_numbers_and_both_outputs(tmp_path: Path) -> None:
    app = quick_app(tmp_path, HUNT.replace("    sure: true\n", ""))
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await pilot.click("#never")
        await wait_for(pilot, lambda: note_texts(screen), "the verdict")
        assert note_texts(screen) == [("wrong", "✗ Not yet.  There are such numbers.")]
        await press(pilot, "h")
        await wait_for(pilot, lambda: note_texts(screen)[0][0] == "said", "the answer")
        assert note_texts(screen) == [
            (
                "said",
                "The answer\n  −1; −1 / −1; −1\nIlya: max(−1, −1, −1, −1) = −1  →  max(0, −1) = 0\n"
                "Jeffrey: max(−1, −1, −1, −1) = −1",
            )
        ]


# ── the record ───────────────────────────────────────────────────────────────────────────────────


def answers(app: LayerTutorApp, data: Path) -> dict[str, object]:
    return {
        name: state["attempts"][0]["answer"] for name, state in saved_steps(data, "quick").items() if state["attempts"]
    }


@pytest.mark.parametrize("code", language.LANGUAGES)
async def test_what_was_answered_comes_back_after_reopening(tmp_path: Path, code: str) -> None:
    language.use(code)
    data = tmp_path / "home"
    app = quick_app(tmp_path, POOL + BUILD + HUNT + NONE + END, data=data)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        for step in screen.session.lesson.steps[:-1]:
            await at_step(pilot, screen, step.id)
            await commit_right(pilot, screen.session, comma=code == "ru")
            await wait_for(pilot, lambda: note_texts(screen), "the verdict")
            await read_on(pilot, screen)
        await at_step(pilot, screen, "end")
    assert answers(app, data) == {
        "pool": ["7", "-1", "0"], "build": [2, 4, 0], "hunt": ["-1", "-1", "-1", "-1"], "none": "never",
    }  # fmt: skip

    app = quick_app(tmp_path, POOL + BUILD + HUNT + NONE + END, data=data)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await press(pilot, "b")
        await at_step(pilot, screen, "none")
        await press(pilot, "b")
        await at_step(pilot, screen, "hunt")
        assert editor(screen).typed == ("-1",) * 4
        await press(pilot, "b")
        await at_step(pilot, screen, "build")
        assert screen.query_one(Arrangement).order == (2, 4, 0)
        await press(pilot, "b")
        await at_step(pilot, screen, "pool")
        assert editor(screen).typed == ("7", "-1", "0")
        assert screen_text(app).count("✓") >= 4, "three cells and the verdict"


# ── keys that come before what they are for ──────────────────────────────────────────────────────


async def test_a_cell_that_was_committed_without_the_keys_cannot_be_committed_again(tmp_path: Path) -> None:
    app = quick_app(tmp_path, BUILD + END)
    async with app.run_test(size=LARGE) as pilot:
        screen = await open_first(pilot, app)
        arrangement = screen.query_one(Arrangement)
        assert "commit this cell" in screen_text(app)
        screen.set_focus(None)
        await pilot.pause()
        arrangement.post_message(Arrangement.Committed(arrangement, (2, 4, 0)))
        await wait_for(pilot, lambda: screen.session.committed, "the cell to be taken")
        await wait_for(pilot, lambda: "commit this cell" not in screen_text(app), "the way to commit to go")


async def test_what_is_not_laid_out_yet_is_where_it_was_last(tmp_path: Path) -> None:
    app = quick_app(tmp_path, PREDICT)
    async with app.run_test(size=LARGE) as pilot:
        screen = await open_first(pilot, app)
        session, step = screen.session, screen.session.step
        assert isinstance(step, BenchStep)
        run = RunView(session, step, place=RunPlace(frame=7))
        assert run.place.frame == 7
        assert not run.over
        assert step.question is not None
        assert QuestionView(step.question, session.facts, attempt=None, locked=False).draft is None


async def test_a_step_is_laid_out_once_at_a_time(tmp_path: Path) -> None:
    app = quick_app(tmp_path, POOL + END)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await commit_right(pilot, screen.session)
        await asyncio.gather(screen.retranslate(), screen.go(1), screen.retranslate(), screen.go(0), screen.go(1))
        await at_step(pilot, screen, "end")
        assert len(screen.query(StepPage)) == 1
        assert "Over." in words_on(app)
        await press(pilot, "b")
        await at_step(pilot, screen, "pool")


async def test_the_window_changes_its_size_while_the_language_changes(tmp_path: Path) -> None:
    app = quick_app(tmp_path, POOL)
    async with app.run_test(size=SMALL) as pilot:
        screen = await open_first(pilot, app)
        await screen.query_one(TooSmall).remove()
        await pilot.resize_terminal(*LARGE)
        await wait_for(pilot, lambda: screen.size.width == LARGE[0], "the other size")
        await pilot.pause()
        assert app._exception is None
