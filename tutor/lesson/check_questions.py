"""What questions must mean whose answers nobody runs, and what else a step may have: values, pictures, points.

Every answer that the lesson calls right is given and must be accepted, every mistake must be refused with its own
words, and no two options may be the same to whoever reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tutor.bench.picture_problem import PictureError
from tutor.language import LANGUAGES, _
from tutor.lesson.answers import within
from tutor.lesson.check_exercises import questions
from tutor.lesson.check_references import RESERVED
from tutor.lesson.facts import Facts
from tutor.lesson.faults import Fault, unknown
from tutor.lesson.grading import bounds_of
from tutor.lesson.images import image_path, images_problems
from tutor.lesson.matching import MOST_PARTNERS, partners
from tutor.lesson.model import Lesson
from tutor.lesson.patience import OutOfPatienceError
from tutor.lesson.problem import quote
from tutor.lesson.questions import Choice, Choices, Match, Number, Range, Words
from tutor.lesson.rules import Rule
from tutor.lesson.step_parts import Values
from tutor.lesson.text import Text
from tutor.lesson.values import how_many, numbers_of, with_values
from tutor.lesson.walk import Place
from tutor.lesson.words import fold, forms

SEEDS = 100
"""With how many learners' numbers a lesson is tried."""
MOST_NUMBERS = 8
"""How many of a learner's numbers are told."""


# ── what can be said without computing anything ──────────────────────────────────────────────────


def step_part_faults(lesson: Lesson) -> Iterator[Fault]:
    """Yield what is wrong with values, pictures' names, points, and the objectives that steps name."""
    known = [objective.id for objective in lesson.objectives]
    names = [*(friend.id for friend in lesson.friends), *(experiment.id for experiment in lesson.experiments)]
    yield from _value_faults(lesson.values, ("values",), names)
    for index, step in enumerate(lesson.steps):
        place: Place = ("steps", index)
        yield from _value_faults(step.values, (*place, "values"), [*names, *lesson.values])
        for number, name in enumerate(step.objectives):
            yield from unknown((*place, "objectives", number), name, known, _("objective"))
        if step.points and (step.question is None or not step.question.judged):
            yield (*place, "points"), _("nothing is judged at this step, so that there are no points to give")
        if step.image is not None:
            try:
                image_path(Path(), step.image.file)
            except PictureError as error:
                yield (*place, "image", "file"), str(error)
        if isinstance(step.question, Match) and len(partners(step.question)) > MOST_PARTNERS:
            message = _("{n} different partners are too many to choose from; {most} at most")
            yield (*place, "extra"), message.format(n=len(partners(step.question)), most=MOST_PARTNERS)


def _value_faults(values: dict[str, Values], place: Place, taken: Sequence[str]) -> Iterator[Fault]:
    # These names stand for something in every expression; a value of the same name would hide it.
    for name, one in values.items():
        if name in RESERVED or name in taken:
            yield (*place, name), _("the name {name} means something else already").format(name=quote(name))
        try:
            how_many(one)
        except ValueError as error:
            yield (*place, name), str(error)


def image_faults(lesson: Lesson, folder: Path, go_on: Callable[[], None] = lambda: None) -> Iterator[Fault]:
    """Yield what keeps a step's picture from being shown, for a lesson whose file lies in `folder`.

    `go_on` is called before each picture that is decoded, and ends the work by raising.
    """
    shown = [(index, step.image) for index, step in enumerate(lesson.steps) if step.image is not None]
    problems = images_problems(folder, [image for _index, image in shown], go_on)
    for (index, _image), problem in zip(shown, problems, strict=True):
        if problem:
            yield ("steps", index, "image", "file"), problem


# ── what every key must hold ─────────────────────────────────────────────────────────────────────


def question_faults(lesson: Lesson, facts: Facts) -> Iterator[Fault]:
    """Yield the contradictions within questions; every expression of the lesson can be computed."""
    for place, question in questions(lesson):
        if isinstance(question, Choice | Choices):
            yield from _equal((*place, "options"), [option.text for option in question.options], facts, "text")
        elif isinstance(question, Number):
            yield from _number_faults(question, place, facts)
        elif isinstance(question, Words):
            yield from _words_faults(question, place, facts)
        elif isinstance(question, Match):
            yield from _match_faults(question, place, facts)


def _equal(place: Place, texts: Sequence[Text], facts: Facts, key: str = "") -> Iterator[Fault]:
    """Yield each text that reads like an earlier one in some language."""
    for code in LANGUAGES:
        seen: dict[str, int] = {}
        for index, text in enumerate(texts):
            words = getattr(text, code)
            if words is None:
                continue
            folded = fold(facts.fill_words(words)) or words
            if folded in seen:
                message = _("this says the same as number {n}: {text}").format(n=seen[folded] + 1, text=quote(words))
                yield (*place, index, *([key] if key else [])), message, Rule.EQUAL_OPTIONS
                return
            seen[folded] = index


def _number_faults(question: Number, place: Place, facts: Facts) -> Iterator[Fault]:
    right = bounds_of(question.answer, facts)
    if right[0] > right[1]:
        yield (*place, "answer"), _("low is above high: {low} and {high}").format(low=right[0], high=right[1])
        return
    seen: list[tuple[float, float]] = []
    for index, mistake in enumerate(question.mistakes):
        here = (*place, "mistakes", index, "answer")
        wrong = bounds_of(mistake.answer, facts)
        if wrong[0] > wrong[1]:
            yield here, _("low is above high: {low} and {high}").format(low=wrong[0], high=wrong[1])
        elif not isinstance(mistake.answer, Range) and within(wrong[0], right, question.tolerance, question.relative):
            yield here, _("this mistake would be taken for the right answer"), Rule.MISTAKE
        elif not isinstance(mistake.answer, Range):
            covers = (
                n for n, one in enumerate(seen, 1) if within(wrong[0], one, question.tolerance, question.relative)
            )
            if (earlier := next(covers, 0)) > 0:
                yield here, _("mistake number {n} already covers this answer").format(n=earlier), Rule.MISTAKE
        seen.append(wrong)


def _words_faults(question: Words, place: Place, facts: Facts) -> Iterator[Fault]:
    """Check that no text is empty once it is folded, and that none stands in two places."""
    seen: dict[str, str] = {}
    lists = [((*place, "answers"), question.answers, _("an answer"))]
    lists += [
        ((*place, "mistakes", index, "answers"), slip.answers, _("a mistake"))
        for index, slip in enumerate(question.mistakes)
    ]
    for here, texts, what in lists:
        for index, text in enumerate(texts):
            folded = forms(text, facts)
            twice = next((form for form in folded if form in seen), None)
            if "" in folded:
                yield (*here, index), _("nothing is left of this text once it is compared"), Rule.ANSWER_KEY
            elif twice is not None:
                message = _("this is {what} already: {text} (capitals, ё and outer punctuation do not count)")
                rule = Rule.EQUAL_OPTIONS if what == seen[twice] else Rule.MISTAKE
                yield (*here, index), message.format(what=seen[twice], text=quote(twice)), rule
            seen.update(dict.fromkeys(folded, what))


def _match_faults(question: Match, place: Place, facts: Facts) -> Iterator[Fault]:
    yield from _equal((*place, "pairs"), [pair.left for pair in question.pairs], facts, "left")
    rights = tuple(dict.fromkeys(pair.right for pair in question.pairs))
    for number, text in enumerate(question.extra):
        if text in rights or text in question.extra[:number]:
            yield (*place, "extra", number), _("this partner is there already"), Rule.EQUAL_OPTIONS
    everyone = partners(question)
    for fault in _equal((), everyone, facts):
        text = everyone[int(fault[0][0])]
        of_pairs = [pair.right for pair in question.pairs]
        there: Place = (
            ("pairs", of_pairs.index(text), "right") if text in rights else ("extra", question.extra.index(text))
        )
        yield (*place, *there), fault[1], Rule.EQUAL_OPTIONS


# ── values: everything again with other numbers ──────────────────────────────────────────────────


class Tried(NamedTuple):
    """What came of trying a lesson with many learners' numbers."""

    faults: list[Fault]
    """What is wrong for the first learner whose numbers break the lesson; none if it holds."""
    learners: int
    """With how many learners' numbers it was tried before the time was over, or one broke it."""


def seed_faults(
    data: Any,
    build: Callable[[Any], Lesson],
    check: Callable[[Lesson], Sequence[Fault]],
    seeds: int = SEEDS,
    go_on: Callable[[], None] = lambda: None,
) -> Tried:
    """Return what is wrong with a lesson for the first of `seeds` learners whose numbers break it.

    `data` is that of a sound lesson file before values are drawn, `build` makes a lesson of such data, and `check`
    says what is wrong with what is computed. Only steps are tried in which numbers were put, all if the data has some.
    `go_on` is called again and again; OutOfPatienceError from it, or the rule COSTLY from `check`, ends the work.
    """
    plain = {key: value for key, value in data.items() if key != "seed"}
    tried: set[str] = set()
    for seed in range(seeds):
        try:
            drawn = with_values(plain, seed, go_on)
            if drawn is plain:
                break  # nothing is drawn
            same = all(drawn.get(key) == plain.get(key) for key in ("data", "descent", "experiments"))
            steps = [i for i, step in enumerate(drawn["steps"]) if not same or step != plain["steps"][i]]
            part = {**drawn, "steps": tuple(drawn["steps"][index] for index in steps)}
            if not steps or repr(part) in tried:
                continue
            tried.add(repr(part))
            found = check(build(part))
        except OutOfPatienceError:
            return Tried([], seed)
        if found and found[0][2:] == (Rule.COSTLY,):
            return Tried([], seed)
        for fault in found:
            place = fault[0]
            if place[:1] == ("steps",):
                place = ("steps", steps[int(place[1])], *place[2:])
            return Tried([(place, _of_learner(plain, seed, place, fault[1]), *fault[2:])], seed)
    return Tried([], seeds)


def _of_learner(data: Any, seed: int, place: Place, message: str) -> str:
    """Return what is wrong with the numbers of a learner, and the numbers."""
    drawn = numbers_of(data, seed, int(place[1]) if place[:1] == ("steps",) else None)
    numbers = ", ".join(f"{name} = {number:.15g}" for name, number in list(drawn.items())[:MOST_NUMBERS])
    told = _("with the numbers of learner {seed} ({numbers}): {message}")
    return told.format(seed=seed, numbers=numbers, message=message)
