"""A picture from an array that numpy saved (.npy); never a pickle."""

from __future__ import annotations

import math
import operator
import warnings
from io import BytesIO
from typing import Any

import numpy as np
from numpy.lib import format as npy

from tutor.bench.picture_problem import PictureError, check_size
from tutor.language import _
from tutor.nn.arguments import FloatArray

_BRIGHTEST = {np.dtype(np.uint8): 255.0, np.dtype(np.uint16): 65535.0}
CHANNELS = (1, 3, 4)


def parse_array(data: bytes) -> tuple[FloatArray, float]:
    """Return pixels, (C, H, W), and full brightness, 0 where the numbers do not have 8 or 16 bits.

    The array is (H, W), or (C, H, W) or (H, W, C) with 1, 3 or 4 channels; where both are possible, (C, H, W).
    """
    shape, by_columns, kind, start = _header(data)
    if kind.kind not in "fiub":
        raise PictureError(_("the array does not hold real numbers"))
    axis = _channel_axis(shape)
    sides = [length for place, length in enumerate(shape) if place != axis]
    check_size(*sides)
    count = math.prod(shape)
    if len(data) - start < count * kind.itemsize:
        raise PictureError(_("the file is cut short"))
    values = np.frombuffer(data, kind, count, start).reshape(shape, order="F" if by_columns else "C")
    pixels = values[None] if axis is None else np.moveaxis(values, axis, 0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # an overflow becomes ∞, which is refused later
        wide: FloatArray = pixels.astype(np.float32 if kind.itemsize <= 4 and kind.kind == "f" else np.float64)
    return wide, _BRIGHTEST.get(kind.newbyteorder("="), 0.0)


def _header(data: bytes) -> tuple[tuple[int, ...], bool, np.dtype[Any], int]:
    """Return shape, whether columns come first, the kind of number, and where the numbers start."""
    file = BytesIO(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # numpy tells of files that Python 2 wrote
            version = npy.read_magic(file)
            read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
            shape, by_columns, kind = read(file)
            shape = tuple(map(operator.index, shape))  # numpy takes True for a whole number
    except Exception:  # whatever a made-up header does to numpy's parser
        raise PictureError(_("this is not an array in numpy's .npy format, or a damaged one")) from None
    return shape, by_columns, kind, file.tell()


def _channel_axis(shape: tuple[int, ...]) -> int | None:
    """Return which axis counts channels, None where there is only one channel; PictureError for other shapes."""
    if len(shape) == 2:
        return None
    if len(shape) == 3 and shape[0] in CHANNELS:
        return 0
    if len(shape) == 3 and shape[2] in CHANNELS:
        return 2
    message = _("the array has the shape {shape}; a picture is (H, W), (C, H, W) or (H, W, C) with 1, 3 or 4 channels")
    raise PictureError(message.format(shape="×".join(map(str, shape[:8])) or "()"))
