"""How long a lesson may keep its checker busy: a lesson built to exhaust it is refused instead of computed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import cached_property, wraps

from tutor.lesson.facts import Facts
from tutor.lesson.model import Lesson
from tutor.lesson.questions import Computed
from tutor.nn.pipeline import Trace

SECONDS = 1.0
"""Of the processor's time for one lesson that is checked. The bundled one takes a quarter of that."""
SECONDS_TO_OPEN = 1.25
"""The same for one that is opened, on a slower computer perhaps. Lessons that come with the program have no bound."""


class OutOfPatienceError(Exception):
    """The time is over; no error of a lesson's own, so that nothing takes it for one."""


class Patience:
    """So much of the processor's time, from now on."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._until = time.process_time() + seconds

    @property
    def is_over(self) -> bool:
        """Whether the time has been used up."""
        return time.process_time() > self._until

    def go_on(self) -> None:
        """Raise OutOfPatienceError if the time is over."""
        if self.is_over:
            raise OutOfPatienceError


class PatientFacts(Facts):
    """Facts that are computed only until the patience is over."""

    def __init__(self, lesson: Lesson, patience: Patience) -> None:
        super().__init__(lesson)
        self.patience = patience

    def go_on(self) -> None:
        """Raise OutOfPatienceError if the time is over."""
        self.patience.go_on()

    def trace(self, lane: str) -> Trace:
        """Return the run of a lane, as `Facts.trace` does."""
        self.patience.go_on()
        return super().trace(lane)

    @cached_property
    def functions(self) -> Mapping[str, Callable[..., object]]:
        """The functions of `Facts`, each of which asks first whether there is time: one text may call many."""
        return {name: self._patient(function) for name, function in super().functions.items()}

    def _patient(self, function: Callable[..., object]) -> Callable[..., object]:
        @wraps(function)
        def patient(*arguments: object) -> object:
            self.patience.go_on()
            return function(*arguments)

        return patient

    def fill_words(self, words: str) -> str:
        """Return words with every expression computed, as `Facts.fill_words` does."""
        self.patience.go_on()
        return super().fill_words(words)

    def value(self, computed: Computed | bool) -> object:
        """Return a value or compute it, as `Facts.value` does."""
        self.patience.go_on()
        return super().value(computed)
