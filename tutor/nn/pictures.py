"""The built-in pictures: small, drawn by hand, each made to show one thing.

In the drawings a dot is 0 and a digit is itself; a letter of the coloured picture names the channels that shine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from tutor.nn.arguments import FloatArray


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture: `pixels` (C, H, W) in float32, read-only, and the value that stands for full brightness."""

    name: str
    pixels: FloatArray
    brightest: float

    def __post_init__(self) -> None:
        pixels = np.asarray(self.pixels, dtype=np.float32)
        if pixels.flags.writeable or not pixels.flags.owndata:  # nobody else may change it
            pixels = pixels.copy()
        if pixels.ndim != 3 or pixels.size == 0:
            raise ValueError(
                f"pixels must have the shape (C, H, W) and not be empty, but their shape is {pixels.shape}"
            )
        pixels.flags.writeable = False
        object.__setattr__(self, "pixels", pixels)


MOON = """
    ..1333..
    .1331...
    .331....
    133.....
    133.....
    .331....
    .1331...
    ..1333..
"""
STAIRCASE = """
    2.....
    22....
    222...
    2222..
    22222.
    222222
"""
STEP = """
    ....1111
    ....1111
    ....1111
    ....1111
    ....1111
    ....1111
    ....1111
    ....1111
"""
RAMP = """
    .1234567
    .1234567
    .1234567
    .1234567
    .1234567
    .1234567
    .1234567
    .1234567
"""
FADE = """
    99876543
    99876543
    98765432
    98765432
    87654321
    87654321
    7654321.
    7654321.
"""
CHECKERBOARD = """
    1.1.1.1.
    .1.1.1.1
    1.1.1.1.
    .1.1.1.1
    1.1.1.1.
    .1.1.1.1
    1.1.1.1.
    .1.1.1.1
"""
DOT = """
    .......
    .......
    .......
    ...1...
    .......
    .......
    .......
"""
CORNER = """
    ........
    ........
    ........
    ........
    ........
    ........
    ........
    .......1
"""
STRIPES = """
    1..1..1..1
    ..1..1..1.
    .1..1..1..
    1..1..1..1
    ..1..1..1.
    .1..1..1..
    1..1..1..1
    ..1..1..1.
    .1..1..1..
    1..1..1..1
"""
DIGIT = """
    ................
    ................
    ....3799961.....
    ...79999999.....
    ...98..1799.....
    .........99.....
    ........799.....
    ....369996......
    ....999993......
    ......15998.....
    .........799....
    ..........99....
    ..31.....799....
    ..998668999.....
    ...69999973.....
    ................
"""
FACE = """
    ...666666...
    ..66666666..
    .6666666666.
    666.6666.666
    666.6666.666
    666666666666
    666666666666
    66.666666.66
    666.6666.666
    .666....666.
    ..66666666..
    ...666666...
"""
COLOURS = """
    RRR..GGG
    RRR..GGG
    RRR..GGG
    ........
    ........
    BBB..WWW
    BBB..WWW
    BBB..WWW
"""
CHANNELS: Final = {"R": (1, 0, 0), "G": (0, 1, 0), "B": (0, 0, 1), "W": (1, 1, 1), ".": (0, 0, 0)}


def _grey(drawing: str) -> FloatArray:
    """Return a drawing of digits as (1, H, W)."""
    return np.array([[[float(cell.replace(".", "0")) for cell in row] for row in drawing.split()]])


def _coloured(drawing: str) -> FloatArray:
    """Return a drawing of the letters in CHANNELS as (3, H, W)."""
    return np.array([[CHANNELS[cell] for cell in row] for row in drawing.split()], dtype=np.float64).transpose(2, 0, 1)


def _noise(side: int = 12) -> FloatArray:
    """Return independent digits from 0 to 9, (1, side, side), the same on every machine."""
    digits = _park_miller(1)
    return np.array([[[float(next(digits) * 10 // (2**31 - 1)) for _ in range(side)] for _ in range(side)]])


def _park_miller(seed: int) -> Iterator[int]:
    """Yield 1 … 2³¹ − 2 in the order of the minimal standard generator (Park and Miller 1988)."""
    while True:
        seed = seed * 16807 % (2**31 - 1)
        yield seed


def _blob(side: int = 28) -> FloatArray:
    """Return a round hill of light, (1, side, side), from 0 at the corners to 255 in the middle."""
    away = np.arange(side) - (side - 1) / 2
    distances = away[:, None] ** 2 + away[None, :] ** 2
    hill = np.exp(-(distances - distances.min()) / (2 * 5.0**2))
    grey: FloatArray = np.rint(255 * hill)[None]
    return grey


_ALL = (
    Picture("moon", _grey(MOON), 3),
    Picture("staircase", _grey(STAIRCASE), 2),
    Picture("step", _grey(STEP), 1),
    Picture("ramp", _grey(RAMP), 7),
    Picture("fade", _grey(FADE), 9),
    Picture("checkerboard", _grey(CHECKERBOARD), 1),
    Picture("dot", _grey(DOT), 1),
    Picture("corner", _grey(CORNER), 1),
    Picture("stripes", _grey(STRIPES), 1),
    Picture("digit", _grey(DIGIT), 9),
    Picture("face", _grey(FACE), 6),
    Picture("noise", _noise(), 9),
    Picture("blob", _blob(), 255),
    Picture("colours", _coloured(COLOURS), 1),
)
PICTURES: Final[Mapping[str, Picture]] = MappingProxyType({picture.name: picture for picture in _ALL})
"""Every built-in picture by its name."""
