"""Syntax errors of YAML in words an author can act on; the parser's own words only as a last resort."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

import yaml

from tutor.language import _
from tutor.lesson.problem import quote
from tutor.lesson.rules import Rule

Place = tuple[int, int]
"""A line and a column, both from 1."""

Extent = Literal["value", "whole value", "bracket", "key", "block", "tabs", "none"]
"""What of the text a slip spoils: see `tutor.lesson.yaml_repair`."""


class Slip(NamedTuple):
    """What the parser stumbled over: where, one sentence, and how much of the text is spoilt by it."""

    place: Place
    message: str
    extent: Extent = "none"
    rule: Rule = Rule.SYNTAX


MAX_DEPTH = 40
"""Levels of lists and mappings in a lesson."""
_SIGNS = frozenset("@`%!&*|>,[]{}:-?#'\"")
"""What YAML keeps for itself at the beginning of a value."""


_TEXT_BEHIND_BRACES = re.compile(r":\s+(\{[^{}]*\})$")


def explain(error: Exception, lines: Sequence[str]) -> Slip:
    """Return the place and the sentence for what PyYAML raised while reading `lines`."""
    if not isinstance(error, yaml.MarkedYAMLError):
        # The pure parser stumbles over "\U00110000" without saying where.
        return Slip((1, 1), _("this is not YAML: {reason}").format(reason=quote(str(error), 80)))
    start = _place(error.context_mark)
    place = _place(error.problem_mark) or start or (1, 1)
    context, problem = error.context or "", error.problem or ""
    if "nesting depth" in problem:  # the parser's own limit, which it meets before the events come to ours
        return Slip(place, too_deep(), rule=Rule.TOO_LARGE)
    for explained in (
        _text_in_brackets(context, place, start, lines),
        _unclosed(context, problem, start, lines),
        _needs_quotes(context, problem, place, start, lines),
        _bad_layout(context, problem, place, start),
    ):
        if explained:
            return explained
    return Slip(place, _("this is not YAML: {reason}").format(reason=quote(problem, 80)))


def closed_late(slip: Slip, start: Place, end: Place) -> Slip:
    """Return the slip that explains `slip` if it lies just behind a text in quotes that ends lines after its beginning.

    Such a text was probably to end in its first line: the quotation mark that ended it was to begin another.
    """
    if slip.extent != "whole value" or end[0] != slip.place[0] or start[0] == end[0] or end[1] > slip.place[1]:
        return slip
    message = _("this quotation mark is closed only in line {line}; is one missing before that?")
    return Slip(start, message.format(line=end[0]), "value")


def quotes_wanted(sign: str) -> str:
    """Return the sentence for unquoted text that begins with a character YAML keeps for itself."""
    return _("text that begins with {sign} means something else in YAML; put this text in quotes").format(
        sign=quote(sign)
    )


def too_deep() -> str:
    """Return the sentence for lists in lists in lists."""
    return _("lists and mappings are nested too deeply; {n} levels at most").format(n=MAX_DEPTH)


def no_tabs() -> str:
    """Return the sentence for a line that is indented with tabs."""
    return _("indent with spaces, not with tabs")


def older_yaml() -> str:
    """Return the sentence for a %YAML line with another version."""
    return _("a lesson is written in YAML 1.2; remove the line that says otherwise")


def _misfit() -> str:
    return _("this line does not fit its neighbours; check how far it is indented")


def _place(mark: yaml.Mark | None) -> Place | None:
    return (mark.line + 1, mark.column + 1) if mark else None


def _at(place: Place, lines: Sequence[str]) -> str:
    """Return the rest of the line from `place` on; empty past the end."""
    line, column = place
    return lines[line - 1][column - 1 :] if line <= len(lines) else ""


def _before(place: Place, lines: Sequence[str]) -> str:
    line, column = place
    return lines[line - 1][: column - 1] if line <= len(lines) else ""


def _text_in_brackets(context: str, place: Place, start: Place | None, lines: Sequence[str]) -> Slip | None:
    """Return the slip where what stands in the way looks like text: behind a quotation mark, a colon, or braces."""
    before, sign = _before(place, lines).rstrip(), _at(place, lines)[:1]
    braces = _TEXT_BEHIND_BRACES.search(before)
    if "block mapping" in context and braces and sign not in ("", "#"):
        message = _("text that begins with braces needs quotes, from {text} on")
        return Slip(place, message.format(text=quote(braces[1])), "whole value", Rule.QUOTES)
    if not start or start[0] != place[0] or not ("flow sequence" in context or "flow mapping" in context):
        return None
    if sign == ":":
        return Slip(place, _("this colon stands in a text; put the whole text in quotes"), "whole value", Rule.QUOTES)
    if before.endswith(("'", '"')) and sign not in ("", "'", '"', "[", "{"):
        return Slip(place, _quoted_text_ends(), "whole value", Rule.QUOTES)
    return None


def _quoted_text_ends() -> str:
    return _(
        "the quoted text ends before this; put the whole text in quotes, and write a quotation mark inside it twice"
    )


def _unclosed(context: str, problem: str, start: Place | None, lines: Sequence[str]) -> Slip | None:
    if not start:
        return None
    if "unexpected end of stream" in problem or "unexpected document indicator" in problem:
        return Slip(start, _("the text that begins with this quotation mark is never closed"), "value")
    if "flow sequence" in context or "flow mapping" in context:
        bracket = _at(start, lines)[:1]
        message = _(
            "this bracket {bracket} is not closed where it should be, or a comma is missing; "
            "text with brackets or braces needs quotes"
        )
        return Slip(start, message.format(bracket=quote(bracket)), "bracket")
    return None


def _needs_quotes(context: str, problem: str, place: Place, start: Place | None, lines: Sequence[str]) -> Slip | None:
    sign = _at(place, lines)[:1]
    if "tab character" in problem or ("cannot start any token" in problem and sign == "\t"):
        return Slip(place, no_tabs(), "tabs")
    if "cannot start any token" in problem or "unexpected ':'" in problem or "tag handle" in problem:
        return Slip(place, quotes_wanted(sign), "value", Rule.QUOTES)
    if start and any(word in context for word in ("an alias", "an anchor", "a tag", "a directive", "block scalar")):
        return Slip(start, quotes_wanted(_at(start, lines)[:1]), "value", Rule.QUOTES)
    if "expected node content" in problem or "expected the node content" in problem:
        if not sign:
            return Slip(place, _("the text ends where a value is expected; is a bracket above never closed?"))
        if sign in _SIGNS:
            return Slip(place, quotes_wanted(sign), "value", Rule.QUOTES)
        return Slip(place, _misfit(), "block")
    if "unknown escape" in problem or "invalid Unicode" in problem or "hexdecimal" in problem:
        message = _("this backslash escape is unknown; write '\\\\' for a backslash, or use single quotes")
        return Slip(place, message, "whole value")
    before = _before(place, lines)
    if ("mapping values" in problem or "mapping keys" in problem) and (": " in before or sign == "?"):
        message = _(
            "text with a colon and a space in it, or with a question mark before it, is not plain text; "
            "put this text in quotes"
        )
        return Slip(place, message, "whole value", Rule.QUOTES)
    if before.rstrip().endswith(("'", '"')) and ("expected key" in problem or "block end" in problem):
        return Slip(place, _quoted_text_ends(), "whole value", Rule.QUOTES)
    return None


def _bad_layout(context: str, problem: str, place: Place, start: Place | None) -> Slip | None:
    if "could not find expected ':'" in problem:
        message = _("a colon and a space are missing after this key, or this line should be indented")
        return Slip(start or place, message, "key")
    if "entries are not allowed" in problem:
        message = _("a list cannot begin here; put '- ' on a line of its own, or put this text in quotes")
        return Slip(place, message, "whole value")
    if "mapping values" in problem or "block mapping" in context or "block collection" in context:
        return Slip(place, _misfit(), "block")
    if "document start" in problem:
        message = _("a lesson is one YAML document, and it ended before this; remove it")
        return Slip(place, message, rule=Rule.DOCUMENT)
    if "incompatible" in problem:
        return Slip(place, older_yaml(), rule=Rule.DOCUMENT)
    return None
