"""The lesson file as pydantic models: what may stand in it. What it must mean is `tutor.lesson.check`.

Everything is strict and immutable: unknown keys and wrong types are errors, lists become tuples.
"""

from __future__ import annotations

from typing import Annotated, Literal, Protocol, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from tutor.bench.layers import LayerSpec
from tutor.lesson.descent_model import ControlName, DescentSettings, Goal, InputsText
from tutor.lesson.questions import (
    Cells,
    Choice,
    Choices,
    FriendPick,
    Match,
    Number,
    Order,
    Question,
    Reflect,
    WitnessHunt,
    Words,
)
from tutor.lesson.step_parts import MOST_NAMES, Image, NamedValues, Values
from tutor.lesson.text import Text

IDENTIFIER = r"^[a-z][a-z0-9_-]*$"
NAME = r"^[a-z][a-z0-9_]*$"
LINK = r"^https?://[^\s]+$"

Identifier = Annotated[str, Field(pattern=IDENTIFIER, max_length=60)]
Name = Annotated[str, Field(pattern=NAME, max_length=60)]
"""An identifier that expressions can name: no hyphen."""
Size = Annotated[int, Field(ge=1, le=16)]
Cell = Annotated[float, Field(allow_inf_nan=False, ge=-1e6, le=1e6)]
DrawnValues = Annotated[dict[Name, Values], Field(max_length=MOST_NAMES), AfterValidator(NamedValues)]
"""Numbers that differ from learner to learner, by the names that expressions use."""
Row = Annotated[tuple[Cell, ...], Field(min_length=1, max_length=32)]
Grid = Annotated[tuple[Row, ...], Field(min_length=1, max_length=32)]


def _readable(text: str) -> str:
    LayerSpec.parse(text)
    return text


LayerText = Annotated[str, Field(max_length=200), AfterValidator(_readable)]
"""A layer as `tutor.bench.layers` reads it: `conv`, or with settings `max_pool:size=3:stride=2`."""


ControlGroup = Literal["picture", "cells", "range", "kernel", "conv", "pool", "layers", "lanes"]
GROUPS: tuple[ControlGroup, ...] = get_args(ControlGroup)


class Model(BaseModel):
    """What all parts of a lesson have in common: immutable, strict, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Friend(Model):
    """One of the people whose cells are compared."""

    id: Name
    """The name that lanes and expressions use: `alex`, `{alex.relu.operations}`."""
    name: Text
    """What learners call the friend."""
    layers: Annotated[tuple[LayerText, ...], Field(min_length=1, max_length=8)]
    """The cell, from the picture on: `conv`, `relu`, or with settings `max_pool:size=3:stride=2`."""


class Data(Model):
    """What the cells compute with: a picture, a kernel, and the sizes of windows and strides."""

    picture: Grid | None = None
    """Rows of numbers, all equally long."""
    kernel: Grid | None = None
    """The weights of every convolution, as rows."""
    bias: Cell = 0.0
    """What a convolution adds to each of its sums."""
    scaling: Literal["none", "unit", "signed", "centred", "standardised"] = "none"
    """How the picture is changed first: to [0, 1] (`unit`), to [−1, 1] (`signed`), to mean 0, or to variance 1 too."""
    brightest: Annotated[float, Field(ge=1e-3, le=1e6, allow_inf_nan=False)] = 255.0
    """The pixel value that scaling maps to 1."""
    stride: Size = 1
    """How many cells the kernel moves on."""
    padding: Annotated[int, Field(ge=0, le=8)] = 0
    """How many cells are put around the picture, for a convolution."""
    pool_size: Size = 2
    """The side of a pool's window."""
    pool_stride: Size | None = None
    """How many cells a pool's window moves on; its own size unless given."""


class Experiment(Model):
    """The friends' cells on other data; what it does not mention is taken from the lesson's data."""

    id: Name
    """The name before the dot in lanes and expressions: `dark.alex`."""
    title: Text
    """What learners see beside the friend's name."""
    data: Data
    """What is different."""


class Objective(Model):
    """What a learner can do after a lesson."""

    id: Identifier
    """The name that steps use."""
    text: Text
    """One sentence."""


class Reference(Model):
    """Where a claim can be checked."""

    id: Identifier
    """The name that steps use."""
    title: Text
    """Author, year and title, as in a list of references."""
    link: Annotated[str, Field(pattern=LINK, max_length=300)] | None = None
    """Where it can be read."""


class Frame(Model):
    """What every step has around its content."""

    id: Identifier
    """The step's name; the learner's answers are kept under it, so it should never change."""
    title: Text
    """The heading of the page."""
    body: Text | None = None
    """What is said before the question or the run."""
    caveat: Text | None = None
    """Where the claim stops being true; shown once the step is done."""
    sources: tuple[Identifier, ...] = ()
    """The lesson's sources that stand behind this page; shown once the step is done."""
    image: Image | None = None
    """A picture to be shown below the text."""
    values: DrawnValues = NamedValues()
    """For the expressions of this step."""
    points: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)] = 0.0
    """What a right answer is worth."""
    objectives: tuple[Identifier, ...] = ()
    """The lesson's objectives that this step serves."""
    tags: Annotated[tuple[Identifier, ...], Field(max_length=20)] = ()
    """Words to find the step by."""

    @property
    def question(self) -> Question | None:
        """The question that this step asks, if any."""
        return None


class TextStep(Frame):
    """A page to read."""

    kind: Literal["text"]
    recall: Identifier | None = None
    """The step whose answer the learner is reminded of."""
    replies: dict[str, Text] = Field(default_factory=dict)
    """What to say to that answer, by the id of the friend who was picked."""


class QuestionStep(Frame):
    """A page that asks; the concrete kinds add the question's own keys."""

    @property
    def question(self) -> Question | None:
        """The step is its own question."""
        return self  # type: ignore[return-value]  # each subclass also inherits its question


class ChoiceStep(QuestionStep, Choice):
    """One of several options."""


class ChoicesStep(QuestionStep, Choices):
    """Every option that is true."""


class NumberStep(QuestionStep, Number):
    """A number to work out."""


class WordsStep(QuestionStep, Words):
    """A few words to type."""


class MatchStep(QuestionStep, Match):
    """Items to be given their partners."""


class ReflectStep(QuestionStep, Reflect):
    """Something to think about and write down."""


class FriendStep(QuestionStep, FriendPick):
    """One of the friends; without an `answer` it is a prediction and every answer is taken."""


class CellsStep(QuestionStep, Cells):
    """Cells of a map to fill in."""


class OrderStep(QuestionStep, Order):
    """Layers to put in order."""


class WitnessStep(QuestionStep, WitnessHunt):
    """Numbers to find for which two lanes differ."""


AnyQuestion = Annotated[
    Choice | Choices | Number | Words | Match | FriendPick | Cells | Order | WitnessHunt | Reflect,
    Field(discriminator="kind"),
]


class RunStep(Frame):
    """A step that runs something; with `predict` the learner commits to an answer first."""

    predict: AnyQuestion | None = None
    """A question that is to be answered before the run; any kind, without a step's own keys."""
    outcome: Text | None = None
    """What has been seen, said when the run has ended."""

    @property
    def question(self) -> Question | None:
        """The prediction to be made before the run."""
        return self.predict


class BenchStep(RunStep):
    """The numpy pipeline, live: one to three lanes."""

    kind: Literal["bench"]
    lanes: Annotated[tuple[str, ...], Field(min_length=1, max_length=3)]
    """Each `friend`, `experiment.friend` or `chosen` (the learner's own pick, where there was one)."""
    compare: tuple[str, str] | None = None
    """Two of the lanes, whose outputs are laid over each other at the end."""
    differs: bool | None = None
    """What the lesson says of them: that the outputs differ, or that they are equal. `check` runs them to see."""
    controls: tuple[ControlGroup, ...] = GROUPS
    """What the learner may change when taking the bench apart; nothing closes the way there."""


class DescentStep(RunStep):
    """Gradient descent on one or two kinds of inputs, side by side."""

    kind: Literal["descent"]
    inputs: Annotated[tuple[InputsText, ...], Field(min_length=1, max_length=2)] = ("01", "11")
    """One or two kinds of inputs, a panel each: `01`, `11`, `correlated:rho=0.9`, `patches:picture=moon`."""
    settings: DescentSettings = DescentSettings()
    """What this step sets otherwise than the lesson does."""
    hidden: tuple[ControlName, ...] = ()
    """Controls, or groups of them, that the learner does not see."""
    fixed: tuple[ControlName, ...] = ()
    """Controls that the learner sees but cannot turn."""
    goal: Goal | None = None
    """What the learner is to bring about."""


AnyStep = Annotated[
    TextStep
    | ChoiceStep
    | ChoicesStep
    | NumberStep
    | WordsStep
    | MatchStep
    | FriendStep
    | CellsStep
    | OrderStep
    | WitnessStep
    | ReflectStep
    | BenchStep
    | DescentStep,
    Field(discriminator="kind"),
]


class _Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Named)


def _called(parts: tuple[N, ...], wanted: str) -> N:
    """Return the part whose id is `wanted`; KeyError when there is none."""
    for part in parts:
        if part.id == wanted:
            return part
    raise KeyError(wanted)


class Lesson(Model):
    """One lesson."""

    format_version: Annotated[int, Field(ge=1, le=1)]
    """The version of this format: 1."""
    id: Identifier
    """The lesson's name; the learner's record is kept under it, so it should never change."""
    title: Text
    """What stands in the list of lessons and above every page."""
    summary: Text
    """Two or three sentences for the list of lessons."""
    course: Text | None = None
    """A heading to be listed under, for a lesson outside a course folder."""
    minutes: Annotated[int, Field(ge=1, le=600)]
    """How long it takes, about."""
    friends: Annotated[tuple[Friend, ...], Field(max_length=12)] = ()
    """Those whose cells are compared."""
    data: Data = Data()
    """What their cells compute with."""
    experiments: tuple[Experiment, ...] = ()
    """The same cells on other data."""
    descent: DescentSettings = DescentSettings()
    """Settings of gradient descent for all steps."""
    sources: tuple[Reference, ...] = ()
    """What steps may cite."""
    objectives: Annotated[tuple[Objective, ...], Field(max_length=20)] = ()
    """What a learner can do afterwards; steps say which of these they serve."""
    values: DrawnValues = NamedValues()
    """For every expression, and for the cells of pictures and kernels."""
    seed: Annotated[int, Field(ge=0, lt=2**32)] | None = None
    """Where given, it stands for every learner's own seed: all of them get the same values and orders."""
    steps: Annotated[tuple[AnyStep, ...], Field(min_length=1, max_length=200)]
    """The pages, in their order."""

    def step(self, step_id: str) -> Frame:
        """Return the step called `step_id`; KeyError when there is none."""
        return _called(self.steps, step_id)

    def friend(self, friend_id: str) -> Friend:
        """Return the friend called `friend_id`; KeyError when there is none."""
        return _called(self.friends, friend_id)

    def experiment(self, experiment_id: str) -> Experiment:
        """Return the experiment called `experiment_id`; KeyError when there is none."""
        return _called(self.experiments, experiment_id)

    def source(self, source_id: str) -> Reference:
        """Return the source called `source_id`; KeyError when there is none."""
        return _called(self.sources, source_id)
