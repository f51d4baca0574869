"""`layer-tutor preview`: the program on one lesson that is being written, read again whenever its file is saved."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from textual.screen import Screen

from tutor.language import _
from tutor.quoting import quote, visible
from tutor.ui.app import LayerTutorApp
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.screens.preview import Found, PreviewScreen, PreviewWaitScreen, shown_screens
from tutor.ui.screens.preview_session import first_session

if TYPE_CHECKING:
    from tutor.lesson.facts import Facts
    from tutor.lesson.model import Lesson

EVERY = 0.1
"""Seconds between two looks at the file."""


class PreviewApp(LayerTutorApp):
    """The program with one lesson, which is shown as it is in the file. No record is opened."""

    def __init__(
        self, path: Path, data: Path, cache: Path, *, step: str | None = None, drawing: str = "", every: float = EVERY
    ) -> None:
        """Show the lesson in the file `path`, from its step `step` on; look at the file `every` so many seconds."""
        super().__init__((), data, cache, drawing=drawing)
        self._path, self._step, self._every = path, step, every
        self._found = Found(visible(path.name))
        self._waiting = PreviewWaitScreen(self._found)
        self._ended = Event()

    def get_default_screen(self) -> Screen[None]:  # type: ignore[override]  # Home has no place here
        """Return the screen that lies under the lesson."""
        return self._waiting

    def on_unmount(self) -> None:
        """Stop looking at the file."""
        self._ended.set()

    # ── off the thread that draws ────────────────────────────────────────────────────────────────

    def _warm_up(self) -> None:
        """Look at the file until the program ends, and show every version of it."""
        import numpy as np  # noqa: F401

        from tutor.authoring.watch import FileWatch

        watch = FileWatch(self._path)
        while not self._ended.is_set():
            if watch.changed():
                self._read()
            self._ended.wait(self._every)

    def _read(self) -> None:
        """Show the lesson, if it is sound, and everything that its check has to say."""
        from tutor.authoring.checking import report_on
        from tutor.authoring.report_text import text_lines
        from tutor.lesson.load import examine_file
        from tutor.lesson.rules import Severity

        early = self._look_ahead()
        done = examine_file(self._path)
        if not early and done.lesson is not None:
            self._hand_over(done.lesson)
        report = report_on(done)
        errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
        found = Found(visible(self._path.name), tuple(text_lines(report)), errors, warnings)
        if not self._ended.is_set():
            self.call_from_thread(self._show_found, found)

    def _look_ahead(self) -> bool:
        """Show a lesson that draws values before it is checked for all learners, which takes a while; whether it was.

        Other lessons are soon checked, and a broken one need not be read twice.
        """
        from tutor.lesson.load import load
        from tutor.lesson.problem import LessonError
        from tutor.lesson.source import content

        with suppress(LessonError):  # the check tells why
            if b"values" in content(self._path):
                self._hand_over(load(self._path))
                return True
        return False

    def _hand_over(self, lesson: Lesson) -> None:
        from tutor.lesson.facts import Facts

        facts = Facts(lesson, folder=self._path.parent)
        if not self._ended.is_set():
            self.call_from_thread(self._show_version, facts)  # type: ignore[arg-type]

    # ── on it ────────────────────────────────────────────────────────────────────────────────────

    async def _show_version(self, facts: Facts) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, PreviewScreen):
                await screen.show_version(facts)
                return
        session = first_session(facts, self._step)
        if self._step is not None and session.step.id != self._step:
            self._warn(_("there is no step {name}").format(name=quote(self._step)))
        self.push_screen(PreviewScreen(session, self._renderer, self._found))

    def _show_found(self, found: Found) -> None:
        self._found = found
        for screen in shown_screens(self.screen_stack):
            screen.show_found(found)

    def on_lesson_screen_closed(self, event: LessonScreen.Closed) -> None:
        """Leave: there is no Home to go back to."""
        event.prevent_default()
        self._leave(0)

    def on_preview_wait_screen_left(self, event: PreviewWaitScreen.Left) -> None:
        """Leave."""
        self._leave(0)
