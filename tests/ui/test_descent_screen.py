"""The laboratory of descent as a screen: opened from Home and the shell, left, shared, told in words, translated."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.terminal import Terminal
from tests.ui.driver import LARGE, SMALL, at_home, key_items, make_app, press, screen_text, wait_for, words_in, words_on
from tests.ui.laboratory import laboratory, panels, setup_with, shows, to_control, type_value
from tutor.arguments import build_parser
from tutor.descent.command import DescendOptions, from_options
from tutor.descent.setup import DescentSetup
from tutor.nn.descent import Optimiser, StepRule
from tutor.paint.descent_view import View
from tutor.paint.descent_words import transcript
from tutor.ui.app import LayerTutorApp
from tutor.ui.screens.descent import DescentScreen
from tutor.ui.screens.help import HelpScreen
from tutor.ui.screens.home import HomeScreen
from tutor.ui.screens.sheet import SheetScreen
from tutor.ui.widgets.descent import Descent
from tutor.ui.widgets.prompt import Prompt


def sheet(app: LayerTutorApp) -> str:
    """Return the words on the sheet over the laboratory, '' before it is laid out."""
    return (
        words_in(app, "VerticalScroll").replace("│ ", "").replace(" │", "")
        if app.screen.query("VerticalScroll")
        else ""
    )


@pytest.mark.parametrize("key", ["d", "в"])
async def test_home_opens_it_and_it_goes_back_with_the_setup_kept(tmp_path: Path, key: str) -> None:
    app = make_app(tmp_path, folders=[])
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        home = await at_home(pilot, app)
        assert ("d", "descent") in key_items(app)
        await press(pilot, key, "d")  # the second one is for nobody
        await wait_for(pilot, lambda: isinstance(app.screen, DescentScreen), "the laboratory")
        await wait_for(pilot, lambda: app.screen.query(Descent), "its parts")
        descent = app.screen.query_one(Descent)
        await wait_for(pilot, lambda: descent.has_focus, "the laboratory to have the keys")
        assert descent.setup == DescentSetup()
        await press(pilot, "o", "right_square_bracket")
        await press(pilot, "escape")
        await wait_for(pilot, lambda: app.screen is home, "Home")
        await press(pilot, "d")
        await wait_for(pilot, lambda: app.screen.query(Descent), "the laboratory again")
        assert app.screen.query_one(Descent).setup == setup_with(batch=2, seed=49)
        await press(pilot, "q")
        await wait_for(pilot, lambda: isinstance(app.screen, HomeScreen), "Home again")


async def test_more_escapes_than_needed_leave_it_once(tmp_path: Path) -> None:
    async with laboratory(tmp_path, SMALL) as (pilot, app, _descent):
        app._from_command = False
        app.simulate_key("escape")
        app.simulate_key("escape")
        await wait_for(pilot, lambda: isinstance(app.screen, HomeScreen), "Home")
        await pilot.pause()
        assert len(app.screen_stack) == 1


async def test_from_the_command_line_escape_leads_back_to_the_shell(tmp_path: Path) -> None:
    async with laboratory(tmp_path, SMALL) as (pilot, app, _descent):
        await pilot.press("escape")
        await wait_for(pilot, lambda: not app.is_running or app._exit, "the program to end")


def test_open_shows_the_descent_on_a_terminal(tmp_path: Path) -> None:
    arguments = ["descend", "--open", "--seed=7", "--batch=4", "--inputs=skewed"]
    with Terminal(tmp_path, arguments) as terminal:
        terminal.wait_for(b"seed 7")
        terminal.wait_until_ready()
        terminal.press(b"q")
        assert terminal.wait() == 0
        text = terminal.output.decode(errors="replace")
        assert "batch 4" in text
        assert "MNIST-like" in text


async def test_help_explains_the_keys(tmp_path: Path) -> None:
    async with laboratory(tmp_path, LARGE) as (pilot, app, _descent):
        await press(pilot, "?")
        await wait_for(pilot, lambda: isinstance(app.screen, HelpScreen), "help")
        await wait_for(pilot, lambda: "downhill for the whole set" in words_on(app), "what the marks mean")
        await press(pilot, "end")
        await wait_for(pilot, lambda: "copy the command that opens this descent" in words_on(app), "the keys")
        await press(pilot, "escape")
        await wait_for(pilot, lambda: isinstance(app.screen, DescentScreen), "the laboratory")


# ── sharing and words ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "setup",
    [
        DescentSetup(),
        setup_with("correlated:rho=0.5:range=11", dims=9, batch=4, noise=0.1, max_steps=300),
        setup_with("patches:range=11:picture=0.1,0.5,1/1,0,1/0.2,0.9,0", "mixed", dims=4, max_steps=50),
        setup_with(
            step=StepRule("rate", 0.125), optimiser=Optimiser("adam", beta=0.5), start=(1.0, -2.5), max_steps=80
        ),
    ],
)
async def test_c_copies_a_command_that_opens_this_very_descent(tmp_path: Path, setup: DescentSetup) -> None:
    async with laboratory(tmp_path, LARGE, setup) as (pilot, app, _descent):
        await press(pilot, "c")
        await wait_for(pilot, lambda: isinstance(app.screen, SheetScreen), "the command")
        command = app.clipboard
        assert command.startswith("layer-tutor descend --open")
        await wait_for(pilot, lambda: "".join(command.split()) in "".join(sheet(app).split()), "it to be shown")
        read = build_parser().parse_args(shlex.split(command)[1:])
        given = {name: value for name, value in vars(read).items() if name in DescendOptions.__dataclass_fields__}
        assert from_options(DescendOptions(**given)) == setup
        assert read.open
        await press(pilot, "escape")
        await wait_for(pilot, lambda: isinstance(app.screen, DescentScreen), "the laboratory")


async def test_w_tells_the_descent_in_words(tmp_path: Path) -> None:
    async with laboratory(tmp_path, (200, 60)) as (pilot, app, descent):
        await press(pilot, "w")
        await wait_for(pilot, lambda: isinstance(app.screen, SheetScreen), "the words")
        told = [transcript(run) for run in descent.runs]
        await wait_for(pilot, lambda: told[0][0] in sheet(app), "the first run in words")
        for paragraph in told:
            assert "".join(paragraph) != ""
            assert paragraph[-1].split()[-1] in sheet(app)
        await press(pilot, "escape")
        await wait_for(pilot, lambda: isinstance(app.screen, DescentScreen), "the laboratory")
        await press(pilot, "ц")
        await wait_for(pilot, lambda: isinstance(app.screen, SheetScreen), "the words by the Cyrillic twin")


# ── another language ─────────────────────────────────────────────────────────────────────────────


async def test_another_language_keeps_everything(tmp_path: Path) -> None:
    async with laboratory(tmp_path, LARGE) as (pilot, app, descent):
        await press(pilot, "o", "right_square_bracket", "u", "z", "plus", "a")
        descent.go(7)
        controls = await to_control(pilot, descent, "seed")
        await pilot.pause()
        view = View.fitted(*descent.runs).zoomed(1.5)
        await shows(pilot, descent, 7, view)
        kept = (descent.setup, descent.history, descent.frame, descent.speed, descent.renderer)
        await press(pilot, "g")
        await wait_for(pilot, lambda: "пакет" in words_in(app, "DescentTitle"), "the Russian words")
        now = app.screen.query_one(Descent)
        await wait_for(pilot, lambda: now.controls.has_focus, "the controls to have the keys")
        assert (now.setup, now.history, now.frame, now.speed, now.renderer) == kept
        assert now.controls.names[now.controls.chosen] == "seed"
        assert controls.names == now.controls.names
        await shows(pilot, now, 7, view)
        shown = words_on(app)
        for english in ("same sign", "seed", "controls", "undo", "path ÷ line", "inputs in", "batch", "dimensions"):
            assert english not in shown
        await press(pilot, "п")
        await wait_for(pilot, lambda: "batch" in words_in(app, "DescentTitle"), "the English words")
        await press(pilot, "y")
        assert now.setup == setup_with(batch=2, seed=49), "what was undone can be done again"


async def test_a_refusal_is_said_in_the_language_in_use(tmp_path: Path) -> None:
    async with laboratory(tmp_path, SMALL) as (pilot, app, descent):
        await press(pilot, "g")
        await wait_for(pilot, lambda: "пакет" in words_in(app, "DescentTitle"), "the Russian words")
        prompt = await type_value(pilot, descent, "dims", "1001")
        await wait_for(pilot, lambda: prompt.has_class("-problem"), "the refusal")
        await pilot.pause()
        assert "1000" in words_in(app, "Prompt")
        assert "must be" not in words_in(app, "Prompt")


async def test_russian_numbers_are_taken_with_a_comma(tmp_path: Path) -> None:
    async with laboratory(tmp_path, SMALL) as (pilot, app, descent):
        await press(pilot, "g")
        prompt = await type_value(pilot, descent, "step", "0,2")
        await wait_for(pilot, lambda: not prompt.is_open, "the step size to be taken")
        assert descent.setup.step == StepRule(value=0.2)
        await wait_for(pilot, lambda: "0,2/E|x|²" in screen_text(app), "it with its comma")


# ── the window ───────────────────────────────────────────────────────────────────────────────────


async def test_a_window_that_is_too_small_says_so_and_comes_back(tmp_path: Path) -> None:
    async with laboratory(tmp_path, SMALL) as (pilot, app, descent):
        await press(pilot, "right", "right")
        await pilot.resize_terminal(50, 12)
        await wait_for(pilot, lambda: "This window is 50 × 12" in words_on(app), "how large it must be")
        await press(pilot, "right")
        await pilot.resize_terminal(*LARGE)
        await wait_for(pilot, lambda: "This window" not in words_on(app), "the laboratory")
        await shows(pilot, descent, 3)


async def test_the_prompt_stands_above_the_keys(tmp_path: Path) -> None:
    async with laboratory(tmp_path, (60, 18)) as (pilot, app, descent):
        prompt = await type_value(pilot, descent, "start", "x" * 80)
        await wait_for(pilot, lambda: prompt.has_class("-problem"), "the refusal")
        await pilot.pause()
        lines = screen_text(app).splitlines()
        assert "Space" in lines[-2]
        assert prompt.region.bottom == 16
        assert isinstance(descent.query_one(Prompt).query_one(Input).value, str)
        assert "start must be numbers with commas between" in words_in(app, "Prompt")
        assert all(panel.size.height >= 1 for panel in panels(descent))
