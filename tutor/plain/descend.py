"""`layer-tutor descend`: the finished descent as characters and a table, or everything about it as JSON."""

from __future__ import annotations

import json
from typing import Any, cast

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tutor.language import _, decimal
from tutor.nn.descent import TYPICAL_SEED, Inputs, Problem, Range, Trajectory
from tutor.nn.descent import descend as run_descent
from tutor.paint.descent import Role, draw_panel

_STYLES = {
    Role.CONTOUR: "bright_black",
    Role.ARROW: "blue",
    Role.PATH_RECENT: "yellow",
    Role.START: "bold",
    Role.OPTIMUM: "bold blue",
    Role.CURRENT: "bold yellow",
}
_GAP = 2
_WIDEST = 64  # cells: a larger panel would not fit a screen's height


def descend(
    inputs: tuple[str, ...] = (),
    seed: int | None = None,
    as_json: bool = False,
    console: Console | None = None,
    narrator: Console | None = None,
) -> int:
    """Run the standard descent on each range of `inputs` (both if empty) and print it; returns the exit status.

    Results go to `console` (stdout), sentences to `narrator` (stderr): a pipe gets the results alone. A range that
    does not exist or a negative seed is told in a sentence and gives 2.
    """
    console = console or Console()
    narrator = narrator or Console(stderr=True)
    try:
        problems = [
            Problem(Inputs(range=cast("Range", name)), seed=TYPICAL_SEED if seed is None else seed)
            for name in inputs or ("01", "11")
        ]
    except (ValueError, TypeError) as error:
        narrator.print(Text(str(error)))
        return 2
    runs = [run_descent(problem) for problem in problems]
    if as_json:
        json.dump({"runs": [as_data(run) for run in runs]}, console.file, allow_nan=False, indent=1)
        console.file.write("\n")
        return 0
    narrator.print(
        Text(
            _("Start, target and the path between them, for the same random numbers (seed {seed}).").format(
                seed=problems[0].seed
            )
        )
    )
    _print_panels(runs, console)
    console.print(_table(runs))
    narrator.print(Text(_conclusion(runs)))
    return 0


def as_data(run: Trajectory) -> dict[str, Any]:
    """Return everything about a run in the types of JSON; offsets are from the target, turns in degrees."""
    problem = run.problem
    return {
        "inputs": problem.inputs.range,
        "seed": problem.seed,
        "batch": problem.batch,
        "step_fraction": problem.step.value,
        "tolerance": problem.tolerance,
        "learning_rate": run.learning_rate,
        "condition_number": problem.condition_number,
        "steps": run.steps,
        "converged": run.converged,
        "diverged": run.diverged,
        "same_sign": run.same_sign,
        "path_length": run.path_length,
        "straight": run.straight,
        "detour": run.detour,
        "mean_turn": run.mean_turn,
        "points": run.points.tolist(),
        "gradients": run.gradients.tolist(),
        "examples": run.examples.tolist(),
        "losses": run.losses.tolist(),
    }


def _interval(run: Trajectory) -> str:
    return "[0, 1]" if run.problem.inputs.range == "01" else "[−1, 1]"


def _picture(run: Trajectory, width: int, use_ascii: bool) -> list[Text]:
    """Return the finished panel as lines, without the shade: no step is to come."""
    panel = draw_panel(run, run.steps, width, max(round(width * 0.36), 4), ascii=use_ascii)
    lines = [Text(_("inputs in {interval}").format(interval=_interval(run)).ljust(width), style="bold")]
    for row in range(panel.height):
        line = Text()
        for text, role, _shaded in panel.runs(row):
            line.append(" " * len(text) if role is Role.SHADE else text, style=_STYLES.get(role, ""))
        lines.append(line)
    return lines


def _print_panels(runs: list[Trajectory], console: Console) -> None:
    use_ascii = console.options.ascii_only
    beside = len(runs) == 2 and console.width >= 60
    width = min((console.width - _GAP) // 2 if beside else console.width, _WIDEST)
    pictures = [_picture(run, max(width, 1), use_ascii) for run in runs]
    groups = [list(zip(*pictures, strict=True))] if beside else [[(line,) for line in lines] for lines in pictures]
    for group in groups:
        for pieces in group:
            console.print(Text(" " * _GAP).join(pieces), no_wrap=True, overflow="crop", highlight=False)
        console.print()


def _table(runs: list[Trajectory]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    table.add_column("")
    for run in runs:
        table.add_column(Text(_interval(run)), justify="right")
    rows = [
        (_("steps"), [str(run.steps) for run in runs]),
        (_("gradients of one sign"), [f"{100 * run.same_sign:.0f}%" for run in runs]),
        (_("path ÷ straight line"), [decimal(f"{run.detour:.2f}") for run in runs]),
        (_("mean turn"), [f"{run.mean_turn:.0f}°" for run in runs]),
        ("κ", [decimal(f"{run.problem.condition_number:.3g}") for run in runs]),
    ]
    for name, values in rows:
        table.add_row(Text(name), *(Text(value) for value in values))
    return table


def _conclusion(runs: list[Trajectory]) -> str:
    if len(runs) < 2:
        return _("The cost of the walk comes from κ, the stretch of the valley; the signs make it easy to see.")
    longer, shorter = sorted(runs[:2], key=lambda run: -run.steps)
    ratio = decimal(f"{longer.steps / shorter.steps:.1f}")
    return _(
        "{first} needs {ratio} times the steps of {second}: the cost comes from κ, the stretch of the valley;"
        " the signs make it easy to see."
    ).format(first=_interval(longer), ratio=ratio, second=_interval(shorter))
