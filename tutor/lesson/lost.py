"""What of a lesson could not be read or run: whatever leans on it is not judged, for it may be right."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from tutor.lesson.rules import Rule
from tutor.lesson.walk import Place

_WORD = re.compile(r"[a-z_][a-z0-9_-]*", re.IGNORECASE)
_DEEPEST = 12


@dataclass
class Lost:
    """The names that are written in a lesson but stand for nothing that could be read or run."""

    names: set[str] = field(default_factory=set)
    """Ids of friends, experiments, sources and steps, and whatever else is referred to by name."""
    any_name: bool = False
    """Whether something is lost whose name cannot be read, so that every unknown name may be its."""

    data: bool = False
    """Whether the picture, the kernel or a setting of the lesson's own data is lost, so that no lane can be run."""

    def concerns(self, rule: Rule, place: Place, data: object) -> bool:
        """Return whether a fault at `place` of the file's data may be due to what was lost."""
        if self.any_name and rule in (Rule.NAME, Rule.EXPRESSION, Rule.OPTIONS, Rule.UNUSED):
            return True
        value, key = data, ""
        for segment in place:
            key = str(segment)
            try:
                value = value[segment]  # type: ignore[index]  # whatever cannot be indexed ends the way
            except (LookupError, TypeError):
                break
        return mentions(key, self.names) or mentions(value, self.names)


def mentions(value: object, names: Collection[str], depth: int = _DEEPEST) -> bool:
    """Return whether any text in a value has one of the names among its words."""
    if isinstance(value, str):
        # An id may hold a hyphen, which in an expression is a minus.
        return any(word in names or any(part in names for part in word.split("-")) for word in _WORD.findall(value))
    if depth and isinstance(value, Mapping):
        return any(mentions(part, names, depth - 1) for part in (*value, *value.values()))
    return bool(depth) and isinstance(value, list) and any(mentions(part, names, depth - 1) for part in value)
