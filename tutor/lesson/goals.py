"""Whether what a learner has set in a descent reaches the goal of a step."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence

from tutor.language import _
from tutor.lesson.descent_model import Goal
from tutor.lesson.expressions import ExpressionError, evaluate, template
from tutor.lesson.facts import RUNS, Facts, trajectory_names
from tutor.nn.descent import Trajectory


def is_reached(goal: Goal, runs: Sequence[Trajectory], facts: Facts) -> bool:
    """Return whether runs reach a goal; ExpressionError where its expression cannot be computed, or is no yes or no."""
    whole = template(goal.reached)
    if whole.single is None:
        raise ExpressionError(_("'reached' must be one expression in braces"))
    names: Mapping[str, object] = {name: trajectory_names(run) for name, run in zip(RUNS, runs, strict=False)}
    # Chained and not copied: what the goal does not name is not computed.
    known: Mapping[str, object] = ChainMap(names, facts.names)  # type: ignore[arg-type]  # nothing is written to them
    value = evaluate(whole.single, known, facts.functions)
    if not isinstance(value, bool):
        raise ExpressionError(_("'reached' must come out as true or false"))
    return value
