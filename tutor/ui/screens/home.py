"""Home: the lessons by course, with the learner's progress and a preview of the one that is highlighted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tutor.language import _, ngettext
from tutor.lesson.card import Card
from tutor.ui.screens.base import TooSmall, TutorScreen
from tutor.ui.widgets.key_bar import KeyBar, KeyItem
from tutor.ui.widgets.lesson_list import LessonList, Line
from tutor.ui.widgets.lesson_preview import BROKEN, line_of, preview

if TYPE_CHECKING:  # the record imports sqlite3, which Home's first frame does not need
    from textual.widgets import Input

    from tutor.record.store import Place


class HomeScreen(TutorScreen):
    """Choose a lesson."""

    DEFAULT_CSS = """
    HomeScreen #banner { height: 3; padding: 1 2 0 2; }
    HomeScreen #filter-row { height: auto; display: none; padding: 0 2; }
    HomeScreen #columns { height: 1fr; margin: 1 1 0 1; }
    HomeScreen LessonList { width: 1fr; height: 100%; }
    HomeScreen #preview-scroll { width: 1fr; height: 100%; padding: 0 1 0 3; border-left: solid $panel; }
    HomeScreen #preview { width: 1fr; height: auto; }
    """

    HELP = "home"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", show=False),
        Binding("escape", "clear_filter", show=False),
        Binding("b,и", "bench", show=False),
        Binding("d,в", "descent", show=False),
        Binding("q,й", "app.quit", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """A lesson was chosen."""

        card: Card

    class BenchWanted(Message):
        """The learner wants the free bench."""

    class DescentWanted(Message):
        """The learner wants the laboratory of descent."""

    def __init__(self, cards: Sequence[Card], *, reading: int = 0) -> None:
        """Show `cards`; `reading` lessons are still being read."""
        super().__init__()
        self._cards = list(cards)
        self._reading = reading
        self._places: Mapping[str, Place] = {}
        self._filter = ""
        self._opening = ""
        self._filtering = False
        self._searched: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Lay out the banner, the list beside its preview, and the keys."""
        yield Static(self._banner(), id="banner")
        yield Horizontal(id="filter-row")
        with Horizontal(id="columns"):
            lessons = LessonList(self._lines(), id="lessons")
            yield lessons
            with VerticalScroll(id="preview-scroll", can_focus=False):
                yield Static(self._preview(self._card(lessons.highlighted)), id="preview")
        yield KeyBar(self._keys())
        yield TooSmall()

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def show(self, cards: Sequence[Card], places: Mapping[str, Place]) -> None:
        """Show other cards, or other progress; the highlight stays where it is."""
        self._cards, self._places, self._reading, self._opening = list(cards), places, 0, ""
        self._searched.clear()
        self._refill()

    def update(self, cards: Sequence[Card]) -> None:
        """Show what more has been found out about the lessons, whatever else is under way."""
        self._cards, self._reading = list(cards), 0
        self._searched.clear()
        self._refill()

    def say_opening(self, card: Card) -> None:
        """Say that a lesson is being opened, which takes a moment the first time."""
        self._opening = card.path
        self.query_one("#preview", Static).update(self._preview(card))

    async def retranslate(self) -> None:
        """Say everything again, with the highlight and the filter as they were."""
        highlighted = self.query_one(LessonList).highlighted
        self._searched.clear()
        await super().retranslate()
        if self._filter:
            await self.action_filter()
        lessons = self.query_one(LessonList)
        lessons.show(self._lines(), highlighted)
        self._tell(lessons.highlighted)
        lessons.focus()

    def _banner(self) -> Content:
        return Content.assemble(
            ("layer-tutor", "bold $primary"),
            ("   ", ""),
            (_("Conv, ReLU, max-pool: in what order, and why?"), "$text-muted"),
        )

    def _keys(self) -> tuple[KeyItem, ...]:
        return (
            KeyItem("enter", "Enter", _("open")),
            *([KeyItem("escape", "Esc", _("show all"))] if self._filtering else []),
            KeyItem("slash", "/", _("filter")),
            KeyItem("b", "b", _("free bench")),
            KeyItem("d", "d", _("descent")),
            KeyItem("g", "g", _("по-русски")),
            KeyItem("q", "q", _("quit")),
            KeyItem("t", "t", _("theme")),
            KeyItem("question_mark", "?", _("help")),
        )

    def _shown_cards(self) -> list[Card]:
        words = _folded(self._filter).split()
        return (
            [card for card in self._cards if all(word in self._words(card) for word in words)] if words else self._cards
        )

    def _words(self, card: Card) -> str:
        """Return what the filter is held against: id, title and summary in the language in use."""
        if card.path not in self._searched:
            self._searched[card.path] = _folded(f"{card.id} {card.name} {card.say(card.summary)}")
        return self._searched[card.path]

    def _lines(self) -> list[Line]:
        """Return the list: every course under its heading, and what has none last."""
        lines: list[Line] = []
        course: tuple[str, str] | None = None
        for card in self._shown_cards():
            here = (card.folder, card.say(card.course))
            if here != course and (here[1] or course is not None):
                sign = f" {BROKEN}" if card.course_problems else ""
                lines.append(Line((here[1] or _("Other lessons")) + sign, kind="heading"))
            course = here
            lines.append(Line(line_of(card, self._places), card.path, "broken" if card.problems else "lesson"))
        if self._reading:
            text = ngettext("reading {n} lesson…", "reading {n} lessons…", self._reading).format(n=self._reading)
            lines.append(Line(text, kind="note"))
        elif not lines:
            lines.append(Line(_("No lesson matches."), kind="note"))
        return lines

    def _preview(self, card: Card | None) -> Content:
        opening = card is not None and self._opening == card.path
        return preview(card, self._cards, self._places, opening=opening)

    # ── keeping the list ─────────────────────────────────────────────────────────────────────────

    def _refill(self) -> None:
        for lessons in self.query(LessonList):  # there is none while it is being laid out, with the cards of by then
            lessons.show(self._lines(), lessons.highlighted)
            self._tell(lessons.highlighted)

    def _tell(self, path: str) -> None:
        """Preview a lesson."""
        self.query_one("#preview", Static).update(self._preview(self._card(path)))

    def _card(self, path: str) -> Card | None:
        return next((card for card in self._cards if card.path == path), None)

    # ── what the learner does ────────────────────────────────────────────────────────────────────

    def on_lesson_list_highlighted(self, event: LessonList.Highlighted) -> None:
        """Preview the lesson under the highlight, from its beginning."""
        self._tell(event.path)
        self.query_one("#preview-scroll").scroll_home(animate=False)

    def on_lesson_list_chosen(self, event: LessonList.Chosen) -> None:
        """Open a lesson; a broken one has said in the preview why it cannot be."""
        card = self._card(event.path)
        if card is None:
            return
        if card.problems:
            self.app.notify(_("This lesson cannot be opened: see beside it why."), severity="warning", markup=False)
        else:
            self.post_message(self.Chosen(card))

    def action_bench(self) -> None:
        """Open the free bench."""
        self.post_message(self.BenchWanted())

    def action_descent(self) -> None:
        """Open the laboratory of descent."""
        self.post_message(self.DescentWanted())

    async def action_filter(self) -> None:
        """Open the filter field."""
        from textual.widgets import Input

        row = self.query_one("#filter-row")
        if not row.children:
            await row.mount(Input(self._filter, placeholder=_("words of a title…"), id="filter"))
        row.display = True
        row.query_one(Input).focus()
        self._filtering = True
        self.query_one(KeyBar).items = self._keys()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show only the lessons that match."""
        self._filter = event.value
        self._refill()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go from the filter to the list."""
        self.query_one(LessonList).focus()

    def action_clear_filter(self) -> None:
        """Show all lessons again."""
        self._filter = ""
        row = self.query_one("#filter-row")
        row.remove_children()
        row.display = False
        self._filtering = False
        self.query_one(KeyBar).items = self._keys()
        self._refill()
        self.query_one(LessonList).focus()


def _folded(text: str) -> str:
    """Return a text as the filter compares it: without case, ё as е."""
    return text.casefold().replace("ё", "е")
