"""The inputs of a descent as a learner names them: a kind, its range, and where it needs one a picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import numpy as np

from tutor.bench.kept import Kept
from tutor.bench.picture import PictureSpec
from tutor.bench.problem import BenchError
from tutor.descent.problem import DescentError
from tutor.language import _
from tutor.nn.descent import Inputs

MOST_RHO = 0.999
MOST_SIDE = 64
"""Rows or columns of a picture whose patches are drawn; a larger one is shrunk first, by whole blocks of cells."""

Image = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class InputsSpec:
    """Where the inputs of one panel come from. What a kind has no use for stays at its default."""

    kind: str = "uniform"
    range: str = "01"
    rho: float = 0.0
    picture: PictureSpec = field(default_factory=PictureSpec)

    def build(self) -> Inputs:
        """Return the inputs for the engine. DescentError where a picture cannot be read or has no such pixels."""
        image = image_of(self.picture) if self.kind == "patches" else ()
        if image and self.range == "standardised" and len({pixel for row in image for pixel in row}) == 1:
            raise DescentError(_("a picture of one brightness cannot be standardised: it does not vary"), "picture")
        return Inputs(self.kind, self.range, self.rho, image)  # type: ignore[arg-type]  # words.py knows the names


def image_of(picture: PictureSpec) -> Image:
    """Return the first channel of a picture, divided by its white value, as rows of numbers from 0 to 1.

    A picture of more than MOST_SIDE rows or columns is shrunk by the mean of square blocks, as many as fit whole.
    DescentError where it cannot be read, or a pixel lies below 0 or above the white value.
    """
    return _IMAGES.get(picture, partial(_image, picture))


def _image(picture: PictureSpec) -> Image:
    try:
        pixels, white = picture.pixels[0], picture.white
    except BenchError as error:
        raise DescentError(str(error), "picture") from None
    image = pixels.astype(np.float64) / white
    if not (image.min() >= 0.0 and image.max() <= 1.0):
        raise DescentError(_("the picture of the patches must have no pixel below 0 or above its white"), "picture")
    block = -(-max(image.shape) // MOST_SIDE)
    rows, columns = (length // block for length in image.shape)
    if not rows or not columns:
        raise DescentError(_("the picture is too narrow to be shrunk; take another one"), "picture")
    blocks = image[: rows * block, : columns * block].reshape(rows, block, columns, block)
    return tuple(map(tuple, np.clip(blocks.mean(axis=(1, 3)), 0.0, 1.0).tolist()))


_IMAGES: Kept[Image] = Kept(lambda image: 32 * len(image) * len(image[0]), entries=8, most=2**24)
