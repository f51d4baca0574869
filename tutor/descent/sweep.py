"""A sweep as a short text, `d=2..64` or `step=0.5,1,1.5`: the values that one setting passes while the rest stays."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tutor.bench.numbers import parse_number
from tutor.descent import edits
from tutor.descent.inputs import MOST_RHO
from tutor.descent.numbers import not_within
from tutor.descent.problem import DescentError, unknown
from tutor.descent.setup import DescentSetup
from tutor.descent.words import MOST_STEP, step_rule
from tutor.language import _
from tutor.nn.descent import MOST_BATCH, MOST_DIMS, Over
from tutor.quoting import quote

SWEEP = "sweep"
"""What a DescentError names where the sweep itself is at fault, and no control."""
MOST_VALUES = 32
POINTS = 9
"""Values that a range is taken apart into, where it holds more."""
DECADE = 10.0
"""A range whose ends differ by at least this factor is spaced evenly on a logarithmic scale."""
MOST_SWEEP_WORK = 20_000_000_000
RUNS = 41
"""Runs at each value, where nobody asked for another number: enough for steady quartiles, few enough to wait for."""

NAMES: dict[str, Over] = {"d": "dims", "dims": "dims", "batch": "batch", "rho": "rho", "step": "step"}
LIMITS: dict[str, tuple[float, float]] = {
    "dims": (1.0, MOST_DIMS),
    "batch": (1.0, MOST_BATCH),
    "rho": (0.0, MOST_RHO),
    "step": (1e-6, MOST_STEP),
}
WHOLE = frozenset({"dims", "batch"})


@dataclass(frozen=True)
class SweepSpec:
    """What is swept, "dims", "batch", "rho" or "step", and over which values, ascending."""

    over: Over
    values: tuple[float, ...]


def parse_sweep(text: str, *, squares: bool = False) -> SweepSpec:
    """Read `d=2..64`, `batch=1..256`, `rho=0..0.95`, `step=0.05..1.9` or a list, `d=2,9,27`; DescentError if none.

    A range becomes at most POINTS values: evenly spaced, or where it spans a decade, logarithmically; whole numbers
    where only these make sense, and with `squares` only square d.
    """
    name, equals, wanted = text.partition("=")
    name = name.strip()
    if not equals or name not in NAMES:
        message = _("{text} is no sweep; write a setting and its values, as in {example}")
        if name in NAMES or not name:
            raise DescentError(message.format(text=quote(text), example="d=2..64"), SWEEP)
        raise unknown(_("{name} cannot be swept").format(name=quote(name)), name, ("d", "batch", "rho", "step"), SWEEP)
    over = NAMES[name]
    first, dots, last = wanted.partition("..")
    parts = [first, last] if dots else wanted.split(",")
    if len(parts) > MOST_VALUES:
        raise DescentError(_("a sweep has at most {n} values").format(n=MOST_VALUES), SWEEP)
    ends = [_value(over, part) for part in parts]
    if not dots:
        return SweepSpec(over, tuple(sorted(set(ends))))
    if not ends[0] < ends[1]:
        raise DescentError(
            _("a range goes from a smaller number to a larger one, as in {example}").format(example="d=2..64"), SWEEP
        )
    values = tuple(_spaced(over, ends[0], ends[1], squares=squares and over == "dims"))
    if not values:
        raise DescentError(
            _("there is no square number between {low} and {high}").format(low=ends[0], high=ends[1]), SWEEP
        )
    return SweepSpec(over, values)


def swept(setup: DescentSetup, spec: SweepSpec, runs: int) -> DescentSetup:
    """Return the setup from which a sweep starts, once each of its values is known to make a descent.

    To sweep ρ, independent inputs become correlated ones, which with ρ = 0 are the same. DescentError where a value
    makes no descent, or all together would take too long.
    """
    if spec.over == "rho":
        setup = _correlated(setup)
    if spec.over == "dims":
        setup = replace(setup, start=())
    work = 0
    for value in spec.values:
        at = setup_at(setup, spec.over, value)
        at.problems()
        work += max(at.batch, 1) * at.weights * at.max_steps * runs
    if work > MOST_SWEEP_WORK:
        raise DescentError(_("this sweep takes too long; take fewer values, runs or steps"), SWEEP)
    return setup_at(setup, spec.over, spec.values[0])


def setup_at(setup: DescentSetup, over: str, value: float) -> DescentSetup:
    """Return the setup with one value of what is swept."""
    if over == "dims":
        return edits.with_dims(setup, int(value))
    if over == "batch":
        return replace(setup, batch=int(value))
    if over == "rho":
        return edits.with_rho(setup, float(value))
    return replace(setup, step=step_rule(setup.step.kind, float(value)))


def _correlated(setup: DescentSetup) -> DescentSetup:
    if any(inputs.kind not in ("uniform", "correlated") for inputs in setup.inputs):
        raise DescentError(_("only independent and correlated inputs can be swept over ρ"), SWEEP)
    return replace(setup, inputs=tuple(replace(inputs, kind="correlated") for inputs in setup.inputs))


def _value(over: str, text: str) -> float:
    value, (low, high) = parse_number(text), LIMITS[over]
    if value is None or not low <= value <= high or (over in WHOLE and value != int(value)):
        name = "d" if over == "dims" else over
        raise DescentError(not_within(name, low, high, text, whole=over in WHOLE), SWEEP)
    return int(value) if over in WHOLE else value


def _spaced(over: str, low: float, high: float, *, squares: bool) -> Iterator[float]:
    """Yield the values of a range, ascending, each once."""
    ratio = high / low if low > 0 else 0.0
    last = None
    for n in range(POINTS):
        share = n / (POINTS - 1)
        value = low * ratio**share if ratio >= DECADE and over != "rho" else low + (high - low) * share
        if squares:
            side = round(math.sqrt(value))
            value = side**2
            if not low <= value <= high:
                continue
        elif over in WHOLE:
            value = round(value)
        else:
            value = min(max(float(f"{value:.{2 if over == 'rho' else 3}g}"), low), high)
        if value != last:
            yield value
        last = value
