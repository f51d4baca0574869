"""Everything that a bench computes from, as one immutable value, and the runs that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial

from tutor.bench.kept import Kept
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
"""Values of all maps of one lane together, about 256 MB."""


@dataclass(frozen=True)
class LaneSpec:
    """One lane: its layers in their order, and the range that its input is scaled to."""

    layers: tuple[LayerSpec, ...]
    scaling: str = NO_SCALING
    name: str = ""
    """Whose cell it is, where somebody's: a cell is known by the order of its layers, whatever their settings."""


@dataclass(frozen=True)
class Setup:
    """A picture, a kernel, and one to three lanes."""

    lanes: tuple[LaneSpec, ...]
    picture: PictureSpec = field(default_factory=PictureSpec)
    kernel: Kernel = field(default_factory=Kernel)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Kept: what is made of a setup is looked up by it, several times for every lane."""
        return hash((self.lanes, self.picture, self.kernel))

    def layers(self, lane: int) -> tuple[Layer, ...]:
        """Return the layers of a lane, ready to run. BenchError where they do not fit what reaches them."""
        return _LAYERS.get((self, lane), partial(_built, self, lane))

    def input(self, lane: int) -> FloatArray:
        """Return what the first layer of a lane gets: the scaled picture, (1, C, H, W), in float32."""
        picture, scaling = self.picture.pixels[None], self.lanes[lane].scaling
        return picture if scaling == NO_SCALING else SCALINGS[scaling](picture, self.picture.white)

    def trace(self, lane: int) -> Trace:
        """Return the run of a lane; kept, so that whoever asks again gets the same. BenchError as from `layers`."""
        return _TRACES.get((self, lane), partial(_run, self, lane))


STORY = (("alex", "conv,relu,max_pool"), ("ilya", "conv,max_pool,relu"), ("jeffrey", "conv,max_pool"))
"""The three friends' cells."""


def story_setup() -> Setup:
    """Return the bench as it is found at first: the moon, the edge kernel, and the three friends' cells."""
    return Setup(tuple(LaneSpec(parse_layers(layers), name=friend) for friend, layers in STORY))


def whose(layers: Sequence[LayerSpec]) -> str:
    """Return the friend whose cell these layers are, whatever their settings, or ''."""
    kinds = ",".join(layer.kind for layer in layers)
    return next((friend for friend, cell in STORY if cell == kinds), "")


def _built(setup: Setup, lane: int) -> tuple[Layer, ...]:
    channels, rows, columns = setup.picture.pixels.shape
    values = channels * rows * columns
    made: list[Layer] = []
    for position, spec in enumerate(setup.lanes[lane].layers, start=1):
        where = _("layer {n} ({name})").format(n=position, name=spec.kind)
        try:
            rows, columns = _behind(spec, setup.kernel.shape, rows, columns)
        except BenchError as error:
            raise BenchError(f"{where}: {error}") from None
        weight = setup.kernel.weight(channels) if spec.kind == "conv" else None
        made.append(spec.build(weight, channels))
        channels = channels if weight is None else len(weight)
        values += channels * rows * columns
        if values > MOST_VALUES:
            raise BenchError(f"{where}: " + _("the maps of the lane are too large together; take a smaller picture"))
    return tuple(made)


@lru_cache(maxsize=256)
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


def _run(setup: Setup, lane: int) -> Trace:
    """Run a lane, but not the layers that it begins with as another lane does that has been run."""
    layers = setup.layers(lane)
    shared, other = max(
        ((_begins_alike(setup, lane, n), n) for n in range(len(setup.lanes)) if n != lane), default=(0, 0)
    )
    before = _TRACES.look((setup, other)) if shared else None
    if before is None:
        return run(layers, setup.input(lane))
    stages = before.stages[:shared]
    behind = stages[-1].output
    for stage in run(layers[shared:], behind).stages:
        # Numbered once more, because the layers in front count as well; and not with a copy of what went in.
        uses = sum(earlier.layer.name == stage.layer.name for earlier in stages)
        name = stage.layer.name + (f"_{uses + 1}" if uses else "")
        stages = (*stages, replace(stage, name=name, input=behind))
        behind = stage.output
    return Trace(before.input, stages)


def _begins_alike(setup: Setup, one: int, other: int) -> int:
    """Return with how many layers two lanes begin alike, 0 where the other has not been run."""
    first, second = setup.lanes[one], setup.lanes[other]
    if first.scaling != second.scaling or _TRACES.look((setup, other)) is None:
        return 0
    pairs = zip(first.layers, second.layers, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(first.layers), len(second.layers)))


def _size(trace: Trace) -> int:
    """Return how many bytes a run takes; what runs share is counted for each of them."""
    winners = sum(0 if stage.winners is None else stage.winners.nbytes for stage in trace.stages)
    return trace.input.nbytes + sum(stage.output.nbytes for stage in trace.stages) + winners


_LAYERS: Kept[tuple[Layer, ...]] = Kept(lambda _layers: 0, entries=64, most=0)
_TRACES: Kept[Trace] = Kept(_size, entries=24, most=2**30)
