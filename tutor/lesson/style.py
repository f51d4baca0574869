"""What could be better in a lesson that is sound: texts in one language only, questions without help, lengths."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.language import LANGUAGES, _, ngettext
from tutor.lesson.check_exercises import question_lanes, questions
from tutor.lesson.check_expressions import written_expressions
from tutor.lesson.facts import Facts
from tutor.lesson.faults import Fault
from tutor.lesson.grading import is_correct
from tutor.lesson.lanes import lane_experiment
from tutor.lesson.model import BenchStep, Lesson, RunStep
from tutor.lesson.questions import Choice, Choices, Number, Question
from tutor.lesson.rules import Rule
from tutor.lesson.text import Text
from tutor.lesson.walk import Place, parts

MOST_CHARACTERS = {
    "title": 60,
    "text": 120,
    "ask": 300,
    "hints": 300,
    "because": 400,
    "replies": 400,
    "caveat": 800,
    "body": 1400,
    "outcome": 1400,
    "explain": 1400,
}
"""What stands under a key on a page of 80 columns and 24 rows without pushing the rest from it."""
WORDS_A_MINUTE = 150
"""Of a text that has to be thought about; plain prose is read twice as fast."""
MINUTES_A_QUESTION, MINUTES_A_RUN = 0.5, 1.0
FACTOR, LEAST_MINUTES = 2, 3
"""How far 'minutes' may be off before anything is said: by this factor, and by so many minutes."""
MOST_DIGITS = 6


def style_faults(lesson: Lesson) -> Iterator[Fault]:
    """Yield what could be better in a lesson without errors."""
    yield from _translations(lesson)
    yield from _lengths(lesson)
    yield from _reading_time(lesson)
    yield from _unused(lesson)
    facts = Facts(lesson)
    for place, question in questions(lesson):
        yield from _help(question, place, lesson)
        yield from _feedback(question, place, facts)


def _translations(lesson: Lesson) -> Iterator[Fault]:
    """Yield each text that lacks a language which other texts of the lesson have."""
    texts = [(place, part) for place, part in parts(lesson) if isinstance(part, Text)]
    used = {
        code for _place, text in texts for code in LANGUAGES if text.en != text.ru and getattr(text, code) is not None
    }
    for place, text in texts:
        for code in LANGUAGES:
            if code in used and getattr(text, code) is None:
                message = _("this text is not there in the language {code}, in which others are")
                yield place, message.format(code=code), Rule.TRANSLATION


def _lengths(lesson: Lesson) -> Iterator[Fault]:
    for place, text in parts(lesson):
        key = next((segment for segment in reversed(place) if isinstance(segment, str)), "")
        key = "replies" if "replies" in place else "because" if "because" in place else key
        if not isinstance(text, Text) or key not in MOST_CHARACTERS or place[0] == "sources":
            continue
        for code in LANGUAGES:
            count = len(getattr(text, code) or "")
            if count > MOST_CHARACTERS[key]:
                message = _("{n} characters are much for a page of 80 columns; try to keep to {most}")
                yield (*place, code), message.format(n=count, most=MOST_CHARACTERS[key]), Rule.LONG_TEXT
                break


def _reading_time(lesson: Lesson) -> Iterator[Fault]:
    counts = [0 for _code in LANGUAGES]
    for _place, text in parts(lesson):
        if isinstance(text, Text):
            for number, code in enumerate(LANGUAGES):
                counts[number] += len((getattr(text, code) or "").split())
    asked = sum(step.question is not None for step in lesson.steps)
    run = sum(isinstance(step, RunStep) for step in lesson.steps)
    minutes = max(counts) / WORDS_A_MINUTE + MINUTES_A_QUESTION * asked + MINUTES_A_RUN * run
    likely = max(round(minutes), 1)
    far = lesson.minutes > FACTOR * likely or FACTOR * lesson.minutes < likely
    if far and abs(lesson.minutes - likely) >= LEAST_MINUTES:
        message = ngettext(
            "with its {words} words this lesson takes about {n} minute",
            "with its {words} words this lesson takes about {n} minutes",
            likely,
        )
        yield ("minutes",), message.format(words=max(counts), n=likely), Rule.READING_TIME


def _unused(lesson: Lesson) -> Iterator[Fault]:
    cited = {name for step in lesson.steps for name in step.sources}
    for index, source in enumerate(lesson.sources):
        if source.id not in cited:
            yield ("sources", index), _("no step names this source"), Rule.UNUSED
    run = {lane for step in lesson.steps if isinstance(step, BenchStep) for lane in step.lanes}
    run |= {lane for _place, question in questions(lesson) for _inside, lane in question_lanes(question)}
    named = {lane_experiment(lane) for lane in run}
    named |= {name for expression in written_expressions(lesson) for name in expression.names()}
    for index, experiment in enumerate(lesson.experiments):
        if experiment.id not in named:
            yield ("experiments", index), _("no step runs this experiment, and no expression names it"), Rule.UNUSED


def _help(question: Question, place: Place, lesson: Lesson) -> Iterator[Fault]:
    if not question.judged:
        return
    if not question.hints:
        yield place, _("this question has no hints"), Rule.NO_HINT
    step = lesson.steps[int(place[1])]
    if question.explain is None and (not isinstance(step, RunStep) or step.outcome is None):
        yield place, _("nothing is explained after the answer; add 'explain'"), Rule.NO_EXPLANATION


def _feedback(question: Question, place: Place, facts: Facts) -> Iterator[Fault]:
    if isinstance(question, Choice | Choices):
        for index, option in enumerate(question.options):
            if option.because is None and not is_correct(option, facts):
                message = _("nothing is said to whoever picks this wrong option; add 'because'")
                yield (*place, "options", index), message, Rule.NO_FEEDBACK
    if isinstance(question, Number) and not question.tolerance and not question.relative:
        value = facts.value(question.answer) if isinstance(question.answer, int | float | str) else 0
        if isinstance(value, float) and float(f"{value:.{MOST_DIGITS}g}") != value:
            message = _("the answer is {value}, which is long to type; give a tolerance")
            yield (*place, "answer"), message.format(value=f"{value:.15g}"), Rule.TYPEABLE
