"""What a neuron is fed: where its inputs come from and how they are scaled."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from tutor.nn.descent.arguments import check_between, check_choice

Floats = npt.NDArray[np.float64]
Kind = Literal["uniform", "skewed", "correlated", "mixed", "sigmoid", "tanh", "patches"]
Range = Literal["01", "11", "half", "centred", "standardised"]

KINDS: tuple[Kind, ...] = get_args(Kind)
RANGES: tuple[Range, ...] = get_args(Range)
UNSCALED: tuple[Kind, ...] = ("mixed", "sigmoid", "tanh")
"""Kinds that have a range of their own, so that no scaling applies."""

MOST_DIMS = 1000
"""The most inputs that a problem may have."""
MOST_SIDE = 512
"""The most rows and columns that the image of "patches" may have."""


@dataclass(frozen=True)
class Inputs:
    """The distribution of one example x.

    `kind`:

    * "uniform": independent, uniform on [0, 1] before scaling;
    * "skewed": independent, mostly 0, with the mean and standard deviation of MNIST's pixels;
    * "correlated": each uniform on [0, 1] before scaling; they lie in a square, row by row, and neighbours are
      correlated by `rho`, 0 to 1, others the less the farther apart they are, as the pixels of photographs;
    * "mixed": signs of both kinds, but the E[x xᵀ] of "uniform" on [0, 1]: what remains of a slow descent
      when the signs are taken away;
    * "sigmoid" and "tanh": the activations σ(z) and tanh(z) of independent z from N(0, 1);
    * "patches": a random √d × √d patch of `image`, rows of pixels within [0, 1].

    `range` scales pixels p from [0, 1]: "01" p; "11" 2p − 1; "half" p − ½; "centred" p minus its mean;
    "standardised" also divided by its standard deviation. "mixed", "sigmoid" and "tanh" take "01" only: they
    are not scaled. Bad values raise TypeError or ValueError.
    """

    kind: Kind = "uniform"
    range: Range = "01"
    rho: float = 0.0
    image: tuple[tuple[float, ...], ...] = ()

    def __post_init__(self) -> None:
        check_choice("kind", self.kind, KINDS)
        check_choice("range", self.range, RANGES)
        if self.kind in UNSCALED and self.range != "01":
            raise ValueError(f"inputs of the kind {self.kind!r} have a range of their own: range must be '01'.")
        object.__setattr__(self, "rho", check_between("rho", self.rho, 0.0, 1.0))
        object.__setattr__(self, "image", _check_image(self.image))
        if self.kind == "patches":
            if not self.image:
                raise ValueError("patches need an image, a row of pixels for each of its rows.")
            if self.range == "standardised" and not np.ptp(self.pixels) > 0:
                raise ValueError("an image of one colour cannot be standardised: its standard deviation is 0.")

    @cached_property
    def pixels(self) -> Floats:
        """The image as an array, shape (H, W), before scaling."""
        pixels = np.array(self.image, dtype=np.float64).reshape(len(self.image), -1)
        pixels.setflags(write=False)
        return pixels

    @property
    def non_negative(self) -> bool:
        """Whether no input can be negative, whatever is drawn."""
        return self.kind == "sigmoid" or (self.kind != "mixed" and self.kind != "tanh" and self.range == "01")

    def check_dims(self, d: int) -> None:
        """Raise ValueError if there are no examples of `d` inputs: a patch is square and must fit into its image."""
        if self.kind == "patches":
            side = square_side("dims", d)
            if side > min(self.pixels.shape):
                rows, columns = self.pixels.shape
                raise ValueError(f"a {side}×{side} patch does not fit into an image of {rows}×{columns} pixels.")


def square_side(name: str, d: int) -> int:
    """Return the side of a square of `d` cells; ValueError if there is none."""
    side = math.isqrt(d)
    if side * side != d:
        raise ValueError(f"{name} must be a square number, such as 4 or 9, not {d}.")
    return side


def _check_image(image: object) -> tuple[tuple[float, ...], ...]:
    if not isinstance(image, (tuple, list)):
        raise TypeError(f"image must be a tuple of rows, not {type(image).__name__}.")
    rows = []
    for row in image:
        if not isinstance(row, (tuple, list)):
            raise TypeError("each row of image must be a tuple of numbers.")
        rows.append(tuple(check_between("a pixel of image", pixel, 0.0, 1.0) for pixel in row))
    if rows and (not rows[0] or len({len(row) for row in rows}) > 1):
        raise ValueError("the rows of image must all have the same number of pixels, at least one.")
    if len(rows) > MOST_SIDE or (rows and len(rows[0]) > MOST_SIDE):
        raise ValueError(f"image must have at most {MOST_SIDE} rows and columns.")
    return tuple(rows)
