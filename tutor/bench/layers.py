"""A layer of a bench as data: its kind and the settings that differ from the usual, written `max_pool:size=3`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

from tutor.bench.numbers import parse_number, write_number
from tutor.bench.problem import BenchError, unknown
from tutor.language import _
from tutor.nn.activations import ACTIVATIONS
from tutor.nn.arguments import FloatArray
from tutor.nn.layers import (
    Activation,
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    L2Pool2d,
    Layer,
    MaxPool2d,
    MinPool2d,
)
from tutor.quoting import quote

Value = int | float | str


@dataclass(frozen=True)
class Setting:
    """One thing that can be set at a layer: a whole number, a number, or one of some words."""

    default: Value
    low: float = -1e6
    high: float = 1e6
    words: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it is a whole number."""
        return isinstance(self.default, int)

    def read(self, name: str, text: str) -> Value:
        """Return the value that `text` stands for; BenchError when it is none or out of range."""
        if self.words:
            if text not in self.words:
                raise BenchError(
                    _("{name} must be one of {words}, not {given}").format(
                        name=name, words=", ".join(self.words), given=quote(text)
                    )
                )
            return text
        value = parse_number(text)
        if value is None or (self.whole and value != int(value)) or not self.low <= value <= self.high:
            kind = _("a whole number") if self.whole else _("a number")
            raise BenchError(
                _("{name} must be {kind} from {low} to {high}, not {given}").format(
                    name=name, kind=kind, low=write_number(self.low), high=write_number(self.high), given=quote(text)
                )
            )
        return int(value) if self.whole else value


_SIZE, _STRIDE = Setting(2, 1, 16), Setting(0, 0, 16)
"""A pool's stride of 0 means its size."""
_PADDING = Setting(0, 0, 8)
_PAD = Setting("infinity", words=("infinity", "zero"))
_POOL = {"size": _SIZE, "stride": _STRIDE, "padding": _PADDING}

KINDS: Mapping[str, Mapping[str, Setting]] = MappingProxyType(
    {
        "conv": {"stride": Setting(1, 1, 16), "padding": _PADDING, "bias": Setting(0.0)},
        "max_pool": {**_POOL, "pad": _PAD},
        "avg_pool": {**_POOL, "count_include_pad": Setting("yes", words=("yes", "no"))},
        "min_pool": {**_POOL, "pad": _PAD},
        "l2_pool": _POOL,
        "batch_norm": {
            "weight": Setting(1.0),
            "bias": Setting(0.0),
            "mean": Setting(0.0),
            "var": Setting(1.0, 0.0),
        },
        **{name: {} for name in ACTIVATIONS},
        "leaky_relu": {"negative_slope": Setting(0.01)},
        "elu": {"alpha": Setting(1.0)},
    }
)
"""The kinds of layers that a bench can hold, with what can be set at each."""

POOLS = frozenset({"max_pool", "avg_pool", "min_pool", "l2_pool"})


@dataclass(frozen=True)
class LayerSpec:
    """One layer of a lane. `settings` holds only what differs from the usual, in the order of KINDS."""

    kind: str
    settings: tuple[tuple[str, Value], ...] = ()

    @classmethod
    def of(cls, kind: str, **settings: Value) -> LayerSpec:
        """Return the layer of that kind with these settings, in whatever order; BenchError where one is unknown."""
        layer = cls(_known(kind))
        for name in settings:
            layer.setting(name)
        for name in KINDS[kind]:  # a pool's size before its stride, which is compared with it
            if name in settings:
                layer = layer.with_setting(name, settings[name])
        return layer

    @classmethod
    def parse(cls, text: str) -> LayerSpec:
        """Read `max_pool:size=3:stride=2`; BenchError says what is wrong with it."""
        kind, *parts = text.strip().split(":")
        layer = cls(_known(kind))
        values: dict[str, Value] = {}
        for part in parts:
            name, equals, value = part.partition("=")
            if not equals:
                raise BenchError(
                    _("{part} is no setting; write a name, = and a value, as in {example}").format(
                        part=quote(part), example="max_pool:size=3"
                    )
                )
            values[name] = layer.setting(name).read(name, value)
        return cls.of(kind, **values)

    def __str__(self) -> str:
        return ":".join([self.kind, *(f"{name}={_written(value)}" for name, value in self.settings)])

    def setting(self, name: str) -> Setting:
        """Return what can be set under `name`; BenchError where this kind has no such setting."""
        known = KINDS[self.kind]
        if name in known:
            return known[name]
        raise unknown(_("{kind} has no setting {name}").format(kind=self.kind, name=quote(name)), name, known)

    def __getitem__(self, name: str) -> Value:
        """Return the value of a setting, the usual one where nothing else was set."""
        return dict(self.settings).get(name, self.setting(name).default)

    def whole(self, name: str) -> int:
        """Return the value of a setting that is a whole number."""
        return int(self[name])

    def number(self, name: str) -> float:
        """Return the value of a setting that is a number."""
        return float(self[name])

    def with_setting(self, name: str, value: Value) -> LayerSpec:
        """Return this layer with another value of a setting; BenchError where it has none of that name."""
        self.setting(name)
        if name == "stride" and self.kind in POOLS and value == self.whole("size"):
            value = 0  # written one way only: a stride as long as the window is the usual one
        changed = {**dict(self.settings), name: value}
        return LayerSpec(
            self.kind,
            tuple(
                (known, changed[known])
                for known, setting in KINDS[self.kind].items()
                if known in changed and changed[known] != setting.default
            ),
        )

    @property
    def stride(self) -> int:
        """How far a window moves: for a pool its size, unless set."""
        return self.whole("stride") or self.whole("size")

    def build(self, weight: FloatArray | None, channels: int) -> Layer:
        """Return the layer itself; a convolution takes the kernels `weight`, batch norm serves `channels`."""
        kind = self.kind
        if kind == "conv":
            if weight is None:
                raise ValueError("a convolution needs its kernels")
            start = self.number("bias")
            biases = np.full(len(weight), start, dtype=np.float32) if start else None
            return Conv2d(weight, biases, stride=self.whole("stride"), padding=self.whole("padding"))
        if kind == "batch_norm":
            gamma, beta, mean, var = (
                np.full(channels, self.number(name), dtype=np.float32) for name in ("weight", "bias", "mean", "var")
            )
            return BatchNorm2d(gamma, beta, mean, var)
        if kind in POOLS:
            return self._pool()
        if kind == "leaky_relu":
            return Activation(kind, negative_slope=self.number("negative_slope"))
        if kind == "elu":
            return Activation(kind, alpha=self.number("alpha"))
        return Activation(kind)

    def _pool(self) -> Layer:
        size, stride, padding = self.whole("size"), self.stride, self.whole("padding")
        if self.kind == "avg_pool":
            return AvgPool2d(size, stride, padding, count_include_pad=self["count_include_pad"] == "yes")
        if self.kind == "l2_pool":
            return L2Pool2d(size, stride, padding)
        pad: Literal["infinity", "zero"] = "zero" if self["pad"] == "zero" else "infinity"
        if self.kind == "min_pool":
            return MinPool2d(size, stride, padding, pad=pad)
        return MaxPool2d(size, stride, padding, pad=pad)


def parse_layers(text: str) -> tuple[LayerSpec, ...]:
    """Read layers with commas between: `conv,max_pool:size=3,relu`. BenchError says what is wrong."""
    return tuple(LayerSpec.parse(part) for part in text.split(","))


def write_layers(layers: tuple[LayerSpec, ...]) -> str:
    """Write layers as `parse_layers` reads them."""
    return ",".join(map(str, layers))


def _known(kind: str) -> str:
    if kind in KINDS:
        return kind
    raise unknown(_("there is no layer {name}").format(name=quote(kind)), kind, KINDS)


def _written(value: Value) -> str:
    return value if isinstance(value, str) else write_number(value)
