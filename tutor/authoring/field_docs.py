"""What the lesson model says of its keys: the docstrings behind its fields, read from its source."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache

from pydantic import BaseModel

Docs = dict[str, str]


def docs_of(model: type[BaseModel]) -> Docs:
    """Return the docstring of each field of a model, those that it inherits included; fields without one are left out.

    Python keeps no docstrings of attributes, so that the source is read; without it (in a frozen program) there are
    none.
    """
    found: Docs = {}
    for one in reversed(model.__mro__):
        found |= _docs_in(one.__module__).get(one.__name__, {})
    return {name: found[name] for name in model.model_fields if name in found}


@cache
def _docs_in(module: str) -> dict[str, Docs]:
    """Return, by class, the docstrings of the fields in a module."""
    if not module.startswith("tutor."):
        return {}
    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except OSError:
        return {}
    return {node.name: dict(_docs_in_class(node)) for node in tree.body if isinstance(node, ast.ClassDef)}


def _docs_in_class(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, after in zip(node.body, node.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(after, ast.Expr):
            said = after.value
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                yield field.target.id, inspect.cleandoc(said.value).replace("\n", " ")
