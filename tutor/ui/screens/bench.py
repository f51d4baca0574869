"""The free bench: layers, pictures and kernels to take apart and put together again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from tutor.bench.command import command_line
from tutor.bench.controls import GROUPS
from tutor.bench.history import History
from tutor.bench.kernel import Kernel
from tutor.bench.layers import KINDS
from tutor.bench.picture import PictureSpec
from tutor.bench.setup import Setup
from tutor.language import _
from tutor.nn.pictures import PICTURES
from tutor.nn.witness import Witness
from tutor.paint.layer_words import layer_about
from tutor.paint.names import layer_label
from tutor.paint.pictures import picture_caption
from tutor.paint.pictures import picture_title as built_in_title
from tutor.paint.witness import judgement_sentences
from tutor.ui.screens.base import TooSmall, TutorScreen
from tutor.ui.screens.choose import Choice, ChooseScreen
from tutor.ui.screens.kernel import KernelScreen
from tutor.ui.screens.sheet import SheetScreen
from tutor.ui.widgets.bench import Bench
from tutor.ui.widgets.bench_controls import BenchControls, Change
from tutor.ui.widgets.free_bench import FreeBench
from tutor.ui.widgets.key_bar import KeyBar, KeyItem
from tutor.ui.widgets.prompt import Prompt

A_FILE, TYPED_ROWS = "file", "rows"


class BenchScreen(TutorScreen):
    """The bench on a screen of its own; it is pushed over Home or over a lesson and goes back there."""

    HELP = "bench"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c,с", "share", show=False),
        Binding("m,ь", "networks", show=False),
        Binding("q,й", "leave", show=False),
        Binding("escape", "leave", show=False),
    ]

    @dataclass
    class Closed(Message):
        """The learner goes back to where the bench was opened."""

        setup: Setup

    def __init__(self, setup: Setup, *, groups: Sequence[str] = GROUPS, step: str = "") -> None:
        """Open a bench on `setup` with the controls of `groups`; `step` is the title of the step it was taken from."""
        super().__init__()
        self._step = step
        self._original = setup
        self._history = History(setup)
        self._groups = tuple(groups)

    def compose(self) -> ComposeResult:
        """Lay out the title, the bench, and the keys."""
        yield FreeBench(self._history, groups=self._groups, original=self._original, step=self._step)
        yield KeyBar(self._keys(), id="keys")
        yield TooSmall()

    def on_mount(self) -> None:
        """Give the keys to the bench."""
        self.bench.focus()

    @property
    def bench(self) -> FreeBench:
        """The bench on display."""
        return self.query_one(FreeBench)

    def _keys(self) -> tuple[KeyItem, ...]:
        return (
            KeyItem("e", "e", _("controls")),
            KeyItem("w", "w", _("witness")),
            KeyItem("d", "d", _("gradient")),
            KeyItem("u", "u", _("undo")),
            KeyItem("c", "c", _("share")),
            KeyItem("escape", "Esc", _("lesson") if self._step else _("back")),
            KeyItem("m", "m", _("networks")),
            KeyItem("question_mark", "?", _("help")),
        )

    async def retranslate(self) -> None:
        """Say everything again, with the bench as it was."""
        old = self.bench
        place = old.index, old.speed, old.front, old.view, old.has_class("-controls")
        await super().retranslate()
        new = self.bench
        new.index, new.speed, new.front, new.view = place[:4]
        new.set_class(place[4], "-controls")
        (new.controls if place[4] else new).focus()

    # ── news from the bench ──────────────────────────────────────────────────────────────────────

    def on_free_bench_setup_changed(self, event: FreeBench.SetupChanged) -> None:
        """Keep what was changed."""
        event.stop()
        self._history = event.bench.history

    def on_bench_judged(self, event: Bench.Judged) -> None:
        """Say what is known of two lanes; numbers that were found can be laid on the bench."""
        witness = event.judgement.witness
        offer = _("lays these numbers on the bench") if witness is not None and "picture" in self._groups else ""

        async def answered(wanted: bool | None) -> None:
            if wanted and witness is not None:
                await self._change(lambda setup: with_witness(setup, witness))

        sentences = judgement_sentences(event.judgement, event.titles)
        self.app.push_screen(SheetScreen(_("Do they ever differ?"), sentences, offer=offer), answered)

    async def _change(self, change: Change) -> None:
        """Change what is on the bench as the learner has chosen in a list, or say why that is not possible."""
        self.bench.tell_problem(await self.bench.change(change))

    def on_free_bench_choice_wanted(self, event: FreeBench.ChoiceWanted) -> None:
        """Offer a list of pictures, of kernels, or of layers."""
        asked = event.asked
        if asked.what is None:
            self._offer_layers(asked)
        elif asked.what.id == "picture":
            self._offer_pictures()
        else:
            self._offer_kernels()

    def _offer_layers(self, asked: BenchControls.Asked) -> None:
        layers = [lane.layers for lane in self.bench.setup.lanes[asked.lane : asked.lane + 1]]
        now = [layer.kind for lane in layers for layer in lane[asked.layer : asked.layer + 1]]
        if not now:  # it was taken out in the meantime
            return
        choices = [(kind, layer_label(kind), layer_about(kind)) for kind in KINDS]

        async def chosen(kind: str | None) -> None:
            if kind is not None:
                await self.bench.put_layer(asked, kind)

        title = _("Add a layer") if asked.adding else _("Replace {layer} by").format(layer=layer_label(now[0]))
        self.app.push_screen(ChooseScreen(title, choices, chosen="" if asked.adding else now[0]), chosen)

    def _offer_pictures(self) -> None:
        choices: list[Choice] = [(name, built_in_title(name), picture_caption(name)) for name in PICTURES]
        choices.append(
            (A_FILE, _("a file…"), _("PNG, JPEG, CSV or NPY; a large one is shown shrunk and computed whole."))
        )
        choices.append((TYPED_ROWS, _("typed rows…"), _("Rows with / between, cells with commas: 0,1,2/3,4,5")))

        async def chosen(name: str | None) -> None:
            if name in (A_FILE, TYPED_ROWS):
                label = _("path of the file") if name == A_FILE else _("rows")
                self.bench.query_one(Prompt).ask(_picture_control(self.bench), label)
            elif name is not None:
                await self._change(lambda setup: replace(setup, picture=PictureSpec("built-in", name)))

        self.app.push_screen(ChooseScreen(_("Picture"), choices, chosen=self.bench.setup.picture.name), chosen)

    def _offer_kernels(self) -> None:
        before = self.bench.history

        async def typed(kernel: Kernel | None) -> None:
            # Every complete number is computed with, but all of them together are one change.
            history = before if kernel is None else before.do(replace(before.now, kernel=kernel))

            async def put() -> None:
                self.bench.tell_problem(await self.bench.go_to(history))

            if self.bench.answers_at_once(history.now):
                await put()
            else:  # what is typed meanwhile is computed with in its place
                self.run_worker(put, group="kernel", exclusive=True)  # type: ignore[arg-type]  # it is one of its three

        self.app.push_screen(KernelScreen(before.now.kernel, typed), typed)

    # ── keys ─────────────────────────────────────────────────────────────────────────────────────

    def action_share(self) -> None:
        """Copy the command that opens this very bench, and show it."""
        command = command_line(self._history.now)
        self.app.copy_to_clipboard(command)
        paragraphs = [
            command,
            _("This command opens this very bench. It was copied, where the terminal allows that."),
            _("Without --open it prints the bench, with --json as JSON."),
        ]
        self.app.push_screen(SheetScreen(_("Share"), paragraphs))

    def action_networks(self) -> None:
        """Show what the order of layers saves in real networks."""
        from tutor.ui.screens.networks import NetworksScreen

        self.app.push_screen(NetworksScreen())

    def action_leave(self) -> None:
        """Go back."""
        self.post_message(self.Closed(self._history.now))


def _picture_control(bench: FreeBench) -> object:
    return next(row for row in bench.controls.rows if getattr(row, "id", "") == "picture")


def with_witness(setup: Setup, witness: Witness) -> Setup:
    """Return the setup with a witness as its picture, as it is: the numbers are those that the first layer gets."""
    channels = tuple(tuple(tuple(float(v) for v in row) for row in channel) for channel in witness.picture[0].tolist())
    lanes = tuple(replace(lane, scaling="none") for lane in setup.lanes)
    return replace(setup, picture=PictureSpec("typed", "", channels), lanes=lanes)
