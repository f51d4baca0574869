"""What any step may have beside its text: values that are drawn for each learner, and a picture."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tutor.lesson.questions import Part
from tutor.lesson.text import Text

MOST_NAMES = 20
"""Values of one step, and of the whole lesson."""

Whole = Annotated[int, Field(ge=-1_000_000, le=1_000_000)]
Decimal = Annotated[float, Field(allow_inf_nan=False, ge=-1e6, le=1e6)]


class Values(Part):
    """The numbers that a value is drawn from, by exactly one of `whole`, `decimal` and `among`."""

    whole: tuple[Whole, Whole] | None = None
    """Every whole number from the first to the second."""
    decimal: tuple[Decimal, Decimal] | None = None
    """From the first to the second in steps of `step`."""
    among: Annotated[tuple[Decimal, ...], Field(min_length=1, max_length=100)] | None = None
    """Exactly these."""
    step: Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)] | None = None
    """How far apart the numbers are; 1 for whole ones unless given."""


class NamedValues(dict[str, Values]):
    """Values by the names that expressions use. They never change, so that a step can be looked up by itself."""

    def __hash__(self) -> int:  # type: ignore[override]  # a dict has none
        return hash(tuple(self.items()))


class Image(Part):
    """A picture beside the lesson."""

    file: Annotated[str, Field(max_length=120)]
    """The path of a PNG, from the folder of the lesson on."""
    alt: Text
    """What is to be seen, for those who do not see it; always shown, too."""
    width: Annotated[int, Field(ge=4, le=80)] | None = None
    """Columns that it takes; as many as it has pixels, but no more than 40, unless given."""
