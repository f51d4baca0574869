"""Activations where floating point is tried: at infinity, in the tails, and between neighbouring numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from tutor.nn import ACTIVATIONS


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_every_activation_has_its_limit_at_infinity(name: str, kind: type[np.floating[Any]]) -> None:
    function, largest = ACTIVATIONS[name], np.finfo(kind).max
    above = {"sigmoid": 1.0, "tanh": 1.0, "relu6": 6.0, "sin": np.nan}
    below = {"leaky_relu": -np.inf, "tanh": -1.0, "elu": -1.0, "abs": np.inf, "square": np.inf, "sin": np.nan}
    expected = [below.get(name, 0.0), above.get(name, np.inf)]
    assert np.array_equal(function(np.array([-np.inf, np.inf], dtype=kind)), expected, equal_nan=True)
    far = function(np.array([-largest, largest, -0.0], dtype=kind))
    assert far.dtype == kind
    assert np.isfinite(far).all() == (name != "square")
    if name not in ("sin", "leaky_relu", "abs"):  # the others have all but arrived
        assert np.array_equal(far[:2], np.clip(expected, -largest, largest) if name != "square" else expected)
    assert far[2] == {"sigmoid": 0.5, "softplus": pytest.approx(math.log(2))}.get(name, 0.0)


@pytest.mark.parametrize(
    ("name", "x"), [("sigmoid", -40.0), ("silu", -40.0), ("mish", -40.0), ("gelu", -10.0), ("softplus", -40.0)]
)
def test_the_tail_keeps_its_digits(name: str, x: float) -> None:
    plain = {
        "sigmoid": math.exp(x),
        "silu": x * math.exp(x),
        "mish": x * math.exp(x),
        "gelu": x * math.erfc(-x / math.sqrt(2)) / 2,
        "softplus": math.exp(x),
    }
    assert ACTIVATIONS[name]([x]).item() == pytest.approx(plain[name], rel=1e-13)


@pytest.mark.parametrize("name", ["relu", "relu6", "leaky_relu", "elu", "sigmoid", "tanh", "softplus"])
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_rounding_makes_no_step_down(name: str, kind: type[np.floating[Any]]) -> None:
    starts = np.random.default_rng(7).normal(size=20000).astype(kind) * kind(4)
    neighbours = [starts, *(np.nextafter(starts, kind(np.inf)),)]
    for _ in range(4):
        neighbours.append(np.nextafter(neighbours[-1], kind(np.inf)))
    assert (np.diff(ACTIVATIONS[name](np.stack(neighbours)), axis=0) >= 0).all()
