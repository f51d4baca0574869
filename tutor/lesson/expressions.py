"""Expressions in lessons: the numbers in a text and the answers of a question, computed and never typed.

A closed little language: it sees the names and functions it is handed, and of those only what a mapping lists.
There is no way from a value to a Python attribute, and nothing here is ever given to Python to run.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tutor.language import _
from tutor.lesson.expression_evaluation import Evaluation, Functions, Names
from tutor.lesson.expression_syntax import parse_tree
from tutor.lesson.expression_tree import Call, ExpressionError, Node, paths, walk
from tutor.lesson.functions import show, standard_functions
from tutor.lesson.text import LONGEST

__all__ = [
    "Expression",
    "ExpressionError",
    "Placeholder",
    "Template",
    "evaluate",
    "parse",
    "show",
    "standard_functions",
    "template",
]


MOST_EXPRESSIONS = 100
"""In one text."""
_BRACE = re.compile("[{}]")


@dataclass(frozen=True)
class Expression:
    """One expression, read and ready to be evaluated."""

    text: str
    root: Node

    def names(self) -> frozenset[str]:
        """Return the names it begins from, functions not among them: `alex` of `alex.relu.operations`."""
        return frozenset(path[0] for path in self.paths())

    def paths(self) -> frozenset[tuple[str, ...]]:
        """Return every dotted path from such a name, up to the first index."""
        return frozenset(paths(self.root))

    def functions(self) -> frozenset[str]:
        """Return the names of the functions it calls."""
        return frozenset(node.name for node in walk(self.root) if isinstance(node, Call))


@dataclass(frozen=True)
class Placeholder:
    """An expression inside a text, and where in the text it begins (0-based, after the brace)."""

    offset: int
    expression: Expression


@dataclass(frozen=True)
class Template:
    """A text with expressions in braces."""

    text: str
    parts: tuple[str | Placeholder, ...]

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """The expressions, in the order of the text."""
        return tuple(part.expression for part in self.parts if isinstance(part, Placeholder))

    @property
    def single(self) -> Expression | None:
        """The expression, if the text is one `{expression}` and nothing else but space around it."""
        parts = [part for part in self.parts if isinstance(part, Placeholder) or part.strip()]
        return parts[0].expression if len(parts) == 1 and isinstance(parts[0], Placeholder) else None

    def fill(self, names: Names, functions: Functions, show: Callable[[object], str] = show) -> str:
        """Return the text with every expression replaced by its value as `show` writes it.

        ExpressionError, its offset counted in the whole text, when one cannot be computed or shown.
        """
        written = []
        for part in self.parts:
            if isinstance(part, str):
                written.append(part)
                continue
            try:
                written.append(show(evaluate(part.expression, names, functions)))
            except ExpressionError as error:
                raise ExpressionError(error.message, part.offset + error.offset) from None
        return "".join(written)


@lru_cache(maxsize=2048)
def parse(text: str) -> Expression:
    """Read an expression; ExpressionError says what is wrong with it and where."""
    return Expression(text, parse_tree(text))


@lru_cache(maxsize=1024)
def template(text: str) -> Template:
    """Split a text at its `{expression}` places; `{{` and `}}` are braces.

    ExpressionError if a brace has no partner, an expression cannot be read, or the text has too many or is too long.
    """
    if len(text) > LONGEST:
        raise ExpressionError(_("this text is too long; {n} characters at most").format(n=LONGEST))
    parts: list[str | Placeholder] = []
    literal: list[str] = []
    count = position = 0
    while position < len(text):
        two = text[position : position + 2]
        if two in ("{{", "}}"):
            literal.append(two[0])
            position += 2
        elif text[position] == "{":
            count += 1
            if count > MOST_EXPRESSIONS:
                raise ExpressionError(_("a text has at most {n} expressions").format(n=MOST_EXPRESSIONS), position)
            end = _closing_brace(text, position)
            if literal:
                parts.append("".join(literal))
            parts.append(Placeholder(position + 1, _inside(text[position + 1 : end], position + 1)))
            literal, position = [], end + 1
        elif text[position] == "}":
            raise ExpressionError(_("this brace closes nothing; write }} for a brace in the text"), position)
        else:
            found = _BRACE.search(text, position)
            end = found.start() if found else len(text)
            literal.append(text[position:end])
            position = end
    if literal:
        parts.append("".join(literal))
    return Template(text, tuple(parts))


def _closing_brace(text: str, opening: int) -> int:
    """Return where the brace opened at `opening` closes; braces in quoted text do not count."""
    quoted = ""
    for position in range(opening + 1, len(text)):
        character = text[position]
        if quoted:
            quoted = "" if character == quoted else quoted
        elif character in "'\"":
            quoted = character
        elif character == "}":
            return position
    raise ExpressionError(_("this brace is never closed; write two of them for a brace in the text"), opening)


def _inside(text: str, offset: int) -> Expression:
    try:
        return parse(text)
    except ExpressionError as error:
        raise ExpressionError(error.message, offset + error.offset) from None


def evaluate(expression: Expression, names: Names, functions: Functions) -> object:
    """Return the value of `expression`: int, float, bool, str, a tuple, a numpy array or a mapping of names.

    `names` are what it may name, and mappings in them what may follow a dot; `functions` are what it may call.
    Every fault is an ExpressionError.
    """
    with np.errstate(all="ignore"):  # results are checked to be finite; a warning on the screen would help nobody
        return Evaluation(names, functions).value(expression.root)
