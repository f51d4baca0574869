"""The Hessian of the expected loss at the target, and what its eigenvalues tell."""

from __future__ import annotations

import math

import numpy as np

from tutor.nn.descent.arguments import check_flag, check_whole
from tutor.nn.descent.draws import finite_set
from tutor.nn.descent.inputs import MOST_DIMS, Floats, Inputs
from tutor.nn.descent.moments import marginal, second_moment
from tutor.nn.descent.normal import logistic

_LEVEL = 1e-12  # an eigenvalue so far below the largest is rounding


def target(weights: int) -> Floats:
    """Return w* of the sigmoid neuron, (1, −1, 1, …): on it the derivative of σ, and so the Hessian, depends."""
    signs = np.ones(weights)
    signs[1::2] = -1.0
    return signs


def hessian(inputs: Inputs, d: int, bias: bool, loss: str, seed: int) -> Floats:
    """Return the Hessian at the target, shape (d + bias, d + bias), read-only.

    For squared loss, of a neuron and of a kernel, it is E[x xᵀ]; for cross-entropy E[p (1 − p) x xᵀ] with
    p = σ(w*·x), over its finite set of examples.
    """
    if loss == "cross_entropy":
        examples = finite_set(inputs, d, bias, seed)
        p = logistic(examples @ target(d + bias))
        matrix = (p * (1.0 - p) * examples.T) @ examples / len(examples)
    else:
        matrix = second_moment(inputs, d, bias)
    matrix = np.asarray(matrix, dtype=np.float64)
    matrix.setflags(write=False)
    return matrix


def eigenvalues_of(matrix: Floats) -> Floats:
    """Return the eigenvalues of a Hessian, ascending, none below 0 by rounding; read-only."""
    eigenvalues = np.asarray(np.maximum(np.linalg.eigvalsh(matrix), 0.0))
    eigenvalues.setflags(write=False)
    return eigenvalues


def are_alike(inputs: Inputs) -> bool:
    """Whether any two inputs could be swapped: all have one variance, and every two of them one correlation."""
    return inputs.kind != "patches" and not (inputs.kind == "correlated" and inputs.rho > 0)


def common_and_apart(inputs: Inputs, d: int, bias: bool) -> tuple[Floats, float]:
    """Return E[x xᵀ] of inputs that are alike, split by symmetry.

    First the matrix, (1 + bias, 1 + bias), that it is along (1, …, 1) / √d and the bias; then its eigenvalue in the
    d − 1 directions across. Without a bias they are 1/12 + d/4 and 1/12 on [0, 1].
    """
    each = marginal(inputs)
    apart = each.variance * (1.0 - each.correlation)
    along = apart + d * (each.variance * each.correlation + each.mean**2)
    beside = math.sqrt(d) * each.mean
    return np.array([[along, beside], [beside, 1.0]] if bias else [[along]]), apart


def moment_eigenvalues(inputs: Inputs, d: int, bias: bool = False) -> Floats:
    """Return the eigenvalues of E[x xᵀ], ascending, shape (d + bias,), read-only; at once where inputs are alike."""
    if not are_alike(inputs):
        return eigenvalues_of(second_moment(inputs, d, bias))
    common, apart = common_and_apart(inputs, d, bias)
    eigenvalues = np.sort(np.append(eigenvalues_of(common), np.full(d - 1, apart)))
    eigenvalues.setflags(write=False)
    return eigenvalues


def is_singular(eigenvalues: Floats) -> bool:
    """Whether the smallest of ascending eigenvalues is 0 but for rounding: the loss is level in some direction."""
    return not float(eigenvalues[0]) > _LEVEL * float(eigenvalues[-1])


def ratio(eigenvalues: Floats) -> float:
    """κ, the largest of ascending eigenvalues over the smallest; inf if that is 0 but for rounding."""
    return math.inf if is_singular(eigenvalues) else float(eigenvalues[-1] / eigenvalues[0])


def condition_number(inputs: Inputs, d: int, bias: bool = False) -> float:
    """κ of E[x xᵀ], its largest eigenvalue over its smallest, inf if that is 0.

    Without `bias` it is 3d + 1 for "uniform" on [0, 1] and 1 on [−1, 1].
    """
    return ratio(moment_eigenvalues(inputs, check_whole("d", d, 1, MOST_DIMS), check_flag("bias", bias)))
