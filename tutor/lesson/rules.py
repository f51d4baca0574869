"""The rules that a lesson can break: their names, how grave they are, and a sentence about each.

A name is for machines and for searching: it is never translated and never changes its meaning.
"""

from __future__ import annotations

from enum import StrEnum

from tutor.language import _


class Severity(StrEnum):
    """How grave a problem is: with an error the lesson does not open."""

    ERROR = "error"
    WARNING = "warning"


class Rule(StrEnum):
    """The name of a rule; which of them are warnings is `WARNINGS`."""

    FILE = "unreadable-file"
    TOO_LARGE = "too-large"
    ENCODING = "not-utf-8"
    CHARACTER = "forbidden-character"
    SYNTAX = "yaml-syntax"
    QUOTES = "quotes-wanted"
    DOCUMENT = "one-document"
    DUPLICATE_KEY = "duplicate-key"
    NUMBER = "number-too-large"

    UNKNOWN_KEY = "unknown-key"
    MISSING_KEY = "missing-key"
    TYPE = "wrong-type"
    WORD = "unknown-word"
    RANGE = "out-of-range"
    EMPTY_TEXT = "empty-text"
    IDENTIFIER = "malformed-id"
    LINK = "malformed-link"
    LAYER = "unknown-layer"

    DUPLICATE_ID = "duplicate-id"
    DUPLICATE_LESSON = "duplicate-lesson"
    NAME = "unknown-name"
    RAGGED = "ragged-rows"
    CANNOT_RUN = "cannot-run"
    EXPRESSION = "bad-expression"
    PLACEHOLDERS = "placeholders-differ"
    OPTIONS = "correct-options"
    EQUAL_OPTIONS = "equal-options"
    EXERCISE = "unsolvable-exercise"
    ANSWER_KEY = "answer-key"
    MISTAKE = "mistake-feedback"
    CLAIM = "false-claim"
    COURSE = "course-file"
    MEANING = "meaning"
    COSTLY = "too-costly"

    TRANSLATION = "missing-translation"
    NO_HINT = "no-hint"
    NO_EXPLANATION = "no-explanation"
    NO_FEEDBACK = "no-feedback"
    READING_TIME = "reading-time"
    LONG_TEXT = "long-text"
    UNUSED = "unused"
    TYPEABLE = "hard-to-type"
    COMMENT = "text-cut-by-comment"

    @property
    def severity(self) -> Severity:
        """How grave it is to break this rule."""
        return Severity.WARNING if self in WARNINGS else Severity.ERROR


WARNINGS = frozenset(
    {
        Rule.TRANSLATION,
        Rule.NO_HINT,
        Rule.NO_EXPLANATION,
        Rule.NO_FEEDBACK,
        Rule.READING_TIME,
        Rule.LONG_TEXT,
        Rule.UNUSED,
        Rule.TYPEABLE,
        Rule.COMMENT,
    }
)
"""Rules of style: whoever breaks one has a lesson that can be opened, and that could be better."""


def sentences() -> dict[Rule, str]:
    """Return one sentence about each rule, in the language in use."""
    return {
        Rule.FILE: _("A lesson is an ordinary file that can be read."),
        Rule.TOO_LARGE: _("A lesson is no larger, no deeper and no fuller than its limits."),
        Rule.ENCODING: _("A lesson is UTF-8 text."),
        Rule.CHARACTER: _("A lesson holds no control characters and none that turn the reading direction."),
        Rule.SYNTAX: _("A lesson is sound YAML."),
        Rule.QUOTES: _("Text that YAML would take for something else stands in quotes; tags and aliases are not used."),
        Rule.DOCUMENT: _("A lesson is exactly one YAML document."),
        Rule.DUPLICATE_KEY: _("A key is written once."),
        Rule.NUMBER: _("A number is small enough to compute with."),
        Rule.UNKNOWN_KEY: _("Every key is one that is known at its place."),
        Rule.MISSING_KEY: _("Every key that is needed is there."),
        Rule.TYPE: _("Every value is of the type that its key takes."),
        Rule.WORD: _("A value that is one of a few words is one of them."),
        Rule.RANGE: _("Numbers, texts and lists keep within their bounds."),
        Rule.EMPTY_TEXT: _("No text is empty."),
        Rule.IDENTIFIER: _("An id is a name of small Latin letters and digits."),
        Rule.LINK: _("A link begins with https:// or http://."),
        Rule.LAYER: _("Every layer and its settings are known."),
        Rule.DUPLICATE_ID: _("An id is given once."),
        Rule.DUPLICATE_LESSON: _("No two lessons that are checked together have one id."),
        Rule.NAME: _("Whatever is named is there."),
        Rule.RAGGED: _("The rows of a picture or a kernel are equally long."),
        Rule.CANNOT_RUN: _("Every friend's layers can be run on the data."),
        Rule.EXPRESSION: _("Every expression in braces can be computed, and gives what is wanted at its place."),
        Rule.PLACEHOLDERS: _("The languages of a text have the same expressions in braces; names may be inflected."),
        Rule.OPTIONS: _("A choice has exactly one correct option; choices have at least one."),
        Rule.EQUAL_OPTIONS: _("No two options of a question say the same."),
        Rule.EXERCISE: _("A question that is judged by running has an answer, and one that a learner can give."),
        Rule.ANSWER_KEY: _("The right answer is accepted, a blank or a wrong one is not."),
        Rule.MISTAKE: _("Every foreseen mistake is wrong, and gets the words that were written for it."),
        Rule.CLAIM: _("What a bench is said to show is what its data shows."),
        Rule.COURSE: _("A course file names lessons that are there, each once and in no circle."),
        Rule.MEANING: _("Everything in a lesson makes sense where it stands."),
        Rule.COSTLY: _("A lesson can be computed in a moment."),
        Rule.TRANSLATION: _("A lesson in two languages has every text in both."),
        Rule.NO_HINT: _("A question that can be answered wrongly has a hint."),
        Rule.NO_EXPLANATION: _("A question that can be answered wrongly is explained after the answer."),
        Rule.NO_FEEDBACK: _("Every wrong option has words for whoever picks it."),
        Rule.READING_TIME: _("'minutes' is about the time that the lesson takes."),
        Rule.LONG_TEXT: _("Texts are short enough for a page of 80 columns."),
        Rule.UNUSED: _("Every source and every experiment is used."),
        Rule.TYPEABLE: _("An exact answer can be typed in a few digits."),
        Rule.COMMENT: _("What follows ' #' is a comment; a text that holds it stands in quotes."),
    }
