"""`layer-tutor run`: the friends of a lesson on its data, as grids and a ledger, or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from rich.text import Text as RichText

from tutor.folders import cache_folder, lesson_folders
from tutor.language import _, current, ngettext
from tutor.lesson.catalogue import Catalogue
from tutor.lesson.facts import Facts
from tutor.lesson.load import load
from tutor.lesson.model import Friend, Lesson
from tutor.lesson.problem import LessonError, quote
from tutor.nn.arguments import FloatArray
from tutor.nn.pipeline import Stage, Trace
from tutor.paint.names import chain, layer_label
from tutor.paint.number import grid_texts

Run = tuple[Friend, Trace]


def run_lesson(wanted: str, friend: str | None, *, as_json: bool) -> int:
    """Run one friend, or all, of the lesson with that id or file; return the exit status (0, 1 or 2)."""
    try:
        lesson = _find(wanted)
    except LessonError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if lesson is None:
        return _usage(
            _("there is no lesson {name}; 'layer-tutor list' shows those there are").format(name=quote(wanted))
        )
    if not lesson.friends or lesson.data.picture is None:
        return _usage(_("the lesson {name} has nothing to run").format(name=quote(lesson.id)))
    chosen = lesson.friends if friend is None else _called(lesson, friend)
    if not chosen:
        names = ", ".join(one.id for one in lesson.friends)
        return _usage(_("there is no friend {name}; there are: {names}").format(name=quote(str(friend)), names=names))
    facts = Facts(lesson)
    runs = [(one, facts.trace(one.id)) for one in chosen]
    if as_json:
        json.dump(as_plain(lesson, runs), sys.stdout, indent=2)  # ASCII, which every terminal's encoding holds
        sys.stdout.write("\n")
    else:
        _print(lesson, runs)
    return 0


def _find(wanted: str) -> Lesson | None:
    """Return the lesson with that id, or in that file; LessonError when it is broken."""
    path = Path(wanted)
    if path.suffix in (".yaml", ".yml"):
        return load(path)
    card = Catalogue(lesson_folders(), cache_folder()).find(wanted)
    return None if card is None else load(Path(card.path))


def _called(lesson: Lesson, name: str) -> tuple[Friend, ...]:
    wanted = name.casefold()
    return tuple(
        friend
        for friend in lesson.friends
        if wanted in (friend.id, *(text.casefold() for text in (friend.name.en, friend.name.ru) if text))
    )


def _usage(message: str) -> int:
    sys.stderr.write(f"layer-tutor: {message}.\n")
    return 2


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────


def as_plain(lesson: Lesson, runs: Sequence[Run]) -> dict[str, object]:
    """Return runs as JSON-able values; numbers that JSON has no word for become null."""
    return {
        "lesson": lesson.id,
        "picture": _rows(runs[0][1].input),
        "friends": [_friend(friend, trace) for friend, trace in runs],
        "differences": [_difference(one, other) for one, other in combinations(runs, 2)],
    }


def _friend(friend: Friend, trace: Trace) -> dict[str, object]:
    return {
        "id": friend.id,
        "name": friend.name.in_language(current()),
        "layers": list(friend.layers),
        "relus": trace.relus,
        "operations": trace.cost.operations,
        "bytes": trace.cost.bytes,
        "stages": [_stage(stage) for stage in trace.stages],
        "output": _rows(trace.output),
    }


def _stage(stage: Stage) -> dict[str, object]:
    cost = stage.cost
    plain: dict[str, object] = {
        "name": stage.name,
        "output": _rows(stage.output),
        "operations": cost.operations,
        "multiply_adds": cost.multiply_adds,
        "comparisons": cost.comparisons,
        "evaluations": cost.evaluations,
        "bytes_read": cost.bytes_read,
        "bytes_written": cost.bytes_written,
    }
    if stage.winners is not None:
        plain["winners"] = stage.winners[0, 0].tolist()
    return plain


def _difference(one: Run, other: Run) -> dict[str, object]:
    a, b = one[1].output, other[1].output
    pair = [one[0].id, other[0].id]
    if a.shape != b.shape:
        return {"friends": pair, "equal": False, "cells": None, "same_shape": False}
    cells = [[int(row), int(column)] for row, column in np.argwhere(a[0, 0] != b[0, 0])]
    return {"friends": pair, "equal": bool(np.array_equal(a, b)), "same_shape": True, "cells": cells}


def _rows(array: FloatArray) -> list[list[float | None]]:
    return [[value if np.isfinite(value) else None for value in row] for row in array[0, 0].tolist()]


# ── text ─────────────────────────────────────────────────────────────────────────────────────────


def _print(lesson: Lesson, runs: Sequence[Run]) -> None:
    console, narration = Console(), Console(stderr=True)
    narration.print(RichText(lesson.title.in_language(current()), style="bold"))
    for friend, trace in runs:
        console.print()
        title = RichText(friend.name.in_language(current()), style="bold")
        console.print(title.append(f"  {chain(friend.layers)}", style="not bold dim"))
        console.print(_grids(trace))
    console.print()
    console.print(_ledger(runs))
    for one, other in combinations(runs, 2):
        console.print(RichText(_difference_sentence(one, other)))


def _grids(trace: Trace) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    table.add_column(RichText(_("picture")))
    cells = [_grid(trace.input)]
    for stage in trace.stages:
        table.add_column(RichText(layer_label(stage.name)))
        cells.append(_grid(stage.output))
    table.add_row(*cells)
    return table


def _grid(array: FloatArray) -> RichText:
    texts = grid_texts(array[0, 0].tolist(), 5)
    width = max(len(text) for row in texts for text in row)
    return RichText("\n".join(" ".join(text.rjust(width) for text in row) for row in texts), no_wrap=True)


def _ledger(runs: Sequence[Run]) -> Table:
    table = Table()
    for heading in (_("friend"), _("layer"), _("cells"), _("operations"), _("bytes")):
        table.add_column(RichText(heading), justify="left" if heading in (_("friend"), _("layer")) else "right")
    for friend, trace in runs:
        name = RichText(friend.name.in_language(current()))
        for stage in trace.stages:
            table.add_row(
                name,
                RichText(layer_label(stage.name)),
                str(stage.output.size),
                str(stage.cost.operations),
                str(stage.cost.bytes),
            )
            name = RichText("")
        total = RichText(_("total, {n} of them ReLU").format(n=trace.relus), style="bold")
        table.add_row("", total, "", str(trace.cost.operations), str(trace.cost.bytes), end_section=True)
    return table


def _difference_sentence(one: Run, other: Run) -> str:
    names = {"a": one[0].name.in_language(current()), "b": other[0].name.in_language(current())}
    difference = _difference(one, other)
    cells = difference["cells"]
    if not isinstance(cells, list):
        return _("{a} and {b}: the outputs have different shapes.").format(**names)
    if not cells:
        return _("{a} and {b}: equal, bit for bit.").format(**names)
    places = ", ".join(f"({row + 1}, {column + 1})" for row, column in cells)
    return ngettext(
        "{a} and {b}: {n} of {all} cell differs, at (row, column) {places}.",
        "{a} and {b}: {n} of {all} cells differ, at (row, column) {places}.",
        len(cells),
    ).format(**names, n=len(cells), all=one[1].output.size, places=places)
