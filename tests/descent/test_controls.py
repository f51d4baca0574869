"""The controls of a descent: every one steps and takes typed values, nothing breaks, and what cannot be is said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.descent.setups import SETUPS
from tutor.bench.picture import PictureSpec
from tutor.descent.controls import CONTROLS, DescentControl, controls_of
from tutor.descent.inputs import InputsSpec
from tutor.descent.problem import DescentError, control_label
from tutor.descent.setup import DescentSetup
from tutor.descent.stations import stepped, turned
from tutor.descent.words import optimiser, parse_inputs, step_rule
from tutor.nn.descent import FULL

STANDARD = DescentSetup()
FULLEST = replace(
    STANDARD,
    inputs=(parse_inputs("patches"), parse_inputs("correlated:range=11")),
    dims=9,
    batch=4,
    optimiser=optimiser("adam"),
    noise=0.1,
)


def control(setup: DescentSetup, wanted: str) -> DescentControl:
    return next(one for one in controls_of(setup) if one.id == wanted)


def step(setup: DescentSetup, wanted: str, n: int = 1) -> DescentSetup:
    return control(setup, wanted).step(setup, n)


def typed(setup: DescentSetup, wanted: str, text: str) -> DescentSetup:
    return control(setup, wanted).typed(setup, text)


def ids(setup: DescentSetup) -> list[str]:
    return [one.id for one in controls_of(setup)]


def test_the_controls_of_the_standard_laboratory() -> None:
    assert {one.id: one.value for one in controls_of(STANDARD)} == {
        "inputs.1": "01", "inputs.2": "11", "dims": "2", "bias": "no", "loss": "squared", "batch": "1",
        "rule": "mean_square", "step": "0.5", "optimiser": "sgd", "start": "-1,1", "noise": "0", "seed": "48",
        "tolerance": "0.001", "max_steps": "5000",
    }  # fmt: skip


def test_every_control_there_is() -> None:
    every = [name for group in CONTROLS.values() for name in group]
    assert ids(FULLEST) == every
    assert all(control_label(name).replace(" ", "").isalpha() for name in every)


def test_what_has_no_meaning_has_no_control() -> None:
    assert not {"picture", "rho", "beta"} & set(ids(STANDARD))
    assert "beta" in ids(replace(STANDARD, optimiser=optimiser("rmsprop")))


def test_a_lesson_hides_single_controls_and_whole_groups() -> None:
    left = [one.id for one in controls_of(FULLEST, hidden=("steps", "seed"))]
    assert left == [name for name in ids(FULLEST) if name not in (*CONTROLS["steps"], "seed")]


@pytest.mark.parametrize("wanted", ids(FULLEST))
@pytest.mark.parametrize("n", [1, -1])
def test_every_control_steps_and_the_descent_stays_possible(wanted: str, n: int) -> None:
    there = step(FULLEST, wanted, n)
    assert there != FULLEST
    assert there.problems()


@pytest.mark.parametrize("wanted", [name for name in ids(FULLEST) if name not in ("inputs.1", "inputs.2", "picture")])
def test_a_step_back_leads_back(wanted: str) -> None:
    assert control(step(step(FULLEST, wanted, 1), wanted, -1), wanted).value == control(FULLEST, wanted).value


@pytest.mark.parametrize("wanted", ids(FULLEST))
def test_a_control_goes_on_from_the_setup_that_it_is_given(wanted: str) -> None:
    once = step(FULLEST, wanted)
    assert control(FULLEST, wanted).step(once, 1) == step(once, wanted), "a second press may come before the first run"


def test_a_control_that_has_lost_its_meaning_changes_nothing() -> None:
    plain = replace(STANDARD, dims=9)
    for wanted in ("picture", "rho", "beta"):
        assert control(FULLEST, wanted).step(plain, 1) == plain
        assert control(FULLEST, wanted).typed(plain, control(FULLEST, wanted).value) == plain


@given(SETUPS.filter(lambda setup: setup.weights > 1), st.data())
@settings(max_examples=80, deadline=None)
def test_on_every_descent_a_value_reads_back_and_a_step_is_one_or_is_refused(
    setup: DescentSetup, data: st.DataObject
) -> None:
    wanted = data.draw(st.sampled_from(ids(setup)))
    before = control(setup, wanted)
    assert control(before.typed(setup, before.value), wanted).value == before.value
    try:
        after = before.step(setup, data.draw(st.sampled_from((-2, -1, 1, 2))))
    except DescentError as error:
        assert str(error).isprintable()  # noqa: PT017 - most steps are possible
        return
    assert after.problems()


def test_the_second_panel_comes_and_goes() -> None:
    alone = typed(STANDARD, "inputs.2", "none")
    assert alone.inputs == (InputsSpec(),)
    assert control(alone, "inputs.2").value == "none"
    assert step(alone, "inputs.2").inputs == (InputsSpec(), InputsSpec())
    assert step(step(STANDARD, "inputs.2", -1), "inputs.2", -1).inputs == (InputsSpec(),)


def test_all_inputs_can_be_reached_and_lead_round() -> None:
    setup = STANDARD
    seen: list[InputsSpec] = []
    while setup.inputs[0].kind != "uniform" or len(seen) < 5:
        seen.append(setup.inputs[0])
        setup = step(setup, "inputs.1")
    assert {inputs.kind for inputs in seen} == {
        "uniform", "skewed", "correlated", "mixed", "sigmoid", "tanh", "patches"
    }  # fmt: skip


def test_patches_and_kernels_make_d_a_square_and_drop_a_start_that_no_longer_fits() -> None:
    setup = replace(STANDARD, dims=3, start=(1.0, 2.0, 3.0))
    for changed in (typed(setup, "inputs.1", "patches"), typed(setup, "loss", "kernel")):
        assert (changed.dims, changed.start) == (4, ())
    assert [step(typed(setup, "loss", "kernel"), "dims", n).dims for n in (-1, 1, 2)] == [4, 9, 16]


def test_a_start_of_another_length_gives_way() -> None:
    setup = replace(STANDARD, start=(3.0, 1.0))
    assert step(setup, "dims").start == step(setup, "bias").start == ()
    assert typed(setup, "dims", "2").start == (3.0, 1.0)
    assert typed(STANDARD, "start", "").start == ()


def test_correlation_and_picture_go_along_from_kind_to_kind() -> None:
    setup = typed(typed(STANDARD, "inputs.1", "correlated:rho=0.5"), "inputs.2", "correlated:range=11")
    assert [inputs.rho for inputs in setup.inputs] == [0.5, 0.5]
    assert [inputs.rho for inputs in step(setup, "rho").inputs] == [0.6, 0.6]
    setup = typed(typed(FULLEST, "picture", "face"), "inputs.2", "patches:range=11")
    assert [inputs.picture for inputs in setup.inputs] == [PictureSpec.parse("face")] * 2
    assert {inputs.picture.name for inputs in step(setup, "picture").inputs} == {"noise"}


def test_the_whole_set_lies_beyond_the_largest_batch() -> None:
    at = replace(STANDARD, batch=256)
    assert step(at, "batch").batch == step(at, "batch", 5).batch == FULL
    whole = step(at, "batch")
    assert step(whole, "batch").batch == FULL
    assert [step(whole, "batch", n).batch for n in (-1, -2, -3)] == [256, 128, 64]
    assert typed(STANDARD, "batch", "full").batch == FULL


def test_a_step_size_is_typed_alone_or_with_its_rule() -> None:
    assert typed(STANDARD, "step", "0,9").step == step_rule("mean_square", 0.9)
    assert typed(STANDARD, "step", "max:0.9").step == step_rule("max", 0.9)
    assert typed(STANDARD, "rule", "optimal").step == step_rule("optimal", 0.5)


def test_beta_is_that_of_the_velocity_or_of_the_squares() -> None:
    assert typed(FULLEST, "beta", "0.5").optimiser == optimiser("adam", beta=0.5)
    with_squares = replace(STANDARD, optimiser=optimiser("rmsprop"))
    assert typed(with_squares, "beta", "0.5").optimiser == optimiser("rmsprop", beta2=0.5)


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("inputs.1", "none"), ("inputs.1", "\x1b[31m"), ("inputs.2", ""), ("rho", "1"), ("rho", "x"), ("dims", "0"),
        ("dims", "10"), ("dims", "9.5"), ("dims", "9" * 500), ("bias", "perhaps"), ("loss", "hinge"), ("batch", "0"),
        ("rule", "max:1"), ("step", "0"), ("step", "nan"), ("step", "1e400"), ("optimiser", "sgdd"), ("beta", "1"),
        ("start", "1,2"), ("start", "0,0,0,0,0,0,0,0,0"), ("noise", "-1"), ("seed", "-1"), ("seed", "4294967296"),
        ("tolerance", "0"), ("tolerance", "2"), ("max_steps", "0"), ("picture", "mon"), ("picture", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_typed_is_said(wanted: str, text: str) -> None:
    with pytest.raises(DescentError) as caught:
        typed(FULLEST, wanted, text)
    assert str(caught.value).isprintable()


def test_one_weight_makes_no_picture() -> None:
    with pytest.raises(DescentError, match="one weight makes no picture") as caught:
        typed(STANDARD, "dims", "1")
    assert caught.value.control == "dims"
    one = typed(typed(STANDARD, "bias", "yes"), "dims", "1")
    assert one.weights == 2
    with pytest.raises(DescentError, match="one weight makes no picture"):
        step(one, "bias")


def test_a_rule_that_has_no_step_is_refused() -> None:
    flat = replace(STANDARD, inputs=(parse_inputs("patches:picture=1,1/1,1"),), dims=4, step=step_rule("max", 1.0))
    with pytest.raises(DescentError, match="no optimal step"):
        step(flat, "rule")


# ── stations ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "steps", "after"),
    [(2, 1, 4), (2, 2, 8), (2, 9, 8), (3, 1, 4), (3, -1, 2), (1, -1, 1), (8, 1, 8), (9, 1, 9), (9, -1, 8), (0, -1, 0),
     (0, 1, 1), (5, 0, 5)],
)  # fmt: skip
def test_stations_up_and_down(value: int, steps: int, after: int) -> None:
    assert stepped((1, 2, 4, 8), value, steps) == after


def test_stations_in_a_circle() -> None:
    assert [turned("abc", "c", n) for n in (1, 2, 3, -1)] == ["a", "b", "c", "b"]
    assert [turned("abc", "x", n) for n in (1, -1)] == ["a", "c"]
