"""Sweeps as texts: which values a range becomes, what a sweep starts from, and what none can be made of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.descent.problem import DescentError
from tutor.descent.setup import DescentSetup
from tutor.descent.sweep import POINTS, SweepSpec, parse_sweep, setup_at, swept
from tutor.descent.words import parse_inputs
from tutor.nn.descent import FULL, sweep

STANDARD = DescentSetup()


@pytest.mark.parametrize(
    ("text", "over", "values"),
    [
        ("d=2,9,27", "dims", (2, 9, 27)),
        ("dims=27,2,9,2", "dims", (2, 9, 27)),
        ("d=2,3,5,8,11,18,27,42,64", "dims", (2, 3, 5, 8, 11, 18, 27, 42, 64)),
        ("rho=0,0.25", "rho", (0, 0.25)),
        ("step=0.05,1.9", "step", (0.05, 1.9)),
        ("d=2..5", "dims", (2, 3, 4, 5)),
        ("batch=1..256", "batch", (1, 2, 4, 8, 16, 32, 64, 128, 256)),
        ("rho=0..0.8", "rho", (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)),
        ("step=1..1.8", "step", (1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8)),
        ("step=0.01..1", "step", (0.01, 0.0178, 0.0316, 0.0562, 0.1, 0.178, 0.316, 0.562, 1)),
    ],
)
def test_values_of_a_sweep(text: str, over: str, values: tuple[float, ...]) -> None:
    assert parse_sweep(text) == SweepSpec(over, values)  # type: ignore[arg-type]


def test_only_squares_where_the_inputs_are_a_window() -> None:
    assert parse_sweep("d=4..81", squares=True).values == (4, 9, 16, 25, 36, 49, 81)
    with pytest.raises(DescentError, match="no square number between 5 and 8"):
        parse_sweep("d=5..8", squares=True)
    assert parse_sweep("batch=5..8", squares=True).values == (5, 6, 7, 8)


@given(st.sampled_from(("d", "batch")), st.integers(1, 1000), st.integers(1, 1000))
def test_a_range_ascends_from_end_to_end(name: str, one: int, other: int) -> None:
    low, high = sorted((one, other + (one == other)))
    values = parse_sweep(f"{name}={min(low, 999)}..{min(high, 1000) if low < high else 1000}").values
    assert list(values) == sorted(set(values))
    assert (values[0], values[-1]) == (min(low, 999), min(high, 1000))
    assert len(values) <= POINTS


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "'' is no sweep; write a setting and its values, as in d=2..64"),
        ("d", "'d' is no sweep; write a setting and its values, as in d=2..64"),
        ("rhoo=0..1", "'rhoo' cannot be swept; did you mean 'rho'?"),
        ("seed=1..2", "'seed' cannot be swept; there are: d, batch, rho, step"),
        ("d=0..5", "d must be a whole number from 1 to 1000, not '0'"),
        ("d=2..", "d must be a whole number from 1 to 1000, not ''"),
        ("d=2.5", "d must be a whole number from 1 to 1000, not '2.5'"),
        ("d=9..2", "a range goes from a smaller number to a larger one, as in d=2..64"),
        ("rho=0..1", "rho must be a number from 0 to 0.999, not '1'"),
        ("step=nan", "step must be a number from 1e-06 to 100, not 'nan'"),
        ("batch=" + ",".join(map(str, range(1, 40))), "a sweep has at most 32 values"),
    ],
)
def test_what_is_no_sweep(text: str, sentence: str) -> None:
    with pytest.raises(DescentError) as caught:
        parse_sweep(text)
    assert str(caught.value) == sentence


# ── from a setup ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["d=2,4", "batch=1,3", "rho=0,0.5", "step=0.2,0.4"])
def test_the_engine_sweeps_what_the_setup_says(text: str) -> None:
    spec = parse_sweep(text)
    start = swept(STANDARD, spec, 3)
    for problem in start.problems():
        found = sweep(problem, spec.over, spec.values, 3)
        assert [point.value for point in found.points] == list(spec.values)
    for value, point in zip(spec.values, found.points, strict=True):
        expected = setup_at(start, spec.over, value).problems()[-1]
        assert point.condition_number == pytest.approx(expected.condition_number)


def test_independent_inputs_are_correlated_by_nothing() -> None:
    start = swept(STANDARD, parse_sweep("rho=0..0.5"), 3)
    assert [inputs.kind for inputs in start.inputs] == ["correlated"] * 2
    assert [run.points.tolist() for run in start.runs()] == [run.points.tolist() for run in STANDARD.runs()]


def test_a_start_of_its_own_gives_way_to_a_sweep_over_d() -> None:
    assert swept(replace(STANDARD, start=(1.0, 2.0)), parse_sweep("d=2,3"), 3).start == ()


@pytest.mark.parametrize(
    ("setup", "text", "control"),
    [
        (replace(STANDARD, inputs=(parse_inputs("mixed"),)), "rho=0..0.5", "sweep"),
        (replace(STANDARD, loss="kernel", dims=4), "d=4,5", "dims"),
        (replace(STANDARD, max_steps=100_000), "d=2..1000", "max_steps"),
        (replace(STANDARD, dims=900, batch=FULL), "batch=1,73", "batch"),
    ],
)
def test_a_value_that_makes_no_descent_is_said_before_anything_runs(
    setup: DescentSetup, text: str, control: str
) -> None:
    with pytest.raises(DescentError) as caught:
        swept(setup, parse_sweep(text), 3)
    assert caught.value.control == control


def test_a_sweep_that_takes_too_long() -> None:
    with pytest.raises(DescentError, match="takes too long"):
        swept(STANDARD, parse_sweep("d=2..1000"), 10_000)
