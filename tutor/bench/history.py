"""The setups that a bench, or a descent, has had, so that every change can be undone and done again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

S = TypeVar("S")
DEEPEST = 500
"""Changes that are remembered."""


@dataclass(frozen=True)
class History(Generic[S]):
    """The setup in use, those before it and those that were undone; each step returns another history."""

    now: S
    past: tuple[S, ...] = ()
    undone: tuple[S, ...] = ()

    def do(self, setup: S) -> History[S]:
        """Go on to another setup; nothing changes where it is the one in use."""
        return self if setup == self.now else History(setup, (*self.past, self.now)[-DEEPEST:])

    def undo(self) -> History[S]:
        """Go back to the setup before, where there is one."""
        return History(self.past[-1], self.past[:-1], (*self.undone, self.now)) if self.past else self

    def redo(self) -> History[S]:
        """Do again what was undone last, where something was."""
        return History(self.undone[-1], (*self.past, self.now), self.undone[:-1]) if self.undone else self
