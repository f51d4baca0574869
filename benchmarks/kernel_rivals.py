"""The libraries that kernels.py compares with, where they are installed: each prepares a call on one thread."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


class Network(NamedTuple):
    """Convolution with `w`, max-pool 2×2, ReLU; and what goes in."""

    x: Floats
    w: Floats
    padding: int


def pytorch(network: Network) -> Callable[[], object]:
    """PyTorch as one writes it: relu(max_pool2d(conv2d(…))), rows after rows (NCHW)."""
    return _pytorch(network, "contiguous_format")


def pytorch_channels_last(network: Network) -> Callable[[], object]:
    """PyTorch with channel after channel in memory, converted beforehand; the fastest it has."""
    return _pytorch(network, "channels_last")


def _pytorch(network: Network, memory_format: str) -> Callable[[], object]:
    torch: Any = import_module("torch")
    functional: Any = import_module("torch.nn.functional")
    torch.set_num_threads(1)
    order = getattr(torch, memory_format)
    x, w = (torch.from_numpy(array).to(memory_format=order) for array in (network.x, network.w))
    return lambda: functional.relu(functional.max_pool2d(functional.conv2d(x, w, padding=network.padding), 2))


def inference() -> AbstractContextManager[object]:
    """Return what PyTorch runs in without keeping anything for gradients: once around all, as it takes time itself."""
    if not find_spec("torch"):
        return nullcontext()
    context: AbstractContextManager[object] = import_module("torch").inference_mode()
    return context


def onnx_runtime(network: Network) -> Callable[[], object]:
    """Return a session of ONNX Runtime, which has the whole network before it runs it."""
    onnxruntime: Any = import_module("onnxruntime")
    helper: Any = import_module("onnx.helper")
    to_tensor: Any = import_module("onnx.numpy_helper").from_array
    kind = import_module("onnx").TensorProto.FLOAT
    padding = [network.padding] * 4
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["a"], pads=padding),
        helper.make_node("MaxPool", ["a"], ["b"], kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("Relu", ["b"], ["y"]),
    ]
    ends = ([helper.make_tensor_value_info(name, kind, shape)] for name, shape in (("x", network.x.shape), ("y", None)))
    graph = helper.make_graph(nodes, "cell", *ends, [to_tensor(network.w, "w")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, {"x": network.x})[0]


RIVALS: dict[str, tuple[tuple[str, ...], Callable[[Network], Callable[[], object]]]] = {
    "PyTorch": (("torch",), pytorch),
    "PyTorch, channels last": (("torch",), pytorch_channels_last),
    "ONNX Runtime": (("onnxruntime", "onnx"), onnx_runtime),
}
"""By name: the packages it needs, and how to prepare a call."""


def installed() -> dict[str, Callable[[Network], Callable[[], object]]]:
    """Return those of which every package is there."""
    return {name: prepare for name, (packages, prepare) in RIVALS.items() if all(map(find_spec, packages))}


def missing() -> list[str]:
    """Return the packages that are not there, each once."""
    wanted = dict.fromkeys(package for packages, _prepare in RIVALS.values() for package in packages)
    return [package for package in wanted if not find_spec(package)]
