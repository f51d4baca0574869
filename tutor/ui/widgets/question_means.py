"""What each kind of question is answered with: the widget whose id is `answer`, and what stands around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from tutor.language import _
from tutor.lesson.draws import shown_order
from tutor.lesson.facts import Facts
from tutor.lesson.grading import MOST_WRITTEN, Answer, friends_of
from tutor.lesson.matching import NO_PARTNER
from tutor.lesson.questions import (
    Cells,
    Choices,
    FriendPick,
    Match,
    Number,
    Order,
    Question,
    Reflect,
    WitnessHunt,
    Words,
)
from tutor.lesson.words import MOST_CHARACTERS
from tutor.ui.widgets.answer_words import answer_texts, item_texts
from tutor.ui.widgets.arrangement import Arrangement
from tutor.ui.widgets.cell_editor import CellEditor
from tutor.ui.widgets.cells_question import CellsQuestion
from tutor.ui.widgets.matching import Matching
from tutor.ui.widgets.number_field import NumberField
from tutor.ui.widgets.options import MultiOptions, Options
from tutor.ui.widgets.witness_question import WitnessView
from tutor.ui.widgets.words_field import WordsField, WritingField, printable


def means(question: Question, facts: Facts, answer: Answer | None) -> Iterator[Widget]:
    """Yield what a question is answered with, showing `answer` where it is one that is typed or put together."""
    typed = printable(answer) if isinstance(answer, str) else ""
    if isinstance(question, Number):
        field = NumberField(typed, id="answer", max_length=40, select_on_focus=False)
        unit = () if question.unit is None else (Static(Content(facts.fill(question.unit)), classes="question--unit"),)
        yield Horizontal(field, *unit)
    elif isinstance(question, Words):
        yield WordsField(typed, id="answer", max_length=MOST_CHARACTERS, select_on_focus=False)
        yield _keys(_("Enter commits; Escape leaves the field, and letters are keys again."))
    elif isinstance(question, Reflect):
        yield WritingField(typed, most=MOST_WRITTEN, id="answer")
        yield _keys(_("Nobody judges this. Enter keeps it; Escape leaves the field, and letters are keys again."))
    elif isinstance(question, Choices):
        yield MultiOptions(_in_order(question, facts), id="answer")
    elif isinstance(question, Match):
        order = shown_order(question, facts)
        yield Matching(item_texts(question, facts), answer_texts(question, facts), order, _indices(answer), id="answer")
        yield _keys(_("A digit gives a partner and goes on; ← → choose one, Enter goes on and commits at the end."))
    elif isinstance(question, Cells):
        yield CellsQuestion(question, facts, answer)
        yield _keys(_("Enter goes to the next empty cell, and commits after the last one."))
    elif isinstance(question, Order):
        yield Arrangement(answer_texts(question, facts), _indices(answer), id="answer")
        yield _keys(_("Enter or a digit puts a layer in or out, [ ] move it, a full stop commits."))
    elif isinstance(question, WitnessHunt):
        yield WitnessView(question, facts, answer)
        yield _keys(_("Type numbers and press Enter; the arrow down leads to the other answer."))
    else:
        yield Options(_in_order(question, facts), id="answer")


def _keys(text: str) -> Static:
    return Static(Content(text), classes="question--keys")


def _in_order(question: Question, facts: Facts) -> list[str]:
    texts = answer_texts(question, facts)
    return [texts[index] for index in shown_order(question, facts)] or texts


def _indices(answer: Answer | None) -> Sequence[int]:
    return [index for index in answer if isinstance(index, int)] if isinstance(answer, tuple) else []


def answer_at(question: Question, facts: Facts, place: int | None) -> Answer | None:
    """Return what the option at a place of the list stands for."""
    if place is None:
        return None
    if isinstance(question, FriendPick):
        return friends_of(question, facts.lesson)[place]
    order = shown_order(question, facts)
    return order[place] if place < len(order) else place


def place_of(question: Question, facts: Facts, answer: Answer | None) -> int | None:
    """Return the place in the list of the option that an answer, or one part of it, stands for."""
    if isinstance(question, FriendPick) and isinstance(answer, str):
        among = friends_of(question, facts.lesson)
        return among.index(answer) if answer in among else None
    order = shown_order(question, facts)
    return order.index(answer) if isinstance(answer, int) and answer in order else None


def entered(widget: Widget | None, question: Question, facts: Facts) -> Answer | None:
    """Return what has been entered into a question's widget, or is highlighted there; None where that is nothing."""
    if isinstance(widget, Input):
        return widget.value or None
    if isinstance(widget, WritingField):
        return widget.text or None
    if isinstance(widget, MultiOptions):
        return ticked(widget, question, facts) or None
    if isinstance(widget, CellEditor):
        return widget.typed if any(widget.typed) else None
    if isinstance(widget, Arrangement):
        return widget.order or None
    if isinstance(widget, Matching):
        return widget.chosen if set(widget.chosen) != {NO_PARTNER} else None
    return answer_at(question, facts, widget.highlighted) if isinstance(widget, Options) else None


def ticked(widget: MultiOptions, question: Question, facts: Facts) -> tuple[int, ...]:
    """Return the indices in the lesson file of the options that are ticked."""
    order = shown_order(question, facts)
    return tuple(sorted(order[place] for place in widget.ticked))
