"""How often the components of a gradient share one sign when residuals are noise: in a batch, in a kernel."""

from __future__ import annotations

import numpy as np

from tutor.nn.descent.arguments import check_whole
from tutor.nn.descent.draws import sampler
from tutor.nn.descent.inputs import Inputs
from tutor.nn.descent.measures import moves, same_sign

_NUMBERS_AT_ONCE = 1 << 20  # 8 MB of draws: enough to vectorise over, little enough for any laptop


def same_sign_share_of_batch(inputs: Inputs, d: int, batch: int, *, samples: int = 20_000, seed: int = 0) -> float:
    """Share, 0 to 1, of batch gradients whose `d` components all have one sign, when residuals are pure noise.

    The gradient is the mean of δ·x over the batch with δ from N(0, 1) independent of x. With one example it is 1 on
    [0, 1] and 2^(1-d) on [-1, 1]; for d = 2 and a large batch on [0, 1] it falls to ½ + arcsin(¾)/π ≈ 0.77.
    Gradients of zeros alone, of inputs that are all 0, do not count. A Monte Carlo estimate
    over `samples` batches, its standard error below 0.5/√samples.
    """
    d, batch, samples = check_whole("d", d, 1), check_whole("batch", batch, 1), check_whole("samples", samples, 1)
    generator = np.random.default_rng(check_whole("seed", seed, 0))
    draw = sampler(inputs, d)
    at_once = max(_NUMBERS_AT_ONCE // (batch * d), 1)
    agreeing = moving = 0
    for first in range(0, samples, at_once):
        count = min(at_once, samples - first)
        examples = draw(generator.random((count, batch, d)))
        residuals = generator.standard_normal((count, batch))
        gradients = np.einsum("nb,nbd->nd", residuals, examples)
        agreeing += int(same_sign(gradients).sum())
        moving += int(moves(gradients).sum())
    return agreeing / max(moving, 1)


def same_sign_share_of_kernel(
    inputs: Inputs, size: int = 3, side: int = 8, *, samples: int = 4_000, seed: int = 0
) -> float:
    """Share, 0 to 1, of the gradients of one `size`×`size` kernel, on one image, whose components all have one sign.

    The gradient is the sum over positions of δ·patch: a convolution is a batch of patches even for a single image.
    The image is `side`×`side` of the given inputs, δ at every position is N(0, 1), independent. For a 3×3 kernel
    and inputs on [0, 1] about 0.42, whatever the side. Monte Carlo over `samples` images. ValueError if size > side.
    """
    size, side, samples = check_whole("size", size, 1), check_whole("side", side, 1), check_whole("samples", samples, 1)
    if size > side:
        raise ValueError(f"size must be at most side, but {size} is more than {side}.")
    generator = np.random.default_rng(check_whole("seed", seed, 0))
    places = side - size + 1
    uniform = generator.random((samples, side * side))
    images = sampler(inputs, side * side)(uniform).reshape(samples, side, side)
    deltas = generator.standard_normal((samples, places, places))
    gradients = np.empty((samples, size * size))
    for row in range(size):
        for column in range(size):
            seen = images[:, row : row + places, column : column + places]
            gradients[:, row * size + column] = (seen * deltas).sum((1, 2))
    return float(same_sign(gradients).sum() / max(int(moves(gradients).sum()), 1))
