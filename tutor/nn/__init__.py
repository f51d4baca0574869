"""The arithmetic of a small convolutional cell and of gradient descent, in numpy and nothing else.

Conventions, the same everywhere:

* A feature map has the shape (N, C, H, W): examples, channels, rows, columns.
* Convolution is cross-correlation: the kernel is not flipped.
* One operation is one multiply-add or one comparison; ReLU is one comparison a cell, a max-pool of
  k×k is k² − 1 comparisons a window.
* ReLU′(0) = 0. In a tie max-pool sends the gradient to the first cell, row by row.
* Max-pool pads with −∞. Average-pool counts its padding unless told otherwise.
* float32 in, float32 out; everything else is computed in float64.
"""

from tutor.nn.activations import (
    ACTIVATIONS,
    gelu,
    hard_swish,
    leaky_relu,
    mish,
    relu,
    relu_backward,
    sigmoid,
    silu,
    softplus,
    tanh,
)
from tutor.nn.conv import conv2d, conv2d_backward
from tutor.nn.cost import Cost, relus_saved, work_saved
from tutor.nn.layers import Activation, AvgPool2d, Conv2d, Layer, MaxPool2d
from tutor.nn.pipeline import Stage, Trace, run
from tutor.nn.pool import (
    avg_pool2d,
    avg_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
    max_pool2d_winners,
)

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "AvgPool2d",
    "Conv2d",
    "Cost",
    "Layer",
    "MaxPool2d",
    "Stage",
    "Trace",
    "avg_pool2d",
    "avg_pool2d_backward",
    "conv2d",
    "conv2d_backward",
    "gelu",
    "hard_swish",
    "leaky_relu",
    "max_pool2d",
    "max_pool2d_backward",
    "max_pool2d_winners",
    "mish",
    "relu",
    "relu_backward",
    "relus_saved",
    "run",
    "sigmoid",
    "silu",
    "softplus",
    "tanh",
    "work_saved",
]
