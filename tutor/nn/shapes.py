"""How large the output of a sliding window is."""

from __future__ import annotations

from tutor.nn.arguments import Pair, as_pair


def output_size(length: int, window: int, stride: int, padding: int) -> int:
    """Return how many windows fit along one axis: ⌊(length + 2·padding − window) / stride⌋ + 1.

    ValueError when not even one does.
    """
    if length + 2 * padding < window:
        raise ValueError(f"a window of {window} does not fit into {length} cells with padding {padding}")
    return (length + 2 * padding - window) // stride + 1


def output_shape(height: int, width: int, window: Pair, stride: Pair, padding: Pair) -> tuple[int, int]:
    """Return (rows, columns) of what a window sliding over a height × width map produces."""
    height, width = as_pair((height, width), "height and width", 1)
    kh, kw = as_pair(window, "size", 1)
    sh, sw = as_pair(stride, "stride", 1)
    ph, pw = as_pair(padding, "padding", 0)
    return output_size(height, kh, sh, ph), output_size(width, kw, sw, pw)
