"""The grammar of expressions in lessons: text → tokens → a small immutable tree.

Written out rather than borrowed from Python's own parser: what is not in this file cannot be said in a lesson.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tutor.language import _
from tutor.lesson.expression_tree import (
    Access,
    Call,
    Chain,
    Dot,
    ExpressionError,
    Index,
    ListOf,
    Literal,
    Name,
    Node,
    Unary,
)
from tutor.lesson.problem import quote

MAX_LENGTH = 500
MAX_DEPTH = 30
MAX_MAGNITUDE = 1e300


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    offset: int


_TOKEN = re.compile(
    r"""(?P<space>[ \t\n]+)
    | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)
    | (?P<name>[^\W\d]\w*)
    | (?P<text>'[^']*'|"[^"]*")
    | (?P<sign>\*\*|//|==|!=|<=|>=|[-+*/%<>()\[\],.])""",
    re.VERBOSE,
)
_COMPARISON = 4
_RANKS = {"or": 1, "and": 2, **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), _COMPARISON)}
_RANKS |= {"+": 5, "-": 5, "*": 6, "/": 6, "//": 6, "%": 6}
_NOT_RANK = 3


def _tokens(text: str) -> Iterator[_Token]:
    offset = 0
    while offset < len(text):
        match = _TOKEN.match(text, offset)
        if match is None:
            raise ExpressionError(_stray(text[offset]), offset)
        kind = match.lastgroup or ""
        word = match.group()
        if kind == "name" and word in ("and", "or", "not"):
            kind = "sign"
        if kind != "space":
            yield _Token(kind, word, offset)
        offset = match.end()
    yield _Token("end", "", offset)


def _stray(character: str) -> str:
    if character in "'\"":
        return _("the text that begins with this quotation mark is never closed")
    if character == "=":
        return _("write == to compare; an expression cannot assign")
    if character == ":":
        return _("an expression has no format after ':'; write fixed(x, 2) for two decimals")
    return _("the character {character} means nothing in an expression").format(character=quote(character))


def parse_tree(text: str) -> Node:
    """Return the tree of the expression `text`. ExpressionError when it is not one, is too long or nests too deep."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(_("this expression is longer than {n} characters").format(n=MAX_LENGTH), MAX_LENGTH)
    parser = _Parser(list(_tokens(text)))
    tree = parser.binary(0)
    if parser.token.kind != "end":
        raise parser.unexpected()
    return tree


class _Parser:
    """Precedence climbing over a list of tokens; every way of nesting passes through `operand`, which counts it."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.position = 0
        self.depth = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.position]

    def sees(self, *signs: str) -> bool:
        return self.token.kind == "sign" and self.token.text in signs

    def take(self) -> _Token:
        token = self.token
        self.position += 1
        return token

    def expect(self, sign: str) -> None:
        if not self.sees(sign):
            raise ExpressionError(_("{sign} is missing here").format(sign=quote(sign)), self.token.offset)
        self.take()

    def unexpected(self) -> ExpressionError:
        if self.token.kind == "end":
            return ExpressionError(_("the expression ends too early"), self.token.offset)
        message = _("{word} does not fit here").format(word=quote(self.token.text))
        return ExpressionError(message, self.token.offset)

    def binary(self, lowest: int) -> Node:
        """Parse operands joined by signs of rank `lowest` or higher."""
        left = self.operand(lowest)
        while self.token.kind == "sign" and (rank := _RANKS.get(self.token.text, -1)) >= lowest:
            rest: list[tuple[str, int, Node]] = []
            while self.token.kind == "sign" and _RANKS.get(self.token.text) == rank:
                if rank == _COMPARISON and rest:
                    raise ExpressionError(_("compare two values at a time; join comparisons by and"), self.token.offset)
                sign = self.take()
                rest.append((sign.text, sign.offset, self.binary(rank + 1)))
            left = Chain(left.offset, left, tuple(rest))
        return left

    def operand(self, lowest: int) -> Node:
        """Parse `not x`, `-x`, `x ** y` or something simpler."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(_("this expression is nested too deeply"), self.token.offset)
        node: Node
        if self.sees("not") and lowest <= _NOT_RANK:
            sign = self.take()
            node = Unary(sign.offset, "not", self.binary(_NOT_RANK))
        elif self.sees("-"):
            sign = self.take()
            node = Unary(sign.offset, "-", self.operand(_COMPARISON))
        else:
            node = self.postfix()
            if self.sees("**"):  # binds tighter than a minus before it, not tighter than one after it
                sign = self.take()
                node = Chain(node.offset, node, (("**", sign.offset, self.operand(_COMPARISON)),))
        self.depth -= 1
        return node

    def postfix(self) -> Node:
        base = self.atom()
        steps: list[Dot | Index] = []
        while self.sees(".", "[", "("):
            sign = self.take()
            if sign.text == "(":
                raise ExpressionError(_("only a function that has a name can be called"), sign.offset)
            if sign.text == "[":
                steps.append(Index(sign.offset, self.items("]", at_least_one=True)))
            elif self.token.kind == "name":
                name = self.take()
                steps.append(Dot(name.offset, name.text))
            else:
                raise ExpressionError(_("a name must follow the dot"), self.token.offset)
        return Access(base.offset, base, tuple(steps)) if steps else base

    def atom(self) -> Node:
        token = self.token
        if token.kind == "number":
            return self.number()
        if token.kind == "text":
            return Literal(self.take().offset, token.text[1:-1])
        if token.kind == "name":
            self.take()
            if self.sees("("):
                self.take()
                return Call(token.offset, token.text, self.items(")"))
            return Name(token.offset, token.text)
        if self.sees("("):
            self.take()
            inside = self.binary(0)
            self.expect(")")
            return inside
        if self.sees("["):
            self.take()
            return ListOf(token.offset, self.items("]"))
        raise self.unexpected()

    def number(self) -> Literal:
        token = self.take()
        value = int(token.text) if token.text.isdecimal() else float(token.text)
        if value > MAX_MAGNITUDE:
            raise ExpressionError(_("this number is too large"), token.offset)
        return Literal(token.offset, value)

    def items(self, closing: str, *, at_least_one: bool = False) -> tuple[Node, ...]:
        """Parse what stands between commas up to and with `closing`."""
        found: list[Node] = []
        if at_least_one or not self.sees(closing):
            found.append(self.binary(0))
            while self.sees(","):
                self.take()
                found.append(self.binary(0))
        self.expect(closing)
        return tuple(found)
