"""What is measured on gradients and steps: whether signs agree, how sharply a path turns, what goes back and forth."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tutor.nn.descent.inputs import Floats


def same_sign(gradients: Floats) -> npt.NDArray[np.bool_]:
    """Whether the components of each gradient, along the last axis, share one sign.

    A zero disagrees with none, but a gradient of zeros alone has no sign: nothing moves by it.
    """
    agree = np.logical_or((gradients >= 0).all(axis=-1), (gradients <= 0).all(axis=-1))
    return np.asarray(agree & moves(gradients))


def moves(gradients: Floats) -> npt.NDArray[np.bool_]:
    """Whether each gradient, along the last axis, has a component that is not 0."""
    return np.asarray((gradients != 0).any(axis=-1))


def turning_angles(steps: Floats) -> Floats:
    """Degrees between consecutive steps (T, …, d) along the first axis, shape (T−1, …); 0 beside a step of no length.

    2·atan2(|u−v|, |u+v|) of the unit vectors u and v, which keeps its digits where arccos(u·v) loses them.
    """
    length = np.linalg.norm(steps, axis=-1, keepdims=True)
    unit = np.divide(steps, length, out=np.zeros_like(steps), where=length > 0)
    apart = np.linalg.norm(unit[1:] - unit[:-1], axis=-1)
    together = np.linalg.norm(unit[1:] + unit[:-1], axis=-1)
    moved = (length[:-1, ..., 0] > 0) & (length[1:, ..., 0] > 0)
    return np.where(moved, np.degrees(2 * np.arctan2(apart, together)), 0.0)


def reversal_shares(steps: Floats) -> Floats:
    """Share, 0 to 1, of the components whose step has the opposite sign of the step before: (T, …, d) → (T−1, …)."""
    back = (steps[1:] > 0) & (steps[:-1] < 0)
    forth = (steps[1:] < 0) & (steps[:-1] > 0)
    return np.asarray((back | forth).mean(axis=-1))
