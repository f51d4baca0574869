"""Everything that a bench computes from, as one immutable value, and the runs that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from tutor.bench.kernel import Kernel
from tutor.bench.layers import POOLS, LayerSpec, parse_layers
from tutor.bench.picture import PictureSpec
from tutor.bench.problem import BenchError
from tutor.language import _
from tutor.nn.arguments import FloatArray
from tutor.nn.layers import Layer
from tutor.nn.pipeline import Trace, run
from tutor.nn.scaling import SCALINGS
from tutor.nn.shapes import output_size

MOST_LANES, MOST_LAYERS = 3, 8
NO_SCALING = "none"
RANGES = (NO_SCALING, *SCALINGS)
"""What can be done to the pixels before the first layer."""
MOST_VALUES = 64_000_000
"""Values of one stage, about 256 MB."""


@dataclass(frozen=True)
class LaneSpec:
    """One lane: its layers in their order, and the range that its input is scaled to."""

    layers: tuple[LayerSpec, ...]
    scaling: str = NO_SCALING
    name: str = ""
    """Whose cell it is, where somebody's; a lane that has been changed is nobody's."""


@dataclass(frozen=True)
class Setup:
    """A picture, a kernel, and one to three lanes."""

    lanes: tuple[LaneSpec, ...]
    picture: PictureSpec = field(default_factory=PictureSpec)
    kernel: Kernel = field(default_factory=Kernel)

    def layers(self, lane: int) -> tuple[Layer, ...]:
        """Return the layers of a lane, ready to run. BenchError where they do not fit what reaches them."""
        return _layers(self, lane)

    def input(self, lane: int) -> FloatArray:
        """Return what the first layer of a lane gets: the scaled picture, (1, C, H, W), in float32."""
        picture, scaling = self.picture.pixels[None], self.lanes[lane].scaling
        return picture if scaling == NO_SCALING else SCALINGS[scaling](picture, self.picture.white)

    def trace(self, lane: int) -> Trace:
        """Return the run of a lane; kept, so that whoever asks again gets the same. BenchError as from `layers`."""
        return _trace(self, lane)


STORY = (("alex", "conv,relu,max_pool"), ("ilya", "conv,max_pool,relu"), ("jeffrey", "conv,max_pool"))
"""The three friends' cells."""


def story_setup() -> Setup:
    """Return the bench as it is found at first: the moon, the edge kernel, and the three friends' cells."""
    return Setup(tuple(LaneSpec(parse_layers(layers), name=friend) for friend, layers in STORY))


def whose(layers: Sequence[LayerSpec]) -> str:
    """Return the friend whose cell these layers are, or ''."""
    return next((friend for friend, cell in STORY if parse_layers(cell) == tuple(layers)), "")


@lru_cache(maxsize=64)
def _layers(setup: Setup, lane: int) -> tuple[Layer, ...]:
    channels, rows, columns = setup.picture.pixels.shape
    made: list[Layer] = []
    for position, spec in enumerate(setup.lanes[lane].layers, start=1):
        weight = setup.kernel.weight(channels)
        try:
            rows, columns = _behind(spec, setup.kernel.shape, rows, columns)
        except BenchError as error:
            where = _("layer {n} ({name})").format(n=position, name=spec.kind)
            raise BenchError(f"{where}: {error}") from None
        made.append(spec.build(weight, channels))
        channels = len(weight) if spec.kind == "conv" else channels
        if channels * rows * columns > MOST_VALUES:
            raise BenchError(
                _("layer {n} ({name})").format(n=position, name=spec.kind) + ": " + _("its output is too large")
            )
    return tuple(made)


def _behind(spec: LayerSpec, kernel: tuple[int, int], rows: int, columns: int) -> tuple[int, int]:
    """Return how many rows and columns a layer leaves of so many."""
    if spec.kind != "conv" and spec.kind not in POOLS:
        return rows, columns
    padding = spec.whole("padding")
    if spec.kind == "conv":
        size, stride = kernel, spec.whole("stride")
    else:
        size, stride = (spec.whole("size"),) * 2, spec.stride
        if padding > size[0] // 2:
            raise BenchError(
                _("a padding of {n} is more than half its window of {size}").format(n=padding, size=size[0])
            )
    if rows + 2 * padding < size[0] or columns + 2 * padding < size[1]:
        raise BenchError(
            _("a window of {h}×{w} does not fit into {rows}×{columns} cells").format(
                h=size[0], w=size[1], rows=rows, columns=columns
            )
        )
    return output_size(rows, size[0], stride, padding), output_size(columns, size[1], stride, padding)


@lru_cache(maxsize=24)
def _trace(setup: Setup, lane: int) -> Trace:
    return run(setup.layers(lane), setup.input(lane))
