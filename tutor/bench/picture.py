"""The picture on a bench: a built-in one, a file, or typed cells, with the cells that the learner has changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np

from tutor.bench.numbers import LARGEST, Grid, looks_typed, parse_grids, parse_number, write_grids, write_number
from tutor.bench.problem import BenchError
from tutor.language import _
from tutor.nn.arguments import FloatArray
from tutor.nn.pictures import PICTURES
from tutor.quoting import quote

Place = tuple[int, int, int]
"""(channel, row, column), counted from 0."""


@dataclass(frozen=True)
class PictureSpec:
    """Where the pixels come from, and what has been changed in them since."""

    kind: Literal["built-in", "file", "typed"] = "built-in"
    name: str = "moon"
    """The name of a built-in picture, or the path of a file."""
    channels: tuple[Grid, ...] = ()
    """The cells of a typed picture, a grid for each channel."""
    edits: tuple[tuple[Place, float], ...] = ()
    """Cells with another value than the source gives them, in the order of their places."""
    brightest: float | None = None
    """The pixel value that scaling takes for 1, where it is not the source's own."""

    @property
    def pixels(self) -> FloatArray:
        """The pixels with the changes, (C, H, W) in float32, read-only. BenchError when a file cannot be read."""
        return _pixels(self, _stamp(self))

    @property
    def white(self) -> float:
        """The pixel value that scaling takes for 1."""
        return _source(self, _stamp(self))[1] if self.brightest is None else self.brightest

    def with_cell(self, place: Place, value: float) -> PictureSpec:
        """Return the picture with one cell changed; BenchError where there is no such cell or the value is too large."""
        if not abs(value) <= LARGEST:
            raise BenchError(_("a cell holds a number from {low} to {high}").format(low="−1000000", high="1000000"))
        original, _white = _source(self, _stamp(self))
        if not all(0 <= at < length for at, length in zip(place, original.shape, strict=True)):
            raise BenchError(_("the picture has no cell {place}").format(place=write_place(place)))
        edits = {where: changed for where, changed in self.edits if where != place}
        if float(original[place]) != float(np.float32(value)):
            edits[place] = value
        return replace(self, edits=tuple(sorted(edits.items())))

    @classmethod
    def parse(cls, text: str) -> PictureSpec:
        """Read a built-in name, typed rows or the path of a file; BenchError if it is none of them."""
        if text in PICTURES:
            return cls("built-in", text)
        if looks_typed(text):
            return cls("typed", "", parse_grids(text))
        path = Path(text).expanduser()
        if not path.suffix and not path.exists():
            message = _("there is no picture {name}").format(name=quote(text))
            close = get_close_matches(text, PICTURES, n=1)
            if close:
                raise BenchError(message + _("; did you mean {name}?").format(name=quote(close[0])))
            raise BenchError(
                message + _("; there are: {names}, or the path of a file").format(names=", ".join(PICTURES))
            )
        picture = cls("file", str(path.absolute()))
        _source(picture, _stamp(picture))  # so that a faulty file is refused here
        return picture

    def __str__(self) -> str:
        return write_grids(self.channels) if self.kind == "typed" else self.name


def parse_cell(text: str) -> tuple[Place, float]:
    """Read `row,column=value` or `channel,row,column=value`, counted from 1; BenchError if it is not that."""
    where, equals, written = text.partition("=")
    value = parse_number(written)
    numbers = [parse_number(part) for part in where.split(",")]
    if not equals or value is None or len(numbers) not in (2, 3) or any(n is None or n < 1 or n % 1 for n in numbers):
        message = _("{text} sets no cell; write row,column=value, as in {example}")
        raise BenchError(message.format(text=quote(text), example="1,3=0.5"))
    place = [int(n) - 1 for n in numbers if n is not None]
    channel, row, column = place if len(place) == 3 else (0, *place)
    return (channel, row, column), value


def write_cell(place: Place, value: float) -> str:
    """Write a changed cell as `parse_cell` reads it."""
    return f"{write_place(place)}={write_number(value)}"


def write_place(place: Place) -> str:
    """Write a place counted from 1; the first channel is not mentioned."""
    return ",".join(str(n + 1) for n in (place if place[0] else place[1:]))


def _stamp(picture: PictureSpec) -> int:
    """Return when a file was changed last, so that it is not read again and again."""
    if picture.kind != "file":
        return 0
    try:
        return Path(picture.name).stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=8)
def _source_of(kind: str, name: str, channels: tuple[Grid, ...], _stamp: int) -> tuple[FloatArray, float]:
    """Return the pixels without changes, and their brightest value."""
    if kind == "built-in":
        built_in = PICTURES[name]
        return built_in.pixels, built_in.brightest
    if kind == "typed":
        pixels = np.array(channels, dtype=np.float32)
        return pixels, max(float(np.abs(pixels).max()), 1e-3) if pixels.any() else 1.0
    from tutor.bench.picture_files import read_picture

    picture = read_picture(Path(name))
    return picture.pixels, picture.brightest


def _source(picture: PictureSpec, stamp: int) -> tuple[FloatArray, float]:
    return _source_of(picture.kind, picture.name, picture.channels, stamp)


@lru_cache(maxsize=8)
def _pixels(picture: PictureSpec, stamp: int) -> FloatArray:
    original, _white = _source(picture, stamp)
    pixels: FloatArray = original.astype(np.float32)  # a copy
    for place, value in picture.edits:
        if not all(0 <= at < length for at, length in zip(place, pixels.shape, strict=True)):
            raise BenchError(_("the picture has no cell {place}").format(place=write_place(place)))
        pixels[place] = value
    pixels.flags.writeable = False
    return pixels
