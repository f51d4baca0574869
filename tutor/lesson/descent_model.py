"""What a lesson may say of gradient descent: settings, the controls of a step, and a goal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from tutor.descent.controls import CONTROLS
from tutor.descent.inputs import InputsSpec
from tutor.descent.problem import DescentError
from tutor.descent.words import parse_inputs, parse_optimiser, parse_step
from tutor.language import _
from tutor.lesson.text import Text
from tutor.nn.descent import MOST_BATCH, MOST_DIMS, MOST_STEPS, TYPICAL_SEED
from tutor.nn.pictures import PICTURES

Offset = Annotated[float, Field(allow_inf_nan=False, ge=-1e3, le=1e3)]
TYPED = frozenset("0123456789.,/-+e ")
"""What typed rows of a picture consist of."""
CONTROL_IDS = (*CONTROLS, *(name for names in CONTROLS.values() for name in names))
"""What `hidden` and `fixed` may name: a control, or a group of them."""


def _read_by(read: Callable[[str], object]) -> AfterValidator:
    def readable(text: str) -> str:
        read(text)
        return text

    return AfterValidator(readable)


def lesson_inputs(text: str) -> InputsSpec:
    """Read inputs as `tutor.descent.words` does, but no picture from a file: a lesson names no paths."""
    _before, named, picture = text.partition("picture=")
    if named and picture not in PICTURES and not set(picture) <= TYPED:  # else it would be looked for on the disk
        raise DescentError(_("a lesson takes patches of a built-in picture, or of typed rows"), "picture")
    return parse_inputs(text)


def _control(name: str) -> str:
    from tutor.descent.problem import unknown
    from tutor.quoting import quote

    if name not in CONTROL_IDS:
        raise unknown(_("there is no control {name}").format(name=quote(name)), name, CONTROL_IDS, "inputs.1")
    return name


InputsText = Annotated[str, Field(max_length=2000), _read_by(lesson_inputs)]
"""`01`, `skewed:range=11`, `correlated:rho=0.9`…"""
StepText = Annotated[str, Field(max_length=40), _read_by(parse_step)]
"""`mean_square:0.5`, `max:0.9`, `optimal:1`, or a plain number in quotes, which is the learning rate itself."""
OptimiserText = Annotated[str, Field(max_length=80), _read_by(parse_optimiser)]
ControlName = Annotated[str, AfterValidator(_control)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class DescentSettings(_Model):
    """Settings of gradient descent. A step's settings go before the lesson's."""

    seed: Annotated[int, Field(ge=0, lt=2**32)] = TYPICAL_SEED
    """The seed of the random inputs."""
    dims: Annotated[int, Field(ge=1, le=MOST_DIMS)] = 2
    """How many inputs, which is how many weights."""
    bias: bool = False
    """Whether there is one more weight, whose input is always 1."""
    loss: Literal["squared", "cross_entropy", "kernel"] = "squared"
    """What is minimised; `kernel` is the loss of a convolution."""
    start: Annotated[tuple[Offset, ...], Field(max_length=MOST_DIMS + 1)] = ()
    """Where the walk begins, one offset from the target for each weight; (−1, 1, −1, …) where there is none."""
    step: Annotated[float, Field(gt=0, le=2, allow_inf_nan=False)] | StepText = 0.5
    """A number is c in c/E|x|²; a text names another rule."""
    optimiser: OptimiserText = "sgd"
    """`sgd`, `momentum:beta=0.9`, `rmsprop:beta2=0.99` or `adam`."""
    batch: Annotated[int, Field(ge=1, le=MOST_BATCH)] | Literal["full"] = 1
    """Examples of each step, or `full` for the whole set."""
    noise: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = 0.0
    """The standard deviation of the noise in the labels."""
    tolerance: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] = 0.001
    """The share of the distance at which the walk has arrived."""
    max_steps: Annotated[int, Field(ge=1, le=MOST_STEPS)] = 5000
    """Steps after which a walk is stopped."""


class Goal(_Model):
    """Something to bring about with the controls; judged by running what the learner has set."""

    ask: Text
    """What is to be brought about, in words."""
    reached: Annotated[str, Field(max_length=500)]
    """An expression in braces over `first` and `second`, the runs of the two panels: `{second.turn > 90}`."""
    solution: DescentSettings
    """Settings that reach it, so that nobody is asked for what cannot be done."""
    inputs: Annotated[tuple[InputsText, ...], Field(min_length=1, max_length=2)] | None = None
    """The solution's inputs, where they are others than the step's."""
