"""Batch normalization as a trained network applies it: with statistics that are given, not taken from the batch.

Source: Ioffe & Szegedy 2015, *Batch normalization*, algorithm 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutor.nn.arguments import FloatArray, as_float, as_number, same_shape
from tutor.nn.extremes import quiet


@quiet
def batch_norm2d(
    x: npt.ArrayLike,
    weight: npt.ArrayLike,
    bias: npt.ArrayLike,
    running_mean: npt.ArrayLike,
    running_var: npt.ArrayLike,
    *,
    eps: float = 1e-5,
) -> FloatArray:
    """Return weight · (x − running_mean) / √(running_var + eps) + bias, channel by channel.

    x is (N, C, H, W) and decides the float type; weight (γ), bias (β), running_mean and running_var (the variance,
    not its root) are (C,). The result rises with x where γ > 0 and falls where γ < 0.
    ValueError for another number of values, for a variance or an eps below 0, and where both are 0.
    """
    x = as_float(x, "x", 4)
    parameters = BatchNormParameters.of(x.shape[1], weight, bias, running_mean, running_var, eps)
    scale, shift = parameters.scale.astype(x.dtype), parameters.bias.astype(x.dtype)
    y: FloatArray = (x - parameters.mean.astype(x.dtype)) * scale + shift
    return y


@quiet
def batch_norm2d_backward(
    dy: npt.ArrayLike,
    x: npt.ArrayLike,
    weight: npt.ArrayLike,
    bias: npt.ArrayLike,
    running_mean: npt.ArrayLike,
    running_var: npt.ArrayLike,
    *,
    eps: float = 1e-5,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return (dx, dweight, dbias) for `batch_norm2d`, whose mean and variance are constants.

    dx = dy · γ / √(running_var + eps); dweight sums dy · (x − running_mean) / √(running_var + eps) over a channel,
    dbias sums dy. All three have the float type of dy.
    """
    x, dy = as_float(x, "x", 4), as_float(dy, "dy", 4)
    same_shape(dy, x.shape)
    parameters = BatchNormParameters.of(x.shape[1], weight, bias, running_mean, running_var, eps)
    dx = dy * parameters.scale.astype(dy.dtype)
    normalized = (x - parameters.mean.astype(x.dtype)) / parameters.deviation.astype(x.dtype)
    dweight = np.sum(dy * normalized, axis=(0, 2, 3)).astype(dy.dtype, copy=False)
    return dx, dweight, dy.sum(axis=(0, 2, 3))


@dataclass(frozen=True, eq=False)
class BatchNormParameters:
    """The parameters, checked, in the shape (C, 1, 1) that fits a feature map."""

    weight: FloatArray
    bias: FloatArray
    mean: FloatArray
    deviation: FloatArray
    """√(variance + eps), in float64."""

    @property
    def scale(self) -> FloatArray:
        """What x is multiplied by, in float64."""
        return self.weight / self.deviation

    @classmethod
    def of(
        cls,
        channels: int | None,
        weight: npt.ArrayLike,
        bias: npt.ArrayLike,
        running_mean: npt.ArrayLike,
        running_var: npt.ArrayLike,
        eps: float,
    ) -> BatchNormParameters:
        """Return the parameters for so many channels (None: for as many as weight has values)."""
        given = {"weight": weight, "bias": bias, "running_mean": running_mean, "running_var": running_var}
        arrays = {name: as_float(values, name, 1) for name, values in given.items()}
        expected = len(arrays["weight"]) if channels is None else channels
        for name, array in arrays.items():
            if len(array) != expected:
                raise ValueError(f"{name} has {len(array)} values, but there are {expected} channels")
        eps = as_number(eps, "eps")
        if eps < 0:
            raise ValueError(f"eps must be at least 0, not {eps}")
        variance = arrays["running_var"].astype(np.float64)
        if not (variance >= 0).all():
            raise ValueError(f"running_var must be at least 0, not {variance.min()}")
        if not (variance + eps > 0).all():
            raise ValueError("running_var and eps must not both be 0")
        shaped = {name: array.reshape(-1, 1, 1) for name, array in arrays.items()}
        deviation = np.sqrt(variance + eps).reshape(-1, 1, 1)
        return cls(shaped["weight"], shaped["bias"], shaped["running_mean"], deviation)
