"""The questions a step can ask. What they accept is decided in `tutor.lesson.grading`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from tutor.lesson.text import Text

Computed = int | float | str
"""A number, or an expression in braces that the engine computes: `"{alex.relu.operations}"`."""


Credit = Literal["all", "partial"]
"""Whether an answer of several parts counts only as a whole, or each part for itself."""


class Part(BaseModel):
    """What all parts of a question have in common: immutable, strict, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Question(Part):
    """What all questions share: the words of the question, hints in their order, and an explanation."""

    ask: Text
    """The question."""
    hints: Annotated[tuple[Text, ...], Field(max_length=10)] = ()
    """Shown one by one when asked for, from a nudge to nearly the answer."""
    explain: Text | None = None
    """Shown after the right answer."""
    sure: bool = False
    """Whether to ask how sure the learner is."""

    @property
    def judged(self) -> bool:
        """Whether an answer is right or wrong, and not only taken."""
        return True


class Option(Part):
    """One option of a choice."""

    text: Text
    """What can be picked."""
    correct: bool | str = False
    """True, False, or an expression in braces that the engine computes."""
    because: Text | None = None
    """Said to whoever picked it (or, where several can be picked, judged it wrongly)."""
    pin: Literal["first", "last"] | None = None
    """Where it stays while the other options are shuffled."""


Options = Annotated[tuple[Option, ...], Field(min_length=2, max_length=9)]


class Choice(Question):
    """Pick the one option that is right."""

    kind: Literal["choice"]
    options: Options
    """Exactly one of them is correct."""
    shuffle: bool = False
    """Whether each learner gets the options in an order of their own, the same at every visit."""


class Choices(Question):
    """Pick every option that is right and no other."""

    kind: Literal["choices"]
    options: Options
    """At least one of them is correct."""
    shuffle: bool = False
    """Whether each learner gets the options in an order of their own, the same at every visit."""
    credit: Credit = "all"
    """With `partial` the score is (right picks − wrong picks) / right options, but never below 0."""


class Range(Part):
    """All numbers from `low` to `high`, both ends included."""

    low: Computed
    """The smallest."""
    high: Computed
    """The largest."""


NumberAnswer = Annotated[
    Annotated[Computed, Tag("one")] | Annotated[Range, Tag("range")],
    Discriminator(lambda given: "range" if isinstance(given, dict | Range) else "one"),
]


class Mistake(Part):
    """A wrong answer that can be foreseen, and what to say to it."""

    answer: NumberAnswer
    """The wrong number, or a range of them."""
    because: Text
    """Said to whoever gives it."""


class Number(Question):
    """Type a number."""

    kind: Literal["number"]
    answer: NumberAnswer
    """The right number, better computed than typed: `"{alex.relu.operations}"`; or a range."""
    tolerance: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    """How far off, in the answer's own unit, still counts as right."""
    relative: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.0
    """How far off, as a share of the answer (0.05: five percent), still counts as right; the two tolerances add up."""
    unit: Text | None = None
    """Shown behind the field: `%`, `cells`."""
    mistakes: Annotated[tuple[Mistake, ...], Field(max_length=12)] = ()
    """Wrong answers that can be foreseen."""


Wordings = Annotated[tuple[Text, ...], Field(min_length=1, max_length=24)]
"""Texts that count as the same answer; each of their languages is taken, whichever is in use."""


class Slip(Part):
    """Wrong words that can be foreseen, and what to say to them."""

    answers: Wordings
    """The wrong words, in all their wordings."""
    because: Text
    """Said to whoever gives one of them."""


class Words(Question):
    """Type a few words. Capitals, ё for е, spaces and punctuation at the ends do not count when they are compared."""

    kind: Literal["words"]
    answers: Wordings
    """What is right; the first is shown as the answer."""
    mistakes: Annotated[tuple[Slip, ...], Field(max_length=12)] = ()
    """Wrong answers that can be foreseen."""


class Pair(Part):
    """An item and the one partner that belongs to it; several items may have the same partner."""

    left: Text
    """The item."""
    right: Text
    """Its partner."""
    because: Text | None = None
    """Said to whoever gave the item another partner."""


class Match(Question):
    """Give each item its partner. Partners are always shown in an order of the learner's own."""

    kind: Literal["match"]
    pairs: Annotated[tuple[Pair, ...], Field(min_length=2, max_length=9)]
    """Items with their right partners."""
    extra: Annotated[tuple[Text, ...], Field(max_length=7)] = ()
    """Partners that belong to no item."""
    credit: Credit = "all"
    """With `partial` the score is the share of items with their right partner."""


class Reflect(Question):
    """Write freely; nothing is judged, and a later page may show it again by `recall`."""

    kind: Literal["reflect"]

    @property
    def judged(self) -> bool:
        """Never: whatever is written is kept."""
        return False


class FriendPick(Question):
    """Pick one of the friends; without `answer` every pick is taken as a prediction."""

    kind: Literal["friend"]
    among: tuple[str, ...] = ()
    """The ids of the friends to pick from; all of them unless given."""
    answer: str | Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    """The id of the friend to be picked, or several of which each is right."""
    because: dict[str, Text] = Field(default_factory=dict)
    """What to say to whoever picked that friend."""

    @property
    def right(self) -> tuple[str, ...]:
        """The ids of the friends of whom each is right; none where every pick is taken."""
        return (self.answer,) if isinstance(self.answer, str) else self.answer or ()

    @property
    def judged(self) -> bool:
        """Whether some pick is right and the others are wrong."""
        return self.answer is not None


CellPlace = tuple[Annotated[int, Field(ge=1, le=99)], Annotated[int, Field(ge=1, le=99)]]
"""Row and column of a cell, counted from 1."""


Blank = Annotated[
    Annotated[Literal["all"], Tag("word")]
    | Annotated[tuple[CellPlace, ...], Field(min_length=1, max_length=36), Tag("list")],
    Discriminator(lambda given: "list" if isinstance(given, tuple) else "word"),
]


class Cells(Question):
    """Fill in cells of a map that a lane computes; each is judged against the run."""

    kind: Literal["cells"]
    lane: str
    """`friend` or `experiment.friend`."""
    stage: str
    """The name of a stage of that lane, or `input` or `output`."""
    blank: Blank
    """The cells to fill in."""
    tolerance: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    """How far off a cell may be."""


class Order(Question):
    """Put layers in an order that computes what a lane computes; judged by running the arrangement."""

    kind: Literal["order"]
    layers: Annotated[tuple[str, ...], Field(min_length=2, max_length=7)]
    """The tray to choose from, each layer to be used once at most: `relu`, `max_pool:size=3`."""
    target: str
    """The lane whose output is wanted: `friend` or `experiment.friend`."""
    cheapest: bool = False
    """Whether it must also be done with as few operations as the tray allows."""


Side = Annotated[int, Field(ge=1, le=6)]


class WitnessHunt(Question):
    """Find numbers for which two lanes compute something different; judged by running both."""

    kind: Literal["witness"]
    lanes: tuple[str, str]
    """The two lanes: `friend` or `experiment.friend`."""
    shape: tuple[Side, Side]
    """Rows and columns of the numbers to find."""
    behind_conv: bool = True
    """Whether the numbers go in behind the convolutions that both lanes begin with, not into the whole lanes."""
    exists: bool = True
    """Whether there are such numbers; if not, the right answer is that there are none."""
