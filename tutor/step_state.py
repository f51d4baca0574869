"""What has happened at one step of a lesson, and its form in the record. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from tutor.lesson.answers import Answer

MOST_PARTS, MOST_CHARACTERS = 144, 40
"""How many parts an answer of several may have, and how long a typed one may be: more is not from this program."""


@dataclass(frozen=True)
class Attempt:
    """One answer that was committed."""

    answer: Answer
    correct: bool | None
    sure: int | None = None
    """0 a guess, 1 fairly sure, 2 certain; None where it was not asked."""
    score: float | None = None
    """The share of a partly right answer that is right; None where it is right or wrong as a whole."""

    @property
    def share(self) -> float:
        """How much of the answer was right, from 0 to 1; a prediction has none."""
        return float(self.correct is True) if self.score is None else self.score


@dataclass(frozen=True)
class StepState:
    """What has happened at one step."""

    attempts: tuple[Attempt, ...] = ()
    hints: int = 0
    """How many hints have been shown."""
    revealed: bool = False
    """Whether the answer was shown without having been found."""
    seen: bool = False
    """Whether a page was read, or a run watched to its end."""
    open: bool = True
    """Whether the question waits for an answer; False from a commitment until a retry."""
    unaided: int | None = None
    """How many attempts had been made when the answer was first shown; None while it was not."""
    reached: bool = False
    """Whether the goal of a descent was reached."""

    @property
    def solved(self) -> bool:
        """Whether some attempt was right, or was a prediction, which is never wrong."""
        return any(attempt.correct is not False for attempt in self.attempts)

    @property
    def last(self) -> Attempt | None:
        """The latest attempt."""
        return self.attempts[-1] if self.attempts else None

    @property
    def best(self) -> float:
        """How much of the best attempt was right, from 0 to 1; attempts after the answer was shown do not count."""
        return max((attempt.share for attempt in self.attempts[: self.unaided]), default=0.0)

    def plain(self) -> dict[str, Any]:
        """Return this state as JSON-able values, for the record."""
        attempts = [
            {
                "answer": list(a.answer) if isinstance(a.answer, tuple) else a.answer,
                "correct": a.correct,
                "sure": a.sure,
                **({} if a.score is None else {"score": a.score}),
            }
            for a in self.attempts
        ]
        return {
            "attempts": attempts, "hints": self.hints, "revealed": self.revealed, "seen": self.seen, "open": self.open,
            **({} if self.unaided is None else {"unaided": self.unaided}),
            **({"reached": True} if self.reached else {}),
        }  # fmt: skip

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> StepState:
        """Read what `plain` wrote; anything that does not fit counts as not having happened."""
        saved = plain.get("attempts")
        read = [_attempt(item) for item in saved] if isinstance(saved, list) else []
        attempts = tuple(attempt for attempt in read if attempt is not None)
        hints, unaided = plain.get("hints"), plain.get("unaided")
        return cls(
            attempts,
            hints if _whole(hints) and hints > 0 else 0,
            plain.get("revealed") is True,
            plain.get("seen") is True,
            not attempts or plain.get("open") is True,
            unaided if _whole(unaided) and unaided >= 0 else None,
            plain.get("reached") is True,
        )


def _attempt(plain: object) -> Attempt | None:
    """Read one attempt that `StepState.plain` wrote; None where it does not fit."""
    if not isinstance(plain, Mapping):
        return None
    answer, correct, sure = plain.get("answer"), plain.get("correct"), plain.get("sure")
    if (
        isinstance(answer, list)
        and len(answer) <= MOST_PARTS
        and (all(map(_whole, answer)) or all(map(_typed, answer)))
    ):
        answer = tuple(answer)
    if not (isinstance(answer, str | tuple) or _whole(answer)) or not (correct is None or isinstance(correct, bool)):
        return None
    score = plain.get("score")
    part = isinstance(score, float) and 0 < score < 1 and correct is False
    return Attempt(answer, correct, sure if _whole(sure) and sure in (0, 1, 2) else None, score if part else None)


def _typed(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) <= MOST_CHARACTERS


def _whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
