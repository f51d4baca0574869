"""Computing the value of an expression's tree."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping

import numpy as np

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
from tutor.lesson.expression_values import FAULTS, arithmetic, compare, describe, finite, negative, truth, value_of
from tutor.lesson.faults import UnknownName
from tutor.lesson.problem import quote

Names = Mapping[str, object]
Functions = Mapping[str, Callable[..., object]]


class Evaluation:
    """One evaluation: the names and the functions there are, and a method for each kind of node."""

    def __init__(self, names: Names, functions: Functions) -> None:
        self.names = names
        self.functions = functions

    def value(self, node: Node) -> object:
        """Return the value of `node`; every fault is an ExpressionError that says where."""
        try:
            return self._compute(node)
        except ExpressionError as error:
            # A fault without a place of its own is that of the innermost part it rose from.
            raise (error if isinstance(error, _PlacedError) else _PlacedError(error.message, node.offset)) from None
        except FAULTS:
            raise _PlacedError(_("this cannot be computed with these values"), node.offset) from None

    def _compute(self, node: Node) -> object:
        match node:
            case Literal():
                return node.value
            case Name(name=name, offset=offset):
                return self._look_up(self.names, name, offset)
            case ListOf(items=items):
                return tuple(self.value(item) for item in items)
            case Access(base=base, steps=steps):
                return functools.reduce(self._step, steps, self.value(base))
            case Call():
                return self._call(node)
            case Unary(sign="not", operand=operand):
                return not truth(self.value(operand))
            case Unary(operand=operand):
                return negative(self.value(operand))
            case Chain():
                return self._chain(node)

    def _look_up(self, group: Names, name: str, offset: int) -> object:
        known = tuple(group)  # asked by listing: `in` would compute the value of a lazy group
        if name in known:
            return value_of(group[name])
        if group is self.names and name in self.functions:
            message = _("{name} is a function; write {name}(…)").format(name=quote(name)[1:-1])
        else:
            top = group is self.names
            message = UnknownName(_("there is no name {name} here"), name, known, at_the_top=top)
        raise _PlacedError(message, offset)

    def _step(self, value: object, step: Dot | Index) -> object:
        if isinstance(step, Dot):
            if isinstance(value, Mapping):
                return self._look_up(value, step.name, step.offset)
            message = _("{kind} has no names, so nothing can follow the dot").format(kind=describe(value))
            raise _PlacedError(message, step.offset)
        for item in step.items:
            index = self.value(item)
            value = _item(value, index, item.offset)
        return value

    def _call(self, node: Call) -> object:
        function = self.functions.get(node.name)
        if function is None:
            raise _PlacedError(UnknownName(_("there is no function {name}"), node.name, self.functions), node.offset)
        arguments = [self.value(argument) for argument in node.arguments]
        try:
            inspect.signature(function).bind(*arguments)
        except TypeError:
            message = _("{name}(…) does not take this number of values: {n}")
            raise _PlacedError(message.format(name=node.name, n=len(arguments)), node.offset) from None
        try:
            return finite(value_of(function(*arguments)))
        except ExpressionError:
            raise
        except FAULTS:
            message = _("{name}(…) cannot be computed for these values")
            raise _PlacedError(message.format(name=node.name), node.offset) from None

    def _chain(self, node: Chain) -> object:
        value = self.value(node.first)
        for sign, offset, operand in node.rest:
            if sign in ("and", "or"):
                value = truth(value)
                if value == (sign == "and"):  # otherwise the answer is known, and the rest may not even have a value
                    value = truth(self.value(operand))
                continue
            right = self.value(operand)
            try:
                operation = compare if sign in ("==", "!=", "<", "<=", ">", ">=") else arithmetic
                value = operation(sign, value, right)
            except ExpressionError as error:
                raise _PlacedError(error.message, offset) from None
        return value


class _PlacedError(ExpressionError):
    """An error whose offset is known."""


def _item(value: object, index: object, offset: int) -> object:
    if not isinstance(value, tuple | np.ndarray):
        raise _PlacedError(
            _("an index picks from a list or an array, not from {kind}").format(kind=describe(value)), offset
        )
    if not isinstance(index, int) or isinstance(index, bool):
        raise _PlacedError(_("an index is a whole number, not {kind}").format(kind=describe(index)), offset)
    if not -len(value) <= index < len(value):
        message = _("the index {index} is out of range; there are {n}, counted from 0")
        raise _PlacedError(message.format(index=index, n=len(value)), offset)
    return value_of(value[index])
