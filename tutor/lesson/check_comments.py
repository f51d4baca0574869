"""Texts that end sooner than their author thinks, because YAML takes ` #` and what follows it for a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.language import LANGUAGES, _
from tutor.lesson.faults import Fault
from tutor.lesson.model import Lesson
from tutor.lesson.problem import quote
from tutor.lesson.rules import Rule
from tutor.lesson.source import Source
from tutor.lesson.text import Text
from tutor.lesson.walk import parts

_CUT = re.compile(r"[^'\"|>{\[#].*?\s(#[^\s#].*)")
"""A plain text up to such a comment; one that begins with a space, as comments do, was probably meant."""

LOOKED_AT = 400
"""Characters of a text and of what follows it on its line."""


def comment_faults(lesson: Lesson, source: Source) -> Iterator[Fault]:
    """Yield each text in the file without quotes behind which something follows that begins like `#3`."""
    for place, text in parts(lesson):
        if not isinstance(text, Text):
            continue
        for code in LANGUAGES:
            line, column = source.place((*place, code))
            # Not the whole line, on which a lesson without line ends may have ten thousand texts.
            looked_at = slice(column - 1, column - 1 + LOOKED_AT)
            found = _CUT.match(source.lines[line - 1][looked_at]) if line <= len(source.lines) else None
            if found:
                message = _("the text ends before {comment}, which is a comment; if it belongs to it, use quotes")
                yield (*place, code), message.format(comment=quote(found[1])), Rule.COMMENT
                break
