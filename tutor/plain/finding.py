"""`layer-tutor find`: lines of lessons in which words stand."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tutor.authoring.find import Match, find, folded
from tutor.language import _
from tutor.lesson.files import lesson_files
from tutor.plain.usage import refuse
from tutor.quoting import visible

FOUND, NOTHING = 0, 1
_NARROWEST = 40


def find_lines(words: Sequence[str], folders: Sequence[Path], *, as_json: bool) -> int:
    """Print lesson, step and line wherever all the words stand; return 0, or 1 where that is nowhere."""
    if not any(word.strip() for word in words):
        return refuse(_("there is nothing to find: give a word"))
    matches = list(find(words, lesson_files(folders)))
    if as_json:
        sys.stdout.write(json.dumps({"matches": [asdict(match) for match in matches]}, indent=2) + "\n")
    elif matches:
        _print(matches, words)
    else:
        sys.stderr.write(_("No lesson has these words.") + "\n")
    return FOUND if matches else NOTHING


def _print(matches: Sequence[Match], words: Sequence[str]) -> None:
    """Print a line for each match: id, step, and as much of the text as the terminal is wide."""
    lessons = max(len(_lesson(match)) for match in matches)
    steps = max(len(match.step or "-") for match in matches)
    room = max(shutil.get_terminal_size((100, 24)).columns - lessons - steps - 4, _NARROWEST)
    for match in matches:
        line = _excerpt(visible(match.line), words, room)
        sys.stdout.write(f"{_lesson(match):<{lessons}}  {visible(match.step or '-'):<{steps}}  {line}\n")


def _lesson(match: Match) -> str:
    return visible(match.lesson or Path(match.path).name)


def _excerpt(line: str, words: Sequence[str], room: int) -> str:
    """Return a line cut to `room` characters around the first of the words."""
    if len(line) <= room:
        return line
    same = folded(line)
    at = min((found for word in words if (found := same.find(folded(word.split()[0]) if word.split() else "")) >= 0),
             default=0)  # fmt: skip
    start = max(min(at - room // 3, len(line) - room + 1), 0)
    start = line.find(" ", start, at) + 1 or start if start else 0  # between words, where there is a place
    cut = line[start : start + room - 2]
    return ("…" if start else "") + cut + ("…" if start + room - 2 < len(line) else "")
