"""Why two pipelines are equal: proved from their layers alone, without running them.

A non-decreasing f commutes with a maximum, max f(xᵢ) = f(max xᵢ): the largest input has the largest output, and the
same holds for the minimum. From this and a few more rules one list of layers is rewritten, a swap of neighbours or a
dropped layer at a time, until it reads like the other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from tutor.nn import layer_facts as facts
from tutor.nn.layer_facts import ANYTHING, Range
from tutor.nn.layers import Layer

MOST_LAYERS: Final = 8
"""Longer pipelines are compared behind their common prefix, and not at all if that leaves more."""
MOST_STATES: Final = 2000
"""How many rewritten lists are looked at from each side before the search for a proof gives up."""

Rule = Literal["non_decreasing", "subsampling", "keeps_sign", "identity", "absorbed"]
"""Why a step is allowed.

* `non_decreasing`: a non-decreasing function of one cell and a max- or min-pool change places.
* `subsampling`: any function of one cell and a pool of size 1, which only skips cells, change places.
* `keeps_sign`: ReLU and a function with the sign of its argument change places.
* `identity`: a layer is dropped that changes nothing of what can reach it, such as ReLU behind ReLU.
* `absorbed`: a layer is dropped that the next one makes needless, such as |x| before x².
"""

Reason = Literal["identical", "commutes", "redundant"]
"""`identical`: the same layers; `commutes`: neighbours changed places; `redundant`: layers were only dropped."""


@dataclass(frozen=True)
class Step:
    """One rewriting of one of the two pipelines, at layer `position` of its list at that time, from 0."""

    rule: Rule
    pipeline: Literal["one", "other"]
    position: int
    layers: tuple[str, ...]
    """The names of the two layers that change places, in the order they had; or of the layer that is dropped."""
    exact: bool
    """Whether the outputs stay the same bit for bit (0 and −0 being equal)."""

    @property
    def swaps(self) -> bool:
        """Whether two layers change places; otherwise one is dropped."""
        return self.rule in ("non_decreasing", "subsampling", "keeps_sign")


@dataclass(frozen=True)
class Proof:
    """Two pipelines are equal for all inputs that fit them: these steps make one list of layers of both."""

    reason: Reason
    steps: tuple[Step, ...] = ()
    """The steps on `one`, then those on `other`; they meet at the same list."""

    @property
    def exact(self) -> bool:
        """Whether the outputs are equal bit for bit; if not, then in real arithmetic, and in floats but for rounding.

        The steps that are not exact are those with ELU, sigmoid, tanh or softplus and a pool: what is computed of
        them may fall by a unit in the last place between two neighbouring floats.
        """
        return all(step.exact for step in self.steps)

    @property
    def pair(self) -> tuple[str, str] | None:
        """The names of the first two layers that change places, or None where none do."""
        for step in self.steps:
            if step.swaps:
                return step.layers[0], step.layers[1]
        return None


def equal_by_proof(one: Sequence[Layer], other: Sequence[Layer]) -> Proof | None:
    """Return why the two pipelines compute the same for every input, or None where no proof was found.

    None does not mean that they differ. The search is bounded by `MOST_LAYERS` and `MOST_STATES`, breadth first, so
    the proof has as few steps as the rules allow. It speaks of all inputs that fit both pipelines.
    """
    prefix = common_prefix(one, other)
    if prefix == len(one) == len(other):
        return Proof("identical")
    values = ANYTHING
    if max(len(one), len(other)) > MOST_LAYERS:
        for layer in one[:prefix]:
            values = facts.range_after(layer, values)
        one, other = one[prefix:], other[prefix:]
        if max(len(one), len(other)) > MOST_LAYERS:
            return None
    left, right = _reachable(one, "one", values), _reachable(other, "other", values)
    meeting = [left[key] + right[key] for key in left if key in right]
    if not meeting:
        return None
    # Of equally short proofs one that is exact, and of these one that changes `one` rather than `other`.
    steps = min(
        meeting, key=lambda s: (len(s), not all(step.exact for step in s), sum(t.pipeline == "other" for t in s))
    )
    return Proof("commutes" if any(step.swaps for step in steps) else "redundant", steps)


def common_prefix(one: Sequence[Layer], other: Sequence[Layer]) -> int:
    """Return how many layers the two pipelines begin with that compute the same."""
    for count, (left, right) in enumerate(zip(one, other, strict=False)):
        if facts.layer_key(left) != facts.layer_key(right):
            return count
    return min(len(one), len(other))


def commutes(first: Layer, second: Layer) -> tuple[Rule, bool] | None:
    """Return (rule, exact) when `first` before `second` equals `second` before `first`; None where that is unknown.

    With zero padding a max- or min-pool also sees zeros, so the function must keep zero: f(0) = 0.
    """
    pool, cell = (first, second) if facts.kind(first) in facts.POOLS else (second, first)
    if facts.is_per_cell(cell) and facts.is_subsampling(pool):
        return "subsampling", True
    if facts.is_per_cell(cell) and facts.kind(pool) in facts.EXTREME_POOLS:
        exact = facts.is_exactly_non_decreasing(cell)
        holds = exact or facts.is_non_decreasing_but_for_rounding(cell)
        if holds and (not facts.sees_zeros(pool) or facts.keeps_zero(cell)):
            return "non_decreasing", exact
    for relu, function in ((first, second), (second, first)):
        if facts.kind(relu) == "relu" and facts.keeps_sign(function):
            return "keeps_sign", True
    return None


_State = tuple[facts.Key, ...]


def _reachable(
    layers: Sequence[Layer], pipeline: Literal["one", "other"], values: Range
) -> dict[_State, tuple[Step, ...]]:
    """Return every list of layers that rewriting leads to, by its keys, with the fewest steps to it."""
    start = tuple(layers)
    found: dict[_State, tuple[Step, ...]] = {_state(start): ()}
    waiting = deque([start])
    while waiting and len(found) < MOST_STATES:
        current = waiting.popleft()
        steps = found[_state(current)]
        for step, rewritten in _rewrites(current, pipeline, values):
            if (state := _state(rewritten)) not in found:
                found[state] = (*steps, step)
                waiting.append(rewritten)
    return found


def _state(layers: Sequence[Layer]) -> _State:
    return tuple(facts.layer_key(layer) for layer in layers)


def _rewrites(
    layers: tuple[Layer, ...], pipeline: Literal["one", "other"], values: Range
) -> Iterator[tuple[Step, tuple[Layer, ...]]]:
    """Yield every single step from a list of layers, whose inputs lie in `values`, and the list it leads to."""
    for position, layer in enumerate(layers):
        if facts.is_identity(layer, values):
            yield Step("identity", pipeline, position, (layer.name,), True), _without(layers, position)
        values = facts.range_after(layer, values)
    for position, (first, second) in enumerate(pairwise(layers)):
        if facts.absorbs(second, first):
            yield Step("absorbed", pipeline, position, (first.name,), True), _without(layers, position)
        rule = commutes(first, second)
        if rule is not None:
            names = (first.name, second.name)
            swapped = (*layers[:position], second, first, *layers[position + 2 :])
            yield Step(rule[0], pipeline, position, names, rule[1]), swapped


def _without(layers: tuple[Layer, ...], position: int) -> tuple[Layer, ...]:
    return layers[:position] + layers[position + 1 :]
