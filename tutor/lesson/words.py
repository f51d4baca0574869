"""Questions of kind `words`: what makes two short texts the same answer."""

from __future__ import annotations

import unicodedata

from tutor.language import LANGUAGES, _
from tutor.lesson.answers import Answer, AnswerError, Verdict
from tutor.lesson.facts import Facts
from tutor.lesson.questions import Words
from tutor.lesson.text import Text

MOST_CHARACTERS = 200
"""How long an answer may be."""
_AT_ENDS = " .,;:!?'\"«»„“”‘’`()[]"
_ALIKE = str.maketrans({**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("’‘ʼ`", "'"), "ё": "е"})


def fold(text: str) -> str:
    """Return what is left of a text when it is compared: '' where that is nothing.

    Ignored are capitals, ё for е, the kind of dash and apostrophe, how many spaces and line ends there are, and
    punctuation at both ends. Compatibility forms (ﬁ, ², full width) count as what they stand for (Unicode NFKC).
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).translate(_ALIKE)
    return " ".join(plain.split()).strip(_AT_ENDS)


def forms(text: Text, facts: Facts) -> tuple[str, ...]:
    """Return a text in each of its languages, its expressions computed, without those that fold to the same."""
    given = (getattr(text, code) for code in LANGUAGES)
    return tuple(dict.fromkeys(fold(facts.fill_words(words)) for words in given if words is not None))


def grade_words(question: Words, answer: Answer, facts: Facts) -> Verdict:
    """Compare typed words with those that are right, and then with each mistake. AnswerError where there are none."""
    if not isinstance(answer, str) or not fold(answer):
        raise AnswerError(_("Type your answer in words."))
    if len(answer) > MOST_CHARACTERS:
        raise AnswerError(_("This is too long; {n} characters at most.").format(n=MOST_CHARACTERS))
    typed = fold(answer)
    if any(typed in forms(text, facts) for text in question.answers):
        return Verdict(True)
    for slip in question.mistakes:
        if any(typed in forms(text, facts) for text in slip.answers):
            return Verdict(False, (slip.because,))
    return Verdict(False)
