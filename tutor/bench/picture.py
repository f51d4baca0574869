"""The picture on a bench: a built-in one, a file, or typed cells, with the cells that the learner has changed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np

from tutor.bench.kept import Kept
from tutor.bench.numbers import LARGEST, Grid, looks_typed, parse_grids, parse_number, write_grids, write_number
from tutor.bench.problem import BenchError, unknown
from tutor.language import _
from tutor.nn.arguments import FloatArray
from tutor.nn.pictures import PICTURES
from tutor.quoting import quote

Place = tuple[int, int, int]
"""(channel, row, column), counted from 0."""
Source = tuple[FloatArray, float]
"""Pixels, (C, H, W), read-only, and the value that scaling takes for 1."""

MOST_CHANNELS = 8
"""Channels of a picture that is typed."""
LARGEST_PLACE = 1e6


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
    version: int = 0
    """When a file had been changed last as it was read, in nanoseconds: a file that changes is another picture."""

    @property
    def pixels(self) -> FloatArray:
        """The pixels with the changes, (C, H, W) in float32, read-only. BenchError when a file cannot be read."""
        return _PIXELS.get(self, partial(_edited, self))

    @property
    def white(self) -> float:
        """The pixel value that scaling takes for 1."""
        return _source(self)[1] if self.brightest is None else self.brightest

    def with_cell(self, place: Place, value: float) -> PictureSpec:
        """Return the picture with one cell changed; BenchError where there is none or the value is too large."""
        if not abs(value) <= LARGEST:
            raise BenchError(_("a cell holds a number from {low} to {high}").format(low="−1000000", high="1000000"))
        original, _white = _source(self)
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
            channels = parse_grids(text)
            if len(channels) > MOST_CHANNELS:
                raise BenchError(_("a typed picture has at most {n} channels").format(n=MOST_CHANNELS))
            return cls("typed", "", channels)
        path = _path(text)
        if path is None:
            message = _("there is no picture {name}").format(name=quote(text))
            raise unknown(message, text, PICTURES, _(", or the path of a file"))
        picture = cls("file", str(path), version=_stamp(path))
        _source(picture)  # so that a faulty file is refused here
        return picture

    def __str__(self) -> str:
        return write_grids(self.channels) if self.kind == "typed" else self.name


def parse_cell(text: str) -> tuple[Place, float]:
    """Read `row,column=value` or `channel,row,column=value`, counted from 1; BenchError if it is not that."""
    where, equals, written = text.partition("=")
    value = parse_number(written)
    numbers = [parse_number(part) for part in where.split(",")]
    if not equals or value is None or len(numbers) not in (2, 3) or not all(map(_is_place, numbers)):
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


def _is_place(number: float | None) -> bool:
    return number is not None and 1 <= number <= LARGEST_PLACE and number % 1 == 0


def _path(text: str) -> Path | None:
    """Return the whole path that a text stands for; None where it looks like a name and there is no such file."""
    try:
        path = Path(text)
        with suppress(RuntimeError):  # the home of somebody who does not exist
            path = path.expanduser()
        return path.absolute() if text and (path.suffix or path.exists()) else None
    except OSError:  # far too long, or the working folder is gone
        return None


def _stamp(path: Path) -> int:
    """Return when a file was changed last, 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except (OSError, ValueError):
        return 0


def _source(picture: PictureSpec) -> Source:
    """Return the picture without changes."""
    key = (picture.kind, picture.name, picture.channels, picture.version)
    return _SOURCES.get(key, partial(_read, picture))


def _read(picture: PictureSpec) -> Source:
    if picture.kind == "built-in":
        built_in = PICTURES[picture.name]
        return built_in.pixels, built_in.brightest
    if picture.kind == "typed":
        pixels = np.array(picture.channels, dtype=np.float32)
        pixels.flags.writeable = False
        return pixels, max(float(np.abs(pixels).max()), 1e-3) if pixels.any() else 1.0
    from tutor.bench.picture_files import read_picture

    path = Path(picture.name)
    read = read_picture(path)
    if picture.version and picture.version != _stamp(path):
        message = _("the file {path} has changed since it was read; choose it again")
        raise BenchError(message.format(path=quote(picture.name)))
    return read.pixels, read.brightest


def _edited(picture: PictureSpec) -> FloatArray:
    """Return the pixels with the changes."""
    original, _white = _source(picture)
    if not picture.edits:
        return original
    pixels = original.copy()
    for place, value in picture.edits:
        if not all(0 <= at < length for at, length in zip(place, pixels.shape, strict=True)):
            raise BenchError(_("the picture has no cell {place}").format(place=write_place(place)))
        pixels[place] = value
    pixels.flags.writeable = False
    return pixels


_SOURCES: Kept[Source] = Kept(lambda source: source[0].nbytes, entries=16, most=2**28)
_PIXELS: Kept[FloatArray] = Kept(lambda pixels: pixels.nbytes, entries=16, most=2**28)
