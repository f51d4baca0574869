"""The whole shipped lesson by keyboard in a small terminal, in each language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.ui.driver import (
    SMALL,
    at_home,
    at_step,
    commit_right,
    in_lesson,
    key_items,
    make_app,
    note_texts,
    press,
    read_on,
    saved_place,
    saved_steps,
    screen_text,
    toasts,
    too_wide,
    wait_for,
    wait_for_text,
)
from tutor import language
from tutor.language import _
from tutor.lesson.descents import solution_setup
from tutor.lesson.model import DescentStep, RunStep
from tutor.ui.app import LayerTutorApp
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.widgets.descent import Descent
from tutor.ui.widgets.lesson_header import LessonHeader
from tutor.ui.widgets.run_view import RunView


def check_screen(app: LayerTutorApp, screen: LessonScreen, where: str) -> None:
    """Check what holds at every moment of a lesson."""
    session = screen.session
    assert too_wide(app) == [], where
    header = screen.query_one(LessonHeader)
    assert (header.step, header.steps) == (session.position + 1, len(session.lesson.steps)), where
    assert header.done == sum(session.done(step) for step in session.lesson.steps), where
    top = screen_text(app).splitlines()[0]
    assert session.lesson.title.in_language(language.current()) in top, where
    assert _("step {n} of {m}").format(n=header.step, m=header.steps) in top, where
    check_words(app, where)


def check_words(app: LayerTutorApp, where: str) -> None:
    """Check that the key bars speak the language in use; the key that changes it names the other one."""
    if language.current() == "ru":
        english = [does for key, does in key_items(app) if key != "g" and re.search("[A-Za-z]{2}", does)]
        assert english == [], where


async def walk_step(pilot: Pilot[None], app: LayerTutorApp, screen: LessonScreen, *, comma: bool) -> None:
    """Answer what is asked, rightly, and watch what runs; the step is left open at its end."""
    session = screen.session
    step = session.step
    await at_step(pilot, screen, step.id)
    check_screen(app, screen, f"{step.id}, at first")
    if step.question is not None:
        await commit_right(pilot, session, comma=comma)
    if isinstance(step, RunStep):
        await wait_for(pilot, lambda: bool(screen.query(RunView)), f"the run of {step.id}")
        await pilot.pause()
        check_screen(app, screen, f"{step.id}, running")
        if isinstance(step, DescentStep) and step.goal is not None:
            solution = solution_setup(step, step.goal, session.lesson.descent)
            assert await screen.query_one(Descent).change(lambda _setup: solution) == ""
        await press(pilot, "enter")
        view = screen.query_one(RunView)
        await wait_for(pilot, lambda: view.over, f"the end of the run of {step.id}")
        check_screen(app, screen, f"{step.id}, at the end of the run")
        await press(pilot, "enter")
        await wait_for(pilot, lambda: not screen.query(RunView), f"the result of {step.id}")
        await wait_for(pilot, lambda: session.state.seen, f"the run of {step.id} to count as seen")
    await wait_for(pilot, lambda: step.question is None or note_texts(screen), f"the notes of {step.id}")
    await pilot.pause()
    judged = [text for kind, text in note_texts(screen) if kind in ("right", "wrong")]
    if step.question is not None and not (session.predicts and not isinstance(step, RunStep)):
        wanted = ["✓", "✓"] if isinstance(step, DescentStep) and step.goal is not None else ["✓"]
        assert [text[0] for text in judged] == wanted, step.id
    else:
        assert judged == [], f"{step.id} is not to be judged"
    check_screen(app, screen, f"{step.id}, done")


@pytest.mark.parametrize("code", language.LANGUAGES)
async def test_the_whole_lesson_by_keyboard(tmp_path: Path, code: str) -> None:
    language.use(code)
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        await at_home(pilot, app)
        check_words(app, "Home")
        assert "○" in screen_text(app)
        await press(pilot, "enter")
        screen = await in_lesson(pilot, app)
        session = screen.session
        assert session.lesson.id == "layer-order"
        for position, step in enumerate(session.lesson.steps):
            assert session.position == position
            await walk_step(pilot, app, screen, comma=code == "ru")
            await read_on(pilot, screen)
            assert session.position == min(position + 1, len(session.lesson.steps) - 1), step.id
        await at_home(pilot, app)
        await wait_for_text(pilot, "● " + session.lesson.title.in_language(code))
        await wait_for_text(pilot, _("Finished. Enter opens it again."))
        assert too_wide(app) == []
        check_words(app, "Home, afterwards")
        assert toasts(app) == []
        await press(pilot, "q")
        await wait_for(pilot, lambda: not app.is_running, "the program to end")
    assert app.return_code == 0

    steps = session.lesson.steps
    saved = saved_steps(tmp_path / "home", "layer-order")
    assert saved_place(tmp_path / "home", "layer-order") == (steps[-1].id, len(steps), len(steps))
    assert set(saved) == {step.id for step in steps}
    for step in steps:
        answers = saved[step.id]["attempts"]
        assert len(answers) == (0 if step.question is None else 1), step.id
        if isinstance(step, RunStep) or step.question is None:
            assert saved[step.id]["seen"], step.id
        assert all(answer["correct"] is not False for answer in answers), step.id
    assert saved["predict"]["attempts"] == [{"answer": "ilya", "correct": None, "sure": 1}]
