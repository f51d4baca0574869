"""Every layer, forward and backward, against PyTorch, where it is installed: `pip install torch` and run this file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.nn.test_pool import CASES, Two
from tutor import nn
from tutor.nn.arguments import FloatArray

torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed, so nothing is compared with it")
F: Any = torch.nn.functional

KINDS = [np.float32, np.float64]
POINTS = [0.0, -0.0, 1e-30, -1e-30, 3.0, -3.0, 6.0, -6.0, 20.0, -20.0, 60.0, -60.0, 1e3, -1e3]

ACTIVATIONS: dict[str, Callable[[Any], Any]] = {
    "relu": F.relu,
    "relu6": F.relu6,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softplus": lambda x: F.softplus(x, threshold=60),  # PyTorch takes x itself from 20 on, which costs digits
    "gelu": F.gelu,
    "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
    "silu": F.silu,
    "mish": F.mish,
    "hard_swish": F.hardswish,
    "abs": torch.abs,
    "square": torch.square,
    "sin": torch.sin,
}


def tensor(x: FloatArray) -> Any:
    return torch.tensor(x, requires_grad=True)


def agree(ours: FloatArray, theirs: Any, scale: float = 1.0) -> None:
    """Compare within some units of the last place, and the types exactly."""
    theirs = theirs.detach().numpy()
    assert ours.dtype == theirs.dtype
    assert ours.shape == theirs.shape
    eps = float(np.finfo(ours.dtype).eps) * scale
    np.testing.assert_allclose(ours, theirs, rtol=50 * eps, atol=20 * eps)


def numbers(seed: int, *shape: int, kind: Any = np.float64) -> FloatArray:
    x: FloatArray = np.random.default_rng(seed).normal(scale=2, size=shape).astype(kind)
    return x


def compare(
    ours: Callable[[FloatArray], FloatArray],
    ours_backward: Callable[[FloatArray, FloatArray], FloatArray],
    theirs: Callable[[Any], Any],
    x: FloatArray,
    scale: float = 1.0,
) -> None:
    y, x_there = ours(x), tensor(x)
    y_there = theirs(x_there)
    agree(y, y_there, scale)
    dy = numbers(99, *y.shape, kind=x.dtype)
    y_there.backward(torch.tensor(dy))
    agree(ours_backward(dy, x), x_there.grad, scale)


@pytest.mark.parametrize("name", nn.ACTIVATIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_activations(name: str, kind: Any) -> None:
    x = np.concatenate([numbers(1, 5000), np.linspace(-12, 12, 4001), POINTS]).astype(kind)
    scale = 5 if name == "gelu_tanh" else 1  # PyTorch takes 1 + tanh u, which costs digits where tanh u is near −1
    compare(nn.ACTIVATIONS[name], nn.ACTIVATION_GRADIENTS[name], ACTIVATIONS[name], x, scale)


@pytest.mark.parametrize("slope", [-0.5, 0.0, 0.2, 2.0])
@pytest.mark.parametrize("kind", KINDS)
def test_the_slope_of_a_leaky_relu(slope: float, kind: Any) -> None:
    layer = nn.Activation("leaky_relu", negative_slope=slope)
    x = np.concatenate([numbers(1, 500), POINTS]).astype(kind)
    compare(layer.forward, layer.backward, lambda x: F.leaky_relu(x, slope), x)


@pytest.mark.parametrize("alpha", [0.3, 1.0, 2.0])
@pytest.mark.parametrize("kind", KINDS)
def test_the_alpha_of_an_elu(alpha: float, kind: Any) -> None:
    layer = nn.Activation("elu", alpha=alpha)
    x = np.concatenate([numbers(1, 500), POINTS]).astype(kind)
    compare(layer.forward, layer.backward, lambda x: F.elu(x, alpha), x)


def step(size: int | Two, stride: int | Two | None) -> int | Two:
    return size if stride is None else stride


def framed(x: Any, padding: int | Two) -> Any:
    """Return `x` in a frame of zeros, which PyTorch's max-pool and L2-pool have no option for."""
    ph, pw = padding if isinstance(padding, tuple) else (padding, padding)
    return F.pad(x, (pw, pw, ph, ph))


@pytest.mark.parametrize(("shape", "size", "stride", "padding"), CASES)
@pytest.mark.parametrize("kind", KINDS)
def test_pools(
    shape: tuple[int, ...], size: int | Two, stride: int | Two | None, padding: int | Two, kind: Any
) -> None:
    s = step(size, stride)
    pools: list[tuple[Any, Callable[[Any], Any]]] = [
        (nn.MaxPool2d(size, stride, padding), lambda x: F.max_pool2d(x, size, s, padding)),
        (nn.MinPool2d(size, stride, padding), lambda x: -F.max_pool2d(-x, size, s, padding)),
        (nn.MaxPool2d(size, stride, padding, "zero"), lambda x: F.max_pool2d(framed(x, padding), size, s)),
        (nn.MinPool2d(size, stride, padding, "zero"), lambda x: -F.max_pool2d(-framed(x, padding), size, s)),
        (nn.AvgPool2d(size, stride, padding), lambda x: F.avg_pool2d(x, size, s, padding)),
        (
            nn.AvgPool2d(size, stride, padding, count_include_pad=False),
            lambda x: F.avg_pool2d(x, size, s, padding, count_include_pad=False),
        ),
        (nn.L2Pool2d(size, stride, padding), lambda x: F.lp_pool2d(framed(x, padding), 2.0, size, s)),
    ]
    for pool, theirs in pools:
        compare(pool.forward, pool.backward, theirs, numbers(2, *shape, kind=kind))
    ties: FloatArray = np.random.default_rng(3).integers(-1, 1, shape, endpoint=True).astype(kind)
    for pool, theirs in pools[:4]:
        compare(pool.forward, pool.backward, theirs, ties)


@pytest.mark.parametrize(("shape", "size", "stride", "padding"), CASES)
def test_the_winners_of_a_max_pool(
    shape: tuple[int, ...], size: int | Two, stride: int | Two | None, padding: int | Two
) -> None:
    x: FloatArray = np.random.default_rng(4).integers(-1, 1, shape, endpoint=True).astype(np.float64)
    _, there = F.max_pool2d(torch.tensor(x), size, step(size, stride), padding, return_indices=True)
    assert np.array_equal(nn.max_pool2d_winners(x, size, stride=stride, padding=padding), there.numpy())


def test_an_l2_pool_of_nothing() -> None:
    x = tensor(np.zeros((1, 1, 2, 2)))
    F.lp_pool2d(x, 2.0, 2).sum().backward()
    agree(nn.l2_pool2d_backward(np.ones((1, 1, 1, 1)), x.detach().numpy()), x.grad)


@pytest.mark.parametrize("kind", KINDS)
def test_batch_norm(kind: Any) -> None:
    x, dy = numbers(5, 2, 3, 6, 5, kind=kind), numbers(6, 2, 3, 6, 5, kind=kind)
    weight, bias, mean = (numbers(seed, 3, kind=kind) for seed in (7, 8, 9))
    var = np.abs(numbers(10, 3, kind=kind))
    there = [tensor(array) for array in (x, weight, bias)]
    y = F.batch_norm(there[0], torch.tensor(mean), torch.tensor(var), there[1], there[2], training=False, eps=1e-3)
    agree(nn.batch_norm2d(x, weight, bias, mean, var, eps=1e-3), y)
    y.backward(torch.tensor(dy))
    ours = nn.batch_norm2d_backward(dy, x, weight, bias, mean, var, eps=1e-3)
    for gradient, parameter in zip(ours, there, strict=True):
        agree(gradient, parameter.grad, scale=10)


@pytest.mark.parametrize(
    ("x_shape", "w_shape", "stride", "padding"),
    [
        ((1, 1, 8, 8), (1, 1, 3, 3), 1, 0),
        ((2, 3, 9, 7), (4, 3, 3, 3), 1, 1),
        ((2, 3, 9, 8), (4, 3, 3, 2), (2, 3), (1, 0)),
        ((1, 2, 7, 7), (3, 2, 5, 5), 2, 4),
        ((3, 4, 6, 5), (2, 4, 1, 1), 1, 0),
        ((1, 16, 12, 12), (8, 16, 3, 3), 1, 1),
    ],
)
@pytest.mark.parametrize("with_bias", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_convolution(
    x_shape: tuple[int, ...],
    w_shape: tuple[int, ...],
    stride: int | Two,
    padding: int | Two,
    with_bias: bool,
    kind: Any,
) -> None:
    x, w, b = (numbers(seed, *shape, kind=kind) for seed, shape in ((11, x_shape), (12, w_shape), (13, w_shape[:1])))
    there = [tensor(array) for array in (x, w, b)]
    y_there = F.conv2d(there[0], there[1], there[2] if with_bias else None, stride=stride, padding=padding)
    y = nn.conv2d(x, w, b if with_bias else None, stride=stride, padding=padding)
    agree(y, y_there, scale=10)
    dy = numbers(14, *y.shape, kind=kind)
    y_there.backward(torch.tensor(dy))
    ours = nn.conv2d_backward(dy, x, w, b if with_bias else None, stride=stride, padding=padding)
    for gradient, parameter in zip(ours[: 3 if with_bias else 2], there, strict=False):
        agree(gradient, parameter.grad, scale=30)


@pytest.mark.parametrize("kind", KINDS)
def test_standardised_pixels(kind: Any) -> None:
    def there(x: Any) -> Any:
        x = x / 255
        return (x - x.mean()) / x.std(correction=0)

    x: FloatArray = np.random.default_rng(15).integers(0, 255, (9, 11), endpoint=True).astype(kind)
    compare(lambda x: nn.to_standardised(x, 255), lambda dy, x: nn.to_standardised_backward(dy, x, 255), there, x)


@pytest.mark.parametrize("kind", KINDS)
def test_the_gradient_through_a_whole_cell(kind: Any) -> None:
    x, w = numbers(16, 2, 1, 10, 10, kind=kind), numbers(17, 3, 1, 3, 3, kind=kind)
    conv, pool = nn.Conv2d(w), nn.MaxPool2d()
    orders: list[list[nn.Layer]] = [[conv, nn.Activation(name), pool] for name in nn.ACTIVATIONS]
    orders += [[conv, pool, nn.Activation(name)] for name in nn.ACTIVATIONS]
    for layers in orders:
        y = x_there = tensor(x)
        for layer in layers:
            if layer is conv:
                y = F.conv2d(y, torch.tensor(w))
            elif layer is pool:
                y = F.max_pool2d(y, 2)
            else:
                y = ACTIVATIONS[layer.name](y)
        trace = nn.run(layers, x)
        agree(trace.output, y, scale=30)
        y.sum().backward()
        agree(trace.gradient(), x_there.grad, scale=100)
