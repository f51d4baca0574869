"""The bench: one to three lanes computing side by side, cell by cell, under the learner's hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.message import Message
from textual.reactive import var
from textual.timer import Timer
from textual.widget import Widget

from tutor.bench.verdict import Judgement
from tutor.language import _
from tutor.nn.timing import Timing, repeats_for, stage_seconds
from tutor.ui.widgets.bench_cursor import STEPS, Cursor, moved, nearest
from tutor.ui.widgets.bench_layout import arrange
from tutor.ui.widgets.bench_parts import BenchParts
from tutor.ui.widgets.bench_transport import BenchTransport
from tutor.ui.widgets.bench_witness import difference_told, differences, judged, same_input
from tutor.ui.widgets.compare import lanes_to_compare
from tutor.ui.widgets.lane import Lane
from tutor.ui.widgets.lane_data import LaneData, short_titles
from tutor.ui.widgets.lane_summary import LaneSummary

SPEEDS = (2, 4, 8, 16, 32, 64, 256, 1024)
"""Cells a second."""
FRAMES = 30
"""Frames a second at most; faster speeds skip cells instead."""
END = 2**62
"""A moment behind the end of any run."""
SECONDS_BEFORE_MEASURING = 1.0
"""How long a bench must be left alone before its layers are timed: timing them must not delay a key."""


class Bench(Widget, can_focus=True):
    """Lanes in lock-step: moment `index` is what each has computed after that many cells."""

    DEFAULT_CSS = """
    Bench { height: 1fr; width: 1fr; layout: vertical; }
    Bench #bench-body { height: 1fr; width: 1fr; layout: vertical; }
    Bench #bench-main { height: 1fr; width: 1fr; padding: 0 1; }
    Bench #bench-left { height: auto; width: auto; }
    Bench #lanes { height: auto; width: auto; }
    Bench .bench--side { height: auto; width: 1fr; padding-left: 3; display: none; }
    Bench .bench--below { height: auto; width: auto; margin-top: 1; }
    Bench .bench--below Horizontal { height: auto; width: auto; }
    Bench #transport { dock: bottom; background: $background; }
    Bench:focus-within #transport, Bench:focus #transport { background: $surface; }
    Bench #side-ledger { margin-top: 1; }
    Bench .bench--legend { margin-top: 1; color: $text-muted; height: auto; width: auto; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "play", show=False),
        Binding("right", "move('right')", show=False),
        Binding("left", "move('left')", show=False),
        Binding("up", "move('up')", show=False),
        Binding("down", "move('down')", show=False),
        Binding("n,т", "stage(1)", show=False),
        Binding("p,з", "stage(-1)", show=False),
        Binding("end", "finish", show=False),
        Binding("r,к", "restart", show=False),
        Binding("plus,equals_sign", "speed(1)", show=False),
        Binding("minus", "speed(-1)", show=False),
        Binding("v,м", "view", show=False),
        Binding("i,ш", "cursor", show=False),
        Binding("d,в", "gradient", show=False),
        Binding("w,ц", "witness", show=False),
        Binding("comma,б", "channel(-1)", show=False),
        Binding("full_stop,ю", "channel(1)", show=False),
        Binding("escape", "leave_cursor", show=False),
        Binding("tab", "next_lane", show=False),
        Binding("1", "front(1)", show=False),
        Binding("2", "front(2)", show=False),
        Binding("3", "front(3)", show=False),
    ]

    index: var[int] = var(0)
    playing: var[bool] = var(False)
    speed: var[int] = var(2)
    """Which of SPEEDS."""
    front: var[int] = var(0)
    """The lane that is shown where only one fits."""
    view: var[int] = var(0)
    """What is shown below the lanes, or split by layers beside them; see `views`."""
    cursor: var[Cursor | None] = var(None)
    channel: var[int] = var(0)
    """The channel that is shown in full."""
    gradient: var[bool] = var(False)
    """Whether the gradient stands in the place of the picture."""

    @dataclass
    class Finished(Message):
        """The run reached its end."""

        bench: Bench

        @property
        def control(self) -> Bench:
            """The bench that finished."""
            return self.bench

    @dataclass
    class Judged(Message):
        """Two lanes that agree on this picture have been compared for all pictures, or cannot be compared."""

        bench: Bench
        titles: tuple[str, str]
        judgement: Judgement

        @property
        def control(self) -> Bench:
            """The bench whose lanes were compared."""
            return self.bench

    @dataclass
    class Left(Message):
        """The run is no longer at its end."""

        bench: Bench

        @property
        def control(self) -> Bench:
            """The bench that is running again."""
            return self.bench

    def __init__(
        self,
        lanes: Sequence[LaneData],
        *,
        compare: tuple[int, int] | None = None,
        index: int = 0,
        pairing: bool = False,
        id: str | None = None,  # noqa: A002
    ) -> None:
        """Show `lanes` (one to three); `compare` names the two whose outputs are compared at the end.

        With `pairing` the lane in front is compared with the one after it.
        """
        super().__init__(id=id)
        self.lanes = tuple(lanes)
        self._named_pair, self._pairing = compare, pairing
        self._timer: Timer | None = None
        self._measure_timer: Timer | None = None
        self._left_alone = 0.0
        """When the bench was changed last, or came to its end."""
        self._found = 0
        """Which of the cells in which two lanes differ the cursor was put on last."""
        self._owed = 0.0
        """Cells that the time played so far has earned and that have not been computed yet, less than one."""
        self.views = [""]
        """What can be shown below the lanes; see `BenchParts.fit`."""
        self._transport = BenchTransport(id="transport")
        self._parts = BenchParts(self.lanes, lanes_to_compare(self.lanes, 0) if pairing else compare)
        self.set_reactive(Bench.index, min(index, self.length))

    @property
    def _front_lane(self) -> Lane:
        return self._parts.lanes[self.front]

    @property
    def pair(self) -> tuple[int, int] | None:
        """The two lanes whose outputs are compared, if any are."""
        return lanes_to_compare(self.lanes, self.front) if self._pairing else self._named_pair

    def compose(self) -> ComposeResult:
        """Lay out lanes, details beside or below them, and the transport."""
        yield from self.compose_title()
        with Container(id="bench-body"):
            with Horizontal(id="bench-main"):
                yield from self._parts.compose()
            yield from self.compose_panel()
        yield self._transport

    def compose_title(self) -> ComposeResult:
        """Lay out what a subclass has above the lanes."""
        yield from ()

    def compose_panel(self) -> ComposeResult:
        """Lay out what a subclass has beside the lanes."""
        yield from ()

    def on_mount(self) -> None:
        """Draw the first moment; the timer runs only while playing."""
        self._timer = self.set_interval(1 / FRAMES, self._tick, pause=True)
        self._draw()

    async def lay(self, lanes: Sequence[LaneData]) -> None:
        """Put other runs on the bench, at their ends; only another number of lanes needs another layout."""
        same = len(lanes) == len(self.lanes)
        shapes = _shapes(self.lanes)
        self.lanes = tuple(lanes)
        self.playing = False
        self.set_reactive(Bench.front, min(self.front, len(lanes) - 1))
        if same:
            self._parts.lay(self.lanes, self.pair)
            if self.cursor is not None:
                self.set_reactive(Bench.cursor, nearest(self.cursor, self._front_lane.sizes()))
        else:
            self.set_reactive(Bench.cursor, None)
            self._parts = BenchParts(self.lanes, self.pair)
            main = self.query_one("#bench-main")
            with self.app.batch_update():
                await main.remove_children()
                await main.mount_compose(self._parts.compose())
        self.set_reactive(Bench.index, self.length)
        if shapes == _shapes(self.lanes):  # then every part stays where it is
            self._draw()
            self._draw_transport()
        else:
            self._arrange()
        self._measure_soon()

    # ── layout ───────────────────────────────────────────────────────────────────────────────────

    def on_resize(self, event: events.Resize) -> None:
        """Fit cells, and choose between all lanes and the one in front."""
        self._arrange()

    def _arrange(self) -> None:
        if not self.is_mounted or not self.size.width:
            return
        width, height = self.room
        plan = arrange(self.lanes, width, height, compared=self.pair is not None)
        self.views = self._parts.fit(plan, self.front, self.view)
        self._draw()  # what was hidden until now may show an earlier moment
        self._draw_transport()

    @property
    def room(self) -> tuple[int, int]:
        """Columns and rows for the lanes."""
        return self.query_one("#bench-main").content_size

    # ── playing ──────────────────────────────────────────────────────────────────────────────────

    @property
    def length(self) -> int:
        """The moment at which every lane has computed its last cell."""
        return self._parts.length

    @property
    def finished(self) -> bool:
        """Whether every lane has computed its last cell."""
        return self.index >= self.length

    def _tick(self) -> None:
        if self.app.screen is not self.screen:  # timers go on under a covering screen
            self.playing = False
            return
        self._owed += SPEEDS[self.speed] / FRAMES
        whole = int(self._owed)
        if whole:
            self._owed -= whole
            self.index = min(self.index + whole, self.length)

    def validate_front(self, front: int) -> int:
        """Keep to the lanes that there are; one may have been taken away since it was chosen."""
        return min(max(front, 0), len(self.lanes) - 1)

    def validate_index(self, index: int) -> int:
        """Keep the moment inside the run."""
        return min(max(index, 0), self.length)

    def watch_index(self, before: int, _index: int) -> None:
        """Show the new moment; at the end stop and say so."""
        self.cursor = None
        self._draw()
        if self.finished and before < self.length:
            self.playing = False
            self._measure_soon()
            self.post_message(self.Finished(self))
        elif before >= self.length:
            self.post_message(self.Left(self))

    def watch_playing(self) -> None:
        """Run the timer while playing."""
        if self._timer is not None:
            self._timer.resume() if self.playing else self._timer.pause()
        self._draw_transport()

    def watch_speed(self) -> None:
        """Show the new speed."""
        self._draw_transport()

    def watch_front(self) -> None:
        """Bring another lane to the front."""
        if self._pairing:
            self._parts.compare(self.lanes, self.pair)
        self._arrange()

    def watch_view(self) -> None:
        """Show something else below the lanes."""
        self._arrange()

    def watch_cursor(self) -> None:
        """Light the receptive field of the cell under the cursor in every lane."""
        self._draw()
        self._draw_transport()

    def watch_channel(self) -> None:
        """Show another channel in full."""
        self._draw()

    def watch_gradient(self) -> None:
        """Show the gradient, or the picture again."""
        self._draw()

    def _draw(self) -> None:
        if self.children:
            self._parts.show(self.index, self.cursor, front=self.front, channel=self.channel, gradient=self.gradient)

    @property
    def may_type_cell(self) -> bool:
        """Whether Enter asks for another value of the cell under the cursor."""
        return False

    def _draw_transport(self) -> None:
        self._transport.tell(
            playing=self.playing,
            cells_a_second=SPEEDS[self.speed],
            cursor=self.cursor is not None,
            cell=self.may_type_cell,
            channels=self._parts.channels,
            finished=self.finished,
            views=len(self.views) > 1,
            lanes=len(self.lanes) if self._parts.some_hidden else 1,
        )

    # ── timing the layers ────────────────────────────────────────────────────────────────────────

    def _measure_soon(self) -> None:
        self._left_alone = monotonic()
        if self._measure_timer is None:  # one that is under way goes on waiting where it comes too early
            self._measure_timer = self.set_timer(SECONDS_BEFORE_MEASURING, self._measure)

    def _measure(self) -> None:
        self._measure_timer = None
        missing = self._left_alone + SECONDS_BEFORE_MEASURING - monotonic()
        if missing > 0:
            self._measure_timer = self.set_timer(missing, self._measure)
            return
        lanes = self.lanes

        def measure() -> None:
            times = [stage_seconds(lane.trace, repeats_for(lane.trace)) for lane in lanes]
            self.app.call_from_thread(self._tell_times, lanes, times)

        if self.finished:
            self.run_worker(measure, thread=True, exclusive=True, group="measure", exit_on_error=False)

    def _tell_times(self, lanes: Sequence[LaneData], times: Sequence[tuple[Timing, ...]]) -> None:
        if lanes is self.lanes:  # else they are those of an earlier bench
            self._parts.tell(times)

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────

    def action_play(self) -> None:
        """Play or pause; at the end, play again from the start. Where motion is reduced, show the end at once."""
        if self.app.animation_level == "none":
            self.index = self.length
            return
        if self.finished and not self.playing:
            self.index = 0
        self._owed = 0.0
        self.playing = not self.playing

    def action_move(self, direction: str) -> None:
        """Step one cell, or move the cursor where there is one."""
        self.playing = False
        if self.cursor is None:
            self.index += STEPS[direction][1]
            return
        self.cursor = moved(self.cursor, direction, self._front_lane.sizes())

    def action_stage(self, direction: int) -> None:
        """Go to the end of the stage, or back to its beginning, in the lane in front."""
        self.playing = False
        lane = self._front_lane.playback
        if direction < 0:
            self.index = lane.stage_begin(self.index)
        elif self.index >= len(lane):
            self.index = self.length
        else:
            self.index = lane.stage_end(self.index)

    def action_finish(self) -> None:
        """Go to the end of the run."""
        self.index = self.length

    def action_restart(self) -> None:
        """Go back to the beginning."""
        self.playing = False
        self.index = 0

    def action_speed(self, change: int) -> None:
        """Play faster or slower."""
        self.speed = min(max(self.speed + change, 0), len(SPEEDS) - 1)

    def action_view(self) -> None:
        """Show the next view below the lanes, where there is one."""
        self.view = (self.view + 1) % len(self.views)

    def action_front(self, number: int) -> None:
        """Bring lane `number` to the front."""
        if number <= len(self.lanes):
            self.front = number - 1

    def action_next_lane(self) -> None:
        """Bring the next lane to the front."""
        self.front = (self.front + 1) % len(self.lanes)

    def action_channel(self, change: int) -> None:
        """Show the next channel, or the one before, in full."""
        channels = self._parts.channels  # there may have been more when the one on display was chosen
        self.channel = (min(self.channel, channels - 1) + change) % channels

    def action_gradient(self) -> None:
        """Show which cells of the picture get a gradient, or the picture again."""
        self.playing = False
        self.gradient = not self.gradient

    def say(self, text: str) -> None:
        """Say something about what the learner has just done."""
        self.notify(text, timeout=4, markup=False)

    def action_witness(self) -> None:
        """Go to the next output cell in which two lanes differ; where there is none, look for one on other pictures."""
        pair = self.pair or lanes_to_compare(self.lanes, self.front)
        if pair is None:
            self.say(_("It takes two lanes to differ."))
            return
        one, other = (self.lanes[number] for number in pair)
        cells = differences(one, other)
        if not cells:
            self._search(one, other)
            return
        self.action_finish()
        self._found = (self._found + 1) % len(cells) if self.cursor is not None else 0
        if self.front not in pair:
            self.front = pair[0]
        _n, self.channel, row, column = cells[self._found]
        self.cursor = (len(self._front_lane.stage_names), row, column)
        self.say(difference_told(one, other, cells, self._found))

    def _search(self, one: LaneData, other: LaneData) -> None:
        """Compare two lanes for all pictures, off the thread that draws."""
        first, second = short_titles((one, other))

        def search() -> None:
            news = self.Judged(self, (first, second), judged(one, other))
            self.app.call_from_thread(self.post_message, news)

        if same_input(one, other):
            self.run_worker(search, thread=True, exclusive=True, group="witness", exit_on_error=False)
        else:
            self.say(_("The two lanes get different inputs; that is why they may differ."))

    def action_leave_cursor(self) -> None:
        """Take the cursor away; without one, Escape belongs to the screen."""
        if self.cursor is None:
            raise SkipAction
        self.cursor = None

    def action_cursor(self) -> None:
        """Put a cursor on the output of the lane in front, or take it away."""
        self.playing = False
        if self.cursor is None:
            self.cursor = (len(self._front_lane.sizes()) - 1, 0, 0)
        else:
            self.cursor = None

    # ── news from below ──────────────────────────────────────────────────────────────────────────

    def on_lane_cell_pointed(self, event: Lane.CellPointed) -> None:
        """Put the cursor on the cell that was clicked."""
        event.stop()
        if event.lane not in self._parts.lanes:  # it was taken away in the meantime
            return
        self.playing = False
        self.front = event.lane.number - 1
        self.cursor = event.cell

    def on_lane_channel_pointed(self, event: Lane.ChannelPointed) -> None:
        """Show the channel in full whose small map was clicked."""
        event.stop()
        self.channel = event.channel

    def on_lane_summary_picked(self, event: LaneSummary.Picked) -> None:
        """Bring the lane to the front whose summary was clicked."""
        event.stop()
        if event.summary in self._parts.summaries:
            self.front = event.summary.number - 1

    def on_hide(self) -> None:
        """Stop where nobody looks."""
        self.playing = False


def _shapes(lanes: Sequence[LaneData]) -> list[list[tuple[int, ...]]]:
    return [[one.shape for one in lane.maps] for lane in lanes]
