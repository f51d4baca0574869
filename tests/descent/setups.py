"""Laboratories of descent for properties: everything that the words can say, small enough to be run."""

from __future__ import annotations

from hypothesis import strategies as st

from tutor.bench.picture import PictureSpec
from tutor.descent.inputs import InputsSpec
from tutor.descent.problem import DescentError
from tutor.descent.setup import DescentSetup
from tutor.descent.words import optimiser, step_rule
from tutor.nn.descent import FULL, LOSSES, RANGES, STEP_KINDS

POSITIVE = st.floats(1e-3, 100.0)
SHARES = st.floats(0.0, 0.99)
PICTURES = st.sampled_from(("moon", "noise", "face", "0,1,2/3,4,5/6,7,8")).map(PictureSpec.parse)
INPUTS = st.one_of(
    st.builds(InputsSpec, st.sampled_from(("uniform", "skewed")), st.sampled_from(RANGES)),
    st.builds(InputsSpec, st.just("correlated"), st.sampled_from(RANGES), SHARES),
    st.builds(InputsSpec, st.sampled_from(("mixed", "sigmoid", "tanh"))),
    st.builds(InputsSpec, st.just("patches"), st.sampled_from(RANGES), st.just(0.0), PICTURES),
)
OPTIMISERS = st.one_of(
    st.just(optimiser("sgd")),
    st.builds(lambda beta: optimiser("momentum", beta=beta), SHARES),
    st.builds(lambda beta2: optimiser("rmsprop", beta2=beta2), st.floats(0.01, 0.99)),
    st.builds(lambda beta, beta2: optimiser("adam", beta=beta, beta2=beta2), SHARES, st.floats(0.01, 0.99)),
)


def _makes_a_descent(setup: DescentSetup) -> bool:
    try:
        setup.problems()
    except DescentError:
        return False
    return True


@st.composite
def _any_setups(draw: st.DrawFn) -> DescentSetup:
    dims, bias = draw(st.sampled_from((1, 2, 3, 4, 9))), draw(st.booleans())
    starts = st.lists(st.floats(-1000, 1000), min_size=dims + bias, max_size=dims + bias).map(tuple)
    return DescentSetup(
        tuple(draw(st.lists(INPUTS, min_size=1, max_size=2))),
        dims,
        bias,
        draw(st.sampled_from(LOSSES)),
        draw(st.sampled_from((FULL, 1, 2, 5))),
        draw(st.builds(step_rule, st.sampled_from(STEP_KINDS), POSITIVE)),
        draw(OPTIMISERS),
        draw(st.one_of(st.just(()), starts)),
        draw(st.floats(0.0, 100.0)),
        draw(st.floats(1e-6, 1.0)),
        draw(st.integers(1, 60)),
        draw(st.integers(0, 2**32 - 1)),
    )


SETUPS = _any_setups().filter(_makes_a_descent)
