"""What is said of descents that cannot be run: it is said once, at the descent and not at every text about it."""

from __future__ import annotations

import pytest

from tests.lesson.tiny import tiny
from tutor.lesson.problem import LessonError

FALL = 'id: fall, kind: descent, title: Fall, inputs: ["01"]'
THE_END = "title: End, body: The end."
SAID = 'title: End, body: "{descent.fall.first.steps} steps."'


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("{start: [1, 1, 1]}", "start must have 2 numbers, one for each weight, not 3"),
        ("{dims: 200, start: []}", "this descent is too large for a lesson"),
    ],
)
def test_a_text_about_a_broken_descent_is_not_told_as_well(settings: str, message: str) -> None:
    with pytest.raises(LessonError) as caught:
        tiny((FALL, f"{FALL}, settings: {settings}"), (THE_END, SAID))
    (problem,) = caught.value.problems
    assert message in str(problem)


def test_a_text_about_a_sound_descent_is_computed() -> None:
    assert tiny((THE_END, SAID)).steps
    with pytest.raises(LessonError, match="there is no name 'second' here"):
        tiny((THE_END, SAID.replace("first", "second")))
