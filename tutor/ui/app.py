"""The program: which screen is open, in which language and theme, and what is kept on disk."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segments
from textual.app import App
from textual.binding import Binding, BindingType

from tutor import language
from tutor.folders import same_file
from tutor.language import _
from tutor.lesson.card import Card
from tutor.lesson.catalogue import Catalogue
from tutor.quoting import visible
from tutor.record.settings import Settings
from tutor.ui import themes
from tutor.ui.screens.base import TutorScreen
from tutor.ui.screens.home import HomeScreen

if TYPE_CHECKING:  # imported after the first paint: Home needs none of it
    from tutor.bench.setup import Setup
    from tutor.descent.setup import DescentSetup
    from tutor.paint.canvas import Renderer
    from tutor.record.store import Place, Record
    from tutor.ui.screens.bench import BenchScreen
    from tutor.ui.screens.descent import DescentScreen
    from tutor.ui.screens.lesson import LessonScreen
    from tutor.ui.widgets.descent import Descent

FAULT_FILE = "fault.txt"
PATIENCE = 5.0
"""Seconds that the process may take to end once its screens have gone."""
SHOW_EVERY = 0.25
"""Seconds between two looks at what the check of the lessons has found."""
CHECKING_INTERVAL = 0.0005
"""Seconds that the check may hold the interpreter while a key is waiting."""
SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, name))


class LayerTutorApp(App[None]):
    """The terminal laboratory."""

    TITLE = "layer-tutor"
    ENABLE_COMMAND_PALETTE = False
    CSS = "Toast { max-width: 64; }"
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012  # declared by Textual as an instance variable
        (0, "-flat"),
        (22, "-low"),
        (32, "-high"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g,п", "language", show=False),
        Binding("t,е", "theme", show=False),
        Binding("question_mark,f1", "help", show=False),
        Binding("ctrl+c", "interrupt", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", show=False, priority=True),
    ]

    def __init__(
        self,
        folders: tuple[Path, ...],
        data: Path,
        cache: Path,
        *,
        bench: Setup | None = None,
        descent: DescentSetup | None = None,
        lesson: Path | None = None,
        drawing: str = "",
    ) -> None:
        """Offer the lessons in `folders`; keep the record in `data` and an index in `cache`.

        Open `bench`, `descent` or the `lesson` of a file at once, where one is given. Descents are drawn in the
        characters of `drawing` ("braille", "block" or "ascii"); without one in those chosen last, or that fit.
        """
        super().__init__()
        self._data = data
        self.settings = Settings(data)
        self.catalogue = Catalogue(folders, cache)
        self._record: Record | None = None
        self._record_tried = False
        self._opening = False
        self._bench = bench
        self._descent = descent
        self._drawing = drawing
        self._from_command = bench is not None or descent is not None
        self._lesson = lesson
        self._cards, self._unread = self.catalogue.first_page()
        self._home = HomeScreen(self._cards, reading=self._unread)
        for theme in themes.THEMES:
            self.register_theme(theme)
        wanted = self.settings.theme
        self.theme = wanted if wanted in self.available_themes else themes.DARK.name

    def get_default_screen(self) -> HomeScreen:
        """Return Home, which lies under every other screen."""
        return self._home

    def on_mount(self) -> None:
        """Load what is heavy once the first frame has been painted."""
        self.app_resume_signal.subscribe(self, lambda _app: self.refresh(layout=True))
        self.call_after_refresh(self._begin)

    def on_unmount(self) -> None:
        """Close the record, and see to it that the process ends."""
        if self._record is not None:
            self._record.close()
        if not self.is_headless:
            # A thread that waits for a screen that has gone would keep the process alive, and Python waits for threads.
            guard = threading.Timer(PATIENCE, os._exit, (self.return_code or 0,))
            guard.daemon = True
            guard.start()

    def _leave(self, return_code: int) -> None:
        self.exit(return_code=return_code)

    def action_interrupt(self) -> None:
        """Leave as any program does on Ctrl+C."""
        self._leave(128 + signal.SIGINT)

    def _fatal_error(self) -> None:
        """Leave with a sentence where Textual would print a traceback; the traceback goes into a file."""
        from rich.text import Text

        path = self._data / FAULT_FILE
        text = _("layer-tutor has met a fault of its own and must stop. Your answers are saved.")
        with suppress(OSError):
            self._data.mkdir(parents=True, exist_ok=True)
            path.write_text(traceback.format_exc(), encoding="utf-8")
            text += " " + _("What happened is written in {path}.").format(path=path)
        self._exit_renderables.append(Segments(self.console.render(Text(text), self.console.options)))
        self._close_messages_no_wait()

    def _listen(self) -> None:
        """Leave in good order on signals; until now they had to wait, because a half-built screen cannot be left."""
        for number in SIGNALS:
            with suppress(NotImplementedError, RuntimeError, ValueError):  # not in the main thread, or on Windows
                asyncio.get_running_loop().add_signal_handler(number, self._leave, 128 + number)
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

    def _begin(self) -> None:
        self._listen()
        if self._bench is not None:
            self._open_bench(self._bench)
        if self._descent is not None:
            self._open_descent(self._descent)
        if self._lesson is not None:
            self._open(Card(str(self._lesson)))
        # What start-up made stays for good: freezing it spares every later collection the walk over it.
        gc.freeze()
        gc.set_threshold(10_000, 20, 100)  # seldom, because a collection in between a key and its paint is felt
        gc.enable()
        self.run_worker(self._warm_up, thread=True, exclusive=False, exit_on_error=True)

    def _warm_up(self) -> None:
        """Import the heavy libraries and read the record and the lessons, while Home is already in use."""
        if self._unread:  # a list that is not whole is waited for more than anything else
            self.call_from_thread(self._update_lessons, self.catalogue.cards())
        import numpy as np  # noqa: F401

        ready = os.environ.get("LAYER_TUTOR_READY_FILE")  # for benchmarks/start.py
        if ready:
            Path(ready).touch()
        places = self.call_from_thread(self._open_record)
        cards = self.catalogue.listing() if self._unread else self.catalogue.cards()
        self.call_from_thread(self._show_lessons, cards, places)
        import tutor.ui.screens.lesson  # noqa: F401

        self._check_lessons()

    def _check_lessons(self) -> None:
        """Check the lessons that may have changed, one after the other, and show now and then what was found."""
        from time import monotonic

        from textual.worker import get_current_worker

        worker, shown, news = get_current_worker(), monotonic(), False
        interval = sys.getswitchinterval()
        sys.setswitchinterval(CHECKING_INTERVAL)
        try:
            for changed in self.catalogue.check(lambda: worker.is_cancelled):
                news = news or changed
                if news and monotonic() - shown > SHOW_EVERY:
                    self.call_from_thread(self._update_lessons, self.catalogue.listing())
                    shown, news = monotonic(), False
        finally:
            sys.setswitchinterval(interval)
        if news and not worker.is_cancelled:
            self.call_from_thread(self._update_lessons, self.catalogue.listing())

    def _open_record(self) -> Mapping[str, Place]:
        """Open the record, where that was not tried before, and return how far the learner has come."""
        from tutor.record.store import Record, RecordError

        if not self._record_tried:
            self._record_tried = True
            try:
                self._record = Record(self._data)
            except RecordError as error:
                self._warn(_("Your answers cannot be saved: {why}").format(why=error))
            if self._record is not None and self._record.moved_to is not None:
                self._warn(_("The record of your answers could not be read. It was kept as {path}; a new one begins.")
                           .format(path=self._record.moved_to))  # fmt: skip
        return self._places()

    def _places(self) -> Mapping[str, Place]:
        from tutor.record.store import RecordError

        try:
            return {} if self._record is None else self._record.places()
        except RecordError:
            return {}

    def _show_lessons(self, cards: list[Card], places: Mapping[str, Place]) -> None:
        self._cards = cards
        self._home.show(cards, places)

    def _update_lessons(self, cards: list[Card]) -> None:
        self._cards = cards
        self._home.update(cards)

    def _warn(self, text: str) -> None:
        self.notify(text, severity="warning", timeout=8, markup=False)

    # ── lessons ──────────────────────────────────────────────────────────────────────────────────

    def on_home_screen_chosen(self, event: HomeScreen.Chosen) -> None:
        """Open a lesson."""
        self._open(event.card)

    def _open(self, card: Card) -> None:
        if self._opening:  # a second Enter while the first is being served
            return
        self._opening = True
        self._home.say_opening(card)
        seed = self._learner_seed()
        self.run_worker(lambda: self._load(card, seed), thread=True, exclusive=True, group="open")

    def _learner_seed(self) -> int:
        from tutor.record.store import RecordError

        self._open_record()  # whoever opens a lesson at once is here before the warm-up
        try:
            return 0 if self._record is None else self._record.seed()
        except RecordError:
            return 0

    def _load(self, card: Card, seed: int) -> None:
        """Read and check the lesson with the learner's numbers, off the thread that draws."""
        from tutor.lesson.facts import Facts
        from tutor.lesson.load import load
        from tutor.lesson.problem import LessonError

        try:
            lesson = load(Path(card.path), seed)
        except LessonError as error:
            self.call_from_thread(self._warn, str(error.problems[0]))
            self.call_from_thread(self._cannot_open)
            return
        owner = self.catalogue.owner(lesson.id)
        other = None if owner is None or same_file(owner, card.path) else owner
        self.call_from_thread(self._show_lesson, Facts(lesson, seed=seed, folder=Path(card.path).parent), other)

    def _cannot_open(self) -> None:
        self._opening = False
        self._show_home()

    def _show_lesson(self, facts: object, record_of: Path | None) -> None:
        """Show a lesson; where another file owns the record of its id, what is answered here is not kept."""
        from tutor.lesson.facts import Facts
        from tutor.record.store import RecordError
        from tutor.session import Session, StepState
        from tutor.ui.screens.lesson import LessonScreen

        assert isinstance(facts, Facts)  # noqa: S101  # the import above is what the annotation would have needed
        lesson = facts.lesson
        states, position = {}, 0
        record = self._record if record_of is None else None
        if record_of is not None:
            self._warn(_("Answers in this file are not kept: those to a lesson with its id belong to {path}.")
                       .format(path=visible(str(record_of))))  # fmt: skip
        if record is not None:
            try:
                states = {step: StepState.from_plain(plain) for step, plain in record.steps(lesson.id).items()}
                place = record.places().get(lesson.id)
            except RecordError as error:
                self._warn(_("Your earlier answers cannot be read: {why}").format(why=error))
                place = None
            ids = [step.id for step in lesson.steps]
            position = ids.index(place.step) if place is not None and place.step in ids else 0
        self._opening = False
        self._push(LessonScreen(Session(lesson, facts, states, position), record, self._renderer))

    def on_lesson_screen_closed(self, event: LessonScreen.Closed) -> None:
        """Go back to Home, with the progress as it is now; a second Escape finds nothing left to close."""
        while self.screen is not self._home:
            self.pop_screen()
        self._show_home()

    def _show_home(self) -> None:
        self._home.show(self._cards, self._places())

    # ── screens over others ──────────────────────────────────────────────────────────────────────

    def _push(self, screen: TutorScreen) -> None:
        gc.freeze()  # the libraries, and the lesson of a lesson's screen, which stay as well
        self.push_screen(screen)

    def _is_open(self, kind: type[TutorScreen]) -> bool:
        """Return whether there is such a screen: its key may be hit twice before it is seen."""
        return any(isinstance(screen, kind) for screen in self.screen_stack)

    def _leave_laboratory(self, kind: type[TutorScreen]) -> None:
        if self._from_command:  # who came from the shell goes back there
            self.exit()
            return
        while self._is_open(kind):
            self.pop_screen()
        if self.screen is self._home:
            self._show_home()

    # ── the free bench ───────────────────────────────────────────────────────────────────────────

    def on_home_screen_bench_wanted(self, event: HomeScreen.BenchWanted) -> None:
        """Open the free bench, as it was left."""
        from tutor.bench.setup import story_setup

        self._open_bench(self._bench or story_setup())

    def _open_bench(self, setup: Setup, groups: Sequence[str] | None = None, step: str = "") -> None:
        from tutor.bench.controls import GROUPS
        from tutor.ui.screens.bench import BenchScreen

        if not self._is_open(BenchScreen):
            self._push(BenchScreen(setup, groups=GROUPS if groups is None else groups, step=step))

    def on_lesson_screen_bench_wanted(self, event: LessonScreen.BenchWanted) -> None:
        """Open a lesson's bench to be taken apart."""
        self._open_bench(event.setup, event.groups, event.step)

    def on_bench_screen_closed(self, event: BenchScreen.Closed) -> None:
        """Go back to where the bench was opened; a second Escape finds nothing left to close."""
        from tutor.ui.screens.bench import BenchScreen

        if any(isinstance(screen, BenchScreen) for screen in self.screen_stack[1:2]):  # it was opened from Home
            self._bench = event.setup
        self._leave_laboratory(BenchScreen)

    # ── the laboratory of descent ────────────────────────────────────────────────────────────────

    @property
    def _renderer(self) -> Renderer:
        from tutor.paint.canvas import Renderer
        from tutor.terminal import characters

        names = [self._drawing, self.settings.drawing or "", characters()]
        return Renderer(next(name for name in names if name in list(Renderer)))

    def on_home_screen_descent_wanted(self, event: HomeScreen.DescentWanted) -> None:
        """Open the laboratory of descent, as it was left."""
        from tutor.descent.setup import DescentSetup

        self._open_descent(self._descent or DescentSetup())

    def _open_descent(self, setup: DescentSetup) -> None:
        from tutor.ui.screens.descent import DescentScreen

        if not self._is_open(DescentScreen):
            self._push(DescentScreen(setup, self._renderer))

    def on_descent_screen_closed(self, event: DescentScreen.Closed) -> None:
        """Go back to where the laboratory was opened; a second Escape finds nothing left to close."""
        from tutor.ui.screens.descent import DescentScreen

        self._descent = event.setup
        self._leave_laboratory(DescentScreen)

    def on_descent_renderer_changed(self, event: Descent.RendererChanged) -> None:
        """Keep how the learner prefers descents to be drawn."""
        self._drawing = self.settings.drawing = event.renderer.value

    # ── language, theme, help ────────────────────────────────────────────────────────────────────

    async def action_language(self) -> None:
        """Speak the next language, in every open screen."""
        language.use(language.following(language.current()))
        self.settings.language = language.current()
        for screen in self.screen_stack:
            retranslate = getattr(screen, "retranslate", None)
            if retranslate is not None:
                await retranslate()

    def action_theme(self) -> None:
        """Put on the next theme."""
        self.theme = themes.following(self.theme)
        self.settings.theme = self.theme

    def action_help(self) -> None:
        """Show every key of the screen."""
        from tutor.ui.screens.help import HelpScreen

        if isinstance(self.screen, TutorScreen):  # else something lies over it, the help for instance
            self.push_screen(HelpScreen(self.screen.HELP))
