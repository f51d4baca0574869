"""Questions of kind `match`: which partners there are, and which items have their own."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.language import _
from tutor.lesson.answers import Answer, AnswerError, Findings, Verdict
from tutor.lesson.questions import Match
from tutor.lesson.text import Text

MOST_PARTNERS = 9
"""As many as there are digits to choose them with."""
NO_PARTNER = -1
"""Stands for the partner of an item that has none yet."""


@dataclass(frozen=True)
class MatchFindings(Findings):
    """Which items have a partner that is not their own."""

    wrong: frozenset[int]


def partners(question: Match) -> tuple[Text, ...]:
    """Return every partner once: those of the pairs in their order, then the extra ones."""
    return tuple(dict.fromkeys((*(pair.right for pair in question.pairs), *question.extra)))


def right_partners(question: Match) -> tuple[int, ...]:
    """Return the right answer: for each item the index of its partner in `partners`."""
    known = partners(question)
    return tuple(known.index(pair.right) for pair in question.pairs)


def grade_match(question: Match, answer: Answer) -> Verdict:
    """Judge an answer: for each item the index of a partner. AnswerError where an item has none."""
    count = len(partners(question))
    if not isinstance(answer, tuple) or len(answer) != len(question.pairs):
        raise AnswerError(_("Give every item a partner."))
    if not all(isinstance(partner, int) and 0 <= partner < count for partner in answer):
        raise AnswerError(_("Give every item a partner."))
    right = right_partners(question)
    wrong = [index for index, partner in enumerate(answer) if partner != right[index]]
    because = (question.pairs[index].because for index in wrong)
    share = 1 - len(wrong) / len(answer)
    score = share if question.credit == "partial" and 0 < share < 1 else None
    return Verdict(not wrong, tuple(text for text in because if text), MatchFindings(frozenset(wrong)), score)
