"""Driving the real program from a test: an app with folders of its own, bounded waits, and the screen as characters."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Any

from textual import _wait, events
from textual.app import App
from textual.keys import REPLACED_KEYS, _character_to_key, key_to_character
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import OptionList

from tutor.folders import bundled_lessons
from tutor.lesson.arranging import right_order
from tutor.lesson.cells import right_cells
from tutor.lesson.draws import shown_order
from tutor.lesson.facts import Facts
from tutor.lesson.grading import bounds_of, is_correct
from tutor.lesson.matching import right_partners
from tutor.lesson.questions import (
    Cells,
    Choice,
    Choices,
    FriendPick,
    Match,
    Number,
    Order,
    Question,
    Reflect,
    WitnessHunt,
    Words,
)
from tutor.lesson.witness_hunt import a_witness
from tutor.record.store import FILE_NAME
from tutor.session import Session
from tutor.ui.app import LayerTutorApp
from tutor.ui.screens.home import HomeScreen
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.widgets.bench import Bench
from tutor.ui.widgets.key_bar import KeyBar
from tutor.ui.widgets.note import Note

BOUND = 10.0
"""Seconds that anything may take before a test gives up on it."""
SMALL, LARGE, HUGE = (80, 24), (120, 40), (200, 60)

HEAD = """\
format_version: 1
id: quick
title: {en: A quick lesson, ru: Быстрый урок}
summary: {en: One step of each kind., ru: По шагу каждого вида.}
course: {en: Trials, ru: Пробы}
minutes: 5
friends:
  - {id: alex, name: {en: Alex, ru: Алекс}, layers: [conv, relu, max_pool]}
  - {id: ilya, name: {en: Ilya, ru: Илья}, layers: [conv, max_pool, relu]}
  - {id: jeffrey, name: {en: Jeffrey, ru: Джеффри}, layers: [conv, max_pool]}
data:
  picture:
    - [0, 0, 1, 3, 3, 3, 0, 0]
    - [0, 1, 3, 3, 1, 0, 0, 0]
    - [0, 3, 3, 1, 0, 0, 0, 0]
    - [1, 3, 3, 0, 0, 0, 0, 0]
    - [1, 3, 3, 0, 0, 0, 0, 0]
    - [0, 3, 3, 1, 0, 0, 0, 0]
    - [0, 1, 3, 3, 1, 0, 0, 0]
    - [0, 0, 1, 3, 3, 3, 0, 0]
  kernel: [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]]
"""
"""What a lesson has before its steps: the friends, the moon and the edge kernel of the shipped lesson."""

QUICK_STEPS = """\
  - id: count
    kind: number
    title: {en: Count, ru: Счёт}
    ask: {en: "How many ReLUs?", ru: "Сколько ReLU?"}
    answer: "{alex.relu.operations}"
    mistakes:
      - {answer: 9, because: {en: "That is Ilya's count.", ru: "Это счёт Ильи."}}
    hints:
      - {en: "First hint: six places.", ru: "Первая подсказка: шесть мест."}
      - {en: "Second hint: a square.", ru: "Вторая подсказка: квадрат."}
    explain: {en: "Explained: six times six.", ru: "Объяснение: шесть на шесть."}
    caveat: {en: "Only without padding.", ru: "Только без дополнения."}
  - id: one
    kind: choice
    title: {en: Choose, ru: Выбор}
    ask: {en: "Which one?", ru: "Который?"}
    options:
      - {text: {en: Left, ru: Левый}, because: {en: "Left is wrong.", ru: "Левый неверен."}}
      - {text: {en: Right, ru: Правый}, correct: true, because: {en: "Right is it.", ru: "Правый и есть."}}
    explain: {en: "The right one explained.", ru: "Правый объяснён."}
  - id: several
    kind: choices
    title: {en: Several, ru: Несколько}
    ask: {en: "Which ones?", ru: "Которые?"}
    options:
      - {text: {en: Odd, ru: Нечет}, correct: true, because: {en: "Odd belongs.", ru: "Нечет годится."}}
      - {text: {en: Even, ru: Чёт}, because: {en: "Even does not.", ru: "Чёт не годится."}}
      - {text: {en: Prime, ru: Простое}, correct: true, because: {en: "Prime belongs.", ru: "Простое годится."}}
  - id: bet
    kind: friend
    title: {en: Your bet, ru: Ставка}
    ask: {en: "Whose cell?", ru: "Чья ячейка?"}
    sure: true
  - id: run
    kind: bench
    title: {en: Run it, ru: Запуск}
    lanes: [ilya, jeffrey]
    compare: [ilya, jeffrey]
    predict:
      kind: number
      ask: {en: "In how many cells do they differ?", ru: "Сколько клеток разойдётся?"}
      answer: "{count_different(ilya.output, jeffrey.output)}"
      hints: [{en: "Look for negative windows.", ru: "Ищите отрицательные окна."}]
      explain: {en: "All negative windows differ.", ru: "Разошлись отрицательные окна."}
    outcome: {en: "Seen: three.", ru: "Видно: три."}
  - id: end
    kind: text
    title: {en: The end, ru: Конец}
    recall: bet
    body: {en: "Nothing more.", ru: "Больше ничего."}
"""
BENCH_STEPS = """\
  - id: bench
    kind: bench
    title: {en: Three lanes, ru: Три дорожки}
    lanes: [alex, ilya, jeffrey]
    compare: [ilya, jeffrey]
"""


def lesson_file(tmp_path: Path, steps: str = QUICK_STEPS, *, name: str = "quick") -> Path:
    """Write a lesson of these steps, with `name` for its id, and return its file."""
    path = tmp_path / "lessons" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{HEAD.replace('id: quick', f'id: {name}')}steps:\n{steps}", encoding="utf-8")
    return path


def make_app(
    tmp_path: Path,
    *,
    folders: Sequence[Path] | None = None,
    data: Path | None = None,
) -> LayerTutorApp:
    """Return the program with everything it writes under `tmp_path`, and the shipped lessons unless told otherwise."""
    lessons = (bundled_lessons(),) if folders is None else tuple(folders)
    return LayerTutorApp(lessons, data or tmp_path / "home", tmp_path / "cache")


def quick_app(tmp_path: Path, steps: str = QUICK_STEPS, *, data: Path | None = None) -> LayerTutorApp:
    """Return the program with one short lesson, which has a step of each kind unless told otherwise."""
    return make_app(tmp_path, folders=[lesson_file(tmp_path, steps).parent], data=data)


# ── waiting ──────────────────────────────────────────────────────────────────────────────────────


async def wait_for(pilot: Pilot[Any], condition: Callable[[], object], what: str) -> None:
    """Wait until `condition` holds; fail after BOUND seconds and say what was waited for."""
    give_up = monotonic() + BOUND
    while not condition():
        if pilot.app._exception is not None:
            raise pilot.app._exception
        if monotonic() > give_up:
            shown = screen_text(pilot.app) if pilot.app.is_running else "(the program has ended)"
            raise AssertionError(f"waited {BOUND:.0f} s in vain for {what}. The screen:\n{shown}")
        await asyncio.sleep(0.01)


async def wait_for_text(pilot: Pilot[Any], text: str) -> None:
    """Wait until `text` stands on the screen, wherever its lines are broken."""
    await wait_for(pilot, lambda: text in words_on(pilot.app), f"{text!r} on the screen")


async def at_home(pilot: Pilot[None], app: LayerTutorApp) -> HomeScreen:
    """Wait for Home, with the lessons and the record read; return it."""
    await wait_for(pilot, lambda: warmed_up(app), "the program to have read lessons and record")
    await wait_for(pilot, lambda: isinstance(app.screen, HomeScreen), "Home")
    await pilot.pause()
    home = app.screen
    assert isinstance(home, HomeScreen)
    return home


def warmed_up(app: LayerTutorApp) -> bool:
    """Return whether the program has read lessons and record, and nothing else is under way."""
    return (app._record is not None or bool(toasts(app))) and all(worker.is_finished for worker in app.workers)


async def in_lesson(pilot: Pilot[None], app: LayerTutorApp) -> LessonScreen:
    """Wait for a lesson with its step on the stage; return its screen."""
    await wait_for(pilot, lambda: isinstance(app.screen, LessonScreen), "an open lesson")
    screen = app.screen
    assert isinstance(screen, LessonScreen)
    await wait_for(pilot, lambda: staged(screen), "a step on the stage")
    await pilot.pause()
    return screen


async def open_first(pilot: Pilot[None], app: LayerTutorApp) -> LessonScreen:
    """Wait for Home and open the lesson under the highlight by Enter; return its screen."""
    await at_home(pilot, app)
    await press(pilot, "enter")
    return await in_lesson(pilot, app)


def staged(screen: LessonScreen) -> bool:
    """Return whether the step on display is the one of the session, laid out."""
    title = screen.session.facts.fill(screen.session.step.title)
    return title in words_on(screen.app)


async def at_step(pilot: Pilot[None], screen: LessonScreen, step_id: str) -> None:
    """Wait until a lesson shows the step `step_id`."""
    await wait_for(pilot, lambda: screen.session.step.id == step_id, f"the step {step_id}")
    await wait_for(pilot, lambda: staged(screen), f"the title of the step {step_id}")
    await pilot.pause()


def send_fast(app: App[Any], *keys: str) -> None:
    """Put key presses into the queue all at once, as a terminal does when keys are hit faster than they are served."""
    for key in keys:
        name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
        event = events.Key(name, key_to_character(REPLACED_KEYS.get(name, name)))
        event.set_sender(app)
        assert app._driver is not None
        app._driver.send_message(event)


# ── looking ──────────────────────────────────────────────────────────────────────────────────────


def screen_text(app: App[Any]) -> str:
    """Return every character on the screen, line by line."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines)


def words_on(app: App[Any]) -> str:
    """Return the words on the screen with single spaces between them and without the edges of notes."""
    return re.sub(r"[\s█│▎▌]+", " ", screen_text(app))


def text_in(app: App[Any], selector: str) -> str:
    """Return the characters in the rectangle of one widget, line by line."""
    x, y, width, height = app.screen.query_one(selector, Widget).region
    return "\n".join(line[x : x + width].rstrip() for line in screen_text(app).splitlines()[y : y + height])


def words_in(app: App[Any], selector: str) -> str:
    """Return the words in the rectangle of one widget, with single spaces between them."""
    return " ".join(text_in(app, selector).split())


def note_texts(screen: LessonScreen) -> list[tuple[str, str]]:
    """Return kind and text of every note of the page on display."""
    return [(note.kind, note.said) for note in screen.query(Note)]


def key_items(app: App[Any]) -> list[tuple[str, str]]:
    """Return (key, what it does) of every key bar on the screen."""
    return [(item.key, item.does) for bar in app.screen.query(KeyBar) for item in bar.items]


def toasts(app: App[Any]) -> list[str]:
    """Return the messages of all notifications that are up."""
    return [notification.message for notification in app._notifications]


def too_wide(app: App[Any]) -> list[str]:
    """Return the widgets that stick out of the screen to the left or the right."""
    width = app.size.width
    return [
        f"{widget!r} {widget.region}"
        for widget in app.screen.walk_children(Widget)
        if widget.display and widget.region and not 0 <= widget.region.x <= widget.region.right <= width
    ]


def bench_of(screen: LessonScreen) -> Bench:
    """Return the bench on display."""
    return screen.query_one(Bench)


# ── the record, as it lies on the disk ───────────────────────────────────────────────────────────


def saved_steps(data: Path, lesson: str) -> dict[str, dict[str, Any]]:
    """Return what the record holds of each step of a lesson, read past the program."""
    with closing(sqlite3.connect(f"file:{data / FILE_NAME}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT step, state FROM step WHERE lesson = ?", (lesson,)).fetchall()
    return {step: json.loads(state) for step, state in rows}


def saved_place(data: Path, lesson: str) -> tuple[str, int, int] | None:
    """Return step, done and total of a lesson as the record holds them."""
    with closing(sqlite3.connect(f"file:{data / FILE_NAME}?mode=ro", uri=True)) as connection:
        row: tuple[str, int, int] | None = connection.execute(
            "SELECT step, done, total FROM place WHERE lesson = ?", (lesson,)
        ).fetchone()
    return row


# ── answering ────────────────────────────────────────────────────────────────────────────────────


def right_keys(question: Question, facts: Facts, *, comma: bool = False) -> list[str]:
    """Return the keys that give the right answer to a question and commit it, computed by the engine."""
    if isinstance(question, Number):
        value, _high = bounds_of(question.answer, facts)
        text = f"{value:.4f}".rstrip("0").rstrip(".")
        return [*(text.replace(".", ",") if comma else text), "enter"]
    if isinstance(question, Choices):
        order = shown_order(question, facts)
        right = [place for place, index in enumerate(order) if is_correct(question.options[index], facts)]
        keys: list[str] = []
        at = 0
        for index in right:
            keys += ["down"] * (index - at) + ["space"]
            at = index
        return [*keys, "enter"]
    if isinstance(question, Choice):
        order = shown_order(question, facts)
        right = [place for place, index in enumerate(order) if is_correct(question.options[index], facts)]
        return [str(1 + right[0]), "enter"]
    if isinstance(question, Match):
        order = shown_order(question, facts)
        return [*(str(1 + order.index(partner)) for partner in right_partners(question)), "enter"]
    if isinstance(question, Words | Reflect):
        words = facts.fill(question.answers[0]) if isinstance(question, Words) else "because"
        return [*("space" if character == " " else character for character in words), "enter"]
    if isinstance(question, Cells | WitnessHunt):
        cells = right_cells(question, facts) if isinstance(question, Cells) else a_witness(question, facts)
        if cells is None:
            return ["down"] * question.shape[0] + ["enter"] if isinstance(question, WitnessHunt) else []
        return [key for text in cells for key in (*(text.replace(".", ",") if comma else text), "enter")]
    if isinstance(question, Order):
        return [*(str(index + 1) for index in right_order(question, facts)), "full_stop"]
    assert isinstance(question, FriendPick)
    return ["2", "enter"]


async def commit(pilot: Pilot[None], screen: LessonScreen, *keys: str) -> None:
    """Press keys and wait until they have become one more attempt, and something is said to it."""
    count = len(screen.session.state.attempts)
    await press(pilot, *keys)
    await wait_for(pilot, lambda: len(screen.session.state.attempts) == count + 1, f"the answer {keys} to be taken")
    await wait_for(pilot, lambda: note_texts(screen), f"what is said to {keys}")


async def commit_right(pilot: Pilot[None], session: Session, *, comma: bool = False) -> None:
    """Give the right answer to the question on display by keys; say "fairly sure" where that is asked."""
    question = session.step.question
    assert question is not None
    await press(pilot, *right_keys(question, session.facts, comma=comma))
    if question.sure:
        sure = pilot.app.screen.query_one("#sure", OptionList)
        await wait_for(pilot, lambda: sure.has_focus, "the question how sure one is")
        await press(pilot, "enter")
    await wait_for(pilot, lambda: session.committed, f"the answer to {session.step.id} to be committed")


async def read_on(pilot: Pilot[None], screen: LessonScreen) -> None:
    """Press Enter until the step is left: a long page is read to its end first."""
    step = screen.session.step.id
    for _page in range(20):
        await press(pilot, "enter")
        if screen.session.step.id != step or pilot.app.screen is not screen:
            return
    raise AssertionError(f"Enter does not lead beyond the step {step}. The screen:\n{screen_text(pilot.app)}")


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one after the other, each served before the next, and wait for what they changed to be drawn."""
    app = pilot.app
    for key in keys:  # as Pilot.press does, which waits twice for an idle process after each
        send_fast(app, key)
        await _wait.wait_for_idle(0)
        if app._animator._animations:
            await app._animator.wait_until_complete()
    for _turn in range(2):  # what was drawn in the first may have another size, and change what is said elsewhere
        if app.is_running:
            await pilot.pause()


async def press_fast(pilot: Pilot[None], *keys: str) -> None:
    """Press keys faster than they are served, as people type, and wait for what they changed to be drawn."""
    if keys:
        send_fast(pilot.app, *keys[:-1])
        await press(pilot, keys[-1])
