"""How fast a descent is played: steps a second, and how many of them a frame owes."""

from __future__ import annotations

SPEEDS = (1, 2, 4, 8, 15, 30, 60, 250, 1000, 4000)
"""Steps a second; a speed above FRAMES takes several steps in one frame."""
FRAMES = 60
"""Frames a second at most."""


class Clock:
    """Counts the steps that the time played so far has earned and that have not been taken."""

    def __init__(self, speed: int) -> None:
        """`speed` is in steps a second, one of SPEEDS or the nearest below it."""
        self.speed = max((one for one in SPEEDS if one <= speed), default=SPEEDS[0])
        self._owed = 0.0

    @property
    def interval(self) -> float:
        """Seconds between two frames."""
        return 1 / min(self.speed, FRAMES)

    def faster(self, by: int) -> int:
        """Return the speed `by` stations further on."""
        return SPEEDS[min(max(SPEEDS.index(self.speed) + by, 0), len(SPEEDS) - 1)]

    def tick(self) -> int:
        """Return how many steps the next frame takes."""
        self._owed += self.speed * self.interval
        steps = int(self._owed + 1e-9)
        self._owed = max(self._owed - steps, 0.0)
        return steps
