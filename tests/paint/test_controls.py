"""What the controls of a bench and their values are called, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tutor import language
from tutor.bench.controls import controls_of
from tutor.bench.kernel import PRESETS, Kernel
from tutor.bench.layers import KINDS, parse_layers
from tutor.bench.picture import PictureSpec
from tutor.bench.setup import RANGES, LaneSpec, Setup
from tutor.paint.controls import control_label, control_value, picture_title
from tutor.paint.layer_words import layer_about
from tutor.paint.names import kernel_label, layer_label, range_label

EVERYTHING = Setup(
    (LaneSpec(parse_layers("conv:bias=-0.5,batch_norm,elu,leaky_relu,max_pool:pad=zero,avg_pool")),),
    kernel=Kernel("random", seed=7),
)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    yield
    language.use("en")


def shown(setup: Setup) -> dict[str, str]:
    return {control.id: control_value(control, setup) for control in controls_of(setup)}


def test_the_values_of_every_control() -> None:
    assert shown(EVERYTHING) == {
        "picture": "moon 8×8", "range": "as it is", "kernel": "random", "size": "3×3", "filters": "1", "seed": "7",
        "conv.stride": "1", "conv.padding": "0", "conv.bias": "−0.5", "pool.size": "2", "pool.stride": "2",
        "pool.padding": "0", "pool.count_include_pad": "yes", "pool.pad": "0", "batch_norm.weight": "1",
        "batch_norm.bias": "0", "batch_norm.mean": "0", "batch_norm.var": "1", "leaky_relu.negative_slope": "0.01",
        "elu.alpha": "1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("layers", "told"),
    [
        ("conv,max_pool", "−∞"),
        ("conv,min_pool", "∞"),
        ("max_pool,min_pool,avg_pool", "−∞ | ∞"),
        ("max_pool:pad=zero,min_pool:pad=zero", "0"),
    ],
)
def test_a_pool_pads_with_what_never_wins_in_it(layers: str, told: str) -> None:
    assert shown(Setup((LaneSpec(parse_layers(layers)),)))["pool.pad"] == told


def test_values_in_russian() -> None:
    language.use("ru")
    values = shown(EVERYTHING)
    assert values["conv.bias"] == "−0,5"
    assert values["leaky_relu.negative_slope"] == "0,01"
    assert values["pool.count_include_pad"] == "да"


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_every_control_has_a_label_of_its_own(code: str) -> None:
    language.use(code)
    names = [control.id for control in controls_of(EVERYTHING)]
    labels = [control_label(name) for name in names]
    assert len(set(labels)) == len(labels)
    assert not any("_" in label for label in labels)
    assert not [name for name, label in zip(names, labels, strict=True) if "." in name and label == layer_label(name)]


@pytest.mark.parametrize(
    ("bias", "text"),
    [("1e6", "1000000"), ("1e-7", "1e−7"), ("0.1234567", "0.123457"), ("-0.25", "−0.25"), ("123456.5", "123456.5")],
)
def test_numbers_are_shown_as_numbers(bias: str, text: str) -> None:
    setup = Setup((LaneSpec(parse_layers(f"conv:bias={bias}")),))
    assert shown(setup)["conv.bias"] == text


def test_ranges_that_differ_are_all_shown() -> None:
    lanes = (LaneSpec(parse_layers("relu"), "unit"), LaneSpec(parse_layers("relu"), "signed"))
    assert shown(Setup(lanes))["range"] == "[0, 1] | [−1, 1]"
    assert shown(Setup(lanes[:1]))["range"] == "[0, 1]"


def test_a_typed_kernel_has_rows_and_columns() -> None:
    setup = Setup((LaneSpec(parse_layers("conv")),), kernel=Kernel.parse("1,2,3"))
    assert (shown(setup)["kernel"], shown(setup)["size"]) == ("typed", "1×3")


def test_what_a_picture_is_called(tmp_path: Path) -> None:
    assert picture_title(PictureSpec("built-in", "colours")).endswith(" 8×8×3")
    assert picture_title(PictureSpec.parse("1,2,3")) == "typed 1×3"
    assert picture_title(PictureSpec().with_cell((0, 0, 0), 9)) == "moon* 8×8"
    path = tmp_path / "my cat.csv"
    path.write_text("1,2\n")
    picture = PictureSpec.parse(str(path))
    assert picture_title(picture) == "my cat.csv 1×2"
    path.unlink()
    assert picture_title(replace(picture, version=1)) == "my cat.csv"


def test_a_file_name_is_shown_without_what_a_terminal_obeys(tmp_path: Path) -> None:
    path = tmp_path / "\x1b[31m\n.csv"
    path.write_text("1,2\n")
    assert picture_title(PictureSpec.parse(str(path))) == "\\x1b[31m\\n.csv 1×2"


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_every_kind_has_a_name_and_a_line_about_it(code: str) -> None:
    language.use(code)
    assert len({layer_label(kind) for kind in KINDS}) == len(KINDS)
    assert all(layer_about(kind) for kind in KINDS)
    assert len({kernel_label(name) for name in (*PRESETS, "random", "typed")}) == len(PRESETS) + 2
    assert len({range_label(name) for name in RANGES}) == len(RANGES)
    assert layer_label("relu_2") == f"{layer_label('relu')} 2"
    assert layer_label("xyzzy_plugh") == "xyzzy-plugh"
    assert layer_about("xyzzy") == ""


CLAIMS = ["relu", "relu6", "elu", "leaky_relu", "gelu", "silu", "mish", "abs", "square", "hard_swish", "sin", "tanh"]


@pytest.mark.parametrize("kind", CLAIMS)
def test_what_is_said_about_falling_is_true(kind: str) -> None:
    """`never falls` is a claim; the engine has the last word."""
    import numpy as np

    from tutor.nn.activations import ACTIVATIONS

    y = ACTIVATIONS[kind](np.linspace(-8, 8, 4001))
    falls = bool((np.diff(y) < -1e-12).any())
    about = layer_about(kind)
    assert falls is not ("never falls" in about or kind == "leaky_relu")
