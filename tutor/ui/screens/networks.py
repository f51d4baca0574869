"""Real networks: what the order of ReLU and pool saves in them, computed, and measured on this machine."""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import Worker, get_current_worker

from tutor.language import _
from tutor.nn.network_timing import Timings, measure_orders, sensible_repeats
from tutor.nn.networks import NETWORKS, Network
from tutor.paint.network_ledger import Line, Role, network_table
from tutor.paint.network_words import (
    counting_line,
    fusion_lines,
    measured_line,
    network_title,
    saving_line,
    unit_line,
)
from tutor.ui.screens.base import Overlay

NEWS = 0.05
"""Seconds between two messages of a measurement."""
FRAME = 4
"""Columns that border and padding take."""
ROWS_AROUND = 3
"""Rows that border and the names of the networks take."""
STYLES: dict[Role, str] = {
    "heading": "bold $primary",
    "name": "",
    "order": "$text-muted",
    "number": "",
    "bar": "$secondary",
    "pool_bar": "$primary",
    "saving": "bold $accent",
    "time": "$success",
}


class NetworksScreen(Overlay[None]):
    """A table for one network at a time; what was measured stays until the screen is left."""

    DEFAULT_CSS = """
    NetworksScreen { align: center middle; }
    NetworksScreen > Vertical {
        width: 100%; max-width: 114; height: auto; max-height: 100%; background: $surface;
        border: round $primary; border-title-color: $primary; border-title-style: bold; padding: 0 1;
    }
    NetworksScreen Static { height: auto; }
    NetworksScreen VerticalScroll { height: auto; scrollbar-size-vertical: 1; }
    NetworksScreen #networks { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    NetworksScreen #saving { color: $accent; margin-top: 1; }
    NetworksScreen #notes { color: $text-muted; }
    NetworksScreen #progress { color: $success; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,й", "close", show=False),
        Binding("left,shift+tab", "turn(-1)", show=False, priority=True),
        Binding("right,tab", "turn(1)", show=False, priority=True),
        Binding("m,ь", "measure", show=False),
    ]

    class Measured(Message):
        """Some more of a block has been measured."""

        def __init__(self, network: Network, place: int, timings: tuple[Timings, ...]) -> None:
            super().__init__()
            self.network = network
            self.place = place
            self.timings = timings

    class Finished(Message):
        """A measurement has come to its end."""

    def __init__(self) -> None:
        super().__init__()
        self._shown = 0
        self._measured: dict[str, dict[int, tuple[Timings, ...]]] = {}
        self._worker: Worker[None] | None = None

    @property
    def network(self) -> Network:
        """The network on display."""
        return NETWORKS[self._shown]

    @property
    def measuring(self) -> bool:
        """Whether a measurement is under way."""
        return self._worker is not None and not self._worker.is_finished and not self._worker.is_cancelled

    def compose(self) -> ComposeResult:
        """Lay out the names, the table and what is said under it; the words come with the size."""
        with Vertical():
            yield Static(id="networks")
            with VerticalScroll():
                yield Static(id="table")
                yield Static(id="saving")
                yield Static(id="progress")
                yield Static(id="notes")

    def on_mount(self) -> None:
        """Let the arrow keys scroll."""
        self.query_one(VerticalScroll).focus()
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the table into the window, and let what does not fit below it scroll."""
        self.query_one(VerticalScroll).styles.max_height = max(event.size.height - ROWS_AROUND, 1)
        self._show()

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def _show(self) -> None:
        box = self.query_one(Vertical)
        box.border_title = _("Real networks")
        box.border_subtitle = _("← → network · m measure here · Esc close")
        self.query_one("#networks", Static).update(_tabs(NETWORKS, self.network))
        self.query_one("#saving", Static).update(Content(saving_line(self.network)))
        notes = (counting_line(self.network), unit_line(), *fusion_lines())
        self.query_one("#notes", Static).update(Content("\n".join(notes)))
        self._show_table()

    def _show_table(self) -> None:
        measured = self._measured.get(self.network.name, {})
        width = min(self.size.width, 114) - FRAME - 1  # a scrollbar may stand beside it
        self.query_one("#table", Static).update(_painted(network_table(self.network, width, measured)))
        progress = self.query_one("#progress", Static)
        said = self._progress() if self.measuring else measured_line(self.network, measured)
        progress.display = bool(said)
        progress.update(Content(said))

    def _progress(self) -> str:
        measured = self._measured.get(self.network.name, {})
        place = max(len(measured) - 1, 0)
        done = measured[place][0].done if measured else 0.0
        text = _("Measuring {block}: {done} %, block {n} of {all}. Press m to stop.")
        blocks = self.network.blocks
        return text.format(block=blocks[place].name, done=int(100 * done), n=place + 1, all=len(blocks))

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────

    def action_turn(self, step: int) -> None:
        """Show the network before or behind the one on display; its measurement, if under way, stops."""
        self._stop()
        self._shown = (self._shown + step) % len(NETWORKS)
        self._show()
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_measure(self) -> None:
        """Measure the network on display block by block, or stop doing so."""
        if self.measuring:
            self._stop()
        else:
            network = self.network
            self._measured.pop(network.name, None)
            self._worker = self.run_worker(
                lambda: self._measure(network), thread=True, exclusive=True, group="measure", exit_on_error=True
            )
        self._show_table()

    def action_close(self) -> None:
        """Stop measuring and go back."""
        self._stop()
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        """Close where the click is beside the page."""
        if event.widget is self:
            self.action_close()

    # ── measuring ────────────────────────────────────────────────────────────────────────────────

    def _stop(self) -> None:
        if self._worker is not None:
            self._worker.cancel()
            self._worker = None

    def _measure(self, network: Network) -> None:
        """Run in a thread of its own: only messages leave it; after each layer it looks whether it is still wanted."""
        worker = get_current_worker()
        for place, block in enumerate(network.blocks):
            last = -NEWS
            for timings in measure_orders(block, sensible_repeats(block)):
                if worker.is_cancelled:
                    return
                if monotonic() - last >= NEWS or timings[0].done == 1:
                    last = monotonic()
                    self.post_message(self.Measured(network, place, timings))
        self.post_message(self.Finished())

    def on_networks_screen_measured(self, event: Measured) -> None:
        """Show what has been measured so far, unless it was stopped in the meantime."""
        if self.measuring and event.network is self.network:
            self._measured.setdefault(event.network.name, {})[event.place] = event.timings
            self._show_table()

    def on_networks_screen_finished(self, event: Finished) -> None:
        """Say what the whole measurement tells."""
        self._worker = None
        self._show_table()


def _tabs(networks: Iterable[Network], shown: Network) -> Content:
    """Return the names of all networks, that of the one on display marked."""
    parts: list[tuple[str, str]] = []
    for network in networks:
        title = network_title(network)
        parts.append((f"▸{title}◂", "bold $primary") if network is shown else (f" {title} ", "$text-muted"))
    return Content.assemble(*parts)


def _painted(lines: Iterable[Line]) -> Content:
    """Return the lines of the table in their colours."""
    rows = [Content.assemble(*((part.text, STYLES[part.role]) for part in line)) for line in lines]
    return Content("\n").join(rows)
