"""The bench that the learner takes apart: lanes, controls, undo, and a search for numbers on which lanes differ."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from tutor.bench import edits
from tutor.bench.controls import GROUPS, Control
from tutor.bench.history import History
from tutor.bench.kernel import TYPED
from tutor.bench.layers import LayerSpec
from tutor.bench.numbers import parse_number, write_number
from tutor.bench.picture import Place
from tutor.bench.problem import BenchError
from tutor.bench.setup import Setup
from tutor.language import _
from tutor.nn.playback import receptive_field
from tutor.paint.controls import control_label, kernel_title, picture_title
from tutor.paint.names import friend_label, range_label
from tutor.ui.widgets.bench import END, Bench
from tutor.ui.widgets.bench_controls import BenchControls, Change
from tutor.ui.widgets.bench_title import BenchTitle
from tutor.ui.widgets.compare import difference_sentence
from tutor.ui.widgets.laboratory import Laboratory
from tutor.ui.widgets.lane_data import LaneData, short_titles
from tutor.ui.widgets.prompt import Prompt

LARGE = 200_000
"""Pixels from which on a picture is not computed with on the thread that draws."""


class FreeBench(Bench, Laboratory[Setup, list[LaneData]]):
    """A bench with controls. Every change is computed and drawn at once, and can be undone."""

    DEFAULT_CSS = """
    FreeBench.-wide #bench-body { layout: horizontal; }
    FreeBench BenchControls { display: none; max-height: 9; }
    FreeBench.-controls BenchControls { display: block; }
    FreeBench.-wide BenchControls { width: 40; height: 1fr; max-height: 100%; }
    FreeBench Prompt { dock: bottom; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "edit", show=False),
        Binding("o,щ", "reset", show=False),
    ]

    @dataclass
    class SetupChanged(Message):
        """Another setup is on the bench."""

        bench: FreeBench
        setup: Setup

        @property
        def control(self) -> FreeBench:
            """The bench that was changed."""
            return self.bench

    @dataclass
    class ChoiceWanted(Message):
        """The learner wants to choose a picture, edit the kernel, or choose a layer from a list."""

        bench: FreeBench
        asked: BenchControls.Asked

        @property
        def control(self) -> FreeBench:
            """The bench that asks."""
            return self.bench

    def __init__(
        self, history: History[Setup], *, groups: Sequence[str] = GROUPS, original: Setup | None = None, step: str = ""
    ) -> None:
        """Show the setup in use; `groups` are the controls that are open, `original` is what a reset goes back to.

        `step` is the title of the step whose bench it is, where it is one.
        """
        lanes = lanes_of(history.now)
        super().__init__(lanes, pairing=True, index=END)
        self.history = history
        self._groups = tuple(groups)
        self.controls: BenchControls = BenchControls(history.now, self._groups)
        self._original = original or history.now
        self._title = BenchTitle(step)

    def compose_title(self) -> ComposeResult:
        """Lay out the line that says what is on the bench."""
        yield self._title

    def compose_panel(self) -> ComposeResult:
        """Lay out the controls."""
        yield self.controls
        yield Prompt()

    def on_mount(self) -> None:
        """Time the layers once nobody is waiting for anything."""
        self._tell()
        self._measure_soon()

    # ── changes ──────────────────────────────────────────────────────────────────────────────────

    async def go_to(self, history: History[Setup]) -> str:
        """Show what another history has; return why that is not possible, or ''."""
        return await self._step(lambda _history: history)

    def answers_at_once(self, setup: Setup) -> bool:
        """Return whether a change to a setup would be shown at once: neither it nor one before it takes long."""
        return setup.picture.pixels.size <= LARGE and not self._changing.locked()

    async def _run(self, setup: Setup) -> list[LaneData]:
        if setup.picture.pixels.size <= LARGE:
            return lanes_of(setup)
        self.tell_problem(_("computing…"))
        return await asyncio.to_thread(lanes_of, setup)

    async def _lay(self, lanes: list[LaneData]) -> None:
        await self.lay(lanes)
        self.controls.show(self.setup, self.front)
        self._tell()
        self.post_message(self.SetupChanged(self, self.setup))

    def _tell(self) -> None:
        """Say what is on the bench, and what its two lanes in front have to do with each other."""
        setup, compared = self.setup, ""
        what = picture_title(setup.picture)
        if setup.kernel.name != TYPED and any(layer.kind == "conv" for lane in setup.lanes for layer in lane.layers):
            what += f"   {kernel_title(setup.kernel)}"
        if self.pair is not None:
            one, other = (self.lanes[number] for number in self.pair)
            compared = f"{' · '.join(short_titles((one, other)))}: {difference_sentence(one, other)}"
        self._title.tell(what, compared)

    def say(self, text: str) -> None:
        """Say it on the line above the lanes, until something else is to be said there."""
        self._title.say(text)

    def watch_cursor(self) -> None:
        """Put the comparison back where a cell was spoken of."""
        super().watch_cursor()
        if self.cursor is None and self.is_mounted:
            self._tell()

    def action_front(self, number: int) -> None:
        """Bring a lane to the front; in the controls, go to its layers."""
        super().action_front(number)
        self.controls.go_to_lane(number - 1)

    async def action_reset(self) -> None:
        """Go back to the bench as it was opened; that can be undone too."""
        await self._go_back(lambda history: history.do(self._original))

    def _tell_lost(self, problem: str) -> None:
        if problem and self.is_attached:  # a file of an earlier bench may have gone since
            self.controls.problem = ""
            self.notify(problem, severity="warning", markup=False)

    def tell_problem(self, problem: str) -> None:
        """Say at the controls why a change was not possible, where it was not."""
        self.controls.problem = problem

    def on_bench_controls_lane_chosen(self, event: BenchControls.LaneChosen) -> None:
        """Bring the lane to the front whose layers are under the highlight."""
        event.stop()
        self.front = event.lane

    def on_bench_controls_asked(self, event: BenchControls.Asked) -> None:
        """Ask for a value on a line of its own, or let the screen offer a list."""
        event.stop()
        if event.what is None or event.what.id in ("picture", "kernel"):
            self.post_message(self.ChoiceWanted(self, event))
        else:
            value = event.what.value
            shown = value if isinstance(value, str) else write_number(value)
            self.query_one(Prompt).ask(event.what, control_label(event.what.id), shown)

    def watch_front(self) -> None:
        """Let the controls know which lane a new one is a copy of."""
        super().watch_front()
        if self.is_mounted:
            self.controls.show(self.setup, self.front)
            self._tell()

    # ── typing ───────────────────────────────────────────────────────────────────────────────────

    @property
    def may_type_cell(self) -> bool:
        """Whether the cursor is on the picture, whose cells may be changed."""
        return self.cursor is not None and self.cursor[0] == 0 and "cells" in self._groups

    def action_edit(self) -> None:
        """Ask for another value of the cell of the picture that is under the cursor."""
        if self.cursor is None or "cells" not in self._groups:
            raise SkipAction
        number, row, column = self.cursor
        if number:  # the first cell of the picture that this one depends on
            trace = self.lanes[self.front].trace
            seen = receptive_field(trace, min(number, len(trace.stages)) - 1, row, column)[0]
            self.cursor = (0, seen.top, seen.left)
            return
        pixels = self.setup.picture.pixels
        place = (min(self.channel, len(pixels) - 1), *self.cursor[1:])
        label = _("cell ({row}, {column})").format(row=place[1] + 1, column=place[2] + 1)
        self.query_one(Prompt).ask(place, label, write_number(float(pixels[place])))

    def _typed(self, about: object, text: str) -> Change | None:
        if isinstance(about, Control) and about.typed is not None:
            typed = about.typed
            return lambda setup: typed(setup, text)
        return (lambda setup: with_cell(setup, about, text)) if isinstance(about, tuple) else None

    def on_prompt_closed(self, event: Prompt.Closed) -> None:
        """Go on where the learner was."""
        event.stop()
        self.focus() if self.cursor is not None else self.controls.focus()

    def action_controls(self) -> None:
        """Open the controls, or close them, and give the lanes what room there is now."""
        super().action_controls()
        self.call_after_refresh(self._arrange)

    def action_leave_cursor(self) -> None:
        """Close the controls, take the cursor away, or leave Escape to the screen."""
        if self.has_class("-controls"):
            self.action_controls()
        else:
            super().action_leave_cursor()

    async def put_layer(self, asked: BenchControls.Asked, text: str) -> str:
        """Put a layer where it was asked for; return why that is not possible, or ''."""
        lane, place = asked.lane, asked.layer

        def changed(setup: Setup) -> Setup:
            layer = LayerSpec.parse(text)
            if asked.adding:
                return edits.insert_layer(setup, lane, place + 1, layer)
            return edits.replace_layer(setup, lane, place, layer)

        problem = await self.change(changed)
        if asked.adding and not problem and self.is_attached:
            self.controls.place = place + 1
        self.tell_problem(problem)
        return problem


def lanes_of(setup: Setup) -> list[LaneData]:
    """Run every lane of a bench; BenchError where layers do not fit."""
    differ = len({lane.scaling for lane in setup.lanes}) > 1
    lanes = []
    for number, spec in enumerate(setup.lanes):
        trace = setup.trace(number)
        name = friend_label(spec.name) if spec.name else ""
        experiment = range_label(spec.scaling) if differ else ""
        lanes.append(LaneData(name, trace, experiment, signed_input=bool((trace.input < 0).any()), number=number + 1))
    return lanes


def with_cell(setup: Setup, place: Place, text: str) -> Setup:
    """Return the setup with a typed value in one cell of the picture; BenchError where it is no number."""
    value = parse_number(text.replace(",", "."))
    if value is None:
        raise BenchError(_("a cell holds one number"))
    return replace(setup, picture=setup.picture.with_cell(place, value))
