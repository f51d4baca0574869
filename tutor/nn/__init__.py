"""The arithmetic of a small convolutional cell and of gradient descent, in numpy and nothing else.

Conventions, the same everywhere:

* A feature map has the shape (N, C, H, W): examples, channels, rows, columns.
* Convolution is cross-correlation: the kernel is not flipped.
* One operation is one multiply-add or one comparison; ReLU is one comparison a cell, a max-pool of
  k×k is k² − 1 comparisons a window. A smooth activation is one evaluation a cell. `tutor.nn.cost` has them all.
* ReLU′(0) = 0; at every other kink the derivative is PyTorch's. In a tie max-pool and min-pool send the
  gradient to the first cell, row by row.
* Max-pool pads with −∞ and min-pool with +∞, unless told to pad with zeros. Average-pool counts its padding
  unless told otherwise.
* Batch normalization uses statistics that are given, as a trained network does.
* float32 in, float32 out; everything else is computed in float64.
"""

from tutor.nn.activation_gradients import (
    ACTIVATION_GRADIENTS,
    absolute_backward,
    elu_backward,
    gelu_backward,
    gelu_tanh_backward,
    hard_swish_backward,
    leaky_relu_backward,
    mish_backward,
    relu6_backward,
    relu_backward,
    sigmoid_backward,
    silu_backward,
    sin_backward,
    softplus_backward,
    square_backward,
    tanh_backward,
)
from tutor.nn.activations import (
    ACTIVATIONS,
    absolute,
    elu,
    gelu,
    gelu_tanh,
    hard_swish,
    leaky_relu,
    mish,
    relu,
    relu6,
    sigmoid,
    silu,
    sin,
    softplus,
    square,
    tanh,
)
from tutor.nn.average_pool import avg_pool2d, avg_pool2d_backward, l2_pool2d, l2_pool2d_backward
from tutor.nn.batch_norm import batch_norm2d, batch_norm2d_backward
from tutor.nn.conv import conv2d, conv2d_backward
from tutor.nn.cost import Cost, relus_saved, work_saved
from tutor.nn.fused import conv_pool_relu
from tutor.nn.layers import Activation, AvgPool2d, BatchNorm2d, Conv2d, L2Pool2d, Layer, MaxPool2d, MinPool2d
from tutor.nn.monotone import Proof, equal_by_proof
from tutor.nn.pipeline import Stage, Trace, run
from tutor.nn.pool import (
    max_pool2d,
    max_pool2d_backward,
    max_pool2d_winners,
    min_pool2d,
    min_pool2d_backward,
    min_pool2d_winners,
)
from tutor.nn.scaling import (
    SCALING_GRADIENTS,
    SCALINGS,
    to_centred,
    to_centred_backward,
    to_signed,
    to_signed_backward,
    to_standardised,
    to_standardised_backward,
    to_unit,
    to_unit_backward,
)
from tutor.nn.witness import Verdict, Witness, differing_cells, find_witness

__all__ = [
    "ACTIVATIONS",
    "ACTIVATION_GRADIENTS",
    "SCALINGS",
    "SCALING_GRADIENTS",
    "Activation",
    "AvgPool2d",
    "BatchNorm2d",
    "Conv2d",
    "Cost",
    "L2Pool2d",
    "Layer",
    "MaxPool2d",
    "MinPool2d",
    "Proof",
    "Stage",
    "Trace",
    "Verdict",
    "Witness",
    "absolute",
    "absolute_backward",
    "avg_pool2d",
    "avg_pool2d_backward",
    "batch_norm2d",
    "batch_norm2d_backward",
    "conv2d",
    "conv2d_backward",
    "conv_pool_relu",
    "differing_cells",
    "elu",
    "elu_backward",
    "equal_by_proof",
    "find_witness",
    "gelu",
    "gelu_backward",
    "gelu_tanh",
    "gelu_tanh_backward",
    "hard_swish",
    "hard_swish_backward",
    "l2_pool2d",
    "l2_pool2d_backward",
    "leaky_relu",
    "leaky_relu_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "max_pool2d_winners",
    "min_pool2d",
    "min_pool2d_backward",
    "min_pool2d_winners",
    "mish",
    "mish_backward",
    "relu",
    "relu6",
    "relu6_backward",
    "relu_backward",
    "relus_saved",
    "run",
    "sigmoid",
    "sigmoid_backward",
    "silu",
    "silu_backward",
    "sin",
    "sin_backward",
    "softplus",
    "softplus_backward",
    "square",
    "square_backward",
    "tanh",
    "tanh_backward",
    "to_centred",
    "to_centred_backward",
    "to_signed",
    "to_signed_backward",
    "to_standardised",
    "to_standardised_backward",
    "to_unit",
    "to_unit_backward",
    "work_saved",
]
