"""A descent in a lesson: its controls hidden or fixed, its goal reached at the end of a run and kept in the record."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.ui.driver import (
    HUGE,
    LARGE,
    SMALL,
    at_home,
    at_step,
    key_items,
    note_texts,
    open_first,
    press,
    quick_app,
    saved_steps,
    text_in,
    too_wide,
    wait_for,
    wait_for_text,
    words_in,
    words_on,
)
from tests.ui.laboratory import panels, shows, to_control, type_value
from tutor.nn.descent import StepRule
from tutor.ui.app import LayerTutorApp
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.widgets.descent import Descent

GOAL = """\
  - id: leap
    kind: descent
    title: {en: Make it leap, ru: Пусть прыгает}
    body: {en: "A longer step leaps.", ru: "Длинный шаг прыгает."}
    settings: {batch: full, step: "max:0.9", max_steps: 500}
KEYS
    goal:
      ask: {en: "Make [−1, 1] turn back at every step.", ru: "Пусть спуск на [−1, 1] каждый раз поворачивает."}
      reached: "{second.turn > 90}"
      solution: {step: "max:1.6"}
    outcome: {en: "So a zig-zag needs no locked signs.", ru: "Зигзагу не нужен замок."}
  - id: end
    kind: text
    title: {en: The end, ru: Конец}
    body: {en: "Nothing more.", ru: "Больше ничего."}
"""
Opened = tuple[Pilot[None], LayerTutorApp, LessonScreen, Descent]


def steps(*keys: str) -> str:
    """Return the steps of a lesson with a goal, and with these keys in its first step."""
    return GOAL.replace("KEYS\n", "".join(f"    {key}\n" for key in keys))


@asynccontextmanager
async def descending(tmp_path: Path, *keys: str, size: tuple[int, int] = LARGE) -> AsyncIterator[Opened]:
    """Open the lesson at its descent, as it was left."""
    app = quick_app(tmp_path, steps(*keys), data=tmp_path / "home")
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await wait_for(pilot, lambda: screen.query(Descent), "the descent")
        descent = screen.query_one(Descent)
        await wait_for(pilot, lambda: descent.has_focus, "the descent to have the keys")
        await pilot.pause()
        yield pilot, app, screen, descent


def is_reached(screen: LessonScreen) -> bool:
    """Return whether the session knows the goal as reached."""
    return screen.session.state.reached


async def leap(pilot: Pilot[None], descent: Descent) -> None:
    """Set what reaches the goal, without going to the end of the run."""
    for _station in ("1.0", "1.1", "1.3", "1.6"):
        await press(pilot, "full_stop")
    assert descent.setup.step == StepRule("max", 1.6)


# ── goals ────────────────────────────────────────────────────────────────────────────────────────


async def test_a_goal_is_reached_only_at_the_end_of_a_run(tmp_path: Path) -> None:
    async with descending(tmp_path) as (pilot, app, screen, descent):
        goal = "Make [−1, 1] turn back at every step."
        assert f"○ goal: {goal}" in words_on(app)
        await press(pilot, "end")
        await wait_for(pilot, lambda: descent.finished, "the end")
        assert f"○ goal: {goal}" in words_on(app), "these settings do not reach it"
        await press(pilot, "home")
        await leap(pilot, descent)
        assert f"○ goal: {goal}" in words_on(app), "nothing was seen yet"
        assert not is_reached(screen)
        await press(pilot, "end")
        await wait_for_text(pilot, f"✓ reached: {goal}")
        assert is_reached(screen)
        await press(pilot, "left")
        await wait_for_text(pilot, f"○ goal: {goal}")
        assert is_reached(screen), "what was reached stays reached"


async def test_reaching_a_goal_is_on_the_disk_at_once_and_seen_again_when_reopened(tmp_path: Path) -> None:
    async with descending(tmp_path) as (pilot, _app, _screen, descent):
        await press(pilot, "end")
        assert "reached" not in saved_steps(tmp_path / "home", "quick").get("leap", {})
        await leap(pilot, descent)  # a finished picture stays finished, so that each change is judged at once
        await wait_for(
            pilot,
            lambda: saved_steps(tmp_path / "home", "quick").get("leap", {}).get("reached") is True,
            "the goal in the record",
        )
    async with descending(tmp_path) as (pilot, app, screen, _descent):
        assert screen.session.state.reached
        await press(pilot, "enter")
        await press(pilot, "enter")
        await wait_for_text(pilot, "✓ Reached.")
        assert ("right", "✓ Reached.\n  Make [−1, 1] turn back at every step.") in note_texts(screen)
        assert "One way" not in words_on(app)


async def test_the_result_of_a_goal_that_was_not_reached_tells_one_way(tmp_path: Path) -> None:
    async with descending(tmp_path) as (pilot, app, screen, _descent):
        assert ("enter", "to the end") in key_items(app)
        await press(pilot, "enter")
        assert ("enter", "result") in key_items(app)
        await press(pilot, "enter")
        await wait_for_text(pilot, "○ not reached yet; Enter once more ends without it: Make [−1, 1] turn back")
        assert ("enter", "give up") in key_items(app)
        assert "One way" not in words_on(app)
        assert not screen.session.state.seen
        await press(pilot, "full_stop")
        await wait_for_text(pilot, "○ goal: Make [−1, 1] turn back")
        assert ("enter", "result") in key_items(app), "who goes on trying is asked again"
        await press(pilot, "enter", "enter")
        await wait_for_text(pilot, "○ Not reached; w tries again.")
        assert "One way: " in words_on(app)
        assert "η = 1.6/λmax" in words_on(app)
        assert "So a zig-zag needs no locked signs." in words_on(app)
        await press(pilot, "w")
        await wait_for(pilot, lambda: screen.query(Descent), "the descent again")
        again = screen.query_one(Descent)
        await wait_for(pilot, lambda: again.has_focus, "the descent to have the keys")
        assert again.setup.step == StepRule("max", 0.9), "from its beginning"
        await leap(pilot, again)
        await press(pilot, "enter")
        await wait_for(pilot, lambda: screen.session.state.reached, "the goal")
        await press(pilot, "enter")
        await wait_for_text(pilot, "✓ Reached.")
        await press(pilot, "enter")
        await at_step(pilot, screen, "end")


async def test_a_goal_that_speaks_of_a_panel_that_was_taken_away_is_not_reached(tmp_path: Path) -> None:
    async with descending(tmp_path) as (pilot, app, screen, descent):
        await type_value(pilot, descent, "inputs.2", "none")
        await wait_for(pilot, lambda: len(descent.runs) == 1, "one panel")
        await press(pilot, "escape", "end")
        await wait_for(pilot, lambda: descent.finished, "the end")
        assert "○ goal:" in words_on(app)
        assert not screen.session.state.reached
        await press(pilot, "u")
        await wait_for(pilot, lambda: len(descent.runs) == 2, "both panels")
        await shows(pilot, descent, descent.last_frame)


async def test_a_prediction_comes_before_the_run_and_is_judged_after_it(tmp_path: Path) -> None:
    keys = (
        "predict:",
        "  kind: number",
        '  ask: {en: "Steps on [0, 1]?", ru: "Шагов на [0, 1]?"}',
        '  answer: "{descent.leap.first.steps}"',
    )
    app = quick_app(tmp_path, steps(*keys))
    async with app.run_test(size=LARGE, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        assert not screen.query(Descent)
        await press(pilot, "5", "enter")
        await wait_for(pilot, lambda: screen.query(Descent), "the descent")
        await wait_for(pilot, lambda: screen.query_one(Descent).has_focus, "the descent to have the keys")
        await press(pilot, "enter", "enter", "enter")
        await wait_for_text(pilot, "You predicted: 5")
        assert "○ Not reached" in words_on(app)


# ── hidden and fixed controls ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["seed", "walk"])
async def test_hidden_controls_are_not_there_and_their_keys_do_nothing(tmp_path: Path, name: str) -> None:
    async with descending(tmp_path, f"hidden: [{name}]") as (pilot, app, _screen, descent):
        controls = await to_control(pilot, descent, "batch")
        assert "seed" not in controls.names
        assert ("tolerance" in controls.names) == (name == "seed")
        before = descent.setup
        await press(pilot, "escape", "right_square_bracket")
        assert descent.setup == before
        assert "seed" not in text_in(app, "DescentControls")


@pytest.mark.parametrize("name", ["batch", "steps"])
async def test_fixed_controls_are_shown_and_say_why_they_do_not_turn(tmp_path: Path, name: str) -> None:
    goal = steps(f"fixed: [{name}]").replace("{second.turn > 90}", "{first.condition < 2}")
    goal = goal.replace('solution: {step: "max:1.6"}', 'solution: {}\n      inputs: ["11"]')
    app = quick_app(tmp_path, goal)
    async with app.run_test(size=LARGE, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await wait_for(pilot, lambda: screen.query(Descent), "the descent")
        descent = screen.query_one(Descent)
        await wait_for(pilot, lambda: descent.has_focus, "the descent to have the keys")
        before = descent.setup
        await press(pilot, "o")
        assert descent.sentence == "this step of the lesson keeps it as it is"
        controls = await to_control(pilot, descent, "batch")
        assert controls.hint == "this step of the lesson keeps it as it is"
        await press(pilot, "right", "left", "enter")
        assert controls.problem == "this step of the lesson keeps it as it is"
        assert descent.setup == before
        await press(pilot, "escape", "full_stop")
        assert (descent.setup == before) == (name == "steps"), "a group closes all that is in it"


async def test_where_everything_is_hidden_there_is_no_list_to_open(tmp_path: Path) -> None:
    plain = steps("hidden: [inputs, neuron, steps, walk]").split("    goal:")[0]
    app = quick_app(tmp_path, plain)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        screen = await open_first(pilot, app)
        await wait_for(pilot, lambda: screen.query(Descent), "the descent")
        descent = screen.query_one(Descent)
        await wait_for(pilot, lambda: descent.has_focus, "the descent to have the keys")
        assert ("e", "controls") not in key_items(app)
        await press(pilot, "e", "o", "full_stop", "comma", "left_square_bracket")
        assert not descent.has_class("-controls")
        assert descent.setup.batch == 0
        await press(pilot, "right")
        await shows(pilot, descent, 1)


# ── around it ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", [(60, 18), SMALL, LARGE, HUGE])
async def test_nothing_sticks_out_of_the_window(tmp_path: Path, size: tuple[int, int]) -> None:
    async with descending(tmp_path, size=size) as (pilot, app, _screen, descent):
        await press(pilot, "end")
        assert too_wide(app) == []
        assert "Make [−1, 1] turn back" in words_on(app), "the goal is always in sight"
        assert all(panel.size.height >= 2 for panel in panels(descent))
        assert "Space" in words_in(app, "DescentTransport")


async def test_another_language_keeps_the_run_and_what_was_changed(tmp_path: Path) -> None:
    async with descending(tmp_path) as (pilot, app, screen, descent):
        await leap(pilot, descent)
        descent.go(3)
        descent.speed = 60
        await press(pilot, "g")
        await wait_for(pilot, lambda: screen.query(Descent) and screen.query_one(Descent) is not descent, "it anew")
        now = screen.query_one(Descent)
        await wait_for(pilot, lambda: now.has_focus, "the descent to have the keys")
        assert (now.setup, now.frame, now.speed) == (descent.setup, 3, 60)
        assert "Пусть спуск на [−1, 1]" in words_on(app)
        await press(pilot, "u")
        assert now.setup.step == StepRule("max", 1.3), "changes from before can be undone"


async def test_the_way_of_drawing_is_kept_for_later_steps_and_days(tmp_path: Path) -> None:
    async with descending(tmp_path) as (pilot, app, _screen, descent):
        await press(pilot, "a")
        chosen = descent.renderer
        assert app.settings.drawing == chosen.value
        await press(pilot, "q")
        await at_home(pilot, app)
    async with descending(tmp_path) as (_pilot, _app, _screen, descent):
        assert descent.renderer is chosen


async def test_leaving_in_the_middle_comes_back_to_the_beginning(tmp_path: Path) -> None:
    async with descending(tmp_path) as (pilot, app, screen, _descent):
        await press(pilot, "right", "right", "escape")
        await at_home(pilot, app)
        await press(pilot, "enter")
        await wait_for(pilot, lambda: isinstance(app.screen, LessonScreen) and app.screen is not screen, "the lesson")
        await wait_for(pilot, lambda: app.screen.query(Descent), "the descent")
        assert app.screen.query_one(Descent).frame == 0
