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
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.language import _, ngettext
from tutor.lesson.catalogue import Card
from tutor.ui.screens.base import TooSmall, TutorScreen
from tutor.ui.widgets.key_bar import KeyBar, KeyItem
from tutor.ui.widgets.steady_list import SteadyList

if TYPE_CHECKING:  # the record imports sqlite3, which Home's first frame does not need
    from textual.widgets import Input

    from tutor.record.store import Place


class LessonList(SteadyList):
    """The lessons; a digit or a letter does nothing here, so that every key of the screen works."""

    DEFAULT_CSS = """
    LessonList { border: none; padding: 0 1; background: transparent; scrollbar-size-vertical: 1; }
    LessonList:focus { border: none; }
    LessonList > .option-list--option-disabled { color: $text-muted; text-style: bold; }
    LessonList > .option-list--option-highlighted { background: $panel; color: $foreground; }
    LessonList:focus > .option-list--option-highlighted { background: $primary; color: $background; text-style: bold; }
    """


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

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", show=False),
        Binding("escape", "clear_filter", show=False),
        Binding("b,и", "bench", show=False),
        Binding("q,й", "app.quit", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """A lesson was chosen."""

        card: Card

    class BenchWanted(Message):
        """The learner wants the free bench."""

    def __init__(self, cards: Sequence[Card], *, reading: int = 0) -> None:
        """Show `cards`; `reading` lessons are still being read."""
        super().__init__()
        self._cards = list(cards)
        self._reading = reading
        self._places: Mapping[str, Place] = {}
        self._filter = ""
        self._opening = ""
        self._filtering = False

    def compose(self) -> ComposeResult:
        """Lay out the banner, the list beside its preview, and the keys."""
        yield Static(self._banner(), id="banner")
        yield Horizontal(id="filter-row")
        with Horizontal(id="columns"):
            yield LessonList(*self._options(), id="lessons")
            with VerticalScroll(id="preview-scroll", can_focus=False):
                yield Static(self._preview(self._first()), id="preview")
        yield KeyBar(self._keys())
        yield TooSmall()

    def on_mount(self) -> None:
        """Put the highlight on the first lesson."""
        self._highlight(None)

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def show(self, cards: Sequence[Card], places: Mapping[str, Place]) -> None:
        """Show other cards, or other progress; the highlight stays where it is."""
        self._cards, self._places, self._reading, self._opening = list(cards), places, 0, ""
        self._refill()

    def say_opening(self, card: Card) -> None:
        """Say that a lesson is being opened, which takes a moment the first time."""
        self._opening = card.id
        self.query_one("#preview", Static).update(self._preview(card))

    async def retranslate(self) -> None:
        """Say everything again, with the highlight and the filter as they were."""
        highlighted = self._highlighted()
        await super().retranslate()
        if self._filter:
            await self.action_filter()
        self._highlight(highlighted)
        self.query_one(LessonList).focus()

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
            KeyItem("g", "g", _("по-русски")),
            KeyItem("t", "t", _("theme")),
            KeyItem("q", "q", _("quit")),
            KeyItem("question_mark", "?", _("help")),
        )

    def _shown_cards(self) -> list[Card]:
        words = self._filter.casefold().split()
        return [
            card
            for card in self._cards
            if all(word in f"{card.id} {card.say(card.title)} {card.say(card.summary)}".casefold() for word in words)
        ]

    def _options(self) -> list[Option]:
        options: list[Option] = []
        courses: dict[str, list[Card]] = {}
        for card in self._shown_cards():
            courses.setdefault(card.say(card.course), []).append(card)
        for course, cards in courses.items():
            if course:
                options.append(Option(Content(course), disabled=True))
            options += [Option(self._line(card), id=card.path) for card in cards]
        if self._reading:
            text = ngettext("reading {n} lesson…", "reading {n} lessons…", self._reading).format(n=self._reading)
            options.append(Option(Content(text), disabled=True))
        elif not options:
            options.append(Option(Content(_("No lesson matches.")), disabled=True))
        return options

    def _line(self, card: Card) -> Content:
        if card.problems:
            return Content(f" ✗ {card.say(card.title)}")
        return Content(f" {self._mark(card)} {card.say(card.title)}")

    def _mark(self, card: Card) -> str:
        """Return ○ for a new lesson, ◐ for one that was begun, ● for a finished one."""
        place = self._places.get(card.id)
        if place is None:
            return "○"
        return "●" if place.done >= place.total else "◐"

    def _first(self) -> Card | None:
        cards = self._shown_cards()
        return cards[0] if cards else None

    def _preview(self, card: Card | None) -> Content:
        if card is None:
            return Content("")
        title = Content.styled(card.say(card.title), "bold $primary")
        if card.problems:
            return Content("\n\n").join(
                [
                    title,
                    Content(_("This lesson cannot be opened:")),
                    Content("\n".join(card.problems[:6])),
                    Content(_("The other lessons are not affected.")),
                ]
            )
        facts = [
            ngettext("{n} minute", "{n} minutes", card.minutes).format(n=card.minutes),
            ngettext("{n} step", "{n} steps", card.steps).format(n=card.steps),
        ]
        blocks = [title, Content(card.say(card.summary)), Content.styled(" · ".join(facts), "$text-muted")]
        blocks.append(Content.styled(self._progress(card), "$accent"))
        return Content("\n\n").join(blocks)

    def _progress(self, card: Card) -> str:
        if self._opening == card.id:
            return _("opening…")
        place = self._places.get(card.id)
        if place is None:
            return _("Enter begins.")
        if place.done >= place.total:
            return _("Finished. Enter opens it again.")
        return _("{done} of {total} steps done. Enter goes on where you left off.").format(
            done=place.done, total=place.total
        )

    # ── keeping the list ─────────────────────────────────────────────────────────────────────────

    def _refill(self) -> None:
        if not self.query(LessonList):  # the list is being laid out, with the cards there are by then
            return
        highlighted = self._highlighted()
        lessons = self.query_one(LessonList)
        lessons.clear_options()
        lessons.add_options(self._options())
        self._highlight(highlighted)

    def _highlighted(self) -> str | None:
        lessons = self.query_one(LessonList)
        option = lessons.highlighted_option
        return None if option is None else option.id

    def _highlight(self, path: str | None) -> None:
        lessons = self.query_one(LessonList)
        wanted = {card.path for card in self._shown_cards()}
        for index, option in enumerate(lessons.options):
            if option.id is not None and option.id in wanted and path in (None, option.id):
                lessons.highlighted = index
                break
        else:
            if path is not None:
                self._highlight(None)
        card = self._card(self._highlighted())
        self.query_one("#preview", Static).update(self._preview(card))

    def _card(self, path: str | None) -> Card | None:
        return next((card for card in self._cards if card.path == path), None)

    # ── what the learner does ────────────────────────────────────────────────────────────────────

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Preview the lesson under the highlight."""
        self.query_one("#preview", Static).update(self._preview(self._card(event.option_id)))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open a lesson; a broken one has said in the preview why it cannot be."""
        card = self._card(event.option_id)
        if card is None:
            return
        if card.problems:
            self.app.notify(_("This lesson cannot be opened: see beside it why."), severity="warning", markup=False)
        else:
            self.post_message(self.Chosen(card))

    def action_bench(self) -> None:
        """Open the free bench."""
        self.post_message(self.BenchWanted())

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
