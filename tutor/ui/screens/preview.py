"""A lesson while it is being written: shown as its learners will see it, with what is wrong with the file over it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from tutor.language import _, ngettext
from tutor.lesson.facts import Facts
from tutor.paint.canvas import Renderer
from tutor.session import Session
from tutor.ui.screens.base import TooSmall, TutorScreen
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.screens.preview_session import next_session, same_entry, same_run
from tutor.ui.widgets.check_report import CheckReport
from tutor.ui.widgets.key_bar import KeyBar, KeyItem
from tutor.ui.widgets.lesson_header import LessonHeader
from tutor.ui.widgets.question import QuestionView
from tutor.ui.widgets.step_page import StepPage
from tutor.ui.widgets.words_field import WordsField, WritingField


@dataclass(frozen=True)
class Found:
    """What the check of a file has found."""

    file: str
    lines: tuple[str, ...] = ()
    """As `layer-tutor check` prints them."""
    errors: int = 0
    warnings: int = 0

    def counted(self) -> str:
        """Return how many errors and warnings there are, in words; '' for none."""
        said = []
        if self.errors:
            said.append(ngettext("{n} error", "{n} errors", self.errors).format(n=self.errors))
        if self.warnings:
            said.append(ngettext("{n} warning", "{n} warnings", self.warnings).format(n=self.warnings))
        return ", ".join(said)


class PreviewScreen(LessonScreen):
    """A lesson whose file may change at any time. Nothing is recorded."""

    DEFAULT_CSS = """
    PreviewScreen { layers: default over too-small; }
    PreviewScreen > CheckReport { layer: over; dock: bottom; margin-bottom: 1; max-height: 60%; display: none; }
    PreviewScreen > CheckReport.-shown { display: block; }
    """
    HELP = "preview"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f,а", "skip", show=False),
        Binding("m,ь", "messages", show=False),
    ]

    def __init__(self, session: Session, renderer: Renderer, found: Found) -> None:
        """Show `session`, and over it what was `found` in its file."""
        super().__init__(session, None, renderer)
        self._found = found
        self._hidden = not found.errors
        """Whether what was found is out of the way; warnings are, until they are asked for."""

    def compose(self) -> ComposeResult:
        """Lay out the lesson, and over it what is wrong."""
        *lesson, too_small = super().compose()
        yield from lesson
        yield CheckReport()
        yield too_small
        self.call_after_refresh(self._say_found)

    async def show_version(self, facts: Facts) -> None:
        """Show another version of the lesson, at the same step and with what was answered, as far as it fits."""
        old, new = self.session, next_session(self.session, facts)
        await self.go_on_in(new, keep_run=same_run(old, new), keep_draft=same_entry(old, new))

    def show_found(self, found: Found) -> None:
        """Say what is wrong with the file now; errors are put in view."""
        if found.errors and found != self._found:
            self._hidden = False
        self._found = found
        self._say_found()

    def _say_found(self) -> None:
        found = self._found
        for report in self.query(CheckReport):
            title = f"{found.file}: {found.counted()}"
            if found.errors:
                title += " · " + _("the last good version is shown")
            report.say(title, found.lines, warnings=not found.errors)
            report.set_class(bool(found.lines) and not self._hidden, "-shown")
        self._tell()

    def _tell(self) -> None:
        """Say in the header that this is a preview."""
        super()._tell()
        for header in self.query(LessonHeader):
            header.title = _("Preview: {title}").format(title=header.title)

    def _keys(self) -> tuple[KeyItem, ...]:
        enter, *others, last = super()._keys()
        if isinstance(self.focused, WordsField | WritingField):  # which takes the letters
            return enter, KeyItem("escape", "Esc", _("leave the field")), last
        messages = (KeyItem("m", "m", self._found.counted()),) if self._found.lines else ()
        leave = KeyItem("escape", "Esc", _("leave"))
        kept = [leave if item.key == "escape" else item for item in others if item.key != "b"]
        return enter, *messages, KeyItem("f", "f", _("next step")), *kept, last

    def action_messages(self) -> None:
        """Put what was found out of the way, or back."""
        self._hidden = not self._hidden
        self._say_found()

    def on_descendant_focus(self) -> None:
        """Offer the letters as keys only where they are."""
        self._tell_keys()

    def on_descendant_blur(self) -> None:
        """Offer the letters as keys again."""
        self._tell_keys()

    async def action_onward(self) -> None:
        """Do what comes next, as a learner would, but stay behind the last step: the file is still being written."""
        at_the_end = self.session.position + 1 == len(self.session.lesson.steps)
        read = not any(page.more for page in self.query(StepPage))
        if at_the_end and read and self.session.committed and not self.running:
            self.notify(_("This is the end of the lesson; Esc leaves the preview."), timeout=4, markup=False)
            return
        await super().action_onward()

    async def action_skip(self) -> None:
        """Go to the next step, whatever is still to be done here."""
        await self.go(self.session.position + 1)

    def on_question_view_committed(self, event: QuestionView.Committed) -> None:  # type: ignore[override]
        """Drop an answer to a question that is no longer shown."""
        if not event.view.is_attached:
            event.stop()
            event.prevent_default()


class PreviewWaitScreen(TutorScreen):
    """Stands there until a file has a version that can be shown."""

    DEFAULT_CSS = """
    PreviewWaitScreen > CheckReport { height: 1fr; }
    """
    HELP = "preview"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,й", "leave", show=False)]

    class Left(Message):
        """The author leaves."""

    def __init__(self, found: Found) -> None:
        super().__init__()
        self._found = found

    def compose(self) -> ComposeResult:
        """Lay out what is wrong, and the keys."""
        yield CheckReport(self._title(), self._found.lines)
        yield KeyBar(tuple(self._keys()), id="keys")
        yield TooSmall()

    def show_found(self, found: Found) -> None:
        """Say what is wrong with the file now."""
        self._found = found
        for report in self.query(CheckReport):
            report.say(self._title(), found.lines)

    def action_leave(self) -> None:
        """Leave."""
        self.post_message(self.Left())

    def _title(self) -> str:
        found = self._found
        counted = found.counted() or _("is being read…")
        return f"{found.file}: {counted}"

    def _keys(self) -> Sequence[KeyItem]:
        return (KeyItem("escape", "Esc", _("leave")), KeyItem("question_mark", "?", _("help")))


def shown_screens(stack: Sequence[object]) -> Iterator[PreviewScreen | PreviewWaitScreen]:
    """Yield the screens of a stack that say what is wrong with the file."""
    yield from (screen for screen in stack if isinstance(screen, PreviewScreen | PreviewWaitScreen))
