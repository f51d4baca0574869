"""`layer-tutor stats`: what lessons are made of."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tutor.authoring.stats import Stats, stats_of, together
from tutor.language import _, ngettext
from tutor.lesson.files import lesson_files
from tutor.lesson.load import load
from tutor.lesson.problem import LessonError
from tutor.plain.usage import refuse
from tutor.quoting import quote

DONE, PROBLEMS = 0, 1
Counted = list[tuple[str, str, Stats]]
"""Id, path and counts of each lesson."""


def print_stats(paths: Sequence[Path], folders: Sequence[Path], *, as_json: bool) -> int:
    """Print the counts of the lessons at `paths`, or without any of those in `folders`; return the exit status.

    A broken lesson is not counted: its problems go to stderr.
    """
    for path in paths:
        if not os.path.lexists(path):
            return refuse(_("there is no file or folder {path}").format(path=quote(str(path), 200)))
    named = [path for path in paths if not os.path.isdir(path)]  # noqa: PTH112  # it answers where Path.is_dir raises
    files = [
        file for path in paths for file in ([path] if path in named else lesson_files([path]))
    ] if paths else lesson_files(folders)  # fmt: skip
    counted: Counted = []
    broken = False
    for file in dict.fromkeys(files):
        try:
            lesson = load(file, within=() if file in named else (file.parent,))
            counted.append((lesson.id, str(file), stats_of(lesson)))
        except LessonError as error:
            broken = True
            sys.stderr.write(f"{error}\n")
    total = together((name, stats) for name, _path, stats in counted)
    if as_json:
        lessons = [{"id": name, "path": path, **stats.plain()} for name, path, stats in counted]
        sys.stdout.write(json.dumps({"lessons": lessons, "total": total.plain()}, indent=2) + "\n")
    else:
        for name, _path, stats in counted:
            _print(name, stats)
        if len(counted) != 1:
            _print(ngettext("{n} lesson", "{n} lessons", total.lessons).format(n=total.lessons), total)
    return PROBLEMS if broken else DONE


def _print(heading: str, stats: Stats) -> None:
    """Print the counts of one lesson, or of all, as a heading and a line for each kind of count."""
    count = sum(stats.steps.values())
    kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(stats.steps.items()))
    rows = [
        (_("steps"), f"{count} ({kinds})" if kinds else "0"),
        (_("questions"), str(stats.questions)),
        (_("minutes"), str(stats.minutes)),
        (_("words"), ", ".join(f"{code} {stats.words[code]}" for code in stats.words if stats.words[code])),
        (_("complete languages"), ", ".join(stats.languages) or _("none")),
    ]
    if stats.objectives:
        missed = [name for name, served in stats.objectives.items() if not served]
        text = _("{n} of {all} are served by a step").format(n=stats.covered, all=len(stats.objectives))
        rows.append((_("objectives"), text + (_("; not: {names}").format(names=", ".join(missed)) if missed else "")))
    width = max(len(name) for name, _text in rows)
    sys.stdout.write(heading + "\n" + "".join(f"  {name:<{width}}  {text}\n" for name, text in rows))
