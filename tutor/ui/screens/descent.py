"""The descent laboratory on a screen of its own: every control open, nothing to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from tutor.bench.history import History
from tutor.descent.command import command_line
from tutor.descent.setup import DescentSetup
from tutor.descent.sweep import RUNS
from tutor.language import _
from tutor.paint.canvas import Renderer
from tutor.paint.descent_words import transcript
from tutor.ui.screens.base import TooSmall, TutorScreen
from tutor.ui.screens.sheet import SheetScreen
from tutor.ui.widgets.descent import Descent
from tutor.ui.widgets.key_bar import KeyBar, KeyItem


class DescentScreen(TutorScreen):
    """It is pushed over Home and goes back there."""

    HELP = "descent"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c,с", "share", show=False),
        Binding("w,ц", "words", show=False),
        Binding("q,й", "leave", show=False),
        Binding("escape", "leave", show=False),
    ]

    @dataclass
    class Closed(Message):
        """The learner goes back to where the laboratory was opened."""

        setup: DescentSetup

    def __init__(self, setup: DescentSetup, renderer: Renderer) -> None:
        """Open the laboratory on `setup`, drawn in the characters of `renderer`."""
        super().__init__()
        self._history = History(setup)
        self._renderer = renderer

    def compose(self) -> ComposeResult:
        """Lay out the laboratory and the keys."""
        yield Descent(self._history, renderer=self._renderer, title="")
        yield KeyBar(self._keys(), id="keys")
        yield TooSmall()

    def on_mount(self) -> None:
        """Give the keys to the laboratory."""
        self.descent.focus()

    @property
    def descent(self) -> Descent:
        """The laboratory on display."""
        return self.query_one(Descent)

    def _keys(self) -> tuple[KeyItem, ...]:
        return (
            KeyItem("a", "a", _("drawing")),
            KeyItem("w", "w", _("in words")),
            KeyItem("u", "u", _("undo")),
            KeyItem("c", "c", _("share")),
            KeyItem("escape", "Esc", _("back")),
            KeyItem("question_mark", "?", _("help")),
        )

    async def retranslate(self) -> None:
        """Say everything again; the laboratory stays as it is."""
        self.descent.retranslate()
        self.query_one("#keys", KeyBar).items = self._keys()
        self.query_one(TooSmall).fit(self.size.width, self.size.height)

    def on_descent_setup_changed(self, event: Descent.SetupChanged) -> None:
        """Keep what was changed."""
        self._history = event.descent.history

    def action_share(self) -> None:
        """Copy the command that opens this very laboratory, and show it."""
        command = command_line(self.descent.setup)
        self.app.copy_to_clipboard(command)
        paragraphs = [
            command,
            _("This command opens exactly this descent. It has been copied, if the terminal allows that."),
            _("Without --open it prints the descent, with --json as JSON."),
        ]
        self.app.push_screen(SheetScreen(_("Share"), paragraphs))

    def action_words(self) -> None:
        """Tell the descent in words: its turning points and what was measured; or the sweep, value by value."""
        table = self.descent.sweep_table
        if table:
            note = _("Medians over {n} runs, quartiles in brackets.").format(n=RUNS)
            self.app.push_screen(SheetScreen(_("The sweep in numbers"), ["\n".join(table), note]))
            return
        paragraphs = ["\n".join(transcript(run)) for run in self.descent.runs]
        self.app.push_screen(SheetScreen(_("The descent in words"), paragraphs))

    def action_leave(self) -> None:
        """Go back."""
        self.post_message(self.Closed(self._history.now))
