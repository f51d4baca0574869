"""The words and sums beneath a descent, without an app."""

from __future__ import annotations

from tutor.nn.descent import Inputs, Problem, StepRule, descend
from tutor.ui.widgets import descent_words as words
from tutor.ui.widgets.descent_layout import Button, columns, place
from tutor.ui.widgets.descent_settings import ADJUSTMENTS


def test_sentences_of_runs_that_do_not_arrive() -> None:
    away = descend(Problem(Inputs(range="11"), step=StepRule(value=3.0)))
    assert "flies away" in words.status((away,), away.steps)
    assert words.ending(away, away.steps) == "flew away"
    cut = descend(Problem(max_steps=4))
    assert "stopped before it arrived" in words.status((cut,), 4)
    assert words.ending(cut, 4) == "stopped"


def test_buttons_take_one_row_where_they_fit() -> None:
    groups = [[Button("-", "less"), Button("n 5"), Button("+", "more")], [Button("go", "go")]]
    assert [[piece.start for piece in row] for row in place(groups, 30)] == [[0, 3, 8, 15]]
    assert [len(row) for row in place(groups, 9)] == [5, 1], "gaps count as pieces"


def test_columns_fill_the_width() -> None:
    names, values = columns([("steps", "1/2"), ("κ", "7")], 10)
    assert ("".join(names), "".join(values)) == ("steps    κ", "1/2      7")


def test_read_outs_show_a_dash_where_nothing_is_yet() -> None:
    run = descend(Problem())
    assert [value for _, value in words.read_outs(run, 0)] == ["  0/101", "—", "0.00", "—", "7"]
    assert [value for _, value in words.read_outs(run, 500)] == ["101/101", "100%", "2.65", "85°", "7"]


def test_the_opening_speaks_of_the_start_there_is() -> None:
    assert "One weight must rise" in words.status((descend(Problem()),), 0)
    assert "the same way" in words.status((descend(Problem(start=(1, 1))),), 0)


def test_adjustments_stop_at_their_limits() -> None:
    problem = Problem(seed=0, batch=1, step=StepRule(value=0.05))
    for name in ("seed_down", "batch_down", "step_size_down"):
        assert ADJUSTMENTS[name](problem) == problem
    assert ADJUSTMENTS["batch_up"](Problem(batch=3)).batch == 4
    assert ADJUSTMENTS["batch_cycle"](Problem(batch=16)).batch == 1
