"""What the functions of this package accept, checked in one place and refused in one plain sentence."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.floating[Any]]
"""An array of float32 or float64."""

Pair = int | tuple[int, int]
"""One number for both directions, or (rows, columns)."""


def as_float(x: npt.ArrayLike, name: str, dimensions: int | None = None) -> FloatArray:
    """Return `x` as a float array: float32 stays float32, all else becomes float64.

    TypeError for text, objects and complex numbers; ValueError for ragged rows and, where the number of
    `dimensions` is given, for another number of axes or an axis without cells.
    """
    try:
        array = np.asarray(x)
    except ValueError as error:
        raise ValueError(f"{name} must be a full array, but its rows differ in length") from error
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{name} must hold real numbers, not {array.dtype}")
    if dimensions is not None and array.ndim != dimensions:
        raise ValueError(f"{name} must have {dimensions} axes, but its shape is {array.shape}")
    if dimensions is not None and array.size == 0:
        raise ValueError(f"{name} must not be empty, but its shape is {array.shape}")
    if array.dtype.kind == "f" and array.dtype.itemsize == 4:
        return array.astype(np.float32, copy=False)  # only the byte order can change
    return array.astype(np.float64, copy=False)


def as_pair(value: Pair, name: str, least: int) -> tuple[int, int]:
    """Return (rows, columns) from an int or a pair of ints, none below `least`."""
    parts = value if isinstance(value, tuple | list) else (value, value)
    if len(parts) != 2:
        raise ValueError(f"{name} must be one whole number or a pair of them, not {value!r}")
    for part in parts:
        if isinstance(part, bool) or not isinstance(part, int | np.integer):
            raise TypeError(f"{name} must be a whole number or a pair of them, not {value!r}")
        if part < least:
            raise ValueError(f"{name} must be at least {least}, not {part}")
    return int(parts[0]), int(parts[1])


def same_shape(dy: FloatArray, shape: tuple[int, ...]) -> None:
    """Refuse an upstream gradient `dy` that does not have the `shape` of the layer's output."""
    if dy.shape != shape:
        raise ValueError(f"dy must have the shape of the output, {shape}, but its shape is {dy.shape}")


def as_number(value: float, name: str) -> float:
    """Return one finite number; TypeError unless it is a real number, ValueError for ±∞ and NaN."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.integer | np.floating):
        raise TypeError(f"{name} must be a number, not {value!r}")
    if not math.isfinite(value):
        raise ValueError(f"{name} must be finite, not {value}")
    return float(value)
