"""The controls of the laboratory: turned and typed, refused in one sentence, undone, and open only as a lesson says."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.ui.driver import SMALL, press, screen_text, send_fast, text_in, wait_for, wait_for_text, words_in, words_on
from tests.ui.laboratory import laboratory, panels, setup_with, shows, to_control, type_value
from tutor.descent.command import to_arguments
from tutor.descent.controls import CONTROLS, controls_of
from tutor.descent.setup import DescentSetup
from tutor.descent.words import write_inputs
from tutor.nn.descent import FULL, Optimiser, StepRule, Trajectory
from tutor.ui.widgets import descent as descent_module
from tutor.ui.widgets.prompt import Prompt

FLAT = "picture=0.5,0.5,0.5/0.5,0.5,0.5/0.5,0.5,0.5"
WITH_ALL = setup_with("patches:range=11", "correlated", dims=4, optimiser=Optimiser("momentum"), max_steps=200)
"""A setup in which no control is without a meaning."""


def test_the_setup_with_everything_has_every_control() -> None:
    assert {control.id for control in controls_of(WITH_ALL)} == {name for names in CONTROLS.values() for name in names}


async def test_every_control_turns_and_is_drawn(tmp_path: Path) -> None:
    async with laboratory(tmp_path, SMALL, WITH_ALL) as (pilot, _app, descent):
        for name in [control.id for control in controls_of(WITH_ALL)]:
            controls = await to_control(pilot, descent, name)
            await press(pilot, "right")
            if descent.setup == WITH_ALL:  # the control was at its last station
                await press(pilot, "left")
            turned = descent.setup
            assert turned != WITH_ALL, (name, controls.problem)
            assert controls.problem == "", name
            assert descent.runs == turned.runs(), name
            await shows(pilot, descent, 0)
            await press(pilot, "u")
            assert descent.setup == WITH_ALL, name
            await shows(pilot, descent, 0)


TYPED = (
    ("inputs.1", "skewed:range=11", ["--inputs=skewed:range=11", "--inputs=11"]),
    ("inputs.2", "none", ["--inputs=01"]),
    ("inputs.2", "tanh", ["--inputs=01", "--inputs=tanh"]),
    ("dims", "27", ["--dims=27"]),
    ("bias", "yes", ["--bias"]),
    ("loss", "cross_entropy", ["--loss=cross_entropy"]),
    ("batch", "full", ["--batch=full"]),
    ("batch", "12", ["--batch=12"]),
    ("rule", "max", ["--step=max:0.5"]),
    ("step", "0,25", ["--step=mean_square:0.25"]),
    ("step", "optimal:0.9", ["--step=optimal:0.9"]),
    ("optimiser", "adam:beta=0.5", ["--optimiser=adam:beta=0.5"]),
    ("start", "1, 0.5", ["--start=1,0.5"]),
    ("noise", "0.1", ["--noise=0.1"]),
    ("seed", "7", ["--seed=7"]),
    ("tolerance", "1e-4", ["--tolerance=0.0001"]),
    ("max_steps", "12", ["--max-steps=12"]),
)


async def test_a_value_is_typed(tmp_path: Path) -> None:
    async with laboratory(tmp_path, SMALL) as (pilot, _app, descent):
        prompt = descent.query_one(Prompt)
        for control, text, arguments in TYPED:
            await type_value(pilot, descent, control, text)
            await wait_for(pilot, lambda: not prompt.is_open, f"{text} to be taken for {control}")
            assert to_arguments(descent.setup) == arguments
            await wait_for(pilot, lambda: descent.controls.has_focus, "the controls to have the keys again")
            await shows(pilot, descent, 0)
            await press(pilot, "u")
            assert descent.setup == DescentSetup(), f"{control} {text} is taken back"


REFUSED = (
    ("step", "nan", "step size must be a number, not 'nan'"),
    ("step", "0", "step size must be a number above 0 and at most 100, not '0'"),
    ("step", "-1", "step size must be a number above 0 and at most 100, not '-1'"),
    ("step", "", "step size must be a number, not ''"),
    ("dims", "1001", "dimensions d must be a whole number from 1 to 1000, not '1001'"),
    ("dims", "2.5", "dimensions d must be a whole number from 1 to 1000, not '2.5'"),
    ("dims", "", "dimensions d must be a whole number from 1 to 1000, not ''"),
    ("dims", "1", "one weight makes no picture: take a d of at least 2, or a bias"),
    ("batch", "0", "batch size must be a whole number from 1 to 4096, not '0'"),
    ("batch", "", "batch size must be a whole number from 1 to 4096 or full, not ''"),
    ("inputs.1", "o1", "there are no inputs 'o1'; there are: 01, 11, half, centred, standardised"),
    ("inputs.1", "none", "there are no inputs 'none'"),
    ("bias", "maybe", "bias must be one of no, yes, not 'maybe'"),
    ("optimiser", "adan", "there is no optimiser 'adan'; did you mean 'adam'?"),
    ("start", "0,0", "the start must not be the target itself, which is at 0"),
    ("start", "1,2,3", "start must have 2 numbers, one for each weight, not 3"),
    ("noise", "-0.1", "label noise must be a number from 0 to 100, not '-0.1'"),
    ("seed", "-1", "seed must be a whole number from 0 to 4294967295, not '-1'"),
    ("tolerance", "0", "tolerance must be a number above 0 and at most 1, not '0'"),
    ("max_steps", "100001", "most steps must be a whole number from 1 to 100000, not '100001'"),
    ("inputs.1", "correlated:rho=1", "correlation ρ must be a number from 0 to 0.999, not '1'"),
    ("seed", "[/b][@click=app.quit]x", "seed must be a whole number from 0 to 4294967295, not '[/b][@click"),
)


async def test_a_bad_value_is_refused_where_it_was_typed(tmp_path: Path) -> None:
    async with laboratory(tmp_path) as (pilot, app, descent):
        await press(pilot, "right", "right")
        before, prompt = descent.runs, descent.query_one(Prompt)
        for control, text, sentence in REFUSED:
            await type_value(pilot, descent, control, text)
            await wait_for(pilot, lambda: prompt.has_class("-problem"), f"the refusal of {text} for {control}")
            await pilot.pause()
            assert sentence in words_in(app, "Prompt")
            assert prompt.query_one(Input).value == text, "what was typed stays, to be mended"
            assert descent.runs == before, (control, text)
            assert descent.setup == DescentSetup(), (control, text)
            await shows(pilot, descent, 2)
            await press(pilot, "escape")
            assert not prompt.is_open, (control, text)
            assert descent.setup == DescentSetup(), (control, text)


@pytest.mark.parametrize(
    ("setup", "control", "keys", "sentence"),
    [
        (
            setup_with(f"patches:{FLAT}", dims=4, max_steps=50, step=StepRule("max", 0.5)),
            "rule",
            ["right"],
            "the smallest eigenvalue is 0 here, so there is no optimal step; take another step rule",
        ),
        (
            setup_with(f"patches:{FLAT}", dims=9, max_steps=50),
            "dims",
            ["right"],
            "a patch of 4×4 does not fit into a picture of 3×3",
        ),
        (
            setup_with("correlated", dims=1, bias=True),
            "bias",
            ["right"],
            "one weight makes no picture: take a d of at least 2, or a bias",
        ),
    ],
)
async def test_a_turn_that_is_not_possible_is_refused_at_the_control(
    tmp_path: Path, setup: DescentSetup, control: str, keys: list[str], sentence: str
) -> None:
    async with laboratory(tmp_path, setup=setup) as (pilot, app, descent):
        controls = await to_control(pilot, descent, control)
        await press(pilot, *keys)
        assert controls.problem == sentence
        assert sentence[:30] in text_in(app, "DescentControls")
        assert sentence in words_on(app), "in full on the line of the sentence"
        assert descent.setup == setup
        await shows(pilot, descent, 0)
        await press(pilot, "up")
        assert controls.problem == "", "the next row has no problem"


async def test_a_window_that_is_no_square_is_refused(tmp_path: Path) -> None:
    async with laboratory(tmp_path, setup=setup_with(loss="kernel", dims=9, max_steps=50)) as (pilot, app, descent):
        prompt = await type_value(pilot, descent, "dims", "10")
        await wait_for(pilot, lambda: prompt.has_class("-problem"), "the refusal")
        await pilot.pause()
        assert "a kernel and a patch are squares: d must be 1, 4, 9, 16 …, not 10" in words_in(app, "Prompt")
        assert descent.setup.dims == 9


# ── undo ─────────────────────────────────────────────────────────────────────────────────────────


async def test_changes_are_undone_and_done_again(tmp_path: Path) -> None:
    async with laboratory(tmp_path) as (pilot, app, descent):
        await press(pilot, "u")
        assert descent.sentence == "There is nothing to go back to."
        await press(pilot, "right_square_bracket", "o", "full_stop")
        changed = descent.setup
        assert (changed.seed, changed.batch, changed.step) == (49, 2, StepRule(value=0.7))
        await press(pilot, "u", "г")
        assert descent.setup == replace(DescentSetup(), seed=49)
        await press(pilot, "y", "н")
        assert descent.setup == changed
        await press(pilot, "u", "u", "u")
        assert descent.setup == DescentSetup()
        await shows(pilot, descent, 0)
        await press(pilot, "o", "y")
        assert descent.setup == replace(DescentSetup(), batch=2), "another change leaves nothing to do again"
        assert "batch 2" in words_in(app, "DescentTitle")


async def test_a_finished_picture_stays_finished_when_something_changes(tmp_path: Path) -> None:
    async with laboratory(tmp_path) as (pilot, _app, descent):
        await press(pilot, "end", "right_square_bracket")
        assert descent.setup.seed == 49
        assert descent.finished
        await shows(pilot, descent, descent.last_frame)
        await press(pilot, "left", "right_square_bracket")
        assert descent.frame == 0, "any other begins anew"


# ── quick keys ───────────────────────────────────────────────────────────────────────────────────


QUICK: tuple[tuple[str, dict[str, object], str], ...] = (
    ("right_square_bracket", {"seed": 49}, "seed: 49"),
    ("ъ", {"seed": 49}, "seed: 49"),
    ("left_square_bracket", {"seed": 47}, "seed: 47"),
    ("х", {"seed": 47}, "seed: 47"),
    ("full_stop", {"step": StepRule(value=0.7)}, "step size: 0.7"),
    ("ю", {"step": StepRule(value=0.7)}, "step size: 0.7"),
    ("comma", {"step": StepRule(value=0.35)}, "step size: 0.35"),
    ("б", {"step": StepRule(value=0.35)}, "step size: 0.35"),
    ("o", {"batch": 2}, "batch size: 2"),
    ("щ", {"batch": 2}, "batch size: 2"),
)


async def test_quick_keys_turn_controls_in_both_panels(tmp_path: Path) -> None:
    async with laboratory(tmp_path, SMALL) as (pilot, _app, descent):
        for key, changes, said in QUICK:
            await press(pilot, "right", key)
            assert descent.setup == setup_with(**changes), key
            assert {run.problem.seed for run in descent.runs} == {descent.setup.seed}
            assert descent.sentence.startswith(f"{said}. "), key
            await shows(pilot, descent, 0)
            await press(pilot, "u")
            assert descent.setup == DescentSetup(), key


async def test_batches_end_with_the_whole_set(tmp_path: Path) -> None:
    async with laboratory(tmp_path, SMALL, setup_with("11", batch=256, max_steps=100)) as (pilot, _app, descent):
        await press(pilot, "o")
        assert descent.setup.batch == FULL
        assert descent.sentence.startswith("batch size: the whole set. ")
        await press(pilot, "o")
        assert descent.setup.batch == FULL, "there is nothing beyond it"


# ── long runs ────────────────────────────────────────────────────────────────────────────────────


class SlowRuns:
    """Makes every run a long one, which goes on only when it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.go_on = threading.Event()

    def begin(self) -> None:
        runs = DescentSetup.runs

        def slow_runs(setup: DescentSetup) -> tuple[Trajectory, ...]:
            assert threading.current_thread() is not threading.main_thread(), "a long run holds up the drawing"
            assert self.go_on.wait(10)
            return runs(setup)

        self._monkeypatch.setattr(descent_module, "LONG", 0)
        self._monkeypatch.setattr(DescentSetup, "runs", slow_runs)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowRuns]:
    runs = SlowRuns(monkeypatch)
    yield runs
    runs.go_on.set()


async def test_long_runs_are_computed_beside_the_drawing(tmp_path: Path, slow: SlowRuns) -> None:
    async with laboratory(tmp_path, SMALL) as (pilot, app, descent):
        slow.begin()
        send_fast(app, "right_square_bracket")
        await wait_for_text(pilot, "computing…")
        send_fast(app, "right_square_bracket", "o")  # each begins from what the one before has made
        assert descent.setup.seed == 48
        slow.go_on.set()
        await wait_for(pilot, lambda: descent.setup.batch == 2, "all three changes")
        await pilot.pause()
        assert descent.setup == setup_with(seed=50, batch=2)
        assert "computing…" not in screen_text(app)


async def test_a_change_to_the_very_same_says_nothing_for_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(descent_module, "LONG", 0)
    async with laboratory(tmp_path, SMALL) as (pilot, app, descent):
        prompt = await type_value(pilot, descent, "seed", "48")
        await wait_for(pilot, lambda: not prompt.is_open, "the seed to be taken")
        await pilot.pause()
        assert "computing…" not in screen_text(app)
        assert descent.sentence.startswith("One weight must rise")


async def test_the_laboratory_is_left_while_it_computes(tmp_path: Path, slow: SlowRuns) -> None:
    async with laboratory(tmp_path, SMALL) as (pilot, app, descent):
        app._from_command = False
        slow.begin()
        send_fast(app, "o")
        await wait_for_text(pilot, "computing…")
        send_fast(app, "escape")
        slow.go_on.set()
        await wait_for(pilot, lambda: not descent.is_running, "the laboratory to go")
        await pilot.pause()


# ── the list and the mouse ───────────────────────────────────────────────────────────────────────


async def test_e_opens_and_closes_the_controls_and_escape_closes_them_first(tmp_path: Path) -> None:
    async with laboratory(tmp_path, SMALL) as (pilot, app, descent):
        await press(pilot, "e")
        assert descent.controls.has_focus
        assert "dimensions d" in screen_text(app)
        await press(pilot, "у")
        assert descent.has_focus
        await press(pilot, "e", "escape")
        assert descent.has_focus
        assert not descent.has_class("-controls")
        assert "dimensions d" not in screen_text(app)


async def test_controls_without_a_meaning_are_not_there(tmp_path: Path) -> None:
    async with laboratory(tmp_path) as (pilot, _app, descent):
        await to_control(pilot, descent, "inputs.2")
        assert not {"rho", "picture", "beta"} & set(descent.controls.names)
        await type_value(pilot, descent, "inputs.2", "correlated")
        await wait_for(pilot, lambda: "rho" in descent.controls.names, "the correlation's control")
        assert descent.controls.names[descent.controls.chosen] == "inputs.2", "the highlight stays where it was"
        await type_value(pilot, descent, "rho", "0.5")
        await wait_for(pilot, lambda: write_inputs(descent.setup.inputs[1]) == "correlated:rho=0.5", "the other ρ")


async def test_the_mouse_turns_a_control(tmp_path: Path) -> None:
    async with laboratory(tmp_path) as (pilot, _app, descent):
        controls = await to_control(pilot, descent, "inputs.1")
        row = list(controls.names).index("bias")
        await pilot.click(controls, offset=(20, row))
        assert controls.chosen == row
        assert not descent.setup.bias, "the first click chooses"
        await pilot.click(controls, offset=(20, row))
        await wait_for(pilot, lambda: descent.setup.bias, "the second click to turn it")


async def test_escape_leaves_a_value_as_it_was(tmp_path: Path) -> None:
    async with laboratory(tmp_path, SMALL) as (pilot, app, descent):
        await to_control(pilot, descent, "seed")
        await press(pilot, "enter")
        prompt = descent.query_one(Prompt)
        assert prompt.query_one(Input).value == "48"
        assert "seed" in words_in(app, "Prompt")
        await press(pilot, "7", "7", "escape")
        assert not prompt.is_open
        assert descent.setup == DescentSetup()
        assert descent.controls.has_focus


async def test_the_controls_stand_beside_the_panels_where_there_is_room(tmp_path: Path) -> None:
    async with laboratory(tmp_path) as (pilot, _app, descent):
        await press(pilot, "e")
        await wait_for(pilot, lambda: descent.controls.region.x > 70, "the controls to the right of the panels")
        await shows(pilot, descent, 0)
        width = panels(descent)[1].region.right
        assert width <= descent.controls.region.x
        await pilot.resize_terminal(*SMALL)
        await wait_for(pilot, lambda: descent.controls.region.x == 0, "the controls below the panels")
        await shows(pilot, descent, 0)


async def test_one_weight_is_told_apart_from_a_bad_number(tmp_path: Path) -> None:
    async with laboratory(tmp_path, SMALL, setup_with(dims=1, bias=True)) as (pilot, app, descent):
        assert "d 1 + bias" in words_on(app)
        await shows(pilot, descent, 0)
