"""Make the README's pictures by running the program: `python docs/take_pictures.py`."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tutor import language
from tutor.bench.setup import story_setup
from tutor.descent.setup import DescentSetup
from tutor.folders import bundled_lessons
from tutor.lesson.facts import Facts
from tutor.lesson.load import load
from tutor.session import Attempt, Session, StepState
from tutor.ui.app import LayerTutorApp
from tutor.ui.screens.bench import BenchScreen
from tutor.ui.screens.descent import DescentScreen
from tutor.ui.screens.lesson import LessonScreen

PICTURES = Path(__file__).parent / "pictures"


async def take(name: str, step: str, answer: str | int, keys: Sequence[str], size: tuple[int, int], theme: str) -> None:
    """Save the screen of `step`, with its prediction made and `keys` pressed, as an SVG picture."""
    lesson = load(bundled_lessons() / "layer-order.yaml")
    position = [one.id for one in lesson.steps].index(step)
    session = Session(lesson, Facts(lesson), {step: StepState((Attempt(answer, True),), open=False)}, position)
    with tempfile.TemporaryDirectory() as folder:
        app = LayerTutorApp((bundled_lessons(),), Path(folder), Path(folder))
        async with app.run_test(size=size) as pilot:
            app.theme = theme
            app.push_screen(LessonScreen(session, None))
            await pilot.pause()
            await pilot.press(*keys)
            await pilot.pause()
            PICTURES.mkdir(exist_ok=True)
            app.save_screenshot(f"{name}.svg", path=str(PICTURES))


async def take_bench(name: str, keys: Sequence[str], size: tuple[int, int], theme: str) -> None:
    """Save the screen of the free bench, after `keys`, as an SVG picture."""
    with tempfile.TemporaryDirectory() as folder:
        app = LayerTutorApp((bundled_lessons(),), Path(folder), Path(folder), bench=story_setup())
        async with app.run_test(size=size) as pilot:
            app.theme = theme
            while not isinstance(app.screen, BenchScreen):
                await pilot.pause(0.1)
            for key in keys:
                await pilot.press(key)
                await pilot.pause()
            app.save_screenshot(f"{name}.svg", path=str(PICTURES))


async def take_laboratory(name: str, keys: Sequence[str], size: tuple[int, int], theme: str) -> None:
    """Save the screen of the laboratory of descent, after `keys`, as an SVG picture."""
    with tempfile.TemporaryDirectory() as folder:
        app = LayerTutorApp((bundled_lessons(),), Path(folder), Path(folder), descent=DescentSetup(), drawing="braille")
        async with app.run_test(size=size) as pilot:
            app.theme = theme
            while not isinstance(app.screen, DescentScreen):
                await pilot.pause(0.1)
            for key in keys:
                await pilot.press(key)
                await pilot.pause()
            app.save_screenshot(f"{name}.svg", path=str(PICTURES))


async def main() -> None:
    """Take every picture."""
    os.environ["COLORTERM"] = "truecolor"  # whatever the terminal is in which this runs
    bench = ["n", *["right"] * 6]
    await take("bench", "side-by-side", "0", bench, (120, 40), "tutor-dark")
    await take("descent", "zigzag", 1, ["right"] * 70, (110, 34), "tutor-dark")
    await take_laboratory("laboratory", [*["n"] * 6, "e"], (140, 40), "tutor-dark")
    apart = ["2", "e", "down", "down", "right", "left"]
    await take_bench("free-bench", apart, (120, 36), "tutor-dark")
    language.use("ru")
    await take("result-ru", "jeffrey", 1, ["enter", "enter"], (90, 26), "tutor-light")


if __name__ == "__main__":
    asyncio.run(main())
