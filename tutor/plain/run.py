"""`layer-tutor run`: the friends of a lesson on its data, as grids and a ledger, or as JSON."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.text import Text as RichText

from tutor.folders import cache_folder, lesson_folders
from tutor.language import _, current
from tutor.lesson.catalogue import Catalogue
from tutor.lesson.facts import Facts
from tutor.lesson.load import load
from tutor.lesson.model import Friend, Lesson
from tutor.lesson.problem import LessonError, quote, visible
from tutor.nn.arguments import FloatArray
from tutor.nn.pipeline import Stage, Trace
from tutor.plain.report import (
    Run,
    difference_sentence,
    finite,
    ledger_table,
    print_run,
    print_sentence,
    stage_plain,
    write_json,
)
from tutor.plain.usage import refuse

FriendRun = tuple[Friend, Trace]


def run_lesson(wanted: str, friend: str | None, *, as_json: bool, folders: Sequence[Path] | None = None) -> int:
    """Run one friend, or all, of the lesson with that id or file; return the exit status (0, 1 or 2)."""
    try:
        lesson = _find(wanted, lesson_folders() if folders is None else folders)
    except LessonError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except AmbiguousError as error:
        return refuse(str(error))
    if lesson is None:
        return refuse(
            _("there is no lesson {name}; 'layer-tutor list' shows those there are").format(name=quote(wanted))
        )
    if not lesson.friends or lesson.data.picture is None:
        return refuse(_("the lesson {name} has nothing to run").format(name=quote(lesson.id)))
    chosen = lesson.friends if friend is None else _called(lesson, friend)
    if not chosen:
        names = ", ".join(one.id for one in lesson.friends)
        return refuse(_("there is no friend {name}; there are: {names}").format(name=quote(str(friend)), names=names))
    facts = Facts(lesson)
    runs = [(one, facts.trace(one.id)) for one in chosen]
    if as_json:
        write_json(as_plain(lesson, runs), sys.stdout)
    else:
        _print(lesson, runs)
    return 0


class AmbiguousError(Exception):
    """Several lessons are called the same; the message names their files."""


def _find(wanted: str, folders: Sequence[Path]) -> Lesson | None:
    """Return the lesson with that id, or in that file; LessonError when it is broken."""
    path = Path(wanted)
    if path.suffix in (".yaml", ".yml"):
        return load(path)
    cards = Catalogue(folders, cache_folder()).matching(wanted)
    if len(cards) > 1:
        paths = ", ".join(visible(card.path) for card in cards)
        raise AmbiguousError(
            _("several lessons have the id {name}: {paths}; name one of these files").format(
                name=quote(wanted), paths=paths
            )
        )
    return load(Path(cards[0].path)) if cards else None


def _called(lesson: Lesson, name: str) -> tuple[Friend, ...]:
    wanted = name.casefold()
    return tuple(
        friend
        for friend in lesson.friends
        if wanted in (friend.id, *(text.casefold() for text in (friend.name.en, friend.name.ru) if text))
    )


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────


def as_plain(lesson: Lesson, runs: Sequence[FriendRun]) -> dict[str, object]:
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
    plain = stage_plain(stage, _rows(stage.output))
    if stage.winners is not None:
        plain["winners"] = stage.winners[0, 0].tolist()
    return plain


def _difference(one: FriendRun, other: FriendRun) -> dict[str, object]:
    a, b = one[1].output, other[1].output
    pair = [one[0].id, other[0].id]
    if a.shape != b.shape:
        return {"friends": pair, "equal": False, "cells": None, "same_shape": False}
    cells = [[int(row), int(column)] for row, column in np.argwhere(a[0, 0] != b[0, 0])]
    return {"friends": pair, "equal": bool(np.array_equal(a, b)), "same_shape": True, "cells": cells}


def _rows(array: FloatArray) -> object:
    return finite(array[0, 0].tolist())


# ── text ─────────────────────────────────────────────────────────────────────────────────────────


def _print(lesson: Lesson, runs: Sequence[FriendRun]) -> None:
    console, narration = Console(), Console(stderr=True)
    narration.print(RichText(lesson.title.in_language(current()), style="bold"))
    lanes = [Run(friend.name.in_language(current()), trace) for friend, trace in runs]
    for lane in lanes:
        print_run(console, lane)
    console.print()
    console.print(ledger_table(lanes))
    for one, other in combinations(lanes, 2):
        print_sentence(console, difference_sentence(one, other))
