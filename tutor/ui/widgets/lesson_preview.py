"""What Home says of the lesson under the highlight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from tutor.language import _, ngettext
from tutor.lesson.card import Card
from tutor.paint.number import short
from tutor.quoting import visible

if TYPE_CHECKING:  # the record imports sqlite3, which Home's first frame does not need
    from tutor.record.store import Place

BROKEN, CLASH = "✗", "≡"


def progress_mark(card: Card, places: Mapping[str, Place]) -> str:
    """Return ○ for a new lesson, ◐ for one that was begun, ● for a finished one, ✗ for a broken one."""
    if card.problems:
        return BROKEN
    place = places.get(card.id) if card.owns_record else None
    if place is None:
        return "○"
    return "●" if place.done >= place.total else "◐"


def line_of(card: Card, places: Mapping[str, Place]) -> str:
    """Return the line of a lesson in the list: its mark, its title, and its id where another file has it too."""
    clash = f"  {CLASH} {card.id}" if card.same_id else ""
    return f"{progress_mark(card, places)} {card.name}{clash}".replace("\n", " ")


def preview(card: Card | None, cards: Sequence[Card], places: Mapping[str, Place], *, opening: bool) -> Content:
    """Return what is said of a card; `cards` are all lessons, `places` how far the learner has come in each."""
    if card is None:
        return Content("")
    blocks = [Content.styled(card.name, "bold $primary"), *(_why_broken(card) if card.problems else _about(card))]
    if not card.problems:
        blocks.append(Content.styled(_("opening…") if opening else _progress(card, places), "$accent"))
    blocks += [*_advice(card, cards, places), *_clash(card), *_course_problem(card)]
    return Content("\n\n").join(blocks)


def _about(card: Card) -> list[Content]:
    facts = [
        ngettext("{n} minute", "{n} minutes", card.minutes).format(n=card.minutes),
        ngettext("{n} step", "{n} steps", card.steps).format(n=card.steps),
    ]
    return [Content(card.say(card.summary)), Content.styled(" · ".join(facts), "$text-muted")]


def _progress(card: Card, places: Mapping[str, Place]) -> str:
    place = places.get(card.id) if card.owns_record else None
    if place is None:
        return _("Enter begins.")
    if place.done >= place.total:
        said = _("Finished. Enter opens it again.")
    else:
        said = _("{done} of {total} steps done. Enter goes on where you left off.").format(
            done=place.done, total=place.total
        )
    if place.possible:
        said += "\n" + _("Points: {n} of {m}.").format(n=short(place.earned), m=short(place.possible))
    return said


def _why_broken(card: Card) -> list[Content]:
    more = len(card.problems) - 1
    lines = [_("This lesson cannot be opened:"), card.problems[0]]
    if more:
        lines.append(ngettext("and {n} more problem", "and {n} more problems", more).format(n=more))
    return [
        Content("\n".join(lines)),
        Content.assemble(_("This command shows everything:"), "\n", (check_command(card.path), "$accent")),
        Content(_("The other lessons are not affected.")),
    ]


def check_command(path: str) -> str:
    """Return the command that checks a file, as a shell takes it."""
    import shlex

    return f"layer-tutor check {visible(shlex.quote(path))}"


def _advice(card: Card, cards: Sequence[Card], places: Mapping[str, Place]) -> list[Content]:
    """Return which lessons should come first, with the learner's progress in them; nothing is locked."""
    before = [other for other in cards if other.id in card.after and other.owns_record]
    if not before:
        return []
    names = [f"{progress_mark(other, places)} {other.name}" for other in before]
    done = all(progress_mark(other, places) == "●" for other in before)
    heading = _("Builds on:") if done else _("Better first:")
    return [Content.styled("\n  ".join([heading, *names]), "$text-muted" if done else "")]


def _clash(card: Card) -> list[Content]:
    """Return which files have the same id, and which of them the learner's answers belong to."""
    if not card.same_id:
        return []
    heading = ngettext(
        "{n} file has the id {id}:", "{n} files have the id {id}:", len(card.same_id)
    ).format(n=len(card.same_id), id=card.id)  # fmt: skip
    lines = [f"{CLASH} {heading}"]
    for number, path in enumerate(card.same_id):
        lines += [visible(path), "  " + (_("answers are not kept") if number else _("your answers belong to this one"))]
    return [Content("\n".join(lines))]


def _course_problem(card: Card) -> list[Content]:
    if not card.course_problems:
        return []
    return [Content("\n".join([_("The course file has a problem; the lessons work all the same:"),
                               card.course_problems[0]]))]  # fmt: skip
