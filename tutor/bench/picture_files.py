"""Reading a picture from a file: PNG and JPEG, tables of numbers, and arrays that numpy saved.

A file is read once, whole and within limits; nothing in it is run, and whatever is wrong with it is said in one
sentence.
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from tutor.bench.picture_arrays import parse_array
from tutor.bench.picture_images import parse_image
from tutor.bench.picture_problem import MOST_BYTES, PictureError, check_size
from tutor.bench.picture_tables import parse_table
from tutor.language import _
from tutor.nn.arguments import FloatArray
from tutor.nn.pictures import Picture
from tutor.quoting import quote

Parsed = tuple[FloatArray, float]
"""Pixels, (C, H, W), and the value of full brightness, 0 where the kind of file does not set one."""

KINDS: Final[dict[str, Callable[[bytes], Parsed]]] = {
    ".png": parse_image,
    ".jpg": parse_image,
    ".jpeg": parse_image,
    ".csv": parse_table,
    ".tsv": parse_table,
    ".txt": parse_table,
    ".npy": parse_array,
}
"""What reads a file, by the end of its name."""
_LONGEST_PATH = 80


def read_picture(path: Path) -> Picture:
    """Return the picture in a file: pixels (C, H, W) in float32, named like the file.

    Full brightness is 255 for pixels of 8 bits, 65535 for pixels of 16, otherwise the largest |pixel|, or 1 where
    all are 0. PictureError where the file is missing, not readable, too large, damaged, or not a picture.
    """
    parse = KINDS.get(path.suffix.lower())
    if parse is None:
        message = _("{path} is not a kind of file that can be read; there are: {kinds}")
        raise PictureError(message.format(path=_shown(path), kinds=", ".join(KINDS)))
    data = _read(path)
    try:
        pixels, brightest = parse(data)
        check_size(*pixels.shape[1:])
        if pixels.dtype != np.float32 or not brightest:
            pixels = _in_float32(pixels)
        pixels.flags.writeable = False  # so that the picture need not copy it
        return Picture(path.name, pixels, brightest or float(np.abs(pixels).max()) or 1.0)
    except PictureError as error:
        raise PictureError(f"{_shown(path)}: {error}") from None
    except MemoryError:
        raise PictureError(f"{_shown(path)}: " + _("there is not enough memory for it")) from None


def _read(path: Path) -> bytes:
    """Return the bytes of a file that exists, is a file, and is neither empty nor larger than MOST_BYTES."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise PictureError(_("{path} is a folder, not a file").format(path=_shown(path)))
        if not stat.S_ISREG(status.st_mode):  # a pipe or a device may never end
            raise PictureError(_("{path} is not a file").format(path=_shown(path)))
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise PictureError(_("there is no file {path}").format(path=_shown(path))) from None
    except OSError as error:
        message = _("the file {path} cannot be read: {why}")
        raise PictureError(message.format(path=_shown(path), why=error.strerror or type(error).__name__)) from None
    except PictureError:
        raise
    except ValueError:  # a zero character in the name
        raise PictureError(_("there is no file {path}").format(path=_shown(path))) from None
    if len(data) > MOST_BYTES:
        message = _("the file {path} is larger than {n} MB")
        raise PictureError(message.format(path=_shown(path), n=MOST_BYTES // 2**20))
    if not data:
        raise PictureError(_("the file {path} is empty").format(path=_shown(path)))
    return data


def _in_float32(pixels: FloatArray) -> FloatArray:
    """Return the pixels in float32; PictureError where one is not a number, not finite, or too large for it."""
    if not np.isfinite(pixels).all():
        raise PictureError(_("it holds NaN or infinity, which is no brightness"))
    if np.abs(pixels).max() > np.finfo(np.float32).max:
        raise PictureError(_("it holds a number that is too large for float32"))
    return pixels.astype(np.float32, copy=False)


def _shown(path: Path) -> str:
    """Return a path in quotes; of a long one only its end."""
    text = str(path)
    return quote(text if len(text) <= _LONGEST_PATH else "…" + text[1 - _LONGEST_PATH :], _LONGEST_PATH)
