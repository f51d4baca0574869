"""What all pools share: checked arguments, and the windows as shifted views of the input instead of copies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from tutor.nn.arguments import FloatArray, Pair, as_pair
from tutor.nn.shapes import output_shape

Number = TypeVar("Number", bound=np.generic)
"""What the cells of a map are."""


@dataclass(frozen=True)
class Windows:
    """Where the windows of a pool lie on a feature map: kh × kw cells each, ho × wo of them."""

    height: int
    width: int
    size: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]
    output: tuple[int, int]

    @classmethod
    def over(cls, x: FloatArray, size: Pair, stride: Pair | None, padding: Pair) -> Windows:
        """Return the windows over `x`; ValueError when the padding leaves a window without a real cell."""
        sizes = as_pair(size, "size", 1)
        strides = as_pair(size if stride is None else stride, "stride", 1)
        paddings = as_pair(padding, "padding", 0)
        for cells, pad in zip(sizes, paddings, strict=True):
            if pad > cells // 2:
                raise ValueError(f"padding must be at most half the window: {pad} is too much for a window of {cells}")
        height, width = x.shape[2:]
        return cls(height, width, sizes, strides, paddings, output_shape(height, width, sizes, strides, paddings))

    def padded(self, x: npt.NDArray[Number], fill: float) -> npt.NDArray[Number]:
        """Return `x` in a frame of `fill`, or `x` itself where there is no padding."""
        ph, pw = self.padding
        if (ph, pw) == (0, 0):
            return x
        framed = np.full((*x.shape[:2], self.height + 2 * ph, self.width + 2 * pw), fill, dtype=x.dtype)
        framed[:, :, ph : ph + self.height, pw : pw + self.width] = x
        return framed

    def unpadded(self, framed: FloatArray) -> FloatArray:
        """Return the cells of `framed` that are not padding."""
        ph, pw = self.padding
        return framed[:, :, ph : ph + self.height, pw : pw + self.width]

    def row_slice(self, row: int) -> slice:
        """Return the rows of the padded map that are row `row` of some window."""
        return slice(row, row + self.stride[0] * (self.output[0] - 1) + 1, self.stride[0])

    def column_slice(self, column: int) -> slice:
        """Return the columns of the padded map that are column `column` of some window."""
        return slice(column, column + self.stride[1] * (self.output[1] - 1) + 1, self.stride[1])

    def views(self, framed: npt.NDArray[Number]) -> Iterator[npt.NDArray[Number]]:
        """Yield for each of the kh·kw cells of a window, row by row, that cell of every window: (N, C, Ho, Wo)."""
        for row in range(self.size[0]):
            for column in range(self.size[1]):
                yield framed[:, :, self.row_slice(row), self.column_slice(column)]

    def merged(self, framed: FloatArray, merge: np.ufunc) -> FloatArray:
        """Return the cells of every window merged by np.maximum, np.minimum or np.add: its rows, then its columns."""
        rows = framed[:, :, self.row_slice(0), :].copy()
        for row in range(1, self.size[0]):
            merge(rows, framed[:, :, self.row_slice(row), :], out=rows)
        y = rows[:, :, :, self.column_slice(0)].copy()
        for column in range(1, self.size[1]):
            merge(y, rows[:, :, :, self.column_slice(column)], out=y)
        return y

    def places(self) -> Iterator[npt.NDArray[np.intp]]:
        """Yield, as `views` does, where in `x` the cell lies: row · W + column, −1 for padding; (Ho, Wo)."""
        numbers = np.arange(self.height * self.width, dtype=np.intp).reshape(1, 1, self.height, self.width)
        for view in self.views(self.padded(numbers, -1)):
            yield view[0, 0]

    def first_places(self) -> npt.NDArray[np.intp]:
        """Return where in `x` the first real cell of every window lies: row · W + column, (Ho, Wo)."""
        first = np.full(self.output, -1, dtype=np.intp)
        for place in self.places():
            np.copyto(first, place, where=(first < 0) & (place >= 0))
        return first
