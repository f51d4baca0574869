"""The tree of an expression, and the one error that expressions raise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


class ExpressionError(ValueError):
    """An expression cannot be read or computed: one plain sentence, and the 0-based offset of the fault."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message, offset)
        self.message = message
        self.offset = offset

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class Literal:
    """A number or a text, as written."""

    offset: int
    value: int | float | str


@dataclass(frozen=True)
class Name:
    """A name to be looked up among the names the lesson has."""

    offset: int
    name: str


@dataclass(frozen=True)
class ListOf:
    """A list in brackets."""

    offset: int
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Dot:
    """One `.name` after a value."""

    offset: int
    name: str


@dataclass(frozen=True)
class Index:
    """One `[i]` or `[i, j]` after a value."""

    offset: int
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Access:
    """A value and what is picked out of it, step after step."""

    offset: int
    base: Node
    steps: tuple[Dot | Index, ...]


@dataclass(frozen=True)
class Call:
    """A named function and its arguments."""

    offset: int
    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Unary:
    """`-x` or `not x`."""

    offset: int
    sign: str
    operand: Node


@dataclass(frozen=True)
class Chain:
    """Operands joined from left to right by signs of one rank: `a - b + c`, kept flat so long sums nest nowhere."""

    offset: int
    first: Node
    rest: tuple[tuple[str, int, Node], ...]


Node = Literal | Name | ListOf | Access | Call | Unary | Chain


def children(node: Node) -> Iterator[Node]:
    """Yield the nodes directly under `node`."""
    match node:
        case ListOf(items=items) | Call(arguments=items):
            yield from items
        case Access(base=base, steps=steps):
            yield base
            for step in steps:
                if isinstance(step, Index):
                    yield from step.items
        case Unary(operand=operand):
            yield operand
        case Chain(first=first, rest=rest):
            yield first
            yield from (operand for _sign, _offset, operand in rest)
        case _:
            return


def walk(node: Node) -> Iterator[Node]:
    """Yield `node` and every node under it."""
    yield node
    for child in children(node):
        yield from walk(child)


def paths(node: Node) -> Iterator[tuple[str, ...]]:
    """Yield every dotted path from a name under `node`, up to its first index."""
    if isinstance(node, Name):
        yield (node.name,)
        return
    below = children(node)
    if isinstance(node, Access) and isinstance(node.base, Name):
        next(below)  # the name, which is the head of this longer path
        path = [node.base.name]
        for step in node.steps:
            if isinstance(step, Index):
                break
            path.append(step.name)
        yield tuple(path)
    for child in below:
        yield from paths(child)
