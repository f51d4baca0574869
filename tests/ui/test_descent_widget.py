"""The descent laboratory, driven by keys and mouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import ModalScreen

from tutor import language
from tutor.nn.descent import Inputs, Problem, StepRule
from tutor.paint.descent import Role, draw_panel
from tutor.ui.widgets import descent_words as words
from tutor.ui.widgets.descent import Descent
from tutor.ui.widgets.descent_controls import DescentControls
from tutor.ui.widgets.descent_face import DescentFace
from tutor.ui.widgets.descent_panel import DescentPanel
from tutor.ui.widgets.descent_scrub import DescentScrub
from tutor.ui.widgets.descent_side import DescentSide

BOTH = (Problem(), Problem(Inputs(range="11")))


class Host(App[None]):
    """The smallest app that holds one laboratory, and notes its news."""

    def __init__(
        self, problems: tuple[Problem, ...] = BOTH, *, frame: int = 0, speed: int = 30, reduced_motion: bool = False
    ) -> None:
        super().__init__()
        self.descent = Descent(problems, frame=frame, speed=speed, reduced_motion=reduced_motion)
        self.finished = 0
        self.frames: list[int] = []
        self.changed: list[tuple[Problem, ...]] = []

    def compose(self) -> ComposeResult:
        yield self.descent

    def on_mount(self) -> None:
        self.descent.focus()

    def on_descent_finished(self, event: Descent.Finished) -> None:
        assert event.control is self.descent
        self.finished += 1

    def on_descent_frame_changed(self, event: Descent.FrameChanged) -> None:
        self.frames.append(event.frame)

    def on_descent_problem_changed(self, event: Descent.ProblemChanged) -> None:
        self.changed.append(event.problems)

    def sentence(self) -> str:
        return self.query_one(DescentFace).sentence

    def words_shown(self) -> str:
        """Every character on the screen."""
        return "\n".join("".join(segment.text for segment in line) for line in self.screen._compositor.render_strips())


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    language.use("en")


async def press_button(host: Host, pilot: Pilot[None], action: str) -> None:
    controls = host.query_one(DescentControls)
    for y, row in enumerate(controls._rows(controls.size.width)):
        for placed in row:
            if placed.button.action == action:
                await pilot.click(DescentControls, offset=(placed.start, y))
                return
    raise AssertionError(f"no button for {action}")


async def test_arrows_step_and_both_panels_keep_in_step() -> None:
    host = Host()
    async with host.run_test(size=(78, 18), notifications=True) as pilot:
        await pilot.press("right", "right", "right", "left")
        assert host.descent.frame == 2
        assert host.frames == [1, 2, 3, 2]
        for panel, run in zip(host.query(DescentPanel), host.descent.trajectories, strict=True):
            assert panel.panel == draw_panel(run, 2, *panel.size)
        await pilot.press("left", "left", "left")
        assert host.descent.frame == 0


async def test_the_end_is_told_once_and_the_shorter_run_waits() -> None:
    host = Host()
    async with host.run_test(size=(118, 30), notifications=True) as pilot:
        await pilot.press("end")
        assert host.descent.frame == host.descent.last_frame == 101
        assert host.finished == 1
        assert host.sentence() == "Steps to the target: 101 on [0, 1], 25 on [−1, 1]: 4.0 times as many."
        assert host.words_shown().count("arrived") == 2
        await pilot.press("r")
        assert host.descent.frame == 0
        await pilot.press("end")
        assert host.finished == 1
        host.descent.frame = 60
        await pilot.pause()
        assert host.words_shown().count("arrived") == 1
        left, right = host.query(DescentPanel)
        assert right.panel == draw_panel(host.descent.trajectories[1], 25, *right.size)
        assert left.panel == draw_panel(host.descent.trajectories[0], 60, *left.size)


async def test_playing_goes_on_by_itself_and_halts_at_the_end() -> None:
    host = Host((Problem(Inputs(range="11")),))
    async with host.run_test(size=(78, 18), notifications=True) as pilot:
        await pilot.press("space")
        for _ in range(100):
            await pilot.pause(0.05)
            if host.finished:
                break
        assert host.finished == 1
        assert not host.descent.playing
        assert host.frames == list(range(1, host.descent.last_frame + 1))
        await pilot.press("space")
        assert host.frames[host.descent.last_frame] == 0, "from the end, play begins again"


async def test_a_key_that_steps_also_pauses() -> None:
    host = Host(speed=1)
    async with host.run_test(size=(78, 18), notifications=True) as pilot:
        await pilot.press("space", "right")
        assert not host.descent.playing
        assert host.descent.frame == 1


async def test_a_covering_screen_and_a_hidden_widget_pause() -> None:
    host = Host()
    async with host.run_test(size=(78, 18), notifications=True) as pilot:
        await pilot.press("space")
        await host.push_screen(ModalScreen())
        await pilot.pause(0.2)
        assert not host.descent.playing
        host.pop_screen()
        host.descent.playing = True
        host.descent.display = False
        await pilot.pause(0.1)
        assert not host.descent.playing


async def test_reduced_motion_shows_the_finished_picture_at_once() -> None:
    host = Host(reduced_motion=True)
    async with host.run_test(size=(78, 18), notifications=True) as pilot:
        await pilot.press("space")
        assert host.frames == [101]
        assert not host.descent.playing


async def test_speed_keys_walk_the_list() -> None:
    host = Host(speed=8)
    async with host.run_test(size=(78, 18), notifications=True) as pilot:
        await pilot.press("plus")
        assert host.descent.speed == 15
        await pilot.press("minus", "minus")
        assert host.descent.speed == 4
        await pilot.press(*["minus"] * 9)
        assert host.descent.speed == 1


@pytest.mark.parametrize(
    ("key", "field", "value"),
    [
        ("right_square_bracket", "seed", 49),
        ("ъ", "seed", 49),
        ("left_square_bracket", "seed", 47),
        ("full_stop", "step", StepRule(value=0.7)),
        ("comma", "step", StepRule(value=0.35)),
        ("o", "batch", 2),
        ("щ", "batch", 2),
    ],
)
async def test_keys_change_both_problems_alike(key: str, field: str, value: object) -> None:
    host = Host(frame=5)
    async with host.run_test(size=(78, 18), notifications=True) as pilot:
        await pilot.press(key)
        assert [getattr(problem, field) for problem in host.descent.problems] == [value, value]
        assert host.descent.frame == 0
        assert host.changed == [host.descent.problems]


async def test_a_finished_picture_stays_finished_when_the_problem_changes() -> None:
    host = Host()
    async with host.run_test(size=(78, 18), notifications=True) as pilot:
        await pilot.press("end", "o", "o", "o")
        assert host.descent.problems[0].batch == 16
        assert host.descent.frame == host.descent.last_frame
        await pilot.press("o")
        assert host.descent.problems[0].batch == 1


@pytest.mark.parametrize("width", [78, 118, 40])
async def test_the_mouse_suffices(width: int) -> None:
    host = Host(speed=1)
    async with host.run_test(size=(width, 30), notifications=True) as pilot:
        await press_button(host, pilot, "step")
        await press_button(host, pilot, "step")
        await press_button(host, pilot, "back")
        assert host.descent.frame == 1
        await press_button(host, pilot, "speed_up")
        assert host.descent.speed == 2
        await press_button(host, pilot, "adjust('seed_up')")
        await press_button(host, pilot, "adjust('batch_cycle')")
        await press_button(host, pilot, "adjust('step_size_down')")
        problem = host.descent.problems[1]
        assert (problem.seed, problem.batch, problem.step.value) == (49, 2, 0.35)
        await press_button(host, pilot, "play")
        assert host.descent.playing
        await press_button(host, pilot, "restart")
        assert (host.descent.playing, host.descent.frame) == (False, 0)
        await pilot.click(DescentScrub, offset=(width - 1, 0))
        assert host.descent.frame == host.descent.last_frame


async def test_narrow_windows_stack_the_panels() -> None:
    host = Host()
    async with host.run_test(size=(46, 30), notifications=True) as pilot:
        await pilot.pause()
        upper, lower = host.query(DescentSide)
        assert upper.region.x == lower.region.x
        assert upper.region.y < lower.region.y
        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        assert upper.region.y == lower.region.y
        assert upper.size.width == lower.size.width


@pytest.mark.parametrize("size", [(1, 1), (10, 4), (60, 8)])
async def test_no_size_is_too_small_to_survive(size: tuple[int, int]) -> None:
    async with Host().run_test(size=size, notifications=True) as pilot:
        await pilot.press("right", "end", "o", "r")


async def test_the_words_follow_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    host = Host()
    async with host.run_test(size=(118, 30), notifications=True) as pilot:
        monkeypatch.setattr(words, "_", lambda text: text.replace("inputs in", "входы из"))
        assert "inputs in [0, 1]" in host.words_shown()
        host.descent.retranslate()
        await pilot.pause()
        assert "входы из [0, 1]" in host.words_shown()


async def test_one_problem_has_one_panel() -> None:
    host = Host((Problem(),))
    async with host.run_test(size=(60, 18), notifications=True) as pilot:
        assert len(host.query(DescentPanel)) == 1
        await pilot.press("right")
        assert host.sentence() == "1 of 1 step moved both weights the same way"


async def test_a_step_redraws_no_more_than_it_changed() -> None:
    host = Host(frame=80)
    async with host.run_test(size=(118, 30), notifications=True) as pilot:
        panel = host.query(DescentPanel)[1]
        panel._repaint_regions.clear()
        await pilot.press("right")
        assert panel.panel is not None
        assert not panel._repaint_regions, "the shorter run has ended: nothing of it changes"


async def test_colours_follow_the_theme() -> None:
    host = Host()
    async with host.run_test(size=(78, 18), notifications=True) as pilot:
        panel = host.query(DescentPanel).first()
        before = panel._style(Role.PATH_OLD, False)
        host.theme = "textual-light"
        await pilot.pause()
        assert panel._style(Role.PATH_OLD, False) != before


def test_bad_laboratories_are_refused() -> None:
    with pytest.raises(ValueError, match="one or two problems"):
        Descent(())
    with pytest.raises(ValueError, match="two weights only"):
        Descent((Problem(dims=3),))
